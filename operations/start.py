"""Begin: write a settings file and a first list of boards, and never over what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from operations.configuration import NAME, template

BOARDS: Final = "boards.csv"

_FIRST_BOARDS: Final = """employer,url
"""


def begin(folder: Path) -> tuple[list[Path], list[Path]]:
    """Write ``sponsorfeed.toml`` and ``boards.csv`` in ``folder``; (written, left alone because they were there)."""
    folder.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for name, content in ((NAME, template()), (BOARDS, _FIRST_BOARDS)):
        path = folder / name
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
        except FileExistsError:
            kept.append(path)
        else:
            written.append(path)
    return written, kept

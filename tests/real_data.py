"""Where optional real captures and data lie: the folder ``shared`` beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared_path(*parts: str) -> Path:
    """A file or folder of the optional data; skips the test when it is absent."""
    path = _FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"optional data absent: {Path('..', 'shared', *parts)}")
    return path

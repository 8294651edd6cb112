from __future__ import annotations

import re
from pathlib import Path

from sponsorfeed import main
from tests.readme import README, outputs, shown


def test_the_readme_shows_what_the_commands_print(tmp_path: Path) -> None:
    expected = outputs(tmp_path)
    assert shown(README.read_text(encoding="utf-8")) == expected, "run: python -m tests.readme"


def test_every_command_and_file_that_the_docs_name_is_there() -> None:
    root = README.parent
    for page in [README, root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for command in re.findall(r"(?:\.venv/bin/|\$ |`)sponsorfeed ([a-z]+)", text):
            assert command in main.commands, f"{page.name}: sponsorfeed {command}"
        for link in re.findall(r"\]\(([\w./-]+\.\w+)\)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"

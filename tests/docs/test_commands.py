"""What the pages tell a reader to type works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.commands import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_CALL = re.compile(r"^(?:    |\$ )\$? ?(?:sudo -u \w+ )?(?:[\w./]*/)?sponsorfeed (?!\[)(.+)$", re.MULTILINE)
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_FENCED = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_END = re.compile(r"\s(?:#|\||&&|>|<|;|\\$|2>)|\s{3,}")


def calls() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = _FENCED.sub(lambda block: re.sub(r"(?m)^", "    ", block[1]), page.read_text(encoding="utf-8"))
        for match in _CALL.finditer(text):
            for call in match[1].split("&& sponsorfeed "):
                yield page.name, _END.split(_OPTIONAL.sub("", call))[0].strip()


@pytest.mark.parametrize(("page", "call"), sorted(set(calls())))
def test_every_call_on_a_page_is_known_to_the_command_line(page: str, call: str, tmp_path: Path) -> None:
    words = [word for word in shlex.split(call) if word not in ("...", "-")]
    (tmp_path / "-").touch()
    try:
        parse(words)
    except click.exceptions.Exit:  # --help and the like
        pass
    except click.BadParameter as error:
        assert "No such file" in str(error), f"{page}: {error}"


def test_the_pages_hold_calls() -> None:
    assert len(set(calls())) > 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_that_is_linked_is_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_quickstart_can_be_followed(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    script = "\n".join(["set -e", *_FENCED.findall(text)])
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "workday:brightmoor/Brightmoor_Careers" in done.stdout
    assert "Visa sponsorship" in done.stdout or "sponsor" in done.stdout.splitlines()[-2]

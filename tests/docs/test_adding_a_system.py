"""docs/adding-a-system.md, followed to the letter in a copy of the project, gives a system that works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "adding-a-system.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"<!-- (file|row|expected):? ?([^\n]*?) ?-->\n```\w+\n(.*?)```\n", re.DOTALL)


def test_a_stranger_who_follows_the_page_has_a_system(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "crawler", tmp_path / "crawler", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("__init__.py", "capture.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    expected: list[dict[str, object]] = []
    for kind, where, content in _BLOCK.findall(TEXT):
        if kind == "file":
            (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / where).write_text(content, encoding="utf-8")
        elif kind == "row":
            name, _, opening = where.partition(" ")
            source = (tmp_path / name).read_text(encoding="utf-8")
            assert source.count(f"{opening}\n") == 1, opening
            (tmp_path / name).write_text(source.replace(f"{opening}\n", f"{opening}\n{content}"), encoding="utf-8")
        else:
            expected = json.loads(content)
    [command] = re.findall(r"^    python (-m tests\.capture \S+)$", TEXT, re.MULTILINE)
    subprocess.run(
        [sys.executable, *command.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        timeout=60,
    )
    capture = tmp_path / command.split()[-1]
    header = json.loads((capture / "snapshot.json").read_text(encoding="utf-8"))
    assert (header["outcome"], header["collected"], header["advertised_total"]) == ("complete", 2, 2)
    postings = [json.loads(line) for line in (capture / "postings.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [{name: posting[name] for name in expected[0]} for posting in postings] == expected
    assert postings[0]["job_location"][0]["region"] == "MN"


def test_the_spider_of_the_page_is_within_the_budget() -> None:
    [spider] = [content for kind, where, content in _BLOCK.findall(TEXT) if where.startswith("crawler/spiders/")]
    assert len(spider.splitlines()) <= 40

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from crawler import settings
from crawler.items import Outcome

TEXT = (Path(__file__).parents[2] / "docs" / "crawling.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_none_that_is_not_there() -> None:
    table = TEXT.partition("## Settings that differ")[2]
    named = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert named == {name for name in vars(settings) if name.isupper() and name not in ("DEFAULT",)}


def test_every_outcome_is_explained() -> None:
    table = TEXT.partition("| `outcome` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == list(get_args(Outcome))


def test_every_file_that_is_named_is_there() -> None:
    root = Path(__file__).parents[2]
    named = set(re.findall(r"`((?:crawler|tests|docs)/[\w./]+)`", TEXT))
    assert named and [name for name in named if not (root / name).exists()] == []

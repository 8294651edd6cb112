from __future__ import annotations

from pathlib import Path

from crawler.boards import SYSTEMS
from crawler.systems import systems_page

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "systems.md"


def test_the_table_of_systems_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == systems_page(TESTS), "run: python -m crawler.systems"


def test_every_system_gives_a_text_and_a_place_and_has_a_row() -> None:
    rows = {line.split("`")[1]: line for line in systems_page(TESTS).splitlines() if line.startswith("| `")}
    assert set(rows) == set(SYSTEMS)
    for row in rows.values():
        assert "text" in row and "places" in row
    assert "| 20 | 2,000, divided |" in rows["workday"] and "| whole | - |" in rows["greenhouse"]

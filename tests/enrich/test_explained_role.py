from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.items import Pay, Place
from enrich.explain import Explanation, explain
from enrich.reference import add_files
from tests.enrich.databases import posting, write_ledger
from tests.enrich.test_wages import write_wages

BAY = [Place(raw="San Francisco, CA", locality="San Francisco", region="CA", country="US")]


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    add_files([write_wages(tmp_path)], tmp_path / "reference.db")
    return tmp_path / "reference.db"


def explained(tmp_path: Path, reference: Path, places: list[Place]) -> Explanation:
    item = posting(1)
    item.job_location = places
    item.base_salary = [
        Pay(
            min_value=130_000, max_value=150_000, currency="USD", unit_text="YEAR", kind="base", raw="", source="jsonld"
        )
    ]
    ledger = tmp_path / "ledger.db"
    write_ledger(ledger, [item])
    return explain(item.id, ledger, reference)


@pytest.mark.parametrize(
    ("places", "areas"),
    [
        (BAY, {"41860"}),
        ([Place(raw="California", region="CA", country="US")], {"0600003", "31080", "41860"}),
        ([*BAY, Place(raw="Oregon", region="OR", country="US")], {"38900", "41860"}),
        ([Place(raw="USA", country="US")], {"0600003", "31080", "38900", "41860"}),
    ],
)
def test_the_printed_query_returns_the_wages_that_were_compared(
    tmp_path: Path, reference: Path, places: list[Place], areas: set[str]
) -> None:
    found = explained(tmp_path, reference, places)
    assert found.wage_level is not None
    assert found.wage_level.areas == len(areas)
    (query,) = [query for query in found.queries if query.shows.startswith("wages of the levels")]
    with closing(sqlite3.connect(reference)) as connection:
        rows = connection.execute(query.sql).fetchall()
    assert {(row[0], row[1]) for row in rows} == {(area, "15-1252") for area in areas}


def test_a_title_says_what_its_occupation_rests_on(tmp_path: Path, reference: Path) -> None:
    role = explained(tmp_path, reference, BAY).role
    assert [each.soc for each in role.occupations] == ["15-1252", "15-1253"]
    assert role.source == "bundled"
    # The title itself, then one that says more and brings the other code.
    assert role.rests_on[0] == "engineer software"
    assert {"engineer", "software"} < set(role.rests_on[1].split())
    assert role.confidence == pytest.approx(sum(each.share for each in role.occupations))

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import sqlite
from exports.datasette.chips import chips
from exports.datasette.filters import EVERYTHING, SORTS, BadFilter, Filters, conditions, indexed, read_filters
from exports.datasette.words import MODES, STATES, TAGS, TRACKS, UNKNOWN_ROLE
from tests.exports.test_feed import a_record

NEWEST = "2026-11-20T06:00:00Z"

_TEXT = st.text(max_size=60).map(str.strip)
FILTERS = st.builds(
    Filters,
    q=_TEXT,
    role=st.sampled_from(["", "17-2141", UNKNOWN_ROLE]),
    employer=_TEXT,
    track=st.sampled_from(["", *TRACKS]),
    tag=st.lists(st.sampled_from(list(TAGS)), unique=True).map(tuple),
    state=st.sampled_from(["", *STATES]),
    pay=st.none() | st.integers(1, 10_000_000),
    wage=st.none() | st.integers(1, 4),
    mode=st.sampled_from(["", *MODES]),
    posted=st.sampled_from(["", "0", "7", "9999"]) | st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    sort=st.sampled_from(["", *SORTS]),
    page=st.integers(1, 100_000),
)


@given(filters=FILTERS)
def test_an_address_says_the_whole_list(filters: Filters) -> None:
    assert read_filters(filters.address(page=filters.page)[1:]) == filters
    assert read_filters(filters.address()[1:]).page == 1


@given(filters=FILTERS)
def test_lifting_every_filter_in_turn_leaves_none(filters: Filters) -> None:
    while found := chips(filters, {}):
        lifted = read_filters(filters.address(**found[0][1])[1:])
        assert len(chips(lifted, {})) == len(found) - 1
        filters = lifted
    assert conditions(filters, NEWEST) == (EVERYTHING, {})


@given(query=st.text(max_size=80))
def test_any_query_string_is_read_or_refused_in_words(query: str) -> None:
    try:
        read_filters(query)
    except BadFilter as refused:
        assert str(refused).endswith(".")


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("filters") / "jobs.db"
    sqlite.write([a_record(1), a_record(2)], path, boards=[("greenhouse:acme", *([None] * 13), 0)])
    with closing(sqlite3.connect(path)) as db:
        yield db


@given(filters=FILTERS)
def test_whatever_is_asked_for_is_an_sql_that_runs(dump: sqlite3.Connection, filters: Filters) -> None:
    where, values = conditions(filters, NEWEST)
    (found,) = dump.execute(f"SELECT count(*) FROM {indexed(filters)} WHERE {where}", values).fetchone()
    assert 0 <= found <= 2


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        (Filters(q="blades"), 2),
        (Filters(q='"'), 0),
        (Filters(q="blade NOT turbine OR"), 0),
        (Filters(role="17-2141"), 2),
        (Filters(role=UNKNOWN_ROLE), 0),
        (Filters(employer="Acme Turbines"), 2),
        (Filters(employer="acme turbines"), 0),
        (Filters(tag=("excluded_by_posting",)), 2),
        (Filters(track="h1b"), 0),
        (Filters(track="h1b", tag=("excluded_by_posting", "likely")), 2),
        (Filters(state="MN"), 2),
        (Filters(state="IN"), 0),
        (Filters(mode="hybrid"), 2),
        (Filters(pay=120500), 2),
        (Filters(pay=120502), 0),
        (Filters(wage=1), 2),
        (Filters(posted="2026-10-20"), 2),
        (Filters(posted="2026-10-21"), 0),
        (Filters(posted="31"), 2),
        (Filters(posted="30"), 0),
    ],
)
def test_a_filter_leaves_what_it_says(dump: sqlite3.Connection, narrowed: Filters, count: int) -> None:
    where, values = conditions(narrowed, NEWEST)
    assert dump.execute(f"SELECT count(*) FROM listing WHERE {where}", values).fetchone() == (count,)


def test_the_listing_leaves_out_closed_postings_and_second_doors(tmp_path: Path) -> None:
    from dataclasses import replace

    whole = [a_record(n) for n in range(1, 4)]
    records = [whole[0], replace(whole[1], status="closed"), replace(whole[2], duplicate_of=whole[0].id)]
    sqlite.write(records, tmp_path / "jobs.db", boards=[("greenhouse:acme", *([None] * 13), 0)])
    with closing(sqlite3.connect(tmp_path / "jobs.db")) as db:
        assert db.execute("SELECT id, posting FROM listing").fetchall() == [(1, whole[0].id)]

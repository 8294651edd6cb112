"""Canned queries: what they answer, by indexes, whatever somebody types into a parameter."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.queries import make_dump
from exports.queries import QUERIES, Query
from exports.queries.parameters import TRACK
from exports.tables import TABLES

_BIG = "posting|posting_html|location|pay|statement|occupation|work_mode|work_place|event|filing_total"
# A whole walk through a table, and not through an index that holds all that is asked for.
_WALK = re.compile(rf"SCAN ({_BIG})\b(?!.*COVERING INDEX)")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("dump") / "jobs.db"
    make_dump(path, 1500)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as found:
        found.row_factory = sqlite3.Row
        yield found


def named(name: str) -> Query:
    [found] = [query for query in QUERIES if query.name == name]
    return found


def ask(db: sqlite3.Connection, query: Query, **values: str) -> list[dict[str, Any]]:
    typed = {parameter.name: "" for parameter in query.parameters} | values
    return [dict(row) for row in db.execute(query.sql, typed)]


def test_names_and_titles_are_each_another() -> None:
    names = [query.name for query in QUERIES]
    assert len(set(names)) == len(names) >= 15
    assert len({query.title for query in QUERIES}) == len(names)
    # Datasette looks for a query first: one of a table's name would hide the table.
    assert not set(names) & {table.name for table in TABLES}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_query_walks_through_a_big_table(db: sqlite3.Connection, query: Query) -> None:
    values = {parameter.name: "" for parameter in query.parameters}
    plan = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {query.sql}", values)]
    assert [step for step in plan if _WALK.match(step)] == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_parameters_are_those_that_the_sql_names(query: Query) -> None:
    assert set(re.findall(r"(?<!:):(\w+)", query.sql)) == {parameter.name for parameter in query.parameters}
    for parameter in query.parameters:
        assert "FROM asked" in query.select and parameter.name in query.select


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_column_hides_another_and_none_is_a_row_number(db: sqlite3.Connection, query: Query) -> None:
    found = db.execute(query.sql, {parameter.name: "" for parameter in query.parameters})
    columns = [column for column, *_ in found.description]
    assert len(set(columns)) == len(columns)
    assert not {"id", "rowid", "example"} & set(columns)


@pytest.mark.parametrize("query", [query for query in QUERIES if query.parameters], ids=lambda query: query.name)
def test_whatever_is_typed_is_no_error(db: sqlite3.Connection, query: Query) -> None:
    @given(st.lists(st.text(max_size=12), min_size=len(query.parameters), max_size=len(query.parameters)))
    def type_anything(typed: list[str]) -> None:
        names = [parameter.name for parameter in query.parameters]
        values = [value.encode("utf-8", "replace").decode() for value in typed]
        ask(db, query, **dict(zip(names, values, strict=True)))

    type_anything()


@pytest.mark.parametrize(
    "words", ['"', "a AND", "NEAR(", "title:x", "*", "^", "-", "(", "c++", "'; DROP TABLE posting"]
)
def test_search_takes_words_as_words(db: sqlite3.Connection, words: str) -> None:
    ask(db, named("search_openings"), words=words)


def test_a_state_is_asked_for_in_any_letters(db: sqlite3.Connection) -> None:
    found = ask(db, named("sponsored_openings"), state=" wa ")
    assert found
    assert {row["places"][-2:] for row in found} == {"WA"}
    assert ask(db, named("sponsored_openings"), state="any") == ask(db, named("sponsored_openings"))
    assert ask(db, named("sponsored_openings"), state="ZZ") == []


def test_roles_add_up_to_the_open_postings(db: sqlite3.Connection) -> None:
    (open_postings,) = db.execute("SELECT count(*) FROM listing").fetchone()
    for track in (
        TRACK.doc.replace("(not employed in H-1B status yet)", "").removeprefix("One of ").rstrip(".").split(", ")
    ):
        rows = ask(db, named("roles_by_track_and_state"), track=track)
        assert sum(row["open_postings"] for row in rows) == open_postings
        verdicts = ("stated_yes", "likely", "possible", "unlikely", "excluded_by_posting", "unknown")
        assert sum(row[verdict] for row in rows for verdict in verdicts) == open_postings, track


def test_states_count_as_the_postings_do(db: sqlite3.Connection) -> None:
    found = {row["state"]: row["open_postings"] for row in ask(db, named("sponsorship_by_state"))}
    for state in ("CA", "OR"):
        (expected,) = db.execute("SELECT count(*) FROM listing WHERE states LIKE ?", (f"% {state} %",)).fetchone()
        assert found[state] == expected


def test_the_median_pay_is_the_one_in_the_middle(db: sqlite3.Connection) -> None:
    rows = [row for row in ask(db, named("pay_by_wage_level")) if row["postings"] > 2]
    assert rows
    for row in rows:
        pays = sorted(
            pay
            for (pay,) in db.execute(
                "SELECT pay_min_usd_year FROM listing WHERE soc = ? AND wage_level = ?", (row["soc"], row["wage_level"])
            )
        )
        assert (row["lowest"], row["median"], row["highest"]) == (pays[0], pays[(len(pays) - 1) // 2], pays[-1])


def test_refusals_come_with_a_quote_of_that_employer(db: sqlite3.Connection) -> None:
    rows = ask(db, named("refusals_by_employer"))
    for row in rows:
        assert row["employer"] in row["a_quote"] and row["postings_that_exclude"] <= row["open_postings"]
    one = rows[3]["employer"]
    assert ask(db, named("refusals_by_employer"), employer=one) == [rows[3]]
    assert {row["employer"] for row in ask(db, named("refusals"), employer=one)} == {one}


def test_new_approvals_are_of_the_last_year_and_new_employment(db: sqlite3.Connection) -> None:
    rows = ask(db, named("employers_with_new_approvals"), approvals="50")
    assert rows and {row["fiscal_year"] for row in rows} == {2026}
    for row in rows[:5]:
        (expected,) = db.execute(
            "SELECT sum(filings) FROM filing_total JOIN filer ON filer.id = filer WHERE name = ?"
            " AND fiscal_year = 2026 AND employment = 'new'",
            (row["filer"],),
        ).fetchone()
        assert row["new_approvals"] == expected >= 50


def test_what_contradicts_the_record_does(db: sqlite3.Connection) -> None:
    refused = ask(db, named("refused_despite_history"), approvals="10")
    assert refused and all(row["new_approvals"] >= 10 for row in refused)
    offered = ask(db, named("offered_without_history"))
    assert offered and {row["filer_decision"] for row in offered} == {"none"}


def test_changed_verdicts_say_from_and_to(db: sqlite3.Connection) -> None:
    found = {(row["tag_before"], row["tag_after"]) for row in ask(db, named("changed_verdicts"))}
    assert found == {("likely", "excluded_by_posting")}


def test_employers_count_as_their_postings_do(db: sqlite3.Connection) -> None:
    for row in map(dict, db.execute("SELECT * FROM employer ORDER BY open_postings DESC LIMIT 5")):
        (excluded,) = db.execute(
            "SELECT count(*) FROM listing WHERE employer = ? AND sponsorship = 'excluded_by_posting'",
            (row["employer"],),
        ).fetchone()
        assert row["excluded_by_posting"] == excluded
        verdicts = ("stated_yes", "likely", "possible", "unlikely", "excluded_by_posting", "unknown")
        assert sum(row[verdict] for verdict in verdicts) == row["open_postings"]


def test_ages_count_from_the_newest_crawl(db: sqlite3.Connection) -> None:
    rows = ask(db, named("old_postings"), days="100")
    assert rows and max(row["oldest"] for row in rows) <= "2026-07-24"
    assert ask(db, named("old_postings"), days="1000") == []

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from exports import sqlite
from exports.posting_table import POSTING
from exports.records import ExportError
from exports.rows import CHILDREN, posting_row
from exports.tables import TABLES
from tests.exports.editions import lines, publish, query
from tests.exports.test_feed import a_record


def dump(tmp_path: Path, *records: object, name: str = "jobs.db") -> Path:
    boards = [("greenhouse:acme", *([None] * 13), 0)]
    sqlite.write(records, tmp_path / name, boards=boards)  # type: ignore[arg-type]
    return tmp_path


def test_feed_and_dump_say_the_same(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    records = lines(out)
    found = query(
        out, "SELECT id, title, employer, status, sponsorship, h1b_probability, filer FROM posting ORDER BY id"
    )
    assert found == [
        (
            *(record["id"], record["title"], record["hiring_organization"]["name"], record["status"]),
            record["sponsorship"]["tag"],
            record["sponsorship"]["tracks"]["h1b"]["probability"],
            record["filer"]["id"],
        )
        for record in records
    ]
    for table, field in {"location": "job_location", "pay": "base_salary", "statement": "statements"}.items():
        assert query(out, f"SELECT count(*) FROM {table}") == [(sum(len(record[field]) for record in records),)]
    # One filer, however many postings name it.
    assert query(out, "SELECT count(*), sum(filings) FROM filing_total") == [(2, 82)]
    assert query(out, "SELECT id, name FROM filer") == [("f-acme", "ACME TURBINES INC")]


def test_values_stand_in_the_columns_that_are_named_for_them() -> None:
    row = dict(zip([column.name for column in POSTING.columns], posting_row(a_record(1)), strict=True))
    assert row["education_equivalent_ok"] == 1
    assert row["wage_level_max"] == 3
    assert row["date_posted_raw"] == "October 20"
    assert row["perm"] == "excluded_by_posting"
    assert row["h1b1_probability"] == 0.9
    assert row["filer_rule"] == "core"
    assert row["snapshot"] == "run/greenhouse/acme.jsonl.gz"
    assert row["reasons"] == '["41 approvals in 2025"]'
    widths = {table.name: len(table.columns) for table in TABLES}
    for table, rows_of in CHILDREN.items():
        assert {len(child) for child in rows_of(a_record(1))} == {widths[table]}


def test_the_file_is_whole_alone_and_marked(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    folder = (out / "jobs.db").resolve().parent
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [
            *("datapackage.json", "datasette.yaml", "inspect.json", "jobs.db", "jobs.jsonl", "manifest.json"),
            *("metadata.yaml", "posting.schema.json"),
        ]
    )
    assert query(out, "PRAGMA journal_mode") == [("delete",)]
    assert query(out, "PRAGMA freelist_count") == [(0,)]
    assert query(out, "PRAGMA application_id") == [(sqlite.APPLICATION_ID,)]
    assert query(out, "PRAGMA foreign_key_check") == []
    assert query(out, "SELECT count(*) > 0 FROM sqlite_stat1") == [(1,)]


def test_search_finds_stems_in_title_and_text(tmp_path: Path) -> None:
    out = dump(tmp_path, a_record(1, title="Naïve Baker"), a_record(2, description_html="<p>We turn bread.</p>"))
    sql = "SELECT id FROM posting WHERE rowid IN (SELECT rowid FROM posting_fts WHERE posting_fts MATCH ?)"
    assert query(out, sql, "naive") == [("greenhouse:acme:1",)]
    assert query(out, sql, "turned AND breads") == [("greenhouse:acme:2",)]


def test_every_key_and_facet_has_an_index(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    for table in TABLES:
        indexed = {
            column
            for _, index, *_ in query(out, f"PRAGMA index_list({table.name})")
            for _, _, column in query(out, f"PRAGMA index_info({index})")
        } | {table.key}
        wanted = {column.name for column in table.columns if column.references} | set(table.facets)
        assert wanted <= indexed, table.name
    references = {(row[2], row[3]) for row in query(out, "PRAGMA foreign_key_list(posting)")}
    assert references == {("board", "board"), ("filer", "filer"), ("posting", "duplicate_of")}


def test_people_see_who_hires_for_what_and_what_is_said(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    found = query(
        out, "SELECT title, employer, role, places, pay, the_posting_says, filer FROM open_posting ORDER BY id"
    )
    assert found[0] == (
        *("Lead", "Acme Turbines", "Mechanical Engineers", "Duluth, MN | Remote (US)", "$90,000 - $120,500.50"),
        *("We do not sponsor visas for this role.", "ACME TURBINES INC"),
    )
    assert len(found) == 8  # the closed one is not among them


@pytest.mark.parametrize(
    "text",
    [
        "'); DROP TABLE posting; --",
        'a"b]c`d',
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "half \ud83d!",
        "-" * 10**6,
    ],
)
def test_hostile_text_is_just_text(tmp_path: Path, text: str) -> None:
    out = dump(tmp_path, a_record(1, title=text, department=text), a_record(2))
    expected = text.replace("\ud83d", "\ufffd")
    assert query(out, "SELECT title, department FROM posting ORDER BY id")[0] == (expected, expected)
    assert query(out, "SELECT count(*) FROM posting") == [(2,)]
    assert query(out, "PRAGMA integrity_check") == [("ok",)]


def test_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    records = [a_record(n) for n in range(1000, 2300)]
    dump(tmp_path, *records, name="a.db")
    dump(tmp_path, *records, name="b.db")
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "b.db"]


def test_a_filer_keeps_its_record_when_a_posting_does_not_carry_it(tmp_path: Path) -> None:
    bare = a_record(1)
    bare.filings = None
    out = dump(tmp_path, bare, a_record(2), a_record(3))
    assert query(out, "SELECT id, first_fiscal_year FROM filer") == [("f-acme", 2020)]
    assert Counter(query(out, "SELECT fiscal_year FROM filing_total")) == {(2024,): 1, (2025,): 1}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="jobs.db"):
        sqlite.write([], tmp_path / "missing" / "jobs.db")


def test_an_empty_dump_has_every_table(tmp_path: Path) -> None:
    sqlite.write([], tmp_path / "jobs.db")
    with closing(sqlite3.connect(tmp_path / "jobs.db")) as db:
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table.name for table in TABLES} <= names

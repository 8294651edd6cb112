"""Indexes made on a copy of a wide table are those that SQLite would have made on the table itself."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from exports.columns import Column, Table
from exports.indexing import create_indexes

WIDE = Table(
    "posting",
    "A table.",
    (
        Column("id", str, "Key."),
        Column("status", str, "Text.", index=True),
        Column("text", str, "Most of the row."),
        Column("alike", int, "A count."),
        Column("share", float, "A number.", index=True),
    ),
    indexes=(("alike", "status"),),
)

values = st.tuples(
    st.none() | st.text(max_size=5),
    st.text(max_size=9),
    st.none() | st.integers(-9, 9),
    st.none() | st.floats(allow_nan=False) | st.integers(-9, 9).map(float),
)


def filled(rows: list[tuple[object, ...]]) -> Database:
    db = Database(memory=True)
    db.table(WIDE.name).create({column.name: column.type for column in WIDE.columns}, pk="id")
    with db.atomic():
        db.conn.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?)", [(str(at), *row) for at, row in enumerate(rows)]
        )
        db.conn.execute("DELETE FROM posting WHERE id = '1'")  # row numbers need not follow each other
    return db


def schema(db: Database) -> list[tuple[str, str, str, str]]:
    return db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid").fetchall()


def found_by_index(db: Database, column: str) -> list[tuple[object, ...]]:
    plan = db.execute(f"EXPLAIN QUERY PLAN SELECT {column}, rowid FROM posting ORDER BY {column}").fetchall()
    assert "COVERING INDEX" in plan[0][3]
    return db.execute(f"SELECT {column}, rowid FROM posting ORDER BY {column}, rowid").fetchall()


@given(st.lists(values, max_size=20))
def test_they_hold_what_the_table_holds(rows: list[tuple[object, ...]]) -> None:
    copied, plain = filled(rows), filled(rows)
    create_indexes(copied, WIDE, wide=True)
    create_indexes(plain, WIDE)
    assert schema(copied) == schema(plain)
    assert copied.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for column in ("status", "share", "alike, status"):
        assert found_by_index(copied, column) == found_by_index(plain, column)


def test_they_are_kept_when_rows_are_written_later() -> None:
    db = filled([("open", "a", 1, 0.5)])
    create_indexes(db, WIDE, wide=True)
    db.execute("INSERT INTO posting VALUES ('9', 'closed', 'b', 2, 0.25)")
    db.execute("UPDATE posting SET status = 'held' WHERE id = '0'")
    assert [status for status, _ in found_by_index(db, "status")] == ["closed", "held"]
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_sqlite_that_guards_its_schema_reads_the_table_itself() -> None:
    guarded, plain = filled([("open", "a", 1, 0.5)]), filled([("open", "a", 1, 0.5)])

    def refuse(action: int, table: str | None, *_: object) -> int:
        return sqlite3.SQLITE_DENY if (action, table) == (sqlite3.SQLITE_UPDATE, "sqlite_master") else sqlite3.SQLITE_OK

    guarded.conn.set_authorizer(refuse)
    create_indexes(guarded, WIDE, wide=True)
    create_indexes(plain, WIDE)
    assert schema(guarded) == schema(plain)
    with pytest.raises(sqlite3.DatabaseError):
        guarded.execute("UPDATE sqlite_master SET sql=sql")

"""Check a published dump: the file as SQLite sees it, its tables, its quotes, and every row against the feed."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from exports.manifest import Manifest
from exports.problems import Problem
from exports.rows import CHILDREN, Row, filer_row, filing_rows, posting_row
from exports.sqlite import APPLICATION_ID, NAME, USER_VERSION
from exports.tables import TABLES, VIEWS
from exports.verify_feed import read_feed

_WRONG_QUOTES = """
    SELECT posting.id, statement.kind FROM statement JOIN posting ON posting.id = statement.posting
    WHERE substr(description_text, start + 1, "end" - start) IS NOT quote
"""


def check_dump(path: Path, said: Manifest) -> Iterator[Problem]:
    """Problems of the dump at ``path`` by itself and against the manifest."""
    try:
        with closing(_open(path)) as db:
            yield from _check_file(db)
            missing = list(_check_tables(db))
            yield from missing
            if missing:
                return
            yield from _check_counts(db, said)
            for posting, kind in db.execute(_WRONG_QUOTES):
                yield Problem(NAME, None, f"{posting}: statement {kind}: the quote is not at its place in the text")
            yield from _check_search(db)
    except sqlite3.Error as error:
        yield Problem(NAME, None, f"SQLite cannot read it ({error})")


def check_against_feed(path: Path, feed: Path) -> Iterator[Problem]:
    """Rows of the dump that are not what the feed says, naming the feed's line."""
    try:
        with closing(_open(path)) as db:
            yield from _compare(db, feed)
    except sqlite3.Error as error:
        yield Problem(NAME, None, f"SQLite cannot read it ({error})")


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _check_file(db: sqlite3.Connection) -> Iterator[Problem]:
    for (message,) in db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem(NAME, None, f"integrity: {message}")
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Problem(NAME, None, f"{table} row {rowid} refers to a {parent} that is not there")
    settings = {"application_id": APPLICATION_ID, "user_version": USER_VERSION, "journal_mode": "delete"}
    for name, expected in settings.items():
        (found,) = db.execute(f"PRAGMA {name}").fetchone()
        if found != expected:
            yield Problem(NAME, None, f"{name} is {found!r}, not {expected!r}")


def _check_tables(db: sqlite3.Connection) -> Iterator[Problem]:
    found = {
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if not name.startswith(("posting_fts", "sqlite_"))
    }
    expected = {table.name for table in TABLES} | set(VIEWS)
    for name in sorted(found ^ expected):
        yield Problem(NAME, None, f"table {name!r} is {'missing' if name in expected else 'none of ours'}")
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table.name})")]
        if table.name in found and columns != [column.name for column in table.columns]:
            yield Problem(NAME, None, f"table {table.name!r} has other columns than an export makes")


def _check_counts(db: sqlite3.Connection, said: Manifest) -> Iterator[Problem]:
    found = Counter(dict(db.execute("SELECT status, count(*) FROM posting GROUP BY status").fetchall()))
    for status, expected in (("open", said.counts.open), ("closed", said.counts.closed)):
        if found[status] != expected:
            yield Problem(NAME, None, f"{found[status]} {status} postings, the manifest says {expected}")
    boards = [row[0] for row in db.execute("SELECT id FROM board ORDER BY id")]
    if boards != [board.board for board in said.boards]:
        yield Problem(NAME, None, "board holds other boards than the manifest")
    rows = {entry.path: entry.rows for entry in said.files}[NAME]
    if found.total() != rows:
        yield Problem(NAME, None, f"{found.total()} postings, the manifest says {rows}")


def _check_search(db: sqlite3.Connection) -> Iterator[Problem]:
    """The index check is an INSERT, so it is made on a copy: verifying never touches what is published."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / NAME)) as copy:
        db.backup(copy)
        try:
            copy.execute("INSERT INTO posting_fts(posting_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield Problem(NAME, None, f"the search index does not fit the postings ({error})")


def _compare(db: sqlite3.Connection, feed: Path) -> Iterator[Problem]:
    expected: Counter[str] = Counter()
    filers: dict[str, Row] = {}
    for line, record in read_feed(feed):
        expected["posting"] += 1
        if db.execute("SELECT * FROM posting WHERE id = ?", (record.id,)).fetchone() != posting_row(record):
            yield Problem(NAME, None, f"posting {record.id}: not what jobs.jsonl:{line} says")
        for table, rows_of in CHILDREN.items():
            rows = rows_of(record)
            expected[table] += len(rows)
            if _rows_of(db, table, "posting", record.id) != [_unnumbered(row) for row in rows]:
                yield Problem(NAME, None, f"{table} of {record.id}: not what jobs.jsonl:{line} says")
        filer = record.filer.id
        if filer is not None and (filer not in filers or (filers[filer][-1] is None and record.filings is not None)):
            filers[filer] = filer_row(record)
            filings = filing_rows(record)
            expected["filing_total"] += len(filings)
            if filings and _rows_of(db, "filing_total", "filer", filer) != [_unnumbered(row) for row in filings]:
                yield Problem(NAME, None, f"filing_total of {filer}: not what jobs.jsonl:{line} says")
    for id, row in filers.items():
        expected["filer"] += 1
        if db.execute("SELECT * FROM filer WHERE id = ?", (id,)).fetchone() != row:
            yield Problem(NAME, None, f"filer {id}: not what the feed says")
    for table, rows_expected in expected.items():
        (found,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
        if found != rows_expected:
            yield Problem(NAME, None, f"{table} has {found} rows, the feed makes {rows_expected}")


def _rows_of(db: sqlite3.Connection, table: str, column: str, key: object) -> list[Row]:
    return [_unnumbered(row) for row in db.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid", (key,))]


def _unnumbered(row: Row) -> Row:
    """Without the row number, which the first column of most tables is."""
    return row[1:] if row[0] is None or isinstance(row[0], int) else row

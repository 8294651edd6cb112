"""``jobs.db``: the dump, made by sqlite-utils as :mod:`exports.tables` declares it.

The database is built beside its final place without a journal, then written there in one go by ``VACUUM INTO``: the
published file has no free pages and no sidecar files, and the same rows give the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from enrich.record import EnrichedPosting
from exports.cleaning import clean_text
from exports.columns import Table
from exports.records import ExportError
from exports.rows import CHILDREN, Row, filer_row, filing_rows, posting_row
from exports.tables import SEARCHED, TABLES
from exports.views import VIEWS

NAME = "jobs.db"

Item = TypeVar("Item")

APPLICATION_ID = 0x73706664
"""``spfd``: how ``file`` and SQLite tell what this database is."""
USER_VERSION = 1
"""Of the tables; a new one when a table or column goes or changes its meaning."""

_BATCH = 500  # postings; beyond this nothing is gained
_CACHE_KIB = 65_536
_SEARCH_TOKENIZER = "porter unicode61"
_INDEXING = {"hashsize": 32 << 20, "automerge": 0, "crisismerge": 1000}
"""How the search index is filled: in parts of 32 MB of memory, which are merged once, at the end. By the defaults each
entry is written again and again while parts of 1 MB are merged, the oftener the more postings there are."""
_INDEXED = {"hashsize": 1 << 20, "automerge": 4, "crisismerge": 16}
"""SQLite's defaults, for whoever writes to a copy of the dump."""
_PAGE_BYTES = 16_384  # a row with its text fits on a page: a third quicker to index than the default, 5% smaller


def write(
    records: Iterable[EnrichedPosting],
    path: Path,
    *,
    about: Iterable[tuple[str, str]] = (),
    boards: Iterable[Row] = (),
    events: Iterable[Row] = (),
) -> int:
    """Write the dump of ``records`` to ``path``; how many they were.

    ``boards`` must hold every board that a record names, ``events`` name no other posting. Raises :class:`ExportError`.
    """
    building = path.with_name(f"{path.name}.building")
    path.unlink(missing_ok=True)
    try:
        with _building(building) as db:
            _create_tables(db)
            with db.atomic():
                writer = _Writer(db)
                writer.insert("about", list(about))
                writer.insert("board", list(boards))
                rows = writer.postings(records)
                for batch in _batches(events):
                    writer.insert("event", batch)
            _finish(db)
            # SQLite sizes the new file's cache as if its pages were of 4096 bytes, so it takes four times this.
            db.conn.execute(f"PRAGMA cache_size=-{_CACHE_KIB // 4}")
            db.conn.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        raise ExportError(f"{path}: {error}") from error
    finally:
        building.unlink(missing_ok=True)
    return rows


class _Writer:
    """Rows into tables; filers are collected and written at the end, since each belongs to many records."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.filers: dict[str, Row] = {}
        self.sql = {
            table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})" for table in TABLES
        }

    def postings(self, records: Iterable[EnrichedPosting]) -> int:
        rows = 0
        for batch in _batches(records):
            self.insert("posting", [posting_row(record) for record in batch])
            for table, rows_of in CHILDREN.items():
                found = [(number, row) for number, record in enumerate(batch, rows + 1) for row in rows_of(record)]
                # A listing has the row number of its posting; the other tables count their own rows.
                self.insert(table, [(number, *row[1:]) if table == "listing" else row for number, row in found])
            rows += len(batch)
            self.insert("filing_total", [row for record in batch for row in self.new_filings(record)])
        self.insert("filer", [self.filers[id] for id in sorted(self.filers)])
        return rows

    def new_filings(self, record: EnrichedPosting) -> list[Row]:
        """Rows of the record's filer unless it has them; the filer is noted."""
        id = record.filer.id
        if id is None or (id in self.filers and (record.filings is None or self.filers[id][-1] is not None)):
            return []
        self.filers[id] = filer_row(record)
        return filing_rows(record)

    def insert(self, table: str, rows: list[Row]) -> None:
        before = self.db.conn.total_changes
        try:
            self.db.conn.executemany(self.sql[table], rows)
        except UnicodeEncodeError:
            rest = rows[self.db.conn.total_changes - before :]
            cleaned = [tuple(clean_text(value) if isinstance(value, str) else value for value in row) for row in rest]
            self.db.conn.executemany(self.sql[table], cleaned)


@contextmanager
def _building(path: Path) -> Iterator[Database]:
    path.unlink(missing_ok=True)
    db = Database(path, execute_plugins=False)
    try:
        # A crash leaves a file that nobody reads, so nothing is spent on surviving one.
        for setting in (
            *(f"page_size={_PAGE_BYTES}", "journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"),
            f"cache_size=-{_CACHE_KIB}",
        ):
            db.conn.execute(f"PRAGMA {setting}")
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.conn.execute(f"PRAGMA user_version={USER_VERSION}")
        yield db
    finally:
        db.close()


def _create_tables(db: Database) -> None:
    for table in TABLES:
        _create(db, table)
    db.table("posting").enable_fts(SEARCHED, tokenize=_SEARCH_TOKENIZER)  # empty: it is filled when the rows are there


def _create(db: Database, table: Table) -> None:
    key_of = {other.name: other.key for other in TABLES}
    db.table(table.name).create(
        {column.name: column.type for column in table.columns},
        pk=table.key,
        foreign_keys=[
            (column.name, column.references, key_of[column.references]) for column in table.columns if column.references
        ],
    )


def _finish(db: Database) -> None:
    """Everything that is quicker once the rows are there."""
    for table in TABLES:
        for column in table.columns:
            if column.index:
                db.table(table.name).create_index([column.name])
        for columns in table.indexes:
            db.table(table.name).create_index(columns)
    _fill_search(db)
    for view in VIEWS:
        db.create_view(view.name, view.sql)
    db.analyze()


def _fill_search(db: Database) -> None:
    with db.atomic():
        _set_search(db, _INDEXING)
        db.table("posting").rebuild_fts()
        db.table("posting").optimize()
        _set_search(db, _INDEXED)


def _set_search(db: Database, settings: dict[str, int]) -> None:
    for name, value in settings.items():
        db.conn.execute("INSERT INTO posting_fts(posting_fts, rank) VALUES (?, ?)", (name, value))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

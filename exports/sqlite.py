"""``jobs.db``: the dump, made by sqlite-utils as :mod:`exports.tables` declares it.

The database is built beside its final place without a journal, then written there in one go by ``VACUUM INTO``: the
published file has no free pages and no sidecar files, and the same rows give the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from enrich.record import EnrichedPosting
from exports.cleaning import clean_text
from exports.columns import Table
from exports.encoded import in_parts
from exports.indexing import create_indexes
from exports.listing import listing_rows
from exports.posting_table import POSTING
from exports.records import ExportError
from exports.rows import CHILDREN, Row, filer_row, filing_rows, posting_row
from exports.tables import SEARCHED, TABLES
from exports.views import VIEWS

NAME = "jobs.db"

APPLICATION_ID = 0x73706664
"""``spfd``: how ``file`` and SQLite tell what this database is."""
USER_VERSION = 1
"""Of the tables; a new one when a table or column goes or changes its meaning."""

_NUMBERED = "listing"
_BATCH = 500  # events; beyond this nothing is gained
_CACHE_KIB = 65_536
_SEARCH_TOKENIZER = "porter unicode61"
_INDEXING = {"hashsize": 32 << 20, "automerge": 0, "crisismerge": 1000}
"""How the search index is filled: in parts of 32 MB of memory, which are merged once, at the end. By the defaults each
entry is written again and again while parts of 1 MB are merged, the oftener the more postings there are."""
_INDEXED = {"hashsize": 1 << 20, "automerge": 4, "crisismerge": 16}
"""SQLite's defaults, for whoever writes to a copy of the dump."""
_PAGE_BYTES = 16_384  # a row with its text fits on a page: a third quicker to index than the default, 5% smaller


@dataclass(slots=True)
class DumpRows:
    """The rows of some records in the tables that hold postings."""

    tables: dict[str, list[Row]]
    """By table, ``listing`` apart."""
    listings: list[tuple[int, Row]]
    """A listing has the row number of its posting: here the record's place among these, from 1."""
    filers: list[tuple[str, Row, list[Row]]]
    """Id, row and rows of filings of filers, each when it is first named, and again when its filings are."""


def encode(records: Sequence[EnrichedPosting]) -> DumpRows:
    """The rows of ``records``."""
    tables: dict[str, list[Row]] = {"posting": [posting_row(record) for record in records]}
    for table, rows_of in CHILDREN.items():
        if table != _NUMBERED:
            tables[table] = [row for record in records for row in rows_of(record)]
    listings = [(number, row) for number, record in enumerate(records, 1) for row in listing_rows(record)]
    filers: list[tuple[str, Row, list[Row]]] = []
    told: dict[str, Row] = {}
    for record in records:
        id = record.filer.id
        if id is not None and _says_more(told.get(id), record.filings is not None):
            told[id] = filer_row(record)
            filers.append((id, told[id], filing_rows(record)))
    return DumpRows(tables, listings, filers)


def _says_more(told: Row | None, has_filings: bool) -> bool:
    """Whether a record says of its filer what no record before it did."""
    return told is None or (has_filings and told[-1] is None)


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
    with Writer(path, about, boards) as out:
        for part in in_parts(records):
            out.add(encode(part))
        out.finish(events)
    return out.rows


class Writer:
    """The dump while it is being written. Without :meth:`finish` there is none. Raises :class:`ExportError`."""

    def __init__(self, path: Path, about: Iterable[tuple[str, str]] = (), boards: Iterable[Row] = ()) -> None:
        self.rows = 0
        self._path = path
        self._about, self._boards = about, boards
        self._tables: TableWriter
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        building = self._path.with_name(f"{self._path.name}.building")
        self._path.unlink(missing_ok=True)
        with ExitStack() as stack, self._naming():
            stack.callback(building.unlink, missing_ok=True)
            self._db = stack.enter_context(open_building(building))
            create_tables(self._db)
            self._db.conn.execute("BEGIN")
            self._tables = TableWriter(self._db)
            self._tables.insert("about", list(self._about))
            self._tables.insert("board", list(self._boards))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._naming():
            self._stack.close()

    def add(self, part: DumpRows) -> None:
        """Write the records of ``part``, which come after all before."""
        with self._naming():
            self.rows = self._tables.add(part)

    def finish(self, events: Iterable[Row]) -> None:
        """Write what follows the postings; after return the dump is at its place."""
        with self._naming():
            self._tables.write_filers()
            for batch in in_parts(events, _BATCH):
                self._tables.insert("event", batch)
            self._db.conn.execute("COMMIT")
            _finish(self._db)
            # SQLite sizes the new file's cache as if its pages were of 4096 bytes, so it takes four times this.
            self._db.conn.execute(f"PRAGMA cache_size=-{_CACHE_KIB // 4}")
            self._db.conn.execute("VACUUM INTO ?", (str(self._path),))

    @contextmanager
    def _naming(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ExportError(f"{self._path}: {error}") from error


class TableWriter:
    """Rows into tables; filers are collected and written at the end, since each belongs to many records."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.rows = 0
        self.filers: dict[str, Row] = {}
        self.sql = {
            table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})" for table in TABLES
        }

    def add(self, part: DumpRows) -> int:
        """Write the rows of ``part``; how many postings there are now."""
        for table, rows in part.tables.items():
            self.insert(table, rows)
        self.insert(_NUMBERED, [(self.rows + number, *row[1:]) for number, row in part.listings])
        for id, row, filings in part.filers:
            if _says_more(self.filers.get(id), row[-1] is not None):
                self.filers[id] = row
                self.insert("filing_total", filings)
        self.rows += len(part.tables["posting"])
        return self.rows

    def write_filers(self) -> None:
        """Write the filers that the records named."""
        self.insert("filer", [self.filers[id] for id in sorted(self.filers)])

    def insert(self, table: str, rows: list[Row]) -> None:
        """Write ``rows`` of ``table``."""
        before = self.db.conn.total_changes
        try:
            self.db.conn.executemany(self.sql[table], rows)
        except UnicodeEncodeError:
            rest = rows[self.db.conn.total_changes - before :]
            cleaned = [tuple(clean_text(value) if isinstance(value, str) else value for value in row) for row in rest]
            self.db.conn.executemany(self.sql[table], cleaned)


@contextmanager
def open_building(path: Path) -> Iterator[Database]:
    """The database in which a dump is built, at ``path``."""
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


def create_tables(db: Database) -> None:
    """Make the tables, empty."""
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
        create_indexes(db, table, wide=table is POSTING)
    fill_search(db)
    for view in VIEWS:
        db.create_view(view.name, view.sql)
    db.analyze()


def fill_search(db: Database) -> None:
    """Fill the search index from the postings."""
    with db.atomic():
        _set_search(db, _INDEXING)
        db.table("posting").rebuild_fts()
        db.table("posting").optimize()
        _set_search(db, _INDEXED)


def _set_search(db: Database, settings: dict[str, int]) -> None:
    for name, value in settings.items():
        db.conn.execute("INSERT INTO posting_fts(posting_fts, rank) VALUES (?, ?)", (name, value))

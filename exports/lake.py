"""``parquet/``: the feed and the ledger as Parquet in many files, for DuckDB, Spark, Dask and pyarrow.

    parquet/jobs/ats=<system>/part-00000.parquet         the feed, in the columns of ``jobs.parquet``
    parquet/postings/ats=<system>/part-00000.parquet     every posting that the ledger knows, without its text
    parquet/events/month=<YYYY-MM>/part-00000.parquet    every event of the ledger

Each table is read by the name of its folder; ``ats`` and ``month`` are columns by the names of the folders below it.
The parts are of one size at most, since systems are not: a quarter of all boards may be of one. Rows ascend by id
(events by time), so that one file is open at a time, whatever the number of postings, and so that the statistics of row
groups lead to a board without reading the others. A hash of the id would scatter each board over all files.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from exports.encoded import Encoded, in_parts
from exports.parquet import load_arrow, posting_schema

if TYPE_CHECKING:
    import pyarrow

NAME: Final = "parquet"
FORMAT: Final = "parquet-parts"

_JOBS, _POSTINGS, _EVENTS = f"{NAME}/jobs", f"{NAME}/postings", f"{NAME}/events"
_PART = re.compile(r"parquet/(?:(?:jobs|postings)/ats=[a-z0-9_]+|events/month=\d{4}-\d\d)/part-\d{5}\.parquet")
_GROUP: Final = 5_000
_GROUPS: Final = 10
"""Row groups of a file: 50,000 postings are some 60 MB on disk."""
_LEDGER_GROUP: Final = 50_000  # rows of some hundred bytes

_POSTING_COLUMNS: Final = (
    *("id", "board", "status", "first_seen", "last_seen", "changed_at", "closed_at", "close_reason"),
    *("content_sha256", "snapshot", "parser_version"),
)
_EVENT_COLUMNS: Final = ("id", "posting", "at", "kind", "fields", "reason", "snapshot")
_TIMES: Final = {"first_seen", "last_seen", "changed_at", "closed_at", "at"}

Row = dict[str, Any]


def is_part(name: str) -> bool:
    """Whether ``name``, relative to the manifest, is that of a file of the tables here."""
    return _PART.fullmatch(name) is not None


def is_feed_part(name: str) -> bool:
    """Whether it holds postings of the feed."""
    return is_part(name) and name.startswith(f"{_JOBS}/")


class Table:
    """One table while it is being written: files of at most so many row groups, below a folder for each key."""

    def __init__(self, folder: Path, table: str, schema: pyarrow.Schema, group: int) -> None:
        self.files: dict[str, int] = {}
        """Name relative to ``folder`` -> rows, in the order of the rows."""
        self._folder, self._table, self._schema, self._group = folder, table, schema, group
        self._key, self._number, self._groups = "", -1, 0
        self._waiting: list[Any] = []
        self._out: Any = None

    def add(self, key: str, batch: pyarrow.RecordBatch) -> None:
        """Write ``batch``, whose rows belong below the folder ``key``; rows of one key follow each other."""
        if key != self._key:
            self._close()
            self._key, self._number = key, -1
        while batch.num_rows:
            taken = batch.slice(0, self._group - sum(one.num_rows for one in self._waiting))
            self._waiting.append(taken)
            batch = batch.slice(taken.num_rows)
            if sum(one.num_rows for one in self._waiting) == self._group:
                self._write_group()

    def close(self) -> None:
        """Write what is left."""
        self._close()

    def abandon(self) -> None:
        """Close what is open, without writing more."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def _write_group(self) -> None:
        if not self._waiting:
            return
        if self._out is None:
            self._open()
        table = load_arrow().Table.from_batches(self._waiting).combine_chunks()
        self._out.write_table(table, row_group_size=table.num_rows)
        self.files[self._name()] += table.num_rows
        self._waiting = []
        self._groups += 1
        if self._groups == _GROUPS:
            self.abandon()

    def _open(self) -> None:
        from pyarrow import parquet

        self._number, self._groups = self._number + 1, 0
        path = self._folder / self._name()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out = parquet.ParquetWriter(path, self._schema, compression="zstd", store_schema=True)
        self.files[self._name()] = 0

    def _name(self) -> str:
        return f"{self._table}/{self._key}/part-{self._number:05d}.parquet"

    def _close(self) -> None:
        self._write_group()
        self.abandon()


class Writer:
    """The feed in parts; ``path`` is the folder of all tables. Raises ``ParquetError`` without pyarrow."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self.table = Table(path.parent, _JOBS, posting_schema(), _GROUP)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.table.close()
        else:
            self.table.abandon()

    def add(self, part: Encoded) -> None:
        """Write the records of ``part``, which come after all before."""
        with load_arrow().ipc.open_stream(part.content) as stream:
            for batch in stream:
                start = 0
                for system, ids in groupby(batch.column("id").to_pylist(), system_of):
                    rows = sum(1 for _ in ids)
                    self.table.add(f"ats={system}", batch.slice(start, rows))
                    start += rows
        self.rows += part.rows


def write_ledger(db: sqlite3.Connection, folder: Path) -> dict[str, int]:
    """Write the postings and the events of the ledger below ``folder``; the rows of each file."""
    postings = db.execute(f"SELECT {', '.join(_POSTING_COLUMNS)} FROM posting ORDER BY id")
    events = db.execute(f"SELECT {', '.join(_EVENT_COLUMNS)} FROM event ORDER BY at, id")
    return {
        **_write(folder, _POSTINGS, _POSTING_COLUMNS, postings, lambda row: f"ats={system_of(row['id'])}"),
        **_write(folder, _EVENTS, _EVENT_COLUMNS, events, lambda row: f"month={row['at']:%Y-%m}"),
    }


def _write(
    folder: Path, name: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], key_of: Callable[[Row], str]
) -> dict[str, int]:
    arrow = load_arrow()
    schema = _schema(columns)
    table = Table(folder, name, schema, _LEDGER_GROUP)
    for part in in_parts(_named(columns, rows), 1_000):
        for key, group in groupby(part, key_of):
            table.add(key, arrow.RecordBatch.from_pylist(list(group), schema=schema))
    table.close()
    return table.files


def _named(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    for row in rows:
        named = dict(zip(columns, row, strict=True))
        for name in _TIMES & named.keys():
            if named[name] is not None:
                named[name] = datetime.fromisoformat(named[name])
        if "fields" in named:
            named["fields"] = json.loads(named["fields"])
        yield named


def _schema(columns: Sequence[str]) -> pyarrow.Schema:
    arrow = load_arrow()
    kinds = {"fields": arrow.list_(arrow.string())} | dict.fromkeys(_TIMES, arrow.timestamp("ms", "UTC"))
    return arrow.schema([arrow.field(name, kinds.get(name, arrow.string())) for name in columns])


def system_of(id: str) -> str:
    """The system of a posting, which its id begins with."""
    return id.partition(":")[0]

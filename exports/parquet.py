"""``jobs.parquet``: the feed in columns, for DuckDB, Spark, Polars and pandas.

The columns are the fields of the record, nested as they are in the feed; the four crawl times are timestamps. Needs
pyarrow, which the extra ``sponsorfeed[parquet]`` brings. The same feed and the same pyarrow make the same bytes.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, Union, get_args, get_origin, get_type_hints

import msgspec

from enrich.record import SCHEMA_VERSION, EnrichedPosting
from exports.encoded import Encoded, in_parts
from exports.feed import encode_line

if TYPE_CHECKING:
    import pyarrow

NAME = "jobs.parquet"

TIMES = ("first_seen", "last_seen", "changed_at", "closed_at")
"""Fields that are a UTC second in every record; other dates are as exact as the employer was, and stay text."""

_ROW_GROUP = 5_000
"""Postings of one row group, which engines read in parallel: 50 MB of text, held in memory until they are written."""
_BATCH = 250
"""Postings that are Python objects at once where a file is read."""


class ParquetError(RuntimeError):
    """Parquet was asked for and pyarrow is not installed; the message says how to install it."""


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write ``records`` to ``path``; how many they were. Raises :class:`ParquetError` without pyarrow."""
    with Writer(path) as out:
        for part in in_parts(records):
            out.add(encode(part))
    return out.rows


def encode(records: Sequence[EnrichedPosting]) -> Encoded:
    """``records`` as an Arrow stream. Raises :class:`ParquetError` without pyarrow."""
    arrow = load_arrow()
    batch = arrow.RecordBatch.from_pylist([_row(record) for record in records], schema=posting_schema())
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return Encoded(len(records), sink.getvalue().to_pybytes())


class Writer:
    """A Parquet file that is written by row groups. Raises :class:`ParquetError` without pyarrow."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._arrow = load_arrow()
        from pyarrow import parquet

        self._waiting: list[Any] = []
        self._out = parquet.ParquetWriter(path, posting_schema(), compression="zstd", store_schema=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self._write_group()
        finally:
            self._out.close()

    def add(self, part: Encoded) -> None:
        """Write the records of ``part``, which come after all before."""
        with self._arrow.ipc.open_stream(part.content) as stream:
            self._waiting += list(stream)
        self.rows += part.rows
        if sum(batch.num_rows for batch in self._waiting) >= _ROW_GROUP:
            self._write_group()

    def _write_group(self) -> None:
        if self._waiting:
            # In one piece: how it came in parts must not show in the bytes.
            group = self._arrow.Table.from_batches(self._waiting).combine_chunks()
            self._out.write_table(group, row_group_size=group.num_rows)
            self._waiting = []


def differences(records: Iterable[EnrichedPosting], *paths: Path) -> Iterator[str]:
    """What ``paths``, one after the other, hold otherwise than ``records``, one sentence each.

    Raises :class:`ParquetError` without pyarrow. Values are compared, not bytes, which another release of pyarrow may
    write differently.
    """
    arrow = load_arrow()
    try:
        found = chain.from_iterable(map(_rows_of, paths))
        for number, (record, row) in enumerate(zip_longest(records, found), start=1):
            if record is None or row is None:
                yield f"row {number}: {'the feed has no such line' if record is None else 'missing'}"
                return
            if _row(record) != row:
                yield f"row {number}: not what jobs.jsonl says of {record.id}"
    except arrow.ArrowException as error:
        yield f"cannot be read ({error})"


def _rows_of(path: Path) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH):
            yield from batch.to_pylist()


def load_arrow() -> types.ModuleType:
    """Pyarrow. Raises :class:`ParquetError` when it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise ParquetError("Parquet needs pyarrow; run `python -m pip install 'sponsorfeed[parquet]'`") from error
    module: types.ModuleType = pyarrow
    return module


def _row(record: EnrichedPosting) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(encode_line(record))
    for name in TIMES:
        if row[name] is not None:
            row[name] = datetime.fromisoformat(row[name])
    return row


@cache
def posting_schema() -> pyarrow.Schema:
    """The columns, in the order of the record's fields."""
    arrow = load_arrow()
    hints = get_type_hints(EnrichedPosting)
    # Parquet has no coarser unit than the millisecond.
    columns = [
        arrow.field(
            field.name, arrow.timestamp("ms", "UTC") if field.name in TIMES else _type(arrow, hints[field.name])
        )
        for field in fields(EnrichedPosting)
    ]
    return arrow.schema(columns, metadata={"schema_version": SCHEMA_VERSION})


def _type(arrow: types.ModuleType, hint: Any) -> pyarrow.DataType:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        [inner] = [one for one in get_args(hint) if one is not types.NoneType]
        return _type(arrow, inner)
    if origin is Literal:
        return arrow.string()
    if origin is list:
        return arrow.list_(_type(arrow, get_args(hint)[0]))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return arrow.struct([arrow.field(field.name, _type(arrow, hints[field.name])) for field in fields(hint)])
    return {str: arrow.string(), bool: arrow.bool_(), int: arrow.int64(), float: arrow.float64()}[hint]

"""A JSON document as a table: an object of objects, or ``fields`` with rows of ``data``, as the SEC publishes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import getitem
from typing import Any

from enrich.reference.tables import ColumnReader, Form, ReferenceDataError, Row
from enrich.reference.text_source import TextSource

_LARGEST = 128 * 2**20  # bytes; the published file has 1 MB


class JsonTable:
    """One JSON document; its names stand in row 1. Raises :class:`ReferenceDataError` naming file, line and column."""

    def __init__(self, source: TextSource, *, encoding: str) -> None:
        self.place = source.name
        with source.open() as stream:
            content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ReferenceDataError(f"{self.place}: over {_LARGEST:,} bytes of JSON; not a table that is known")
        try:
            document = json.loads(content.decode(encoding))
        except json.JSONDecodeError as error:
            raise ReferenceDataError(f"{self.place}:{error.lineno}:{error.colno}: not JSON ({error.msg})") from error
        except (RecursionError, UnicodeDecodeError) as error:
            raise ReferenceDataError(f"{self.place}: not JSON that can be read ({error})") from error
        self._names, self._rows = _table(document, self.place)

    def at(self, line: int, column: int) -> str:
        """``file.json:7:name`` (the seventh row's ``name``)."""
        name = self._names[column] if column < len(self._names) else str(column + 1)
        return f"{self.place}:{line}:{name}"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The names, then the first rows."""
        return [(1, self._names), *((i, row) for i, row in islice(enumerate(self._rows, 2), rows - 1))]

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        """Rows below row ``after``; the names are row 1."""
        for line, row in enumerate(self._rows, 2):
            if line > after:
                yield line, tuple(map(getitem, readers, (row[i] for i in columns)))


def _table(document: Any, place: str) -> tuple[list[str], list[list[str]]]:
    if isinstance(document, dict) and isinstance(document.get("fields"), list):
        names = [str(name) for name in document["fields"]]
        rows = document.get("data")
        if isinstance(rows, list) and all(isinstance(row, list) and len(row) == len(names) for row in rows):
            return names, [[_text(cell) for cell in row] for row in rows]
    records = list(document.values()) if isinstance(document, dict) else document
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise ReferenceDataError(f"{place}: JSON, and no table of records; the SEC's company_tickers.json is known")
    names = list(dict.fromkeys(str(name) for record in records for name in record))
    return names, [[_text(record.get(name)) for name in names] for record in records]


def _text(value: Any) -> str:
    """Text of a value; half a surrogate pair, which JSON can write and no file can hold, becomes a question mark."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")

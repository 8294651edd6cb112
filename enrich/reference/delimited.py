"""Delimited text as a table: comma, tab, semicolon or pipe; UTF-8, UTF-16 or Windows-1252; plain or gzip."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from operator import getitem, itemgetter
from pathlib import Path
from typing import IO, Any, cast

from enrich.reference.tables import Cell, ColumnReader, Form, ReferenceDataError, Row

_CHUNK = 2**20
_LONGEST_LINE = 2**20  # characters; the widest published layout has lines of about 4,000
_LARGEST = 64 * 2**30
_RATIO_FREE = 64 * 2**20
_WORST_RATIO = 250  # as for workbooks; tables of text are at 5 to 20
_DELIMITERS = ",\t;|"
_DAMAGED = (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class TextSource:
    """Delimited text somewhere: in a file, in gzip, in a ZIP. It can be opened as often as needed."""

    name: str
    """How messages name it."""
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    """The inflated bytes."""
    packed: str = ""
    """``gzip`` or ``ZIP`` when the bytes are inflated."""
    packed_size: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What one pass over a text finds out."""

    content_sha256: str
    """Of the text inside, so that a file and its gzip are known to be the same."""
    encoding: str


def file_source(path: Path, *, packed: bool) -> TextSource:
    """The text of a file; ``packed`` says that it is gzip."""
    opened = partial(_open_gzip if packed else _open_plain, path)
    return TextSource(path.name, opened, "gzip" if packed else "", path.stat().st_size)


@contextmanager
def _open_plain(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as stream:
        yield stream


@contextmanager
def _open_gzip(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
        yield cast(IO[bytes], stream)


def digest(source: TextSource) -> Digest:
    """Hash a delimited text and find its encoding.

    Raises :class:`ReferenceDataError` when it is truncated, empty, binary, or inflates beyond reason.
    """
    content = hashlib.sha256()
    size = 0
    head = b""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    limit = min(_LARGEST, max(_RATIO_FREE, _WORST_RATIO * source.packed_size)) if source.packed else _LARGEST
    try:
        with source.open() as stream:
            while chunk := stream.read(_CHUNK):
                head = head or chunk
                size += len(chunk)
                content.update(chunk)
                if is_utf8:
                    is_utf8 = _decodes(utf8, chunk)
                if size > limit:
                    raise ReferenceDataError(f"{source.name}: inflates to more than {size:,} bytes: refused as a bomb")
    except _DAMAGED as error:
        raise ReferenceDataError(
            f"{source.name}: truncated or damaged {source.packed} ({error}); download it again"
        ) from error
    if not head.strip():
        raise ReferenceDataError(f"{source.name}: the file is empty")
    encoding = _encoding(head, is_utf8 and _decodes(utf8, b"", final=True), source.name)
    return Digest(content.hexdigest(), encoding)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, is_utf8: bool, name: str) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    if b"\0" in sample:
        if sample[1::2].count(0) > len(sample) // 4:
            return "utf-16-le"
        if sample[::2].count(0) > len(sample) // 4:
            return "utf-16-be"
        raise ReferenceDataError(f"{name}: binary data, not a table; an .xlsx or .csv file is needed")
    return "utf-8-sig" if is_utf8 else "cp1252"


class DelimitedTable:
    """One delimited text. Raises :class:`ReferenceDataError` naming file and line when the quoting is broken."""

    def __init__(self, source: TextSource, *, encoding: str) -> None:
        self._source = source
        self._encoding = encoding
        self._delimiter = self._find_delimiter()
        self.place = source.name

    def at(self, line: int, column: int) -> str:
        """``file.csv:7:3`` (third column of line 7)."""
        return f"{self.place}:{line}:{column + 1}"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first ``rows`` rows that hold anything."""
        found = []
        with self._reader("unquoted" if self._delimiter == "\t" else "", strict=False) as reader:
            for row in self._checked(reader):
                if any(cell.strip() for cell in row):
                    found.append((reader.line_num, row))
                    if len(found) == rows:
                        break
        return found

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        """Rows below line ``after`` that hold anything; a short row is taken as blank at its end."""
        pick: Any = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        last = max(columns)
        with self._reader(form) as reader:
            width = 0
            for row in self._checked(reader):
                line = reader.line_num
                if line <= after:
                    width = len(row)
                    continue
                if len(row) > width:
                    row = _rejoined(row, width) if form == "ragged" else row
                    if any(cell.strip() for cell in row[width:]):
                        yield line, None
                        continue
                if len(row) <= last:
                    if not any(row):
                        continue
                    row += [""] * (last + 1 - len(row))
                cells: tuple[Cell, ...] = pick(row)
                yield line, tuple(map(getitem, readers, cells))

    def _checked(self, reader: Any) -> Iterator[list[str]]:
        try:
            yield from reader
        except csv.Error as error:
            raise ReferenceDataError(f"{self.place}:{reader.line_num}: broken quoting ({error})") from error

    @contextmanager
    def _reader(self, form: Form, *, strict: bool = True) -> Iterator[Any]:
        quoting: Any = csv.QUOTE_NONE if form == "unquoted" else csv.QUOTE_MINIMAL
        strict = strict and form != "ragged"
        with self._text() as text:
            yield csv.reader(_lines(text, self._source), delimiter=self._delimiter, strict=strict, quoting=quoting)

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        # Five bytes are undefined in cp1252; a replacement mark in one name is no reason to refuse a file.
        errors = "replace" if self._encoding == "cp1252" else "strict"
        with (
            self._source.open() as stream,
            io.TextIOWrapper(stream, self._encoding, errors=errors, newline="") as text,
        ):
            yield text

    def _find_delimiter(self) -> str:
        """Tab when each of the first lines has as many, else the delimiter that they hold most of."""
        with self._text() as text:
            lines = [line for line, _ in zip(_lines(text, self._source), range(25), strict=False) if line.strip()]
        tabs = {line.count("\t") for line in lines}
        if len(tabs) == 1 and tabs != {0}:  # prose between tabs may hold more commas than there are tabs
            return "\t"
        return max(_DELIMITERS, key="".join(lines).count)


def _rejoined(row: list[str], width: int) -> list[str]:
    """A row that unquoted commas cut into too many cells, put together again as :data:`Form` says."""
    cells: list[str] = []
    for cell in row:
        if cells and cell.startswith(" "):
            cells[-1] += f",{cell}"
        else:
            cells.append(cell)
    return cells if len(cells) <= width else [*cells[: width - 1], ",".join(cells[width - 1 :])]


def _lines(text: io.TextIOWrapper, source: TextSource) -> Iterator[str]:
    number = 0
    name = source.name
    try:
        while line := text.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE:
                raise ReferenceDataError(f"{name}:{number}: a line of over {_LONGEST_LINE:,} characters; not a table")
            yield line.replace("\0", "") if "\0" in line else line
    except _DAMAGED as error:
        raise ReferenceDataError(f"{name}:{number + 1}: truncated or damaged {source.packed} ({error})") from error
    except UnicodeDecodeError as error:
        raise ReferenceDataError(
            f"{name}: about line {number + 1}: not {text.encoding} text ({error.reason})"
        ) from error

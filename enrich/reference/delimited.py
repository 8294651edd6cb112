"""Delimited text as a table: comma, tab, semicolon or pipe; UTF-8, UTF-16 or Windows-1252; plain or gzip."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import getitem, itemgetter
from pathlib import Path
from typing import IO, Any, cast

from enrich.reference.tables import Cell, ColumnReader, ReferenceDataError, Row

_CHUNK = 2**20
_LONGEST_LINE = 2**20  # characters; the widest published layout has lines of about 4,000
_LARGEST = 64 * 2**30
_RATIO_FREE = 64 * 2**20
_WORST_RATIO = 250  # as for workbooks; tables of text are at 5 to 20
_DELIMITERS = ",\t;|"
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one pass over a file finds out."""

    sha256: str
    """Of the file as it lies there."""
    content_sha256: str
    """Of the text inside, so that a file and its gzip are known to be the same."""
    encoding: str


def digest(path: Path, *, packed: bool) -> Digest:
    """Hash a delimited file and find its encoding; ``packed`` says that it is gzip.

    Raises :class:`ReferenceDataError` when it is truncated, empty, binary, or inflates beyond reason.
    """
    content = hashlib.sha256()
    size = 0
    head = b""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with _bytes(path, packed) as stream:
        limit = max(_RATIO_FREE, _WORST_RATIO * path.stat().st_size)
        try:
            while chunk := stream.read(_CHUNK):
                head = head or chunk
                size += len(chunk)
                content.update(chunk)
                if is_utf8:
                    is_utf8 = _decodes(utf8, chunk)
                if size > limit or size > _LARGEST:
                    raise ReferenceDataError(f"{path.name}: inflates to more than {size:,} bytes: refused as a bomb")
        except _DAMAGED as error:
            raise ReferenceDataError(f"{path.name}: truncated or damaged gzip ({error}); download it again") from error
    if not head.strip():
        raise ReferenceDataError(f"{path.name}: the file is empty")
    encoding = _encoding(head, is_utf8 and _decodes(utf8, b"", final=True), path.name)
    return Digest(_file_sha256(path) if packed else content.hexdigest(), content.hexdigest(), encoding)


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


def _file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _bytes(path: Path, packed: bool) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if packed:
            with gzip.GzipFile(fileobj=raw) as stream:
                yield cast(IO[bytes], stream)
        else:
            yield raw


class DelimitedTable:
    """One delimited file. Raises :class:`ReferenceDataError` naming file and line when the quoting is broken."""

    def __init__(self, path: Path, *, packed: bool, encoding: str) -> None:
        self._path = path
        self._packed = packed
        self._encoding = encoding
        self._delimiter = self._find_delimiter()
        self.place = path.name

    def at(self, line: int, column: int) -> str:
        """``file.csv:7:3`` (third column of line 7)."""
        return f"{self._path.name}:{line}:{column + 1}"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first ``rows`` rows that hold anything."""
        found = []
        with self._reader() as reader:
            for row in self._checked(reader):
                if any(cell.strip() for cell in row):
                    found.append((reader.line_num, row))
                    if len(found) == rows:
                        break
        return found

    def rows(self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader]) -> Iterator[Row]:
        """Rows below line ``after`` that hold anything; a short row is taken as blank at its end."""
        pick: Any = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        last = max(columns)
        with self._reader() as reader:
            width = 0
            for row in self._checked(reader):
                line = reader.line_num
                if line <= after:
                    width = len(row)
                    continue
                if len(row) > width and any(cell.strip() for cell in row[width:]):
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
            raise ReferenceDataError(f"{self._path.name}:{reader.line_num}: broken quoting ({error})") from error

    @contextmanager
    def _reader(self) -> Iterator[Any]:
        with self._text() as text:
            yield csv.reader(_lines(text, self._path.name), delimiter=self._delimiter, strict=True)

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        # Five bytes are undefined in cp1252; a replacement mark in one name is no reason to refuse a file.
        errors = "replace" if self._encoding == "cp1252" else "strict"
        with (
            _bytes(self._path, self._packed) as stream,
            io.TextIOWrapper(stream, self._encoding, errors=errors, newline="") as text,
        ):
            yield text

    def _find_delimiter(self) -> str:
        """The delimiter that the first lines hold most of."""
        with self._text() as text:
            sample = "".join(line for line, _ in zip(_lines(text, self._path.name), range(25), strict=False))
        return max(_DELIMITERS, key=sample.count)


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    number = 0
    try:
        while line := text.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE:
                raise ReferenceDataError(f"{name}:{number}: a line of over {_LONGEST_LINE:,} characters; not a table")
            yield line.replace("\0", "") if "\0" in line else line
    except _DAMAGED as error:
        raise ReferenceDataError(f"{name}:{number + 1}: truncated or damaged gzip ({error})") from error
    except UnicodeDecodeError as error:
        raise ReferenceDataError(
            f"{name}: about line {number + 1}: not {text.encoding} text ({error.reason})"
        ) from error

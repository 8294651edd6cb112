"""Delimited text as a table: comma, tab, semicolon or pipe, as the csv module reads it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import getitem, itemgetter
from typing import IO, Any

import numpy as np

from enrich.reference.blocks import Block, cut
from enrich.reference.tables import ColumnReader, Form, ReferenceDataError, Row, Value
from enrich.reference.text_source import DAMAGED, TextSource

_BLOCK = 2**19
_LONGEST_LINE = 2**20  # characters; the widest published layout has lines of about 4,000
_DELIMITERS = ",\t;|"
_OF_BYTES = frozenset({"utf-8-sig", "cp1252"})  # encodings in which marks and line ends are one byte, and only theirs


class DelimitedTable:
    """One delimited text. Raises :class:`ReferenceDataError` naming file and line when the quoting is broken."""

    def __init__(self, source: TextSource, *, encoding: str, block: int = _BLOCK) -> None:
        self._source = source
        self._encoding = encoding
        # Five bytes are undefined in cp1252; a replacement mark in one name is no reason to refuse a file.
        self._errors = "replace" if encoding == "cp1252" else "strict"
        self._cell_encoding = "utf-8" if encoding == "utf-8-sig" else encoding  # the mark is in the header
        self._block = block
        self._delimiter = self._find_delimiter()
        self.place = source.name

    def at(self, line: int, column: int) -> str:
        """``file.csv:7:3`` (third column of line 7)."""
        return f"{self.place}:{line}:{column + 1}"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first ``rows`` rows that hold anything."""
        found = []
        form: Form = "unquoted" if self._delimiter == "\t" else ""
        with self._text() as text:
            for line, row in self._records(text, 0, form, strict=False):
                if any(cell.strip() for cell in row):
                    found.append((line, row))
                    if len(found) == rows:
                        break
        return found

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        """Rows below line ``after`` that hold anything; a short row is taken as blank at its end."""
        taking = _Taking(after, columns, readers, form)
        if form == "ragged" or self._encoding not in _OF_BYTES:
            return self._by_records(taking)
        return chain.from_iterable(self._by_blocks(taking))

    def _by_records(self, taking: _Taking) -> Iterator[Row]:
        """Rows by the csv module, from the first line."""
        with self._text() as text:
            yield from taking.rows(self._records(text, 0, taking.form))

    def _by_blocks(self, taking: _Taking) -> Iterator[Iterable[Row]]:
        """Rows cut out of blocks of bytes, and by the csv module from the first that is not plainly written."""
        with self._source.open() as stream:
            buffer, line, ended = np.empty(self._block, np.uint8), 0, False
            held = self._read(stream, line, buffer[: len(codecs.BOM_UTF8)])
            if buffer[:held].tobytes() == codecs.BOM_UTF8:  # else a quotation mark after it would seem to be in a cell
                held = 0
            while not ended:
                if held + 1 >= len(buffer):
                    buffer = np.concatenate((buffer, np.empty_like(buffer)))
                read = self._read(stream, line, buffer[held:-1])
                held, ended = held + read, not read
                if ended and not held:
                    break
                buffer[held] = ord("\n")  # that of the last line may be missing
                block = cut(buffer[: held + ended], self._delimiter, quoted=taking.form == "")
                if block is None or (not block.size and (ended or held > _LONGEST_LINE)):
                    break
                if block.size:
                    yield self._rows_of(block, line, taking)
                    line += block.newlines
                    rest = buffer[block.size : held]
                    held = len(rest)
                    buffer[:held] = rest
            if held:
                with self._decoded(io.BufferedReader(_Joined(buffer[:held].tobytes(), stream))) as text:
                    yield taking.rows(self._records(text, line, taking.form))

    def _read(self, stream: Any, line: int, into: Any) -> int:
        try:
            read: int = stream.readinto(into)
        except DAMAGED as error:
            raise ReferenceDataError(f"{self.place}:{line + 1}: {_damage(self._source, error)}") from error
        return read

    def _rows_of(self, block: Block, before: int, taking: _Taking) -> Iterable[Row]:
        """The rows of one block; those of another width than the header one by one, by the csv module."""
        lines = block.lines + before
        above = block.cells[lines <= taking.after]
        if len(above):
            taking.width = int(above[-1])
        wanted = np.flatnonzero(lines > taking.after)
        whole = block.cells[wanted] == taking.width
        columns = block.columns(taking.columns, wanted[whole], self._cell_encoding, self._errors)
        values = zip(*map(ColumnReader.read, taking.readers, columns), strict=True)
        if whole.all():
            return zip(lines[wanted].tolist(), values, strict=True)
        return self._mixed(
            block, zip(wanted.tolist(), lines[wanted].tolist(), whole.tolist(), strict=True), values, taking
        )

    def _mixed(
        self,
        block: Block,
        records: Iterable[tuple[int, int, bool]],
        values: Iterator[tuple[Value, ...]],
        taking: _Taking,
    ) -> Iterator[Row]:
        """The rows of ``records`` (index, line, whether whole), the whole ones being ``values``."""
        for index, line, is_whole in records:
            if is_whole:
                yield line, next(values)
            else:
                text = io.StringIO(block.record(index).decode(self._encoding, self._errors), newline="")
                yield from taking.rows((line, row) for _, row in self._records(text, line - 1, taking.form))

    def _records(self, text: Any, before: int, form: Form, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
        """Records of ``text`` with the number of the line each ends in; ``before`` lines lie before it."""
        quoting: Any = csv.QUOTE_NONE if form == "unquoted" else csv.QUOTE_MINIMAL
        lines = _lines(text, self._source, before)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=strict and form != "ragged", quoting=quoting)
        try:
            for row in reader:
                yield before + reader.line_num, row
        except csv.Error as error:
            raise ReferenceDataError(f"{self.place}:{before + reader.line_num}: broken quoting ({error})") from error

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        with self._source.open() as stream, self._decoded(stream) as text:
            yield text

    def _decoded(self, stream: Any) -> io.TextIOWrapper:
        return io.TextIOWrapper(stream, self._encoding, errors=self._errors, newline="")

    def _find_delimiter(self) -> str:
        """Tab when each of the first lines has as many, else the delimiter that they hold most of."""
        with self._text() as text:
            lines = [line for line, _ in zip(_lines(text, self._source, 0), range(25), strict=False) if line.strip()]
        tabs = {line.count("\t") for line in lines}
        if len(tabs) == 1 and tabs != {0}:  # prose between tabs may hold more commas than there are tabs
            return "\t"
        return max(_DELIMITERS, key="".join(lines).count)


class _Taking:
    """What is taken of each record: the columns, each read by its reader."""

    def __init__(self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form) -> None:
        self.after, self.columns, self.readers, self.form = after, columns, readers, form
        self.width = 0
        """Cells of the header, once it was seen."""
        self._pick: Any = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        self._last = max(columns)

    def rows(self, records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
        """Rows of ``records`` below the header."""
        for line, row in records:
            if line <= self.after:
                self.width = len(row)
                continue
            if len(row) > self.width:
                row = _rejoined(row, self.width) if self.form == "ragged" else row
                if any(cell.strip() for cell in row[self.width :]):
                    yield line, None
                    continue
            if len(row) <= self._last:
                if not any(row):
                    continue
                row += [""] * (self._last + 1 - len(row))
            values: tuple[Value, ...] = tuple(map(getitem, self.readers, self._pick(row)))
            yield line, values


class _Joined(io.RawIOBase):
    """Bytes that were read already, then those that follow."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = io.BytesIO(start), rest

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill ``into``; returns how many bytes, 0 at the end."""
        data = self._start.read(len(into)) or self._rest.read(len(into))
        into[: len(data)] = data
        return len(data)


def _rejoined(row: list[str], width: int) -> list[str]:
    """A row that unquoted commas cut into too many cells, put together again as :data:`Form` says."""
    cells: list[str] = []
    for cell in row:
        if cells and cell.startswith(" "):
            cells[-1] += f",{cell}"
        else:
            cells.append(cell)
    return cells if len(cells) <= width else [*cells[: width - 1], ",".join(cells[width - 1 :])]


def _damage(source: TextSource, error: Exception) -> str:
    return f"truncated or damaged {source.packed} ({error})"


def _lines(text: Any, source: TextSource, before: int) -> Iterator[str]:
    number = before
    name = source.name
    try:
        while line := text.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE:
                raise ReferenceDataError(f"{name}:{number}: a line of over {_LONGEST_LINE:,} characters; not a table")
            yield line.replace("\0", "") if "\0" in line else line
    except DAMAGED as error:
        raise ReferenceDataError(f"{name}:{number + 1}: {_damage(source, error)}") from error
    except UnicodeDecodeError as error:
        raise ReferenceDataError(
            f"{name}: about line {number + 1}: not {error.encoding} text ({error.reason})"
        ) from error

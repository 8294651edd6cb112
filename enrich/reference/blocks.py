"""Delimited bytes cut into records and cells by position, without making a cell that nobody asked for.

It takes what a writer of CSV writes and leaves everything else to the csv module, with which it agrees to the byte.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_QUOTE, _NEWLINE, _RETURN = b'"\n\r'

Codes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records; the arrays are as long as there are records."""

    codes: Codes
    size: int
    """Bytes up to the end of the last record; what follows is the beginning of another one."""
    lines: Positions
    """How many lines lie up to the end of each record."""
    cells: Positions
    """How many cells each record has."""
    _first: Positions
    """Index into ``_ends`` of the end of the record before."""
    _ends: Positions
    """Where each cell ends; -1 comes before the first."""
    _quotes: Positions | None
    """Quotation marks around cells and in them, where they mean anything."""

    @property
    def newlines(self) -> int:
        """How many lines lie in the records together."""
        return int(self.lines[-1])

    def record(self, index: int) -> bytes:
        """The bytes of one record, with its line end."""
        first = self._first[index]
        return self.codes[self._ends[first] + 1 : self._ends[first + self.cells[index]] + 1].tobytes()

    def columns(self, numbers: Sequence[int], records: Positions, encoding: str, errors: str) -> list[list[str]]:
        """The text of the cells of columns ``numbers`` (from 0) of ``records``, each column a list.

        All are gathered into one run of bytes, decoded and taken apart at once: it is the making of cells that costs.
        """
        codes = self.codes
        first = (self._first[records][:, None] + np.asarray(numbers)).ravel()
        starts, ends = self._ends[first] + 1, self._ends[first + 1]
        if max(numbers) + 1 >= self.cells[records].min(initial=max(numbers) + 2):  # some end with the line
            ends -= (codes[ends] == _NEWLINE) & (codes[ends - 1] == _RETURN) & (ends > starts)
        doubled: list[int] = []
        if self._quotes is not None:
            enclosed = codes[starts] == _QUOTE
            starts += enclosed
            ends -= enclosed
            doubled = _holding(self._quotes, np.flatnonzero(enclosed), starts, ends)
        lengths = ends - starts + 1  # with the mark that follows, in place of which a NUL is put
        after = np.cumsum(lengths)
        places = np.repeat(starts - after + lengths, lengths)
        places += np.arange(len(places))
        gathered = codes[places]
        gathered[after - 1] = 0
        cells = gathered.tobytes().decode(encoding, errors).split("\0")
        cells.pop()
        for place in doubled:
            cells[place] = cells[place].replace('""', '"')
        return [cells[place :: len(numbers)] for place in range(len(numbers))]


def cut(codes: Codes, delimiter: str, *, quoted: bool) -> Block | None:
    """The records of the bytes ``codes``, which begin with one; ``None`` when they are not plainly written.

    Plainly: quotation marks enclose whole cells, lines end in a line feed, no record is beyond what the csv module
    takes. Without ``quoted`` quotation marks are part of the text. A block without a record has ``size`` 0. The block
    holds ``codes`` itself.
    """
    if not codes.min(initial=1):  # NUL is not text
        return None
    separator = ord(delimiter)
    marks = codes == separator
    is_newline = codes == _NEWLINE
    if not _end_lines(codes, is_newline):
        return None
    marks |= is_newline
    if quoted:
        is_quote = codes == _QUOTE
        quoted = bool(is_quote.any())
        if quoted:
            marks |= is_quote
    places = np.flatnonzero(marks)
    kinds = codes[places]
    line_ends = np.flatnonzero(kinds == _NEWLINE)
    outside = _outside(kinds) if quoted else None
    is_record_end = outside[line_ends] if outside is not None else np.ones(len(line_ends), bool)
    record_ends = line_ends[is_record_end]
    if not len(record_ends):
        none = np.empty(0, np.intp)
        return Block(codes, 0, none, none, none, none, None)
    count = int(record_ends[-1]) + 1
    places, kinds = places[:count], kinds[:count]
    if _longest(places[record_ends]) > csv.field_size_limit():
        return None
    if outside is None:
        return _block(codes, places, record_ends, np.flatnonzero(is_record_end), None)
    quotes = places[kinds == _QUOTE]
    if not _enclose(codes, quotes, separator):
        return None
    ends = np.flatnonzero(outside[:count])
    return _block(codes, places[ends], np.searchsorted(ends, record_ends), np.flatnonzero(is_record_end), quotes)


def _block(codes: Codes, ends: Positions, record_ends: Positions, lines: Positions, quotes: Positions | None) -> Block:
    """The block whose cells end at ``ends``: those of ``record_ends`` end a record, on ``lines``."""
    last = record_ends + 1
    cells = np.diff(last, prepend=0)
    return Block(codes, int(ends[-1]) + 1, lines + 1, cells, last - cells, np.concatenate(([-1], ends)), quotes)


def _longest(ends: Positions) -> int:
    """Bytes of the longest record."""
    return max(int(ends[0]) + 1, int((ends[1:] - ends[:-1]).max(initial=0)))


def _end_lines(codes: Codes, is_newline: npt.NDArray[np.bool_]) -> bool:
    """Whether every carriage return has its line feed."""
    is_return = codes[:-1] == _RETURN  # that of the last byte may come yet
    return not bool((is_return > is_newline[1:]).any())


def _holding(quotes: Positions, cells: Positions, starts: Positions, ends: Positions) -> list[int]:
    """Which of ``cells``, that go from ``starts`` to ``ends``, hold any of ``quotes``."""
    within = np.searchsorted(quotes, ends[cells]) > np.searchsorted(quotes, starts[cells])
    found: list[int] = cells[within].tolist()
    return found


def _outside(kinds: Codes) -> npt.NDArray[np.bool_]:
    """Which marks are outside of quotation marks, and none themselves."""
    quotes = np.flatnonzero(kinds == _QUOTE)
    outside = np.ones(len(kinds), bool)
    outside[quotes] = False
    if len(quotes) % 2:
        outside[quotes[-1] :] = False
    opening, closing = quotes[: len(quotes) // 2 * 2 : 2], quotes[1::2]
    within = closing - opening - 1
    starts = opening + 1 - (np.cumsum(within) - within)
    outside[np.repeat(starts, within) + np.arange(within.sum())] = False
    return outside


def _enclose(codes: Codes, quotes: Positions, separator: int) -> bool:
    """Whether every first of two quotation marks begins a cell, and every second one ends it or is doubled."""
    opening, closing = quotes[::2], quotes[1::2]
    before = codes[opening - 1]
    begins = (opening == 0) | (before == separator) | (before == _NEWLINE) | (before == _QUOTE)
    after = codes[closing + 1]  # there is one: a line end comes after every cell of a whole record
    ends = (after == separator) | (after == _NEWLINE) | (after == _RETURN) | (after == _QUOTE)
    return bool(begins.all() and ends.all())

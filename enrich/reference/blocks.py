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

    @property
    def newlines(self) -> int:
        """How many lines lie in the records together."""
        return int(self.lines[-1])

    def record(self, index: int) -> bytes:
        """The bytes of one record, with its line end."""
        first = self._first[index]
        return self.codes[self._ends[first] + 1 : self._ends[first + self.cells[index]] + 1].tobytes()

    def columns(self, numbers: Sequence[int], records: Positions, encoding: str, errors: str) -> list[list[str]]:
        """The cells of columns ``numbers`` (from 0) of ``records``, each column a list, as they are written.

        All are gathered into one run of bytes, decoded and taken apart at once: it is the making of cells that costs.
        """
        first = self._first[records][:, None] + np.asarray(numbers)
        starts, ends = (self._ends[first] + 1).ravel(), self._ends[first + 1].ravel()
        codes = self.codes
        # A carriage return belongs to the end of the line.
        ends -= (codes[ends] == _NEWLINE) & (codes[ends - 1] == _RETURN) & (ends > starts)
        lengths = ends - starts + 1  # with the mark that follows, in place of which a NUL is put
        after = np.cumsum(lengths)
        gathered = codes[np.repeat(starts - after + lengths, lengths) + np.arange(lengths.sum())]
        gathered[after - 1] = 0
        cells = gathered.tobytes().decode(encoding, errors).split("\0")
        cells.pop()
        return [cells[place :: len(numbers)] for place in range(len(numbers))]


def cut(codes: Codes, delimiter: str, *, quoted: bool) -> Block | None:
    """The records of the bytes ``codes``, which begin with one; ``None`` when they are not plainly written.

    Plainly: quotation marks enclose whole cells, lines end in a line feed, no record is beyond what the csv module
    takes. Without ``quoted`` quotation marks are part of the text. A block without a record has ``size`` 0. The block
    holds ``codes`` itself.
    """
    if not (codes.all() and _end_lines(codes)):  # NUL is not text
        return None
    separator = ord(delimiter)
    marks = (codes == separator) | (codes == _NEWLINE)
    if quoted:
        marks |= codes == _QUOTE
    places = np.flatnonzero(marks)
    kinds = codes[places]
    outside = _outside(kinds) if quoted else np.ones(len(places), bool)
    line_ends = np.flatnonzero(kinds == _NEWLINE)
    is_record_end = outside[line_ends]
    if not is_record_end.any():
        none = np.empty(0, np.intp)
        return Block(codes, 0, none, none, none, none)
    record_ends = line_ends[is_record_end]
    size = int(places[record_ends[-1]]) + 1
    if quoted and not _enclose(codes, places[: record_ends[-1]][kinds[: record_ends[-1]] == _QUOTE], separator):
        return None
    if int(np.diff(places[record_ends], prepend=-1).max()) > csv.field_size_limit():
        return None
    outside[record_ends[-1] + 1 :] = False
    ends = np.flatnonzero(outside)
    last = np.searchsorted(ends, record_ends) + 1
    cells = np.diff(last, prepend=0)
    lines = np.flatnonzero(is_record_end) + 1
    return Block(codes, size, lines, cells, last - cells, np.concatenate(([-1], places[ends])))


def _end_lines(codes: Codes) -> bool:
    """Whether every carriage return has its line feed."""
    returns = np.flatnonzero(codes[:-1] == _RETURN)  # that of the last byte may come yet
    return bool((codes[returns + 1] == _NEWLINE).all())


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

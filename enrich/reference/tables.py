"""What every reader of a filing file hands on: rows of cells, places that messages can name, and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

Cell = str | bytes | None
"""One cell as the reader holds it: text, or the reader's own undecoded form, or nothing."""
Value = str | int | float | None
"""What goes into the database."""
Convert = Callable[[str], Value]
"""Reads the text of one cell. Raises :class:`Unreadable` when the text is not what the column holds."""
ConvertAll = Callable[[Sequence[str]], list[Value]]
"""Reads many cells at once; for a column whose every text can be read."""
Build = Callable[[tuple[Value, ...]], tuple[Value, ...] | str]
"""From the values of a row to those of its table, or the reason for which the row is refused."""

_REASONS = 10  # distinct reasons kept for each column: a file that is all nonsense must not list it all
_OTHER_REASONS = "others of the kind"
_REMEMBERED = 32_768  # distinct cells kept for each column: bounds memory, and the frequent ones come early


class ReferenceDataError(ValueError):
    """A filing file that cannot be loaded; the message names the file, the place in it and what to do."""


class Unreadable(ValueError):
    """A cell that does not hold what its column should; the message is the reason that is counted."""


Form = Literal["", "unquoted", "ragged"]
"""How cells are set apart in delimited text.

``unquoted``: quotation marks are part of the text. ``ragged``: commas in text may stand unquoted; a cell that begins
with a space continues the one before it, and what is over belongs to the last column.
"""


class Table(Protocol):
    """One sheet or delimited file: a header somewhere near the top, then rows."""

    @property
    def place(self) -> str:
        """The file name, with the sheet where there is one: how messages name this table."""

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first ``rows`` rows that hold anything, as ``(row number, cells)``."""

    def at(self, line: int, column: int) -> str:
        """How messages name one cell (``file.csv:7``, ``file.xlsx sheet 'LCA'!C7``); ``column`` counts from 0."""

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        """Rows below row number ``after`` that hold anything, each value read by the reader of its column."""


Row = tuple[int, tuple[Value, ...] | None]
"""Row number, then the values of the wanted columns in the order asked for.

``None`` for a row with more cells than the header: its values stand in the wrong columns, so none can be trusted.
"""


class ColumnReader(dict[Cell, Value]):
    """Values of one column by cell: looking a cell up reads it, and a distinct cell is read once.

    ``noted`` counts cells that could not be read, by reason; such a cell is ``None`` and is never remembered, so that
    every occurrence is counted. ``blank`` is the value of a cell without text. ``text`` is set by the table that reads
    the rows. ``convert_all`` is for a column in which hardly a cell comes twice, so that none need be remembered; it
    gives the value of a cell without text itself.
    """

    def __init__(self, convert: Convert, blank: Value = None, *, convert_all: ConvertAll | None = None) -> None:
        super().__init__()
        self.convert = convert
        self.blank = blank
        self.noted: Counter[str] = Counter()
        self.text: Callable[[Cell], str] = _plain
        self._convert_all = convert_all
        self._room = 0 if convert_all else _REMEMBERED

    def __missing__(self, cell: Cell) -> Value:
        text = self.text(cell)
        try:
            value = self.convert(text) if text else self.blank
        except Unreadable as error:
            reason = str(error)
            self.noted[reason if reason in self.noted or len(self.noted) < _REASONS else _OTHER_REASONS] += 1
            return None
        if len(self) < self._room:
            self[cell] = value
        return value

    def read(self, texts: Sequence[str]) -> list[Value]:
        """The values of cells that are text already, in order."""
        return self._convert_all(texts) if self._convert_all else list(map(self.__getitem__, texts))


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else cell.decode()

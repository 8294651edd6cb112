"""A streaming .xlsx reader: wanted columns of a sheet, row by row, in constant memory.

Rows are cut out of the inflated XML and matched whole against one pattern made for the wanted columns. The pattern
accepts only the plain form that spreadsheet programs and statistics packages write; a row in any other form (attributes
in another order, formulas, rich text, cells without a reference) is read cell by cell instead, so speed never decides
what is read. A sheet whose very markup is foreign (prefixed element names, not UTF-8) is read by python-calamine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from operator import getitem
from pathlib import Path
from typing import Any

import python_calamine

from enrich.reference.package import Package, Sheet
from enrich.reference.shared_strings import SharedStrings, plain_markup, read_rich_text, read_xml_text
from enrich.reference.tables import Cell, ColumnReader, Form, ReferenceDataError, Row

_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_LONGEST_ROW = 64 * 2**20  # bytes of XML

_ROW = re.compile(rb'<row\b(?: r="(\d++)")?+[^>]*+>')
_NUMBER = re.compile(rb'\sr\s*=\s*["\'](\d+)["\']')
_SLASH = ord("/")
_ROW_OPEN = rb'<row(?: r="\d++")?+[^>]*+>'
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_REFERENCE = re.compile(rb'\sr\s*=\s*["\']([A-Z]{1,3})\d+["\']')
_TYPE = re.compile(rb'\st\s*=\s*["\'](\w+)["\']')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>(.*?)</v>", re.S)
_FRAGMENT = re.compile(rb'(?: t="(\w+)")?/?>(?:<v>([^<]*)|(<is>.*))?', re.S)
_SHARED, _END = b' t="s"><v>', b"</v></c>"  # the form of most cells, and so worth a way of its own
_FOREIGN = re.compile(rb"<\w+:worksheet|encoding=[\"'](?!utf-8|UTF-8|us-ascii|US-ASCII)")


class Workbook:
    """The sheets of one .xlsx file as tables. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path)
        self._path = path
        self._strings: SharedStrings | None = None

    def __enter__(self) -> list[SheetTable]:
        return [SheetTable(self, sheet) for sheet in self._package.sheets]

    def __exit__(self, *_: object) -> None:
        if self._strings is not None:
            self._strings.close()
        self._package.close()

    @property
    def name(self) -> str:
        """The file name."""
        return self._package.name

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def strings(self) -> SharedStrings:
        """The shared strings, read at the first use."""
        if self._strings is None:
            part = self._package.strings_part
            self._strings = SharedStrings(self._package.chunks(part) if part else [], self.name)
        return self._strings

    def chunks(self, sheet: Sheet) -> Iterator[bytes]:
        """The inflated XML of ``sheet``."""
        return self._package.chunks(sheet.part)


class SheetTable:
    """One sheet. Raises :class:`ReferenceDataError` naming file, sheet and row when the XML is damaged."""

    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._number = 0
        self.place = f"{workbook.name} sheet {sheet.name!r}"

    def at(self, line: int, column: int) -> str:
        """``file.xlsx sheet 'LCA'!C7``."""
        return f"{self.place}!{column_letters(column)}{line}"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first ``rows`` rows that hold anything."""
        if self._is_foreign():
            return list(islice(self._calamine_rows(), rows))
        found = []
        for number, part, start in self._row_xml():
            cells = self._read_cells(number, part[start:])
            if any(cells.values()):
                found.append((number, [cells.get(i, "") for i in range(max(cells) + 1)]))
                if len(found) == rows:
                    break
        return found

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        """Rows below row number ``after`` that hold anything in any column."""
        for reader in readers:
            reader.text = self._text
        if self._is_foreign():
            yield from self._foreign_rows(after, columns, readers)
            return
        order = sorted(range(len(columns)), key=columns.__getitem__)
        match = _row_pattern([columns[i] for i in order]).match
        in_order = [readers[i] for i in order]
        back = sorted(range(len(columns)), key=order.__getitem__)
        same = back == list(range(len(columns)))
        for number, part, start in self._row_xml():
            if number <= after or (b"<v" not in part and b"<is" not in part):
                continue
            found = match(part, start)
            if found is not None:
                values = tuple(map(getitem, in_order, found.groups()))
            else:
                cells = self._read_cells(number, part[start:])
                if not any(cells.values()):
                    continue
                values = tuple(map(getitem, in_order, [cells.get(columns[i]) for i in order]))
            yield number, values if same else tuple(values[i] for i in back)

    def _foreign_rows(self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader]) -> Iterator[Row]:
        for number, row in self._calamine_rows():
            if number > after:
                cells = [row[i] if i < len(row) else "" for i in columns]
                yield number, tuple(map(getitem, readers, cells))

    def _row_xml(self) -> Iterator[tuple[int, bytes, int]]:
        """Row number, and XML that ends before ``</row>`` with the place in it where the row starts."""
        tail = b""
        number = 0
        whole = False
        for chunk in self._workbook.chunks(self._sheet):
            *parts, tail = (tail + chunk).split(b"</row>")
            for part in parts:
                start, stated = self._row_start(part)
                following = stated or number + 1
                if not number < following <= _LAST_ROW:
                    raise ReferenceDataError(f"{self.place}: row {following} after row {number}; the file is damaged")
                number = self._number = following
                yield number, part, start
            if len(tail) > _LONGEST_ROW:
                raise ReferenceDataError(f"{self.place} after row {number}: a row over 64 MB; the file is damaged")
            whole = whole or b"</sheetData>" in tail or b"<sheetData/>" in tail
        if not whole:
            raise ReferenceDataError(f"{self.place} after row {number}: the sheet ends early; download the file again")

    def _row_start(self, part: bytes) -> tuple[int, int | None]:
        """Where the row of ``part`` starts and its stated number; rows without cells before it close themselves."""
        start = part.find(b"<row")
        while start >= 0 and (tag := _ROW.match(part, start)) is not None:
            if part[tag.end() - 2] != _SLASH:
                plain = tag[1] or (other[1] if (other := _NUMBER.search(tag[0])) else None)
                return start, int(plain) if plain else None
            start = part.find(b"<row", tag.end())
        raise ReferenceDataError(f"{self.place} after row {self._number}: not the XML of a sheet")

    def _read_cells(self, number: int, xml: bytes) -> dict[int, str]:
        """Text by column of a row in any form that the format allows."""
        if b"<!" in xml:
            xml = plain_markup(xml)
        cells: dict[int, str] = {}
        column = -1
        for attributes, content in _CELL.findall(xml):
            reference = _REFERENCE.search(attributes)
            column = column_index(reference[1]) if reference else column + 1
            if not 0 <= column < _LAST_COLUMN:
                raise ReferenceDataError(f"{self.place} row {number}: a cell beyond the last column")
            kind = _TYPE.search(attributes)
            cells[column] = self._content(kind[1] if kind else b"n", content)
        return cells

    def _content(self, kind: bytes, content: bytes) -> str:
        if b"<is" in content:
            return read_rich_text(content)
        value = _VALUE.search(content)
        return self._value(kind, value[1]) if value else ""

    def _text(self, cell: Cell) -> str:
        """Text of a cell of :meth:`rows`: a fragment that the row pattern captured, or text read already."""
        if cell is None or isinstance(cell, str):
            return cell or ""
        if cell.startswith(_SHARED) and cell.endswith(_END):
            return self._value(b"s", cell[len(_SHARED) : -len(_END)])
        fragment = _FRAGMENT.match(cell)
        if fragment is None:
            return ""
        if fragment[3]:
            return read_rich_text(fragment[3])
        return self._value(fragment[1] or b"n", fragment[2]) if fragment[2] else ""

    def _value(self, kind: bytes, raw: bytes) -> str:
        if kind == b"s":
            try:
                return self._workbook.strings[int(raw)]
            except (IndexError, ValueError) as error:
                text = raw.decode("utf-8", "replace")
                raise ReferenceDataError(
                    f"{self.place} row {self._number}: a cell names shared string {text}, which the workbook lacks"
                ) from error
        if kind == b"b":
            return "TRUE" if raw.strip() == b"1" else "FALSE"
        return read_xml_text(raw)  # n, str, e, d, inlineStr with a plain value

    def _is_foreign(self) -> bool:
        first = next(iter(self._workbook.chunks(self._sheet)), b"")[:4096]
        return first.startswith((b"\xff\xfe", b"\xfe\xff")) or _FOREIGN.search(first) is not None

    def _calamine_rows(self) -> Iterator[tuple[int, list[str]]]:
        try:
            book = python_calamine.CalamineWorkbook.from_path(str(self._workbook.path))
            sheet = book.get_sheet_by_name(self._sheet.name)
            rows = sheet.to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError) as error:
            raise ReferenceDataError(
                f"{self.place}: cannot be read ({error}); save it again as .xlsx or .csv"
            ) from error
        for number, row in enumerate(rows, 1):
            cells = [_written(value) for value in row]
            if any(cells):
                yield number, cells


def _written(value: Any) -> str:
    """A typed value of calamine as the text that the cell would hold."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def column_letters(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def column_index(letters: bytes) -> int:
    """0 for ``A``, 26 for ``AA``."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


_PLAIN = rb'(?:<v>[^<]*+</v>|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)'


def _row_pattern(columns: Sequence[int]) -> re.Pattern[bytes]:
    """Matches a whole row in plain form and captures, for each of ``columns`` (ascending), its cell from the type on.

    Every column has its own optional group, so a cell left out of the XML is simply not captured. Groups are
    possessive: a row that is not in plain form fails at once. Cells right of the last wanted column are not looked at,
    but the next one must be right of it, so that a wanted cell in another form cannot be skipped.
    """
    last = columns[-1]
    wanted = set(columns)
    pieces = [_ROW_OPEN]
    for column in range(last + 1):
        letters = column_letters(column).encode()
        if column in wanted:
            form = rb'(?: t="\w++")?+(?:/>|>%s?+</c>)' % _PLAIN
            pieces.append(rb'(?:<c r="%s\d++"(?: s="\d++")?+(%s))?+' % (letters, form))
        else:
            pieces.append(rb'(?:<c r="%s\d[^>]*+>%s?+(?:</c>)?+)?+' % (letters, _PLAIN))
    beyond = b"|".join(column_letters(column).encode() for column in range(last + 1, last + 41))
    pieces.append(rb'(?:\Z|<c r="(?:%s)\d)' % beyond)
    return re.compile(b"".join(pieces))

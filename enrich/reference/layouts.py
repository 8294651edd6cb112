"""Which layout a header is: decided by the column names alone, never by the file name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from enrich.reference.tables import Form, ReferenceDataError, Table

HEADER_WITHIN = 25
"""Rows from the top in which the header is looked for: some exports put titles above it."""

_NEAR = 88.0  # rapidfuzz ratio from which an unknown name is taken for a misspelling and not for another column
_WORTH_NAMING = 50.0  # rapidfuzz ratio from which an unknown name is shown as what may have been meant
_RECOGNISABLE = 3  # known names from which a row is a header of ours, if a broken one
_LAST_NUMBER = re.compile(r"_\d+$")
_NOT_NAME = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is loaded."""

    name: str
    """Our name: the source's newest, in lower case."""
    spellings: tuple[str, ...]
    """The source's names for it, newest first."""
    required: bool = False
    published: bool = True
    """The source's own files have it; else only extracts that people made of them do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one source in one era."""

    source: str
    name: str
    columns: tuple[Column, ...]
    table: str
    """The table of the database that its rows go to."""
    one_of: tuple[str, ...] = ()
    """Our names of which at least one must be there: without any, rows cannot be counted."""
    marks: tuple[str, ...] = ()
    """Source names that only this layout has; when given, a header without any of them is not this layout."""
    never: tuple[str, ...] = ()
    """Source names that belong to the layout and are not loaded: people's contact data first of all."""
    foreign: tuple[str, ...] = ()
    """Source names that prove another program's file."""
    never_like: tuple[str, ...] = ()
    """Beginnings of further source names that belong to the layout and are not loaded."""
    numbered: bool = False
    """Columns repeat with a number at the end (``_2`` to ``_10``); only the first set is loaded."""
    named: str = ""
    """Pattern that the file's name must hold, where another file has the very same header."""
    edition: str = ""
    """Pattern that finds the edition in the names of file and folders, where the rows do not tell it."""
    needs_edition: bool = False
    form: Form = ""
    attribution: str = ""
    """What the publisher wants said where the data are used."""


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header."""

    layout: Layout
    line: int
    """Row number of the header."""
    positions: dict[str, int]
    """Our name -> column number from 0, for the columns that are there."""
    absent: list[str]
    """Our names of the layout's columns that the file lacks."""
    unknown: list[str]
    """Names in the file that the layout does not know; they are not loaded."""
    edition: str | None = None
    """The edition of the file, where its name tells it (``2025-26``)."""


def column(name: str, *spellings: str, required: bool = False) -> Column:
    """A column that is loaded; without spellings, the source's name is ours in capitals."""
    return Column(name, spellings or (name.upper(),), required)


def comparable(name: str) -> str:
    """A column name in capitals, every run of other characters an underscore."""
    return _NOT_NAME.sub("_", name.upper()).strip("_")


def find_header(table: Table, layouts: Sequence[Layout]) -> Header | None:
    """The header of ``table``, or ``None`` when no row near the top looks like one.

    Raises :class:`ReferenceDataError` for a header that is almost one: a required column missing or misspelled, a
    column twice.
    """
    best: tuple[int, int, list[str]] | None = None
    for line, cells in table.head(HEADER_WITHIN):
        names = [comparable(cell) for cell in cells]
        known = max((len(_known(names, layout)) for layout in layouts), default=0)
        if known >= _RECOGNISABLE and (best is None or known > best[0]):
            best = (known, line, cells)
    if best is None:
        return None
    return _recognise(table, best[1], best[2], layouts)


def _recognise(table: Table, line: int, cells: list[str], layouts: Sequence[Layout]) -> Header:
    names = [comparable(cell) for cell in cells]
    present = set(names)
    fitting = [layout for layout in layouts if _fits(present, layout)]
    if not fitting:
        raise ReferenceDataError(_what_is_missing(table, line, cells, layouts))
    fitting = [layout for layout in fitting if re.search(layout.named, table.place, re.IGNORECASE)]
    if not fitting:
        raise ReferenceDataError(
            f"{table.place}: several published files have this header, and only the name tells them apart; "
            "give the file the name it was published under"
        )
    layout = max(fitting, key=lambda layout: len(_known(names, layout)))
    positions: dict[str, int] = {}
    for column in layout.columns:
        spelling = next((s for s in map(comparable, column.spellings) if s in present), None)
        if spelling is not None:
            positions[column.name] = _only(table, line, names, spelling)
    absent = [column.name for column in layout.columns if column.published and column.name not in positions]
    unknown = _unknown(cells, layout)
    _refuse_misspelling(table, line, cells, layout, absent, unknown)
    return Header(layout, line, positions, absent, unknown)


def _only(table: Table, line: int, names: list[str], spelling: str) -> int:
    places = [i for i, name in enumerate(names) if name == spelling]
    if len(places) > 1:
        cells = " and ".join(table.at(line, i) for i in places)
        raise ReferenceDataError(f"{cells}: column {spelling} is there twice; remove the wrong one")
    return places[0]


def _fits(present: set[str], layout: Layout) -> bool:
    if present & set(map(comparable, layout.foreign)):
        return False
    if layout.marks and not present & set(map(comparable, layout.marks)):
        return False
    if any(column.required and not _has(present, column) for column in layout.columns):
        return False
    choices = [column for column in layout.columns if column.name in layout.one_of]
    return not choices or any(_has(present, column) for column in choices)


def _has(present: set[str], column: Column) -> bool:
    return any(comparable(spelling) in present for spelling in column.spellings)


def _known(names: Iterable[str], layout: Layout) -> set[str]:
    """The names that ``layout`` knows, loaded or not."""
    return set(names) & _all_names(layout)


def _all_names(layout: Layout) -> set[str]:
    spellings = [s for column in layout.columns for s in column.spellings]
    return set(map(comparable, [*spellings, *layout.never]))


def _unknown(cells: list[str], layout: Layout) -> list[str]:
    known = _all_names(layout)
    if layout.numbered:
        known |= {_LAST_NUMBER.sub("", name) for name in known}
    unknown = []
    for cell in cells:
        name = comparable(cell)
        if layout.never_like and name.startswith(layout.never_like):
            continue
        if name and name not in known and not (layout.numbered and _LAST_NUMBER.sub("", name) in known):
            unknown.append(cell.strip())
    return unknown


def _refuse_misspelling(
    table: Table, line: int, cells: list[str], layout: Layout, absent: list[str], unknown: list[str]
) -> None:
    """A name that is all but the name of an absent column would silently cost that column."""
    wanted = {comparable(s): s for column in layout.columns if column.name in absent for s in column.spellings}
    for name in unknown:
        near, likeness = _most_like(comparable(name), list(wanted))
        if likeness >= _NEAR:
            place = table.at(line, [cell.strip() for cell in cells].index(name))
            raise ReferenceDataError(f"{place}: column {name!r} is not known; nearest is {wanted[near]}: rename it")


def _most_like(name: str, names: Sequence[str]) -> tuple[str, float]:
    """The most similar of ``names`` and its likeness, 0 to 100."""
    return max(((other, fuzz.ratio(name, other)) for other in names), key=lambda found: found[1], default=("", 0.0))


def _what_is_missing(table: Table, line: int, cells: list[str], layouts: Sequence[Layout]) -> str:
    names = [comparable(cell) for cell in cells]
    layout = max(layouts, key=lambda layout: len(_known(names, layout)))
    foreign = sorted(set(names) & set(map(comparable, layout.foreign)))
    if foreign:
        return (
            f"{table.at(line, names.index(foreign[0]))}: column {foreign[0]} is of another program, which is not loaded"
        )
    unknown = _unknown(cells, layout)
    for column in layout.columns:
        if column.required and not _has(set(names), column):
            return f"{table.at(line, 0)}: no column {column.spellings[0]} ({layout.name}){_nearest(column, unknown)}"
    choices = [column for column in layout.columns if column.name in layout.one_of]
    if choices and not any(_has(set(names), column) for column in choices):
        listed = ", ".join(column.spellings[0] for column in choices)
        return f"{table.at(line, 0)}: none of the columns {listed} ({layout.name}){_nearest(choices[0], unknown)}"
    return f"{table.at(line, 0)}: the header is of no known layout; nearest is {layout.name}"


def _nearest(column: Column, unknown: list[str]) -> str:
    by_name = {comparable(name): name for name in unknown}
    near, likeness = _most_like(comparable(column.spellings[0]), list(by_name))
    return f"; nearest is {by_name[near]!r}" if likeness >= _WORTH_NAMING else ""

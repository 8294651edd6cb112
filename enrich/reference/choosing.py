"""Which tables of a file are loaded: the one sheet with a header of ours, or every known member of an archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from enrich.reference.archive import MEMBER_MARK, has_to_load
from enrich.reference.layouts import Header, find_header
from enrich.reference.tables import ReferenceDataError, Table
from enrich.reference.targets import LAYOUTS


def choose_parts(name: str, tables: Sequence[Table]) -> list[tuple[Table, Header]]:
    """The tables of the file called ``name`` that are loaded, each with its header.

    Raises :class:`ReferenceDataError` when there is none, or more than the database could tell apart.
    """
    found: list[tuple[Table, Header]] = []
    errors: list[ReferenceDataError] = []
    for table in tables:
        try:
            header = find_header(table, LAYOUTS)
        except ReferenceDataError as error:  # another sheet may be the one: a pivot beside the data is no reason
            if _is_member(table) and has_to_load(table.place):
                raise
            errors.append(error)
            continue
        if header is not None:
            found.append((table, header))
    if not found and errors:
        raise errors[0]
    if not found:
        raise ReferenceDataError(_nothing_known(name, tables))
    _refuse_rivals(found)
    return found


def _is_member(table: Table) -> bool:
    return MEMBER_MARK in table.place


def _refuse_rivals(found: list[tuple[Table, Header]]) -> None:
    first = found[0]
    for at, (table, header) in enumerate(found[1:], 1):
        same = next((other for other, its in found[:at] if its.layout.table == header.layout.table), None)
        if not _is_member(table):
            raise ReferenceDataError(f"{first[0].place} and {table.place} both hold filings; save them as two files")
        if same is not None:
            raise ReferenceDataError(
                f"{same.place} and {table.place} both hold {header.layout.name}; unpack them and add them as two files"
            )
        if header.layout.source != first[1].layout.source:
            raise ReferenceDataError(
                f"{first[0].place} and {table.place} are of two sources; unpack them and add them as two files"
            )


def _nothing_known(name: str, tables: Sequence[Table]) -> str:
    for table in tables:
        head = table.head(1)
        if head:
            shown = ", ".join(cell.strip() for cell in head[0][1][:4] if cell.strip())
            return (
                f"{table.at(head[0][0], 0)}: no header of a known layout in the first rows (found: {shown[:120]}); "
                f"known are files of {', '.join(sorted({layout.name.split()[0] for layout in LAYOUTS}))}"
            )
    return f"{name}: nothing in it; the {'sheets are' if len(tables) > 1 else 'table is'} empty"


def edition_of(path: Path, place: str, header: Header) -> Header:
    """``header`` with its edition, from the names of the member, the file and its folder, in this order.

    Raises :class:`ReferenceDataError` when the layout needs one and no name tells it.
    """
    layout = header.layout
    if not layout.edition:
        return header
    folder = path.resolve().parent.name
    for name in (place.removeprefix(path.name), path.name, folder):
        found = re.search(layout.edition, name, re.IGNORECASE)
        if found:
            return replace(header, edition=_plain_edition(found[1]))
    if layout.needs_edition:
        raise ReferenceDataError(
            f"{place}: the rows do not say of which wage year they are, and no name does; "
            "put the file into a folder named like OFLC_Wages_2025-26, or add the ZIP as published"
        )
    return header


def _plain_edition(text: str) -> str:
    """``2025-26`` for ``2025-2026``; anything else with its underscores as dots."""
    years = re.fullmatch(r"(20\d\d)-20(\d\d)", text)
    return f"{years[1]}-{years[2]}" if years else text.replace("_", ".")

"""The USCIS H-1B Employer Data Hub: petitions decided, by employer, place and fiscal year.

One row is one spelling of an employer at one place, with the last four digits of its employer number. Names are cut to
34 characters in most years. Only first decisions are counted, and only H-1B.
"""

from __future__ import annotations

from collections.abc import Mapping

from enrich.reference.layouts import Header
from enrich.reference.tables import Build, ColumnReader, Convert, Value
from enrich.reference.values import (
    read_count,
    read_naics,
    read_optional_text,
    read_state,
    read_tax_id,
    read_text,
    read_year,
    read_zip,
)

TABLE = "uscis_employer"

_PLACE: Mapping[str, Convert] = {
    "fiscal_year": read_year,
    "employer": read_text,
    "naics": read_naics,
    "tax_id": read_tax_id,
    "state": read_state,
    "city": read_optional_text,
    "zip": read_zip,
}
_COUNTS = (
    "initial_approvals",
    "initial_denials",
    "continuing_approvals",
    "continuing_denials",
    "change_employer_approvals",
    "change_employer_denials",
)
COLUMNS = ("fiscal_year", "employer", *_COUNTS, "naics", "tax_id", "state", "city", "zip")
"""Columns of the table that a row fills, after file and line."""

# USCIS calls a petition initial when new or concurrent employment is marked on it, and continuing otherwise.
_INITIAL = ("new_employment", "new_concurrent")
_CONTINUING = ("continuation", "change_same_employer", "change_of_employer", "amended")
_PARTS = {
    "initial_approvals": [f"{kind}_approvals" for kind in _INITIAL],
    "initial_denials": [f"{kind}_denials" for kind in _INITIAL],
    "continuing_approvals": [f"{kind}_approvals" for kind in _CONTINUING],
    "continuing_denials": [f"{kind}_denials" for kind in _CONTINUING],
    "change_employer_approvals": ["change_of_employer_approvals"],
    "change_employer_denials": ["change_of_employer_denials"],
}

ESSENTIAL = ("fiscal_year",)
"""Columns that a file cannot be loaded with when most of their cells cannot be read."""


def readers(header: Header) -> dict[str, ColumnReader]:
    """How each column of ``header`` is read. A blank count of an aggregate means that there were none."""
    return {
        name: ColumnReader(_PLACE[name]) if name in _PLACE else ColumnReader(_read_petitions, blank=0)
        for name in header.positions
    }


def _read_petitions(text: str) -> int:
    return read_count(text) or 0


def builder(header: Header) -> Build:
    """Makes rows of the table from values in the order of ``header.positions``."""
    index = {name: i for i, name in enumerate(header.positions)}
    year, employer = index["fiscal_year"], index["employer"]
    sums = [[index[part] for part in (name, *_PARTS[name]) if part in index] for name in _COUNTS]
    place = [index.get(name) for name in COLUMNS[-5:]]
    counted = [i for name, i in index.items() if name not in _PLACE]

    def build(values: tuple[Value, ...]) -> tuple[Value, ...] | str:
        if values[employer] is None:
            return "no employer name"
        if str(values[employer]).casefold() in _TOTALS:
            return "a total over employers"
        if values[year] is None:
            return "no fiscal year"
        if any(values[i] is None for i in counted):
            return "a count that cannot be read"
        if not any(values[i] for i in counted):
            return "no petitions"
        counts = [_sum(values, parts) for parts in sums]
        return (values[year], values[employer], *counts, *(None if i is None else values[i] for i in place))

    return build


_TOTALS = frozenset({"grand total", "total"})


def _sum(values: tuple[Value, ...], parts: list[int]) -> int | None:
    """Sum of the cells at ``parts``; without such columns it is unknown."""
    return sum(value for i in parts if isinstance(value := values[i], int)) if parts else None

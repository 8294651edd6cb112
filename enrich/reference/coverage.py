"""What is loaded, by source, fiscal year and quarter, and where the calendar has gaps."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from enrich.reference.store import FileReport, load_reports, read_store, read_version


@dataclass(slots=True, kw_only=True)
class Period:
    """Rows of one source in one fiscal year and quarter."""

    source: str
    fiscal_year: int
    fiscal_quarter: int | None
    """``None`` where the rows tell the year only (the hub; extracts without dates)."""
    rows_kept: int
    """Rows that count."""
    rows_replaced: int
    files: list[str]
    """Names of the files that have rows of the period, sorted."""


@dataclass(slots=True, kw_only=True)
class Gap:
    """A period between the first and the last of a source of which nothing is loaded."""

    source: str
    fiscal_year: int
    fiscal_quarter: int | None
    """``None``: the whole year."""


@dataclass(slots=True, kw_only=True)
class Coverage:
    """Everything that ``reference list`` shows."""

    version: str | None
    """Changes whenever the loaded data do; ``None`` when nothing is loaded."""
    files: list[FileReport] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def list_files(database: Path) -> Coverage:
    """Files and periods loaded in ``database``; an absent database is an empty one.

    Raises :class:`enrich.reference.ReferenceDataError` when it cannot be read.
    """
    with read_store(database) as connection:
        if connection is None:
            return Coverage(version=None)
        periods = _periods(connection)
        return Coverage(
            version=read_version(connection), files=load_reports(connection), periods=periods, gaps=find_gaps(periods)
        )


def reference_version(database: Path) -> str | None:
    """The version of the loaded data, ``None`` when there is no database or nothing in it.

    Raises :class:`enrich.reference.ReferenceDataError` when it cannot be read.
    """
    with read_store(database) as connection:
        return None if connection is None else read_version(connection)


def _periods(connection: sqlite3.Connection) -> list[Period]:
    rows = connection.execute(
        "SELECT p.source, p.fiscal_year, p.fiscal_quarter, p.rows_kept, p.rows_replaced, f.name"
        " FROM period p JOIN file f ON f.id = p.file ORDER BY 1, 2, 3, 6"
    )
    periods: list[Period] = []
    for source, year, quarter, kept, replaced, name in rows:
        key = (source, year, quarter or None)
        if periods and (periods[-1].source, periods[-1].fiscal_year, periods[-1].fiscal_quarter) == key:
            periods[-1].rows_kept += kept
            periods[-1].rows_replaced += replaced
            periods[-1].files.append(name)
        else:
            periods.append(
                Period(
                    source=source,
                    fiscal_year=year,
                    fiscal_quarter=quarter or None,
                    rows_kept=kept,
                    rows_replaced=replaced,
                    files=[name],
                )
            )
    return periods


def find_gaps(periods: list[Period]) -> list[Gap]:
    """Years without rows, and quarters without rows in a source and year that are told by quarter.

    The first and the last quarter loaded bound the calendar: what lies before and after is not a gap.
    """
    gaps = []
    for source in sorted({period.source for period in periods}):
        mine = [period for period in periods if period.source == source and period.rows_kept]
        if not mine:
            continue
        years = {period.fiscal_year for period in mine}
        whole = {period.fiscal_year for period in mine if period.fiscal_quarter is None}
        quarters = {(p.fiscal_year, p.fiscal_quarter) for p in mine if p.fiscal_quarter is not None}
        first, last = min(years), max(years)
        for year in range(first, last + 1):
            if year not in years:
                gaps.append(Gap(source=source, fiscal_year=year, fiscal_quarter=None))
            elif year not in whole:
                told = {quarter for y, quarter in quarters if y == year}
                lowest = min(told) if year == first else 1
                highest = max(told) if year == last else 4
                missing = sorted(set(range(lowest, highest + 1)) - told)
                gaps += [Gap(source=source, fiscal_year=year, fiscal_quarter=quarter) for quarter in missing]
    return gaps

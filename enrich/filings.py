"""The filing record of a filer, and how much of each fiscal year the loaded data cover."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from enrich.record import FilingCount, Filings

PART_YEAR_SHARE: Final = 0.6
"""A source's fiscal year with less than this share of the mean of the three loaded years before it is a part year."""

LCA_FULL_YEAR: Final = 250_000
"""Applications decided in a fiscal year, from which the loaded LCA files are taken to hold the whole year.

The published years hold 400,000 to 660,000; one quarter's file holds about 130,000.
"""

GRANTED: Final = frozenset({"approved", "certified", "certified_withdrawn", "certified_expired"})
"""Outcomes that count as granted: what was withdrawn or expired after certification had been certified."""

COUNTS_SQL: Final = (
    "SELECT source, visa_class, fiscal_year, soc_group, status, employment, SUM(filings), SUM(positions)"
    " FROM filing_total WHERE employer_name IN ({names})"
    " GROUP BY source, visa_class, fiscal_year, soc_group, status, employment"
    " ORDER BY source, fiscal_year, visa_class, soc_group, status, employment"
)
FILES_SQL: Final = "SELECT DISTINCT file FROM filing_total WHERE employer_name IN ({names}) ORDER BY file"
COVERAGE_SQL: Final = (
    "SELECT source, fiscal_year, SUM(filings) FROM filing_total GROUP BY source, fiscal_year"
    " ORDER BY source, fiscal_year"
)

_EMPLOYMENT: Final[dict[str, Literal["new", "continuing"]]] = {"new": "new", "continuing": "continuing"}
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """One fiscal year of one source as loaded."""

    source: str
    fiscal_year: int
    filings: int
    is_whole: bool
    """False for a part year: a count in it can only grow, and its lack says nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every loaded year of every source, oldest first."""

    years: tuple[YearCoverage, ...] = ()

    def of(self, source: str) -> list[YearCoverage]:
        """Return the years of one source, oldest first."""
        return [year for year in self.years if year.source == source]

    def last_whole(self, source: str) -> int | None:
        """Return the newest fiscal year that is loaded whole."""
        return max((year.fiscal_year for year in self.of(source) if year.is_whole), default=None)

    def has(self, source: str, fiscal_year: int) -> bool:
        """Return whether anything of the year is loaded."""
        return any(year.fiscal_year == fiscal_year for year in self.of(source))


def read_coverage(connection: sqlite3.Connection) -> Coverage:
    """Return what the reference database covers, with part years told from whole ones."""
    totals: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for source, fiscal_year, filings in connection.execute(COVERAGE_SQL):
        totals[source].append((fiscal_year, filings))
    return coverage_of(totals)


def coverage_of(totals: dict[str, list[tuple[int, int]]]) -> Coverage:
    """Return the coverage for (fiscal year, filings) by source, years ascending."""
    years: list[YearCoverage] = []
    for source in sorted(totals):
        loaded = totals[source]
        for at, (fiscal_year, filings) in enumerate(loaded):
            before = [count for _, count in loaded[max(0, at - 3) : at]]
            whole = filings >= PART_YEAR_SHARE * sum(before) / len(before) if before else True
            if source == "lca":
                whole = filings >= LCA_FULL_YEAR
            years.append(YearCoverage(source, fiscal_year, filings, whole))
    return Coverage(tuple(years))


def read_filings(connection: sqlite3.Connection, names: Sequence[str], coverage: Coverage) -> Filings:
    """Return the filings under any of the spellings, as filed; counts in a fixed order."""
    merged: dict[tuple[str, str, int, str, str, str], list[int | None]] = {}
    files: set[str] = set()
    for part in _batches(names):
        marks = ",".join("?" * len(part))
        for *key, filings, positions in connection.execute(COUNTS_SQL.format(names=marks), part):
            source, visa_class, fiscal_year, soc_group, status, employment = key
            place = (source, visa_class, fiscal_year, soc_group or "", status, employment or "")
            entry = merged.setdefault(place, [0, None])
            entry[0] = (entry[0] or 0) + filings
            entry[1] = entry[1] if positions is None else (entry[1] or 0) + positions
        files.update(name for (name,) in connection.execute(FILES_SQL.format(names=marks), part))
    years = [year.fiscal_year for year in coverage.years]
    return Filings(
        counts=[_count(place, *merged[place]) for place in sorted(merged, key=_order)],
        first_fiscal_year=min(years, default=None),
        last_fiscal_year=max(years, default=None),
        files=sorted(files),
    )


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[at : at + _BATCH] for at in range(0, len(names), _BATCH))


def _order(place: tuple[str, str, int, str, str, str]) -> tuple[str, int, str, str, str, str]:
    source, visa_class, fiscal_year, soc_group, status, employment = place
    return (source, -fiscal_year, visa_class, soc_group, status, employment)


def _count(place: tuple[str, str, int, str, str, str], filings: int | None, positions: int | None) -> FilingCount:
    source, visa_class, fiscal_year, soc_group, status, employment = place
    return FilingCount(
        source=source,
        visa_class=visa_class,
        fiscal_year=fiscal_year,
        soc_group=soc_group or None,
        status=status,
        employment=_EMPLOYMENT.get(employment),
        filings=filings or 0,
        positions=positions,
    )


def granted(filings: Filings, source: str, fiscal_year: int, visa: str, employment: str | None = None) -> int:
    """Return approvals or certifications in one fiscal year, of visa classes that begin with ``visa``."""
    return sum(
        count.filings
        for count in filings.counts
        if count.source == source
        and count.fiscal_year == fiscal_year
        and is_class(count.visa_class, visa)
        and count.status in GRANTED
        and (employment is None or count.employment == employment)
    )


def decided(filings: Filings, source: str, fiscal_year: int, visa: str) -> int:
    """Return filings of any outcome in one fiscal year."""
    return sum(
        count.filings
        for count in filings.counts
        if count.source == source and count.fiscal_year == fiscal_year and is_class(count.visa_class, visa)
    )


def is_class(visa_class: str, visa: str) -> bool:
    """Return whether a visa class as filed is ``H-1B``, ``H-1B1`` (either country) or ``E-3``."""
    name = visa_class.upper()
    return name.startswith(visa) and not (visa == "H-1B" and name.startswith("H-1B1"))

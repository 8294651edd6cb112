"""Every filer of the loaded data with its evidence at the end of a fiscal year, and what came of it in the next."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Final

from enrich.employers.index import EmployerIndex
from enrich.filings import is_class
from enrich.likelihood.case import Case, Marks, Tally, case_of
from enrich.likelihood.marks import read_all_marks
from enrich.likelihood.tags import VISA_CLASS, TrackName

OTHER_GROUPS: Final = 3
"""SOC minor groups without history that are drawn for each filer; they stand for all that it has none in."""

LEAST_FILERS: Final = 5
"""Filers that a SOC minor group needs to be one to predict."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One filer, or one filer and SOC minor group, and what came of it."""

    filer: str
    group: str | None
    case: Case
    outcome: bool
    last_year: int
    """Grants of the track in the last year of the evidence."""
    weight: float
    """How many such cases it stands for."""


@dataclass(frozen=True, slots=True)
class Population:
    """The filings of every filer in one source."""

    source: str
    filers: list[str]
    """Ids."""
    tallies: dict[str, dict[int, Tally]]
    """Visa class (``H-1B``) -> filer -> its filings."""
    hub: dict[int, Tally] = field(default_factory=dict)
    marks: dict[tuple[str, int], dict[int, Marks]] = field(default_factory=dict)
    """Visa class and last year of the evidence -> filer -> marks."""
    years: tuple[int, ...] = ()
    """Fiscal years of the source."""
    hub_years: tuple[int, ...] = ()

    def samples(self, track: TrackName, test: int, *, years: int, by_occupation: bool, uses_hub: bool) -> list[Sample]:
        """Return the samples whose outcome is in fiscal year ``test``: filers with a decision in the years before."""
        tallies = self.tallies.get(VISA_CLASS[track], {})
        marks = self.marks.get((VISA_CLASS[track], test - 1), {})
        common = self.common(track, test - 1) if by_occupation else {}
        found = []
        for filer in sorted(tallies):
            tally = tallies[filer]
            if not any(tally.year(test - back).decided for back in range(1, years + 1)):
                continue
            for group, weight in _asked(self.filers[filer], tally, test, common) if by_occupation else ((None, 1.0),):
                case = case_of(
                    tally,
                    test - 1,
                    years=years,
                    group=group,
                    marks=marks.get(filer, Marks()),
                    hub=self.hub.get(filer) if uses_hub else None,
                    common=common,
                )
                found.append(_sample(self.filers[filer], group, case, tally, track, test, weight))
        return found

    def common(self, track: TrackName, fiscal_year: int) -> dict[str, float]:
        """Return the share of the filers of a year that had a grant for each SOC minor group, where enough did."""
        counts: Counter[str] = Counter()
        total = 0
        for tally in self.tallies.get(VISA_CLASS[track], {}).values():
            groups = {group for group in tally.groups([fiscal_year]) if tally.year(fiscal_year, group).granted}
            counts.update(groups)
            total += bool(groups)
        return {group: round(count / total, 6) for group, count in sorted(counts.items()) if count >= LEAST_FILERS}


def _sample(
    filer: str, group: str | None, case: Case, tally: Tally, track: TrackName, test: int, weight: float
) -> Sample:
    then = tally.year(test, group)
    is_new = track == "h1b_new"
    outcome = (then.new if is_new else then.granted) > 0
    return Sample(filer, group, case, outcome, case.last.new if is_new else case.last.granted, weight)


def _asked(filer: str, tally: Tally, test: int, common: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the groups of a filer's history, and some of those without, each with the cases it stands for."""
    seen = tally.groups([test - 1, test - 2])
    for group in sorted(seen):
        yield group, 1.0
    others = [group for group in sorted(common) if group not in seen]
    drawn = Random(f"{filer} {test}").sample(others, min(OTHER_GROUPS, len(others)))
    for group in drawn:
        yield group, len(others) / len(drawn)


def read_population(connection: sqlite3.Connection, index: EmployerIndex, source: str) -> Population:
    """Return the population of one source of a reference database, with hub approvals and marks beside applications."""
    positions = {name: at for at, filer in enumerate(index.filers) for name in filer.names}
    tallies, years = _read_tallies(connection, source, positions)
    hub: dict[int, Tally] = {}
    hub_years: tuple[int, ...] = ()
    marks = {}
    if source != "uscis":
        of_hub, hub_years = _read_tallies(connection, "uscis", positions)
        hub = of_hub.get("H-1B", {})
        for visa in tallies:
            for year in years:
                marks[visa, year] = read_all_marks(connection, source, visa, (year, year - 1), positions)
    ids = [filer.id for filer in index.filers]
    return Population(source, ids, tallies, hub, marks, years, hub_years)


def _read_tallies(
    connection: sqlite3.Connection, source: str, positions: Mapping[str, int]
) -> tuple[dict[str, dict[int, Tally]], tuple[int, ...]]:
    tallies: defaultdict[str, dict[int, Tally]] = defaultdict(dict)
    years: set[int] = set()
    rows = connection.execute(
        "SELECT employer_name, visa_class, fiscal_year, soc_group, status, employment, SUM(filings) FROM filing_total"
        " WHERE source = ? GROUP BY 1, 2, 3, 4, 5, 6",
        (source,),
    )
    for name, visa_class, fiscal_year, group, status, employment, filings in rows:
        visa, filer = visa_of(visa_class), positions.get(name)
        years.add(fiscal_year)
        if visa is not None and filer is not None:
            tally = tallies[visa].setdefault(filer, Tally())
            tally.add(fiscal_year, group or "", status, employment, filings)
    return dict(tallies), tuple(sorted(years))


@cache
def visa_of(visa_class: str) -> str | None:
    """Return the class of a track that a visa class as filed is of."""
    return next((visa for visa in dict.fromkeys(VISA_CLASS.values()) if is_class(visa_class, visa)), None)

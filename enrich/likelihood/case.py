"""The evidence on one filer that the model reads: what became of its filings in the last two fiscal years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from enrich.filings import GRANTED

REFUSED: Final = frozenset({"denied", "rejected", "invalidated"})


@dataclass(frozen=True, slots=True)
class Year:
    """Filings of one fiscal year, by outcome."""

    new: int = 0
    """Granted, for people the filer did not employ."""
    continuing: int = 0
    """Granted, for people it employed already; all of them where the source does not tell."""
    refused: int = 0
    withdrawn: int = 0

    @property
    def granted(self) -> int:
        """Approved or certified, whatever for."""
        return self.new + self.continuing

    @property
    def decided(self) -> int:
        """Filings of any outcome."""
        return self.granted + self.refused + self.withdrawn


@dataclass(frozen=True, slots=True)
class Case:
    """One filer, or one filer and SOC minor group, as the model sees it at the end of a fiscal year."""

    last: Year = Year()
    before: Year = Year()
    elsewhere_last: int = 0
    """Granted in the same year for work of other SOC minor groups; 0 where occupation is not looked at."""
    elsewhere_before: int = 0
    level_one: float = 0.0
    """Share of the filings of both years at wage level I; 0 where no level is told."""
    dependent: float = 0.0
    """Share whose filer says that it is H-1B dependent."""
    placed: float = 0.0
    """Share with a worker placed at another company, as staffing firms do."""
    hub_new: int = 0
    """Approvals of new employment that the USCIS hub has for the last year; 0 where it is not loaded."""
    hub_granted: int = 0
    common: float = 0.0
    """Share of all filers that file for the SOC minor group in a year; 0 where occupation is not looked at."""

    @property
    def is_seen(self) -> bool:
        """Return whether anything was decided in the two years."""
        return self.last.decided + self.before.decided > 0


_NOTHING: Final = Year()


@dataclass(slots=True)
class Tally:
    """The filings of one filer in one source and visa class, by fiscal year and SOC minor group."""

    cells: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    """Fiscal year -> group (empty where none is told) -> ``[new, continuing, refused, withdrawn]``."""

    def add(self, fiscal_year: int, group: str, status: str, employment: str | None, filings: int) -> None:
        """Count filings of one outcome; an outcome that is no decision on the merits is left out."""
        if status in GRANTED:
            column = 0 if employment == "new" else 1
        elif status in REFUSED:
            column = 2
        elif status == "withdrawn":
            column = 3
        else:
            return
        self.cells.setdefault(fiscal_year, {}).setdefault(group, [0, 0, 0, 0])[column] += filings

    def year(self, fiscal_year: int, group: str | None = None) -> Year:
        """Return one fiscal year, of one SOC minor group when it is given."""
        cells = self.cells.get(fiscal_year)
        if not cells:
            return _NOTHING
        if group is not None:
            return Year(*cells[group]) if group in cells else _NOTHING
        return Year(*map(sum, zip(*cells.values(), strict=True)))

    def groups(self, fiscal_years: Iterable[int]) -> set[str]:
        """Return the SOC minor groups of the filings of some years."""
        return {group for year in fiscal_years for group in self.cells.get(year, ()) if group}


@dataclass(frozen=True, slots=True)
class Marks:
    """What else the filings of the two years tell, as shares of those that tell it."""

    level_one: float = 0.0
    dependent: float = 0.0
    placed: float = 0.0


def case_of(
    tally: Tally,
    last: int,
    *,
    years: int = 2,
    group: str | None = None,
    marks: Marks = Marks(),
    hub: Tally | None = None,
    common: Mapping[str, float] | None = None,
) -> Case:
    """Return the evidence at the end of fiscal year ``last``; ``group`` limits it to one SOC minor group.

    With one of ``years`` the year before is left out, since nothing may be loaded of it.
    """
    newest, before = tally.year(last, group), tally.year(last - 1, group) if years > 1 else _NOTHING
    approved = hub.year(last) if hub is not None else Year()
    return Case(
        last=newest,
        before=before,
        elsewhere_last=tally.year(last).granted - newest.granted if group is not None else 0,
        elsewhere_before=tally.year(last - 1).granted - before.granted if group is not None and years > 1 else 0,
        level_one=marks.level_one,
        dependent=marks.dependent,
        placed=marks.placed,
        hub_new=approved.new,
        hub_granted=approved.granted,
        common=(common or {}).get(group, 0.0) if group is not None else 0.0,
    )

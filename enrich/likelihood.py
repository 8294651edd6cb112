"""How likely a filer files again: the rates by which employers with as many approvals did so in the year after.

The model is a table. It was measured on the USCIS H-1B Employer Data Hub: employers seen in fiscal years 2020 and 2021,
binned by their approvals (new and continuing) in 2021, against at least one approval ("any") and at least one approval
of new employment ("initial") in 2022; 71,169 employers, names normalised only, no occupation. On that test the bins
scored Brier 0.176 and log loss 0.532 (any), 0.124 and 0.406 (initial). ``docs/likelihood.md`` says what it cannot know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from enrich.filings import Coverage, decided, granted
from enrich.record import Filings, Tag, Track

MODEL_VERSION: Final = "count-bins-1"

LIKELY: Final = 0.75
POSSIBLE: Final = 0.25

TrackName = Literal["h1b", "h1b_new", "perm", "e3", "h1b1"]
TRACKS: Final[tuple[TrackName, ...]] = ("h1b", "h1b_new", "perm", "e3", "h1b1")


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row of the table: employers with ``least`` to ``most`` approvals in the year, and the share that had more."""

    least: int
    most: int | None
    any: float
    """Share with at least one approval in the next fiscal year."""
    initial: float
    """Share with at least one approval of new employment in the next fiscal year."""

    @property
    def label(self) -> str:
        """The bin in words: ``3 to 5``, ``more than 100``."""
        if self.most is None:
            return f"more than {self.least - 1}"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


RATES: Final = (
    RateRow(0, 0, 0.20, 0.08),
    RateRow(1, 1, 0.26, 0.12),
    RateRow(2, 2, 0.42, 0.22),
    RateRow(3, 5, 0.68, 0.40),
    RateRow(6, 10, 0.85, 0.61),
    RateRow(11, 25, 0.93, 0.78),
    RateRow(26, 100, 0.96, 0.90),
    RateRow(101, None, 0.97, 0.97),
)


@dataclass(frozen=True, slots=True)
class History:
    """What the filings of a matched filer say, before the posting is heard."""

    tracks: dict[TrackName, Track]
    row: RateRow | None
    """The row of the table that gives ``h1b`` and ``h1b_new``; ``None`` when none applies."""
    source: str | None
    """The source whose count chose the row."""
    fiscal_year: int | None
    count: int
    """Approvals or certifications in that year."""
    is_whole: bool
    """False when that year is loaded in part, so that the count is a lower bound."""


UNKNOWN: Final = Track(tag="unknown", probability=None)
NO_HISTORY: Final = History(dict.fromkeys(TRACKS, UNKNOWN), None, None, None, 0, True)


def rate_row(count: int) -> RateRow:
    """Return the row of the table for a number of approvals in the last fiscal year."""
    return next(row for row in reversed(RATES) if count >= row.least)


def tag_for(probability: float) -> Tag:
    """Return the tag of a probability for a filer that is surely matched."""
    if probability >= LIKELY:
        return "likely"
    return "possible" if probability >= POSSIBLE else "unlikely"


def read_history(filings: Filings, coverage: Coverage) -> History:
    """Return the verdict of the filings for each track.

    ``h1b`` and ``h1b_new`` come from the year that says most: the newest whole year, or a part year of that time, whose
    count can only be too low. No decision in the last two whole years is outside what was measured: unknown.
    ``e3`` and ``h1b1`` have no measured rate: applications on record make them possible, and nothing makes them less.
    """
    since = _newest_whole(coverage)
    years = (_best_year(filings, coverage, source, since) for source in ("uscis", "lca"))
    found = [year for year in years if year is not None]
    tracks: dict[TrackName, Track] = dict.fromkeys(TRACKS, UNKNOWN)
    tracks["e3"] = _rare(filings, coverage, "E-3")
    tracks["h1b1"] = _rare(filings, coverage, "H-1B1")
    if not found:
        return History(tracks, None, None, None, 0, True)
    count, whole, fiscal_year, source = max(found)
    row = rate_row(count)
    tracks["h1b"] = Track(tag=tag_for(row.any), probability=row.any)
    tracks["h1b_new"] = Track(tag=tag_for(row.initial), probability=row.initial)
    return History(tracks, row, source, fiscal_year, count, whole)


def _newest_whole(coverage: Coverage) -> int:
    """Return the newest fiscal year that any source holds whole; without one, the year before the newest loaded."""
    whole = [year.fiscal_year for year in coverage.years if year.is_whole]
    return max(whole, default=max((year.fiscal_year for year in coverage.years), default=1) - 1)


def _best_year(filings: Filings, coverage: Coverage, source: str, since: int) -> tuple[int, bool, int, str] | None:
    """Return (approvals, whole year, fiscal year, source) of the year of a source that says most; ``None`` without."""
    found: list[tuple[int, bool, int, str]] = []
    for year in coverage.of(source):
        count = granted(filings, source, year.fiscal_year, "H-1B") if year.fiscal_year >= since else 0
        if count:
            found.append((count, year.is_whole, year.fiscal_year, source))
    if found:
        return max(found)
    if coverage.last_whole(source) == since and _seen_lately(filings, source, since):
        return (0, True, since, source)
    return None


def _seen_lately(filings: Filings, source: str, last: int) -> bool:
    """Return whether anything was decided in the last two whole years: such employers were measured."""
    return any(decided(filings, source, year, "H-1B") for year in (last, last - 1))


def _rare(filings: Filings, coverage: Coverage, visa: str) -> Track:
    """Return possible for a class with certified applications since the year before the newest whole one."""
    since = _newest_whole(coverage) - 1
    years = [year.fiscal_year for year in coverage.of("lca") if year.fiscal_year >= since]
    if any(granted(filings, "lca", year, visa) for year in years):
        return Track(tag="possible", probability=None)
    return UNKNOWN

"""Posted pay against the Department of Labor's wage levels, for the occupations of the title and the places of work.

A level is met when the yearly pay is at least its wage: hours count 2,080 a year, days 260, weeks 52, months 12. The
selection of H-1B registrations weighs a registration by the level its offered wage meets, once to four times, since
27 February 2026: the lowest wage of a range counts, and of several places the lowest level; a wage under level I
counts once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from crawler.items import Pay, PayUnit, Place
from enrich.record import BelowLevelOne, SelectionEntries, WageLevel, WageReason
from enrich.wage_areas import Located, WageAreas, load_areas

RULE: Final = "levels-2005/selection-2026-02"
"""How levels are set (DOL guidance of 2005, in the published tables) and how they count in the selection."""

YEARLY: Final[dict[PayUnit, int]] = {"YEAR": 1, "MONTH": 12, "WEEK": 52, "DAY": 260, "HOUR": 2080}
"""Units of pay -> how many of them a full-time year has."""

LEAST_PAY, MOST_PAY = 10_000, 5_000_000
"""Dollars a year at full time: below the federal minimum wage, and above any wage; outside, pay or unit is wrong."""

LEAST_SHARE: Final = 0.2
"""Probability from which on an occupation that is not the likeliest counts."""

# Occupations that the wage survey publishes together with others (OEWS, May 2021 on) -> the code it gives them.
_TOGETHER: Final = {
    "13-1021": "13-1020", "13-1022": "13-1020", "13-1023": "13-1020", "13-2022": "13-2020", "13-2023": "13-2020",
    "21-1011": "21-1018", "21-1014": "21-1018", "25-9042": "25-9045", "25-9043": "25-9045", "25-9049": "25-9045",
    "29-2011": "29-2010", "29-2012": "29-2010", "31-1121": "31-1120", "31-1122": "31-1120", "39-7011": "39-7010",
    "39-7012": "39-7010", "47-4091": "47-4090", "47-4099": "47-4090", "51-2022": "51-2028", "51-2023": "51-2028",
    "51-2092": "51-2090", "51-2099": "51-2090", "53-1042": "53-1047", "53-1043": "53-1047", "53-1044": "53-1047",
    "53-1049": "53-1047",
}  # fmt: skip
_MEMORY = 50_000

Levels = tuple[float, float, float, float]
"""Dollars a year of levels I to IV."""


@dataclass(frozen=True, slots=True)
class WageReading:
    """The wage level of a posting, or why there is none."""

    level: WageLevel | None
    reason: WageReason | None


class Span(NamedTuple):
    """The levels of one occupation over several areas."""

    hardest: Levels
    """Of each level the highest wage: who has it meets the level in every area."""
    easiest: Levels
    """Of each level the lowest wage: who has less meets it nowhere."""


class WageTable:
    """The levels of the newest wage year loaded, each looked up once."""

    def __init__(self, connection: sqlite3.Connection, areas: WageAreas) -> None:
        self.areas = areas
        self._connection = connection
        self._spans: dict[tuple[str, str], Span | None] = {}
        self._located: dict[tuple[str | None, str | None, str | None, bool], Located | None] = {}

    @classmethod
    def open(cls, connection: sqlite3.Connection, reference: Path, version: str) -> WageTable | None:
        """Return the table of a reference database; ``None`` when no wages are loaded."""
        areas = load_areas(connection, reference.with_name(f"{reference.stem}-areas.msgpack"), version)
        return cls(connection, areas) if areas is not None else None

    def locate(self, place: Place, *, exactly: bool) -> Located | None:
        """Return the areas of a place; see :meth:`WageAreas.locate`."""
        key = (place.country, place.region, place.locality, exactly)
        if key not in self._located:
            _bound(self._located)
            self._located[key] = self.areas.locate(place, exactly=exactly)
        return self._located[key]

    def span(self, soc: str, at: Located) -> Span | None:
        """Return the levels of an occupation over areas, dollars a year; ``None`` where none are published."""
        key = (soc, at.label)  # the label says which areas they are
        if key not in self._spans:
            _bound(self._spans)
            found = [levels for area in at.areas if (levels := self.levels(soc, area)) is not None]
            columns = list(zip(*found, strict=True))
            self._spans[key] = Span(_levels(map(max, columns)), _levels(map(min, columns))) if found else None
        return self._spans[key]

    def levels(self, soc: str, area: str) -> Levels | None:
        """Return the levels of an occupation in one area, dollars a year; ``None`` where none are published."""
        for code in (soc, _TOGETHER.get(soc)):
            row = self._connection.execute(
                "SELECT level_1, level_2, level_3, level_4, unit FROM oflc_wage"
                " WHERE wage_year = ? AND area = ? AND soc_code = ? ORDER BY file DESC LIMIT 1",
                (self.areas.wage_year, area, code),
            ).fetchone()
            if row is not None and None not in row:
                times = YEARLY["HOUR"] if row[4] == "Hour" else 1
                return _levels(wage * times for wage in row[:4])
        return None


def _levels(wages: Iterable[float]) -> Levels:
    one, two, three, four = wages
    return one, two, three, four


def _bound(memory: dict[Any, Any]) -> None:
    if len(memory) >= _MEMORY:
        memory.clear()


def level_of(pay: float, levels: Levels) -> int:
    """Return the highest level, 1 to 4, that yearly pay meets; 0 when it is below level I."""
    return sum(pay >= wage for wage in levels)


def read_wage_level(
    pays: Sequence[Pay],
    places: Sequence[Place],
    shares: Sequence[tuple[str, float]],
    table: WageTable | None,
    *,
    remote: bool = False,
) -> WageReading:
    """Return the wage level of stated pay for the title's occupations (``shares``) at the places of work.

    With ``remote`` a place stands for its whole state. Where occupation or place is not certain the levels are a span.
    """
    if table is None:
        return WageReading(None, "no_wage_data")
    located = [table.locate(place, exactly=not remote) for place in places]
    inside = list({each.label: each for each in located if each is not None}.values())
    if not inside:
        return WageReading(None, "outside_us" if any(place.country for place in places) else "no_place")
    if not shares:
        return WageReading(None, "no_occupation")
    lowest, highest, reason = yearly_range(pays)
    if reason is not None:
        return WageReading(None, reason)
    socs = [soc for at, (soc, share) in enumerate(shares) if at == 0 or share >= LEAST_SHARE]
    socs = [soc for soc in socs if any(table.span(soc, at) for at in inside)]
    if not socs or socs[0] != shares[0][0]:
        return WageReading(None, "no_level")
    by_place = [[span for soc in socs if (span := table.span(soc, at))] for at in inside]
    by_place = [spans for spans in by_place if spans]
    return WageReading(_level(lowest, highest, by_place, socs, inside, table.areas.wage_year), None)


def yearly_range(pays: Sequence[Pay]) -> tuple[float | None, float | None, WageReason | None]:
    """Return the lowest and highest base pay in dollars a year, or why there is none.

    Base pay is taken before pay of an unnamed kind; on-target earnings and totals are no wage.
    """
    if not pays:
        return None, None, "no_pay"
    dollars = [pay for pay in pays if pay.currency == "USD"]
    if not dollars:
        return None, None, "other_currency"
    wages = [p for p in dollars if p.kind == "base"] or [p for p in dollars if p.kind == "unspecified"]
    if not wages:
        return None, None, "not_base_pay"
    yearly = [(p, YEARLY[p.unit_text]) for p in wages if p.unit_text is not None]
    if not yearly:
        return None, None, "no_unit"
    least = [pay.min_value * times for pay, times in yearly if pay.min_value is not None]
    most = [pay.max_value * times for pay, times in yearly if pay.max_value is not None]
    if not least and not most:
        return None, None, "no_pay"
    if not all(LEAST_PAY <= amount <= MOST_PAY for amount in (*least, *most)):
        return None, None, "implausible_pay"
    return min(least, default=None), max(most, default=None), None


def _level(
    lowest: float | None,
    highest: float | None,
    by_place: list[list[Span]],
    socs: list[str],
    located: list[Located],
    wage_year: str,
) -> WageLevel:
    spans = [span for at_place in by_place for span in at_place]
    least = min(level_of(lowest, span.hardest) for span in spans) if lowest is not None else None
    return WageLevel(
        min=least,
        max=max(level_of(highest, span.easiest) for span in spans) if highest is not None else None,
        soc=socs[0],
        area="; ".join(sorted(each.label for each in located)),
        wage_year=wage_year,
        socs=socs,
        areas=len({area for each in located for area in each.areas}),
        below_level_1=_below(lowest, spans) if lowest is not None else None,
        entries=_entries(lowest, by_place) if lowest is not None else None,
        rule=RULE,
    )


def _below(lowest: float, spans: list[Span]) -> BelowLevelOne:
    if any(level_of(lowest, span.easiest) for span in spans):
        return "no" if all(level_of(lowest, span.hardest) for span in spans) else "possible"
    return "yes"


def _entries(lowest: float, by_place: list[list[Span]]) -> SelectionEntries:
    """Return how often a registration at the lowest wage would count: of several places the lowest level does."""
    return SelectionEntries(
        min=max(1, min(level_of(lowest, span.hardest) for spans in by_place for span in spans)),
        max=max(1, min(max(level_of(lowest, span.easiest) for span in spans) for spans in by_place)),
    )

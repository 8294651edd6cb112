"""Places of work to the areas for which the Department of Labor publishes wages.

The geography lists the counties of each area. A town is found where that decides: the area bears its name
(``San Francisco-Oakland-Fremont, CA``), the geography lists the town itself (New England, independent cities), or the
loaded applications name its county for their worksites there. A county of the same name decides nothing: Houston is not
in Houston County. What is not found so stands for every area of its state.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from crawler.items import Place
from enrich.kept import keep
from enrich.reference.places import STATE_CODES
from enrich.towns import place_key

AREAS_VERSION: Final = 1
"""Raised when the stored form or the meaning of the index changes."""

FIRST_YEAR: Final = 2022
"""Wage years from July of this one on have codes of SOC 2018; older ones are not used."""

LEAST_CASES: Final = 3
"""Applications that must name a county for a town."""
LEAST_AGREEING: Final = 0.9
"""Share of them whose county is in one area."""

_TERRITORIES = frozenset({"PR", "GU", "VI", "MP", "AS"})
_AREA_NAME = re.compile(r"(?P<towns>[^,]+), (?P<states>[A-Z]{2}(?:-[A-Z]{2})*)")
_COUNTY = re.compile(
    r" (?:county|parish|borough|census area|municipality|municipio|planning region|city and borough)$", re.I
)
_TOWN = re.compile(r" (?:city|town|village|plantation|township)$", re.I)
# The state of a town that is not the first in the name of an area of several states; without it another town of that
# name might be meant (Warren is in Ohio for the area of Youngstown, and in Pennsylvania by itself).
_STATE_OF = {
    "alexandria": "VA", "arlington": "VA", "ashland": "KY", "bethlehem": "PA", "boardman": "OH", "cambridge": "MA",
    "camden": "NJ", "concord": "NC", "council bluffs": "IA", "easton": "PA", "elgin": "IL", "gastonia": "NC",
    "hillsboro": "OR", "jersey city": "NJ", "martinsburg": "WV", "mishawaka": "IN", "moline": "IL", "naperville": "IL",
    "newark": "NJ", "newport news": "VA", "newton": "MA", "norfolk": "VA", "onalaska": "WI", "rock island": "IL",
    "steubenville": "OH", "vancouver": "WA", "warren": "OH", "warwick": "RI", "wilmington": "DE",
}  # fmt: skip
_IN_EVERY_STATE = frozenset({"kansas city", "texarkana", "bristol"})


class AreaRow(msgspec.Struct, frozen=True):
    """A county or town of the geography."""

    area: str
    name: str
    state: str
    county_town: str


class WorksiteRow(msgspec.Struct, frozen=True):
    """How many applications name a county for a town."""

    city: str
    state: str
    county: str
    cases: int


@dataclass(frozen=True, slots=True)
class Located:
    """Areas that a place of work may be in."""

    areas: tuple[str, ...]
    label: str
    """The area's code where it is one; else the state, or ``US``, whose areas they all are."""


class WageAreas(msgspec.Struct, kw_only=True):
    """The areas of one wage year, by what places are called."""

    version: int
    stamp: str
    wage_year: str
    names: dict[str, str]
    by_state: dict[str, list[str]]
    by_place: dict[str, list[str]]
    """``CA|oakland`` or ``CA|alameda county`` -> areas."""

    def locate(self, place: Place, *, exactly: bool = True) -> Located | None:
        """Return the areas of a U.S. place: of its town, else of its state, else all.

        ``exactly=False`` takes the state only, for work that may be done anywhere in it. ``None`` for a place that is
        not in the United States, or not known to be.
        """
        state = place.country if place.country in _TERRITORIES else place.region
        if place.country != "US" and place.country not in _TERRITORIES:
            return None
        if state not in STATE_CODES:
            return Located(tuple(sorted(self.names)), "US")
        found = self.by_place.get(f"{state}|{place_key(place.locality)}") if exactly and place.locality else None
        if found:
            return Located(tuple(found), " ".join(found))
        areas = self.by_state.get(state, [])
        return Located(tuple(areas), areas[0] if len(areas) == 1 else state)


def build_areas(
    rows: Iterable[AreaRow], worksites: Iterable[WorksiteRow] = (), *, wage_year: str, stamp: str = ""
) -> WageAreas:
    """Return the index of one wage year's geography, with the towns that worksites of applications place."""
    names: dict[str, str] = {}
    by_state: defaultdict[str, set[str]] = defaultdict(set)
    found: defaultdict[str, set[str]] = defaultdict(set)
    counties: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[row.area] = row.name
        if row.state not in STATE_CODES:
            continue
        by_state[row.state].add(row.area)
        county = place_key(_COUNTY.sub("", row.county_town))
        counties[f"{row.state}|{county}"].add(row.area)
        if _TOWN.search(row.county_town):
            found[f"{row.state}|{place_key(_TOWN.sub('', row.county_town))}"].add(row.area)
        elif _COUNTY.search(row.county_town):
            found[f"{row.state}|{place_key(row.county_town)}"].add(row.area)
    for area, name in names.items():
        for key in _named_towns(name):
            if area in by_state[key[:2]]:
                found[key].add(area)
    for key, area in _by_worksite(worksites, counties):
        found.setdefault(key, {area})
    return WageAreas(
        version=AREAS_VERSION,
        stamp=stamp,
        wage_year=wage_year,
        names=names,
        by_state={state: sorted(areas) for state, areas in sorted(by_state.items()) if areas},
        by_place={key: sorted(areas) for key, areas in sorted(found.items())},
    )


def _named_towns(area_name: str) -> list[str]:
    """Return the keys of the towns that an area bears the names of."""
    name = _AREA_NAME.fullmatch(area_name.strip())
    if not name:
        return []
    states = name["states"].split("-")
    pieces = [place_key(piece) for piece in re.split(r"-+|/", name["towns"].removeprefix("Urban "))]
    towns = [*pieces, *(f"{one} {other}" for one, other in pairwise(pieces))]
    keys: list[str] = []
    for town in towns:
        if town in _IN_EVERY_STATE:
            keys.extend(f"{state}|{town}" for state in states)
        elif len(states) == 1 or town.startswith(pieces[0]):
            keys.append(f"{states[0]}|{town}")
        elif _STATE_OF.get(town) in states:
            keys.append(f"{_STATE_OF[town]}|{town}")
    return keys


def _by_worksite(worksites: Iterable[WorksiteRow], counties: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return towns with the area that nearly all applications with a worksite there name a county of."""
    cases: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in worksites:
        areas = counties.get(f"{row.state}|{place_key(_COUNTY.sub('', row.county))}", set())
        cases[f"{row.state}|{place_key(row.city)}"][next(iter(areas)) if len(areas) == 1 else ""] += row.cases
    placed = []
    for key, counted in cases.items():
        area, most = counted.most_common(1)[0]
        if area and most >= LEAST_CASES and most >= LEAST_AGREEING * counted.total():
            placed.append((key, area))
    return placed


def load_areas(connection: sqlite3.Connection, stored: Path | None, stamp: str) -> WageAreas | None:
    """Return the index of the newest wage year loaded, kept in the file ``stored``; ``None`` when none is loaded."""
    wage_year = newest_wage_year(connection)
    if wage_year is None:
        return None
    stamp = f"{stamp}+{AREAS_VERSION}"
    if stored is not None and (kept := _kept(stored, stamp)) is not None:
        return kept
    areas = build_areas(
        _read_geography(connection, wage_year), _read_worksites(connection), wage_year=wage_year, stamp=stamp
    )
    if stored is not None:
        keep(stored, [msgspec.msgpack.encode(areas)])
    return areas


def newest_wage_year(connection: sqlite3.Connection) -> str | None:
    """Return the newest wage year with both wages and a geography; ``None`` without one that has codes of SOC 2018."""
    if not {"part", "file", "oflc_wage", "oflc_area"} <= _tables(connection):
        return None
    rows = connection.execute(
        "SELECT file.edition FROM part JOIN file ON file.id = part.file WHERE part.table_name IN"
        " ('oflc_wage', 'oflc_area') AND part.rows > 0 GROUP BY file.edition HAVING COUNT(DISTINCT part.table_name) = 2"
    )
    years = [edition for (edition,) in rows if edition is not None and int(edition[:4]) >= FIRST_YEAR]
    return max(years, default=None)


def _read_geography(connection: sqlite3.Connection, wage_year: str) -> list[AreaRow]:
    rows = connection.execute(
        "SELECT DISTINCT area, area_name, state, county_town_name FROM oflc_area WHERE wage_year = ? ORDER BY 1, 3, 4",
        (wage_year,),
    )
    return [AreaRow(area, name or "", state or "", county or "") for area, name, state, county in rows]


def _read_worksites(connection: sqlite3.Connection) -> list[WorksiteRow]:
    if "lca_case" not in _tables(connection):
        return []
    rows = connection.execute(
        "SELECT worksite_city, worksite_state, worksite_county, COUNT(*) FROM lca_case WHERE counted AND"
        " worksite_city IS NOT NULL AND worksite_state IS NOT NULL AND worksite_county IS NOT NULL GROUP BY 1, 2, 3"
    )
    return [WorksiteRow(*row) for row in rows]


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _kept(path: Path, stamp: str) -> WageAreas | None:
    try:
        areas = msgspec.msgpack.decode(path.read_bytes(), type=WageAreas)
    except (OSError, msgspec.MsgspecError):
        return None
    return areas if areas.version == AREAS_VERSION and areas.stamp == stamp else None

"""Codes of the Standard Occupational Classification in its editions of 2000, 2010 and 2018, and from one to the next.

``data/soc_2018.csv`` has every detailed code of 2018 with its title, and for those that share a predecessor the
national employment of May 2023 (Bureau of Labor Statistics, OEWS). ``data/soc_changes.csv`` has, for each code of
2000 and 2010 that did not simply stay, the codes of the next edition (BLS crosswalks 2000 to 2010 and 2010 to 2018),
and for details of O*NET-SOC 2010, which filings carry (``15-1199.08``), the one code of 2018 that holds them.
``data/soc_oflc.csv`` has codes that the Department of Labor made for wages in research and elsewhere ("R&D", "Non
R&D"), with the occupation each is a half of. Codes and counts are facts; the shares are ours.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

EDITIONS = (2000, 2010, 2018)
"""Years that name the editions."""

_FROM_2010, _FROM_2018 = "2011-07-01", "2022-07-01"  # first days of the OFLC wage years that use the edition
_DATA = Path(__file__).with_name("data")
_MOVED = {"15-1": "15-1200", "31-1": "31-1100", "51-51": "51-5100"}  # minor groups named by their fourth digit


@dataclass(frozen=True, slots=True)
class _Crosswalk:
    """Codes of every edition, and what became of them."""

    known: dict[int, frozenset[str]]
    """Edition -> its detailed codes."""
    successors: dict[tuple[int, str], tuple[str, ...]]
    """Edition and code -> codes of the next edition, where they differ or have other predecessors too."""
    predecessors: dict[tuple[int, str], int]
    """Edition and code -> how many codes of the edition before went into it."""
    employment: dict[str, int]
    """Code of 2018 -> employment."""
    oflc: dict[tuple[int, str], str]
    """Edition and code of the Department of Labor's own -> code of the edition."""
    titles: dict[str, str]
    """Code of 2018 -> its title."""

    def base(self, code: str, edition: int) -> str | None:
        """The edition's code that ``code`` is or details, ``None`` when it has none."""
        plain = code.partition(".")[0]
        return plain if plain in self.known[edition] else self.oflc.get((edition, plain))


def to_soc_2018(code: str, edition: int) -> tuple[tuple[str, float], ...]:
    """The codes of SOC 2018 that took over ``code`` of ``edition``, with shares that sum to 1, largest share first.

    ``code`` is a detailed code (``15-1132``), with or without O*NET's detail (``15-1199.08``); an unchanged code gives
    itself, one that the edition does not have gives nothing.

    Share: each successor's employment, divided evenly among the codes that went into it, where that is known of all
    successors; else all are equal. It says what is likely of a filing of which nothing but the code is known. Raises
    ``ValueError`` for an edition that does not exist.
    """
    if edition not in EDITIONS:
        raise ValueError(f"{edition} is no edition of the SOC: {EDITIONS}")
    return _to_soc_2018(code, edition)


@lru_cache(maxsize=8192)
def _to_soc_2018(code: str, edition: int) -> tuple[tuple[str, float], ...]:
    start = code if (edition, code) in _crosswalk().successors else _crosswalk().base(code, edition)
    if start is None:
        return ()
    shares: dict[str, float] = {start: 1.0}
    for step in EDITIONS[EDITIONS.index(edition) : -1]:
        following: defaultdict[str, float] = defaultdict(float)
        for each, share in shares.items():
            for successor, part in _step(each, step):
                following[successor] += share * part
        shares = following
    return tuple(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def soc_titles() -> Mapping[str, str]:
    """Every detailed code of SOC 2018 with its title."""
    return MappingProxyType(_crosswalk().titles)


def soc_edition(code: str, day: str | None) -> int | None:
    """The edition that a code in a filing of ``day`` (ISO date of its receipt, or the nearest known) is of.

    The edition in use that day, when it has the code; else the nearest one that has it, since applications keep the
    code of an older wage determination. A code of no edition is taken for one of the day's. Without a day: the only
    edition that has the code, else ``None``.
    """
    if day is None:
        return _only_edition(code)
    return _edition_near(code, 2018 if day >= _FROM_2018 else 2010 if day >= _FROM_2010 else 2000)


@lru_cache(maxsize=8192)
def soc_group(code: str, edition: int | None = None) -> str:
    """Minor group of SOC 2018 (``15-1200``) that most of a code's successors by share are in.

    A code that no edition has, or of no known edition, goes by its digits, which kept most groups where they were.
    """
    groups: defaultdict[str, float] = defaultdict(float)
    for successor, share in _to_soc_2018(code, edition) if edition else ():
        groups[_minor_group(successor)] += share
    return max(groups, key=lambda group: (groups[group], group)) if groups else _minor_group(code)


def _minor_group(code: str) -> str:
    """The group by digits: the third digit names it, with a few exceptions (SOC 2018 manual, structure)."""
    return _MOVED.get(code[:4]) or _MOVED.get(code[:5]) or f"{code[:4]}000"


@lru_cache(maxsize=8192)
def _edition_near(code: str, edition: int) -> int:
    having = [each for each in EDITIONS if _crosswalk().base(code, each)]
    place = EDITIONS.index(edition)
    return min(having, key=lambda each: (abs(EDITIONS.index(each) - place), each), default=edition)


@lru_cache(maxsize=8192)
def _only_edition(code: str) -> int | None:
    having = [each for each in EDITIONS if _crosswalk().base(code, each)]
    return having[0] if len(having) == 1 else None


def _step(code: str, edition: int) -> list[tuple[str, float]]:
    """Successors of ``code`` in the edition after ``edition``, with shares."""
    crosswalk = _crosswalk()
    successors = crosswalk.successors.get((edition, code), (code,))
    after = EDITIONS[EDITIONS.index(edition) + 1]
    weights = [_employment(each, after) for each in successors]
    told = [
        weight / crosswalk.predecessors.get((after, each), 1)
        for each, weight in zip(successors, weights, strict=True)
        if weight
    ]
    if len(told) < len(successors):
        return [(each, 1 / len(successors)) for each in successors]
    return [(each, weight / sum(told)) for each, weight in zip(successors, told, strict=True)]


@lru_cache(maxsize=8192)
def _employment(code: str, edition: int) -> float | None:
    """Employment of today in what was ``code``; ``None`` when that of a successor is not known."""
    crosswalk = _crosswalk()
    if edition == EDITIONS[-1]:
        return crosswalk.employment.get(code)
    after = EDITIONS[EDITIONS.index(edition) + 1]
    parts = [
        (_employment(each, after), crosswalk.predecessors.get((after, each), 1))
        for each in crosswalk.successors.get((edition, code), (code,))
    ]
    told = [employment / among for employment, among in parts if employment]
    return sum(told) if len(told) == len(parts) else None


@lru_cache(maxsize=1)
def _crosswalk() -> _Crosswalk:
    latest = _rows("soc_2018.csv")
    employment = {row["code"]: int(row["employment"] or 0) for row in latest}
    listed: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for row in _rows("soc_changes.csv"):
        listed[int(row["edition"]), row["code"]].append(row["next_code"])
    predecessors: Counter[tuple[int, str]] = Counter()
    for (edition, code), successors in listed.items():
        if "." not in code:
            after = EDITIONS[EDITIONS.index(edition) + 1]
            predecessors.update((after, each) for each in successors)
    known = {2018: frozenset(employment)}
    for edition, after in ((2010, 2018), (2000, 2010)):  # a code that is in no change stayed as it was
        left = {code for year, code in listed if year == edition and "." not in code}
        arrived = {code for year, code in predecessors if year == after}
        known[edition] = frozenset(left | (known[after] - arrived))
    return _Crosswalk(
        known=known,
        successors={key: tuple(successors) for key, successors in listed.items()},
        predecessors=dict(predecessors),
        employment={code: count for code, count in employment.items() if count},
        oflc={(int(row["edition"]), row["code"]): row["soc_code"] for row in _rows("soc_oflc.csv")},
        titles={row["code"]: row["title"] for row in latest},
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))

"""The table of titles: for each title the occupations that filings, O*NET and our own list give it, as weights.

One entry is all spellings with the same words (:func:`enrich.occupations.titles.read_title`). Its weights are what the
employers filed under it, each employer counted less than once a filing, on top of what O*NET and the bundled list say.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from enrich.occupations.titles import TitleWords, read_title
from enrich.reference.soc import soc_titles, to_soc_2018

TABLE_VERSION: Final = 1
"""Raised when the stored form or the meaning of the table changes."""

BUNDLED: Final = Path(__file__).with_name("titles.csv")

BUNDLED_WEIGHT: Final = 4.0
"""Employers that the bundled list stands for: it gives way once that many filed a title otherwise."""
ONET_WEIGHT: Final = 1.0
MOST_CODES: Final = 6
"""Occupations kept for a title."""
MOST_ENTRIES: Final = 250_000
"""Titles kept, those with the most weight first."""

_SEVERAL_PER_EMPLOYER: Final = 3.0  # employers' weight for a title grows with the log of their filings, to this


class FiledTitle(msgspec.Struct, frozen=True):
    """How often one employer filed a title under one code."""

    title: str
    soc_code: str
    edition: int | None
    filings: int


class OnetTitle(msgspec.Struct, frozen=True):
    """A title that O*NET lists for an occupation (``onet_soc``: ``15-1252.00``)."""

    title: str
    onet_soc: str


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """A title's occupations."""

    words: list[str]
    head: str | None
    shares: list[tuple[str, float]]
    """Code and share, largest first; they sum to 1 over all codes, of which at most six are kept."""
    weight: float
    """Employers behind it, about."""
    filed: float
    """The part of the weight that filings gave."""
    source: str
    """The strongest source: ``filings``, ``onet`` or ``bundled``."""


class TitleTable(msgspec.Struct, kw_only=True, dict=True):
    """Every known title for one reference version."""

    version: int
    reference_version: str
    entries: dict[str, Entry]

    @cached_property
    def by_head(self) -> dict[str, list[tuple[str, float]]]:
        """Head word -> shares of the occupations of the titles that it heads, largest first."""
        totals: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for entry in self.entries.values():
            if entry.head is not None:
                for soc, share in entry.shares:
                    totals[entry.head][soc] += share * math.log1p(entry.weight)
        return {head: _shares(weights)[0] for head, weights in totals.items()}


def build_table(
    filed: Iterable[FiledTitle] = (), onet: Iterable[OnetTitle] = (), *, bundled: Path = BUNDLED, version: str = ""
) -> TitleTable:
    """Return the table of the bundled list, with what filings and O*NET say where they are loaded."""
    gathered: dict[str, _Gathered] = {}
    for title, shares in read_bundled(bundled):
        found = _gather(gathered, title)
        if found is not None:
            found.add("bundled", shares, BUNDLED_WEIGHT)
    for row in onet:
        soc = row.onet_soc[:7]
        found = _gather(gathered, row.title) if soc in soc_titles() else None
        if found is not None:
            found.add("onet", [(soc, 1.0)], ONET_WEIGHT)
    last: str | None = None
    found = None
    for each in filed:
        if each.title != last:  # they come in the order of titles: each is read once
            found, last = _gather(gathered, each.title), each.title
        if found is not None:
            found.file(to_soc_2018(each.soc_code, each.edition or 2018), each.filings)
    entries = {key: found.entry() for key, found in gathered.items() if found.weight}
    if len(entries) > MOST_ENTRIES:
        kept = sorted(entries, key=lambda key: (-entries[key].weight, key))[:MOST_ENTRIES]
        entries = {key: entries[key] for key in sorted(kept)}
    return TitleTable(version=TABLE_VERSION, reference_version=version, entries=entries)


def read_bundled(path: Path) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return the titles of the bundled list with the shares of one or two codes."""
    with path.open(encoding="utf-8", newline="") as rows:
        return [
            (
                row["title"],
                [(row["soc"], 1 - float(row["share"])), (row["other"], float(row["share"]))]
                if row["other"]
                else [(row["soc"], 1.0)],
            )
            for row in csv.DictReader(rows)
        ]


class _Gathered:
    """What the sources say of one title so far."""

    __slots__ = ("bundled", "filed", "onet", "words")

    def __init__(self, words: TitleWords) -> None:
        self.words = words
        self.bundled: dict[str, float] = {}
        self.onet: dict[str, float] = {}
        self.filed: dict[str, float] = {}

    def add(self, source: str, shares: list[tuple[str, float]], weight: float) -> None:
        into = self.bundled if source == "bundled" else self.onet
        for soc, share in shares:
            into[soc] = into.get(soc, 0.0) + share * weight

    @property
    def weight(self) -> float:
        return sum(map(sum, (self.bundled.values(), self.onet.values(), self.filed.values())))

    def file(self, codes: tuple[tuple[str, float], ...], filings: int) -> None:
        weight = min(1 + math.log2(max(filings, 1)) / 2, _SEVERAL_PER_EMPLOYER)
        for soc, share in codes:
            self.filed[soc] = self.filed.get(soc, 0.0) + share * weight

    def entry(self) -> Entry:
        weights: defaultdict[str, float] = defaultdict(float)
        for listing, most in ((self.bundled, BUNDLED_WEIGHT), (self.onet, 2 * ONET_WEIGHT)):
            total = sum(listing.values())
            for soc, weight in listing.items():
                weights[soc] += weight * min(1.0, most / total)
        listed = sum(weights.values())
        for soc, weight in self.filed.items():
            weights[soc] += weight
        shares, total = _shares(weights)
        source = "filings" if total - listed > listed / 2 else "bundled" if self.bundled else "onet"
        return Entry(list(self.words.words), self.words.head, shares, total, total - listed, source)


def _gather(gathered: dict[str, _Gathered], title: str) -> _Gathered | None:
    words = read_title(title)
    if not words.words:
        return None
    found = gathered.get(words.key)
    if found is None:
        found = gathered[words.key] = _Gathered(words)
    return found


def _shares(weights: dict[str, float]) -> tuple[list[tuple[str, float]], float]:
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MOST_CODES]
    return [(soc, round(weight / total, 4)) for soc, weight in ranked], round(total, 3)

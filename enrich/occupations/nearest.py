"""The nearest known titles of one that is not known: by the words both have, rare words counting most."""

from __future__ import annotations

import math
from collections import defaultdict
from heapq import nsmallest
from itertools import combinations
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from enrich.occupations.table import Entry, TitleTable
from enrich.occupations.titles import TitleWords

MOST_KEPT: Final = 60_000
"""Titles that are searched, those with the most weight first."""
NEIGHBOURS: Final = 8
"""Titles that have a say."""

# Words looked up, and titles weighed for each pair of them and for each one: what bounds a search.
_MOST_WORDS, _OF_PAIR, _OF_WORD = 5, 8, 8
_UNKNOWN_TITLES = 8  # a word that no title has counts as if so many had it: it may say nothing of the work
_SPELL = 6  # letters from which on one wrong letter is forgiven
_SIDE = 0.6  # weight of a word that stands beside the part that names the work
_MISSING, _EXTRA = 0.45, 0.75  # what a word counts against, that only the query has, or only the known title
_OTHER_HEAD, _HEAD_BESIDE = 0.6, 0.9  # another word names who does the work; it is in the query, but beside


class Neighbour(NamedTuple):
    """A known title and how near it is, 0 to 1."""

    entry: Entry
    likeness: float


class Nearest:
    """The search over one table."""

    def __init__(self, table: TitleTable) -> None:
        entries = list(table.entries.values())
        if len(entries) > MOST_KEPT:
            entries = sorted(entries, key=lambda entry: -entry.weight)[:MOST_KEPT]
        self.entries = entries
        having: defaultdict[str, set[int]] = defaultdict(set)
        for at, entry in enumerate(entries):
            for word in entry.words:
                having[word].add(at)
        self.rarity = {word: math.log1p(len(entries) / len(at)) for word, at in having.items()}
        self.heads = frozenset(entry.head for entry in entries if entry.head is not None)
        self._having = dict(having)
        self._unknown = math.log1p(len(entries) / _UNKNOWN_TITLES)
        self._total = [sum(self.rarity[word] for word in entry.words) for entry in entries]
        self._shortest = {
            word: nsmallest(_OF_WORD, at, key=lambda each: (self._total[each], each)) for word, at in having.items()
        }
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._having:
            if len(word) >= _SPELL:
                self._by_start[word[:2]].append(word)

    def spelled(self, word: str) -> str:
        """Return the known word that differs in one letter, where there is none with all; else the word itself."""
        if word in self._having or len(word) < _SPELL:
            return word
        found = process.extractOne(word, self._by_start.get(word[:2], ()), scorer=OSA.distance, score_cutoff=1)
        return found[0] if found is not None else word

    def find(self, title: TitleWords) -> list[Neighbour]:
        """Return the nearest titles, nearest first; none when no word of the title is known."""
        weights: dict[str, float] = {}
        for word in title.words:
            known = self.spelled(word)
            weights[known] = self.rarity.get(known, self._unknown) * (1.0 if word in title.main else _SIDE)
        head = self.spelled(title.head) if title.head is not None else None
        asked = sum(weights.values())
        scored = [(self._likeness(at, weights, asked, head), -at) for at in self._candidates(weights)]
        scored.sort(reverse=True)
        return [Neighbour(self.entries[-at], likeness) for likeness, at in scored[:NEIGHBOURS] if likeness > 0]

    def finer(self, entry: Entry) -> list[Entry]:
        """Return the titles with all words of ``entry`` and more, the same one of them naming who does the work."""
        having = [self._having.get(word, set()) for word in entry.words]
        found = (self.entries[at] for at in sorted(set.intersection(*having)))
        return [other for other in found if other.head == entry.head and len(other.words) > len(entry.words)]

    def _candidates(self, weights: dict[str, float]) -> set[int]:
        """Return positions of titles that share two words, or one, the shortest of each kind."""
        known = sorted((word for word in weights if word in self._having), key=lambda word: -weights[word])[
            :_MOST_WORDS
        ]
        found: set[int] = set()
        for first, second in combinations(known, 2):
            both = self._having[first] & self._having[second]
            found.update(both if len(both) <= _OF_PAIR else nsmallest(_OF_PAIR, both, key=self._total.__getitem__))
        for word in known:
            found.update(self._shortest[word])
        return found

    def _likeness(self, at: int, weights: dict[str, float], asked: float, head: str | None) -> float:
        entry = self.entries[at]
        common = plain = 0.0
        for word in entry.words:
            weight = weights.get(word)
            if weight is not None:
                common += weight
                plain += self.rarity[word]
        likeness = common / (common + _MISSING * (asked - common) + _EXTRA * (self._total[at] - plain))
        if head is None or entry.head is None or entry.head == head:
            return likeness
        return likeness * (_HEAD_BESIDE if entry.head in weights else _OTHER_HEAD)

"""A job title to at most three occupations, with shares and what they rest on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from enrich.occupations.nearest import Nearest, Neighbour
from enrich.occupations.table import Entry, TitleTable
from enrich.occupations.titles import TitleWords, key_of, read_title

MOST_OCCUPATIONS: Final = 3
LEAST_CONFIDENCE: Final = 2 / 3
"""Below it a title has no occupation: unknown is better than a guess that is wrong once in three times."""

_LEAST_SHARE = 0.04
_DOUBT = 0.5  # employers that would have filed a known title otherwise, whom nobody has loaded
_FINER = 2.0
"""Employers that the titles which say more than a known one stand for together, when there are many: what files as
*business analyst* may do the work of a *business systems analyst* or of a *business intelligence analyst*."""
_TELLING = 0.5  # share of one occupation from which on a head says enough by itself
_DROPPED = 0.92  # what is left of the trust in an ending for each word before it
_MISSPELLED = 1  # words nearly known: of two or more, the title is rather in a language that shares them
_MEMORY = 100_000

RoleSource = Literal["filings", "onet", "bundled", "nearest", "none"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a title says of the occupation."""

    shares: tuple[tuple[str, float], ...] = ()
    """SOC 2018 codes with the probability of each, at most three, likeliest first; the rest to 1 is doubt."""
    source: RoleSource = "none"
    rests_on: tuple[str, ...] = field(default=())
    """Words of the known titles that decided, nearest first."""

    @property
    def confidence(self) -> float:
        """Probability that the occupation is among the shares."""
        return round(sum(share for _, share in self.shares), 4)


NO_ROLE: Final = Role()


class RoleReader:
    """Reads titles by one table, each distinct title once."""

    def __init__(self, table: TitleTable) -> None:
        self.table = table
        self._known: dict[str, Role] = {}

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self.table)

    def read(self, title: str) -> Role:
        """Return the role of a title; no shares when the title is not understood."""
        role = self._known.get(title)
        if role is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            role = self._known[title] = self._read(read_title(title))
        return role

    def _read(self, words: TitleWords) -> Role:
        if not words.words:
            return NO_ROLE
        entry = self.table.entries.get(words.key)
        if entry is not None:
            return self._known_role(entry)
        return self._guess(words)

    def _known_role(self, entry: Entry) -> Role:
        """The occupations of a known title, and those of the titles that say the same and more."""
        finer = self._nearest.finer(entry)
        weight = _FINER * len(finer) / (len(finer) + _FINER)
        total = entry.weight + weight + _DOUBT
        mixed = defaultdict(float, {soc: share * entry.weight / total for soc, share in entry.shares})
        for other in finer:
            for soc, share in other.shares:
                mixed[soc] += share * weight / len(finer) / total
        role = _role(mixed, entry.source, (" ".join(entry.words),))
        brought = _brought({soc for soc, _ in role.shares} - {soc for soc, _ in entry.shares}, finer)
        return replace(role, rests_on=role.rests_on + brought)

    def _guess(self, words: TitleWords) -> Role:
        if words.is_foreign or not words.accented <= self._nearest.rarity.keys():
            return NO_ROLE
        if sum(self._nearest.spelled(word) != word for word in words.words) > _MISSPELLED:
            return NO_ROLE
        neighbours = self._nearest.find(words)
        if not neighbours:
            return NO_ROLE
        best = neighbours[0].likeness
        head = self._nearest.spelled(words.head) if words.head is not None else None
        if words.head is not None and head not in self._nearest.heads:
            return NO_ROLE
        mixed: defaultdict[str, float] = defaultdict(float)
        for soc, share in _votes(neighbours).items():
            mixed[soc] += best * share
        for soc, share in self._rest(words, head).items():
            mixed[soc] += (1 - best) * share
        return _role(mixed, "nearest", tuple(" ".join(n.entry.words) for n in neighbours[:3]))

    def _rest(self, words: TitleWords, head: str | None) -> dict[str, float]:
        """Return what the last words of the part that names the work say, else what its head alone does."""
        if head is None:
            return {}
        for dropped, ending in enumerate(words.endings):
            entry = self.table.entries.get(key_of(ending))
            if entry is not None and (len(ending) > 1 or (entry.shares[0][1] >= _TELLING and self._tells(head))):
                kept = _DROPPED**dropped
                return {soc: share * kept for soc, share in entry.shares}
        return dict(self.table.by_head.get(head, ()))

    def _tells(self, head: str) -> bool:
        """Return whether most titles with this head are one occupation (``nurse``), unlike those of a ``manager``."""
        shares = self.table.by_head.get(head)
        return shares is not None and shares[0][1] >= _TELLING


def _brought(codes: set[str], finer: list[Entry]) -> tuple[str, ...]:
    """Return the words of a title for each of ``codes``: the shortest that has it."""
    having = (min((e for e in finer if soc in dict(e.shares)), key=lambda e: len(e.words)) for soc in sorted(codes))
    return tuple(dict.fromkeys(" ".join(entry.words) for entry in having))


def _votes(neighbours: list[Neighbour]) -> dict[str, float]:
    """Return the shares that the neighbours give together, the near ones much more than the far ones."""
    votes: defaultdict[str, float] = defaultdict(float)
    best = neighbours[0].likeness
    for neighbour in neighbours:
        weight = (neighbour.likeness / best) ** 4 * min(neighbour.entry.weight, 8.0) ** 0.5
        for soc, share in neighbour.entry.shares:
            votes[soc] += weight * share
    total = sum(votes.values())
    return {soc: weight / total for soc, weight in votes.items()}


def _role(shares: dict[str, float], source: str, rests_on: tuple[str, ...]) -> Role:
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST_OCCUPATIONS]
    kept = tuple((soc, round(share, 3)) for soc, share in ranked if share >= _LEAST_SHARE)
    if sum(share for _, share in kept) < LEAST_CONFIDENCE:
        return NO_ROLE
    return Role(kept, source, rests_on)  # type: ignore[arg-type]

"""Filers whose names resemble a name, weighed: found by rare pieces of letters, ranked and judged by a fitted logistic.

The coefficients are in ``similar.json``, with the data they were fitted on; ``benchmarks/fit_matching.py`` makes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import mul
from pathlib import Path
from typing import Final, overload

import numpy as np

from enrich.employers.doubts import Places, has_no_address, is_local
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.keyed import Keyed
from enrich.employers.likeness import MOST_RARITY, TERMS, Alignment, Rarity, Terms, align, align_equal, side, terms
from enrich.employers.normalise import squash
from enrich.employers.pairs import Pairs, Wanted, pairs_of, town_of
from enrich.employers.pool import likeliest
from enrich.employers.spelling import loose_words
from enrich.employers.words import Floats

COEFFICIENTS: Final = Path(__file__).with_name("similar.json")

MOST_LEAD: Final = 6.0
LEAST_LOGIT: Final = -8.0
"""Bounds within which the lead over the next filer tells something."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted coefficients."""

    bias: float
    terms: tuple[float, ...]
    """In the order of ``likeness.TERMS``."""
    best: tuple[float, ...]
    """Bias and coefficients of :data:`STANDING`: from the weight of the best filer to its probability."""
    equal: tuple[float, ...]
    """Bias and coefficients of :data:`EQUAL`: to the probability of a filer that an equal name finds."""


STANDING: Final = (
    "logit", "lead", "rival_letters", "other_form", "equal", "same_state", "other_state", "filings", "rarity",
    "numbers", "short", "shared", "nearly", "other_name", "own_name", "contrary", "local_letters", "slips",
    "local_beginning", "local_one_slip", "same_town", "other_town", "town_letters",
)  # fmt: skip
"""What the probability of the best filer is made of: its weight, its lead over the next and how alike the letters of
the next are, whether it is only filed with other legal forms, and some terms of ``likeness.TERMS``."""

EQUAL: Final = (
    "other_form", "joined", "same_state", "elsewhere", "filings", "rarity", "short", "elsewhere_rarity",
    "elsewhere_filings", "ambiguous_name", "larger_namesake", "same_town", "other_town",
    "other_state",
)  # fmt: skip
"""The same for a filer that an equal name finds, or one that differs by spaces (``joined``): nothing is weighed.
A filer ``elsewhere`` has no address in the employer's own state; the last two are the doubts of that name."""

_LETTERS: Final = TERMS.index("letters")
_OF_TERMS: Final = tuple(TERMS.index(name) for name in STANDING[4:])


@dataclass(slots=True)
class Similar:
    """A filer that resembles the name, by the core that does so most."""

    filer: int
    asked: str
    core: str
    logit: float
    terms: Sequence[float]
    kind: str = ""
    """``other`` when it is known by this name beside its own, ``own`` when the name asked for is one beside another."""
    aligned: Alignment | None = None
    """How the words meet; ``None`` where nobody has asked for it."""
    rarity: Rarity | None = None
    """``None`` where words meet only when they are equal."""

    @property
    def met(self) -> Alignment:
        """Which words of the two names meet."""
        if self.aligned is None and self.rarity is not None:
            self.aligned = align(side(self.asked, self.rarity), side(self.core, self.rarity))
        elif self.aligned is None:
            self.aligned = align_equal(loose_words(self.asked), loose_words(self.core))
        return self.aligned


@dataclass(slots=True)
class _Weighed:
    """The pairs of many names with their weights; a row is made an object when it is looked at."""

    filers: list[int]
    asked: list[str]
    filed: list[str]
    kinds: list[str]
    logits: list[float]
    aligned: dict[int, Alignment]
    plain: list[bool]
    rarity: Rarity

    @classmethod
    def of(cls, pairs: Pairs, logits: Floats, rarity: Rarity) -> _Weighed:
        return cls(
            pairs.filers.tolist(), pairs.asked, pairs.filed, pairs.kinds, logits.tolist(), pairs.aligned,
            pairs.plain.tolist(), rarity,
        )  # fmt: skip

    def similar(self, row: int, terms: Sequence[float]) -> Similar:
        return Similar(
            self.filers[row], self.asked[row], self.filed[row], self.logits[row], terms,
            self.kinds[row] if row < len(self.kinds) else "", self.aligned.get(row),
            None if self.plain[row] else self.rarity,
        )  # fmt: skip


class Ranked(Sequence[Similar]):
    """The filers that resemble one name, best first, each made when it is looked at."""

    __slots__ = ("_made", "_rows", "_terms", "_weighed")

    def __init__(self, weighed: _Weighed | None = None, rows: Sequence[int] = (), terms: Terms | None = None) -> None:
        self._weighed, self._rows, self._terms = weighed, rows, terms
        self._made: dict[int, Similar] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Similar: ...

    @overload
    def __getitem__(self, at: slice) -> Ranked: ...

    def __getitem__(self, at: int | slice) -> Similar | Ranked:
        if isinstance(at, slice):
            return Ranked(self._weighed, self._rows[at], self._terms)
        row = self._rows[at]
        if (made := self._made.get(row)) is None:
            if self._weighed is None:
                raise IndexError(at)
            terms = self._terms[row].tolist() if self._terms is not None else ()
            made = self._made[row] = self._weighed.similar(row, terms)
        return made

    def bare(self) -> Ranked:
        """Return the same without their terms, which take the most room, to be kept for a reader."""
        return Ranked(self._weighed, self._rows)


@cache
def read_weights(path: Path = COEFFICIENTS) -> Weights:
    """Read the coefficients; raises ``KeyError`` when a term has none."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    best = tuple(stored["best"][term] for term in ("bias", *STANDING))
    equal = tuple(stored["equal"][term] for term in ("bias", *EQUAL))
    return Weights(stored["bias"], tuple(stored["terms"][term] for term in TERMS), best, equal)


def similar(
    text: str, index: EmployerIndex, places: Places, weights: Weights | None = None, keyed: Sequence[Keyed] = ()
) -> Ranked:
    """Return the filers that resemble a core most, best first, each once, among them those ``keyed``.

    Bounded work for any text.
    """
    return similar_all([Wanted(text, places, keyed)], index, weights)[0]


def similar_all(wanted: Sequence[Wanted], index: EmployerIndex, weights: Weights | None = None) -> list[Ranked]:
    """Return for each name the filers that resemble it, best first, each once; many names cost less than one by one."""
    owners, places = likeliest([(name.text, name.places) for name in wanted], index)
    pairs = pairs_of(wanted, owners, places, index)
    if not len(pairs.owners):
        return [Ranked() for _ in wanted]
    fitted = weights or read_weights()
    values = terms(pairs.asked_letters, pairs.filed_letters, pairs.measures)
    logits = np.zeros(len(values))
    for at, weight in enumerate(fitted.terms):
        # One column after the other, so that the last digit does not hang on how many names are asked together.
        logits += weight * values[:, at]
    logits += fitted.bias
    order = np.lexsort((pairs.filers, -logits, pairs.owners))
    # Of the names of a filer the one that resembles most stands first.
    _, first = np.unique((pairs.owners * len(index.filers) + pairs.filers)[order], return_index=True)
    rows = order[np.sort(first)]
    bounds = np.searchsorted(pairs.owners[rows], np.arange(len(wanted) + 1)).tolist()
    weighed, in_order = _Weighed.of(pairs, logits, index.rarity), rows.tolist()
    return [Ranked(weighed, in_order[start:end], values) for start, end in pairwise(bounds)]


def probability(ranked: Sequence[Similar], other_form: bool, weights: Weights | None = None) -> float:
    """Return the probability that the first of the ranked filers is the employer.

    ``other_form`` says that it is filed with other legal forms only.
    """
    return _logistic((weights or read_weights()).best, standing(ranked, other_form))


def probability_of_equal(values: Sequence[float], weights: Weights | None = None) -> float:
    """Return the probability that a filer that an equal name finds is the employer, from :func:`equal_standing`."""
    return _logistic((weights or read_weights()).equal, values)


def _logistic(fitted: tuple[float, ...], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-(fitted[0] + sum(map(mul, fitted[1:], values)))))


def equal_standing(
    text: str, filer: Filer, index: EmployerIndex, places: Places, other_form: bool, doubt: str | None = None
) -> list[float]:
    """Return the values of :data:`EQUAL` for a core and the filer that has it, or has it but for spaces.

    ``doubt`` is the rule by which the filer is doubted.
    """
    rarity = sum([index.rarity[word] for word in loose_words(text)])
    rare, filings = min(1.0, rarity / MOST_RARITY), math.log10(1 + filer.filings) / 4
    elsewhere = float(has_no_address(filer, places))
    town = town_of(index.by_core[filer.cores[0]], places, index)
    return [
        float(other_form),
        float(text not in filer.cores),
        float(is_local(filer, places)),
        elsewhere,
        filings,
        rare,
        1 / max(3, len(squash(text))),
        elsewhere * rare,
        elsewhere * filings,
        float(doubt == "ambiguous_name"),
        float(doubt == "larger_namesake"),
        float(town > 0),
        float(town < 0),
        float(doubt == "other_state"),
    ]


def standing(ranked: Sequence[Similar], other_form: bool) -> list[float]:
    """Return the values of :data:`STANDING` for the first of the ranked filers."""
    second = ranked[1].logit if len(ranked) > 1 else LEAST_LOGIT
    first = ranked[0]
    lead = min(MOST_LEAD, first.logit - max(second, LEAST_LOGIT))
    rival = ranked[1].terms[_LETTERS] if len(ranked) > 1 else 0.0
    return [max(first.logit, LEAST_LOGIT), lead, rival, float(other_form), *(first.terms[at] for at in _OF_TERMS)]

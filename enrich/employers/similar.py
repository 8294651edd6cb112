"""Filers whose names resemble a name, weighed: found by rare pieces of letters, ranked and judged by a fitted logistic.

The coefficients are in ``similar.json``, with the data they were fitted on; ``benchmarks/fit_matching.py`` makes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from enrich.employers.doubts import SMALL_FILER, Places, has_no_address, is_elsewhere, is_local
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.keyed import Keyed
from enrich.employers.likeness import (
    MEASURES,
    MOST_RARITY,
    TERMS,
    Alignment,
    Measures,
    Pair,
    Side,
    align,
    align_equal,
    measure,
    side,
    terms,
)
from enrich.employers.meeting import meet
from enrich.employers.normalise import squash
from enrich.employers.pool import likeliest
from enrich.employers.spelling import loose_words
from enrich.employers.words import Numbers

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
    """How the words meet; ``None`` where only equal ones do and nobody has asked for it."""

    @property
    def met(self) -> Alignment:
        """Which words of the two names meet."""
        if self.aligned is None:
            self.aligned = align_equal(loose_words(self.asked), loose_words(self.core))
        return self.aligned


@cache
def read_weights(path: Path = COEFFICIENTS) -> Weights:
    """Read the coefficients; raises ``KeyError`` when a term has none."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    best = tuple(stored["best"][term] for term in ("bias", *STANDING))
    equal = tuple(stored["equal"][term] for term in ("bias", *EQUAL))
    return Weights(stored["bias"], tuple(stored["terms"][term] for term in TERMS), best, equal)


class Wanted(NamedTuple):
    """A name for which the filers that resemble it are wanted."""

    text: str
    """Its core."""
    places: Places
    keyed: Sequence[Keyed] = ()
    """Filers to be weighed beside those that resemble it."""


def similar(
    text: str, index: EmployerIndex, places: Places, weights: Weights | None = None, keyed: Sequence[Keyed] = ()
) -> list[Similar]:
    """Return the filers that resemble a core most, best first, each once, among them those ``keyed``.

    Bounded work for any text.
    """
    return similar_all([Wanted(text, places, keyed)], index, weights)[0]


def similar_all(wanted: Sequence[Wanted], index: EmployerIndex, weights: Weights | None = None) -> list[list[Similar]]:
    """Return for each name the filers that resemble it, best first, each once; many names cost less than one by one."""
    owners, places = likeliest([(name.text, name.places) for name in wanted], index)
    if not len(places) and not any(name.keyed for name in wanted):
        return [[] for _ in wanted]
    pairs = _pairs(wanted, owners, places, index)
    fitted = weights or read_weights()
    values = terms(pairs.asked, pairs.filed, pairs.measures)
    logits = np.zeros(len(values))
    for at, weight in enumerate(fitted.terms):
        # One column after the other, so that the last digit does not hang on how many names are asked together.
        logits += weight * values[:, at]
    stated, rows = (fitted.bias + logits).tolist(), values.tolist()
    found: list[dict[int, Similar]] = [{} for _ in wanted]
    for at, (owner, (filer, asked, core, kind)) in enumerate(pairs.named):
        known = found[owner].get(filer)
        if known is None or stated[at] > known.logit:
            found[owner][filer] = Similar(filer, asked, core, stated[at], rows[at], kind, pairs.aligned.get(at))
    return [sorted(of_name.values(), key=lambda other: (-other.logit, other.filer)) for of_name in found]


@dataclass(slots=True)
class _Pairs:
    """Names that are compared, those of all queries in one row."""

    named: list[tuple[int, Keyed]]
    """Number of the query, and the two names; those that a key finds come first."""
    asked: list[str]
    filed: list[str]
    """Letters of the two names."""
    measures: Measures
    aligned: dict[int, Alignment]
    """Of the pairs that were aligned word by word."""


def _pairs(wanted: Sequence[Wanted], owners: Numbers, places: Numbers, index: EmployerIndex) -> _Pairs:
    """Return the pairs to weigh: those that keys find, and of the names with the cores at some places."""
    cores, loose = index.sorted_cores, index.loose_cores
    named = [(owner, pair) for owner, name in enumerate(wanted) for pair in name.keyed]
    keyed = len(named)
    of_core = list(zip(owners.tolist(), places.tolist(), strict=True))
    for owner, place in of_core:
        known = cores[place]
        named.append((owner, Keyed(index.by_core[known], wanted[owner].text, known)))
    words = [loose_words(name.text) for name in wanted]
    letters = ["".join(of_name) for of_name in words]
    asked = ["".join(loose_words(pair.asked)) for _, pair in named[:keyed]] + [letters[owner] for owner, _ in of_core]
    filed = ["".join(loose_words(pair.filed)) for _, pair in named[:keyed]]
    filed += [squash(loose[place]) for _, place in of_core]
    measures = np.zeros((len(named), len(MEASURES)))
    open_pairs = list(range(keyed))
    if of_core:
        met = meet(words, owners, places, index.core_words)
        measures[keyed:, : len(met.measures)] = np.column_stack(met.measures)
        measures[keyed:, len(met.measures) : _BESIDE] = [
            _beside(pair, one, other, wanted[owner].places, index)
            for (owner, pair), one, other in zip(named[keyed:], asked[keyed:], filed[keyed:], strict=True)
        ]
        open_pairs += (keyed + met.open.nonzero()[0]).tolist()
    sides: dict[str, Side] = {}
    aligned: dict[int, Alignment] = {}
    for at in open_pairs:
        owner, key = named[at]
        pair = _pair(key, wanted[owner].places, index, sides)
        measures[at], aligned[at] = measure(pair), pair.met
    return _Pairs(named, asked, filed, measures, aligned)


_BESIDE: Final = MEASURES.index("town") + 1


def _beside(
    pair: Keyed, asked: str, filed: str, places: Places, index: EmployerIndex
) -> tuple[int, bool, int, int, int]:
    """Return what the words of a pair do not tell, from "short" to "town" of :data:`MEASURES`."""
    filer = index.filers[pair.filer]
    short = min(len(asked), len(filed))
    town = _town(pair.filer, places, index) if places.towns else 0
    return short, asked[:short] == filed[:short], filer.filings, _local(filer, places), town


def _pair(pair: Keyed, places: Places, index: EmployerIndex, sides: dict[str, Side]) -> Pair:
    asked = sides.get(pair.asked) or sides.setdefault(pair.asked, side(pair.asked, index.rarity))
    filed = sides.get(pair.filed) or sides.setdefault(pair.filed, side(pair.filed, index.rarity))
    filer = index.filers[pair.filer]
    local, town = _local(filer, places), _town(pair.filer, places, index)
    return Pair(asked, filed, align(asked, filed), filer.filings, local, town, pair.kind)


def _local(filer: Filer, places: Places) -> int:
    if not places.states:
        return 0
    return is_local(filer, places) - is_elsewhere(filer, places)


def _town(filer: int, places: Places, index: EmployerIndex) -> int:
    """Return 1 for a filer with an address in a town of the query, -1 for a small one elsewhere, else 0."""
    if not places.towns:
        return 0
    held = index.addresses.of_filer(filer)
    if not index.addresses.numbered(places.towns).isdisjoint(held):
        return 1
    return -int(places.own_town and bool(held) and index.filers[filer].filings < SMALL_FILER)


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
    town = _town(index.by_core[filer.cores[0]], places, index)
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
    ]


def standing(ranked: Sequence[Similar], other_form: bool) -> list[float]:
    """Return the values of :data:`STANDING` for the first of the ranked filers."""
    second = ranked[1].logit if len(ranked) > 1 else LEAST_LOGIT
    first = ranked[0]
    lead = min(MOST_LEAD, first.logit - max(second, LEAST_LOGIT))
    rival = ranked[1].terms[_LETTERS] if len(ranked) > 1 else 0.0
    return [max(first.logit, LEAST_LOGIT), lead, rival, float(other_form), *(first.terms[at] for at in _OF_TERMS)]

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
from typing import Final

from rapidfuzz import fuzz, process

from enrich.employers.doubts import Places, is_elsewhere, is_local
from enrich.employers.grams import nearest
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.keyed import Keyed
from enrich.employers.likeness import MOST_RARITY, TERMS, Alignment, Side, align, side, terms
from enrich.employers.nearby import GRAMS_ASKED, nearest_in
from enrich.employers.normalise import squash

COEFFICIENTS: Final = Path(__file__).with_name("similar.json")

POOL: Final = 24
"""Cores taken from the rare pieces of letters."""

CONTINUED: Final = 6
"""Cores taken from those that begin with the whole name."""

WEIGHED: Final = 8
"""Cores that are weighed in full."""

SUBSET_FACTOR: Final = 0.95
"""What it counts, before weighing, that all words of one name are in the other."""

LEAST_ALIKE: Final = 57.0
"""Likeness of 100 before weighing that the likeliest core must have. Without one nothing is weighed: no reader would be
shown such a candidate, and of 37,000 weighed ones the best had a logit of -3, which is no case for review."""

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
    "logit", "lead", "other_form", "equal", "same_state", "other_state", "filings", "rarity", "numbers", "short",
)  # fmt: skip
"""What the probability of the best filer is made of: its weight, its lead over the next, whether it is only filed with
other legal forms than the name has, and some terms of ``likeness.TERMS``."""

EQUAL: Final = ("other_form", "joined", "same_state", "other_state", "filings", "rarity", "short")
"""The same for a filer that an equal name finds, or one that differs by spaces (``joined``): nothing is weighed."""

_OF_TERMS: Final = tuple(TERMS.index(name) for name in STANDING[3:])


@dataclass(slots=True)
class Similar:
    """A filer that resembles the name, by the core that does so most."""

    filer: int
    core: str
    logit: float
    met: Alignment
    terms: tuple[float, ...]
    kind: str = ""
    """``other`` when it is known by this name beside its own, ``own`` when the name asked for is one beside another."""


@cache
def read_weights(path: Path = COEFFICIENTS) -> Weights:
    """Read the coefficients; raises ``KeyError`` when a term has none."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    best = tuple(stored["best"][term] for term in ("bias", *STANDING))
    equal = tuple(stored["equal"][term] for term in ("bias", *EQUAL))
    return Weights(stored["bias"], tuple(stored["terms"][term] for term in TERMS), best, equal)


def similar(
    text: str, index: EmployerIndex, places: Places, weights: Weights | None = None, keyed: Sequence[Keyed] = ()
) -> list[Similar]:
    """Return the filers that resemble a core most, best first, each once, among them those ``keyed``.

    Bounded work for any text.
    """
    letters = squash(text)
    likeliest = [Keyed(index.by_core[known], text, known) for known in _likeliest(text, letters, index, places)]
    return weigh((*keyed, *likeliest), index, places, weights or read_weights())


def weigh(pairs: Sequence[Keyed], index: EmployerIndex, places: Places, weights: Weights) -> list[Similar]:
    """Return the filers of the pairs by their weight, best first, each once."""
    counts, cores = index.word_counts, len(index.by_core)
    sides: dict[str, Side] = {}
    found: dict[int, Similar] = {}
    for pair in pairs:
        asked = sides.get(pair.asked) or sides.setdefault(pair.asked, side(pair.asked, counts, cores))
        filer, filed = index.filers[pair.filer], side(pair.filed, counts, cores)
        met = align(asked, filed)
        local = is_local(filer, places) - is_elsewhere(filer, places)
        values = terms(asked, filed, met, filer.filings, local, pair.kind)
        logit = weights.bias + sum(map(mul, weights.terms, values))
        if pair.filer not in found or logit > found[pair.filer].logit:
            found[pair.filer] = Similar(pair.filer, pair.filed, logit, met, tuple(values), pair.kind)
    return sorted(found.values(), key=lambda other: (-other.logit, other.filer))


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


def equal_standing(text: str, filer: Filer, index: EmployerIndex, places: Places, other_form: bool) -> list[float]:
    """Return the values of :data:`EQUAL` for a core and the filer that has it, or has it but for spaces."""
    rarity = sum(side(text, index.word_counts, len(index.by_core)).weights)
    return [
        float(other_form),
        float(text not in filer.cores),
        float(is_local(filer, places)),
        float(is_elsewhere(filer, places)),
        math.log10(1 + filer.filings) / 4,
        min(1.0, rarity / MOST_RARITY),
        1 / max(3, len(squash(text))),
    ]


def standing(ranked: Sequence[Similar], other_form: bool) -> list[float]:
    """Return the values of :data:`STANDING` for the first of the ranked filers."""
    second = ranked[1].logit if len(ranked) > 1 else LEAST_LOGIT
    first = ranked[0]
    lead = min(MOST_LEAD, first.logit - max(second, LEAST_LOGIT))
    return [max(first.logit, LEAST_LOGIT), lead, float(other_form), *(first.terms[at] for at in _OF_TERMS)]


def _likeliest(text: str, letters: str, index: EmployerIndex, places: Places) -> list[str]:
    """Return the cores to weigh: the most alike of those that share rare letters, a beginning or the whole name."""
    asked = index.grams.rarest(text, GRAMS_ASKED)
    near = nearest(asked, index.grams, POOL)
    near += nearest_in(index.state_lists(places.states), asked, index.grams, POOL)
    pool = dict.fromkeys(map(index.sorted_cores.__getitem__, near))
    for known, _ in index.beginning_with(f"{text} ", limit=CONTINUED):
        pool[known] = None
    words = text.split()
    for end in range(1, len(words)):
        if (beginning := " ".join(words[:end])) in index.by_core:
            pool[beginning] = None
    pool.pop(text, None)
    return _most_alike(text, letters, list(pool))


def _most_alike(text: str, letters: str, pool: list[str]) -> list[str]:
    """Return the cores of the pool that are likest, by their letters or by the words that one has of the other."""
    squashed = squash("\n".join(pool)).split("\n")
    alike = {at: score for _, score, at in process.extract(letters, squashed, scorer=fuzz.ratio, limit=None)}
    for _, score, at in process.extract(text, pool, scorer=fuzz.token_set_ratio, limit=None):
        alike[at] = max(alike[at], SUBSET_FACTOR * score)
    if max(alike.values(), default=0.0) < LEAST_ALIKE:
        return []
    ranked = sorted((-score, pool[at]) for at, score in alike.items())
    return [known for _, known in ranked[:WEIGHED]]

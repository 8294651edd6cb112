"""Filers whose names resemble a name, weighed: found by rare pieces of letters, ranked and judged by a fitted logistic.

The coefficients are in ``similar.json``, with the data they were fitted on; ``benchmarks/fit_matching.py`` makes them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from enrich.employers.doubts import Places, is_elsewhere, is_local
from enrich.employers.grams import nearest
from enrich.employers.index import EmployerIndex
from enrich.employers.likeness import TERMS, Alignment, align, side, terms
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

MOST_LEAD: Final = 6.0
LEAST_LOGIT: Final = -8.0
"""Bounds within which the lead over the next filer tells something."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted coefficients."""

    bias: float
    terms: tuple[float, ...]
    """In the order of ``likeness.TERMS``."""
    best: tuple[float, float, float]
    """Bias, logit and lead of the best filer: from its weight to the probability that it is the employer."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A filer that resembles the name, by the core that does so most."""

    filer: int
    core: str
    logit: float
    met: Alignment
    terms: tuple[float, ...]


@cache
def read_weights(path: Path = COEFFICIENTS) -> Weights:
    """Read the coefficients; raises ``KeyError`` when a term has none."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    best = stored["best"]
    return Weights(
        stored["bias"], tuple(stored["terms"][term] for term in TERMS), (best["bias"], best["logit"], best["lead"])
    )


def similar(text: str, index: EmployerIndex, places: Places, weights: Weights | None = None) -> list[Similar]:
    """Return the filers that resemble a core most, best first, each once. Bounded work for any text."""
    weights = weights or read_weights()
    counts, cores = index.word_counts, len(index.by_core)
    asked = side(text, counts, cores)
    found: dict[int, Similar] = {}
    for known in _likeliest(text, asked.letters, index):
        position = index.by_core[known]
        filer, filed = index.filers[position], side(known, counts, cores)
        met = align(asked, filed)
        local = is_local(filer, places) - is_elsewhere(filer, places)
        values = terms(asked, filed, met, filer.filings, local)
        logit = weights.bias + sum(map(float.__mul__, weights.terms, values))
        if position not in found or logit > found[position].logit:
            found[position] = Similar(position, known, logit, met, tuple(values))
    return sorted(found.values(), key=lambda other: (-other.logit, other.filer))


def probability(ranked: list[Similar], weights: Weights | None = None) -> float:
    """Return the probability that the first of the ranked filers is the employer."""
    bias, by_logit, by_lead = (weights or read_weights()).best
    logit, lead = standing(ranked)
    return 1 / (1 + math.exp(-(bias + by_logit * logit + by_lead * lead)))


def standing(ranked: list[Similar]) -> tuple[float, float]:
    """Return the logit of the first filer, and how far it leads the second."""
    second = ranked[1].logit if len(ranked) > 1 else LEAST_LOGIT
    first = ranked[0].logit
    return max(first, LEAST_LOGIT), min(MOST_LEAD, first - max(second, LEAST_LOGIT))


def _likeliest(text: str, letters: str, index: EmployerIndex) -> list[str]:
    """Return the cores to weigh: the most alike of those that share rare letters, a beginning or the whole name."""
    pool = {index.sorted_cores[position]: None for position in nearest(text, index.grams, POOL)}
    for known, _ in index.beginning_with(f"{text} ", limit=CONTINUED):
        pool[known] = None
    words = text.split()
    for end in range(1, len(words)):
        if (beginning := " ".join(words[:end])) in index.by_core:
            pool[beginning] = None
    pool.pop(text, None)
    scored = [
        (max(fuzz.ratio(letters, squash(known)), SUBSET_FACTOR * fuzz.token_set_ratio(text, known)), known)
        for known in pool
    ]
    return [known for _, known in sorted(scored, key=lambda entry: (-entry[0], entry[1]))[:WEIGHED]]

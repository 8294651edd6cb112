"""Filers that resemble a name, for the reader of a decision: each with why it was not chosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz import fuzz

from enrich.employers.index import EmployerIndex
from enrich.employers.likeness import only_common
from enrich.employers.similar import Similar
from enrich.employers.spelling import DIRECTIONS

SHOWN: Final = 5
"""Candidates returned."""

LEAST_SCORE: Final = 60.0
LEAST_LOGIT: Final = -3.0
"""Candidates below this score of 100 and this weight are not shown."""

HEAD_SCORE: Final = 80.0
"""Given at least to filers whose name begins with the whole name asked for, however much follows."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A filer that was considered."""

    id: str
    name: str
    score: float
    """Similarity of the cores, 0 to 100 (rapidfuzz token_sort_ratio, :data:`HEAD_SCORE` for a longer name)."""
    why_not: str
    filer: int
    """Position in the index."""
    identifying: bool
    """Whether the names share more than common words."""


def shown(text: str, ranked: list[Similar], index: EmployerIndex) -> list[Candidate]:
    """Return the ranked filers as a reader sees them; those that hardly resemble the core are left out."""
    scored = ((_score(text, other.core), other) for other in ranked)
    likely = islice(
        ((score, other) for score, other in scored if score >= LEAST_SCORE or other.logit >= LEAST_LOGIT), SHOWN
    )
    return [_candidate(score, other, index) for score, other in likely]


def why_not(met: Similar) -> str:
    """Return in words what keeps the names from being the same."""
    missing = sorted(DIRECTIONS.get(word, word) for _, word in met.met.missing)
    added = sorted(DIRECTIONS.get(word, word) for _, word in met.met.added)
    if not met.met.shared_words:
        return "similar letters, no word in common"
    if only_common(met.met):
        return f"only common words are shared: {', '.join(sorted(set(met.met.shared_words)))}"
    parts = [f"lacks {', '.join(missing)}"] if missing else []
    parts += [f"adds {', '.join(added)}"] if added else []
    return "; ".join(parts) or "the same words, written otherwise"


def _score(text: str, known: str) -> float:
    score = fuzz.token_sort_ratio(text, known)
    return round(max(score, HEAD_SCORE) if text and known.startswith(f"{text} ") else score, 1)


def _candidate(score: float, other: Similar, index: EmployerIndex) -> Candidate:
    filer = index.filers[other.filer]
    return Candidate(filer.id, filer.name, score, why_not(other), other.filer, not only_common(other.met))

"""Filers that look like a name, for the reader of an undecided match: found with bounded work, never decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import core
from enrich.employers.vocabulary import GENERIC_WORDS

POOL: Final = 400
"""Filers scored for one name, at most."""

SHOWN: Final = 5
"""Candidates returned."""

LEAST_SCORE: Final = 60.0
"""Candidates below this score of 100 are not shown."""

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


def candidates(name: str, index: EmployerIndex, *, state: str | None = None) -> list[Candidate]:
    """Return the filers most like a name, best first; those in the state first among equals."""
    text = core(name)
    pool = _pool(text, index)
    scored = process.extract(text, pool, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_SCORE, limit=4 * SHOWN)
    heads = [(found, HEAD_SCORE) for found in pool if text and found.startswith(f"{text} ")]
    best: dict[int, tuple[float, str]] = {}
    for found, score in [*((found, score) for found, score, _ in scored), *heads]:
        position = index.by_core[found]
        if position not in best or score > best[position][0]:
            best[position] = (score, found)
    ranked = sorted(best, key=lambda p: (-best[p][0], state not in index.filers[p].states, -index.filers[p].filings, p))
    return [_candidate(position, *best[position], text, index) for position in ranked[:SHOWN]]


def _candidate(position: int, score: float, found: str, text: str, index: EmployerIndex) -> Candidate:
    filer = index.filers[position]
    shared = set(found.split()) & set(text.split())
    missing = sorted(set(text.split()) - shared)
    added = sorted(set(found.split()) - shared)
    identifying = any(word not in GENERIC_WORDS for word in shared)
    if not missing and not added:
        why = "same words, another employer or several"
    elif not shared:
        why = "similar letters, no word in common"
    elif not identifying:
        why = f"only common words are shared: {', '.join(sorted(shared))}"
    else:
        parts = [f"lacks {', '.join(missing)}"] if missing else []
        parts += [f"adds {', '.join(added)}"] if added else []
        why = "; ".join(parts)
    return Candidate(filer.id, filer.name, round(score, 1), why, position, identifying)


def _pool(text: str, index: EmployerIndex) -> list[str]:
    """Return at most :data:`POOL` cores that share the beginning or the rarest words of the text."""
    pool: dict[str, None] = {}
    for beginning in (f"{text} ", text[:6]):
        for found, _ in index.beginning_with(beginning, limit=POOL // 4):
            pool[found] = None
    words = sorted({word for word in text.split() if word in index.by_word}, key=lambda word: len(index.by_word[word]))
    for word in words[:3]:
        for position in index.by_word[word][: POOL // 4]:
            pool.update(dict.fromkeys(index.filers[position].cores[:3]))
    return list(pool)[:POOL]

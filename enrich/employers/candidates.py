"""Filers that resemble a name, for the reader of a decision: each with why it was not chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, overload

from rapidfuzz import fuzz

from enrich.employers.index import EmployerIndex
from enrich.employers.likeness import only_common
from enrich.employers.similar import Ranked, Similar
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


class Candidates(Sequence[Candidate]):
    """Filers that were considered, put into words when somebody reads them: few do, and it takes as long as a match."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[Candidate]] = tuple) -> None:
        self._make = make
        self._made: tuple[Candidate, ...] | None = None

    def _all(self) -> tuple[Candidate, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, at: int) -> Candidate: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Candidate, ...]: ...

    def __getitem__(self, at: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Candidates) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[Candidates], tuple[partial[tuple[Candidate, ...]]]]:
        """Copy or send what a reader sees, and not the index that it is made from."""
        return Candidates, (partial(tuple, self._all()),)


def candidates(text: str, ranked: Ranked, index: EmployerIndex, *, beside: str = "") -> Candidates:
    """Return the ranked filers as a reader sees them, but for the one ``beside`` which they stand, by its id.

    Those that hardly resemble the core are left out.
    """
    return Candidates(partial(_shown, text, ranked.bare(), index, beside))


def _shown(text: str, ranked: Ranked, index: EmployerIndex, beside: str) -> Iterator[Candidate]:
    scored = ((_score(text, other.core), other) for other in ranked)
    likely = islice(
        ((score, other) for score, other in scored if score >= LEAST_SCORE or other.logit >= LEAST_LOGIT), SHOWN
    )
    for score, other in likely:
        filer = index.filers[other.filer]
        if filer.id != beside:
            yield Candidate(filer.id, filer.name, score, why_not(other), other.filer)


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

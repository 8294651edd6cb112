"""The cores that are worth weighing for a name: the most alike of those that share rare letters or a beginning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from enrich.employers.doubts import Places
from enrich.employers.index import EmployerIndex
from enrich.employers.nearby import GRAMS_IN_STATE, MOST_STATES, nearest, nearest_in
from enrich.employers.normalise import squash
from enrich.employers.words import Floats, Numbers

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


def likeliest(wanted: Sequence[tuple[str, Places]], index: EmployerIndex) -> tuple[Numbers, Numbers]:
    """Return the cores to weigh: the most alike that share rare letters, a beginning or the whole name.

    As two columns: the number of the name in ``wanted``, and the place in ``index.sorted_cores``; by name, and for each
    name the most alike first.
    """
    owners, every = _pools(wanted, index)
    if not len(every):
        return owners, every
    scores = _alike([text for text, _ in wanted], owners.tolist(), every.tolist(), index)
    # Of equally alike ones the first by the alphabet, which is how a pool is ordered.
    order = np.lexsort((-scores, owners))
    starts = np.diff(owners, prepend=-1).nonzero()[0]
    lengths = np.diff(starts, append=len(owners))
    rank = np.arange(len(every)) - np.repeat(starts, lengths)
    enough = np.maximum.reduceat(scores, starts) >= LEAST_ALIKE
    kept = order[(rank < WEIGHED) & np.repeat(enough, lengths)]
    return owners[kept], every[kept]


def _pools(wanted: Sequence[tuple[str, Places]], index: EmployerIndex) -> tuple[Numbers, Numbers]:
    """Return for each name the cores that share rare letters with it, begin with it, or are its beginning.

    As two columns, in the order of the names and of the cores.
    """
    grams, cores = index.grams, len(index.sorted_cores)
    asked = [grams.rarest(text, GRAMS_IN_STATE) for text, _ in wanted]
    found = [nearest(asked, grams, POOL)]
    states = [_states(places.states, index) for _, places in wanted]
    if any(states):
        found.append(nearest_in(states, asked, index.state_lists, POOL))
    by_beginning, itself = list[int](), list[int]()
    for number, (text, _) in enumerate(wanted):
        by_beginning.extend(number * cores + place for place in _by_beginning(text, index))
        if text in index.by_core:
            itself.append(number * cores + index.place_of(text))
    keys = np.concatenate([names * cores + places for names, places in found] + [np.array(by_beginning, dtype=np.intp)])
    keys.sort()
    kept = np.diff(keys, prepend=-1) != 0
    if itself:
        kept &= ~np.isin(keys, itself)
    owners, places = np.divmod(keys[kept], max(1, cores))
    return owners, places


def _states(states: Collection[str], index: EmployerIndex) -> list[int]:
    """Return the numbers of the states that are looked through."""
    return index.columns.numbers_of(states) if len(states) <= MOST_STATES else []


def _by_beginning(text: str, index: EmployerIndex) -> Iterator[int]:
    """Yield the places of the cores that begin with a core, and of those that are its beginning."""
    yield from index.places_beginning(f"{text} ", CONTINUED)
    end = text.find(" ")
    while end > 0:
        if (beginning := text[:end]) in index.by_core:
            yield index.place_of(beginning)
        end = text.find(" ", end + 1)


def _alike(texts: Sequence[str], owners: Sequence[int], every: Sequence[int], index: EmployerIndex) -> Floats:
    """Return how alike texts are to cores, by their letters or by the words that one has of the other.

    Pair ``n`` is ``texts[owners[n]]`` and the core at the place ``every[n]``.
    """
    cores, squashed_cores, letters = index.sorted_cores, index.squashed_cores, list(map(squash, texts))
    by_letters = process.cpdist(
        [letters[owner] for owner in owners], [squashed_cores[at] for at in every], scorer=fuzz.ratio, dtype=np.float64
    )
    by_words = process.cpdist(
        [texts[owner] for owner in owners], [cores[at] for at in every], scorer=fuzz.token_set_ratio, dtype=np.float64
    )
    alike: Floats = np.maximum(by_letters, SUBSET_FACTOR * by_words)
    return alike

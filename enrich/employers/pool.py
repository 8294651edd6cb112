"""The cores that are worth weighing for a name: the most alike of those that share rare letters or a beginning."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from enrich.employers.doubts import Places
from enrich.employers.grams import nearest
from enrich.employers.index import EmployerIndex
from enrich.employers.nearby import GRAMS_ASKED, nearest_in
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
    pools = [_pool(text, places, index) for text, places in wanted]
    lengths = np.fromiter(map(len, pools), dtype=np.intp, count=len(pools))
    every = np.fromiter(chain.from_iterable(pools), dtype=np.intp, count=int(lengths.sum()))
    owners = np.repeat(np.arange(len(pools)), lengths)
    if not len(every):
        return owners, every
    scores = _alike([text for text, _ in wanted], owners.tolist(), every.tolist(), index)
    # Of equally alike ones the first by the alphabet, which is how a pool is ordered.
    order = np.lexsort((-scores, owners))
    starts = np.cumsum(lengths) - lengths
    rank = np.arange(len(every)) - starts[owners]
    enough = np.maximum.reduceat(scores, starts[lengths > 0]) >= LEAST_ALIKE
    kept = order[(rank < WEIGHED) & np.repeat(enough, lengths[lengths > 0])]
    return owners[kept], every[kept]


def _pool(text: str, places: Places, index: EmployerIndex) -> list[int]:
    """Return the places of the cores that share rare letters with a core, begin with it, or are its beginning."""
    asked = index.grams.rarest(text, GRAMS_ASKED)
    pool = set(nearest(asked, index.grams, POOL))
    pool.update(nearest_in(index.state_lists(places.states), asked, index.grams, POOL))
    pool.update(index.places_beginning(f"{text} ", CONTINUED))
    end = text.find(" ")
    while end > 0:
        if (beginning := text[:end]) in index.by_core:
            pool.add(index.place_of(beginning))
        end = text.find(" ", end + 1)
    if text in index.by_core:
        pool.discard(index.place_of(text))
    return sorted(pool)


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

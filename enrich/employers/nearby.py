"""Cores of one state that share pieces of letters with a text: what is common in the country may be rare in a state."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from enrich.employers.grams import grams_of
from enrich.employers.index import EmployerIndex

MOST_STATES: Final = 4
"""States that are looked through; a posting open in more says nothing about where the employer is."""

_ITEM: Final = 4
"""Bytes of a packed position."""

GRAMS_ASKED: Final = 24
"""Rarest grams of a text that are looked up, so that the work is bounded for any text."""


def nearest_in(states: Collection[str], text: str, index: EmployerIndex, most: int) -> list[str]:
    """Return at most ``most`` cores of filers in the states, those first that share the most and rarest grams."""
    if not 0 < len(states) <= MOST_STATES:
        return []
    asked = sorted(packed for gram in grams_of(text) if (packed := index.grams.get(gram)))
    asked.sort(key=len)
    del asked[GRAMS_ASKED:]
    inside = [held for state in sorted(states) if (held := index.held_in.get(state)) is not None]
    if not asked or not inside:
        return []
    here = inside[0] if len(inside) == 1 else np.logical_or.reduce(inside)
    lengths = np.array([len(packed) for packed in asked]) // _ITEM
    every = np.frombuffer(b"".join(asked), dtype=np.uint32).astype(np.intp)
    kept = here[every].nonzero()[0]
    worth = np.log(len(here) / lengths)[np.searchsorted(np.cumsum(lengths), kept, side="right")]
    positions = every[kept]
    shared = np.bincount(positions, weights=worth)
    scores = shared[positions]
    # A core stands once for each gram that it shares, so the best ones fill no more places than this.
    places = most * len(asked)
    if len(scores) > places:
        positions = positions[scores >= np.sort(scores)[-places]]
    cores = np.unique(positions)
    best = np.lexsort((cores, -shared[cores]))[:most]
    return [index.sorted_cores[position] for position in cores[best].tolist()]

"""Cores of one state that share pieces of letters with a text: what is common in the country may be rare in a state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from enrich.employers.grams import GramLists, Positions

MOST_STATES: Final = 4
"""States that are looked through; a posting open in more says nothing about where the employer is."""

GRAMS_ASKED: Final = 24
"""Rarest grams of a text that are looked up, so that the work is bounded for any text."""

_PLACES: Final = 32
"""More than :data:`GRAMS_ASKED`, so that a position and the place of a gram make one number."""

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class StateLists:
    """The lists of grams, of the cores of one state only."""

    held: Mask
    """For each core, whether its filer has an address in the state."""
    positions: Positions
    """Positions by the rank of the gram, ascending in each."""
    bounds: list[int]
    """Where the positions of each rank start, and those of the last one end."""

    @classmethod
    def of(cls, held: Mask, lists: GramLists) -> StateLists:
        """Return the lists of the cores that are held in a state."""
        kept = held[lists.positions].nonzero()[0]
        return cls(held, lists.positions[kept], np.searchsorted(kept, lists.bounds).tolist())


def nearest_in(states: Sequence[StateLists], asked: Sequence[int], lists: GramLists, most: int) -> list[int]:
    """Return the positions of at most ``most`` cores of the states, those first that share the most and rarest grams.

    ``asked`` are the ranks of the grams of a text, the rarest first.
    """
    asked = asked[:GRAMS_ASKED]
    if not asked or not states:
        return []
    every: list[Positions] = []
    for number, state in enumerate(states):
        bounds = state.bounds
        runs = [state.positions[bounds[rank] : bounds[rank + 1]] for rank in asked]
        places = np.repeat(np.arange(len(asked), dtype=np.uint32), [len(run) for run in runs])
        positions = np.concatenate(runs)
        for other in states[:number]:
            new = ~other.held[positions]
            positions, places = positions[new], places[new]
        every.append(positions * np.uint32(_PLACES) + places)
    shares = every[0] if len(every) == 1 else np.concatenate(every)
    if not len(shares):
        return []
    shares.sort()
    positions = shares // np.uint32(_PLACES)
    starts = np.concatenate(([0], (positions[1:] != positions[:-1]).nonzero()[0] + 1))
    cores = len(states[0].held)
    worth = np.array([math.log(cores / (lists.bounds[rank + 1] - lists.bounds[rank])) for rank in asked])
    shared = np.add.reduceat(worth[shares % np.uint32(_PLACES)], starts)
    found = positions[starts]
    if len(found) > most:
        best = (shared >= np.partition(shared, len(shared) - most)[-most]).nonzero()[0]
        shared, found = shared[best], found[best]
    # The positions ascend, and stay so among those that share equally much.
    best_first: list[int] = found[np.argsort(-shared, kind="stable")[:most]].tolist()
    return best_first

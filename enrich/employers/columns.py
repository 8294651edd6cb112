"""What is known of each filer as columns of numbers, so that many pairs of names are weighed at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from enrich.employers.words import Numbers

StateNumbers = np.ndarray[tuple[int, int], np.dtype[np.uint16]]

KEPT_STATES: Final = 6
"""States that are kept of a filer, so that one with as many may be anywhere."""

NO_STATE: Final = 0
"""Stands where a filer has fewer states than are kept."""


@dataclass(frozen=True, slots=True)
class FilerColumns:
    """Filings and states of each filer, by its position in the index."""

    filings: Numbers
    states: StateNumbers
    """A row for each filer: the numbers of its states, then :data:`NO_STATE`."""
    numbers: Mapping[str, int]
    """State -> its number, from 1."""

    @classmethod
    def of(cls, filings: Sequence[int], states: Sequence[Sequence[str]]) -> FilerColumns:
        """Return the columns of filers; of none more than :data:`KEPT_STATES` states are given."""
        numbers = {state: number for number, state in enumerate(sorted(set().union(*states)), start=1)}
        counts = np.fromiter(map(len, states), dtype=np.intp, count=len(states))
        rows = np.repeat(np.arange(len(states)), counts)
        places = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        table = np.zeros((len(states), KEPT_STATES), dtype=np.uint16)
        table[rows, places] = [numbers[state] for of_filer in states for state in of_filer]
        return cls(np.fromiter(filings, dtype=np.intp, count=len(filings)), table, numbers)

    def numbers_of(self, states: Collection[str]) -> list[int]:
        """Return the numbers of those states that have filers, in the order of the states."""
        return [number for state in sorted(states) if (number := self.numbers.get(state, NO_STATE))]

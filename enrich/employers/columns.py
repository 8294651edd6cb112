"""What is known of each filer as columns of numbers, so that many pairs of names are weighed at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

import msgspec
import numpy as np

from enrich.employers.words import Numbers

StateNumbers = np.ndarray[tuple[int, int], np.dtype[np.uint16]]

KEPT_STATES: Final = 6
"""States that are kept of a filer, so that one with as many may be anywhere."""

_FILINGS: Final = np.dtype("<u4")
_STATES: Final = np.dtype("<u2")

NO_STATE: Final = 0
"""Stands where a filer has fewer states than are kept."""


class FilerColumns(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Filings and states of each filer, by its position in the index."""

    packed_filings: bytes
    packed_states: bytes
    names: list[str]
    """The states, in the order of their numbers."""

    @classmethod
    def of(cls, filings: Sequence[int], states: Sequence[Sequence[str]]) -> FilerColumns:
        """Return the columns of filers; of none more than :data:`KEPT_STATES` states are given."""
        names = sorted(set(chain.from_iterable(states)))
        numbers = dict(zip(names, range(1, len(names) + 1), strict=True))
        every = [numbers[state] for of_filer in states for state in of_filer]
        counts = np.fromiter(map(len, states), dtype=np.intp, count=len(states))
        rows = np.repeat(np.arange(len(states)), counts)
        table = np.full((len(states), KEPT_STATES), NO_STATE, dtype=_STATES)
        table[rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)] = every
        return cls(np.fromiter(filings, dtype=_FILINGS, count=len(filings)).tobytes(), table.tobytes(), names)

    @cached_property
    def filings(self) -> Numbers:
        """How much each filer files."""
        return np.frombuffer(self.packed_filings, dtype=_FILINGS).astype(np.intp)

    @cached_property
    def states(self) -> StateNumbers:
        """A row for each filer: the numbers of its states, then :data:`NO_STATE`."""
        return np.frombuffer(self.packed_states, dtype=_STATES).reshape(-1, KEPT_STATES)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """State -> its number, from 1."""
        return {state: number for number, state in enumerate(self.names, start=1)}

    def numbers_of(self, states: Collection[str]) -> list[int]:
        """Return the numbers of those states that have filers, in the order of the states."""
        return [number for state in sorted(states) if (number := self.numbers.get(state, NO_STATE))]

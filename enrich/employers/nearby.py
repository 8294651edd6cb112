"""Cores that share pieces of letters with names, of many names at once: in the country, and in some states only.

What is common in the country may be rare in a state. A name, a core that has one of its grams, and that gram make one
number, so that one sort brings together all that a name and a core share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np

from enrich.employers.columns import NO_STATE, StateNumbers
from enrich.employers.grams import GramLists, Positions
from enrich.employers.words import Flags, Floats, Numbers

GRAMS_ASKED: Final = 8
"""Rarest grams of a name that are looked up in the country."""

GRAMS_IN_STATE: Final = 24
"""The same in a state, so that the work is bounded for any name."""

MOST_STATES: Final = 4
"""States that are looked through; a posting open in more says nothing about where the employer is."""

PARTS: Final = 8
"""Parts in which the lists of the states are made."""

TOGETHER: Final = 64
"""Names whose grams are sorted at a time: the numbers of more would not stay near the processor."""

Packed = np.ndarray[tuple[int], np.dtype[Any]]
Ranks = Sequence[Sequence[int]]
"""Of each name the ranks of its grams, the rarest first."""

Found = tuple[Numbers, Numbers]
"""Cores that were found, in two columns: the number of the name, and the position of the core."""


@dataclass(frozen=True, slots=True)
class StateLists:
    """The lists of grams once more for each state, of the cores that have an address there."""

    positions: Positions
    """Positions by the number of the state, in each by the rank of the gram, ascending in each."""
    bounds: Numbers
    """Where the positions of each state and rank start, and at last where all end."""
    worth: Floats
    """Of each rank the logarithm of one in how many cores of the country has the gram."""
    cores: int

    @classmethod
    def of(cls, states: StateNumbers, lists: GramLists) -> StateLists:
        """Return the lists of cores, of which ``states`` has a row for each."""
        bounds = np.array(lists.bounds)
        lengths = np.diff(bounds)
        sizes = np.zeros((int(states.max(initial=NO_STATE)) + 1, len(lengths)), dtype=np.intp)
        of_state: list[list[Positions]] = [[lists.positions[:0]] for _ in sizes]
        # All at once would take a third of the memory of the whole index for a moment.
        ends = np.searchsorted(bounds, np.linspace(0, bounds[-1], PARTS + 1)).tolist()
        for first, last in pairwise(ends):
            positions = lists.positions[bounds[first] : bounds[last]]
            found, held = _by_state(states, positions, np.repeat(np.arange(last - first), lengths[first:last]))
            sizes[:, first:last] = np.bincount(held, minlength=len(sizes) * (last - first)).reshape(len(sizes), -1)
            for parts, part in zip(
                of_state, np.split(found, np.cumsum(sizes[:, first:last].sum(axis=1))), strict=False
            ):
                parts.append(part)
        return cls(
            np.concatenate([part for parts in of_state for part in parts]),
            np.concatenate(([0], np.cumsum(sizes))),
            np.array([math.log(len(states) / length) for length in lengths.tolist()]),
            len(states),
        )


def _by_state(states: StateNumbers, positions: Positions, rank: Numbers) -> tuple[Positions, Numbers]:
    """Return positions of some ranks by their states, then by rank; and of each the number of both."""
    width, bits = int(rank[-1]) + 1 if len(rank) else 1, _bits(len(states))
    parts: list[Numbers] = []
    for nth in range(states.shape[1]):
        held_in = states[:, nth][positions]
        held = (held_in != NO_STATE).nonzero()[0]
        parts.append(((held_in[held] * np.intp(width) + rank[held]) << bits) | positions[held])
    every = np.concatenate(parts)
    every.sort()
    return (every & ((1 << bits) - 1)).astype(np.uint32), every >> bits


@dataclass(frozen=True, slots=True)
class _Packing:
    """How a name, a core and the place of a gram among those asked for make one number, in this order.

    Numbers of 32 bits are sorted in half the time of longer ones, and hold what 64 names share with millions of cores.
    """

    core_bits: int
    gram_bits: int
    type: type[np.uint32 | np.int64]

    @classmethod
    def of(cls, names: int, cores: int, grams: int) -> _Packing:
        core_bits, gram_bits = _bits(cores), _bits(grams)
        fits = names << (core_bits + gram_bits) <= 1 << 32
        return cls(core_bits, gram_bits, np.uint32 if fits else np.int64)

    def packed(self, names: Numbers, grams: Numbers, lengths: Numbers, positions: Positions) -> Packed:
        """Return the numbers of the cores at the positions, sorted: a run of them for each name and gram."""
        heads = (names << (self.core_bits + self.gram_bits) | grams).astype(self.type)
        every: Packed = positions.astype(self.type, copy=False)
        every = every << self.gram_bits
        every |= np.repeat(heads, lengths)
        every.sort()
        return every

    def without_gram(self, packed: Packed) -> Packed:
        held: Packed = packed >> self.gram_bits
        return held

    def gram(self, packed: Packed) -> Numbers:
        return (packed & ((1 << self.gram_bits) - 1)).astype(np.intp)

    def name_and_core(self, held: Packed) -> Found:
        """Return the two parts of what :meth:`without_gram` leaves."""
        core = held & ((1 << self.core_bits) - 1)
        return (held >> self.core_bits).astype(np.intp), core.astype(np.intp)


def nearest(asked: Ranks, lists: GramLists, most: int) -> Found:
    """Return for each name at most ``most`` cores that share the most of its :data:`GRAMS_ASKED` rarest grams.

    Of the cores that share equally many, those that share a rarer gram come first, then the earlier ones.
    """
    return _in_parts(len(asked), lambda part: _nearest([ranks[:GRAMS_ASKED] for ranks in asked[part]], lists, most))


def nearest_in(states: Sequence[Sequence[int]], asked: Ranks, lists: StateLists, most: int) -> Found:
    """Return for each name at most ``most`` cores of its states, those that share the most and rarest grams.

    ``states`` are the numbers of the states of each name, in each of which a core is. Of cores that share equally much
    the earlier ones are taken.
    """
    return _in_parts(
        len(asked),
        lambda part: _nearest_in(states[part], [ranks[:GRAMS_IN_STATE] for ranks in asked[part]], lists, most),
    )


def _in_parts(names: int, find: Callable[[slice], Found]) -> Found:
    """Return what is found for all names, looked up for :data:`TOGETHER` at a time."""
    owners, cores = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    for start in range(0, names, TOGETHER):
        of_part, found = find(slice(start, start + TOGETHER))
        owners.append(of_part + start)
        cores.append(found)
    return np.concatenate(owners), np.concatenate(cores)


def _nearest(asked: Ranks, lists: GramLists, most: int) -> Found:
    flat = _Flat.of(asked)
    runs = lists.held_by_each(flat.ranks.tolist())
    lengths = np.fromiter(map(len, runs), dtype=np.intp, count=len(runs))
    packing = _Packing.of(len(asked), lists.cores, GRAMS_ASKED)
    packed = packing.packed(flat.names, flat.grams, lengths, np.concatenate([lists.positions[:0], *runs]))
    held = packing.without_gram(packed)
    # Most cores share one gram with a name: only those that share more, a tenth, are counted.
    again = (held[1:] == held[:-1]).nonzero()[0]
    starts = _starts(held[again])
    shared = np.diff(starts, append=len(again)) + 1
    names, cores = packing.name_and_core(held[again[starts]])
    gram = packing.gram(packed[again[starts]])
    # By name, then the most shared, the rarest gram and the earliest core, which one number holds.
    order = ((names * GRAMS_ASKED + GRAMS_ASKED - shared) * GRAMS_ASKED + gram) << packing.core_bits | cores
    order.sort()
    names, cores = packing.name_and_core(order)
    names //= GRAMS_ASKED * GRAMS_ASKED
    bounds = np.searchsorted(names, np.arange(len(asked) + 1))
    first = np.arange(len(names)) - bounds[names] < most
    single = [
        (name, core)
        for name in (np.diff(bounds) < most).nonzero()[0].tolist()
        for core in _single(asked[name], cores[bounds[name] : bounds[name + 1]].tolist(), lists, most)
    ]
    others = np.array(single, dtype=np.intp).reshape(-1, 2)
    return np.concatenate((names[first], others[:, 0])), np.concatenate((cores[first], others[:, 1]))


def _single(asked: Sequence[int], several: Sequence[int], lists: GramLists, most: int) -> list[int]:
    """Return the first cores that share one gram, as many as there is room for beside those that share several."""
    found = dict.fromkeys(several)
    for rank in asked:
        found.update(dict.fromkeys(lists.held_by(rank)[:most].tolist()))
        if len(found) >= most:
            break
    return list(found)[len(several) : most]


def _nearest_in(states: Sequence[Sequence[int]], asked: Ranks, lists: StateLists, most: int) -> Found:
    flat = _Flat.of(asked)
    worth = np.zeros((len(asked), GRAMS_IN_STATE))
    worth[flat.names, flat.grams] = lists.worth[flat.ranks]
    # Every gram of a name in every state of the name.
    of_states = np.fromiter(map(len, states), dtype=np.intp, count=len(states))[flat.names]
    state = np.array([number for name in flat.names.tolist() for number in states[name]], dtype=np.intp)
    slots = state * len(lists.worth) + np.repeat(flat.ranks, of_states)
    starts = lists.bounds[slots]
    lengths = lists.bounds[slots + 1] - starts
    within = np.arange(int(lengths.sum())) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    packing = _Packing.of(len(asked), lists.cores, GRAMS_IN_STATE)
    names, grams = np.repeat(flat.names, of_states), np.repeat(flat.grams, of_states)
    packed = packing.packed(names, grams, lengths, lists.positions[within])
    if of_states.max(initial=0) > 1:
        # A core with addresses in two of the states is met in both.
        packed = packed[_starts(packed)]
    held = packing.without_gram(packed)
    starts = _starts(held)
    names, cores = packing.name_and_core(held[starts])
    of_each = worth.take(np.repeat(names * GRAMS_IN_STATE, np.diff(starts, append=len(held))) + packing.gram(packed))
    shared = np.add.reduceat(of_each, starts) if len(starts) else of_each
    bounds = np.searchsorted(names, np.arange(len(asked) + 1))
    kept = _among_best(names, shared, bounds, most)
    names, cores, shared = names[kept], cores[kept], shared[kept]
    order = np.lexsort((cores, -shared, names))
    names, cores = names[order], cores[order]
    starts = np.searchsorted(names, np.arange(len(asked)))
    first = np.arange(len(names)) - starts[names] < most
    return names[first], cores[first]


def _among_best(names: Numbers, shared: Floats, bounds: Numbers, most: int) -> Flags:
    """Return which cores may be among the best of their name: all that are, and few more.

    ``names`` ascend, each between two ``bounds``. What is shared is rounded, to be sorted as one number with the name.
    """
    # The bits of positive numbers are in the order of the numbers.
    order = names << 33 | (np.intp(2**32) - shared.astype(np.float32).view(np.uint32))
    last = np.minimum(bounds[:-1] + most, bounds[1:]) - 1
    best: Flags = order <= np.sort(order)[last][names] if len(order) else order > 0
    return best


@dataclass(frozen=True, slots=True)
class _Flat:
    """The grams that names ask for, one name after the other."""

    names: Numbers
    grams: Numbers
    """Of each name 0 for the rarest, and so on."""
    ranks: Numbers

    @classmethod
    def of(cls, asked: Ranks) -> _Flat:
        lengths = np.fromiter(map(len, asked), dtype=np.intp, count=len(asked))
        names = np.repeat(np.arange(len(asked)), lengths)
        grams = np.arange(len(names)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return cls(names, grams, np.fromiter(chain.from_iterable(asked), dtype=np.intp, count=len(names)))


def _starts(held: Packed) -> Numbers:
    """Return where equal ones begin among sorted numbers."""
    return np.concatenate(([True], held[1:] != held[:-1])).nonzero()[0] if len(held) else np.zeros(0, dtype=np.intp)


def _bits(values: int) -> int:
    """Return how many bits hold the numbers below this one."""
    return max(1, (values - 1).bit_length())

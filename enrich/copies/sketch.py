"""A text as the set of its three-word runs, and as a sketch of fixed size from which likeness can be estimated.

One-permutation MinHash (Li, Owen and Zhang, 2012) with empty bins filled from the next one that is not (Shrivastava and
Li, 2014): each run is hashed once, which costs a tenth of hashing it once for each of the values of the sketch.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Sketch = npt.NDArray[np.uint16]

RUN: Final = 3
"""Words of a run. A changed word spoils three, so a copy with one word in thirty changed still shares four fifths."""

VALUES: Final = 128
"""Values of a sketch: the estimate of a likeness of .7 has a standard error of .04."""

_BITS: Final = 7  # 2 ** 7 == VALUES
_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX: Final = np.uint64(0xFF51AFD7ED558CCD)  # of MurmurHash3's finaliser
_HALF: Final = np.uint64(33)
_EMPTY: Final = np.uint64(0xFFFFFFFFFFFFFFFF)


def words_of(text: str) -> list[str]:
    """The words of ``text`` without case, with the marks that cling to them; how they are spaced counts for nothing."""
    return text.casefold().split()


def digest(words: list[str]) -> str:
    """The same for texts of the same words."""
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:32]


def runs_of(words: list[str]) -> Hashes:
    """Hashes of the distinct runs of ``words``, ascending; of a text shorter than a run, of its words as one."""
    numbers = np.fromiter(map(_number, words), dtype=np.uint64, count=len(words))
    if len(numbers) < RUN:
        numbers = np.pad(numbers, (0, RUN - len(numbers)))
    length = len(numbers) - RUN + 1
    mixed = np.zeros(length, dtype=np.uint64)
    for place in range(RUN):
        mixed += (numbers[place : place + length] + np.uint64(place + 1)) * _FACTORS[place]
        mixed ^= mixed >> _HALF
        mixed *= _MIX
        mixed ^= mixed >> _HALF
    return np.unique(mixed)


@lru_cache(1 << 16)  # a language has few words that are used often
def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))


def sketch_of(runs: Hashes) -> Sketch:
    """The sketch of a set of runs: ``VALUES`` numbers, of which two texts share as large a part as of their runs."""
    least = np.full(VALUES, _EMPTY, dtype=np.uint64)
    # Ascending hashes: the first of each bin is its least.
    bins = (runs >> np.uint64(64 - _BITS)).astype(np.intp)
    found, first = np.unique(bins, return_index=True)
    least[found] = runs[first]
    empty = np.flatnonzero(least == _EMPTY)
    if len(empty):
        # The next bin that is not empty, around the end. The distance is mixed in: bins that are empty for the same
        # reason must not agree for it.
        following = np.searchsorted(found, empty) % len(found)
        distance = (found[following] - empty) % VALUES
        least[empty] = runs[first[following]] + distance.astype(np.uint64) * _FACTORS[0]
    return ((least * _MIX) >> np.uint64(48)).astype(np.uint16)


def likeness(one: Hashes, other: Hashes) -> float:
    """Share of the runs of both that each has (Jaccard), 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)

"""Which cores have which piece of letters: sparse character n-grams, with bounded work for any text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import msgspec
import numpy as np

from enrich.employers.normalise import squash

WIDTH: Final = 3
"""Letters of a gram; spaces are taken out first, so that joined and split words meet."""

MOST_CORES: Final = 2500
"""A gram that more cores have tells nothing and is not kept."""

TOGETHER: Final = 32_768
"""Cores whose grams are sorted at a time: more take more memory and no less time."""

_TYPE: Final = np.dtype("<u4")

Positions = np.ndarray[tuple[int], np.dtype[np.uint32]]


class GramLists(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Gram -> positions of the cores that have it; the rarest gram first."""

    ranks: dict[str, int]
    """Gram -> its place when they are ordered by how few cores have them."""
    ends: bytes
    """For each rank where its positions end, packed."""
    packed: bytes
    """Positions by rank, ascending in each."""

    @cached_property
    def bounds(self) -> list[int]:
        """Where the positions of each rank start, and those of the last one end."""
        return [0, *np.frombuffer(self.ends, dtype=_TYPE).tolist()]

    @cached_property
    def positions(self) -> Positions:
        """The positions as numbers, by rank."""
        return np.frombuffer(self.packed, dtype=_TYPE)

    @cached_property
    def cores(self) -> int:
        """How many cores there are, up to the last one that is in a list."""
        return int(self.positions.max(initial=0)) + 1

    def rarest(self, text: str, most: int) -> list[int]:
        """Return the ranks of at most ``most`` grams of a core, the rarest first."""
        letters = f"^{squash(text)}"
        get = self.ranks.get
        found = {get(letters[at : at + WIDTH], -1) for at in range(len(letters) - WIDTH + 1)}
        found.discard(-1)
        return sorted(found)[:most]

    def held_by(self, rank: int) -> Positions:
        """Return the positions of the cores that have the gram of a rank."""
        return self.positions[self.bounds[rank] : self.bounds[rank + 1]]

    def held_by_each(self, ranks: Iterable[int]) -> list[Positions]:
        """Return the same for each of many ranks."""
        positions, bounds = self.positions, self.bounds
        return [positions[bounds[rank] : bounds[rank + 1]] for rank in ranks]


def gram_lists(cores: Sequence[str]) -> GramLists:
    """Return which of the cores, in their order, have each gram."""
    lists: dict[str, bytearray] = {}
    for start in range(0, len(cores), TOGETHER):
        for gram, packed in _lists_from(start, cores[start : start + TOGETHER]):
            lists.setdefault(gram, bytearray()).extend(packed)
    kept = [(len(packed), packed, gram) for gram, packed in lists.items() if len(packed) <= MOST_CORES * _TYPE.itemsize]
    kept.sort()
    ends = np.cumsum([length // _TYPE.itemsize for length, _, _ in kept], dtype=_TYPE)
    return GramLists(
        {gram: rank for rank, (_, _, gram) in enumerate(kept)},
        ends.tobytes(),
        b"".join(packed for _, packed, _ in kept),
    )


def _lists_from(start: int, cores: Sequence[str]) -> Iterator[tuple[str, memoryview]]:
    """Yield each gram with the positions of the cores that have it, of which the first has position ``start``."""
    texts = [f"^{squash(text)}" for text in cores]
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    alphabet = np.flatnonzero(np.bincount(letters))
    codes = np.zeros(alphabet.max(initial=0) + 1, dtype=np.intp)
    codes[alphabet] = np.arange(len(alphabet))
    coded = codes[letters]
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    starts = max(0, len(coded) - WIDTH + 1)
    pairs = np.zeros(starts, dtype=np.intp)
    for at in range(WIDTH):
        pairs = pairs * len(alphabet) + coded[at : at + starts]
    pairs = pairs * len(texts) + np.repeat(np.arange(len(texts)), lengths)[:starts]
    # A gram that starts among the last letters of a text would reach into the next one.
    inside = np.arange(WIDTH, starts + WIDTH) <= np.repeat(np.cumsum(lengths), lengths)[:starts]
    pairs = pairs[inside]
    pairs.sort()
    grams, owners = np.divmod(pairs[np.diff(pairs, append=-1) != 0], len(texts))
    packed = memoryview((owners + start).astype(_TYPE).tobytes())
    ends = np.flatnonzero(np.diff(grams, append=-1)) + 1
    spelt = [chr(letter) for letter in alphabet.tolist()]
    at = 0
    for code, end in zip(grams[ends - 1].tolist(), (ends * _TYPE.itemsize).tolist(), strict=True):
        yield _gram(code, spelt), packed[at:end]
        at = end


def _gram(code: int, alphabet: list[str]) -> str:
    """Return the gram of a number whose digits, in the base of the alphabet, are its letters."""
    letters = ""
    for _ in range(WIDTH):
        code, last = divmod(code, len(alphabet))
        letters = alphabet[last] + letters
    return letters

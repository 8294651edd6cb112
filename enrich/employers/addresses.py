"""Towns from which filers file: evidence beside a name that several employers may have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Final, NamedTuple

import msgspec
import numpy as np

from enrich.employers.words import Numbers

_TYPE: Final = np.dtype("<u4")


class Address(NamedTuple):
    """A place from which a spelling is filed."""

    name: str
    state: str
    city: str


class Addresses(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Filer -> the towns of its addresses."""

    numbers: dict[str, int]
    """Town, as ``towns.town_key`` writes it -> its number."""
    ends: bytes
    """For each filer where its towns end, packed."""
    packed: bytes
    """Numbers of towns by filer, ascending in each."""

    @classmethod
    def of(cls, held: Iterable[tuple[int, str]], filers: int) -> Addresses:
        """Return the towns of so many filers from pairs (position of the filer, town), which may repeat."""
        numbers: dict[str, int] = {}
        pairs = ((filer << 32) + numbers.setdefault(town, len(numbers)) for filer, town in held)
        found = np.unique(np.fromiter(pairs, dtype=np.int64))
        of_filer = np.bincount(found >> 32, minlength=filers)
        return cls(numbers, np.cumsum(of_filer).astype(_TYPE).tobytes(), (found & 0xFFFFFFFF).astype(_TYPE).tobytes())

    @cached_property
    def _starts(self) -> Numbers:
        ends = np.frombuffer(self.ends, dtype=_TYPE).astype(np.intp)
        return np.concatenate((np.zeros(1, dtype=np.intp), ends))

    @cached_property
    def _towns(self) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
        return np.frombuffer(self.packed, dtype=_TYPE)

    def of_filer(self, filer: int) -> list[int]:
        """Return the numbers of the towns of a filer; none where no file says them."""
        start, end = self._starts[filer : filer + 2].tolist()
        found: list[int] = self._towns[start:end].tolist()
        return found

    def numbered(self, towns: Collection[str]) -> frozenset[int]:
        """Return the numbers of some towns; one from which nobody files has none."""
        return frozenset(number for town in towns if (number := self.numbers.get(town)) is not None)

    def is_in(self, filer: int, towns: Collection[str]) -> bool:
        """Return whether a filer has an address in one of the towns."""
        return not self.numbered(towns).isdisjoint(self.of_filer(filer))

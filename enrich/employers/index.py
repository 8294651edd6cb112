"""Filers: the spellings of the filing data gathered into employers, with the keys by which a name finds them.

One filer is all spellings with the same core, joined with the legal names that a reviewed alias gives to one employer,
with spellings that the hub cut, and with names filed under one tax id at one ZIP code. Every
join keeps its provenance in :attr:`Filer.links`.
"""

from __future__ import annotations

import gc
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final

import msgspec

from enrich.employers.normalise import squash

INDEX_VERSION: Final = 2
"""Raised when the stored form or the meaning of the index changes."""

_SLUG_LENGTH: Final = 40
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Filer(msgspec.Struct, kw_only=True, frozen=True, array_like=True):
    """One employer in the filing data."""

    id: str
    """``f:`` and a slug of the core; the same whatever else is loaded."""
    name: str
    """The spelling with the most filings."""
    names: list[str]
    """Every spelling, sorted."""
    cores: list[str]
    """Cores of the spellings; the first one gave the id."""
    filings: int
    states: list[str]
    """States of the employer's address, most filings first; at most six."""
    links: dict[str, str]
    """Spelling -> why it belongs here, for those whose core is not the first."""
    ambiguous: str | None
    """Why the spellings may be several employers; ``None`` when nothing says so."""


class Spelling(msgspec.Struct, frozen=True, array_like=True):
    """A name under which a filer is known that is not its legal name, with the filing that says so."""

    filer: int
    """Position in :attr:`EmployerIndex.filers`."""
    kind: str
    """``trade_name`` or ``former_name``."""
    filed_as: str
    """The legal spelling beside which the name stands."""
    filings: int


class EmployerIndex(msgspec.Struct, kw_only=True, dict=True):
    """Filers and their keys for one reference version."""

    version: int
    reference_version: str
    filers: list[Filer]
    by_core: dict[str, int]
    by_alias: dict[str, list[int]]
    """Core of an alias -> the filers its legal names belong to (one, once joined); empty when none is loaded."""
    alias_notes: dict[str, str]
    """Core of an alias -> what the aliases file says about it, for the reader."""
    by_other_name: dict[str, list[Spelling]]
    cuts: dict[str, int]
    """Beginning of a core, from a spelling that was cut -> filer."""
    grams: dict[str, bytes]
    """Piece of letters -> positions in :attr:`sorted_cores` of the cores that have it, packed; rare pieces only."""

    @cached_property
    def sorted_cores(self) -> list[str]:
        """Every core in order, for look-ups by beginning."""
        return sorted(self.by_core)

    @cached_property
    def sorted_cuts(self) -> list[str]:
        """Every cut core in order."""
        return sorted(self.cuts)

    @cached_property
    def by_squash(self) -> dict[str, int]:
        """Core without spaces -> filer; -1 where several filers share it."""
        squashed: dict[str, int] = {}
        for text, position in self.by_core.items():
            key = squash(text)
            squashed[key] = position if squashed.get(key, position) == position else -1
        return squashed

    @cached_property
    def word_counts(self) -> dict[str, int]:
        """Word -> number of cores that have it."""
        return Counter(word for text in self.by_core for word in set(text.split()))

    def cut_for(self, text: str) -> int | None:
        """Return the filer of the longest cut core that the text continues inside a word; ``None`` without one."""
        cuts = self.sorted_cuts
        at = bisect_right(cuts, text)
        for beginning in reversed(cuts[max(0, at - 8) : at]):
            if text.startswith(beginning) and text != beginning and text[len(beginning)] != " ":
                return self.cuts[beginning]
        return None

    def beginning_with(self, text: str, limit: int = 4000) -> Iterator[tuple[str, int]]:
        """Yield at most ``limit`` (core, filer position) whose core begins with the text."""
        cores = self.sorted_cores
        start = bisect_left(cores, text)
        for found in cores[start : start + limit]:
            if not found.startswith(text):
                return
            yield found, self.by_core[found]


def filer_id(core_text: str) -> str:
    """Return the id of the filer with this first core: readable; a digest tells apart what the slug cannot."""
    slug = _NOT_SLUG.sub("-", core_text).strip("-")
    if slug.replace("-", " ") == core_text and len(slug) <= _SLUG_LENGTH:
        return f"f:{slug}"
    digest = hashlib.sha256(core_text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"f:{slug[:_SLUG_LENGTH].rstrip('-')}-{digest}".replace(":-", ":")


def encode_index(index: EmployerIndex) -> bytes:
    """Return the stored form of an index."""
    return msgspec.msgpack.encode(index)


def decode_index(data: bytes) -> EmployerIndex:
    """Read the stored form; raises ``msgspec.MsgspecError`` when it is not one."""
    with uncollected():
        return msgspec.msgpack.decode(data, type=EmployerIndex)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold garbage collection back while many objects are made that are all kept: half the time of a load."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

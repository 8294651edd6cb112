"""Filers: the spellings of the filing data gathered into employers, with the keys by which a name finds them.

One filer is all spellings with the same core, joined with the legal names that a reviewed alias gives to one employer,
with spellings that the hub cut, and with names filed under one tax id at one ZIP code or one full employer number.
Every join keeps its provenance in :attr:`Filer.links`.
"""

from __future__ import annotations

import gc
import hashlib
import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import Final
from zlib import crc32

import msgspec
import numpy as np

from enrich.employers.addresses import Addresses
from enrich.employers.aliases import read_shared_names
from enrich.employers.columns import FilerColumns
from enrich.employers.grams import GramLists
from enrich.employers.likeness import Rarity
from enrich.employers.nearby import StateLists
from enrich.employers.normalise import college_key, core, squash
from enrich.employers.numbers import EmployerNumbers
from enrich.employers.vocabulary import COLLEGE_DISTRICT
from enrich.employers.words import CoreWords, Numbers

INDEX_VERSION: Final = 16
"""Raised when the stored form or the meaning of the index changes."""

_CHECKSUM: Final = struct.Struct("<I")
_MAP: Final = struct.Struct(">BH")
_MAP_CODE: Final = 0xDE
"""A MessagePack map of up to 65,535 fields."""

_SLUG_LENGTH: Final = 40
_SLUG: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
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
    """Cores of the spellings; to the first one the others were linked."""
    filings: int
    states: list[str]
    """States of the employer's address, most filings first; at most :data:`KEPT_STATES`."""
    links: dict[str, str]
    """Spelling -> why it belongs here, for those whose core is not the first."""
    ambiguous: str | None
    """Why the spellings may be several employers; ``None`` when nothing says so."""


class Spelling(msgspec.Struct, frozen=True, array_like=True):
    """A name under which a filer is known that is not its legal name, with the filing that says so."""

    filer: int
    """Position in :attr:`EmployerIndex.filers`."""
    kind: str
    """``trade_name``, ``former_name``, or ``institution`` for a college of the same tax id and place."""
    filed_as: str
    """The legal spelling beside which the name stands."""
    filings: int
    form: str | None = None
    """Legal form with which the name itself is written there."""


class EmployerIndex(msgspec.Struct, kw_only=True, dict=True):
    """Filers and their keys for one reference version."""

    version: int
    reference_version: str
    filers: list[Filer]
    columns: FilerColumns
    """Filings and states of the filers."""
    by_core: dict[str, int]
    """Core -> position of its filer; the cores in order."""
    by_alias: dict[str, list[int]]
    """Core of an alias -> the filers its legal names belong to (one, once joined); empty when none is loaded."""
    alias_notes: dict[str, str]
    """Core of an alias -> what the aliases file says about it, for the reader."""
    legal_aliases: list[str]
    """Cores of aliases that are legal names: the employer had them, or they are written with a legal form."""
    by_other_name: dict[str, list[Spelling]]
    cuts: dict[str, int]
    """Beginning of a core, from a spelling that was cut -> filer."""
    grams: GramLists
    """Which of :attr:`sorted_cores` have a piece of letters; rare pieces only."""
    word_counts: dict[str, int]
    """Word, places as codes and numbers as digits -> number of cores that have it."""
    packed_words: bytes
    """The words of :attr:`loose_cores`, from ``words.pack_words``."""
    packed_lengths: bytes
    """How many each has."""
    loose: dict[int, str]
    """Place in :attr:`sorted_cores` -> the core with places as codes and numbers as digits, where that differs."""
    packed_filings: bytes
    """Filings under each of :attr:`sorted_cores`."""
    addresses: Addresses
    """The towns of each filer."""
    numbers: EmployerNumbers
    """The employer numbers of the filers."""
    schools: list[int]
    """Filers in education, by the industry on their filings."""

    @cached_property
    def sorted_cores(self) -> list[str]:
        """Every core in order, for look-ups by beginning."""
        return list(self.by_core)

    @cached_property
    def in_education(self) -> frozenset[int]:
        """:attr:`schools`, to be asked."""
        return frozenset(self.schools)

    @cached_property
    def by_college(self) -> dict[str, list[int]]:
        """What spellings of one college have in common -> filers."""
        keyed: dict[str, list[int]] = {}
        for text, position in self.by_core.items():
            if "college" in text and (key := college_key(text)) is not None:
                keyed.setdefault(key, []).append(position)
        return keyed

    @cached_property
    def joined_aliases(self) -> dict[str, str]:
        """Core of an alias without spaces -> the core; nothing where several aliases share it."""
        keys: dict[str, str] = {}
        for text in self.by_alias:
            if keys.setdefault(squash(text), text) != text:
                keys[squash(text)] = ""
        return keys

    @cached_property
    def by_shared_name(self) -> dict[str, list[int]]:
        """Core of a name that several employers have -> those of them that file."""
        shared: dict[str, list[int]] = {}
        for row in read_shared_names():
            position, known = self.by_core.get(core(row.legal_name)), shared.setdefault(core(row.name), [])
            if position is not None and position not in known:
                known.append(position)
        return shared

    @cached_property
    def districts(self) -> list[tuple[str, int]]:
        """The names before "Community College District", cut or not, with a space around, and their filers."""
        found = ((text.partition(COLLEGE_DISTRICT), self.by_core[text]) for text in self.sorted_cores)
        return [(f" {named} ", position) for (named, mark, _), position in found if mark]

    @cached_property
    def core_filings(self) -> memoryview:
        """Filings under each of :attr:`sorted_cores`."""
        return memoryview(self.packed_filings).cast("I")

    @cached_property
    def sorted_cuts(self) -> list[str]:
        """Every cut core in order."""
        return sorted(self.cuts)

    @cached_property
    def squashed_cores(self) -> list[str]:
        """Each of :attr:`sorted_cores` without spaces."""
        return squash("\n".join(self.sorted_cores)).split("\n")

    @cached_property
    def by_squash(self) -> dict[str, int]:
        """Core without spaces -> filer; -1 where several filers share it."""
        squashed = dict(zip(self.squashed_cores, self.filer_of.tolist(), strict=False))
        if len(squashed) < len(self.filer_of):
            found = np.fromiter(map(squashed.__getitem__, self.squashed_cores), np.intp, len(self.filer_of))
            for at in (found != self.filer_of).nonzero()[0].tolist():
                squashed[self.squashed_cores[at]] = -1
        return squashed

    @cached_property
    def loose_cores(self) -> list[str]:
        """Each of :attr:`sorted_cores` with places as their codes and numbers as digits."""
        loose = self.sorted_cores.copy()
        for at, text in self.loose.items():
            loose[at] = text
        return loose

    @cached_property
    def loose_letters(self) -> list[str]:
        """The same without spaces."""
        letters = self.squashed_cores.copy()
        for at, text in self.loose.items():
            letters[at] = squash(text)
        return letters

    @cached_property
    def by_code(self) -> dict[str, list[int]]:
        """Letters of a core in which places are their codes and numbers digits -> filers, for cores that spell them."""
        coded: dict[str, list[int]] = {}
        for at, text in self.loose.items():
            coded.setdefault(squash(text), []).append(int(self.filer_of[at]))
        return coded

    @cached_property
    def rarity(self) -> Rarity:
        """How rare each word is among the cores."""
        return Rarity(self.word_counts, len(self.by_core))

    @cached_property
    def core_words(self) -> CoreWords:
        """The words of :attr:`loose_cores`."""
        return CoreWords.of(self.word_counts, self.packed_words, self.packed_lengths, self.rarity.among)

    @cached_property
    def filer_of(self) -> Numbers:
        """The filer of each of :attr:`sorted_cores`."""
        return np.fromiter(self.by_core.values(), np.intp, len(self.by_core))

    @cached_property
    def state_lists(self) -> StateLists:
        """The lists of grams of each state."""
        return StateLists.of(self.columns.states[self.filer_of], self.grams)

    def cut_for(self, text: str) -> int | None:
        """Return the filer of the longest cut core that the text continues inside a word; ``None`` without one."""
        cuts = self.sorted_cuts
        at = bisect_right(cuts, text)
        for beginning in reversed(cuts[max(0, at - 8) : at]):
            if text.startswith(beginning) and text != beginning and text[len(beginning)] != " ":
                return self.cuts[beginning]
        return None

    def place_of(self, text: str) -> int:
        """Return where in :attr:`sorted_cores` a core stands."""
        return bisect_left(self.sorted_cores, text)

    def places_beginning(self, text: str, limit: int) -> Iterator[int]:
        """Yield where in :attr:`sorted_cores` at most ``limit`` cores stand that begin with the text."""
        cores = self.sorted_cores
        start = bisect_left(cores, text)
        for at in range(start, min(start + limit, len(cores))):
            if not cores[at].startswith(text):
                return
            yield at

    def beginning_with(self, text: str, limit: int) -> Iterator[tuple[str, int]]:
        """Yield at most ``limit`` (core, filer position) whose core begins with the text."""
        for at in self.places_beginning(text, limit):
            found = self.sorted_cores[at]
            yield found, self.by_core[found]


def filer_id(core_text: str) -> str:
    """Return the id of the filer with this first core: readable; a digest tells apart what the slug cannot."""
    if len(core_text) <= _SLUG_LENGTH and _SLUG.fullmatch(core_text):
        return f"f:{core_text.replace(' ', '-')}"
    slug = _NOT_SLUG.sub("-", core_text).strip("-")
    digest = hashlib.sha256(core_text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"f:{slug[:_SLUG_LENGTH].rstrip('-')}-{digest}".replace(":-", ":")


def index_parts(index: EmployerIndex) -> Iterator[bytes]:
    """Yield the stored form of an index, a field at a time: MessagePack, and at the end the checksum of it."""
    encode = msgspec.msgpack.Encoder().encode
    fields = EmployerIndex.__struct_fields__
    checksum = 0
    for part in chain(
        (_MAP.pack(_MAP_CODE, len(fields)),), (encode(name) + encode(getattr(index, name)) for name in fields)
    ):
        checksum = crc32(part, checksum)
        yield part
    yield _CHECKSUM.pack(checksum)


def encode_index(index: EmployerIndex) -> bytes:
    """Return the stored form of an index."""
    return b"".join(index_parts(index))


def decode_index(data: bytes) -> EmployerIndex:
    """Read the stored form; raises ``msgspec.MsgspecError`` when it is not one, or not as it was written."""
    packed, checksum = memoryview(data)[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
    if len(checksum) < _CHECKSUM.size or _CHECKSUM.unpack(checksum)[0] != crc32(packed):
        raise msgspec.DecodeError("the checksum does not fit")
    with uncollected():
        return msgspec.msgpack.decode(packed, type=EmployerIndex)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold garbage collection back while many objects are made that are kept, or that no cycle holds.

    Half the time of a load, and a third of that of a match: a collection looks at every filer.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

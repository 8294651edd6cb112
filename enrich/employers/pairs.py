"""The names that are compared, those of many queries in one row, and what the terms are made of, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from enrich.employers.columns import KEPT_STATES, NO_STATE
from enrich.employers.doubts import SMALL_FILER, Places, is_elsewhere, is_local
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.keyed import Keyed
from enrich.employers.likeness import MEASURES, Alignment, Measures, Pair, Side, align, measure, side
from enrich.employers.meeting import meet
from enrich.employers.spelling import loose_words
from enrich.employers.words import Flags, Numbers

_OF_WORDS: Final = MEASURES.index("short")
"""Measures before this one are those of :func:`meeting.meet`."""

_BESIDE: Final = MEASURES.index("town") + 1


class Wanted(NamedTuple):
    """A name for which the filers that resemble it are wanted."""

    text: str
    """Its core."""
    places: Places
    keyed: Sequence[Keyed] = ()
    """Filers to be weighed beside those that resemble it."""


@dataclass(slots=True)
class Pairs:
    """Names that are compared, a row for each pair; those that keys find come first."""

    owners: Numbers
    """Number of the query."""
    filers: Numbers
    asked: list[str]
    filed: list[str]
    """The two names."""
    kinds: list[str]
    """``Keyed.kind`` of the first rows: of those that keys find."""
    asked_letters: list[str]
    filed_letters: list[str]
    measures: Measures
    plain: Flags
    """Whether words meet only where they are equal."""
    aligned: dict[int, Alignment]
    """Of the pairs that were aligned word by word."""


def pairs_of(wanted: Sequence[Wanted], owners: Numbers, places: Numbers, index: EmployerIndex) -> Pairs:
    """Return the pairs to weigh: those that keys find, and the queries ``owners`` with the cores at ``places``."""
    keyed = [(owner, pair) for owner, name in enumerate(wanted) for pair in name.keyed]
    words = [loose_words(name.text) for name in wanted]
    letters = ["".join(of_name) for of_name in words]
    of_cores, at_places = owners.tolist(), places.tolist()
    count = len(keyed) + len(of_cores)
    pairs = Pairs(
        np.concatenate((np.array([owner for owner, _ in keyed], dtype=np.intp), owners)),
        np.concatenate((np.array([pair.filer for _, pair in keyed], dtype=np.intp), index.filer_of[places])),
        [pair.asked for _, pair in keyed] + [wanted[owner].text for owner in of_cores],
        [pair.filed for _, pair in keyed] + [index.sorted_cores[place] for place in at_places],
        [pair.kind for _, pair in keyed],
        ["".join(loose_words(pair.asked)) for _, pair in keyed] + [letters[owner] for owner in of_cores],
        ["".join(loose_words(pair.filed)) for _, pair in keyed] + [index.loose_letters[place] for place in at_places],
        np.zeros((count, len(MEASURES))),
        np.zeros(count, dtype=np.bool_),
        {},
    )
    to_align = list(range(len(keyed)))
    if of_cores:
        met = meet(words, owners, places, index.core_words)
        pairs.measures[len(keyed) :, :_OF_WORDS] = np.column_stack(met.measures)
        pairs.measures[len(keyed) :, _OF_WORDS:_BESIDE] = _beside(pairs, len(keyed), wanted, index)
        pairs.plain[len(keyed) :] = ~(met.open | met.soft)
        to_align += (len(keyed) + met.open.nonzero()[0]).tolist()
    sides: dict[str, Side] = {}
    for at in to_align:
        filer, places_asked = index.filers[pairs.filers[at]], wanted[pairs.owners[at]].places
        pair = _pair(pairs, at, filer, places_asked, index, sides)
        pairs.measures[at], pairs.aligned[at] = measure(pair), pair.met
    return pairs


def _beside(pairs: Pairs, start: int, wanted: Sequence[Wanted], index: EmployerIndex) -> Measures:
    """Return what words do not tell, from "short" to "town" of :data:`MEASURES`, of the pairs from ``start`` on."""
    filers = pairs.filers[start:]
    asked, filed = pairs.asked_letters[start:], pairs.filed_letters[start:]
    return np.column_stack((
        [min(len(one), len(other)) for one, other in zip(asked, filed, strict=True)],
        [one.startswith(other) or other.startswith(one) for one, other in zip(asked, filed, strict=True)],
        index.columns.filings[filers],
        _local_all(pairs.owners[start:], filers, wanted, index),
        [
            town_of(filer, places, index) if (places := wanted[owner].places).towns else 0
            for owner, filer in zip(pairs.owners[start:].tolist(), filers.tolist(), strict=True)
        ],
    ))  # fmt: skip


def _local_all(owners: Numbers, filers: Numbers, wanted: Sequence[Wanted], index: EmployerIndex) -> Numbers:
    """Return :func:`_local` of the filers and the places of the queries ``owners``."""
    columns = index.columns
    asked_in = np.zeros((len(wanted), len(columns.numbers) + 1), dtype=np.bool_)
    for owner, name in enumerate(wanted):
        asked_in[owner, columns.numbers_of(name.places.states)] = True
    own = np.array([name.places.own is not None for name in wanted])
    states = columns.states[filers]
    local = asked_in[owners[:, np.newaxis], states].any(axis=1)
    kept = np.count_nonzero(states != NO_STATE, axis=1)
    small = columns.filings[filers] < SMALL_FILER
    elsewhere = own[owners] & (kept > 0) & (kept < KEPT_STATES) & ~local & small
    asked = np.array([bool(name.places.states) for name in wanted])
    of_each: Numbers = np.where(asked[owners], local.astype(np.intp) - elsewhere, 0)
    return of_each


def _pair(pairs: Pairs, at: int, filer: Filer, places: Places, index: EmployerIndex, sides: dict[str, Side]) -> Pair:
    one, other = pairs.asked[at], pairs.filed[at]
    asked = sides.get(one) or sides.setdefault(one, side(one, index.rarity))
    filed = sides.get(other) or sides.setdefault(other, side(other, index.rarity))
    kind = pairs.kinds[at] if at < len(pairs.kinds) else ""
    local, town = _local(filer, places), town_of(int(pairs.filers[at]), places, index)
    return Pair(asked, filed, align(asked, filed), filer.filings, local, town, kind)


def _local(filer: Filer, places: Places) -> int:
    if not places.states:
        return 0
    return is_local(filer, places) - is_elsewhere(filer, places)


def town_of(filer: int, places: Places, index: EmployerIndex) -> int:
    """Return 1 for a filer with an address in a town of the query, -1 for a small one elsewhere, else 0."""
    if not places.towns:
        return 0
    held = index.addresses.of_filer(filer)
    if not index.addresses.numbered(places.towns).isdisjoint(held):
        return 1
    return -int(places.own_town and bool(held) and index.filers[filer].filings < SMALL_FILER)

"""Unlike spellings of one employer: those that file under one tax id (its last four digits) from one ZIP code.

Four digits repeat by chance: in a ZIP code with ``n`` tax ids an employer meets another's digits ``n`` times in 10,000.
Names that resemble each other are joined however crowded the ZIP; names that do not, only where chance is a poor
explanation. Names of one tax id at different ZIPs are joined when they are much alike, as those of several offices are.
Parts of public bodies share one tax id, so campuses and agencies are joined only when they are the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from enrich.employers.normalise import squash
from enrich.employers.spelling import loose_words, same_words
from enrich.employers.vocabulary import GENERIC_WORDS, PUBLIC_WORDS

ALIKE: Final = 70.0
"""Likeness of 100 from which names of one tax id and ZIP are one employer whatever the ZIP."""

ALIKE_ANYWHERE: Final = 84.0
"""The same for names of one tax id at different ZIPs."""

ALIKE_PUBLIC: Final = 92.0
"""The same for public bodies, whose parts share a tax id."""

FIRST_LETTERS: Final = 6
"""Names of one tax id are compared across ZIPs when they begin with these many equal letters or share a rare word."""

HELD_SHARE: Final = 0.8
"""Share of a name's filings that must be under the tax id before it stands for that employer."""

CROWDED_ZIP: Final = 60
"""Tax ids in a ZIP code from which two unlike names may well meet by chance."""

UNLIKE_FILINGS: Final = 2
"""Filings that each of two unlike names must have, so that one mistyped row joins nothing."""

PUBLIC_NAICS: Final = "92"
"""First two digits of public administration."""

MOST_NAMES: Final = 24
"""Names of one tax id and ZIP beyond which it is no single employer."""


class TaxIdRow(NamedTuple):
    """Filings of a spelling under the last four digits of one tax id."""

    name: str
    tax_id: str
    state: str
    filings: int
    zip: str = ""
    naics: str = ""
    """First two digits."""
    first_year: int = 0
    fein: str = ""
    """All nine digits, where the filing shows them."""
    city: str = ""


Placed = tuple[str, TaxIdRow]
"""A row with a tax id and a ZIP code, and the core of its spelling."""


@dataclass(frozen=True, slots=True)
class EntityLink:
    """Two cores that are one employer: the older one names it."""

    core: str
    older: str
    why: str


@dataclass(slots=True)
class _Record:
    """What is filed under one core."""

    entities: Counter[tuple[str, str]] = field(default_factory=Counter)
    tax_ids: Counter[str] = field(default_factory=Counter)
    naics: Counter[str] = field(default_factory=Counter)
    first_year: int = 9999
    filings: int = 0

    def holds(self, tax_id: str) -> bool:
        """Return whether most filings of the name are under the tax id."""
        return self.tax_ids[tax_id] >= HELD_SHARE * self.filings


def entity_links(
    rows: Iterable[TaxIdRow], cores: Mapping[str, str], apart: Collection[str] = ()
) -> Iterator[EntityLink]:
    """Yield the links between cores of one (tax id, ZIP); ``cores`` maps a spelling to its core.

    Cores in ``apart`` belong to several employers and are linked with nothing. The order of the rows does not matter.
    """
    placed = [(text, row) for row in rows if row.tax_id and row.zip and (text := cores.get(row.name))]
    alike = _sharing_keys(placed, apart)
    records, entities, crowd = _records(placed, apart, {text for names in alike.values() for text in names})
    for entity in sorted(entities):
        names = entities[entity]
        if len(names) <= MOST_NAMES:
            yield from _links(entity, names, records, crowd[entity[1]])
    for tax_id in sorted(alike):
        yield from _links_anywhere(tax_id, alike[tax_id], records)


def _records(
    placed: list[Placed], apart: Collection[str], alike: Collection[str]
) -> tuple[dict[str, _Record], dict[tuple[str, str], list[str]], dict[str, int]]:
    """Return what is filed under each core that is ``alike`` or shares an entity; those entities; tax ids by ZIP."""
    entities = _shared_entities(placed, apart)
    members = {text for names in entities.values() for text in names}.union(alike)
    records: dict[str, _Record] = {text: _Record() for text in members}
    tax_ids: set[tuple[str, str]] = set()
    for text, (_, tax_id, _, filings, code, naics, first_year, *_) in placed:
        tax_ids.add((code, tax_id))
        if text not in members:
            continue
        record, filings = records[text], max(filings, 1)
        record.entities[tax_id, code] += filings
        record.tax_ids[tax_id] += filings
        record.naics[naics] += filings
        record.first_year = min(record.first_year, first_year)
        record.filings += filings
    return records, entities, Counter(code for code, _ in tax_ids)


def _shared_entities(placed: list[Placed], apart: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """Return (tax id, ZIP) -> the cores filed under it, in order, for those that have several.

    Few do: the first core met stands alone until another one comes.
    """
    first: dict[tuple[str, str], str] = {}
    several: dict[tuple[str, str], set[str]] = {}
    for text, (_, tax_id, _, _, code, *_) in placed:
        if text in apart:
            continue
        entity = tax_id, code
        known = first.setdefault(entity, text)
        if known != text:
            several.setdefault(entity, {known}).add(text)
    return {entity: sorted(names) for entity, names in several.items()}


def _links(entity: tuple[str, str], names: list[str], records: dict[str, _Record], crowd: int) -> Iterator[EntityLink]:
    tax_id, code = entity
    own = [text for text in names if records[text].holds(tax_id)]
    own.sort(key=lambda text: (records[text].first_year, -records[text].entities[entity], text))
    for at, text in enumerate(own):
        for older in own[:at]:
            if _one_employer(text, older, records[text], records[older], crowd):
                yield EntityLink(text, older, f"filed under one tax id (..{tax_id}) at ZIP {code} with {older!r}")
                break


def _sharing_keys(placed: list[Placed], apart: Collection[str]) -> dict[str, list[str]]:
    """Return tax id -> the cores filed under it that share a beginning or a rare word with another, in order."""
    of_tax_id: dict[str, set[str]] = {}
    for text, row in placed:
        if text not in apart:
            of_tax_id.setdefault(row.tax_id, set()).add(text)
    sharing: dict[str, list[str]] = {}
    for tax_id, names in of_tax_id.items():
        met: dict[str, str] = {}
        held: set[str] = set()
        for text in names if len(names) > 1 else ():
            for key in _keys(text):
                if (other := met.setdefault(key, text)) != text:
                    held.update((text, other))
        if held:
            sharing[tax_id] = sorted(held)
    return sharing


def _links_anywhere(tax_id: str, names: list[str], records: dict[str, _Record]) -> Iterator[EntityLink]:
    """Yield the links between names of one tax id that are much alike, wherever they file from."""
    own = [text for text in names if records[text].holds(tax_id)]
    own.sort(key=lambda text: (records[text].first_year, -records[text].filings, text))
    met: dict[str, list[str]] = {}
    for text in own:
        keys = sorted(_keys(text))
        older = {other: None for key in keys for other in met.get(key, ())}
        link = next((other for other in older if _much_alike(text, other, records[text], records[other])), None)
        if link is not None:
            yield EntityLink(text, link, f"filed under one tax id (..{tax_id}) with {link!r}, spelt much alike")
        for key in keys:
            met.setdefault(key, []).append(text)


def _keys(text: str) -> set[str]:
    """Return what two names must have one of in common to be compared."""
    return {squash(text)[:FIRST_LETTERS], *(w for w in text.split() if len(w) > 2 and w not in GENERIC_WORDS)}


def _much_alike(text: str, older: str, record: _Record, other: _Record) -> bool:
    """Return whether two names of one tax id are one employer's, wherever they file from."""
    if other_numbers(text, older):
        return False
    if is_public(text, record.naics) or is_public(older, other.naics):
        return same_words(text, older, cut=False)
    return same_words(text, older) or likeness(text, older) >= ALIKE_ANYWHERE


def _one_employer(text: str, older: str, record: _Record, other: _Record, crowd: int) -> bool:
    """Return whether two names of one tax id and ZIP are one employer."""
    if other_numbers(text, older):
        return False
    if is_public(text, record.naics) or is_public(older, other.naics):
        spelt_alike = fuzz.ratio(text, older) >= ALIKE_PUBLIC and len(text.split()) == len(older.split())
        return spelt_alike or same_words(text, older, cut=False)
    if likeness(text, older) >= ALIKE:
        return True
    return (
        crowd <= CROWDED_ZIP
        and min(record.filings, other.filings) >= UNLIKE_FILINGS
        and not record.naics.keys().isdisjoint(other.naics.keys() - {""})
    )


def likeness(one: str, other: str) -> float:
    """Return the likeness of two cores, 0 to 100; sharing only common words counts for nothing."""
    whole = fuzz.ratio(squash(one), squash(other))
    shared = set(one.split()) & set(other.split())
    if not shared or shared <= GENERIC_WORDS:
        return whole
    return max(whole, fuzz.token_set_ratio(one, other))


def is_public(text: str, naics: Counter[str]) -> bool:
    """Return whether a name is a public body's, by its words or by the industry of most of its filings."""
    return not PUBLIC_WORDS.isdisjoint(text.split()) or 2 * naics[PUBLIC_NAICS] > naics.total()


def other_numbers(one: str, other: str) -> bool:
    """Return whether two names are numbered otherwise; "one" and the like count where both names have such a word."""
    if _digits(one.split()) != _digits(other.split()):
        return True
    spelt = _digits(loose_words(one)), _digits(loose_words(other))
    return all(spelt) and spelt[0] != spelt[1]


def _digits(words: list[str]) -> list[str]:
    return sorted(word for word in words if word.isdigit())

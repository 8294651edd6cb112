"""Unlike spellings of one employer: those that file under one tax id (its last four digits) from one ZIP code.

Four digits repeat by chance: in a ZIP code with ``n`` tax ids an employer meets another's digits ``n`` times in 10,000.
Names that resemble each other are joined whatever the ZIP; names that do not, only where chance is a poor explanation.
Parts of public bodies share one tax id, so campuses and agencies are joined only when they are spelt almost alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from enrich.employers.normalise import squash
from enrich.employers.vocabulary import GENERIC_WORDS, PUBLIC_WORDS

ALIKE: Final = 70.0
"""Likeness of 100 from which names of one tax id and ZIP are one employer whatever the ZIP."""

ALIKE_PUBLIC: Final = 92.0
"""The same for public bodies, whose parts share a tax id."""

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


@dataclass(frozen=True, slots=True)
class TaxIdRow:
    """Filings of a spelling under the last four digits of one tax id."""

    name: str
    tax_id: str
    state: str
    filings: int
    zip: str = ""
    naics: str = ""
    """First two digits."""
    first_year: int = 0


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
    records, crowd = _records(rows, cores)
    entities: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in sorted(records):
        if text not in apart:
            for entity in records[text].entities:
                entities[entity].append(text)
    for entity in sorted(entities):
        names = entities[entity]
        if 1 < len(names) <= MOST_NAMES:
            yield from _links(entity, names, records, crowd[entity[1]])


def _records(rows: Iterable[TaxIdRow], cores: Mapping[str, str]) -> tuple[dict[str, _Record], dict[str, int]]:
    """Return what is filed under each core, and how many tax ids each ZIP code has."""
    records: dict[str, _Record] = defaultdict(_Record)
    tax_ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        text = cores.get(row.name, "")
        if not (text and row.tax_id and row.zip):
            continue
        record, filings = records[text], max(row.filings, 1)
        record.entities[row.tax_id, row.zip] += filings
        record.tax_ids[row.tax_id] += filings
        record.naics[row.naics] += filings
        record.first_year = min(record.first_year, row.first_year)
        record.filings += filings
        tax_ids[row.zip].add(row.tax_id)
    return dict(records), {code: len(found) for code, found in tax_ids.items()}


def _links(entity: tuple[str, str], names: list[str], records: dict[str, _Record], crowd: int) -> Iterator[EntityLink]:
    tax_id, code = entity
    own = [text for text in names if records[text].holds(tax_id)]
    own.sort(key=lambda text: (records[text].first_year, -records[text].entities[entity], text))
    for at, text in enumerate(own):
        for older in own[:at]:
            if _one_employer(text, older, records[text], records[older], crowd):
                yield EntityLink(text, older, f"filed under one tax id (..{tax_id}) at ZIP {code} with {older!r}")
                break


def _one_employer(text: str, older: str, record: _Record, other: _Record, crowd: int) -> bool:
    """Return whether two names of one tax id and ZIP are one employer."""
    if _numbers(text) != _numbers(older):
        return False
    if _is_public(text, record) or _is_public(older, other):
        return fuzz.ratio(text, older) >= ALIKE_PUBLIC and len(text.split()) == len(older.split())
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


def _is_public(text: str, record: _Record) -> bool:
    return not PUBLIC_WORDS.isdisjoint(text.split()) or 2 * record.naics[PUBLIC_NAICS] > record.filings


def _numbers(text: str) -> list[str]:
    return sorted(word for word in text.split() if word.isdigit())

"""Names of one employer by its full federal employer number (FEIN), which cases of FY2024 and later show.

Nine digits do not meet by chance, so that names of one number need not be at one place. What else brings two names
under one number is a slip of a few rows, a number copied from another client, a payroll company that files for its
clients, and a public body whose parts share one. So a name must file under the number nearly always, unlike names must
do so more than once and have a place or a state and industry in common, and parts of public bodies stay apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from enrich.employers.entities import (
    ALIKE,
    HELD_SHARE,
    UNLIKE_FILINGS,
    EntityLink,
    TaxIdRow,
    is_public,
    likeness,
    other_numbers,
)
from enrich.employers.spelling import same_words

MOST_UNLIKE: Final = 4
"""Unlike names of one number beyond which it is a payroll company's, an agent's or a made-up one."""


@dataclass(slots=True)
class _Filed:
    """What is filed under one core, in cases and in the hub."""

    first_year: int
    feins: Counter[str] = field(default_factory=Counter)
    tax_ids: Counter[str] = field(default_factory=Counter)
    """By the last four digits."""
    naics: Counter[str] = field(default_factory=Counter)
    zips: set[str] = field(default_factory=set)
    industries: set[tuple[str, str]] = field(default_factory=set)
    """(state, first two digits of the industry) of the rows that have both."""

    def holds(self, fein: str) -> bool:
        """Return whether most filings are under the number, as far as they show one or its last digits."""
        return (
            self.feins[fein] >= HELD_SHARE * self.feins.total()
            and self.tax_ids[fein[-4:]] >= HELD_SHARE * self.tax_ids.total()
        )


@dataclass(frozen=True, slots=True)
class FeinFamilies:
    """What full numbers say of who is one employer."""

    links: list[EntityLink]
    nobodys: set[str]
    """Numbers under which too many unlike names file: they join nothing but spellings, their last digits neither."""


def fein_families(
    rows: Collection[TaxIdRow],
    cores: Mapping[str, str],
    first_year_of: Callable[[str], int],
    apart: Collection[str] = (),
) -> FeinFamilies:
    """Return the links between cores filed under one full number; ``cores`` maps a spelling to its core.

    ``first_year_of`` says when a core was first filed, with or without a number: the older name names the employer.
    Cores in ``apart`` belong to several employers and are linked with nothing. The order of the rows does not matter.
    """
    shared = _sharing((row for row in rows if row.fein), cores, apart)
    filed = _filed(rows, cores, {text: _Filed(first_year_of(text)) for text in shared})
    under: dict[str, list[str]] = {}
    for text in sorted(filed):
        for fein in filed[text].feins:
            if filed[text].holds(fein):
                under.setdefault(fein, []).append(text)
    found = FeinFamilies([], set())
    for fein in sorted(under):
        names = sorted(under[fein], key=lambda text: (filed[text].first_year, -len(text), text))
        heads = list(_heads(fein, names, filed, found.links))
        if len(heads) > MOST_UNLIKE:
            found.nobodys.add(fein)
        else:
            found.links.extend(_unlike_links(fein, heads, filed))
    return found


def _sharing(numbered: Iterable[TaxIdRow], cores: Mapping[str, str], apart: Collection[str]) -> set[str]:
    """Return the cores that share a full number with another."""
    first: dict[str, str] = {}
    shared: set[str] = set()
    for row in numbered:
        text = cores.get(row.name)
        if text and text not in apart and (other := first.setdefault(row.fein, text)) != text:
            shared.update((text, other))
    return shared


def _filed(rows: Iterable[TaxIdRow], cores: Mapping[str, str], filed: dict[str, _Filed]) -> dict[str, _Filed]:
    """Gather what is filed under each core."""
    for row in rows if filed else ():
        if (record := filed.get(cores.get(row.name, ""))) is None:
            continue
        filings = max(row.filings, 1)
        if row.fein:
            record.feins[row.fein] += filings
        if row.tax_id:
            record.tax_ids[row.tax_id] += filings
        if row.zip:
            record.zips.add(row.zip)
        if row.naics:
            record.naics[row.naics] += filings
            record.industries.update([(row.state, row.naics)] if row.state else [])
    return filed


def _heads(fein: str, names: list[str], filed: dict[str, _Filed], links: list[EntityLink]) -> Iterator[str]:
    """Yield the names, oldest first, that are not spelt as an older one; the others are linked with it."""
    heads: list[str] = []
    for text in names:
        older = next((known for known in heads if _spelt_alike(text, known, filed)), None)
        if older is not None:
            links.append(EntityLink(text, older, f"filed under one FEIN (..{fein[-4:]}) with {older!r}, spelt alike"))
            continue
        heads.append(text)
        yield text


def _unlike_links(fein: str, heads: list[str], filed: dict[str, _Filed]) -> Iterator[EntityLink]:
    for at, text in enumerate(heads):
        for older in heads[:at]:
            if (shared := _in_common(fein, text, older, filed)) is not None:
                yield EntityLink(text, older, f"filed under one FEIN (..{fein[-4:]}) with {older!r}, {shared}")
                break


def _spelt_alike(text: str, older: str, filed: dict[str, _Filed]) -> bool:
    """Return whether two names of one number are spellings of one name; parts of public bodies share a number."""
    if other_numbers(text, older):
        return False
    if _any_public(text, older, filed):
        return same_words(text, older, cut=False)
    return same_words(text, older) or likeness(text, older) >= ALIKE


def _in_common(fein: str, text: str, older: str, filed: dict[str, _Filed]) -> str | None:
    """Return what makes two unlike names of one number one employer's, in words; ``None`` when nothing does."""
    one, other = filed[text], filed[older]
    if other_numbers(text, older) or _any_public(text, older, filed):
        return None
    if min(one.feins[fein], other.feins[fein]) < UNLIKE_FILINGS:
        return None
    if codes := one.zips & other.zips:
        return f"at ZIP {min(codes)}"
    states = sorted(state for state, _ in one.industries & other.industries)
    return f"in {states[0]} and one industry" if states else None


def _any_public(text: str, older: str, filed: dict[str, _Filed]) -> bool:
    return is_public(text, filed[text].naics) or is_public(older, filed[older].naics)

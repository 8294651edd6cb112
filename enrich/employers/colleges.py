"""Colleges whose filings bear another name, found by the tax id that the IPEDS survey gives for them.

The hub shows the last four digits of a tax id and a ZIP code. A filer in education with the digits and the place of a
college is that college or the body that files for it: among the few such filers of a place, digits meet by chance in
one of ten thousand pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from enrich.employers.entities import ALIKE, TaxIdRow, likeness
from enrich.employers.normalise import core

EDUCATION_NAICS: Final = "61"
"""First two digits of educational services."""

AREA_DIGITS: Final = 3
"""Digits of a ZIP code that name the area of a sorting center, in which one place may have several codes."""


@dataclass(frozen=True, slots=True)
class College:
    """One institution of the survey."""

    name: str
    tax_id: str
    """Last four digits of the employer number."""
    state: str
    zip: str
    """Five digits."""


@dataclass(frozen=True, slots=True)
class CollegeFiler:
    """The filer of a college that files under another core."""

    college: str
    """Core of the college's name."""
    core: str
    spelling: str
    filings: int


def teaching(rows: Collection[TaxIdRow], cores: Mapping[str, str]) -> set[str]:
    """Return the cores of which at least half of the filings say that the filer is in education."""
    named = {row.name for row in rows if row.naics == EDUCATION_NAICS}
    texts = {text for name in named if (text := cores.get(name))}
    filings: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for row in rows:
        if row.name in named or cores.get(row.name) in texts:
            (filings if row.naics == EDUCATION_NAICS else other)[cores.get(row.name, "")] += max(row.filings, 1)
    return {text for text in texts if filings[text] >= other[text]}


def college_filers(
    colleges: Iterable[College], rows: Iterable[TaxIdRow], cores: Mapping[str, str]
) -> Iterator[CollegeFiler]:
    """Yield the filer of each college that does not file under its own name; ``cores`` maps a spelling to its core.

    At the very ZIP code the names may be unlike ("Merritt College" files as the Peralta district), unless the filer is
    another college of the tax id: state systems have one. Elsewhere in the area they must resemble each other, since a
    large city has hundreds of schools with tax ids that may meet.
    """
    filed = set(cores.values())
    places = _filed_at(rows, cores)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    every = [(core(college.name), college) for college in colleges]
    for text, college in every:
        named[college.tax_id, college.state].add(text)
    for text, college in every:
        if not text or text in filed or not college.zip:
            continue
        number = college.tax_id, college.state
        area = places.get((*number, college.zip[:AREA_DIGITS]), [])
        near = [row for row in area if likeness(text, cores[row.name]) >= ALIKE] or [
            row
            for row in places.get((*number, college.zip), [])
            if not any(likeness(other, cores[row.name]) >= ALIKE for other in named[number])
        ]
        if near:
            yield _likeliest(text, near, cores)


def _filed_at(rows: Iterable[TaxIdRow], cores: Mapping[str, str]) -> dict[tuple[str, str, str], list[TaxIdRow]]:
    """Return (tax id, state, ZIP code or its area) -> filings in education."""
    places: dict[tuple[str, str, str], list[TaxIdRow]] = defaultdict(list)
    for row in rows:
        if row.naics == EDUCATION_NAICS and row.zip and cores.get(row.name):
            places[row.tax_id, row.state, row.zip].append(row)
            places[row.tax_id, row.state, row.zip[:AREA_DIGITS]].append(row)
    return places


def _likeliest(text: str, rows: list[TaxIdRow], cores: Mapping[str, str]) -> CollegeFiler:
    """Return the core that is most alike, and of several or unlike ones the one with the most filings."""
    filings: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        filings[cores[row.name]] += max(row.filings, 1)
        spellings[cores[row.name]][row.name] += max(row.filings, 1)
    alike = {known: max(ALIKE, likeness(text, known)) for known in filings}
    best = min(filings, key=lambda known: (-alike[known], -filings[known], known))
    spelling = min(spellings[best], key=lambda name: (-spellings[best][name], name))
    return CollegeFiler(text, best, spelling, filings[best])

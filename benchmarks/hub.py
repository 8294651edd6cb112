"""The USCIS hub files as rows, as an index, and as the truth about the names first seen in one year."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from enrich.employers.aliases import read_aliases
from enrich.employers.build import FiledName, build_index
from enrich.employers.colleges import College
from enrich.employers.entities import TaxIdRow, likeness
from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import core
from enrich.employers.store import FIRST_WHOLE

COUNTS = ("Initial Approvals", "Initial Denials", "Continuing Approvals", "Continuing Denials")

RESEMBLES = 60.0
"""Likeness of 100 below which letters cannot find an employer: a new name, or digits that meet by chance."""

Verdict = Literal["right", "wrong", "moved", "renewed", "namesake"]
"""What the truth says of a filer for a row: ``moved`` files under its tax id at another ZIP, ``renewed`` files the same
name at its ZIP under another tax id, ``namesake`` the same name in its state. Whether these are the employer the truth
cannot tell; the first two nearly always are."""

FAIR: frozenset[Verdict] = frozenset({"moved", "renewed"})
"""Verdicts by which the employer is very likely found: the same tax id, or the same name at the same ZIP."""

SAME_NAME: frozenset[Verdict] = FAIR | {"namesake"}
"""The same and equal names in one state, which the published survey left out as hidden matches."""


@dataclass(frozen=True, slots=True)
class HubRow:
    """One row of a hub file: petitions of one spelling under one tax id at one place."""

    year: int
    name: str
    tax_id: str
    state: str
    zip: str
    petitions: int
    naics: str
    city: str


def read_hub(folder: Path) -> Iterator[HubRow]:
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                petitions = sum(int((row[column] or "0").replace(",", "")) for column in COUNTS)
                tax_id, code = row["Tax ID"], row["ZIP"]
                yield HubRow(
                    int(row["Fiscal Year"]), row["Employer"], tax_id.zfill(4) if tax_id else "", row["State"],
                    code.zfill(5)[:5] if code else "", petitions, row["NAICS"][:2],
                    row["City"],
                )  # fmt: skip


def read_survey(path: Path) -> Iterator[College]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield College(row["INSTNM"], row["EIN"].zfill(9)[-4:], row["STABBR"], row["ZIP"][:5])


def index_of(
    rows: Iterable[HubRow], trade_names: Iterable[FiledName] = (), colleges: Iterable[College] = ()
) -> EmployerIndex:
    names: Counter[tuple[str, str]] = Counter()
    tax_ids: Counter[tuple[str, str, str, str, str, str]] = Counter()
    first_year: dict[tuple[str, str, str, str, str, str], int] = {}
    rows = sorted(rows, key=lambda row: row.year)
    for row in rows:
        names[row.name, row.state] += row.petitions
        if row.tax_id:
            key = (row.name, row.tax_id, row.state, row.zip, row.naics, row.city)
            tax_ids[key] += row.petitions
            first_year.setdefault(key, row.year)
    whole = {row.name for row in rows if row.year >= FIRST_WHOLE}
    filed = [FiledName(name, "", state, filings, is_whole=name in whole) for (name, state), filings in names.items()]
    return build_index(
        [*filed, *trade_names],
        read_aliases(),
        tax_ids=[
            TaxIdRow(*key[:3], filings, *key[3:5], first_year[key], city=key[5]) for key, filings in tax_ids.items()
        ],
        colleges=colleges,
    )


@dataclass(slots=True)
class HubTruth:
    """Which names the rows of an index say are one employer: those of one (tax id, ZIP)."""

    entities: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    tax_ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    zips: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    states: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    crowd: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """ZIP -> its tax ids."""

    @classmethod
    def of(cls, rows: Iterable[HubRow]) -> HubTruth:
        truth = cls()
        for row in rows:
            text = core(row.name)
            # Of some rows the tax id or the place is lost: what is left says as much as it does of the others.
            for held, value in ((truth.tax_ids, row.tax_id), (truth.zips, row.zip), (truth.states, row.state)):
                if value:
                    held[text].add(value)
            if row.tax_id and row.zip:
                truth.entities[row.tax_id, row.zip].add(text)
                truth.crowd[row.zip].add(row.tax_id)
        return truth

    def knows(self, row: HubRow) -> bool:
        return (row.tax_id, row.zip) in self.entities

    def judge(self, row: HubRow, cores: Collection[str]) -> Verdict:
        """Return what a filer with these cores is to the employer of a row."""
        if self.knows(row) and not self.entities[row.tax_id, row.zip].isdisjoint(cores):
            return "right"
        if any(row.tax_id in self.tax_ids.get(text, ()) for text in cores):
            return "moved"
        text = core(row.name)
        if text in cores and row.zip in self.zips.get(text, ()):
            return "renewed"
        return "namesake" if text in cores and row.state in self.states.get(text, ()) else "wrong"

    def resembles(self, row: HubRow) -> bool:
        """Return whether the name resembles any spelling of its employer, so that letters could find it."""
        text = core(row.name)
        return any(likeness(text, known) >= RESEMBLES for known in self.entities.get((row.tax_id, row.zip), ()))

    def chance(self, row: HubRow) -> float:
        """Return the probability that another employer of the ZIP has the four digits of a new one."""
        return len(self.crowd.get(row.zip, ())) / 10_000


def new_names(rows: list[HubRow], year: int) -> tuple[list[HubRow], list[HubRow]]:
    """Return the rows of the other years, and one row for each name first seen in the year, the first in its file."""
    rest = [row for row in rows if row.year != year]
    known = {row.name for row in rest}
    queries: dict[str, HubRow] = {}
    for row in rows:
        if row.year == year and row.name not in known and row.tax_id and row.zip:
            queries.setdefault(row.name, row)
    return rest, list(queries.values())


def half_of(row: HubRow) -> int:
    """Return in which half of the employers one is: the weights are fitted on 0, and 1 is reported on."""
    return hashlib.sha256(f"{row.tax_id}{row.zip}".encode()).digest()[0] % 2

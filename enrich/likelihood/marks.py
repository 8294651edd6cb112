"""What applications tell beside their outcome: wage level, dependency and placement, as shares of two fiscal years."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from enrich.filings import is_class
from enrich.likelihood.case import Marks
from enrich.reference.evidence import Evidence


@dataclass(slots=True)
class _Sums:
    filings: int = 0
    dependent: int = 0
    placed: int = 0
    levels: dict[str, int] = field(default_factory=dict)

    def add(self, filings: int, dependent: int | None, placed: int | None, levels: Mapping[str, int]) -> None:
        self.filings += filings
        self.dependent += dependent or 0
        self.placed += placed or 0
        for level, count in levels.items():
            self.levels[level] = self.levels.get(level, 0) + count

    def marks(self) -> Marks:
        told = sum(self.levels.values())
        return Marks(
            level_one=self.levels.get("I", 0) / told if told else 0.0,
            dependent=self.dependent / max(1, self.filings),
            placed=self.placed / max(1, self.filings),
        )


def marks_of(evidence: Sequence[Evidence]) -> Marks:
    """Return the marks of the evidence of one visa class."""
    sums = _Sums()
    for item in evidence:
        sums.add(item.filings, item.h_1b_dependent_filings, item.secondary_entity_filings, item.wage_levels)
    return sums.marks()


def read_all_marks(
    connection: sqlite3.Connection, source: str, visa: str, fiscal_years: Sequence[int], filers: Mapping[str, int]
) -> dict[int, Marks]:
    """Return the marks of every filer; ``filers`` maps a spelling to its filer."""
    sums: defaultdict[int, _Sums] = defaultdict(_Sums)
    marks = ", ".join("?" * len(fiscal_years))
    rows = connection.execute(
        "SELECT employer_name, visa_class, filings, h_1b_dependent_filings, secondary_entity_filings, wage_levels"
        f" FROM filing_evidence WHERE source = ? AND fiscal_year IN ({marks})",
        (source, *fiscal_years),
    )
    for name, visa_class, filings, dependent, placed, levels in rows:
        if name in filers and is_class(visa_class, visa):
            sums[filers[name]].add(filings, dependent, placed, json.loads(levels))
    return {filer: found.marks() for filer, found in sums.items()}

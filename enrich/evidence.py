"""What applications of a filer tell beside the counts: shares that the model reads, and case numbers to look up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from enrich.filings import Coverage, is_class
from enrich.likelihood.case import Marks
from enrich.likelihood.history import SOURCES, newest_whole
from enrich.likelihood.marks import marks_of
from enrich.likelihood.model import ModelFile
from enrich.likelihood.tags import TRACKS, VISA_CLASS, TrackName
from enrich.reference.evidence import TABLE, Evidence, read_evidence


@dataclass(frozen=True, slots=True)
class FilerEvidence:
    """Evidence on one filer."""

    marks: dict[tuple[str, TrackName, int], Marks] = field(default_factory=dict)
    """By source, track and last fiscal year of the evidence."""
    cases: dict[str, list[str]] = field(default_factory=dict)
    """Newest case numbers by source."""


NO_EVIDENCE: Final = FilerEvidence()


def read_filer_evidence(
    connection: sqlite3.Connection, names: Sequence[str], coverage: Coverage, models: ModelFile
) -> FilerEvidence:
    """Return the evidence under any of the spellings, as filed; nothing where no application is loaded."""
    if not any(coverage.of(source) for source in ("lca", "perm")) or not _has_table(connection):
        return NO_EVIDENCE
    every = read_evidence(connection, names)
    cases: dict[str, list[str]] = {}
    for item in sorted(every, key=lambda item: item.visa_class != "H-1B"):
        cases.setdefault(item.source, []).extend(item.case_numbers)
    marks = {}
    for track in TRACKS:
        for source in SOURCES[track]:
            if source == "uscis" or not models.reads_marks(source):
                continue
            for year in coverage.of(source):
                if year.fiscal_year >= newest_whole(coverage, SOURCES[track]):
                    last = year.fiscal_year
                    found = read_evidence(connection, names, (last, last - 1))
                    marks[source, track, last] = marks_of(_of(found, source, VISA_CLASS[track]))
    return FilerEvidence(marks, cases)


def _of(evidence: Sequence[Evidence], source: str, visa: str) -> list[Evidence]:
    return [item for item in evidence if item.source == source and is_class(item.visa_class, visa)]


def _has_table(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone() is not None

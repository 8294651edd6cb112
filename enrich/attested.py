"""What an employer attests in prevailing wage requests about being an institution, affiliated, or a research body."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ATTESTED_SQL: Final = (
    "SELECT sum(requests), sum(higher_education), sum(affiliated_non_profit), sum(research_organization),"
    " max(case_number) FROM acwia_attestation WHERE employer_name IN ({names})"
)
_BATCH: Final = 500
_KINDS: Final = (
    "an institution of higher education",
    "a nonprofit related to or affiliated with an institution of higher education",
    "a nonprofit or governmental research organization",
)


@dataclass(frozen=True, slots=True)
class Attestation:
    """The kinds that an employer attests, most often first."""

    kinds: tuple[str, ...]
    requests: int
    case_number: str | None


def read_attestation(connection: sqlite3.Connection, names: Sequence[str]) -> Attestation | None:
    """Return what is attested under any of the spellings; ``None`` where nothing is, or no such file is loaded."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'acwia_attestation'").fetchone() is None:
        return None
    sums, requests, case = [0, 0, 0], 0, None
    for at in range(0, len(names), _BATCH):
        part = names[at : at + _BATCH]
        row = connection.execute(ATTESTED_SQL.format(names=",".join("?" * len(part))), part).fetchone()
        requests += row[0] or 0
        sums = [total + (found or 0) for total, found in zip(sums, row[1:4], strict=True)]
        case = max(filter(None, (case, row[4])), default=None)
    told = sorted((-count, kind) for count, kind in zip(sums, _KINDS, strict=True) if count)
    return Attestation(tuple(kind for _, kind in told), requests, case) if told else None

"""What stands behind the totals of an employer: pay, wage levels, dates, places, and case numbers to look up.

Kept by file in ``filing_evidence`` and put together when it is read, so that a median over several files is exact.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from enrich.reference.cases import YEARLY

TABLE = "filing_evidence"
COLUMNS: dict[str, type] = {
    **{"employer_name": str, "source": str, "visa_class": str, "fiscal_year": int, "filings": int},
    **{"new_filings": int, "change_employer_filings": int, "secondary_entity_filings": int},
    **{"h_1b_dependent_filings": int, "wage_levels": str, "wages": str, "first_decision": str, "last_decision": str},
    **{"cases": str, "worksite_states": str, "file": str},
}
"""Columns of the table; ``wage_levels`` and ``worksite_states`` are JSON objects of counts, ``wages`` a JSON list of
dollars a year, ascending, ``cases`` a JSON list of ``[decision date, case number]``, newest first.
"""
CASE_NUMBERS = 5
"""How many case numbers are kept for each row, and given for each answer."""

_BATCH = 500
_SELECT = """
SELECT employer_name, {visa_class}, fiscal_year, case_number, decision_date, pw_wage_level, wage_rate_of_pay_from,
    wage_unit_of_pay, wage_suspect, worksite_state, {marks}
FROM {table} WHERE file = ? AND counted
ORDER BY 1, 2, 3, decision_date DESC, case_number DESC
"""
EVIDENCE_OF: dict[str, str] = {
    "lca": _SELECT.format(
        table="lca_case",
        visa_class="coalesce(visa_class, 'unknown')",
        marks="employment = 'new', change_employer > 0, secondary_entity, h_1b_dependent",
    ),
    "perm": _SELECT.format(table="perm_case", visa_class="'PERM'", marks="NULL, NULL, NULL, NULL"),
}
"""Sources that have evidence -> SQL of the rows of one file that count."""


@dataclass(slots=True, kw_only=True)
class Evidence:
    """What the loaded filings of an employer say, for one source and visa class."""

    source: str
    visa_class: str
    filings: int
    new_filings: int | None
    """With a position for someone the employer did not employ; ``None`` where the source does not tell."""
    change_employer_filings: int | None
    secondary_entity_filings: int | None
    """With a worker placed at another company."""
    h_1b_dependent_filings: int | None
    wage_levels: dict[str, int] = field(default_factory=dict)
    """Prevailing wage level (I to IV) -> filings; filings without a level are not in it."""
    median_wage: float | None
    """Of the lowest pay offered, dollars a year at full time; pay that cannot be right is left out."""
    wages: int
    """How many filings the median is of."""
    first_decision: str | None
    last_decision: str | None
    case_numbers: list[str] = field(default_factory=list)
    """At most five, newest decision first."""
    worksite_states: dict[str, int] = field(default_factory=dict)
    """Where the work is -> filings, most first."""
    first_fiscal_year: int
    last_fiscal_year: int


def write_evidence(connection: sqlite3.Connection, source: str, file: int) -> None:
    """Make the evidence of one file anew, from its rows that count."""
    found = connection.execute("SELECT name FROM file WHERE id = ?", (file,)).fetchone()
    if found is None:  # a file that was removed took its evidence with it
        return
    name = found[0]
    connection.execute(f"DELETE FROM {TABLE} WHERE file = ?", (name,))
    rows = connection.execute(EVIDENCE_OF[source], (file,))
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", _folded(rows, source, name))


def _folded(rows: sqlite3.Cursor, source: str, name: str) -> Iterator[tuple[Any, ...]]:
    for (employer, visa_class, year), group in groupby(rows, key=lambda row: row[:3]):
        found = list(group)
        cases = [(row[4] or "", row[3]) for row in found if row[3] is not None][:CASE_NUMBERS]
        dates = [row[4] for row in found if row[4] is not None]
        levels = Counter(row[5] for row in found if row[5] is not None)
        wages = sorted(round(row[6] * YEARLY[row[7]]) for row in found if row[8] == 0)
        states = Counter(row[9] for row in found if row[9] is not None)
        yield (
            *(employer, source, visa_class, year, len(found)),
            *(_marked(found, column) for column in range(10, 14)),
            *(json.dumps(dict(sorted(levels.items()))), json.dumps(wages, separators=(",", ":"))),
            *(dates[-1] if dates else None, dates[0] if dates else None),
            *(json.dumps(cases), json.dumps(dict(sorted(states.items()))), name),
        )


def _marked(rows: list[tuple[Any, ...]], column: int) -> int | None:
    """How many rows have the mark; ``None`` when not one tells."""
    told = [row[column] for row in rows if row[column] is not None]
    return sum(told) if told else None


def read_evidence(
    connection: sqlite3.Connection, names: Sequence[str], fiscal_years: Sequence[int] | None = None
) -> list[Evidence]:
    """The evidence filed under any of the spellings, one for each source and visa class, in a fixed order.

    ``names`` are spellings as in ``filing_total.employer_name``; ``fiscal_years`` limits the years, ``None`` takes all.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    columns = list(COLUMNS)
    for at in range(0, len(names), _BATCH):
        part = names[at : at + _BATCH]
        marks = ",".join("?" * len(part))
        sql = f"SELECT {', '.join(columns)} FROM {TABLE} WHERE employer_name IN ({marks})"
        for values in connection.execute(sql, part):
            row = dict(zip(columns, values, strict=True))
            if fiscal_years is None or row["fiscal_year"] in fiscal_years:
                found.setdefault((row["source"], row["visa_class"]), []).append(row)
    return [_merged(*key, found[key]) for key in sorted(found)]


def _merged(source: str, visa_class: str, rows: list[dict[str, Any]]) -> Evidence:
    cases = sorted((tuple(case) for row in rows for case in json.loads(row["cases"])), reverse=True)
    wages = sorted(wage for row in rows for wage in json.loads(row["wages"]))
    levels: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for row in rows:
        levels.update(json.loads(row["wage_levels"]))
        states.update(json.loads(row["worksite_states"]))
    years = [row["fiscal_year"] for row in rows]
    return Evidence(
        source=source,
        visa_class=visa_class,
        filings=sum(row["filings"] for row in rows),
        new_filings=_total(rows, "new_filings"),
        change_employer_filings=_total(rows, "change_employer_filings"),
        secondary_entity_filings=_total(rows, "secondary_entity_filings"),
        h_1b_dependent_filings=_total(rows, "h_1b_dependent_filings"),
        wage_levels=dict(sorted(levels.items())),
        median_wage=statistics.median(wages) if wages else None,
        wages=len(wages),
        first_decision=min((row["first_decision"] for row in rows if row["first_decision"]), default=None),
        last_decision=max((row["last_decision"] for row in rows if row["last_decision"]), default=None),
        case_numbers=[number for _, number in cases[:CASE_NUMBERS]],
        worksite_states=dict(sorted(states.items(), key=lambda state: (-state[1], state[0]))),
        first_fiscal_year=min(years),
        last_fiscal_year=max(years),
    )


def _total(rows: list[dict[str, Any]], column: str) -> int | None:
    told = [row[column] for row in rows if row[column] is not None]
    return sum(told) if told else None

"""How good the data is: boards by outcome and age, and how much of each field is known."""

from __future__ import annotations

from dataclasses import dataclass

from exports.datasette.dump import Dump, Row

PAGE_SIZE = 100
OUTCOMES = ("complete", "empty", "partial", "blocked", "failed", "gone")

_COVERAGE = (
    ("A place in a U.S. state", "states IS NOT NULL"),
    ("Where the work is done", "work_mode IS NOT NULL"),
    ("Pay in U.S. dollars", "pay_max_usd_year IS NOT NULL"),
    ("A wage level", "wage_level IS NOT NULL"),
    ("An occupation", "soc IS NOT NULL"),
    ("An employer matched to a filer", "filer_decision = 'match'"),
    ("A match that a person should look at", "filer_decision = 'review'"),
    ("Something said about visas", "says IS NOT NULL"),
    ("A verdict other than unknown", "sponsorship <> 'unknown'"),
)

_FRESH = (("within a day", 0, 1), ("1 to 3 days", 1, 3), ("3 to 7 days", 3, 7), ("more than 7 days", 7, None))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all have something."""

    name: str
    count: int
    of: int

    @property
    def percent(self) -> float:
        """Of 100."""
        return 100 * self.count / self.of if self.of else 0.0


async def read_coverage(dump: Dump) -> list[Share]:
    """For how many open postings each thing is known."""
    sums = ", ".join(f"coalesce(sum({known}), 0) AS c{at}" for at, (_, known) in enumerate(_COVERAGE))
    row = await dump.row(f"SELECT count(*) AS postings, {sums} FROM listing")
    assert row is not None
    return [Share(name, row[f"c{at}"], row["postings"]) for at, (name, _) in enumerate(_COVERAGE)]


async def read_freshness(dump: Dump, newest: str) -> list[Share]:
    """Boards by how long before the newest crawl their last complete one was."""
    age = "julianday(:newest) - julianday(last_complete)"
    bands = [f"{age} > {low} AND {age} <= {high}" if high else f"{age} > {low}" for _, low, high in _FRESH]
    bands[0] = f"{age} <= {_FRESH[0][2]}"
    sums = ", ".join(f"coalesce(sum({band}), 0) AS b{at}" for at, band in enumerate(bands))
    row = await dump.row(
        f"SELECT count(*) AS boards, coalesce(sum(last_complete IS NULL), 0) AS never, {sums} FROM board",
        {"newest": newest},
    )
    assert row is not None
    shares = [Share(name, row[f"b{at}"], row["boards"]) for at, (name, _, _) in enumerate(_FRESH)]
    return [*shares, Share("never", row["never"], row["boards"])]


async def count_outcomes(dump: Dump) -> dict[str, int]:
    """Boards by how their newest crawl ended, the usual order."""
    rows = await dump.rows("SELECT outcome, count(*) AS boards FROM board GROUP BY outcome")
    found = {row["outcome"]: row["boards"] for row in rows if row["outcome"]}
    return {outcome: found[outcome] for outcome in (*OUTCOMES, *sorted(set(found) - set(OUTCOMES))) if outcome in found}


async def list_boards(dump: Dump, outcome: str, page: int) -> list[Row]:
    """One page of boards, those whose newest crawl is not complete first."""
    where = "outcome = :outcome" if outcome else "1"
    return await dump.rows(
        f"SELECT * FROM board WHERE {where} "
        "ORDER BY outcome IN ('complete', 'empty'), open_postings DESC, id LIMIT :limit OFFSET :offset",
        {"outcome": outcome, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE},
    )

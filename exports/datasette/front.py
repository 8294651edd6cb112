"""The front page: what is inside and how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from exports.datasette.dump import Dump, Row
from exports.datasette.filters import Filters
from exports.datasette.postings import Counts, count
from exports.datasette.quality import count_outcomes
from exports.datasette.roles import list_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the front page shows."""

    counts: Counts
    roles: list[Row]
    employers: list[Row]
    outcomes: dict[str, int]
    events: Row
    """Kinds of events of the seven days before the newest crawl, and how many."""


async def read_front(dump: Dump, newest: str) -> Front:
    """Everything on the front page."""
    employers = await dump.rows(
        "SELECT employer, count(*) AS postings FROM listing GROUP BY employer ORDER BY postings DESC, employer LIMIT 12"
    )
    events = await dump.rows(
        "SELECT kind, count(*) AS events FROM event WHERE at >= strftime('%Y-%m-%dT%H:%M:%SZ', :newest, '-7 days') "
        "GROUP BY kind",
        {"newest": newest},
    )
    return Front(
        counts=await count(dump, Filters(), newest),
        roles=await list_roles(dump),
        employers=employers,
        outcomes=await count_outcomes(dump),
        events={row["kind"]: row["events"] for row in events},
    )

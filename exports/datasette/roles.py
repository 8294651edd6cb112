"""Occupations with open postings, and how many of each verdict they have."""

from __future__ import annotations

from exports.datasette.dump import Dump, Row
from exports.datasette.words import UNKNOWN_ROLE, UNKNOWN_ROLE_TITLE
from exports.listing import FACET_VALUES

# Counts come from an index that covers them, titles from one row each.
_ROLES = """
    SELECT coalesce(soc, :unknown) AS soc, count(*) AS postings, {verdicts},
        coalesce((SELECT role FROM listing AS one WHERE one.soc = listing.soc LIMIT 1), :unknown_title) AS role
    FROM listing GROUP BY listing.soc ORDER BY listing.soc IS NULL, postings DESC, listing.soc
"""


async def list_roles(dump: Dump) -> list[Row]:
    """Every occupation, that with most postings first; postings without one come last."""
    return await dump.rows(
        _ROLES.format(verdicts=count_verdicts()), {"unknown": UNKNOWN_ROLE, "unknown_title": UNKNOWN_ROLE_TITLE}
    )


async def read_role(dump: Dump, soc: str) -> str | None:
    """Title of the occupation that open or closed postings have, or of those without one."""
    if soc == UNKNOWN_ROLE:
        return UNKNOWN_ROLE_TITLE
    found = await dump.row("SELECT title FROM occupation WHERE soc = :soc LIMIT 1", {"soc": soc})
    return None if found is None else str(found["title"])


def count_verdicts() -> str:
    """Columns that count verdicts out of ``facets``, so that an index with it is enough."""
    shift = 3 * (len(FACET_VALUES) - 1)
    _, tags = FACET_VALUES[0]
    counted = {"stated_yes": "stated_yes", "likely": "likely", "excluded": "excluded_by_posting"}
    return ", ".join(f"sum(facets >> {shift} = {tags.index(tag)}) AS {name}" for name, tag in counted.items())

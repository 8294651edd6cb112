"""Lists of postings: one page of them, how many there are, and how many each further narrowing would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from exports.datasette.dump import Dump, Row
from exports.datasette.filters import EVERYTHING, OPEN_TAGS, PAGE_SIZE, RECENT, Filters, conditions, indexed, since
from exports.datasette.words import STATES, TRACKS, UNKNOWN_ROLE
from exports.listing import unpack_facets

COLUMNS = (
    "listing.id, posting, title, employer, sponsorship, h1b, h1b_new, perm, e3, h1b1, says, soc, role, wage_level, "
    "pay_min_usd_year, pay_max_usd_year, work_mode, places, posted"
)


_ORDERS = {
    "newest": "posted DESC, id DESC",
    "pay": "pay_max_usd_year DESC, id DESC",
    "relevance": "posted DESC, id DESC",
}
_TITLE_WEIGHT = 10.0  # a word in the title tells more of what the job is than one in the text


@dataclass(slots=True, kw_only=True)
class Counts:
    """How many postings a list has, and of them how many each value of each filter."""

    total: int = 0
    tag: Counter[str] = field(default_factory=Counter)
    """Verdicts, as if the list were not narrowed to some of them."""
    track: Counter[str] = field(default_factory=Counter)
    mode: Counter[str] = field(default_factory=Counter)
    wage: Counter[int] = field(default_factory=Counter)
    role: Counter[str] = field(default_factory=Counter)
    state: Counter[str] = field(default_factory=Counter)
    posted: dict[str, int] = field(default_factory=dict)
    paid: int = 0
    """Postings that state their pay."""


async def read_page(dump: Dump, filters: Filters, newest: str) -> list[Row]:
    """The postings on the page that ``filters`` name."""
    where, values = conditions(filters, newest, searched=filters.order != "relevance")
    values |= {"limit": PAGE_SIZE, "offset": (filters.page - 1) * PAGE_SIZE}
    if filters.order == "relevance" and filters.words:
        values["words"] = filters.words
        sql = (
            f"SELECT {COLUMNS} FROM (SELECT rowid AS found, bm25(posting_fts, {_TITLE_WEIGHT}, 1.0) AS score "
            "FROM posting_fts WHERE posting_fts MATCH :words) CROSS JOIN listing ON listing.id = found "
            f"WHERE {where} ORDER BY score, listing.id LIMIT :limit OFFSET :offset"
        )
    else:
        # The ids alone come out of an index, so that what a far page skips is not read.
        order = _ORDERS[filters.order]
        ids = f"SELECT id FROM {indexed(filters)} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"
        sql = f"SELECT {COLUMNS} FROM listing WHERE id IN ({ids}) ORDER BY {order}"
    return await dump.rows(sql, values)


async def count(dump: Dump, filters: Filters, newest: str) -> Counts:
    """Counts of the list that ``filters`` make, whatever its page."""
    where, values = conditions(filters, newest)
    # Of everything, indexes have each count. Of a part, its rows are found once and counted in turn.
    found = "" if where == EVERYTHING else _FOUND.format(rows=indexed(filters), where=where)
    values |= {f"since{days}": since(days, newest) for days in RECENT}
    counts = Counts()
    for row in await dump.rows(f"{found} {_COUNTS.format(rows='found' if found else 'listing')}", values):
        kind, value, many = row["kind"], row["value"], row["postings"]
        if kind == "facets":
            _add_facets(counts, unpack_facets(value), many, filters.track or "sponsorship")
        elif kind == "role":
            counts.role[value or UNKNOWN_ROLE] += many
        elif kind == "states":
            counts.state.update({state: many for state in (value or "").split() if state in STATES})
        elif kind == "paid":
            counts.paid = many
        else:
            counts.posted[kind] = many
    if filters.tag or filters.track:
        await _count_tags(dump, filters, newest, counts)
    return counts


async def _count_tags(dump: Dump, filters: Filters, newest: str, counts: Counts) -> None:
    """Count the verdicts that the list would have if it were not narrowed to some of them."""
    where, values = conditions(filters, newest, judged=False)
    counts.tag.clear()
    for row in await dump.rows(
        f"SELECT facets, count(*) AS postings FROM {indexed(filters)} WHERE {where} GROUP BY +facets", values
    ):
        counts.tag[str(unpack_facets(row["facets"])[filters.track or "sponsorship"])] += row["postings"]


_FOUND = """
    WITH found AS MATERIALIZED (SELECT facets, soc, states, posted, pay_max_usd_year FROM {rows} WHERE {where})
"""
_COUNTS = " UNION ALL ".join(
    (
        "SELECT 'facets' AS kind, facets AS value, count(*) AS postings FROM {rows} GROUP BY facets",
        "SELECT 'role', soc, count(*) FROM {rows} GROUP BY soc",
        "SELECT 'states', states, count(*) FROM {rows} GROUP BY states",
        "SELECT 'paid', NULL, count(*) FROM {rows} WHERE pay_max_usd_year IS NOT NULL",
        *(f"SELECT '{days}', NULL, count(*) FROM {{rows}} WHERE posted >= :since{days}" for days in RECENT),
    )
)


def _add_facets(counts: Counts, facets: dict[str, object], many: int, verdict: str) -> None:
    counts.total += many
    counts.tag[str(facets[verdict])] += many
    for track in TRACKS:
        if facets[track] in OPEN_TAGS:
            counts.track[track] += many
    if facets["work_mode"] is not None:
        counts.mode[str(facets["work_mode"])] += many
    level = facets["wage_level"]
    if isinstance(level, int):
        for reached in range(1, level + 1):
            counts.wage[reached] += many

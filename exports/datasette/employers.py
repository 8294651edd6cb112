"""An employer's page: its postings, what they say, whom it was matched to, and what that filer filed."""

from __future__ import annotations

from dataclasses import dataclass

from exports.datasette.charts import Chart, stacked
from exports.datasette.dump import Dump, Row

PAGE_SIZE = 50
_QUOTES = 30

_TITLES = {
    "uscis": "{visa_class} petitions decided by USCIS",
    "lca": "{visa_class} labor condition applications decided",
    "perm": "PERM applications decided",
}
_SERIES = (
    *("approved, new employment", "approved, continuing", "approved"),
    *("certified, new employment", "certified, continuing", "certified"),
    *("certified, then withdrawn", "withdrawn", "denied"),
)
"""From the bottom of a bar up; what is not among them comes on top."""


_VERDICTS = (
    "sum(sponsorship = 'stated_yes') AS stated_yes, sum(sponsorship = 'likely') AS likely, "
    "sum(sponsorship = 'excluded_by_posting') AS excluded"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilerHistory:
    """A filer, and a chart for each source and visa class that it filed."""

    filer: Row
    charts: list[Chart]


async def list_employers(dump: Dump, name: str, page: int) -> tuple[int, list[Row]]:
    """How many employers have open postings and ``name`` in theirs, and one page of them, those with most first."""
    where = "instr(lower(employer), lower(:name))" if name else "1"
    values = {"name": name, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE}
    rows = await dump.rows(
        f"SELECT employer, count(*) AS postings, {_VERDICTS}, "
        f"max(posted) AS newest, count(*) OVER () AS employers FROM listing WHERE {where} "
        "GROUP BY employer ORDER BY postings DESC, employer LIMIT :limit OFFSET :offset",
        values,
    )
    return (rows[0]["employers"] if rows else 0), rows


async def read_employer(dump: Dump, name: str) -> Row | None:
    """How many postings there are of the employer with exactly this name, closed ones and second doors included."""
    found = await dump.row("SELECT count(*) AS postings FROM posting WHERE employer = :name", {"name": name})
    return found if found and found["postings"] else None


async def read_quotes(dump: Dump, name: str) -> list[Row]:
    """What the employer's open postings say, the words that most of them use first within a kind."""
    return await dump.rows(
        "SELECT statement.kind, statement.quote, count(DISTINCT listing.posting) AS postings, "
        "min(listing.posting) AS example, listing.title "
        "FROM listing INDEXED BY idx_listing_employer JOIN statement ON statement.posting = listing.posting "
        "WHERE employer = :name GROUP BY statement.kind, statement.quote "
        f"ORDER BY postings DESC, statement.kind, statement.quote LIMIT {_QUOTES}",
        {"name": name},
    )


async def read_filers(dump: Dump, name: str) -> list[Row]:
    """Filers that postings of the employer were matched to, and how."""
    return await dump.rows(
        "SELECT filer.id, filer.name, filer.members, filer.first_fiscal_year, filer.last_fiscal_year, filer.files, "
        "listing.filer_decision AS decision, count(*) AS postings "
        "FROM listing INDEXED BY idx_listing_employer JOIN filer ON filer.id = listing.filer "
        "WHERE employer = :name GROUP BY filer.id, decision ORDER BY postings DESC, filer.id LIMIT 10",
        {"name": name},
    )


async def read_history(dump: Dump, filer: Row) -> FilerHistory:
    """Everything that a filer filed, by year; a year in which no filer of the dump has anything is not known."""
    rows = await dump.rows(
        "SELECT source, visa_class, fiscal_year, status, employment, sum(filings) AS filings FROM filing_total "
        "WHERE filer = :filer GROUP BY source, visa_class, fiscal_year, status, employment",
        {"filer": filer["id"]},
    )
    windows = await dump.rows(
        "SELECT source, group_concat(DISTINCT fiscal_year) AS years FROM filing_total GROUP BY source"
    )
    years = {row["source"]: {int(year) for year in str(row["years"]).split(",")} for row in windows}
    kinds = sorted({(row["source"], row["visa_class"]) for row in rows}, key=lambda kind: (kind[0] != "uscis", kind))
    charts = [
        _chart(
            source,
            visa_class,
            years[source],
            [row for row in rows if row["source"] == source and row["visa_class"] == visa_class],
        )
        for source, visa_class in kinds
    ]
    return FilerHistory(filer=filer, charts=charts)


def _chart(source: str, visa_class: str, known: set[int], rows: list[Row]) -> Chart:
    years = range(min(known), max(known) + 1)
    counts: dict[str, list[int]] = {name: [0] * len(years) for name in _SERIES}
    for row in rows:
        counts.setdefault(_series(row), [0] * len(years))[row["fiscal_year"] - years.start] += row["filings"]
    used = {name: values for name, values in counts.items() if any(values)}
    title = _TITLES.get(source, "{visa_class}, " + source).format(visa_class=visa_class)
    absent = [f"FY{year}" for year in years if year not in known]
    return stacked(title, [f"FY{year}" for year in years], used, absent)


def _series(row: Row) -> str:
    status, employment = str(row["status"]), row["employment"]
    if status == "certified_withdrawn":
        return "certified, then withdrawn"
    if employment is None or status not in ("approved", "certified"):
        return status.replace("_", " ")
    return f"{status}, {'new employment' if employment == 'new' else employment}"

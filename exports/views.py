"""The dump's views: tables for people, put together from those of :mod:`exports.tables`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class View:
    """One view; ``columns`` says what each of its columns holds, in their order."""

    name: str
    doc: str
    columns: dict[str, str]
    sql: str


OPEN_POSTING = View(
    "open_posting",
    "Open postings for people: who hires, for what, where, for how much, and what is known about sponsorship.",
    {
        "id": "The posting.",
        "title": "As published.",
        "employer": "Who hires, as the posting says it.",
        "role": "Likeliest occupation.",
        "places": "Places of work in the source's words, ` | ` between them.",
        "job_location_type": "remote, hybrid or onsite, when the posting says so.",
        "pay": "The first pay that is stated, in the source's words.",
        "wage_level_min": "OFLC wage level that the lowest stated pay meets: 1 to 4, 0 below level I.",
        "wage_level_max": "OFLC wage level that the highest stated pay meets.",
        "sponsorship": "The verdict: stated_yes, excluded_by_posting, likely, possible, unlikely or unknown.",
        "h1b": "Verdict for H-1B.",
        "h1b_probability": "That the filer has such a filing in the next fiscal year; not that this posting sponsors.",
        "perm": "Verdict for PERM labor certification.",
        "the_posting_says": "Its strongest statement about visas, citizenship or work authorization; null when silent.",
        "filer": "The filer in the government data that the employer was matched to.",
        "date_posted": "When the employer says it was posted.",
        "first_seen": "Crawl time of the first snapshot that holds it, UTC.",
        "url": "The posting's page.",
    },
    """
    SELECT posting.id, posting.title, posting.employer,
        (SELECT title FROM occupation WHERE posting = posting.id ORDER BY id LIMIT 1) AS role,
        (SELECT group_concat(raw, ' | ') FROM (SELECT raw FROM location WHERE posting = posting.id ORDER BY id))
            AS places,
        posting.job_location_type,
        (SELECT raw FROM pay WHERE posting = posting.id ORDER BY id LIMIT 1) AS pay,
        posting.wage_level_min, posting.wage_level_max,
        posting.sponsorship, posting.h1b, posting.h1b_probability, posting.perm,
        (SELECT quote FROM statement WHERE posting = posting.id ORDER BY id LIMIT 1) AS the_posting_says,
        filer.name AS filer, posting.date_posted, posting.first_seen, posting.url
    FROM posting LEFT JOIN filer ON filer.id = posting.filer
    WHERE posting.status = 'open'
    """,
)

EMPLOYER = View(
    "employer",
    "Employers with open postings, by name as the postings say it, and their postings by verdict.",
    {
        "employer": "The name.",
        "filer": "The filer in the government data that it was matched to; null when it was not.",
        "open_postings": "A job with two doors counts once, here and in what follows.",
        "stated_yes": "The posting's own text offers a visa.",
        "likely": "By the filer's record.",
        "possible": "By the filer's record, or on a condition that the text states.",
        "unlikely": "By the filer's record.",
        "excluded_by_posting": "The text refuses sponsorship, or requires what a visa holder does not have.",
        "unknown": "Nothing is known.",
        "newest": "Day of the newest posting.",
    },
    """
    SELECT employer, max(filer) AS filer, count(*) AS open_postings,
        count(*) FILTER (WHERE sponsorship = 'stated_yes') AS stated_yes,
        count(*) FILTER (WHERE sponsorship = 'likely') AS likely,
        count(*) FILTER (WHERE sponsorship = 'possible') AS possible,
        count(*) FILTER (WHERE sponsorship = 'unlikely') AS unlikely,
        count(*) FILTER (WHERE sponsorship = 'excluded_by_posting') AS excluded_by_posting,
        count(*) FILTER (WHERE sponsorship = 'unknown') AS unknown,
        max(posted) AS newest
    FROM listing GROUP BY employer
    """,
)

REFUSAL = View(
    "refusal",
    "Open postings that exclude people who need a visa, with the words that do it, one row a statement.",
    {
        "posting": "The posting.",
        "title": "As published.",
        "employer": "Who hires, as the posting says it.",
        "kind": "no_sponsorship, or citizenship_or_clearance_required.",
        "quote": "The exact words.",
        "scope": "For whom it holds, as a JSON list of what:value; empty when for this job and any visa.",
        "verdict": "The verdict: a refusal of limited scope need not exclude everybody.",
        "first_seen": "Crawl time of the first snapshot that holds it, UTC.",
        "url": "The posting's page.",
    },
    """
    SELECT posting.id AS posting, posting.title, posting.employer, statement.kind, statement.quote, statement.scope,
        posting.sponsorship AS verdict, posting.first_seen, posting.url
    FROM statement JOIN posting ON posting.id = statement.posting
    WHERE statement.kind IN ('no_sponsorship', 'citizenship_or_clearance_required') AND posting.status = 'open'
    """,
)

OFFER = View(
    "offer",
    "Open postings that offer a visa or say on what condition, with their words, one row a statement.",
    {
        "posting": "The posting.",
        "title": "As published.",
        "employer": "Who hires, as the posting says it.",
        "kind": "offers or conditional.",
        "finer": "Finer mark of the kind.",
        "quote": "The exact words.",
        "scope": "For whom it holds, as a JSON list of what:value; empty when for this job and any visa.",
        "verdict": "The verdict, which weighs everything that the posting says.",
        "first_seen": "Crawl time of the first snapshot that holds it, UTC.",
        "url": "The posting's page.",
    },
    """
    SELECT posting.id AS posting, posting.title, posting.employer, statement.kind, statement.value AS finer,
        statement.quote, statement.scope, posting.sponsorship AS verdict, posting.first_seen, posting.url
    FROM statement JOIN posting ON posting.id = statement.posting
    WHERE statement.kind IN ('offers', 'conditional') AND posting.status = 'open'
    """,
)

APPROVAL = View(
    "approval",
    "H-1B petitions that USCIS decided for each filer and fiscal year, new employment apart from continuing.",
    {
        "filer": "The filer.",
        "name": "Its name.",
        "fiscal_year": "Federal fiscal year: October to September, named for the year it ends in.",
        "new_approved": "Petitions approved for new employment.",
        "continuing_approved": "Petitions approved for people already employed in H-1B status.",
        "denied": "Petitions denied.",
    },
    """
    SELECT filer.id AS filer, filer.name, fiscal_year,
        coalesce(sum(filings) FILTER (WHERE status = 'approved' AND employment = 'new'), 0) AS new_approved,
        coalesce(sum(filings) FILTER (WHERE status = 'approved' AND employment IS NOT 'new'), 0)
            AS continuing_approved,
        coalesce(sum(filings) FILTER (WHERE status = 'denied'), 0) AS denied
    FROM filing_total JOIN filer ON filer.id = filing_total.filer
    WHERE source = 'uscis' AND visa_class = 'H-1B' GROUP BY filer.id, fiscal_year
    """,
)

VIEWS = tuple(
    replace(view, sql=dedent(view.sql).strip()) for view in (OPEN_POSTING, EMPLOYER, REFUSAL, OFFER, APPROVAL)
)
"""All of them, in the order in which pages list them."""

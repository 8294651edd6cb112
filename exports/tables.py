"""The dump's tables: one declaration that makes the database, ``metadata.yaml`` and ``docs/dump.md``."""

from __future__ import annotations

from exports.columns import Column, Table
from exports.listing_table import LISTING
from exports.posting_table import POSTING

_ROW = Column("id", int, "Row number.")
_POSTING = Column("posting", str, "The posting.", references="posting", index=True)
_QUOTED = (
    Column("quote", str, "The exact words."),
    Column("start", int, "Where the quote starts in the posting's description_text, in code points from 0."),
    Column("end", int, "Where it ends."),
)
_PLACE = (
    Column("locality", str, "Town.", index=True),
    Column("region", str, "State or province; for U.S. places the two-letter code.", index=True),
    Column("country", str, "ISO 3166-1 alpha-2 code.", index=True),
)

ABOUT = Table(
    "about",
    "What this file is: one row a fact.",
    (Column("key", str, "Name of the fact."), Column("value", str, "The fact.")),
)

BOARD = Table(
    "board",
    "Careers sites, and how fresh and complete the newest crawl of each is.",
    (
        Column("id", str, "`<ats>:<token>`."),
        Column("employer", str, "The employer's name as the operator wrote it."),
        Column("url", str, "The careers page a person would open."),
        Column("ats", str, "System behind the page.", index=True),
        Column("token", str, "The employer's key at that system."),
        Column("domain", str, "The employer's web domain, as given by the operator."),
        Column("first_crawled", str, "Time of the first crawl, UTC."),
        Column("last_crawled", str, "Time of the newest crawl, UTC."),
        Column("last_complete", str, "Time of the newest complete crawl, UTC; null when there was none."),
        Column("outcome", str, "Of the newest crawl: complete, partial, empty, gone, blocked or failed.", index=True),
        Column("reason", str, "Why the newest crawl is not complete."),
        Column("held", str, "Why the newest crawl could not close a posting; null when it could."),
        Column("advertised_total", int, "Postings that the board says it has; null when it does not say."),
        Column("collected", int, "Postings that the newest crawl collected."),
        Column("open_postings", int, "Postings that are open now."),
    ),
    label="employer",
    facets=("ats", "outcome"),
)

FILER = Table(
    "filer",
    "Filers in the government data that an employer was matched to.",
    (
        Column("id", str, "Id of the filer in the reference data."),
        Column("name", str, "Name of the filer."),
        Column("members", str, "Spellings that are counted for this filer, a JSON list."),
        Column("first_fiscal_year", int, "First fiscal year of the loaded data."),
        Column("last_fiscal_year", int, "Last one: a year between them without a count is a true zero."),
        Column("files", str, "Files that the counts come from, a JSON list."),
    ),
    label="name",
)

FILING_TOTAL = Table(
    "filing_total",
    "What each filer filed, by source, visa class, year, occupation group and outcome.",
    (
        _ROW,
        Column("filer", str, "The filer.", references="filer", index=True),
        Column("source", str, "uscis (petitions decided), lca or perm (applications decided)."),
        Column("visa_class", str, "As the source writes it.", index=True),
        Column(
            "fiscal_year", int, "Federal fiscal year: October to September, named for the year it ends in.", index=True
        ),
        Column("soc_group", str, "SOC minor group; null where the source has no occupation."),
        Column(
            "status",
            str,
            "approved, certified, certified_withdrawn, certified_expired (granted all); withdrawn, denied.",
        ),
        Column("employment", str, "new or continuing, where the source tells them apart."),
        Column("filings", int, "Filings counted."),
        Column("positions", int, "Worker positions on them; null for uscis, which counts petitions."),
    ),
    facets=("source", "visa_class", "fiscal_year"),
    indexes=(("source", "fiscal_year", "visa_class", "status", "employment", "filer", "filings"),),
)

POSTING_HTML = Table(
    "posting_html",
    "The sanitised HTML of each description, apart so that the other tables stay quick.",
    (
        Column("posting", str, "The posting.", references="posting"),
        Column(
            "description_html", str, "Sanitised HTML. It is text here: escape or sanitise it again before showing it."
        ),
    ),
)

LOCATION = Table(
    "location",
    "Places of work, one row each.",
    (
        _ROW,
        _POSTING,
        Column("raw", str, "The source's own words."),
        *_PLACE,
        Column("postal_code", str, "Postal code."),
    ),
    label="raw",
    facets=("country", "region"),
)

PAY = Table(
    "pay",
    "Stated pay, one row a range.",
    (
        _ROW,
        _POSTING,
        Column("min_value", float, "Lowest, in `currency` for each `unit_text`."),
        Column("max_value", float, "Highest, in `currency` for each `unit_text`."),
        Column("currency", str, "ISO 4217 code.", index=True),
        Column("unit_text", str, "YEAR, MONTH, WEEK, DAY or HOUR.", index=True),
        Column("kind", str, "base, ote (on-target earnings), total or unspecified.", index=True),
        Column("scope", str, "Place or level the range is limited to, in the source's words."),
        Column("raw", str, "The source's own words."),
        Column("source", str, "ats_field, jsonld or text: where it was stated."),
    ),
    facets=("currency", "unit_text", "kind"),
)

STATEMENT = Table(
    "statement",
    "What postings themselves say about visas, citizenship and work authorization, each with its quote.",
    (
        _ROW,
        _POSTING,
        Column("kind", str, "What is said."),
        Column("value", str, "Finer mark of the kind."),
        *_QUOTED,
        Column("rule", str, "The rule that read it.", index=True),
        Column("scope", str, "For whom it holds, as a JSON list of what:value; empty when for this job and any visa."),
    ),
    label="quote",
    facets=("kind", "rule"),
    indexes=(("kind", "rule"),),
)

OCCUPATION = Table(
    "occupation",
    "Occupations that a title may mean, at most three a posting.",
    (
        _ROW,
        _POSTING,
        Column("soc", str, "SOC 2018 code.", index=True),
        Column("title", str, "Title of the occupation."),
        Column("share", float, "How likely, 0 to 1; what a posting's shares lack to 1 is doubt."),
    ),
    label="title",
    facets=("soc",),
)

SENIORITY = Table(
    "seniority",
    "Levels that a posting's title or text names, one row each.",
    (
        _ROW,
        _POSTING,
        Column(
            "level",
            str,
            "intern, entry, mid, senior, staff, principal, lead, manager, director, vice_president or executive.",
            index=True,
        ),
        Column("quote", str, "The title, or the sentence of the text."),
        Column("source", str, "title or text."),
    ),
    label="level",
    facets=("level",),
)

WORK_MODE = Table(
    "work_mode",
    "What a posting's text says about where the work is done, one row a statement.",
    (
        _ROW,
        _POSTING,
        Column("value", str, "remote, hybrid or onsite.", index=True),
        Column("days_on_site", float, "Days a week, the least asked for; null when the text does not say."),
        Column("scope", str, "Whom it is limited to, in the text's words; null when it holds for all."),
        *_QUOTED,
    ),
    label="value",
    facets=("value",),
)

WORK_PLACE = Table(
    "work_place",
    "Places that a posting's text names as those of the job; `location` is what the system's own field says.",
    (
        _ROW,
        _POSTING,
        *_PLACE,
        *_QUOTED,
    ),
    label="quote",
    facets=("country", "region"),
)

EVENT = Table(
    "event",
    "What happened to the postings here: new, changed, closed, reopened, tag_changed.",
    (
        Column("id", str, "`<run>/<posting>`; of a changed tag `tag/<run>/<posting>`."),
        _POSTING,
        Column("at", str, "Crawl time of the snapshot that showed it, UTC."),
        Column(
            "kind",
            str,
            "new, changed, closed, reopened; tag_changed when the employer's edit changed the verdict, with every"
            " version judged by today's data and model.",
        ),
        Column("fields", str, "Fields that changed; a JSON list."),
        Column(
            "reason",
            str,
            "Of a close: as in posting.close_reason. Of a change: parser when our reading changed, not the source.",
        ),
        Column("snapshot", str, "The snapshot file."),
        Column("tag_before", str, "Of a tag_changed: the verdict of what the posting said until then."),
        Column("tag_after", str, "Of a tag_changed: the verdict of what it said from then on."),
    ),
    facets=("kind",),
    newest="at",
    indexes=(("at", "kind"), ("kind", "at")),
)

TABLES = (
    ABOUT,
    BOARD,
    FILER,
    FILING_TOTAL,
    POSTING,
    POSTING_HTML,
    LOCATION,
    PAY,
    STATEMENT,
    OCCUPATION,
    SENIORITY,
    WORK_MODE,
    WORK_PLACE,
    LISTING,
    EVENT,
)
"""In an order in which every table comes after those it refers to."""

SEARCHED = ("title", "description_text")
"""Columns of ``posting`` in the full-text index ``posting_fts``."""

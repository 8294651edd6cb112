"""The dump's tables: one declaration that makes the database, ``metadata.yaml`` and ``docs/dump.md``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``references`` names the table whose key it holds."""

    name: str
    type: type
    doc: str
    references: str | None = None
    index: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``label`` is the column that Datasette shows in place of a key, ``facets`` what it offers to count."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    label: str | None = None
    facets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The primary key: always the first column."""
        return self.columns[0].name


_ROW = Column("id", int, "Row number.")
_POSTING = Column("posting", str, "The posting.", references="posting", index=True)

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
        Column("source", str, "uscis (petitions decided) or lca (labor condition applications decided).", index=True),
        Column("visa_class", str, "As the source writes it.", index=True),
        Column(
            "fiscal_year", int, "Federal fiscal year: October to September, named for the year it ends in.", index=True
        ),
        Column("soc_group", str, "SOC minor group; null where the source has no occupation."),
        Column("status", str, "approved, denied (uscis); certified, certified_withdrawn, withdrawn, denied (lca)."),
        Column("employment", str, "new or continuing, where the source tells them apart."),
        Column("filings", int, "Filings counted."),
        Column("positions", int, "Worker positions on them; null for uscis, which counts petitions."),
    ),
    facets=("source", "visa_class", "fiscal_year"),
)

_TRACKS = {
    "h1b": "H-1B",
    "h1b_new": "H-1B for a person who is not employed there yet",
    "perm": "PERM labor certification, the usual first step to a green card",
    "e3": "E-3 (Australia)",
    "h1b1": "H-1B1 (Chile, Singapore)",
}
_TRACK_COLUMNS = tuple(
    column
    for name, words in _TRACKS.items()
    for column in (
        Column(name, str, f"Verdict for {words}.", index=True),
        Column(
            f"{name}_probability",
            float,
            "That the filer has such a filing in the next fiscal year, 0 to 1; not that this posting sponsors.",
        ),
    )
)

# Indexed columns come first: what fits on a row's first page is read without the rest when an index is built.
POSTING = Table(
    "posting",
    "Open postings, and those that closed in the 90 days before the newest crawl.",
    (
        Column("id", str, "`<ats>:<token>:<id at the ATS>`."),
        Column("title", str, "As published."),
        Column("employer", str, "Who hires, as the posting says it.", index=True),
        Column("board", str, "The careers site.", references="board", index=True),
        Column("status", str, "open or closed.", index=True),
        Column(
            "sponsorship",
            str,
            "The verdict: stated_yes, excluded_by_posting, likely, possible, unlikely or unknown.",
            index=True,
        ),
        *_TRACK_COLUMNS,
        Column("filer", str, "The filer the employer was matched to.", references="filer", index=True),
        Column("filer_decision", str, "match, review (a person should look) or none.", index=True),
        Column("filer_confidence", float, "Probability that the filer is the employer, 0 to 1."),
        Column("filer_rule", str, "How it was matched."),
        Column("cap_exempt", str, "Whether the employer may be exempt from the H-1B cap: likely, possible, unknown."),
        Column("cap_exempt_reason", str, "Why."),
        Column("soc", str, "Likeliest occupation, SOC 2018; all of them are in `occupation`.", index=True),
        Column("wage_level_min", int, "OFLC wage level (1 to 4) of the lowest stated pay."),
        Column("wage_level_max", int, "OFLC wage level (1 to 4) of the highest stated pay."),
        Column("wage_soc", str, "Occupation of the wage level."),
        Column("wage_area", str, "Area of the wage level."),
        Column("wage_year", str, "Wage year of the wage level."),
        Column("job_location_type", str, "remote, hybrid or onsite, when the posting says so.", index=True),
        Column("employment_type", str, "FULL_TIME, PART_TIME, CONTRACTOR, ...", index=True),
        Column("department", str, "In the employer's words."),
        Column("date_posted", str, "When the employer says it was posted.", index=True),
        Column("date_posted_raw", str, "In the employer's words."),
        Column(
            "date_posted_precision",
            str,
            "second, day, relative (counted back from the crawl, a day off at worst) or floor (that day or earlier).",
        ),
        Column("valid_through", str, "Last day the employer says the posting is valid."),
        Column("first_seen", str, "Crawl time of the first snapshot that holds it, UTC.", index=True),
        Column("last_seen", str, "Crawl time of the last snapshot that holds it, UTC."),
        Column("changed_at", str, "Crawl time of the last change, UTC.", index=True),
        Column("closed_at", str, "Crawl time of the snapshot that closed it, UTC.", index=True),
        Column("close_reason", str, "absent_from_complete_listing or valid_through."),
        Column("legal_name", str, "Legal entity that hires, when the posting names one."),
        Column("domain", str, "The employer's web domain."),
        Column("identifier", str, "Requisition id at the employer."),
        Column("url", str, "The posting's page."),
        Column("apply_url", str, "Where a person applies."),
        Column("duplicate_of", str, "The posting this one is a second door to.", references="posting", index=True),
        Column("duplicate_rule", str, "same_page, applies_at, same_application or same_requisition."),
        Column("duplicate_value", str, "What both have in common by that rule."),
        Column("group_id", str, "Shared by postings of one job in several places.", index=True),
        Column("experience_min_years", float, "Years of experience asked for, at least."),
        Column("experience_max_years", float, "Years of experience asked for, at most."),
        Column("experience_paths", str, "Accepted combinations of degree and years; a JSON list."),
        Column("education_required", str, "Degree required."),
        Column("education_preferred", str, "Degree preferred."),
        Column("education_fields", str, "Fields of study named; a JSON list."),
        Column(
            "education_equivalent_ok", int, "1 when equivalent experience is accepted, 0 when not, null when silent."
        ),
        Column("eb_hint", str, "Employment-based category the stated requirements would suit."),
        Column("eb_hint_quote", str, "The line it was read from."),
        Column("reasons", str, "Why the verdict is what it is, in words that can be checked here; a JSON list."),
        Column("description_text", str, "The description as plain text; offsets of quotes count its code points."),
        Column("snapshot", str, "Snapshot file that the content was read from."),
        Column("source_sha256", str, "Hash of the source records."),
        Column("parser_version", str, "Version of what read them."),
        Column("reference_version", str, "Version of the reference data behind the verdict."),
        Column("model_version", str, "Version of what derived the verdict."),
        Column("schema_version", str, "Version of the record's shape."),
    ),
    label="title",
    facets=("status", "sponsorship", "job_location_type", "employment_type"),
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
        Column("locality", str, "Town.", index=True),
        Column("region", str, "State or province; for U.S. places the two-letter code.", index=True),
        Column("country", str, "ISO 3166-1 alpha-2 code.", index=True),
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
        Column("kind", str, "What is said.", index=True),
        Column("value", str, "Finer mark of the kind."),
        Column("quote", str, "The exact words."),
        Column("start", int, "Where the quote starts in the posting's description_text, in code points from 0."),
        Column("end", int, "Where it ends."),
        Column("rule", str, "The rule that read it.", index=True),
    ),
    label="quote",
    facets=("kind", "rule"),
)

OCCUPATION = Table(
    "occupation",
    "Occupations that a title may mean, at most three a posting.",
    (
        _ROW,
        _POSTING,
        Column("soc", str, "SOC 2018 code.", index=True),
        Column("title", str, "Title of the occupation."),
        Column("share", float, "How likely, 0 to 1."),
    ),
    label="title",
    facets=("soc",),
)

EVENT = Table(
    "event",
    "What happened to the postings here: new, changed, closed, reopened.",
    (
        Column("id", str, "`<run>/<posting>`."),
        _POSTING,
        Column("at", str, "Crawl time of the snapshot that showed it, UTC.", index=True),
        Column("kind", str, "new, changed, closed or reopened.", index=True),
        Column("fields", str, "Fields that changed; a JSON list."),
        Column(
            "reason",
            str,
            "Of a close: as in posting.close_reason. Of a change: parser when our reading changed, not the source.",
        ),
        Column("snapshot", str, "The snapshot file."),
    ),
    facets=("kind",),
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
    EVENT,
)
"""In an order in which every table comes after those it refers to."""

SEARCHED = ("title", "description_text")
"""Columns of ``posting`` in the full-text index ``posting_fts``."""

VIEWS = {
    "open_posting": (
        "Open postings for people: who hires, for what, where, for how much, and what is known about sponsorship.",
        """
        SELECT posting.id, posting.title, posting.employer,
            (SELECT title FROM occupation WHERE posting = posting.id ORDER BY id LIMIT 1) AS role,
            (SELECT group_concat(raw, ' | ') FROM (SELECT raw FROM location WHERE posting = posting.id ORDER BY id))
                AS places,
            posting.job_location_type,
            (SELECT raw FROM pay WHERE posting = posting.id ORDER BY id LIMIT 1) AS pay,
            posting.sponsorship, posting.h1b, posting.h1b_probability, posting.perm,
            (SELECT quote FROM statement WHERE posting = posting.id ORDER BY id LIMIT 1) AS the_posting_says,
            filer.name AS filer, posting.date_posted, posting.first_seen, posting.url
        FROM posting LEFT JOIN filer ON filer.id = posting.filer
        WHERE posting.status = 'open'
        """,
    ),
}
"""View name -> (what it shows, its query)."""

"""The dump's widest table: one row a posting."""

from __future__ import annotations

from exports.columns import Column, Table

TRACKS = {
    "h1b": "H-1B",
    "h1b_new": "H-1B for a person who is not employed there yet",
    "perm": "PERM labor certification, the usual first step to a green card",
    "e3": "E-3 (Australia)",
    "h1b1": "H-1B1 (Chile, Singapore)",
}
"""Visa tracks, each with a verdict in a column of this name."""

_TRACK_COLUMNS = tuple(
    column
    for name, words in TRACKS.items()
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
        Column(
            "cap_exempt",
            str,
            "Whether the employer may be exempt from the H-1B cap: likely, possible, unknown.",
            index=True,
        ),
        Column("cap_exempt_reason", str, "Why."),
        Column("soc", str, "Likeliest occupation, SOC 2018; all of them are in `occupation`.", index=True),
        Column("wage_level_min", int, "OFLC wage level that the lowest stated pay meets: 1 to 4, 0 below level I."),
        Column("wage_level_max", int, "OFLC wage level that the highest stated pay meets: 1 to 4, 0 below level I."),
        Column("wage_entries_min", int, "Entries in the wage-weighted H-1B selection at the lowest pay, at least."),
        Column("wage_entries_max", int, "The same, at most: occupation or place may leave it open."),
        Column("wage_below_level_1", str, "Whether the lowest pay is below level I: no, possible or yes."),
        Column("wage_soc", str, "Likeliest occupation of the wage level."),
        Column("wage_area", str, "Area code; a state or US where every area of it is taken; several by `; `."),
        Column("wage_year", str, "Wage year of the wage level, July to June."),
        Column("wage_level_reason", str, "Why there is no wage level."),
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
        Column(
            "last_seen",
            str,
            "On the board at least until then, UTC: exact once closed, else less than 7 days behind.",
        ),
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
        Column("text_group", str, "Shared by postings of the board with nearly one text.", index=True),
        Column(
            "open_alike",
            int,
            "Open postings of the board with nearly this text, this one included if open.",
        ),
        Column(
            "reposts",
            int,
            "Postings of this title, places and nearly this text that had closed when it came.",
            index=True,
        ),
        Column("first_posted", str, "Crawl time when the earliest of those came; null when no text is like this one."),
        Column("experience_min_years", float, "Years of experience asked for, at least."),
        Column("experience_max_years", float, "Years of experience asked for, at most."),
        Column("experience_paths", str, "Accepted combinations of degree and years; a JSON list."),
        Column("education_required", str, "Degree required."),
        Column("education_preferred", str, "Degree preferred."),
        Column("education_fields", str, "Fields of study named; a JSON list."),
        Column(
            "education_equivalent_ok", int, "1 when equivalent experience is accepted, 0 when not, null when silent."
        ),
        Column("eb_hint", str, "Employment-based category the stated requirements would suit.", index=True),
        Column("eb_hint_quote", str, "The line it was read from."),
        Column(
            "seniority",
            str,
            "Levels that the title or the text names; a JSON list.",
        ),
        Column("seniority_quote", str, "The title, or the sentence of the text."),
        Column("work_mode", str, "What the text says about where the work is done; a JSON list."),
        Column("work_places", str, "Places that the text names as those of the job; a JSON list."),
        Column("reasons", str, "Why the verdict is what it is, in words that can be checked here; a JSON list."),
        Column("description_text", str, "The description as plain text; offsets of quotes count its code points."),
        Column("language", str, "Language of the description, ISO 639-1, told from its beginning."),
        Column(
            "redacted",
            str,
            "E-mails, phones, names and links of persons that were taken out; a JSON object, null when they are kept.",
        ),
        Column("snapshot", str, "Snapshot file that the content was read from."),
        Column("source_sha256", str, "Hash of the source records."),
        Column("parser_version", str, "Version of what read them."),
        Column("reference_version", str, "Version of the reference data behind the verdict."),
        Column("model_version", str, "Version of what derived the verdict."),
        Column("schema_version", str, "Version of the record's shape."),
    ),
    label="title",
    facets=("status", "sponsorship", "job_location_type", "employment_type"),
    newest="first_seen",
    indexes=(("open_alike", "text_group"),),
)

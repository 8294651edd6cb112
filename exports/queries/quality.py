"""Questions about the data themselves: how fresh, how complete, how much of it says the same twice."""

from __future__ import annotations

from exports.queries.query import Parameter, Query

FRESHNESS = Query(
    "boards_by_freshness",
    "How fresh and complete each board is",
    "Careers sites, those that were not read completely for longest first; `held` says why the newest crawl could not"
    " close a posting.",
    """
    SELECT employer, ats, outcome, last_complete, last_crawled, open_postings, advertised_total, collected, reason,
        held, url
    FROM board ORDER BY last_complete IS NOT NULL, last_complete, id LIMIT 1000
    """,
)

OLD = Query(
    "old_postings",
    "Postings that have been open for long",
    "Open postings by employer that were posted this many days before the newest crawl, or earlier. Some jobs are"
    " always open; a date of posting may be renewed by the site.",
    """
    WITH newest AS (
        SELECT value AS at FROM about WHERE key = 'generated_at'
    ), found AS (
        SELECT employer, count(*) AS old_postings, min(posted) AS oldest, min(id) AS example FROM listing
        WHERE posted <= (SELECT date(at, '-' || (SELECT days FROM asked) || ' days') FROM newest)
        GROUP BY employer ORDER BY old_postings DESC, employer LIMIT 500
    )
    SELECT found.employer, old_postings,
        (SELECT count(*) FROM listing WHERE listing.employer = found.employer) AS open_postings, oldest,
        posting.url AS a_posting
    FROM found JOIN posting ON posting.rowid = example ORDER BY old_postings DESC, found.employer
    """,
    (Parameter("days", "Age in days, at least.", 30),),
)

REPOSTS = Query(
    "reposted_jobs",
    "Jobs that were posted again",
    "Open postings whose title, places and nearly whose text had been posted and closed before, on the same board:"
    " how often, and since when. A fact, no judgement.",
    """
    SELECT posting.title, posting.employer, posting.reposts, posting.first_posted, posting.first_seen, posting.url
    FROM posting WHERE posting.reposts >= (SELECT reposts FROM asked) AND posting.status = 'open'
    ORDER BY posting.reposts DESC, posting.first_posted, posting.id LIMIT 200
    """,
    (Parameter("reposts", "Earlier postings, at least.", 1),),
    empty="a dump in which no job came back under another id",
)

ALIKE = Query(
    "one_text_many_postings",
    "Texts that many open postings share",
    "Postings of one board with nearly one text: one job in many places, or many jobs described alike.",
    """
    WITH found AS (
        SELECT text_group, count(*) AS open_postings, count(DISTINCT listing.title) AS titles,
            min(listing.id) AS example
        FROM posting CROSS JOIN listing ON listing.id = posting.rowid
        WHERE posting.open_alike >= (SELECT postings FROM asked)
        GROUP BY +text_group ORDER BY open_postings DESC, text_group LIMIT 200
    )
    SELECT posting.employer, posting.title AS a_title, titles, open_postings, posting.url AS a_posting
    FROM found JOIN posting ON posting.rowid = example ORDER BY open_postings DESC, found.text_group
    """,
    (Parameter("postings", "Open postings with the text, at least.", 2),),
    empty="a dump in which no two open postings of a board have nearly the same text",
)

LIFETIMES = Query(
    "how_long_postings_stay",
    "How long postings stay open",
    "Postings that closed in the last 90 days, by board: how many, and for how many days they were seen open. One that"
    " was there before the first crawl was open for longer.",
    """
    SELECT board.employer, board.ats, count(*) AS closed,
        round(avg(julianday(posting.closed_at) - julianday(posting.first_seen)), 1) AS mean_days_seen_open,
        count(*) FILTER (WHERE posting.first_seen = board.first_crawled) AS there_before_the_first_crawl
    FROM posting CROSS JOIN board ON board.id = posting.board
    WHERE posting.closed_at > '' GROUP BY board.id ORDER BY closed DESC, board.id LIMIT 500
    """,
)

DAYS = Query(
    "what_happened_by_day",
    "What came, changed and went, day by day",
    "Events of the postings here by day of crawl.",
    """
    SELECT substr(at, 1, 10) AS day, count(*) FILTER (WHERE kind = 'new') AS new,
        count(*) FILTER (WHERE kind = 'changed') AS changed, count(*) FILTER (WHERE kind = 'closed') AS closed,
        count(*) FILTER (WHERE kind = 'reopened') AS reopened,
        count(*) FILTER (WHERE kind = 'tag_changed') AS verdict_changed
    FROM event GROUP BY day ORDER BY day DESC LIMIT 400
    """,
)

DOORS = Query(
    "second_doors",
    "One job, two postings",
    "Postings through which one comes to another one, and what both have in common. Count jobs without them.",
    """
    SELECT door.title, door.employer, door.duplicate_rule, door.duplicate_value, door.url AS second_door,
        original.url AS original
    FROM posting door JOIN posting original ON original.id = door.duplicate_of
    WHERE door.duplicate_of IS NOT NULL ORDER BY door.duplicate_of, door.id LIMIT 500
    """,
    empty="a dump in which no job has two doors",
)

QUALITY = (FRESHNESS, OLD, REPOSTS, ALIKE, LIFETIMES, DAYS, DOORS)

"""Questions of people who look for a job."""

from __future__ import annotations

from exports.queries.parameters import APPROVALS, EMPLOYER, HIRED, IN_STATE, OF_EMPLOYER, SPONSORED, STATE, TAG, TRACK
from exports.queries.query import ANY, Parameter, Query

_COLUMNS = (
    "title",
    "employer",
    "role",
    "places",
    "work_mode",
    "says",
    "pay_min_usd_year",
    "pay_max_usd_year",
    "posted",
)
_SHOWN = ", ".join(f"listing.{column}" for column in _COLUMNS)
_FOUND = ", ".join(f"found.{column}" for column in _COLUMNS)
_WORDS = Parameter("words", f"Letters that the title holds, or `{ANY}`.", ANY)
_TITLED = f"((SELECT words FROM asked) = '{ANY}' OR instr(lower(listing.title), lower((SELECT words FROM asked))))"

_RANK = "CASE listing.perm WHEN 'stated_yes' THEN 0 WHEN 'likely' THEN 1 WHEN 'possible' THEN 2 ELSE 3 END"

# A phrase of FTS5, whatever the signs in it; `%w` doubles quotation marks and ends at a NUL.
_PHRASE = "printf('\"%w\"', (SELECT words FROM asked))"

ROLES = Query(
    "roles_by_track_and_state",
    "Which roles are sponsored, by visa track and state",
    "Open postings of each role by what is known about sponsorship on one track. `unknown` means just that.",
    f"""
    WITH counted AS (
        SELECT soc, role, {TAG} AS verdict, count(*) AS postings FROM listing WHERE {IN_STATE} GROUP BY soc, verdict
    )
    SELECT coalesce(role, '(role unknown)') AS role, soc, sum(postings) AS open_postings,
        coalesce(sum(postings) FILTER (WHERE verdict = 'stated_yes'), 0) AS stated_yes,
        coalesce(sum(postings) FILTER (WHERE verdict = 'likely'), 0) AS likely,
        coalesce(sum(postings) FILTER (WHERE verdict = 'possible'), 0) AS possible,
        coalesce(sum(postings) FILTER (WHERE verdict = 'unlikely'), 0) AS unlikely,
        coalesce(sum(postings) FILTER (WHERE verdict = 'excluded_by_posting'), 0) AS excluded_by_posting,
        coalesce(sum(postings) FILTER (WHERE verdict = 'unknown'), 0) AS unknown
    FROM counted GROUP BY soc ORDER BY stated_yes + likely DESC, open_postings DESC, soc LIMIT 500
    """,
    (TRACK, STATE),
)

SPONSORED_OPENINGS = Query(
    "sponsored_openings",
    "Open jobs that are stated or likely to be sponsored",
    "Those whose own text offers a visa first, then by day of posting. `says` is the strongest statement of the text.",
    f"""
    WITH found AS (
        SELECT {_SHOWN}, {TAG} AS verdict, listing.id FROM listing
        WHERE {TAG} IN {SPONSORED} AND listing.sponsorship IN {SPONSORED} AND {IN_STATE} AND {_TITLED}
        ORDER BY verdict = 'stated_yes' DESC, posted DESC, listing.id LIMIT 200
    )
    SELECT {_FOUND}, found.verdict, posting.url FROM found JOIN posting ON posting.rowid = found.id
    ORDER BY verdict = 'stated_yes' DESC, posted DESC, posting.rowid
    """,
    (TRACK, STATE, _WORDS),
)

BY_LEVEL = Query(
    "sponsored_by_level",
    "Sponsored jobs for beginners, seniors, managers",
    "Open postings whose title or text names a level, and that are stated or likely to be sponsored.",
    f"""
    SELECT seniority.level, {_SHOWN}, listing.sponsorship, posting.url
    FROM seniority JOIN listing ON listing.posting = seniority.posting JOIN posting ON posting.id = listing.posting
    WHERE (SELECT level FROM asked) IN ('{ANY}', seniority.level) AND listing.sponsorship IN {SPONSORED} AND {IN_STATE}
    ORDER BY listing.posted DESC, listing.id LIMIT 200
    """,
    (
        Parameter(
            "level",
            "intern, entry, mid, senior, staff, principal, lead, manager, director, vice_president, executive or"
            f" `{ANY}`.",
            ANY,
        ),
        STATE,
    ),
)

REMOTE = Query(
    "remote_sponsored",
    "Remote jobs with sponsorship",
    "Open postings that are remote, or hybrid or onsite, and stated or likely to be sponsored. A petition names a place"
    " of work also when it is a home.",
    f"""
    WITH found AS (
        SELECT {_SHOWN}, listing.sponsorship, listing.id FROM listing
        WHERE listing.work_mode = (SELECT work_mode FROM asked) AND listing.sponsorship IN {SPONSORED} AND {IN_STATE}
        ORDER BY listing.posted DESC, listing.id LIMIT 200
    )
    SELECT {_FOUND}, found.sponsorship, posting.url FROM found JOIN posting ON posting.rowid = found.id
    ORDER BY posted DESC, posting.rowid
    """,
    (Parameter("work_mode", "One of remote, hybrid, onsite.", "remote"), STATE),
)

NEW_APPROVALS = Query(
    "employers_with_new_approvals",
    "Who was granted H-1B petitions for new people last year and hires now",
    "Employers with open postings, by the petitions for new employment that USCIS approved for their filer in the last"
    " fiscal year of the loaded data, with how many of the postings exclude people who need a visa all the same.",
    f"""
    WITH {HIRED}
    SELECT listing.employer, filer.name AS filer, hired.fiscal_year, hired.new_approvals, count(*) AS open_postings,
        count(*) FILTER (WHERE listing.sponsorship = 'excluded_by_posting') AS postings_that_exclude,
        max(listing.posted) AS newest
    FROM hired JOIN filer ON filer.id = hired.filer JOIN listing ON listing.filer = hired.filer
    WHERE hired.new_approvals >= (SELECT approvals FROM asked) AND {IN_STATE}
    GROUP BY listing.employer, hired.filer ORDER BY new_approvals DESC, open_postings DESC, listing.employer LIMIT 500
    """,
    (STATE, APPROVALS),
)

CAP_EXEMPT = Query(
    "cap_exempt_employers",
    "Employers that may be exempt from the H-1B cap and hire now",
    "They may file at any time of the year and outside the selection. Why we say so is in `reason`.",
    f"""
    WITH found AS (
        SELECT listing.employer, posting.cap_exempt, count(*) AS open_postings,
            count(*) FILTER (WHERE listing.sponsorship = 'excluded_by_posting') AS postings_that_exclude,
            min(listing.id) AS example
        FROM posting CROSS JOIN listing ON listing.id = posting.rowid
        WHERE posting.cap_exempt IN ('likely', 'possible') AND {IN_STATE}
        GROUP BY listing.employer, posting.cap_exempt
        ORDER BY posting.cap_exempt, open_postings DESC, listing.employer LIMIT 500
    )
    SELECT found.employer, found.cap_exempt, posting.cap_exempt_reason AS reason, open_postings, postings_that_exclude,
        posting.url AS a_posting
    FROM found JOIN posting ON posting.rowid = example
    ORDER BY found.cap_exempt, open_postings DESC, found.employer
    """,
    (STATE,),
)

WAGE_LEVEL = Query(
    "openings_by_wage_level",
    "Openings whose pay meets a wage level",
    "In the wage-weighted H-1B selection a registration counts once for each level that the pay meets. Open postings"
    " that do not exclude people who need a visa, by their lowest stated pay.",
    f"""
    WITH found AS (
        SELECT {_SHOWN}, listing.wage_level, listing.sponsorship, listing.id FROM listing
        WHERE listing.wage_level >= (SELECT wage_level FROM asked) AND listing.sponsorship <> 'excluded_by_posting'
            AND {IN_STATE} AND {_TITLED}
        ORDER BY listing.wage_level DESC, listing.pay_min_usd_year DESC, listing.id LIMIT 200
    )
    SELECT {_FOUND}, found.wage_level, found.sponsorship, posting.url
    FROM found JOIN posting ON posting.rowid = found.id
    ORDER BY found.wage_level DESC, pay_min_usd_year DESC, posting.rowid
    """,
    (Parameter("wage_level", "1 to 4, at least.", 2), STATE, _WORDS),
)

GREEN_CARD = Query(
    "green_card_hints",
    "Jobs whose requirements suit an employment-based category",
    "Open postings that may be sponsored, by the category that their stated requirements would suit. `perm` is the"
    " verdict for permanent certification, those that are likeliest first; `eb_hint_quote` is the line that the"
    " category was read from: a hint, no promise.",
    f"""
    WITH found AS (
        SELECT {_SHOWN}, listing.perm, listing.id FROM posting CROSS JOIN listing ON listing.id = posting.rowid
        WHERE posting.eb_hint = (SELECT category FROM asked)
            AND listing.sponsorship IN ('stated_yes', 'likely', 'possible') AND {OF_EMPLOYER} AND {IN_STATE}
        ORDER BY {_RANK}, listing.posted DESC, listing.id LIMIT 200
    )
    SELECT listing.title, listing.employer, role, places, listing.perm, posting.eb_hint_quote, posted, posting.url
    FROM found AS listing JOIN posting ON posting.rowid = listing.id
    ORDER BY {_RANK}, posted DESC, listing.id
    """,
    (Parameter("category", "EB-2, EB-3 or unclear.", "EB-2"), EMPLOYER, STATE),
)

SEARCH = Query(
    "search_openings",
    "Search titles and texts of open postings",
    "Postings that hold the words in this order, in any of their forms, newest first.",
    f"""
    SELECT {_SHOWN}, listing.sponsorship, posting.url
    FROM posting_fts JOIN listing ON listing.id = posting_fts.rowid JOIN posting ON posting.id = listing.posting
    WHERE posting_fts MATCH {_PHRASE} AND {IN_STATE}
    ORDER BY listing.posted DESC, listing.id LIMIT 100
    """,
    (Parameter("words", "What to search for.", "engineer"), STATE),
)

OPENINGS = (*(ROLES, SPONSORED_OPENINGS, SEARCH, NEW_APPROVALS, BY_LEVEL, REMOTE, CAP_EXEMPT, WAGE_LEVEL, GREEN_CARD),)

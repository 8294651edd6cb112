"""Questions of researchers: shares, pay, levels, filing records."""

from __future__ import annotations

from exports.queries.parameters import IN_STATE, REFUSED, SPONSORED, STATE
from exports.queries.query import ANY, Parameter, Query

_AT_LEAST = Parameter("postings", "Open postings that a row has at least.", 1)

_PAID = f"listing.wage_level IS NOT NULL AND listing.pay_min_usd_year IS NOT NULL AND {IN_STATE}"

REFUSAL_SHARE = Query(
    "refusal_share_by_occupation",
    "Which occupations refuse most",
    "Open postings by occupation: the share whose text refuses sponsorship or requires citizenship or a clearance, and"
    " the share that says nothing about visas.",
    f"""
    SELECT role, soc, count(*) AS open_postings,
        round(1.0 * count(*) FILTER (WHERE says IN {REFUSED}) / count(*), 3) AS share_that_refuses,
        round(1.0 * count(*) FILTER (WHERE says = 'offers') / count(*), 3) AS share_that_offers,
        round(1.0 * count(*) FILTER (WHERE says IS NULL) / count(*), 3) AS share_that_is_silent
    FROM listing WHERE soc IS NOT NULL AND {IN_STATE}
    GROUP BY soc HAVING open_postings >= (SELECT postings FROM asked)
    ORDER BY share_that_refuses DESC, open_postings DESC, soc LIMIT 500
    """,
    (_AT_LEAST, STATE),
)

PAY = Query(
    "pay_by_wage_level",
    "Pay against wage level",
    "Open postings with stated pay by occupation and the OFLC wage level that the lowest pay meets, with the median of"
    " that pay in dollars a year. Level 0 is below level I.",
    f"""
    WITH counted AS (
        SELECT soc, role, wage_level, count(*) AS postings, min(pay_min_usd_year) AS lowest,
            max(pay_min_usd_year) AS highest, count(*) FILTER (WHERE sponsorship IN {SPONSORED}) AS stated_or_likely
        FROM listing WHERE {_PAID} GROUP BY soc, wage_level ORDER BY postings DESC, soc, wage_level LIMIT 500
    )
    SELECT counted.role, counted.soc, counted.wage_level, postings, lowest, pay_min_usd_year AS median, highest,
        stated_or_likely
    FROM (
        SELECT soc, wage_level, pay_min_usd_year,
            row_number() OVER (PARTITION BY soc, wage_level ORDER BY pay_min_usd_year) AS place
        FROM listing WHERE {_PAID}
    ) paid
    CROSS JOIN counted ON counted.soc IS paid.soc AND counted.wage_level = paid.wage_level
        AND paid.place = (postings + 1) / 2
    ORDER BY postings DESC, counted.soc, counted.wage_level
    """,
    (STATE,),
)

LEVELS = Query(
    "sponsorship_by_level",
    "Sponsorship by level of the job",
    "Open postings that name a level, by verdict.",
    """
    SELECT seniority.level, count(*) AS open_postings,
        count(*) FILTER (WHERE sponsorship = 'stated_yes') AS stated_yes,
        count(*) FILTER (WHERE sponsorship = 'likely') AS likely,
        count(*) FILTER (WHERE sponsorship = 'possible') AS possible,
        count(*) FILTER (WHERE sponsorship = 'unlikely') AS unlikely,
        count(*) FILTER (WHERE sponsorship = 'excluded_by_posting') AS excluded_by_posting,
        count(*) FILTER (WHERE sponsorship = 'unknown') AS unknown
    FROM seniority JOIN listing ON listing.posting = seniority.posting
    GROUP BY seniority.level ORDER BY open_postings DESC, seniority.level
    """,
)

STATES = Query(
    "sponsorship_by_state",
    "Sponsorship by state",
    "Open postings by U.S. state and verdict; a job in two states counts in both.",
    """
    WITH counted AS (
        SELECT states, sponsorship, count(*) AS postings FROM listing WHERE states IS NOT NULL
        GROUP BY states, sponsorship
    )
    SELECT named.value AS state, sum(postings) AS open_postings,
        coalesce(sum(postings) FILTER (WHERE sponsorship = 'stated_yes'), 0) AS stated_yes,
        coalesce(sum(postings) FILTER (WHERE sponsorship = 'likely'), 0) AS likely,
        coalesce(sum(postings) FILTER (WHERE sponsorship = 'excluded_by_posting'), 0) AS excluded_by_posting
    FROM counted JOIN json_each('["' || replace(trim(states), ' ', '","') || '"]') named
    GROUP BY state ORDER BY open_postings DESC, state
    """,
)

HISTORY = Query(
    "filing_history",
    "The H-1B record of a filer, year by year",
    "Petitions that USCIS decided for filers whose name holds these letters. A year between the first and the last of"
    " the loaded data that is not here had none.",
    f"""
    SELECT name, fiscal_year, new_approved, continuing_approved, denied FROM approval
    WHERE filer IN (
        SELECT id FROM filer
        WHERE (SELECT name FROM asked) = '{ANY}' OR instr(lower(name), lower((SELECT name FROM asked)))
        ORDER BY name LIMIT 100
    )
    ORDER BY name, fiscal_year
    """,
    (Parameter("name", f"Letters of the filer's name, or `{ANY}` for the first hundred.", ANY),),
)

UNMATCHED = Query(
    "employers_without_filer",
    "Employers that were not matched to a filer",
    "Without a filer there is no record to judge by, and silence of a posting stays `unknown`. `review`: a person"
    " should look.",
    """
    WITH found AS (
        SELECT employer, filer_decision, count(*) AS open_postings, min(id) AS example
        FROM listing WHERE filer_decision IN ('none', 'review')
        GROUP BY employer, filer_decision ORDER BY open_postings DESC, employer LIMIT 500
    )
    SELECT found.employer, found.filer_decision, open_postings, posting.url AS a_posting
    FROM found JOIN posting ON posting.rowid = example ORDER BY open_postings DESC, found.employer
    """,
)

MARKET = (REFUSAL_SHARE, PAY, LEVELS, STATES, HISTORY, UNMATCHED)

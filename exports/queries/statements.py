"""Questions about what postings themselves say of visas, citizenship and work authorization."""

from __future__ import annotations

from exports.queries.parameters import APPROVALS, EMPLOYER, HIRED, OF_EMPLOYER, REFUSED
from exports.queries.query import Parameter, Query

_KINDS = (
    "offers, no_sponsorship, conditional, citizenship_or_clearance_required, export_control,"
    " work_authorization_required_only, e_verify or cap_exempt"
)

REFUSALS_BY_EMPLOYER = Query(
    "refusals_by_employer",
    "Who refuses visa sponsorship, in their own words",
    "Employers with the most open postings that refuse sponsorship or require citizenship or a clearance, how many they"
    " have in all, and one of the quotes.",
    f"""
    WITH refused AS (
        SELECT listing.employer, count(*) AS postings_that_exclude, min(listing.id) AS example
        FROM listing WHERE listing.sponsorship = 'excluded_by_posting' AND {OF_EMPLOYER} GROUP BY listing.employer
        ORDER BY postings_that_exclude DESC, listing.employer LIMIT 200
    )
    SELECT refused.employer, postings_that_exclude,
        (SELECT count(*) FROM listing WHERE listing.employer = refused.employer) AS open_postings,
        (SELECT quote FROM statement WHERE statement.posting = posting.id AND kind IN {REFUSED} ORDER BY id LIMIT 1)
            AS a_quote,
        posting.url AS a_posting
    FROM refused JOIN posting ON posting.rowid = example ORDER BY postings_that_exclude DESC, refused.employer
    """,
    (EMPLOYER,),
)

REFUSALS = Query(
    "refusals",
    "Every refusal of an employer",
    "Sentences with which open postings exclude people who need a visa, by how many carry them.",
    f"""
    SELECT listing.employer, statement.kind, statement.quote, count(*) AS postings, min(listing.posting) AS a_posting
    FROM statement JOIN listing ON listing.posting = statement.posting
    WHERE statement.kind IN {REFUSED} AND {OF_EMPLOYER}
    GROUP BY listing.employer, statement.kind, statement.quote
    ORDER BY postings DESC, listing.employer, statement.quote LIMIT 500
    """,
    (EMPLOYER,),
)

OFFERS = Query(
    "offers_with_quotes",
    "Postings that offer a visa",
    "Open postings whose own text offers sponsorship, newest first, with the words. A quote may be about one visa or"
    " one place only: read `scope` and the posting.",
    f"""
    SELECT listing.title, listing.employer, statement.quote, statement.scope, listing.sponsorship, listing.posted,
        posting.url
    FROM statement JOIN listing ON listing.posting = statement.posting JOIN posting ON posting.id = listing.posting
    WHERE statement.kind = 'offers' AND {OF_EMPLOYER}
    ORDER BY listing.posted DESC, statement.id LIMIT 200
    """,
    (EMPLOYER,),
)

QUOTES = Query(
    "frequent_quotes",
    "The words that are used most",
    "Exact sentences of one kind, by how many postings carry them: most are a template of the employer.",
    """
    SELECT quote, count(*) AS postings, min(rule) AS rule, min(posting) AS a_posting
    FROM statement WHERE kind = (SELECT kind FROM asked)
    GROUP BY quote ORDER BY postings DESC, quote LIMIT 100
    """,
    (Parameter("kind", f"One of {_KINDS}.", "no_sponsorship"),),
)

E_VERIFY = Query(
    "e_verify_notices",
    "Employers that say they use E-Verify",
    "A STEM extension of OPT needs an employer in E-Verify. Open postings that carry its notice, counted by employer;"
    " other employers may use it without saying so.",
    """
    SELECT listing.employer, count(*) AS postings, min(statement.quote) AS a_quote, min(listing.posting) AS a_posting
    FROM statement JOIN listing ON listing.posting = statement.posting
    WHERE statement.kind = 'e_verify'
    GROUP BY listing.employer ORDER BY postings DESC, listing.employer LIMIT 500
    """,
)

MIXED = Query(
    "employers_that_do_both",
    "Employers that refuse in some postings and not in others",
    "A refusal is often about one job. Employers with open postings that exclude people who need a visa and others that"
    " offer or are likely to be sponsored.",
    """
    SELECT employer, count(*) AS open_postings,
        count(*) FILTER (WHERE sponsorship = 'stated_yes') AS stated_yes,
        count(*) FILTER (WHERE sponsorship = 'likely') AS likely,
        count(*) FILTER (WHERE sponsorship = 'excluded_by_posting') AS excluded_by_posting
    FROM listing GROUP BY employer
    HAVING excluded_by_posting > 0 AND stated_yes + likely > 0
    ORDER BY excluded_by_posting DESC, employer LIMIT 200
    """,
)

REFUSED_DESPITE = Query(
    "refused_despite_history",
    "Refusals of employers that sponsor others",
    "Open postings that refuse sponsorship although USCIS approved new H-1B petitions of the filer last year: what the"
    " posting says decides its verdict, the record is the employer's.",
    f"""
    WITH {HIRED}, found AS (
        SELECT listing.id, hired.new_approvals, hired.fiscal_year FROM hired JOIN listing ON listing.filer = hired.filer
        WHERE hired.new_approvals >= (SELECT approvals FROM asked) AND listing.says = 'no_sponsorship'
            AND listing.sponsorship = 'excluded_by_posting'
        ORDER BY hired.new_approvals DESC, listing.employer, listing.id LIMIT 200
    )
    SELECT posting.employer, new_approvals, fiscal_year, posting.title, statement.quote, posting.url
    FROM found JOIN posting ON posting.rowid = found.id
        JOIN statement ON statement.posting = posting.id AND statement.kind = 'no_sponsorship'
    ORDER BY new_approvals DESC, posting.employer, found.id, statement.id
    """,
    (APPROVALS,),
)

OFFERED_WITHOUT = Query(
    "offered_without_history",
    "Offers of employers without a record",
    "Open postings that offer a visa, of employers with no new H-1B approval last year or no filer that we could tell:"
    " new sponsors, other visas, or a filer that we missed.",
    f"""
    WITH {HIRED}
    SELECT listing.employer, listing.filer_decision, listing.title, statement.quote, posting.url
    FROM listing JOIN statement ON statement.posting = listing.posting JOIN posting ON posting.id = listing.posting
    WHERE listing.sponsorship = 'stated_yes' AND statement.kind = 'offers'
        AND (listing.filer IS NULL OR listing.filer NOT IN (SELECT filer FROM hired))
    ORDER BY listing.employer, statement.id LIMIT 200
    """,
)

CHANGED = Query(
    "changed_verdicts",
    "Employers whose postings changed what they say",
    "Edits after which the verdict of a posting was another one, newest first. Each version is judged with the same"
    " data and model, so the difference is the employer's.",
    f"""
    SELECT posting.employer, posting.title, event.tag_before, event.tag_after, event.at, posting.status, posting.url
    FROM event JOIN posting ON posting.id = event.posting
    WHERE event.kind = 'tag_changed' AND {OF_EMPLOYER.replace("listing", "posting")}
    ORDER BY event.at DESC, event.id LIMIT 200
    """,
    (EMPLOYER,),
    empty="a dump in which no edit changed a verdict",
)

RULES = Query(
    "statements_by_rule",
    "What the reading rules found",
    "How often each rule read a statement, and a quote to judge it by.",
    """
    WITH found AS (
        SELECT kind, rule, count(*) AS statements, min(id) AS example FROM statement GROUP BY kind, rule
    )
    SELECT found.kind, found.rule, statements, statement.quote AS a_quote, statement.posting AS a_posting
    FROM found JOIN statement ON statement.id = example ORDER BY found.kind, statements DESC, found.rule
    """,
)

STATEMENTS = (
    *(REFUSALS_BY_EMPLOYER, REFUSALS, OFFERS, QUOTES, E_VERIFY, MIXED, REFUSED_DESPITE, OFFERED_WITHOUT, CHANGED),
    RULES,
)

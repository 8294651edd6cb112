"""Parameters that several queries ask for, and the conditions that go with them."""

from __future__ import annotations

from exports.queries.query import ANY, Parameter

EMPLOYER = Parameter("employer", f"Name as the postings say it, or `{ANY}`.", ANY)
STATE = Parameter("state", f"U.S. state as two letters, or `{ANY}`.", ANY, upper=True)
TRACK = Parameter("track", "One of h1b, h1b_new (not employed in H-1B status yet), perm, e3, h1b1.", "h1b")
APPROVALS = Parameter("approvals", "New H-1B approvals in the last fiscal year, at least.", 1)

OF_EMPLOYER = f"(SELECT employer FROM asked) IN ('{ANY}', listing.employer)"
IN_STATE = (
    f"((SELECT state FROM asked) = '{ANY.upper()}' OR instr(listing.states, ' ' || (SELECT state FROM asked) || ' '))"
)
TAG = (
    "CASE (SELECT track FROM asked) WHEN 'h1b' THEN h1b WHEN 'h1b_new' THEN h1b_new WHEN 'perm' THEN perm"
    " WHEN 'e3' THEN e3 WHEN 'h1b1' THEN h1b1 END"
)
"""The verdict for the track that is asked for."""

SPONSORED = "('stated_yes', 'likely')"
REFUSED = "('no_sponsorship', 'citizenship_or_clearance_required')"

HIRED = """latest AS (
        SELECT max(fiscal_year) AS fiscal_year FROM filing_total WHERE source = 'uscis'
    ), hired AS (
        SELECT filer, latest.fiscal_year, sum(filings) AS new_approvals
        FROM latest JOIN filing_total ON source = 'uscis' AND filing_total.fiscal_year = latest.fiscal_year
        WHERE visa_class = 'H-1B' AND status = 'approved' AND employment = 'new' GROUP BY filer
    )"""
"""Filers with new H-1B approvals in the last fiscal year that the hub data tell of."""

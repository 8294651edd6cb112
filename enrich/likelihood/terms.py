"""The terms of the model: each one number read from the evidence on a filer, in Python and in SQL.

``ln`` of a count is of the count plus one. The SQL reads the columns that :func:`enrich.likelihood.trace.case_sql`
selects, so that a reader of ``reference.db`` can compute a probability without this program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, log1p
from typing import Final

from enrich.likelihood.case import Case


@dataclass(frozen=True, slots=True)
class Term:
    """One term."""

    name: str
    says: str
    of: Callable[[Case], float]
    sql: str


def _granted(case: Case) -> int:
    return case.last.granted + case.before.granted


def _refused_share(case: Case) -> float:
    refused = case.last.refused + case.before.refused
    return refused / max(1, refused + _granted(case))


_G1 = "(new_1 + continuing_1)"
_G2 = "(new_2 + continuing_2)"
_ALL = "(new_1 + continuing_1 + new_2 + continuing_2)"
_REFUSED = "(refused_1 + refused_2)"
_UNSEEN = f"({_ALL} + {_REFUSED} + withdrawn_1 + withdrawn_2 = 0)"


def _ln(expression: str) -> str:
    return f"ln(1.0 + {expression})"


_EVERY: Final = (
    Term("new_1", "ln of grants of new employment, last year", lambda c: log1p(c.last.new), _ln("new_1")),
    Term("new_2", "the same, the year before", lambda c: log1p(c.before.new), _ln("new_2")),
    Term("continuing_1", "ln of other grants, last year", lambda c: log1p(c.last.continuing), _ln("continuing_1")),
    Term("continuing_2", "the same, the year before", lambda c: log1p(c.before.continuing), _ln("continuing_2")),
    Term("granted_1", "ln of all grants, last year", lambda c: log1p(c.last.granted), _ln(_G1)),
    Term("granted_2", "the same, the year before", lambda c: log1p(c.before.granted), _ln(_G2)),
    Term(
        "granted_to_3",
        "ln of the grants of both years, the first 3 alone",
        lambda c: log1p(min(3, _granted(c))),
        _ln(f"min(3, {_ALL})"),
    ),
    Term(
        "granted_to_12",
        "the same, of the first 12",
        lambda c: log1p(min(12, _granted(c))),
        _ln(f"min(12, {_ALL})"),
    ),
    Term(
        "both_years",
        "1 for grants in either year",
        lambda c: float(c.last.granted > 0 and c.before.granted > 0),
        f"({_G1} > 0 AND {_G2} > 0)",
    ),
    Term(
        "steady_new",
        "ln of the lesser year's grants of new employment",
        lambda c: log1p(min(c.last.new, c.before.new)),
        _ln("min(new_1, new_2)"),
    ),
    Term(
        "steady_to_12",
        "ln of the lesser year's grants, the first 12 alone",
        lambda c: log1p(min(12, c.last.granted, c.before.granted)),
        _ln(f"min(12, {_G1}, {_G2})"),
    ),
    Term(
        "lapsed",
        "ln of the grants of the year before when there were none last year",
        lambda c: 0.0 if c.last.granted else log1p(c.before.granted),
        f"({_G1} = 0) * {_ln(_G2)}",
    ),
    Term("refused_1", "ln of refusals, last year", lambda c: log1p(c.last.refused), _ln("refused_1")),
    Term(
        "refused_share",
        "share of refusals among grants and refusals of both years",
        _refused_share,
        f"1.0 * {_REFUSED} / max(1, {_REFUSED} + {_ALL})",
    ),
    Term("withdrawn_1", "ln of withdrawals, last year", lambda c: log1p(c.last.withdrawn), _ln("withdrawn_1")),
    Term(
        "elsewhere",
        "ln of the grants of both years for work of other SOC minor groups",
        lambda c: log1p(c.elsewhere_last + c.elsewhere_before),
        _ln("elsewhere_1 + elsewhere_2"),
    ),
    Term(
        "unseen",
        "1 when nothing was decided for this SOC minor group in both years",
        lambda c: float(not c.is_seen),
        _UNSEEN,
    ),
    Term(
        "unseen_elsewhere",
        "the ln of grants elsewhere, where nothing was decided for this group",
        lambda c: 0.0 if c.is_seen else log1p(c.elsewhere_last + c.elsewhere_before),
        f"{_UNSEEN} * {_ln('elsewhere_1 + elsewhere_2')}",
    ),
    Term(
        "unseen_common",
        "ln of the share of filers that file for this group (at least one in 10,000), where nothing was decided for it",
        lambda c: 0.0 if c.is_seen else log(max(1e-4, c.common)),
        f"{_UNSEEN} * ln(max(0.0001, common))",
    ),
    Term("level_one", "share of filings at wage level I", lambda c: c.level_one, "level_one"),
    Term("dependent", "share whose filer says it is H-1B dependent", lambda c: c.dependent, "dependent"),
    Term("placed", "share with a worker placed at another company", lambda c: c.placed, "placed"),
    Term("hub_new", "ln of USCIS approvals of new employment, last year", lambda c: log1p(c.hub_new), _ln("hub_new")),
    Term("hub_granted", "ln of all USCIS approvals, last year", lambda c: log1p(c.hub_granted), _ln("hub_granted")),
)
TERMS: Final[dict[str, Term]] = {term.name: term for term in _EVERY}

ONE_YEAR: Final = (
    *("new_1", "continuing_1", "granted_1", "granted_to_3", "granted_to_12", "refused_1", "refused_share"),
)
"""Where only one whole year is loaded."""

TWO_YEARS: Final = (
    *("new_1", "new_2", "continuing_1", "continuing_2", "granted_1", "granted_2", "granted_to_3", "granted_to_12"),
    *("both_years", "steady_new", "steady_to_12", "lapsed", "refused_1", "refused_share"),
)
"""Where two years of the hub are loaded."""

APPLICATIONS: Final = (
    *("new_1", "new_2", "granted_1", "granted_2", "granted_to_3", "granted_to_12", "both_years", "steady_to_12"),
    *("lapsed", "refused_share", "withdrawn_1", "level_one", "dependent", "placed"),
)
"""Two years of applications, which tell of pay, dependency and placement."""

MARKS: Final = frozenset({"level_one", "dependent", "placed"})
"""Terms that need more than the counts."""

OCCUPATION: Final = ("elsewhere", "unseen", "unseen_elsewhere", "unseen_common")
"""Added where the model is for each SOC minor group."""

HUB: Final = ("hub_new", "hub_granted")
"""Added to applications where the USCIS hub is loaded for the same year."""

MOST_TERMS: Final = 20

"""Permanent labor certification (PERM): the employer's application to offer one worker a permanent job.

It comes before an immigrant petition, and is neither that petition nor a green card. Columns that labor condition
applications have too bear the same names as in ``lca_case``, so that one question can be put to both tables. Nothing
about the worker is read: no country, no birth place, no class of admission, no education.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from enrich.reference.cases import (
    EMPLOYER,
    PAY,
    WORKSITE,
    column_readers,
    is_wage_suspect,
    occupation_of,
    read_case_number,
    read_category,
    stated_period,
)
from enrich.reference.layouts import Header
from enrich.reference.tables import Build, ColumnReader, Convert, Value
from enrich.reference.values import (
    read_count,
    read_date,
    read_naics,
    read_optional_text,
    read_quarter,
    read_soc,
    read_text,
    read_year,
    read_yes,
)

TABLE = "perm_case"

_STATUSES = {
    "CERTIFIED": "Certified",
    "CERTIFIEDEXPIRED": "Certified - Expired",
    "CERTIFIEDWITHDRAWN": "Certified - Withdrawn",
    "DENIED": "Denied",
    "WITHDRAWN": "Withdrawn",
}
_OTHER_PROGRAM = re.compile(r"I-2\d\d-|P-\d|H-?[34]\d\d|CW|JO-")


def read_status(text: str) -> str | None:
    """A case status; ``Certified-Expired`` was certified, and no petition was filed in the months it held."""
    return read_category(text, _STATUSES, "a case status")


_CONVERTERS: Mapping[str, Convert] = {
    "case_number": read_case_number,
    "case_status": read_status,
    "received_date": read_date,
    "decision_date": read_date,
    "occupation_type": read_optional_text,
    "job_title": read_text,
    "soc_code": read_soc,
    "soc_title": read_optional_text,
    "full_time_position": read_yes,
    **EMPLOYER,
    "employer_num_employees": read_count,
    "naics_code": read_naics,
    **WORKSITE,
    **PAY,
    "pw_tracking_number": read_optional_text,
}
_STATED: Mapping[str, Convert] = {"fiscal_year": read_year, "fiscal_quarter": read_quarter}
COLUMNS = (*_CONVERTERS, "fiscal_year", "fiscal_quarter", "soc_edition", "soc_group", "wage_suspect")
"""Columns of the table that a row fills, after file and line."""
ESSENTIAL = ("decision_date", "case_status", "fiscal_year")
"""Columns that a file cannot be loaded with when most of their cells cannot be read."""


def readers(header: Header) -> dict[str, ColumnReader]:
    """How each column of ``header`` is read."""
    return column_readers(header, {**_STATED, **_CONVERTERS})


def builder(header: Header) -> Build:
    """Makes rows of the table from values in the order of ``header.positions``."""
    index = {name: i for i, name in enumerate(header.positions)}
    nothing = len(index)
    stored = [index.get(name, nothing) for name in _CONVERTERS]
    received = index.get("received_date", nothing)
    name, case, soc = index["employer_name"], index.get("case_number", nothing), index.get("soc_code", nothing)
    period = [index.get(column, nothing) for column in ("decision_date", "fiscal_year", "fiscal_quarter")]
    pay = ("wage_rate_of_pay_from", "wage_unit_of_pay", "prevailing_wage", "pw_unit_of_pay")
    wage = [index.get(column, nothing) for column in pay]

    def build(values: tuple[Value, ...]) -> tuple[Value, ...] | str:
        if values[name] is None:
            return "no employer name"
        values = (*values, None)
        if values[case] is not None and _OTHER_PROGRAM.match(str(values[case])):
            return "the case number of another program"
        when = stated_period(*(values[i] for i in period))
        if when is None:
            return "no decision date or fiscal year"
        occupation = occupation_of(values[soc], values[received] or values[period[0]], when[0])
        return (*(values[i] for i in stored), *when, *occupation, is_wage_suspect(*(values[i] for i in wage)))

    return build

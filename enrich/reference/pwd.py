"""Prevailing wage determinations: what the Department of Labor says an employer must pay for a job it describes.

A request says that an employer considers a filing, not that it filed. It is loaded for what the employer attests about
itself: that it is of a kind covered by ACWIA (INA 212(p)), which the cap-exempt kinds of INA 214(g)(5) are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from enrich.reference.cases import (
    EMPLOYER,
    WORKSITE,
    column_readers,
    occupation_of,
    read_case_number,
    read_category,
    stated_period,
)
from enrich.reference.layouts import Header
from enrich.reference.tables import Build, ColumnReader, Convert, Unreadable, Value
from enrich.reference.values import (
    read_date,
    read_level,
    read_money,
    read_naics,
    read_optional_text,
    read_soc,
    read_text,
    read_unit,
    read_yes,
)

TABLE = "pwd_case"

_VISA_CLASSES = {
    **{"PERM": "PERM", "H1B": "H-1B", "H1B1": "H-1B1", "H1B1CHILE": "H-1B1 Chile"},
    **{"H1B1SINGAPORE": "H-1B1 Singapore", "E3": "E-3 Australian", "E3AUSTRALIAN": "E-3 Australian"},
    **{"H2B": "H-2B", "CW1": "CW-1"},
}
_OTHER_PROGRAM = re.compile(r"I-2\d\d-|[AC]-\d{5}-|G-\d|H-?[34]\d\d|JO-")
_MEAN = re.compile(r"(?:oe?ws|oes)? ?mean", re.IGNORECASE)


def read_visa_class(text: str) -> str | None:
    """The program that the wage is asked for."""
    return read_category(text, _VISA_CLASSES, "a visa class")


def read_determined_level(text: str) -> str | None:
    """A wage level ``I`` to ``IV``; a determination at the mean of the survey has none."""
    return None if _MEAN.fullmatch(text.strip()) else read_level(text)


def read_attested(text: str) -> int | None:
    """1 or 0; anything but a plain yes or no attests nothing."""
    try:
        return read_yes(text)
    except Unreadable as error:
        raise Unreadable("an attestation that is neither yes nor no") from error


_CONVERTERS: Mapping[str, Convert] = {
    "case_number": read_case_number,
    "case_status": read_optional_text,
    "visa_class": read_visa_class,
    "received_date": read_date,
    "decision_date": read_date,
    **EMPLOYER,
    "naics_code": read_naics,
    "covered_by_acwia": read_attested,
    "acwia_inst_higher_education": read_attested,
    "acwia_affiliated_non_profit": read_attested,
    "acwia_research_org": read_attested,
    "job_title": read_text,
    "soc_code": read_soc,
    "soc_title": read_optional_text,
    **WORKSITE,
    "prevailing_wage": read_money,
    "pw_unit_of_pay": read_unit,
    "pw_wage_level": read_determined_level,
    "pw_wage_source": read_optional_text,
}
_DATES: Mapping[str, Convert] = {"withdrawal_date": read_date}
COLUMNS = (*_CONVERTERS, "fiscal_year", "fiscal_quarter", "soc_edition", "soc_group")
"""Columns of the table that a row fills, after file and line."""
ESSENTIAL = ("decision_date", "received_date", "visa_class")
"""Columns that a file cannot be loaded with when most of their cells cannot be read."""


def readers(header: Header) -> dict[str, ColumnReader]:
    """How each column of ``header`` is read."""
    return column_readers(header, {**_DATES, **_CONVERTERS})


def builder(header: Header) -> Build:
    """Makes rows of the table from values in the order of ``header.positions``.

    A request is of the period of its determination; one that was withdrawn, of its withdrawal, else of its receipt.
    """
    index = {name: i for i, name in enumerate(header.positions)}
    nothing = len(index)
    stored = [index.get(name, nothing) for name in _CONVERTERS]
    received, decided = index.get("received_date", nothing), index.get("decision_date", nothing)
    name, case, soc = index["employer_name"], index.get("case_number", nothing), index.get("soc_code", nothing)
    dates = [index[column] for column in ("decision_date", "withdrawal_date", "received_date") if column in index]

    def build(values: tuple[Value, ...]) -> tuple[Value, ...] | str:
        if values[name] is None:
            return "no employer name"
        values = (*values, None)
        if values[case] is not None and _OTHER_PROGRAM.match(str(values[case])):
            return "the case number of another program"
        when = stated_period(next((values[i] for i in dates if values[i] is not None), None), None, None)
        if when is None:
            return "no date"
        occupation = occupation_of(values[soc], values[decided] or values[received], when[0])
        return (*(values[i] for i in stored), *when, *occupation)

    return build

"""Labor condition applications: the employer's attestation for one or more H-1B, H-1B1 or E-3 workers.

An application is neither a petition nor a hire; filings and positions are therefore counted apart. The columns are
those of the Department of Labor's disclosure files in lower case; what is derived from them stands in columns of its
own (``fiscal_year, fiscal_quarter, soc_edition, soc_group, employment, wage_suspect``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from enrich.reference.cases import (
    EMPLOYER,
    PAY,
    WORKSITE,
    column_readers,
    fiscal_period,
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
    read_state,
    read_text,
    read_year,
    read_yes,
)

TABLE = "lca_case"

_STATUSES = {
    "CERTIFIED": "Certified",
    "CERTIFIEDWITHDRAWN": "Certified - Withdrawn",
    "WITHDRAWN": "Withdrawn",
    "DENIED": "Denied",
    "REJECTED": "Rejected",
    "INVALIDATED": "Invalidated",
}
_VISA_CLASSES = {
    "H1B": "H-1B",
    "E3": "E-3 Australian",
    "E3AUSTRALIAN": "E-3 Australian",
    "H1B1CHILE": "H-1B1 Chile",
    "H1B1SINGAPORE": "H-1B1 Singapore",
}
_CLASS_OF_CASE = {"I-200": "H-1B", "I-201": "H-1B1 Chile", "I-202": "H-1B1 Singapore", "I-203": "E-3 Australian"}
_CASE = re.compile(r"I-20[0-3]-(\d{2})(\d{3})-\d{6}")
_OTHER_PROGRAM = re.compile(r"(?:[ACGP]-|H-?[34]\d\d|CW)")
_DAYS_TO_DECISION = 9  # seven working days by law (INA 212(n)(1)), which certifications keep to


def read_status(text: str) -> str | None:
    """A case status in the words of the newest files."""
    return read_category(text, _STATUSES, "a case status")


def read_visa_class(text: str) -> str | None:
    """A visa class in the words of the newest files."""
    return read_category(text, _VISA_CLASSES, "a visa class")


_CONVERTERS: Mapping[str, Convert] = {
    "case_number": read_case_number,
    "case_status": read_status,
    "visa_class": read_visa_class,
    "received_date": read_date,
    "decision_date": read_date,
    "original_cert_date": read_date,
    "begin_date": read_date,
    "end_date": read_date,
    "job_title": read_text,
    "soc_code": read_soc,
    "soc_title": read_optional_text,
    "full_time_position": read_yes,
    "total_worker_positions": read_count,
    "new_employment": read_count,
    "continued_employment": read_count,
    "change_previous_employment": read_count,
    "new_concurrent_employment": read_count,
    "change_employer": read_count,
    "amended_petition": read_count,
    **EMPLOYER,
    "naics_code": read_naics,
    "secondary_entity": read_yes,
    "secondary_entity_business_name": read_optional_text,
    **WORKSITE,
    **PAY,
    "pw_oes_year": read_optional_text,
    "h_1b_dependent": read_yes,
    "willful_violator": read_yes,
}
_STATED: Mapping[str, Convert] = {"fiscal_year": read_year, "fiscal_quarter": read_quarter, "worksite": read_text}
_DERIVED = ("fiscal_year", "fiscal_quarter", "soc_edition", "soc_group", "employment", "wage_suspect")
COLUMNS = (*_CONVERTERS, *_DERIVED)
"""Columns of the table that a row fills, after file and line."""

_PLACE = ("worksite_city", "worksite_state")
_HIRES = ("new_employment", "new_concurrent_employment", "change_employer")
_STAYS = ("continued_employment", "change_previous_employment", "amended_petition")


ESSENTIAL = ("decision_date", "case_status", "visa_class", "fiscal_year")
"""Columns that a file cannot be loaded with when most of their cells cannot be read."""


def readers(header: Header) -> dict[str, ColumnReader]:
    """How each column of ``header`` is read."""
    return column_readers(header, {**_STATED, **_CONVERTERS})


def builder(header: Header) -> Build:
    """Makes rows of the table from values in the order of ``header.positions``."""
    row = _Row(header)
    stored = [row.index.get(name, row.nothing) for name in _CONVERTERS]
    name, case, visa = row.index["employer_name"], row.of("case_number"), row.of("visa_class")
    visa_column, city_column, state_column = map(list(_CONVERTERS).index, ("visa_class", *_PLACE))
    worksite = row.of("worksite")

    def build(values: tuple[Value, ...]) -> tuple[Value, ...] | str:
        if values[name] is None:
            return "no employer name"
        values = (*values, None)
        number = values[case]
        if number is not None and _OTHER_PROGRAM.match(str(number)):
            return "the case number of another program"
        period = row.period(values)
        if period is None:
            return "no decision date or fiscal year"
        kept = [values[i] for i in stored]
        if values[visa] is None:
            kept[visa_column] = row.visa_class(number)
        if values[worksite] is not None:
            kept[city_column], kept[state_column] = split_place(str(values[worksite]))
        return (*kept, *period, *row.occupation(values, period[0]), row.employment(values), row.is_wage_suspect(values))

    return build


def split_place(text: str) -> tuple[str | None, str | None]:
    """City and state's code of ``ANN ARBOR, MICHIGAN``; without a comma the whole is the city."""
    city, _, state = text.rpartition(",")
    return (read_optional_text(city), read_state(state)) if city else (read_optional_text(state), None)


class _Row:
    """Derivations from one row, whose values stand in the order of the header, then a ``None`` for absent columns."""

    def __init__(self, header: Header) -> None:
        self.index = {name: i for i, name in enumerate(header.positions)}
        self.nothing = len(self.index)
        has_class = any(column.name == "visa_class" for column in header.layout.columns)
        self._default_class = None if has_class else "H-1B"
        self._hires = [self.index.get(column) for column in _HIRES]
        self._stays = [self.index[column] for column in _STAYS if column in self.index]
        self._decision, self._case = self.of("decision_date"), self.of("case_number")
        self._received = self.of("received_date")
        self._year, self._quarter, self._soc = self.of("fiscal_year"), self.of("fiscal_quarter"), self.of("soc_code")
        self._total = self.of("total_worker_positions")
        self._pay, self._unit = self.of("wage_rate_of_pay_from"), self.of("wage_unit_of_pay")
        self._prevailing, self._pw_unit = self.of("prevailing_wage"), self.of("pw_unit_of_pay")

    def of(self, column: str) -> int:
        """Index of the value of ``column``; that of the ``None`` at the end when the file lacks it."""
        return self.index.get(column, self.nothing)

    def period(self, values: tuple[Value, ...]) -> tuple[int, int | None] | None:
        """Federal fiscal year and quarter: of the decision, else as stated, else estimated from the case number."""
        told = stated_period(values[self._decision], values[self._year], values[self._quarter])
        if told is not None:
            return told
        number = values[self._case]
        return None if number is None else period_of_case(str(number))

    def visa_class(self, number: Value) -> str | None:
        """Visa class where the file has none: that of the case number, else the only one of the layout's time."""
        told = _CLASS_OF_CASE.get(str(number)[:5]) if number is not None else None
        return told or self._default_class

    def occupation(self, values: tuple[Value, ...], fiscal_year: int) -> tuple[int | None, str | None]:
        """Edition and minor group of the SOC code."""
        return occupation_of(values[self._soc], values[self._received] or values[self._decision], fiscal_year)

    def employment(self, values: tuple[Value, ...]) -> str | None:
        """``new`` when any position is for someone the employer does not employ yet, else ``continuing``."""
        hires = [values[i] if i is not None else None for i in self._hires]
        if any(hires):
            return "new"
        stays = sum(count for i in self._stays if isinstance(count := values[i], int))
        if (
            None in hires
        ):  # a column that is missing or blank could hold the hire, unless all positions are accounted for
            total = values[self._total]
            return "continuing" if isinstance(total, int) and 0 < total <= stays else None
        return "continuing" if stays else None

    def is_wage_suspect(self, values: tuple[Value, ...]) -> int | None:
        """1 when pay and unit cannot both be right (``Hour`` with 135000); ``None`` without both."""
        return is_wage_suspect(values[self._pay], values[self._unit], values[self._prevailing], values[self._pw_unit])


def period_of_case(number: str) -> tuple[int, int] | None:
    """Fiscal year and quarter in which a case number's application was due to be decided, ``None`` when it is not told.

    A number is ``I-2cc-YYDDD-nnnnnn``: received on day DDD of year YY.
    """
    found = _CASE.fullmatch(number)
    if not found or not 1 <= int(found[2]) <= 366:
        return None
    received = date(2000 + int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    return fiscal_period((received + timedelta(days=_DAYS_TO_DECISION)).isoformat())

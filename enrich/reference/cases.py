"""What the Department of Labor's case files share: columns, outcomes, periods, occupations, pay that is not right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from enrich.reference.layouts import Header
from enrich.reference.soc import soc_edition, soc_group
from enrich.reference.tables import ColumnReader, Convert, Unreadable, Value
from enrich.reference.values import (
    read_fein,
    read_level,
    read_lowest_money,
    read_money,
    read_optional_text,
    read_state,
    read_text,
    read_unit,
    read_zip,
)

YEARLY: Mapping[str, int] = {"Year": 1, "Month": 12, "Bi-Weekly": 26, "Week": 52, "Hour": 2080}
"""Units of pay -> how many of them a full-time year has."""

# Columns that several tables have are read alike, so that one question can be put to all of them.
EMPLOYER: Final[Mapping[str, Convert]] = {
    "employer_name": read_text,
    "trade_name_dba": read_optional_text,
    "employer_city": read_optional_text,
    "employer_state": read_state,
    "employer_postal_code": read_zip,
    "employer_fein": read_fein,
}
WORKSITE: Final[Mapping[str, Convert]] = {
    "worksite_city": read_optional_text,
    "worksite_county": read_optional_text,
    "worksite_state": read_state,
    "worksite_postal_code": read_zip,
}
PAY: Final[Mapping[str, Convert]] = {
    "wage_rate_of_pay_from": read_lowest_money,
    "wage_rate_of_pay_to": read_money,
    "wage_unit_of_pay": read_unit,
    "prevailing_wage": read_money,
    "pw_unit_of_pay": read_unit,
    "pw_wage_level": read_level,
}

_LEAST_PAY, _MOST_PAY = 10_000, 5_000_000  # a year, full time: below the federal minimum wage, above any on record
_MOST_ABOVE_PREVAILING = 10
_NOT_NAME = re.compile(r"[^A-Z0-9]")


def column_readers(header: Header, converters: Mapping[str, Convert]) -> dict[str, ColumnReader]:
    """How each column of ``header`` is read; case numbers all differ, so that none need be remembered."""
    at_once = {"case_number": read_case_numbers}
    return {name: ColumnReader(converters[name], convert_all=at_once.get(name)) for name in header.positions}


def read_case_number(text: str) -> str | None:
    """A case number, in capitals."""
    return text.strip().upper() or None


def read_case_numbers(texts: Sequence[str]) -> list[Value]:
    """As :func:`read_case_number`, of a whole column: it is the one in which no text comes twice."""
    return [text or None for text in map(str.upper, map(str.strip, texts))]


def read_category(text: str, known: Mapping[str, str], what: str) -> str:
    """The value of ``known`` whose key is ``text`` in capitals without punctuation; raises :class:`Unreadable`."""
    key = _NOT_NAME.sub("", text.upper())
    if key not in known:
        raise Unreadable(f"{what} that is not known: {text.strip()[:40]!r}")
    return known[key]


@lru_cache(maxsize=8192)
def fiscal_period(day: str) -> tuple[int, int]:
    """Federal fiscal year (October to September) and its quarter of ``YYYY-MM-DD``."""
    year, month = int(day[:4]), int(day[5:7])
    return year + (month >= 10), (month + 2) // 3 % 4 + 1


def stated_period(decided: Value, year: Value, quarter: Value) -> tuple[int, int | None] | None:
    """Federal fiscal year and quarter of the decision, else as stated; ``None`` when neither is told."""
    if decided is not None:
        return fiscal_period(str(decided))
    if year is not None:
        return int(str(year)), None if quarter is None else int(str(quarter))
    return None


def occupation_of(code: Value, day: Value, fiscal_year: int) -> tuple[int | None, str | None]:
    """Edition of an occupation code and its minor group; ``day`` is that of receipt, else of decision.

    Without a day the middle of the fiscal year stands for it.
    """
    if code is None:
        return None, None
    edition = soc_edition(str(code), str(day or f"{fiscal_year}-04-01"))
    return edition, soc_group(str(code), edition)


def is_wage_suspect(pay: Value, unit: Value, prevailing: Value, pw_unit: Value) -> int | None:
    """1 when pay and unit cannot both be right (``Hour`` with 135000); ``None`` without both."""
    if pay is None or unit is None:
        return None
    yearly = float(pay) * YEARLY[str(unit)]
    if not _LEAST_PAY <= yearly <= _MOST_PAY:
        return 1
    if prevailing is None or pw_unit is None or not float(prevailing):
        return 0
    return int(yearly > _MOST_ABOVE_PREVAILING * float(prevailing) * YEARLY[str(pw_unit)])

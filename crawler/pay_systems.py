"""Pay as each system's own record has it -> :class:`Pay`, where it is more than one range in four fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from crawler.items import Pay
from crawler.pay import stated_pay
from crawler.pay_text import text_pay

# SmartRecruiters' custom fields are named by the employer.
_PAY_LABELS: Final = ("salary range", "pay range", "compensation range", "base salary range", "base pay range")


def range_pay(low: object, high: object, currency: object, unit: object) -> list[Pay]:
    """One range from four fields, with the fields as its ``raw``."""
    words = [str(value) for value in (currency, unit) if value]
    ends = [str(value) for value in (low, high) if value is not None]
    return stated_pay(low, high, currency=currency, unit=unit, raw=" ".join([" - ".join(ends), *words]))


def smartrecruiters_pay(detail: Mapping[str, Any], fields: Mapping[str, str], country: str | None) -> list[Pay]:
    """SmartRecruiters: ``compensation.salary`` of the detail, or a custom field that employers name "Salary Range"."""
    salary = (detail.get("compensation") or {}).get("salary") or {}
    if found := range_pay(salary.get("min"), salary.get("max"), salary.get("currency"), salary.get("period")):
        return found
    label = next((label for label in _PAY_LABELS if label in fields), None)
    return text_pay(fields[label], country=country) if label else []

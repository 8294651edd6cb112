"""Pay as each system's own record has it -> :class:`Pay`, where it is more than one range in four fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from crawler.clean import clean_text
from crawler.items import Pay
from crawler.values.pay import stated_pay
from crawler.values.pay_text import text_pay, unit_by_size

# Fields that the employer names itself (SmartRecruiters, Oracle): the whole label has to mean the range of pay.
_PAY_LABEL: Final = re.compile(
    r"(?:posted |annual |annualized |base |hourly |target |anticipated |expected )*(?:salary|pay|wage|compensation)"
    r"(?: (?:range|rate|scale))?(?: (?:minimum|min) ?[-/]? ?(?:maximum|max))?:?",
    re.IGNORECASE,
)
# "USD $47,000.00/Yr.": an amount with a currency and a unit, which no other tag looks like.
_AMOUNT_TAG: Final = re.compile(
    r"(?:[A-Z]{3} ?)?[$£€]? ?\d[\d,]*(?:\.\d+)? ?/ ?(?:yr|hr|year|hour|annum|month|mo)\b\.?", re.I
)
# https://developer.usajobs.gov/api-reference/get-codelist-remunerationrateintervalcodes
_USAJOBS_UNITS: Final = {"PA": "YEAR", "PH": "HOUR", "PD": "DAY", "PM": "MONTH"}

_GOOGLE_LINE: Final = re.compile(
    r"\b([A-Z][A-Za-z .]{0,30}): [^\d<]{0,4}(\d[\d,.]*) - [^\d<]{0,4}(\d[\d,.]*) \(([A-Z]{3})\)"
)
_TESLA_RANGE: Final = re.compile(r"\$[\d,.]*\d(?: ?/ ?\w+)? *(?:[-–—]|to) *\$[\d,.]*\d(?: ?/? ?(?:per )?\w+)?")
_ADP_UNITS: Final = {"HR": "HOUR", "AN": "YEAR"}


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
    label = next((label for label in fields if _PAY_LABEL.fullmatch(label.strip())), None)
    return text_pay(fields[label], country=country, unit=label) if label else []


def oracle_pay(flex_fields: Any, country: str | None) -> list[Pay]:
    """Oracle Recruiting: fields that the employer added to its requisitions, where one is named as pay."""
    fields = {str(field.get("Prompt")).strip().lower(): field.get("Value") for field in flex_fields or []}
    label = next((label for label in fields if _PAY_LABEL.fullmatch(label)), None)
    return text_pay(fields[label], country=country, unit=label) if label else []


def jibe_pay(job: Mapping[str, Any], tags: list[str]) -> list[Pay]:
    """Jibe: its salary fields, in which 0 means not disclosed, or tags that are an amount and a unit each."""
    low, high = (job.get(name) or job.get("salary_value") for name in ("salary_min_value", "salary_max_value"))
    if found := range_pay(low or None, high or None, job.get("salary_currency"), job.get("salary_frequency")):
        return found
    amounts = list(dict.fromkeys(tag.strip() for tag in tags if _AMOUNT_TAG.fullmatch(tag.strip())))
    return text_pay(" - ".join(amounts), country=job.get("country_code")) if 0 < len(amounts) <= 2 else []


def rippling_pay(ranges: Any) -> list[Pay]:
    """Rippling: ``payRangeDetails``, a range for each place it holds for."""
    found: list[Pay] = []
    for entry in ranges or []:
        pay = range_pay(entry.get("rangeStart"), entry.get("rangeEnd"), entry.get("currency"), entry.get("frequency"))
        found += [replace(each, scope=clean_text(entry.get("location"))) for each in pay]
    return found


def manatal_pay(job: Mapping[str, Any]) -> list[Pay]:
    """Manatal: amounts without a unit, shown only where the employer says so."""
    if not job.get("is_salary_visible"):
        return []
    pay = range_pay(job.get("salary_min"), job.get("salary_max"), job.get("currency_code"), None)
    return [replace(each, unit_text=unit_by_size(each.max_value or each.min_value, each.currency)) for each in pay]


def pinpoint_pay(job: Mapping[str, Any]) -> list[Pay]:
    """Pinpoint: its compensation fields where they are shown, with the words shown as ``raw``."""
    if not job.get("compensation_visible"):
        return []
    parts = (job.get(f"compensation_{part}") for part in ("minimum", "maximum", "currency", "frequency"))
    return [replace(each, raw=clean_text(job.get("compensation")) or each.raw) for each in range_pay(*parts)]


def usajobs_pay(remuneration: Any) -> list[Pay]:
    """USAJOBS: dollars by rate interval code; ``WC`` is without compensation, ``BW`` and others have no unit here."""
    found: list[Pay] = []
    for entry in remuneration or []:
        code, low, high = entry.get("RateIntervalCode"), entry.get("MinimumRange"), entry.get("MaximumRange")
        if code != "WC":
            raw = f"{low} - {high} {entry.get('Description') or code}"
            found += stated_pay(low, high, currency="USD", unit=_USAJOBS_UNITS.get(code), raw=raw)
    return found


def adp_pay(job: Mapping[str, Any]) -> list[Pay]:
    """ADP Workforce Now: ``payGradeRange``, and the unit in the code field ``SalaryType`` ("HR", "AN")."""
    pay = job.get("payGradeRange") or {}
    ends = [pay.get(name) or {} for name in ("minimumRate", "maximumRate")]
    currency = next((end["currencyCode"] for end in ends if end.get("currencyCode")), None)
    codes = (job.get("customFieldGroup") or {}).get("codeFields") or []
    kinds = [field for field in codes if (field.get("nameCode") or {}).get("codeValue") == "SalaryType"]
    unit = next((_ADP_UNITS.get(field.get("codeValue"), field.get("shortName")) for field in kinds), None)
    return range_pay(ends[0].get("amountValue"), ends[1].get("amountValue"), currency, unit)


def adp_recruiting_pay(detail: Mapping[str, Any]) -> list[Pay]:
    """ADP Recruiting: a text of the employer's, else two amounts, whose unit is a code without a public list."""
    group = detail.get("customFieldGroup") or {}
    texts = {
        (f.get("categoryCode") or {}).get("codeValue"): f.get("stringValue") for f in group.get("stringFields") or []
    }
    if found := text_pay(texts.get("RTiReqExtended_compensationDetails"), country="US"):
        return found
    amounts = {(f.get("categoryCode") or {}).get("codeValue"): f for f in group.get("amountFields") or []}
    low, high = (amounts.get(f"RTiReqExtended_payTransparency{end}Salary") or {} for end in ("Min", "Max"))
    currency = low.get("currencyCode") or high.get("currencyCode")
    pay = range_pay(low.get("amountValue"), high.get("amountValue"), currency, None)
    return [replace(one, unit_text=unit_by_size(one.max_value or one.min_value, one.currency)) for one in pay]


def join_pay(job: Mapping[str, Any]) -> list[Pay]:
    """JOIN: amounts in cents, where the company lets them be shown."""
    if not (job.get("settings") or {}).get("showSalary"):
        return []
    low, high = (job.get(name) or {} for name in ("salaryAmountFrom", "salaryAmountTo"))
    least, most = (end["amount"] / 100 if end.get("amount") else None for end in (low, high))
    return range_pay(least, most, low.get("currency") or high.get("currency"), job.get("salaryFrequency"))


def google_pay(about: str | None) -> list[Pay]:
    """Google: a line made by machine at the end of the text, "US: $147000 - $210000 (USD)", one for each country."""
    found: list[Pay] = []
    for match in _GOOGLE_LINE.finditer(about or ""):
        scope, low, high, currency = match.groups()
        pay = stated_pay(low, high, currency=currency, unit=None, raw=match[0], scope=scope)
        found += [replace(one, unit_text=unit_by_size(one.max_value, one.currency)) for one in pay]
    return found


def tesla_pay(text: str | None, country: str | None) -> list[Pay]:
    """Tesla: the range that opens the part about pay, "$120,000 - $180,000/annual salary + cash and stock awards"."""
    match = _TESLA_RANGE.search(re.sub(r"<[^<>]*>|&nbsp;", " ", text or ""))
    return text_pay(match[0], country=country or "US") if match else []


def ukg_pay(detail: Mapping[str, Any]) -> list[Pay]:
    """UKG: the range that is marked as visible, whose unit is not said, else the annual or the hourly one."""
    currency = detail.get("PayRangeCurrencyCode") or detail.get("CompensationCurrencyCode")
    if detail.get("PayRangeVisible"):
        shown = detail.get("PayRange") or {}
        pay = range_pay(shown.get("PayRangeMinimum"), shown.get("PayRangeMaximum"), currency, None)
        return [replace(one, unit_text=unit_by_size(one.max_value or one.min_value, one.currency)) for one in pay]
    for kind, unit in (("Annual", "YEAR"), ("Hourly", "HOUR")):
        low, high = (detail.get(f"Compensation{kind}{end}") for end in ("Minimum", "Maximum"))
        if pay := range_pay(low, high, currency, unit):
            return pay
    return []

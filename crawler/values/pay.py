"""Pay from the systems' own fields -> :class:`Pay`. Pay in prose is read by the enrich stage."""

from __future__ import annotations

import re
from typing import Any

from lxml import html as lxml_html
from lxml.etree import ParserError

from crawler.clean import as_list, clean_text, scrub
from crawler.items import Pay, PayKind, PaySource, PayUnit

_UNITS: list[tuple[PayUnit, re.Pattern[str]]] = [
    ("HOUR", re.compile(r"\bhour(ly|s)?\b|\bhr\b", re.I)),
    ("DAY", re.compile(r"\bdaily\b|\bdays?\b", re.I)),
    ("WEEK", re.compile(r"\bweek(ly|s)?\b", re.I)),
    ("MONTH", re.compile(r"\bmonth(ly|s)?\b", re.I)),
    ("YEAR", re.compile(r"\byear(ly|s)?\b|\bannual(ly)?\b|\bannum\b|\byr\b", re.I)),
]
_OTHER_UNIT = re.compile(r"\b(?:bi|semi|fortnight|twice|every)", re.I)  # "bi-weekly" is neither a week nor two
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s?[kK]\b)?")
_UP_TO = re.compile(r"\b(?:up to|max(?:imum)?)\b", re.I)
_FROM = re.compile(r"\b(?:from|min(?:imum)?|starting|at least)\b|\d[kK]?\s?\+", re.I)
_CURRENCY = re.compile(r"\b([A-Z]{3})\b")
_SYMBOLS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
_DOLLAR_SIZED = frozenset({"USD", "CAD", "AUD", "GBP", "EUR", "CHF"})
"""Currencies in which a wage tells an hour from a year by its size."""
_OTE = re.compile(r"\bote\b|on[- ]target|total target", re.I)
_GREENHOUSE_BLOCK = "content-pay-transparency"


def parse_unit(raw: object) -> PayUnit | None:
    """Unit named in the source's own word ("1 YEAR", "per-hour-wage", "Annual Salary"); ``None`` when none is."""
    text = re.sub(r"[_-]", " ", clean_text(raw) or "")
    if _OTHER_UNIT.search(text):
        return None
    return next((unit for unit, pattern in _UNITS if pattern.search(text)), None)


def parse_amount(raw: object) -> float | None:
    """A positive number from a number or its text ("120,000.00", "95k"); zero means not disclosed and is ``None``."""
    text = clean_text(raw)
    match = _AMOUNT.search(text[:40]) if text and not text.startswith("-") else None
    if match is None:
        return None
    value = float(raw) if isinstance(raw, float) else _number(match.group())
    return value if 0 < value < 1e12 else None


def _number(text: str) -> float:
    thousands = text[-1] in "kK"
    value = float(text.rstrip("kK ").replace(",", ""))
    return value * 1_000 if thousands else value


def stated_pay(
    low: object,
    high: object,
    *,
    currency: object,
    unit: object,
    raw: str,
    kind: PayKind = "base",
    scope: object = None,
    source: PaySource = "ats_field",
) -> list[Pay]:
    """One range as a list, empty when neither end is a positive number; reversed ends are put right."""
    ends = [parse_amount(low), parse_amount(high)]
    if ends[0] is None and ends[1] is None:
        return []
    if ends[0] is not None and ends[1] is not None:
        ends.sort(key=float)  # type: ignore[arg-type]
    code = clean_text(currency)
    return [
        Pay(
            min_value=ends[0],
            max_value=ends[1],
            currency=code.upper() if code and len(code) == 3 else None,
            unit_text=parse_unit(unit),
            kind=kind,
            scope=clean_text(scope),
            raw=scrub(raw) if isinstance(raw, str) else clean_text(raw) or "",
            source=source,
        )
    ]


def greenhouse_pay(ranges: Any, content: str) -> list[Pay]:
    """Greenhouse: ``pay_input_ranges`` (in cents) or the block that it renders into the content.

    The title of a range says what it is: a place, a level, "OTE Range", "Annual Salary".
    """
    if not ranges:
        return _greenhouse_block(content) if _GREENHOUSE_BLOCK in content else []
    found: list[Pay] = []
    for entry in ranges:
        low, high, currency = entry.get("min_cents"), entry.get("max_cents"), entry.get("currency_type")
        low, high = (cents / 100 if isinstance(cents, int | float) else None for cents in (low, high))
        raw = f"{entry.get('title') or ''} {low or ''} - {high or ''} {currency or ''}".strip()
        found += _titled(low, high, currency, entry.get("title"), raw)
    return found


def _greenhouse_block(content: str) -> list[Pay]:
    try:
        blocks = lxml_html.fromstring(content).xpath(
            f"//*[contains(@class, '{_GREENHOUSE_BLOCK}')]//*[@class='pay-input']"
        )
    except (ParserError, ValueError):
        return []
    found: list[Pay] = []
    for block in blocks:
        title = clean_text(" ".join(block.xpath(".//*[@class='title']//text()")))
        shown = clean_text(" ".join(block.xpath(".//*[@class='pay-range']//text()"))) or ""
        amounts = _AMOUNT.findall(shown)
        code = _CURRENCY.search(shown)
        symbol = next((code for sign, code in _SYMBOLS.items() if sign in shown), None)
        if amounts:
            raw = f"{title or ''} {shown}".strip()
            found += _titled(amounts[0], amounts[1] if amounts[1:] else None, code[1] if code else symbol, title, raw)
    return found


def _titled(low: object, high: object, currency: object, title: object, raw: str) -> list[Pay]:
    text = clean_text(title) or ""
    ote = bool(_OTE.search(text))
    plain = ote or re.fullmatch(r"(annual|hourly|base|salary|pay|compensation|range|rate|[:\s])+", text, re.I)
    unit = parse_unit(text)
    if unit is None and currency in _DOLLAR_SIZED:
        unit = _plain_unit(low, high)
    return stated_pay(
        low, high, currency=currency, unit=unit, raw=raw, kind="ote" if ote else "base", scope=None if plain else text
    )


def _plain_unit(low: object, high: object) -> PayUnit | None:
    """Unit of a range in a field that has none, where the amounts leave no doubt.

    Nobody earns 1,000 an hour, or 1,000 a year.
    """
    top = parse_amount(high) or parse_amount(low) or 0
    return "YEAR" if top >= 10_000 else "HOUR" if 0 < top < 500 else None


def lever_pay(salary: Any) -> list[Pay]:
    """Lever ``salaryRange {min, max, currency, interval}``."""
    if not salary:
        return []
    raw = f"{salary.get('min')} - {salary.get('max')} {salary.get('currency')} {salary.get('interval')}"
    return stated_pay(
        salary.get("min"), salary.get("max"), currency=salary.get("currency"), unit=salary.get("interval"), raw=raw
    )


def ashby_pay(compensation: Any, *, shown: bool | None) -> list[Pay]:
    """Ashby ``compensationTiers``: the salary components; equity, bonus and commission are other things."""
    if not compensation or shown is False:
        return []
    found: list[Pay] = []
    tiers = as_list(compensation.get("compensationTiers"))
    for tier in tiers:
        for part in as_list(tier.get("components")):
            if part.get("compensationType") == "Salary":
                raw = (
                    tier.get("tierSummary") or part.get("summary") or f"{part.get('minValue')} - {part.get('maxValue')}"
                )
                found += stated_pay(
                    part.get("minValue"),
                    part.get("maxValue"),
                    currency=part.get("currencyCode"),
                    unit=part.get("interval"),
                    raw=raw,
                    scope=tier.get("title") if len(tiers) > 1 else None,
                )
    return found


def jsonld_pay(base_salary: Any) -> list[Pay]:
    """schema.org ``baseSalary``: MonetaryAmount of a number, a text or a QuantitativeValue, currency at either."""
    return [pay for amount in as_list(base_salary) for pay in _jsonld_amount(amount)]


def _jsonld_amount(amount: Any) -> list[Pay]:
    outer = amount if isinstance(amount, dict) else {"value": amount}
    value = next(iter(as_list(outer.get("value"))), None)
    inner = value if isinstance(value, dict) else {}
    low = inner.get("minValue", outer.get("minValue"))
    high = inner.get("maxValue", outer.get("maxValue"))
    unit = inner.get("unitText") or outer.get("unitText")
    if low is None and high is None:
        low = high = inner.get("value") if inner else value
        if isinstance(low, str):
            unit = unit or low
            low, high = _ends(low)
    currency = outer.get("currency") or inner.get("currency")
    raw = " ".join(text for part in (low, "-", high, currency, unit) if (text := clean_text(part)))
    if not clean_text(unit) and currency in _DOLLAR_SIZED:
        unit = _plain_unit(low, high)
    return stated_pay(low, high, currency=currency, unit=unit, raw=raw, source="jsonld")


def _ends(text: str) -> tuple[str | None, str | None]:
    """Ends of a range in a field of pay: "50k - 60k", "up to 60,000", "45,000"; nothing for three amounts or more."""
    amounts = _AMOUNT.findall(text[:200])
    if len(amounts) == 2:
        return amounts[0], amounts[1]
    if len(amounts) != 1:
        return None, None
    return None if _UP_TO.search(text) else amounts[0], None if _FROM.search(text) else amounts[0]

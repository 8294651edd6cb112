"""Fields that hold pay as text ("$52,000 - $61,000 / year") -> :class:`Pay`. For fields of pay only, not prose."""

from __future__ import annotations

import re
from typing import Final

from crawler.clean import clean_text
from crawler.items import Pay, PayUnit
from crawler.values.pay import parse_unit, stated_pay

_NUMBER = re.compile(r"(\d[\d.,']*)\s?([kK]\b)?")
_CODES = re.compile(
    r"\b(USD|CAD|GBP|EUR|AUD|NZD|CHF|JPY|INR|SGD|HKD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BRL|MXN|ILS|AED|SAR|ZAR|PHP|MYR|THB|KRW"
    r"|CNY|TRY)\b"
)
_SIGNS: Final = {"£": "GBP", "€": "EUR", "₹": "INR", "₪": "ILS", "₩": "KRW", "zł": "PLN"}
_DOLLARS: Final = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "PR": "USD"}
_ABOVE = re.compile(r"\b(?:up to|max(?:imum)?|bis zu)\b", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:from|min(?:imum)?|starting|at least|ab)\b|\d[kK]?\s?\+", re.IGNORECASE)
_BOTH = re.compile(r"\d\D{0,12}(?:[-–—]|\bto\b)")
_SIZED: Final = frozenset({"USD", "CAD", "GBP", "EUR", "AUD", "CHF"})


def unit_by_size(top: float | None, currency: str | None) -> PayUnit | None:
    """The unit of an amount whose system has none: nobody is paid 250 a year or 20,000 an hour; else ``None``.

    Full-time pay at the U.S. federal minimum wage is 15,080 a year (29 U.S.C. 206), so less than 20,000 stays open.
    """
    if top is None or currency not in _SIZED:
        return None
    return "YEAR" if top >= 20_000 else "HOUR" if top < 250 else None


def text_pay(raw: object, *, country: str | None = None, unit: object = None, scope: object = None) -> list[Pay]:
    """Pay in a field of pay; ``country`` (ISO 3166-1) says whose dollars "$" are, ``unit`` what the label says."""
    text = clean_text(raw)
    if text is None:
        return []
    amounts = [amount for match in _NUMBER.finditer(text) if (amount := _amount(match)) is not None][:2]
    if not amounts:
        return []
    low: float | None
    high: float | None
    low, high = amounts[0], amounts[-1]
    if len(amounts) == 1 and not _BOTH.search(text):
        low = None if _ABOVE.search(text) else low
        high = None if _BELOW.search(text) and low is not None else high
    currency = _currency(text, country)
    stated = parse_unit(text) or parse_unit(unit) or unit_by_size(max(amounts), currency)
    if stated == "YEAR" and low is not None and low < 1_000 <= max(amounts):
        low = None  # "$150 - $225,000 / year": a slip, and nobody can say whether it means 150,000
    return stated_pay(low, high, currency=currency, unit=stated, raw=text, scope=scope)


def _amount(match: re.Match[str]) -> float | None:
    digits = match[1].rstrip(".,'").replace("'", "")
    if digits == "401" and match[2]:
        return None  # the retirement plan
    # "45.000" and "45,000" are thousands, "31.75" and "31,75" are not: a group of three digits decides.
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    else:
        digits = digits.replace(",", "")
    try:
        value = float(digits)
    except ValueError:
        return None  # two points: a version or a date, not an amount
    return value * 1_000 if match[2] else value


def _currency(text: str, country: str | None) -> str | None:
    if code := _CODES.search(text):
        return code[1]
    if sign := next((code for sign, code in _SIGNS.items() if sign in text), None):
        return sign
    return _DOLLARS.get(country or "") if "$" in text or country == "US" else None

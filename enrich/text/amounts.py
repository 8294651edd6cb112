"""Amounts of money in a folded text, and the ranges that two or three of them form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CODES = (
    *(
        "usd",
        "eur",
        "gbp",
        "cad",
        "aud",
        "nzd",
        "chf",
        "inr",
        "sgd",
        "hkd",
        "pln",
        "sek",
        "nok",
        "dkk",
        "czk",
        "huf",
        "jpy",
    ),
    *("mxn", "brl", "ils", "zar", "ron", "aed", "php", "cny", "krw", "try", "thb", "myr", "cop"),
)
_CODE = "|".join(_CODES)
_KNOWN_CODES = frozenset(_CODES)
_DOLLARS = {
    "us": "USD",
    "ca": "CAD",
    "c": "CAD",
    "cdn": "CAD",
    "a": "AUD",
    "au": "AUD",
    "nz": "NZD",
    "s": "SGD",
    "hk": "HKD",
    "mx": "MXN",
}
_SYMBOLS = {
    **{"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "zł": "PLN"},
    **{"rs": "INR", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR"},
}
_LAKH = 100_000
_MULTIPLES = {
    **{"k": 1_000, "thousand": 1_000, "": 1},
    **dict.fromkeys(("l", "lakh", "lakhs", "lac", "lacs", "lpa"), _LAKH),
}
_OF_LAKHS = re.compile(r"\bctc\b")
_A_YEAR = re.compile(r"\s*(?:/ ?|per )annum\b|\s*p\.? ?a\b")
"""What makes the ``L`` of ``25L`` lakhs and not litres where no rupees are named."""

_SIGNS = frozenset("$€£₹¥")
_NUMBER = re.compile(
    # The first digit stands by itself, so that other letters are passed over without trying the alternatives.
    r"\d(?:\d?(?:,\d{2})+,\d{3}(?!\d)(?:\.\d{1,2}(?!\d))?|\d{0,2}(?:[,.' ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|"
    r"\d{0,8}(?:[.,]\d{1,3}(?![\d]))?)"
)
_DECIMALS = re.compile(r"[.,](\d{1,2})$")
_PREFIX = re.compile(
    rf"(?:(?P<code>(?<![a-z])(?:{_CODE})) ?)?(?:(?P<dollar>(?<![a-z0-9])(?:"
    rf"(?:ca|c|a|s|r)(?=\$)|(?:us|cdn|au|nz|hk|mx)(?= ?\$))) ?\$|"
    rf"(?P<sign>[$€£₹¥])|"
    rf"(?P<mark>(?<![a-z])(?:{_CODE}))[:.]? ?\$?|(?P<word>(?<![a-z])rs)\.?) ?$"
)
_LONGEST_PREFIX = 10
_SUFFIX = re.compile(
    r"(?: ?(?P<multiple>k|m|mm|mn|bn|b|million|billion|thousand|lakhs?|lacs?|lpa|l|cr)(?![a-z]))?"
    r"(?:[.,]-{1,2}(?=\s|\)|$))?"
    rf"(?: ?\(?(?P<after>€|£|\$(?! ?\d)|zł|(?:{_CODE}|(?:us )?dollars?|euros?)(?![a-z])))?"
)
_UNIT_WORD = (
    r"(?:(?:an? |per |/ ?|each )?(?:years?|yr|hours?|hr|annum|months?|mo|weeks?|wk|days?)\b\.?|"
    r"annually|hourly|yearly|monthly|weekly|daily|p\.?a\.?)"
)
_JOINT = re.compile(
    rf"\s*(?:{_UNIT_WORD})?\s*(?:\(?(?:min(?:imum)?|low(?: end)?|entry(?: level)?|junior|base)\)?)?\s*\)?\s*"
    r"(?:(?P<dash>-{1,2})|to|through|thru|until|till?|bis|tot|hasta|à|a|~|up to|\.\.\.?)\s*(?:\(?(?:a "
    r")?(?:max(?:imum)?(?: of)?|mid-?(?:point|range)|up "
    r"to)\s*)?$|"
    rf"\s*(?:{_UNIT_WORD})?[, ]+(?:in|for) (?:[\w-]+ ){{1,5}}(?:up )?to\s*$|"
    rf"\s*(?:{_UNIT_WORD})?\s*(?P<both>and|&|en|et|und|y|e|och|og|i)\s*$"
)
_NAME_OF_PAY = r"(?:(?:annual|base|hourly|monthly|yearly|salary|pay|rate|range|wage|compensation)[ :]+){0,3}"
_LEAST = r"\b(?:start(?:s|ing)?|min(?:imum)?|low(?:est|[ -]end)?|bottom)\b"
_MOST = r"\b(?:max(?:imum)?|high(?:est|[ -]end)?|top(?:s out|[ -]end)?)\b"
_LEAST_AT_END, _MOST_AT_END = (
    re.compile(rf"{word}[.)]?[:\s]*{_NAME_OF_PAY}(?:is |of |at )?[:\s(]*$") for word in (_LEAST, _MOST)
)
_LEAST_BEFORE, _MOST_BEFORE = (re.compile(rf"{word}[^.;]{{0,30}}$") for word in (_LEAST, _MOST))
_NEW_SENTENCE = re.compile(r"\.\s")
_ON_NEXT_LINE = re.compile(r"\s*\n\s*(?:[-/]\s*\n?\s*)?$|\s*/\s*$")
_CELLS = re.compile(r" ?\| ?(?:- ?\| ?)?$")
_WIDEST_CELLS = 2.5
"""How many times the first the second of two cells is at most, when they are the ends of one range."""
_NOT_ENDS = re.compile(r"\b(?:ote|on[- ]target|target|bonus|total|variable|equity|hourly|monthly)\b")
"""What heads a column beside that of pay: two cells are then two things, not two ends."""
_LONGEST_JOINT = 60
_LONGEST_LOOK = 400
"""Characters before an amount in which its line is looked for, so that no text costs more than its length."""
_RANGE_OF_AND = re.compile(r"\b(?:between|from|range|ranges|ranging|tussen|entre|zwischen|tra|mellan|mellem|mellom)\b")
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:%|percent\b|\(k\)|\(b\)|st\b|nd\b|rd\b|th\b|x\b|-(?:inch|year|hour|minute|day)|gb\b|tb\b)"
)


@dataclass(slots=True)
class Amount:
    """One amount: ``value`` in units of ``currency`` (ISO 4217, ``None`` when the text names none)."""

    start: int
    end: int
    value: float
    currency: str | None
    multiple: str
    """``k``, ``thousand``, ``lakh`` or ``lpa`` (lakhs a year) when the text wrote one, else empty."""


@dataclass(slots=True)
class Span:
    """Amounts joined to a range, or a single one: ``start:end`` are folded offsets."""

    start: int
    end: int
    amounts: list[Amount]

    @property
    def currency(self) -> str | None:
        """The currency that any of the amounts names; a code wins over a bare dollar sign."""
        named = [amount.currency for amount in self.amounts if amount.currency]
        return next((code for code in named if code != "USD"), named[0] if named else None)


def line_start_of(text: str, offset: int) -> int:
    """Where the line that holds ``offset`` starts; on a very long line, some hundred characters before ``offset``."""
    first = max(0, offset - _LONGEST_LOOK)
    start = text.rfind("\n", first, offset)
    return start + 1 if start >= 0 else first


def find_amounts(text: str, start: int, end: int) -> Iterator[Amount]:
    """The amounts in ``text[start:end]``; percentages, ordinals, plan names and millions are not pay."""
    for match in _NUMBER.finditer(text, start, end):
        first = match.start()
        before = text[max(start, first - _LONGEST_PREFIX) : first]
        prefix = _PREFIX.search(before, _prefix_start(before)) if _may_name_a_currency(before) else None
        if prefix is None and before and (before[-1].isalnum() or before[-1] in ".,_"):
            continue
        suffix = _SUFFIX.match(text, match.end())
        assert suffix is not None  # every part of it is optional
        multiple = suffix["multiple"] or ""
        if multiple not in _MULTIPLES or _NOT_MONEY_AFTER.match(text, suffix.end()):
            continue
        number = _number(match.group())
        if number is None or (prefix is None and match.group() in ("401", "403", "457") and multiple):
            continue
        value = round(number * _MULTIPLES[multiple], 2)
        begin = first - (len(before) - prefix.start() if prefix else 0)
        currency = _currency(prefix, suffix["after"])
        if _MULTIPLES[multiple] == _LAKH:
            if multiple == "l" and currency != "INR" and not _means_lakhs(text, begin, suffix.end()):
                continue
            currency = currency or "INR"
        yield Amount(begin, suffix.end(), value, currency, multiple)


def _means_lakhs(text: str, start: int, end: int) -> bool:
    """Whether the bare ``L`` of a number means lakhs: of the cost to the company, or by the year."""
    return (
        _OF_LAKHS.search(text, max(0, start - _LONGEST_JOINT), start) is not None
        or _A_YEAR.match(text, end) is not None
    )


def _may_name_a_currency(before: str) -> bool:
    """Whether the text right before a number ends in a sign or a code: the cheap look before :data:`_PREFIX`."""
    mark = before.rstrip(" :.")
    return mark[-1:] in _SIGNS or mark[-3:] in _KNOWN_CODES or mark.endswith("rs")


def _prefix_start(before: str) -> int:
    """From where the text right before a number is searched for :data:`_PREFIX`: a bare dollar sign is all of it."""
    if not before.endswith("$") or before[-2:-1].isalnum():
        return 0
    mark = before[:-1].rstrip(" :.")
    return 0 if mark[-3:] in _KNOWN_CODES or mark[-3:] == "cdn" or mark[-2:] in _DOLLARS else len(before) - 1


def ranges(text: str, amounts: list[Amount]) -> Iterator[Span]:
    """The amounts joined where the text between them joins them, at most three to a range."""
    index = 0
    while index < len(amounts):
        group = [amounts[index]]
        while index + 1 < len(amounts) and len(group) < 3 and _joined(text, group, amounts[index + 1]):
            index += 1
            group.append(amounts[index])
        _share(group)
        yield Span(group[0].start, group[-1].end, group)
        index += 1


def _joined(text: str, group: list[Amount], following: Amount) -> bool:
    """Whether the text between two amounts makes them the ends of one range."""
    last = group[-1]
    between = text[last.end : following.start]
    if len(between) > _LONGEST_JOINT:
        return False
    if len({last.currency, following.currency} - {None, "USD"}) > 1:
        return False
    if between.strip() == "/" and last.multiple and following.multiple:
        return len(group) == 1
    joint = _JOINT.match(between)
    if joint is not None and joint["both"]:
        return len(group) == 1 and _RANGE_OF_AND.search(text, max(0, last.start - 90), last.start) is not None
    if joint is not None:
        return len(group) == 1 or joint["dash"] is not None
    if len(group) > 1:
        return _is_cell(text, group[0], following, between)
    return _is_least_and_most(text, last, between) or _is_column(text, last, following, between)


def _is_least_and_most(text: str, last: Amount, between: str) -> bool:
    """Whether words say that one amount is the least and the other the most."""
    if _NEW_SENTENCE.search(between):
        return False
    ends = (_LEAST_BEFORE, _MOST_AT_END), (_MOST_BEFORE, _LEAST_AT_END)
    return any(
        after.search(between) and before.search(text, max(0, last.start - 40), last.start) for before, after in ends
    )


def _is_column(text: str, last: Amount, following: Amount, between: str) -> bool:
    """Whether two amounts are the ends of a range by where they stand: on their own lines, or in cells side by side."""
    line = text[line_start_of(text, last.start) : last.start].strip(" -•*")
    if not line and last.currency is not None and _ON_NEXT_LINE.match(between):
        return True
    return _is_cell(text, last, following, between)


def _is_cell(text: str, first: Amount, following: Amount, between: str) -> bool:
    """Whether an amount stands in the cell beside a lesser one, as the ends (and the middle) of a range do."""
    if not _CELLS.match(between) or not first.currency or first.currency != following.currency:
        return False
    is_wider = first.value < following.value <= _WIDEST_CELLS * first.value
    return is_wider and not _NOT_ENDS.search(text, max(0, first.start - _LONGEST_JOINT), first.start)


def _share(group: list[Amount]) -> None:
    """A ``k`` on the last amount holds for the ones before it, and thousands written once hold for both."""
    if len(group) == 1:
        return
    last = group[-1]
    for amount in group[:-1]:
        if last.multiple and not amount.multiple and amount.value < 1_000:
            amount.value = round(amount.value * _MULTIPLES[last.multiple], 2)
        elif amount.multiple and not last.multiple and last.value < 1_000:
            last.value = round(last.value * _MULTIPLES[amount.multiple], 2)
        elif amount.value < 1_000 and last.value >= 10_000 and amount.value * 1_000 <= last.value:
            amount.value = round(amount.value * 1_000, 2)


def _number(written: str) -> float | None:
    """The number as written in either habit: ``104,900.00``, ``5.103,90``, ``130.000``, ``24.50``."""
    written = written.replace("'", ",").replace(" ", ",")
    tail = _DECIMALS.search(written)
    whole = written[: tail.start()] if tail else written
    digits = whole.replace(",", "").replace(".", "")
    if not digits or len(digits) > 9:
        return None
    return float(f"{digits}.{tail[1]}" if tail else digits)


def _currency(prefix: re.Match[str] | None, after: str | None) -> str | None:
    """The currency of an amount: the code after it, the mark next to the number, the code before that."""
    mark, code, dollar, sign = prefix.group("mark", "code", "dollar", "sign") if prefix else (None,) * 4
    sign = sign or (prefix["word"] if prefix else None)
    after = after.removeprefix("us ") if after else None
    for name in (after, mark):
        if name in _CODES:
            return name.upper()
    if dollar is not None:
        return _DOLLARS.get(dollar, "BRL")
    if code is not None:
        return code.upper()
    return _SYMBOLS.get(sign or "") or _SYMBOLS.get(after or "")

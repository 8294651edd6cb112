"""Read the pay that a posting states in its text: ranges and single amounts, with unit, kind and scope.

An amount is pay when the words around it say so and none nearer says otherwise: reimbursements, stipends, budgets,
revenue, equity and bonuses are money, not pay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.items import Pay, PayKind, PayUnit
from enrich.text import pay_words as table
from enrich.text.amounts import Span, find_amounts, ranges
from enrich.text.document import Document
from enrich.text.fold import Folded
from enrich.text.page import in_spans

_STOPS = (". ", ".\n", "! ", "!\n", "; ", ";\n", "•")
"""What ends a clause before an amount."""
_INNER_UNIT = re.compile(r"(?:/ ?|per )(?P<unit>[a-z]+)(?P<adverb>)")
_CLAUSE_END = re.compile(r"[.;](?:\s|$)")
_NEAR = 40
"""Characters before an amount in which its unit of time is named."""
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class _Setting:
    """The folded words around a span of amounts."""

    begin: int
    """Offset of ``before``."""
    before: str
    after: str
    line: str


def read_pay(text: str | Document) -> list[Pay]:
    """The pay stated in a text, ``source="text"``: what a reader would call the salary first, then in text order.

    A yearly base range precedes on-target and total ranges. A unit that the text does not state is inferred where only
    one fits the size of the amount (from 12,000 dollars: a year); else it is ``None``. Equal ranges are kept once.
    Amounts outside the posting (site chrome, advice) are not read.
    """
    document = Document.of(text)
    folded = document.folded
    found: list[Pay] = []
    last = 0
    for start, end in _windows(document):
        for span in ranges(folded.text, list(find_amounts(folded.text, start, end))):
            pay = _read(folded, span, max(last, 0))
            last = span.end
            if pay is None or not in_spans(document.spans, folded.origin(span.start, span.end)[0]):
                continue
            if not any(_same(pay, other) for other in found):
                found.append(pay)
    order = {"base": 0, "unspecified": 0, "total": 1, "ote": 1}
    has_base = any(pay.kind == "base" for pay in found)
    return sorted(found, key=lambda pay: order[pay.kind] if has_base else 0)


def _windows(document: Document) -> list[tuple[int, int]]:
    """Spans of the folded text near a currency or a word for pay that hold a digit, widened to whole words."""
    text = document.folded.text
    if len(text) <= table.WHOLE:
        return [(0, len(text))]
    near = document.words.offsets(table.WORDS)
    for sign in table.SIGNS:
        place = text.find(sign)
        while place >= 0:
            near.append(place)
            place = text.find(sign, place + 1)
    places = [(max(0, place - 30), min(len(text), place + table.REACH)) for place in near]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return [(_word_start(text, a), _word_end(text, b)) for a, b in merged if _DIGIT.search(text, a, b)]


def _word_start(text: str, place: int) -> int:
    """The start of the word at ``place``, at most 20 characters back."""
    for back in range(place, max(0, place - 20), -1):
        if text[back - 1].isspace():
            return back
    return place


def _word_end(text: str, place: int) -> int:
    """The end of the word at ``place``, at most 20 characters on."""
    for ahead in range(place, min(len(text), place + 20)):
        if text[ahead].isspace():
            return ahead
    return place


def _read(folded: Folded, span: Span, floor: int) -> Pay | None:
    """The pay that a span of amounts states; ``None`` when it is other money or no money."""
    setting = _setting(folded.text, span, floor)
    low, high = span.amounts[0].value, span.amounts[-1].value
    if low > high:
        low, high = high, low
    if not _is_pay(setting, span, low, high):
        return None
    unit, stated = _unit(setting, folded.text[span.start : span.end], high, span.currency)
    least, greatest = table.SANE[unit]
    if (
        low < least
        or high > greatest
        or (len(span.amounts) == 1 and not stated and not (unit == "YEAR" or _says_pay(setting)))
    ):
        return None
    single = len(span.amounts) == 1
    open_end = single and (table.OPEN_END.search(setting.before) is not None or setting.after.startswith("+"))
    open_start = single and table.OPEN_START.search(setting.before) is not None
    start, end = folded.origin(span.start, span.end)
    return Pay(
        min_value=None if open_start else low,
        max_value=None if open_end and not open_start else high,
        currency=span.currency,
        unit_text=unit,
        kind=_kind(setting),
        scope=_scope(folded, setting, span),
        raw=folded.original[start:end].strip(),
        source="text",
    )


def _setting(text: str, span: Span, floor: int) -> _Setting:
    """The words around a span: its line, with the line before when that is its heading."""
    line_start = text.rfind("\n", 0, span.start) + 1
    begin = max(floor, span.start - table.BEFORE)
    if span.start - line_start > 25:
        begin = max(begin, line_start)
    before = text[begin : span.start]
    stop = max(before.rfind(mark) for mark in _STOPS)
    if stop >= 0 and before[stop + 1 :].strip(" \n(-"):
        before = before[stop + 1 :]
    line_end = text.find("\n", span.end)
    after = text[span.end : min(span.end + 90, line_end if line_end >= 0 else len(text))]
    return _Setting(span.start - len(before), before, after, text[line_start : span.end])


def _is_pay(setting: _Setting, span: Span, low: float, high: float) -> bool:
    """Whether the words around say pay, and none nearer says other money."""
    cue = _last(table.PAY_CUE, setting.before)
    other = _last(table.OTHER_MONEY, setting.before)
    if other >= 0 and table.EXTRA_MONEY.search(setting.before):
        other = -1
    if other > cue:
        return False
    if table.OTHER_MONEY_AFTER.match(setting.after) or table.PIECE_AFTER.match(setting.after):
        return False
    if _is_of_other_period(setting, high, span.currency):
        return False
    if cue < 0 and _last(table.PAY_CUE, setting.after[:40]) >= 0:
        cue = 0
    if span.currency is None:
        if high < 5_000 and 1_900 <= low <= 2_100:
            return False
        return _bare_is_pay(setting, span, cue, low)
    if len(span.amounts) > 1:
        return cue >= 0 or high >= 12_000 or _has_unit(setting)
    return cue >= 0 or _has_unit(setting) or (low >= 15_000 and _is_alone(setting, span))


def _is_of_other_period(setting: _Setting, high: float, currency: str | None) -> bool:
    """Whether the amounts are for a span of time that the record has no word for; a year's pay is only paid by it."""
    if high >= table.YEARLY_FROM.get(currency or "USD", table.YEARLY_FROM["USD"]):
        return False
    if table.OTHER_PERIOD_AFTER.match(setting.after):
        return True
    return not _has_unit(setting) and table.OTHER_PERIOD.search(setting.before[-_NEAR:]) is not None


def _is_alone(setting: _Setting, span: Span) -> bool:
    """Whether the amounts are all there is on their line, but for words such as "up to"."""
    line = setting.line[: -(span.end - span.start)].strip(" -•*(+")
    return line in ("", "up to", "from", "max", "min", "starting at") and len(setting.after.strip()) < 6


def _bare_is_pay(setting: _Setting, span: Span, cue: int, low: float) -> bool:
    """Whether amounts without a currency are pay: a range next to a word for pay, or thousands alone on their line."""
    if len(span.amounts) == 1:
        return cue >= 0 and (low >= 15_000 or _has_unit(setting)) and len(setting.before) - cue < 40
    if cue >= 0 and (low >= 1_000 or _has_unit(setting)):
        return len(setting.before) - cue < 80
    alone = not setting.line[: -(span.end - span.start)].strip(" -•*(") and len(setting.after.strip()) < 20
    return alone and all(amount.multiple or amount.value >= 15_000 for amount in span.amounts)


def _has_unit(setting: _Setting) -> bool:
    match = table.UNIT_AFTER.match(setting.after)
    return match is not None and _unit_of(match["unit"]) is not None


def _unit(setting: _Setting, raw: str, high: float, currency: str | None) -> tuple[PayUnit | None, bool]:
    """The unit and whether the text states it: right after the amounts, between them, near them, before them."""
    match = table.UNIT_AFTER.match(setting.after)
    candidates: list[PayUnit | None] = [_unit_of(match["unit"]) if match else None]
    inner = table.UNIT_NEAR.search(raw) or _INNER_UNIT.search(raw)
    candidates.append(_unit_of(inner["unit"] or inner["adverb"]) if inner else None)
    sentence = _CLAUSE_END.split(setting.after, maxsplit=1)[0][:60]
    near = table.UNIT_NEAR.search(sentence)
    candidates.append(_unit_of(near["unit"] or near["adverb"]) if near else None)
    before = [m["unit"] for m in table.UNIT_BEFORE.finditer(setting.before)]
    candidates.append(_unit_of(before[-1].removeprefix("per ")) if before else None)
    for unit in candidates:
        if unit is not None and table.SANE[unit][0] <= high <= table.SANE[unit][1]:
            return unit, True
    if high >= table.YEARLY_FROM.get(currency or "USD", table.YEARLY_FROM["USD"]):
        return "YEAR", False
    if high >= 1_000 and (currency not in (None, "USD") or _says_pay(setting)):
        return "MONTH", False
    if table.LEAST_HOURLY <= high <= table.MOST_HOURLY and _says_pay(setting):
        return "HOUR", False
    return None, False


def _says_pay(setting: _Setting) -> bool:
    """Whether the words right around call the amounts pay."""
    return _last(table.PAY_CUE, setting.before[-60:]) >= 0 or setting.after.strip(" ()*.").startswith("doe")


@lru_cache(maxsize=1024)
def _unit_of(word: str | None) -> PayUnit | None:
    """The unit that a word names."""
    if not word:
        return None
    for unit, words in table.UNITS:
        if re.fullmatch(words, word.strip(".")) or re.fullmatch(words, word):
            return unit
    return None


def _kind(setting: _Setting) -> PayKind:
    """What the amounts are: the kind named last before them."""
    places = {
        "base": _last(table.BASE, setting.before),
        "ote": _last(table.OTE, setting.before),
        "total": _last(table.TOTAL, setting.before),
    }
    if (
        places["base"] >= 0
        and places["ote"] >= 0
        and re.search(r"\b(?:ote|on[- ]target\w*(?: earnings)?) or base\b", setting.before)
    ):
        return "unspecified"
    kind = max(places, key=lambda name: places[name])
    if places[kind] < 0:
        return (
            "base"
            if re.match(r"[\s)]*(?:gross )?(?:/ ?year |/ ?yr |per year )?base\b", setting.after)
            else "unspecified"
        )
    return "base" if kind == "base" else "ote" if kind == "ote" else "total"


def _scope(folded: Folded, setting: _Setting, span: Span) -> str | None:
    """The place or level that the text limits the amounts to, in its own words."""
    end = folded.origin(span.start, span.end)[1]
    following = folded.original[end : end + table.ESTIMATE_REACH]
    estimate = table.ESTIMATE.search(following) if "est" in following.lower() else None
    if estimate:
        return estimate[1]
    for pattern in table.SCOPES:
        match = pattern.search(setting.before)
        if match and not table.NO_SCOPE.search(match[1]):
            start, stop = folded.origin(setting.begin + match.start(1), setting.begin + match.end(1))
            words = folded.original[start:stop].strip(" ,-")
            if words and words.removeprefix("the ")[:1].isupper():
                return words
    return None


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match starts; -1 without one."""
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place


def _same(one: Pay, other: Pay) -> bool:
    return (one.min_value, one.max_value, one.currency, one.unit_text) == (
        other.min_value,
        other.max_value,
        other.currency,
        other.unit_text,
    )

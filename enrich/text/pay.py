"""Read the pay that a posting states in its text: ranges and single amounts, with unit, kind and scope.

An amount is pay when the words around it say so and none nearer says otherwise: reimbursements, stipends, budgets,
revenue, equity and bonuses are money, not pay.
"""

from __future__ import annotations

import re
from itertools import islice

from crawler.items import Pay, PayKind
from enrich.text import pay_words as table
from enrich.text.amounts import Span, find_amounts, ranges
from enrich.text.document import Document
from enrich.text.fold import Folded
from enrich.text.page import in_spans
from enrich.text.pay_scope import ESTIMATE_REACH, estimate_of, scope_after, scope_before
from enrich.text.pay_sense import is_pay
from enrich.text.pay_setting import Setting, is_sane, last_place, says_pay, setting_of, unit_named

_DIGIT = re.compile(r"\d")
_MOST_AMOUNTS = 2_000
"""Numbers near words of pay that one text is read for: no posting has so many, and each costs a look around it."""
_LONGEST_WORD = 20
"""Characters that a window is widened by at most to hold whole words."""


def read_pay(text: str | Document) -> list[Pay]:
    """The pay stated in a text, ``source="text"``: what a reader would call the salary first, then in text order.

    A yearly base range precedes on-target and total ranges. A unit that the text does not state is inferred where only
    one fits the size of the amount (from 12,000 dollars: a year); else it is ``None``. Equal ranges are kept once.
    Amounts outside the posting (site chrome, advice) are not read, nor is what follows 2,000 numbers.
    """
    document = Document.of(text)
    folded = document.folded
    found: list[Pay] = []
    known: dict[tuple[object, ...], set[str | None]] = {}
    floor = 0
    previous: Span | None = None
    left = _MOST_AMOUNTS
    for start, end in _windows(document):
        amounts_here = list(islice(find_amounts(folded.text, start, end), left))
        left -= len(amounts_here)
        for span in ranges(folded.text, amounts_here):
            if previous is not None and not _is_other_currency(folded.text, previous, span):
                floor = previous.end
            pay = _read(folded, span, floor)
            if pay is not None or span.currency is not None:
                previous = span
            if pay is None or not in_spans(document.spans, folded.origin(span.start, span.end)[0]):
                continue
            amounts = (pay.min_value, pay.max_value, pay.currency, pay.unit_text)
            scopes = known.setdefault(amounts, set())
            if not scopes or (pay.scope is not None and not scopes & {None, pay.scope}):
                found.append(pay)
            scopes.add(pay.scope)
    return _ordered(found)


def _ordered(found: list[Pay]) -> list[Pay]:
    """The salary first: total pay stands behind the base, a rate by the hour behind the year of the same job."""
    has_base = any(pay.kind == "base" for pay in found)
    yearly = {pay.kind for pay in found if pay.unit_text == "YEAR"}

    def place(pay: Pay) -> tuple[bool, bool]:
        return has_base and pay.kind in ("ote", "total"), pay.unit_text != "YEAR" and pay.kind in yearly

    return sorted(found, key=place)


def _is_other_currency(text: str, previous: Span, span: Span) -> bool:
    """Whether amounts only say the ones before them in another currency ("2,000 USD / 1,800 EUR")."""
    if previous.currency is None or span.currency is None or previous.currency == span.currency:
        return False
    return text[previous.end : span.start].strip() in ("/", "or", "|")


def _windows(document: Document) -> list[tuple[int, int]]:
    """Spans of the folded text near a currency or a word for pay that hold a digit, widened to whole words."""
    text = document.folded.text
    if len(text) <= table.WHOLE:
        return [(0, len(text))]
    near = list(document.words.offsets("pay"))
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
    first = max(0, place - _LONGEST_WORD)
    space = max(text.rfind(" ", first, place), text.rfind("\n", first, place))
    return space + 1 if space >= 0 else place


def _word_end(text: str, place: int) -> int:
    """The end of the word at ``place``, at most 20 characters on."""
    word = text[place : place + _LONGEST_WORD]
    cut = word.replace("\n", " ").find(" ")
    return place + cut if cut >= 0 else place


def _read(folded: Folded, span: Span, floor: int) -> Pay | None:
    """The pay that a span of amounts states; ``None`` when it is other money or no money."""
    setting = setting_of(folded.text, span, floor)
    low, high = span.amounts[0].value, span.amounts[-1].value
    if low > high:
        low, high = high, low
    if not is_pay(setting, span, low, high):
        return None
    unit, stated = unit_named(setting, folded.text[span.start : span.end], high, span.currency)
    if not is_sane(low, unit, span.currency) or not is_sane(high, unit, span.currency):
        return None
    single = len(span.amounts) == 1
    if single and not stated and not (unit == "YEAR" or says_pay(setting)):
        return None
    open_end = single and (table.OPEN_END.search(setting.before) or table.AND_MORE.match(setting.after)) is not None
    open_start = single and (table.OPEN_START.search(setting.before) or table.AT_MOST.match(setting.after)) is not None
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


def _scope(folded: Folded, setting: Setting, span: Span) -> str | None:
    """The place or level that the text limits the amounts to, in its own words."""
    end = folded.origin(span.start, span.end)[1]
    estimate = estimate_of(folded.original[end : end + ESTIMATE_REACH])
    if estimate:
        return estimate
    for found, begin in ((scope_before(setting.before), setting.begin), (scope_after(setting.after), span.end)):
        if found is None:
            continue
        start, stop = folded.origin(begin + found[0], begin + found[1])
        words = folded.original[start:stop].strip(" ,-").removeprefix("the ")
        if words[:1].isupper():
            return words
    return None


def _kind(setting: Setting) -> PayKind:
    """What the amounts are: the kind named last before them."""
    places = {
        "base": last_place(table.BASE, setting.before),
        "ote": last_place(table.OTE, setting.before),
        "total": last_place(table.TOTAL, setting.before),
    }
    if (
        places["base"] >= 0
        and places["ote"] >= 0
        and re.search(r"\b(?:ote|on[- ]target\w*(?: earnings)?) or base\b", setting.before)
    ):
        return "unspecified"
    after = table.KIND_AFTER.match(setting.after)
    if after is not None:
        return "base" if after["base"] else "ote" if after["ote"] else "total"
    kind = max(places, key=lambda name: places[name])
    if places[kind] < 0:
        return "unspecified"
    return "base" if kind == "base" else "ote" if kind == "ote" else "total"

"""The words around an amount of money, and the unit of time that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.items import PayUnit
from enrich.text import pay_words as table
from enrich.text.amounts import Span, line_start_of
from enrich.text.gated import Gated

_STOPS = (". ", ".\n", "! ", "!\n", "; ", ";\n", "•")
"""What ends a clause before an amount."""
_AFTER = 90
"""Characters after an amount that can say what it is."""
_INNER_UNIT = re.compile(r"(?:/ ?|per )(?P<unit>[a-z]+)(?P<adverb>)")
_CLAUSE_END = re.compile(r"[.;](?:\s|$)")
DRESS = " -•*(+"
"""What stands before an amount that opens its line."""


@dataclass(slots=True)
class Setting:
    """The folded words around a span of amounts."""

    begin: int
    """Offset of ``before``."""
    before: str
    after: str
    line: str
    """What stands on the line before the amounts; its end when that is long."""


def setting_of(text: str, span: Span, floor: int) -> Setting:
    """The words around a span: its line, with the line before when that is its heading."""
    line_start = line_start_of(text, span.start)
    begin = max(floor, span.start - table.BEFORE)
    if span.start - line_start > 25 or (len(span.amounts) > 1 and _stands_apart(text, span, line_start)):
        begin = max(begin, line_start)
    before = text[begin : span.start]
    stop = max(before.rfind(mark) for mark in _STOPS)
    if stop >= 0 and before[stop + 1 :].strip(" \n(-"):
        before = before[stop + 1 :]
    after = text[span.end : span.end + _AFTER].partition("\n")[0]
    return Setting(span.start - len(before), before, after, text[line_start : span.start])


def _stands_apart(text: str, span: Span, line_start: int) -> bool:
    """Whether a range opens a line that the one before does not head: below a list, or a year's pay in a block."""
    if text[line_start : span.start].strip(DRESS):
        return False
    above = text[max(0, line_start - table.BEFORE) : line_start].rstrip()
    if above.endswith(":"):
        return False
    if above[above.rfind("\n") + 1 :].lstrip().startswith(("- ", "• ", "* ", "· ")):
        return True
    match = table.UNIT_AFTER.match(text, span.end) if text.startswith("\n\n", line_start - 2) else None
    return match is not None and unit_of(match["unit"]) == "YEAR" and span.amounts[0].value >= table.YEARLY_ALONE


def has_unit(setting: Setting) -> bool:
    """Whether a unit of time follows the amounts."""
    match = table.UNIT_AFTER.match(setting.after)
    return match is not None and unit_of(match["unit"]) is not None


def unit_named(setting: Setting, raw: str, high: float, currency: str | None) -> tuple[PayUnit | None, bool]:
    """The unit and whether the text states it: right after the amounts, between them, near them, before them."""
    match = table.UNIT_AFTER.match(setting.after)
    candidates: list[PayUnit | None] = [unit_of(match["unit"]) if match else None]
    if _is_of_a_year(raw):
        candidates.append("YEAR")
    inner = table.UNIT_NEAR.search(raw) or _INNER_UNIT.search(raw)
    candidates.append(unit_of(inner["unit"] or inner["adverb"]) if inner else None)
    sentence = _CLAUSE_END.split(setting.after, maxsplit=1)[0][:60]
    near = table.UNIT_NEAR.search(sentence)
    candidates.append(unit_of(near["unit"] or near["adverb"]) if near else None)
    before = [m["unit"] for m in table.UNIT_BEFORE.finditer(setting.before)]
    candidates.append(unit_of(before[-1].removeprefix("per ")) if before else None)
    for unit in candidates:
        if unit is not None and is_sane(high, unit, currency):
            return unit, True
    if high >= table.YEARLY_FROM.get(currency or "USD", table.YEARLY_FROM["USD"]):
        return "YEAR", False
    if high >= 1_000 and (currency not in (None, "USD") or says_pay(setting)):
        return "MONTH", False
    if table.LEAST_HOURLY <= high <= table.MOST_HOURLY and says_pay(setting):
        return "HOUR", False
    return None, False


def _is_of_a_year(raw: str) -> bool:
    """Whether amounts are written with their year: ``lpa`` is lakhs per annum."""
    return raw.endswith("lpa")


def says_pay(setting: Setting) -> bool:
    """Whether the words right around call the amounts pay."""
    return last_place(table.PAY_CUE, setting.before[-60:]) >= 0 or setting.after.strip(" ()*.").startswith("doe")


def is_sane(amount: float, unit: PayUnit | None, currency: str | None) -> bool:
    """Whether anyone is paid such an amount in such a span of time."""
    least, greatest = table.SANE[unit]
    return least <= amount <= greatest * table.SMALL_COINS.get(currency or "", 1)


def last_place(pattern: re.Pattern[str] | Gated, text: str) -> int:
    """Where the last match starts; -1 without one."""
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place


@lru_cache(maxsize=1024)
def unit_of(word: str | None) -> PayUnit | None:
    """The unit that a word names."""
    if not word:
        return None
    for unit, words in table.UNITS:
        if re.fullmatch(words, word.strip(".")) or re.fullmatch(words, word):
            return unit
    return None

"""Whether an amount of money is pay: what the words around it say, and whether none nearer says otherwise.

Reimbursements, stipends, budgets, revenue, equity and bonuses are money, not pay.
"""

from __future__ import annotations

from enrich.text import pay_words as table
from enrich.text.amounts import Span
from enrich.text.pay_setting import DRESS, Setting, has_unit, last_place

_NEAR = 40
"""Characters around an amount in which its unit of time or a word for pay is named."""
_LEADS = frozenset(("", "to", "up to", "from", "max", "min", "starting at", "c.", "ca.", "circa", "approx."))
"""Words before an amount that stands alone on its line."""
_A_YEAR = 12_000
"""The upper end from which a range with a currency is a year's pay when nothing says what it is."""
_ONE_A_YEAR = 15_000
"""The same for a single amount alone on its line, and for numbers without a currency."""


def is_pay(setting: Setting, span: Span, low: float, high: float) -> bool:
    """Whether the words around say pay, and none nearer says other money; ``low`` and ``high`` are the ends."""
    if span.currency is None and not _may_be_money(setting, span, low, high):
        return False
    cue = last_place(table.PAY_CUE, setting.before)
    if span.amounts[-1].multiple == "lpa" or table.CALLED_PAY_AFTER.match(setting.after):
        cue = len(setting.before)
    if low >= table.LIVING and "stipend" in setting.before and table.STIPEND_FOR_WORK.search(setting.before):
        cue = len(setting.before)
    if not _says_pay(setting, span, low, high, cue):
        return False
    if _is_other_money(setting, cue) or table.PIECE_AFTER.match(setting.after):
        return False
    return not _is_of_other_period(setting, high, span.currency)


def _says_pay(setting: Setting, span: Span, low: float, high: float, cue: int) -> bool:
    """Whether a word for pay, a unit of time or the size of the amounts makes them pay when nothing speaks against."""
    cue_after = cue < 0 and table.PAY_CUE.search(setting.after, 0, _NEAR) is not None
    if span.currency is None:
        return _bare_is_pay(setting, span, low) or (has_unit(setting) and cue_after)
    if cue >= 0 or cue_after or has_unit(setting):
        return True
    return high >= _A_YEAR if len(span.amounts) > 1 else low >= _ONE_A_YEAR and _is_alone(setting)


def _may_be_money(setting: Setting, span: Span, low: float, high: float) -> bool:
    """Whether numbers without a currency may be money: no count of days, no years, no single small number."""
    if high < 5_000 and 1_900 <= low <= 2_100:
        return False
    if len(span.amounts) == 1 and low < _ONE_A_YEAR and not has_unit(setting):
        return False
    counted = table.COUNTED_AFTER.match(setting.after)
    return counted is None or (counted["one"] is not None and high != int(high))


def _is_other_money(setting: Setting, cue: int) -> bool:
    """Whether the words around name money that is not paid for the work; ``cue`` is where they last name pay."""
    if table.KIND_AFTER.match(setting.after):
        return False
    if table.OTHER_MONEY_AFTER.match(setting.after) or table.PAID_BY_OTHERS.search(setting.before):
        return True
    other = table.OTHER_MONEY.search(setting.before, cue + 1)
    return other is not None and table.EXTRA_MONEY.search(setting.before) is None


def _is_of_other_period(setting: Setting, high: float, currency: str | None) -> bool:
    """Whether the amounts are for a span of time that the record has no word for; a year's pay is only paid by it."""
    if high >= table.YEARLY_FROM.get(currency or "USD", table.YEARLY_FROM["USD"]):
        return False
    if table.OTHER_PERIOD_AFTER.match(setting.after):
        return True
    return not has_unit(setting) and table.OTHER_PERIOD.search(setting.before[-_NEAR:]) is not None


def _is_alone(setting: Setting) -> bool:
    """Whether the amounts are all there is on their line, but for words such as "up to" and "plus bonus"."""
    return setting.line.strip(DRESS) in _LEADS and table.ALONE_AFTER.match(setting.after.strip()) is not None


def _bare_is_pay(setting: Setting, span: Span, low: float) -> bool:
    """Whether amounts without a currency are pay: next to a word for pay, or thousands alone on their line."""
    if not table.BARE_AFTER.match(setting.after):
        return False
    cue = last_place(table.STRICT_CUE, setting.before)
    distance = len(setting.before) - cue
    if len(span.amounts) == 1:
        return cue >= 0 and (low >= _ONE_A_YEAR or has_unit(setting)) and distance < 40
    if cue >= 0 and (low >= 1_000 or has_unit(setting)):
        return distance < 80
    alone = not setting.line.strip(DRESS) and len(setting.after.strip()) < 20
    return alone and all(amount.multiple or amount.value >= _ONE_A_YEAR for amount in span.amounts)

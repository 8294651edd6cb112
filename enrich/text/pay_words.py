"""The words around an amount of money that tell pay from other money, and which unit, kind and place it is for."""

from __future__ import annotations

import re

from crawler.items import PayUnit
from enrich.text.gated import Gated

SIGNS = "$€£₹¥"
"""Signs of a currency."""
REACH = 70
"""Characters around a mark or a word in which amounts are looked for."""
WHOLE = 240
"""Characters of a text so short that all of it is looked at."""
BEFORE = 170
"""Characters before an amount that can say what it is."""

PAY_CUE = re.compile(
    r"\b(?:salar(?:y|ies|iale?|is|io)|\w+(?:gehalt|salaris)|sueldo|wynagrodzenie|fixe|pay(?:s|ing|rate|scale)?|paid|"
    r"compensation|comp|wages?|remuneration|earnings?|"
    r"earn(?! (?:an )?(?:extra|additional))|ote|ctc|"
    r"on[- ]target|hiring range|"
    r"base|rate of|hourly|gehalt|salaire|salario|vergütung|lohn|rémunération|bruto|brutto|brut|annual range|"
    r"starting at|gross|doe|rates?(?= (?:is|are|of|range|from|between|for this|starts?)\b|:))\b"
)
_IN_A_TITLE = (
    r"(?! (?:(?:and|&|operations|strategy|data|account|program|software|product|business|[ivx]+|\d) ?){0,2}"
    r"(?:managers?|engineers?|engineering|representatives?|reps?|associates?|analysts?|specialists?|directors?|leads?|"
    r"developers?|consultants?|executives?|coordinators?|administrators?|officers?|advisors?|scientists?|designers?|"
    r"assistants?|agents?|architects?|technicians?|supervisors?|partners?|interns?|counsel)\b)"
)
"""What follows a word for other money that is part of a job's title: "Sales Manager", "Development Engineer II"."""
OTHER_MONEY = re.compile(
    r"\b(?:reimburs\w+|stipends?|allowances?|budgets?(?! for (?:this|the) (?:role|position|job))|401|"
    r"match(?:ing|es|ed)?|donat\w+|charit\w+|tuition|"
    r"bonus(?:es)?|referral|sign[- ]?on|equity|stock|rsus?|funded|raised|valuation|valued|"
    r"(?:revenues?|funding|arr|aum|assets?|portfolio|sales|deals?|transactions?|contracts?(?!:)|grants?|credits?|"
    r"insurance|"
    rf"invest(?:ments?|or|ors|ing)?|costs?|debts?|loans?|wellness|learning|development|projects?|relocation|"
    rf"compensation "
    rf"and benefits|purchase orders|purchases|purchasing|customers?|users|enterprise|internet|phone|health ?care|"
    rf"volume){_IN_A_TITLE}|"
    r"quotas?|savings?|awards?|fees?|coverage|deductibles?|hsa|hra|fsa|discounts?|series [a-f]|invest(?:ed|s)?|"
    r"manag(?:e|es|ed|ing)|worth|spend\w*|prizes?|per diem|l&d|home office|commuter|fertility|adoption|gym|variable|"
    r"incentives?|commissions?|saved|payments? (?:up|of)|limits?|child ?care|assistance|support of|"
    r"households?|incomes? (?:under|below|up to|less|of less|limits?)|"
    r"contributions?|perks?|profits?|population|enterprise value|orders?|sav(?:e|es|ing)|generat\w+|sell(?:s|ing)?|"
    r"sold|"
    r"homes|houses|acv|mrr|tcv|gmv|ltv|disability|subsid(?:y|ies)|vouchers?|invoices?|rent|prices?|priced|mortgages?|"
    r"scholarships?|penalt(?:y|ies)|fines?|settlements?)\b"
)
OTHER_MONEY_AFTER = re.compile(
    r"^[\s)]*(?:usd|eur|gbp|cad|aud)?[\s)]*(?:/ ?(?:year|month|yr|mo)|per (?:year|month|annum|person|employee|"
    r"child)|annual(?:ly)?|yearly|monthly|a (?:year|month)|each year)?[\s)]*"
    r"(?!plus\b|and\b|with\b|or\b|depending|based|gross|salary|base|pay\b)(?:(?:for|in|of|to|towards?|worth of|"
    r"self-?|your|our|the|personal|professional|employee|company|company-paid|employer-paid|employer|free|basic|global|"
    r"charitable|cash|monthly|annual) ?-?){0,4}"
    r"(?:(?:\w+ )?(?:stipends?|allowances?|budgets?|credits?|subsid\w+)|reimburs\w+|donat\w+|match\w*|tuition|"
    r"bonus(?:es)?|toward|towards|"
    r"learning|education\w*|home office|"
    r"professional development|wellness|wellbeing|conference\w*|fertility|adoption|credits?|revenues?|funding|"
    r"assets|arr|equity|stock|"
    r"projects?|valuation|development|internet|phone|organi[sz]ation|deals?|portfolio|prizes?|insurance|coverage|"
    r"sales|budget|investments?|"
    r"(?:\w+ )?(?:costs?|expenses?|premiums?|fees?)|(?:new )?business|mrr|acv|tcv|in rewards|rewards|life\b|"
    r"relocation|contracts?|transactions?|customers|fund\b|gift|savings|of (?:equipment|"
    r"stock)|referrals?|signing|sign-on|commissions?|variable|incentives?)\b"
)
PAID_BY_OTHERS = Gated(
    r"\b(?:customers?|clients?|users?|members?|patients?|students|tenants?|consumers|subscribers|families|patrons|"
    r"merchants|borrowers|who|subscriptions?|plans?|disability|insurance|polic(?:y|ies)|coverage) (?:(?:can|may|will|"
    r"would|who|that|typically|only) )?"
    r"(?:pay|pays|paying|paid|start|starts|from|earns?|makes?)\b[^.;]*$",
    ("pay", "paid", "start", "from", "earn", "make"),
)
"""Money that someone pays the employer."""
_HELP = (
    r"(?![^.;]{0,60}\b(?:housing|relocation|travel|meals?|lunch|food|wellness|internet|phone|home|learning|equipment|"
    r"commut\w+|books?|conferences?|education\w*|bilingual|health\w*|technology|parking|transport\w*)\b)"
)
CALLED_PAY_AFTER = re.compile(
    r"[\s.(]*(?:the )?(?:above|aforementioned|said|listed) (?:\w+ )?(?:remuneration|salary|pay|compensation|wages?|"
    r"rates?)\b"
)
"""Words after an amount that call it pay, whatever it was called before."""
STIPEND_FOR_WORK = re.compile(
    rf"{_HELP}\b(?:base|fellowship|fellows?'?|postdoctoral|postdoc|graduate|internship|intern|trainee|residency|"
    rf"research|"
    r"training|living)\b[^.;]{0,40}\bstipends?\b[^.;]{0,60}$|"
    rf"{_HELP}\b(?:fellows?|interns?|residents|trainees|postdocs?|apprentices|scholars)\b[^.;]{{0,40}}\b(?:receive|"
    rf"paid|earn|"
    r"get|are given|offered)\b[^.;]{0,40}\bstipends?\b[^.;]{0,40}$|"
    r"\bstipends?\b[^.;]{0,20}\bfor this (?:role|position|fellowship|internship|program)\b[^.;]{0,30}$"
)
"""A stipend that is what the work is paid with, as fellows and trainees are."""
LIVING = 400
"""Dollars from which such a stipend is pay, whatever its unit: below, it is a help."""
COUNTED_AFTER = re.compile(r"\s*(?:(?:hours|hrs|days|weeks|months|years)|(?P<one>hour|day|week|month|year))\b")
"""A number of units of time, not of money."""
_OR_MORE = r"(?:and|&|or) (?:up\b(?! to)|above\b|over\b|more\b|higher\b)"
ALONE_AFTER = re.compile(
    rf".{{0,5}}$|\s*(?:[+(]|plus|doe|dependent|depending|negotiable|base|{_OR_MORE}|(?:min|max)(?:imum)?\b)"
)
"""What may follow an amount that stands alone on its line."""
_UNIT_NEXT = (
    r"[\s)]*(?:usd|eur|gbp|cad|aud|inr)?\s*(?:(?:/ ?|per |an? )?(?:hours?|hr|h|years?|yr|annum|months?|mo|weeks?|"
    r"days?)\b\.?|annually|hourly|yearly|monthly|p\.?a\b\.?)?[\s,]*\(?"
)
AND_MORE = re.compile(
    r"\+(?! ?(?:\d|an? |equity|bonus|benefits|commission|super|ote|tips|stock))|"
    rf"{_UNIT_NEXT}(?:{_OR_MORE}|min(?:imum)?\b(?! (?:of|experience|wage\b)))"
)
"""An amount that is the least of what is paid."""
AT_MOST = re.compile(rf"{_UNIT_NEXT}max(?:imum)?\b(?! of)")
"""An amount that is the most of what is paid, said right after it."""
KIND_AFTER = Gated(
    r"[\s)]*(?:usd|cad|eur|gbp)?[\s)]*(?:gross )?(?:(?:/ ?|per |an? )(?:year|yr|month|hour|hr)|"
    r"annually)?[\s(]*(?:min(?:imum)? |max(?:imum)? )?(?:(?P<base>base)|"
    r"(?P<ote>ote|on[- ]target)|total (?:comp\w*|cash))\b(?! ?[:=]| (?:of|is|range|from|\$|(?:salary|pay) ?[+&]))",
    ("base", "ote", "target", "total "),
)
"""What the amounts are, said right after them."""
SMALL_COINS = {
    "JPY": 150,
    "KRW": 1_300,
    "HUF": 350,
    "COP": 4_000,
    "INR": 20,
    "PHP": 20,
    "CZK": 10,
    "THB": 10,
    "MXN": 10,
}
"""How many times the greatest amounts of :data:`SANE` are paid in currencies of small units; set by us, generously."""
EXTRA_MONEY = re.compile(
    r"\b(?:excluding|plus|exclusive of|not including|before|in addition to|without) [^.;]{0,40}$|"
    r"\b(?:salary|pay|compensation|package|earnings|ote)\b[^.;]{0,40}\b(?:includ\w+|inclusive of|compris\w+|"
    r"consist\w+)\b"
    r"[^.;$]{0,80}\b(?:is|are|ranges?|from|between|will be)\b[^a-z]{0,9}(?:from|between)?[^a-z]{0,9}$|"
    r"\b(?:salary|pay|base|compensation) ?(?:\+|&|and|/) ?(?:equity|bonus|stock|commission|benefits)(?: range| "
    r"package)?"
    r"[^a-z]{0,9}(?:is|of|from|between)?[^a-z]{0,9}$"
)
"""Other money that is named only to say that the amounts are with it or without it."""
STRICT_CUE = re.compile(
    r"\b(?:salar\w+|pay|payrate|paid|compensation(?! plan)|wages?|remuneration|ote|rates?|gehalt|salaire|salario|"
    r"vergütung|lohn|rémunération|brutto?|brut|annual range|gross|hiring range|earn|ctc|base (?:salary|pay|rate|"
    r"compensation)|"
    r"base(?=:))\b(?![ -]?(?:(?:grade|band|level)\b(?! ?\w{0,3}:)|period|surveys?|garnish\w+))"
)
"""Words that make amounts without a currency pay."""
BARE_AFTER = re.compile(
    r"\s*(?:$|[^\sa-z]|(?:per|an?|each|annual\w*|yearly|monthly|hourly|weekly|daily|usd|gross|brutt?o?|bruto|base|net|"
    r"depending|based|doe|plus|and|or|for|in|at|dollars|p\.?a|commensurate|with|full|hr|hrs|hour|yr|year|month|week|"
    r"day|"
    r"euro?s?|annum|salary|pay)\b)"
)
"""What stands after amounts without a currency when they are money and not a count of something."""
UNITS: tuple[tuple[PayUnit, str], ...] = (
    ("HOUR", r"hour(?:ly|s)?|hr|hrs|h"),
    ("YEAR", r"year(?:ly|s)?|yr|annum|annual(?:ly|ized|ised)?|p\.?a\.?|annuel\w*|jahr|jährlich|jaar|an|anno"),
    ("MONTH", r"month(?:ly|s)?|mo|mois|monat(?:lich)?|maand|mensuel\w*|mes"),
    ("WEEK", r"week(?:ly|s)?|wk"),
    ("DAY", r"dai?ly|days?|day rate"),
)
UNIT_AFTER = re.compile(
    r"[\s)*+]*(?:(?:usd|eur|gbp|cad|aud|gross|brutto|bruto|brut|netto|base|salary|pay|rate|b2b|net|\(gross\)|"
    r"full[- ]time|"
    r"total)[\s,)/]*){0,3}"
    r"(?:/ ?|per |an? |each |p/ ?|par |pro |- ?)?(?P<unit>[a-z.]+)"
)
_UNIT_WORD = (
    r"(?:hours?|hourly|hrs?|h|years?|yrs?|yearly|annum|annual\w*|months?|monthly|mo|weeks?|weekly|wks?|days?|daily|"
    r"calendar|p\.?a|fortnight\w*|bi-?\s?(?:week|month)\w*|semi-?\s?month\w*|pay|paycheck|quarter|12|52|"
    r"jahr\w*|jaar|ann?o|an|année|año|rok\w*|år|monat\w*|maand|mois|mes|mese|mies\w*|måned|månad|stunde|std|uur|heure|"
    r"hora|ora|godz\w*|timme|time|tag|dag|jour|día|giorno|woche|semaine|semana|settimana)"
)
"""Units of time in the languages that amounts are read in, known to :data:`UNITS` or not."""
OTHER_PERIOD = re.compile(
    r"\b(?:pay ?(?:period|check)|bi-?\s?weekly|fortnight(?:ly)?|(?:two|2) weeks|semi-?\s?monthly|quarter(?:ly)?)\b"
)
"""Units of time that the record does not have: twice a month is not every two weeks, so they are not converted."""
OTHER_PERIOD_AFTER = re.compile(
    r"^[\s)*+]*(?:usd|eur|gbp|cad|aud)?[\s)]*(?:/ ?|per |every |each |an? |paid |payable )?" + OTHER_PERIOD.pattern
)
PIECE_AFTER = re.compile(
    rf"^[\s)*+]*(?:usd|eur|gbp|cad|aud)?[\s)]*(?:(?:paid|for|on)? ?(?:(?<! )/ ?|/(?=[a-z])|per |for (?:each|every) |"
    rf"each |every )"
    rf"(?!{_UNIT_WORD}\b|(?:our|your|the|position|role|job|level|experience|doe|contract|collective|company|"
    rf"union|person|"
    r"employee|full|standard|work(?:ing)? (?:hour|day|week)|gross|base|usd|eur|gbp|cad|aud|hiring|location|"
    r"worked hour|clock hour|fte)\b)[a-z]|"
    r"an? (?:[a-z]+ )?(?:class|session|visit|shift|mile|piece|lesson|word|article|delivery|ride|load|"
    r"assignment|gig|game|"
    r"unit|credit|course|page|report|test|project|night|trip|appointment|patient|stop|box|call|lead|sale|show|event|"
    r"performance|photo|video|sample|interview|task)\b)"
)
"""An amount for each piece of work: no unit of time, so no pay that can be compared."""
UNIT_NEAR = Gated(
    r"\b(?:per|an|/|paid|on an?) ?(?P<unit>year|annum|hour|month|week|day|annual|hourly|yearly)\b|"
    r"\b(?P<adverb>annually|hourly|monthly|weekly|yearly)\b",
    ("year", "ann", "hour", "month", "week", "day"),
)
UNIT_BEFORE = Gated(
    r"\b(?P<unit>annual(?:ized|ised)?|yearly|hourly|monthly|weekly|daily|per (?:hour|year|month|week|day|annum)|"
    r"day)\b(?! (?:bonus|incentive|hours))",
    ("annual", "yearly", "hourly", "monthly", "weekly", "daily", "per ", "day"),
)
SANE: dict[PayUnit | None, tuple[float, float]] = {
    "HOUR": (5, 600),
    "DAY": (30, 8_000),
    "WEEK": (100, 40_000),
    "MONTH": (300, 120_000),
    "YEAR": (8_000, 5_000_000),
    None: (12_000, 3_000_000),
}
"""Least and greatest amounts of pay by unit, in dollars; ``None`` where no unit is known."""

YEARLY_FROM: dict[str, float] = {
    **{"USD": 12_000, "PLN": 45_000, "CZK": 250_000, "SEK": 150_000, "NOK": 150_000, "DKK": 120_000, "HUF": 4_000_000},
    **{"INR": 150_000, "MXN": 120_000, "JPY": 1_000_000, "ZAR": 100_000, "BRL": 40_000, "RON": 40_000, "PHP": 200_000},
}
"""Amounts from which unstated pay is taken for a year's, by currency (``USD`` for the others): below, a month's.

Set by us at about half of a full-time minimum wage, above which no month is paid in practice.
"""
YEARLY_ALONE = 30_000
"""Amounts a year from which a range that stands alone is pay whatever was spoken of above."""
LEAST_HOURLY, MOST_HOURLY = 7.25, 250
"""Amounts of pay that can only be hourly when no unit is stated: from the federal minimum wage."""

OPEN_END = re.compile(
    r"\b(?:from|starting (?:at|from)|starts at|start(?:s|ing)? (?:(?:\w+ )?(?:base|salary|pay|wage|rate|compensation) "
    r"?){0,2}"
    r"(?:of|is|:|at|range)|minimum|at least|minimal|mindest\w+|no less than|not less than|upwards of|ab|over|min\.?)"
    r"(?:(?<=:)|\b)[^.;]{0,60}$|\bbetween\s*$"
)
OPEN_START = re.compile(
    r"(?:^\W*to|\b(?:up to|maximum|max\.?|as much as|jusqu'à|bis zu|no more than|no higher than|not (?:to )?exceed"
    r"(?:ing)?|capped at|"
    r"cap of|ceiling of|tops? out at|(?:salary|pay|rate|wage|base|compensation) to))\s*(?:of )?"
    r"(?:(?:bill|annual|base|hourly|salary|pay|rate|wage|compensation)[: ]+){0,3}(?:of |is )?[^\w$€£]*"
    r"(?:usd|eur|gbp)?\s*$"
)
BASE = Gated(r"\bbase\b", ("base",))
OTE = Gated(
    r"\b(?:ote|on[- ]target)\b",
    ("ote", "target"),
)
TOTAL = re.compile(r"\btotal (?:\w+ ){0,2}(?:compensation|comp|cash|rewards|package)\b|\btc\b")

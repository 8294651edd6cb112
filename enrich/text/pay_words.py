"""The words around an amount of money that tell pay from other money, and which unit, kind and place it is for."""

from __future__ import annotations

import re

from crawler.items import PayUnit
from enrich.text.stems import Stems

SIGNS = "$€£₹¥"
"""Signs of a currency."""
WORDS = Stems(
    *("usd", "eur", "gbp", "cad", "aud", "chf", "inr", "sgd", "nzd", "pln", "sek", "nok", "dkk"),
    *(
        "salar",
        "compensation",
        "pay range",
        "pay rate",
        "pay:",
        "base pay",
        "wage",
        "hourly",
        "per hour",
        "hr",
        "per annum",
    ),
)
"""Words that stand near pay."""
REACH = 70
"""Characters around a mark or a word in which amounts are looked for."""
WHOLE = 240
"""Characters of a text so short that all of it is looked at."""
BEFORE = 170
"""Characters before an amount that can say what it is."""

PAY_CUE = re.compile(
    r"\b(?:salar(?:y|ies|iale?)|pay(?:s|ing|rate|scale)?|paid|compensation|comp|wages?|remuneration|earnings?|"
    r"earn|ote|"
    r"on[- ]target|hiring range|"
    r"base|rate of|hourly|gehalt|salaire|salario|vergütung|lohn|rémunération|bruto|brutto|brut|annual range|"
    r"starting at|gross|doe|rates?(?= (?:is|are|of|range|from|between|for this|starts?)\b|:))\b"
)
OTHER_MONEY = re.compile(
    r"\b(?:reimburs\w+|stipends?|allowances?|budgets?|401|match(?:ing|es|ed)?|donat\w+|charit\w+|tuition|"
    r"bonus(?:es)?|referral|sign[- ]?on|equity|"
    r"stock|rsus?|revenues?|funding|funded|raised|valuation|valued|arr|aum|assets|portfolio|sales|quotas?|deals?|"
    r"transactions?|contracts?|"
    r"savings?|awards?|grants?|fees?|coverage|deductibles?|insurance|hsa|hra|fsa|credits?|discounts?|series [a-f]|"
    r"invest\w*|"
    r"manag\w+|worth|spend\w*|costs?|prizes?|debts?|loans?|per diem|wellness|learning|l&d|development|home office|"
    r"relocation|commuter|internet|"
    r"phone|fertility|adoption|gym|projects?|variable|incentive|commissions?|generated|saved|payments? (?:up|of)|"
    r"purchases|limits?|"
    r"health care|childcare|child care|assistance|support of|contributions?|perks?|profits?|volume|users|"
    r"customers|population|enterprise value)\b"
)
OTHER_MONEY_AFTER = re.compile(
    r"^[\s)]*(?:usd|eur|gbp|cad|aud)?[\s)]*(?:/ ?(?:year|month|yr|mo)|per (?:year|month|annum|person|employee|"
    r"child)|annual(?:ly)?|yearly|monthly|a (?:year|month)|each year)?[\s)]*"
    r"(?!plus\b|and\b|with\b|or\b|depending|based|gross|salary|base|pay\b)(?:(?:for|in|of|to|towards?|worth of|"
    r"self-?|your|our|the|personal|professional|employee|company|global|charitable|cash|monthly|annual) ?-?){0,4}"
    r"(?:reimburs\w+|stipends?|allowances?|budgets?|donat\w+|match\w*|tuition|bonus(?:es)?|toward|towards|"
    r"learning|education\w*|home office|"
    r"professional development|wellness|wellbeing|conference\w*|fertility|adoption|credits?|revenues?|funding|"
    r"assets|arr|equity|stock|"
    r"projects?|valuation|development|internet|phone|organi[sz]ation|deals?|portfolio|prizes?|insurance|coverage|"
    r"sales|budget|investments?|"
    r"in rewards|rewards|life\b|relocation|contracts?|transactions?|customers|fund\b|gift|savings|of (?:equipment|"
    r"stock)|referral|signing|sign-on)\b"
)
EXTRA_MONEY = re.compile(r"\b(?:excluding|plus|exclusive of|not including|before|in addition to|without) [^.;]{0,40}$")
UNITS: tuple[tuple[PayUnit, str], ...] = (
    ("HOUR", r"hour(?:ly|s)?|hr|hrs|h"),
    ("YEAR", r"year(?:ly|s)?|yr|annum|annual(?:ly|ized|ised)?|p\.?a\.?|annuel\w*|jahr|jährlich|jaar|an|anno"),
    ("MONTH", r"month(?:ly|s)?|mo|mois|monat(?:lich)?|maand|mensuel\w*|mes"),
    ("WEEK", r"week(?:ly|s)?|wk"),
    ("DAY", r"dai?ly|days?|day rate"),
)
UNIT_AFTER = re.compile(
    r"^[\s)*]*(?:(?:usd|eur|gbp|cad|aud|gross|brutto|bruto|brut|netto|base|salary|pay|rate|b2b|net|\(gross\)|"
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
    rf"^[\s)*+]*(?:usd|eur|gbp|cad|aud)?[\s)]*(?:(?:paid|for|on)? ?(?:/ ?|per |for (?:each|every) |each |every )"
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
UNIT_NEAR = re.compile(
    r"\b(?:per|an|/|paid|on an?) ?(?P<unit>year|annum|hour|month|week|day|annual|hourly|yearly)\b|"
    r"\b(?P<adverb>annually|hourly|monthly|weekly|yearly)\b"
)
UNIT_BEFORE = re.compile(
    r"\b(?P<unit>annual(?:ized|ised)?|yearly|hourly|monthly|weekly|daily|per (?:hour|year|month|week|day|annum)|"
    r"day)\b(?! (?:bonus|incentive|hours))"
)
SANE: dict[PayUnit | None, tuple[float, float]] = {
    "HOUR": (5, 600),
    "DAY": (30, 8_000),
    "WEEK": (100, 40_000),
    "MONTH": (300, 120_000),
    "YEAR": (8_000, 5_000_000),
    None: (12_000, 3_000_000),
}
"""Least and greatest amounts of pay by unit; ``None`` where no unit is known."""

YEARLY_FROM: dict[str, float] = {
    **{"USD": 12_000, "PLN": 45_000, "CZK": 250_000, "SEK": 150_000, "NOK": 150_000, "DKK": 120_000, "HUF": 4_000_000},
    **{"INR": 150_000, "MXN": 120_000, "JPY": 1_000_000, "ZAR": 100_000, "BRL": 40_000, "RON": 40_000, "PHP": 200_000},
}
"""Amounts from which unstated pay is taken for a year's, by currency (``USD`` for the others): below, a month's.

Set by us at about half of a full-time minimum wage, above which no month is paid in practice.
"""
LEAST_HOURLY, MOST_HOURLY = 7.25, 250
"""Amounts of pay that can only be hourly when no unit is stated: from the federal minimum wage."""

OPEN_END = re.compile(
    r"\b(?:from|starting (?:at|from)|starts at|start(?:s|ing)? (?:salary )?(?:of|is)|minimum|at least|minimal|"
    r"upwards "
    r"of|ab|over|min\.?)\b[^.;]{0,60}$|\bbetween\s*$"
)
OPEN_START = re.compile(
    r"\b(?:up to|maximum|max\.?|as much as|jusqu'à|bis zu|no more than)\s*(?:of )?[^\w$€£]*(?:usd|eur|gbp)?\s*$"
)
BASE = re.compile(r"\bbase\b")
OTE = re.compile(r"\b(?:ote|on[- ]target)\b")
TOTAL = re.compile(r"\btotal (?:\w+ ){0,2}(?:compensation|comp|cash|rewards|package)\b|\btc\b")
ESTIMATE_REACH = 40
"""Characters after an amount in which a mark of an estimate is looked for."""
ESTIMATE = re.compile(r"\s*\(?((?:[\w.]+ )?est(?:imated|\.)?)\)", re.IGNORECASE)
SCOPES = (
    re.compile(r"\bfor ([\w ,./&'-]{2,60}?)[ -]based\b"),
    re.compile(
        r"(?:^|[.:] ?)\W*(?:in|for) ([a-z][\w ./&'-]{1,40}?), (?:the|our|a) (?:\w+ ){0,3}(?:pay|salary|compensation|"
        r"range)\b"
    ),
    re.compile(r"(?:^|[\n.:] ?)\W*([a-z][\w ,./&'-]{1,60}?)[:|]\s*$"),
    re.compile(r"\(([a-z][^()$€£\d]{1,60})\)(?: is| are)?\s*[:-]?\s*$"),
    re.compile(
        r"\b(?:within|in) ((?:the )?[a-z][\w ,./&'-]{1,50}?)(?: metropolitan area| area| market)?(?: is| are)?[:\s]*$"
    ),
    re.compile(
        r"^\W*([a-z][\w ,./&'-]{1,60}?)(?: (?:base )?(?:pay|salary|compensation) range| base pay| the (?:pay|"
        r"salary))?\s*[:|-]?\s*$"
    ),
    re.compile(r"^\W*([a-z][\w ,./&'-]{1,60}?): the (?:base )?(?:pay|salary|compensation)"),
)
NO_SCOPE = re.compile(
    r"\b(?:pay|salary|salaries|compensation|range|rate|base|wage|usd|annual|hourly|per|position|role|job|this|the us|"
    r"gross|ote|earnings|expected|estimated|between|from|up to|paying|earn|min|max|minimum|maximum|doe|gehalt|"
    r"vergütung|"
    r"rémunération|salaire|salario|lohn|total|note|and$)"
)

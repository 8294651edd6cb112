"""The place or level that a posting limits an amount of pay to, in its own words."""

from __future__ import annotations

import re

from enrich.text.gated import Gated

Range = tuple[int, int]

_UNIT = (
    r"(?:usd|cad|eur|gbp|annually|annual|yearly|hourly|per (?:year|hour|month|annum)|a year|an hour|"
    r"/ ?(?:yr|year|hr|hour))"
)
_BEFORE = (
    ("based", re.compile(r"\bfor ([\w ,./&'-]{2,60}?)[ -]based\b")),
    (" only", re.compile(r"\bfor ([a-z][\w ,./&'-]{1,40}?) only\b")),
    (
        ",",
        re.compile(
            r"(?:^|[.:;] ?)\W*(?:in|for) "
            r"(?:(?:candidates|applicants|employees|residents|roles|those|people) (?:\w+ )?(?:in|of) )?"
            r"([a-z][\w ./&'-]{1,40}?), (?:the|our|a) (?:\w+ ){0,3}(?:pay|salary|compensation|range)\b"
        ),
    ),
)
"""Forms of a scope at the start of a sentence, each after a part of it that is looked for first."""
_LABEL = re.compile(rf"\W*(?:{_UNIT}\W+){{0,2}}([a-z][\w ,./&'-]{{1,60}})")
_COLON = re.compile(r"\s*[:|-]\s*$")
_WORDS_OF_PAY = frozenset(
    (
        *("annual", "base", "full", "target", "hourly", "yearly", "total", "local", "pay", "salary", "compensation"),
        *("hiring", "wage", "rate", "rates", "ote", "range", "ranges", "band", "bands", "scale"),
    )
)
_ENDS = (
    re.compile(r"\(([a-z][^()$€£\d]{1,60})\)(?: is| are)?\s*[:-]?\s*$"),
    re.compile(
        r"\b(?:within|in) ((?:the )?[a-z][\w ,./&'-]{1,50}?)(?: metropolitan area| area| market)?(?: is| are)?[:\s]*$"
    ),
)
_CLAUSE = Gated(
    r"\W*([a-z][\w ,./&'-]{1,60}?)(?:: the (?:base )?(?:pay|salary|compensation)\b| the (?:pay|salary)\s*$)",
    (": the", " the pay", " the salary"),
)
_AFTER = re.compile(rf"\s*(?:{_UNIT}[ ,]*){{0,2}}\(([a-z][^()$€£\d]{{1,60}})\)")
_NO_SCOPE = re.compile(
    r"\b(?:pay|salary|salaries|compensation|range|rate|base|wage|usd|annual|hourly|per|position|role|job|this|the us|"
    r"gross|ote|earnings|expected|estimated|between|from|up to|paying|earn|min|max|minimum|maximum|doe|\w*gehalt|ctc|"
    r"vergütung|"
    r"rémunération|salaire|salario|lohn|total|note|hiring|starting|budgeted|target(?:ed)?|posting|posted|anticipated|"
    r"full|"
    r"current|our|your|their|competitive|typical|approximate|provided|details|type|transparency|benefits|negotiable|"
    r"bonus|equity|depending|plus|overtime|exempt|salaried|is|are|it|we|you|paid|no less than|weekly|monthly|daily|"
    r"day|month|approximately|approx|circa|comp|contract|contractors?|internship|stipend|payscale|low end|zwischen|"
    r"tussen|entre|zł|low|high|location|commensurate|experience|time|and$)\b"
)
ESTIMATE_REACH = 40
"""Characters after an amount in which a mark of an estimate is looked for."""
_ESTIMATE = re.compile(r"\s*\(?((?:[\w.]+ )?est(?:imated|\.)?)\)", re.IGNORECASE)


def estimate_of(following: str) -> str | None:
    """Whose estimate an amount is, from the original text after it; ``None`` when it is nobody's."""
    match = _ESTIMATE.match(following) if "est" in following.lower() else None
    return match[1] if match else None


def scope_before(before: str) -> Range | None:
    """Where the words of the folded text before an amount stand that limit it, the surest form first, or ``None``."""
    for part, pattern in _BEFORE:
        match = pattern.search(before) if part in before else None
        if match is not None and not _NO_SCOPE.search(match[1]):
            return match.span(1)
    colon = _COLON.search(before)
    named = (
        _label(before[: colon.start()], 1 + max(before.rfind(mark, 0, colon.start()) for mark in "\n:;|"))
        if colon
        else None
    )
    if named is not None:
        return named
    for pattern in _ENDS:
        match = pattern.search(before)
        if match is not None and not _NO_SCOPE.search(match[1]):
            return match.span(1)
    named = None if colon else _label(before.rstrip(), 0)
    if named is not None:
        return named
    match = _CLAUSE.match(before)
    return match.span(1) if match is not None and not _NO_SCOPE.search(match[1]) else None


def _label(before: str, start: int) -> Range | None:
    """The name that heads an amount, from ``start`` to the end but for words of pay ("New York pay range")."""
    match = _LABEL.fullmatch(before, start)
    if match is None:
        return None
    words = match[1].split(" ")
    while words and words[-1] in _WORDS_OF_PAY:
        words.pop()
    name = " ".join(words)
    if len(name) < 2 or _NO_SCOPE.search(name):
        return None
    return match.start(1), match.start(1) + len(name)


def scope_after(after: str) -> Range | None:
    """The same for a place in brackets behind an amount."""
    match = _AFTER.match(after)
    return match.span(1) if match is not None and not _NO_SCOPE.search(match[1]) else None

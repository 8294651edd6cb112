"""Phone numbers of people in a text.

A number that belongs to an organisation stays: toll-free ones, and those in a sentence on accommodation or for the
deaf. A number without the shape of a phone number is one only where a word for phones stands in front, so that prices,
requisition ids, dates, tax numbers and ZIP codes are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

Span = tuple[int, int]

_EXTENSION: Final = r"(?:[ \t,]{0,3}(?:x|ext\.?|extension|#)[ \t:.]{0,2}\d{1,6}\b)?"
_NORTH_AMERICAN: Final = re.compile(
    r"(?<![\w$€£#/+])(?<![\w#/+]-)(?<!\d[.,])(\+?1[ \t.\-–]{0,2})?(\([2-9]\d\d\)[ \t.\-–]{0,2}|"
    r"[2-9]\d\d[ \t]?[.\-–/ \t][ \t]?)"
    r"[2-9]\d\d[ \t]?[.\-–/ \t][ \t]?\d{4}" + _EXTENSION + r"(?![\w%]|[-.]\d)"
)
_SHAPE: Final = re.compile(r"(?<!\d)\d{3}\)?[ \t]?[.\-–/ \t]?[ \t]?\d{3}[ \t]?[.\-–/ \t][ \t]?\d{4}")
_INTERNATIONAL: Final = re.compile(
    r"(?<![\w$€£])\+(?:\d{1,3})(?:[ \t.\-–/]{0,2}\(?\d{1,5}\)?){2,7}" + _EXTENSION + r"(?![\w%]|[-.]\d)"
)
_AFTER_WORD: Final = re.compile(r"(?<!\w)\d[\d \t().\-–/]{5,18}\d" + _EXTENSION + r"(?![\w%]|[-.]\d)")
_WORD: Final = re.compile(
    r"\b(?:(?:tele)?phone|tel|ph|cell|mobile|mob|fax|call|text|sms|whatsapp|dial|ring|direct|office|telefon|"
    r"téléphone|tél|"
    r"teléfono|móvil|handy)\b(?:[ \t](?:is|me|us|at|on|line|number|no\.?|#|him|her|them|directly|"
    r"now)){0,3}[ \t]{0,2}[.:#)\-–|]{0,2}[ \t]{0,2}$",
    re.IGNORECASE,
)
_LETTER_WORD: Final = re.compile(r"\b[PMTCFDO]\b[.:)]{1,2}[ \t]{0,2}$")
_OFFICE: Final = re.compile(
    r"\baccommodat|\bdisabilit|\baccessib|\btt[yd]\b|\btdd\b|\brelay\b|\bhotline\b|\bswitchboard\b|\bhelp ?desk\b|"
    r"\bfraud\b|"
    r"\be-?verify\b|\beeoc?\b|\bdepartment of\b|\bsuicide\b|\bcrisis\b",
    re.IGNORECASE,
)
_TOLL_FREE: Final = re.compile(
    r"(?:\+?1[ \t.\-–]{0,2})?\(?(?:800|833|844|855|866|877|888)\)?(?=[ \t.\-–)/]|\d{7}\b)|0800\b|1[38]00[ -]|"
    r"\+\d\d[ -]?800\b"
)
_BEFORE: Final = 60
_SENTENCE: Final = 240
_CALL: Final = re.compile(
    r"\b(?:call|text|phone|tel|mobile|cell|contact|reach|fax|dial|ring|whatsapp|sms|ph|office|direct|at)\b",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d")
_CANDIDATE: Final = re.compile(r"\d[\d \t().\-–/]{5,40}")
_LONGEST_EXTENSION: Final = 20
_FEWEST: Final = 7
"""Digits of the shortest number."""


def person_phones(text: str) -> list[Span]:
    """Spans of the phone numbers in ``text`` that are not known to be an organisation's, in text order."""
    found: list[Span] = []
    for start, end in sorted(_numbers(text)):
        if (not found or start >= found[-1][1]) and not _is_office(text, start, end):
            found.append((start, end))
    return found


def _numbers(text: str) -> Iterator[Span]:
    for candidate in _CANDIDATE.finditer(text):
        if sum(map(str.isdigit, candidate.group())) >= _FEWEST:
            yield from _numbers_at(text, max(0, candidate.start() - 2), candidate.end() + _LONGEST_EXTENSION)


def _numbers_at(text: str, start: int, end: int) -> Iterator[Span]:
    """The numbers in a part of the text that is mostly digits."""
    for shape in _SHAPE.finditer(text, start, end):
        match = _north_american(text, shape.start())
        if match is not None and (
            match[1]
            or match[2][0] == "("
            or match[2].strip()[-1] in ".-–"
            or _CALL.search(_before(text, match.start()))
        ):
            yield match.span()
    for match in _INTERNATIONAL.finditer(text, start, end):
        digits = _DIGITS.findall(match.group())
        if 8 <= len(digits) <= 16 and digits[-3:] != ["0", "0", "0"]:
            yield match.span()
    yield from _after_words(text, start, end)


def _north_american(text: str, area: int) -> re.Match[str] | None:
    """The number whose area code begins at ``area``, from the country code or the bracket before it on."""
    for start in range(max(0, area - 5), area + 1):
        match = _NORTH_AMERICAN.match(text, start)
        if match is not None:
            return match
    return None


def _after_words(text: str, first: int, last: int) -> Iterator[Span]:
    """Numbers of any other shape that a word for phones announces."""
    for match in _AFTER_WORD.finditer(text, first, last):
        start = match.start()
        if ")" in match.group() and text[start - 1 : start] == "(":
            start -= 1
        if text[start - 1 : start] == "+":
            start -= 1
        before = _before(text, start)
        digits = _DIGITS.findall(match.group())
        announced = _WORD.search(before) or _LETTER_WORD.search(before)
        if _FEWEST <= len(digits) <= 15 and (
            announced or (_is_national(match.group(), digits) and _CALL.search(before))
        ):
            yield start, match.end()


def _is_national(number: str, digits: Sequence[str]) -> bool:
    """Whether a number is written as a national one with its trunk prefix: ``020 7946 0456``."""
    return (
        number.lstrip("(")[0] == "0"
        and 9 <= len(digits) <= 12
        and number[1:2] != "0"
        and (" " in number or "-" in number)
    )


def _before(text: str, start: int) -> str:
    line = text[max(0, start - _BEFORE) : start]
    return line[line.rfind("\n") + 1 :]


def _is_office(text: str, start: int, end: int) -> bool:
    """Whether a number is toll-free, or stands in a sentence on matters of an office."""
    if _TOLL_FREE.match(text, start):
        return True
    before = text[max(0, start - _SENTENCE) : start]
    after = text[end : end + 60]
    sentence = before[max(before.rfind("\n"), before.rfind(". ")) + 1 :] + after[: _stop(after)]
    return _OFFICE.search(sentence) is not None


def _stop(text: str) -> int:
    ends = [at for at in (text.find("\n"), text.find(". ")) if at >= 0]
    return min(ends, default=len(text))

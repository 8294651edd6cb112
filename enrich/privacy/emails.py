"""E-mail addresses of people in a text; the mailboxes of an office are not a person's and stay.

Every search starts at an ``@`` or a written-out one and looks a bounded way to both sides, so that the cost of a text
is proportional to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_LOCAL: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-'’")
_LONGEST_LOCAL: Final = 64
_DOMAIN: Final = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,18}(?![\w@])")
_WRITTEN_AT: Final = re.compile(r"[\[({][ \t]?(?:at|AT|At)[ \t]?[\])}][ \t]{0,2}")
_WRITTEN_DOMAIN: Final = re.compile(
    r"[\w-]{1,63}(?:(?:[ \t]?[\[({<][ \t]?dot[ \t]?[\])}>][ \t]?|[ \t]dot[ \t]|\.)[\w-]{1,63}){1,5}", re.IGNORECASE
)
_AT_DOT: Final = re.compile(r"[ \t]at[ \t]([\w-]{1,63})[ \t]dot[ \t]([a-z]{2,18})\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"[^\W\d_]+")

ROLE_WORDS: Final = frozenset(
    """
    ability accessibility accessible accommodate accommodation accommodations acquisition ada admin admissions
    affairs alumni answers app applicant applicants application applications apply ask assist assistance associate
    associates benefits billing bot business campus candidate candidates career careers chair city civil clinic
    clinical co college committee communications community company compliance contact contractor corp corporate
    customer customers data dean department dept desk dev disability diversity do donotreply early eeo eeoc email
    employee employees employer employment eng engineering enquiries enquiry equal ethics europe events experience
    faculty feedback finance for fraud friends front general git global graduate group hello help helpdesk here hire
    hiring hotline hq hr hrhelp hrsupport human in inbox inclusion info inquiries inquiry integrity intern
    international interns internship internships invest investors it job jobs join lab leave legal letters life mail
    mailbox marketing me media member members my na national network new news newsletter no noreply north
    notifications nurse of office onboarding operations opportunities opportunity opportunityaccess ops our outreach
    people physician platform policy portal post postdoc press privacy procurement program programs protection
    public query questions reasonable rec recruit recruiter recruiters recruiting recruitment registrar relations
    reply report request requests resource resources resume resumes review right rights safety sales scholars school
    schools search security send service services site staff staffing student students submissions support ta talent
    team teams tech test the to training uk university us usa vendor veteran veterans volunteer we web webmaster
    welcome work workforce workplace workwith
    """.split()  # noqa: SIM905
)
"""Words of which the names of an office's mailboxes are made."""


def person_emails(text: str) -> list[Span]:
    """Spans of the e-mail addresses in ``text`` that are not those of an office, in text order.

    Written-out addresses ("jane (at) acme (dot) com") are found too.
    """
    return [(start, end) for start, end in sorted(_addresses(text)) if not is_office(text[start:end])]


def is_office(address: str) -> bool:
    """Whether the local part of an address names an office and no person: ``careers@``, ``hr-team.us@``."""
    local = _LOCAL_END.split(address, maxsplit=1)[0].lower()
    words = _PARTS.findall(local)
    return bool(words) and all(_is_role(word) for word in words)


_LOCAL_END: Final = re.compile(r"@|[ \t]*[\[({<][ \t]?at\b|[ \t]at[ \t]", re.IGNORECASE)


def _is_role(word: str) -> bool:
    """Whether a word is one or several words of an office run together: ``talentacquisition``, ``hrjobs``."""
    if word in ROLE_WORDS:
        return True
    reached = {0}
    for end in range(2, len(word) + 1):
        if any(start in reached and word[start:end] in ROLE_WORDS for start in range(max(0, end - 17), end - 1)):
            reached.add(end)
    return len(word) in reached


def _addresses(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        start = _local_start(text, at)
        if domain is not None and start < at:
            yield start, domain.end()
        at = text.find("@", at + 1)
    yield from _written_out(text)


def _written_out(text: str) -> Iterator[Span]:
    for match in _WRITTEN_AT.finditer(text):
        domain = _WRITTEN_DOMAIN.match(text, match.end())
        end = match.start()
        while end > match.start() - 2 and text[end - 1 : end] in " \t" and end:
            end -= 1
        start = _local_start(text, end)
        if domain is not None and start < end:
            yield start, domain.end()
    for match in _AT_DOT.finditer(text) if " dot " in text else ():
        start = _local_start(text, match.start())
        if start < match.start():
            yield start, match.end()


def _local_start(text: str, end: int) -> int:
    start = end
    least = max(0, end - _LONGEST_LOCAL)
    while start > least and text[start - 1] in _LOCAL:
        start -= 1
    while start < end and text[start] in "'’.-%+":
        start += 1
    return start

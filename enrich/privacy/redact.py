"""A posting without the e-mails, phones and names of its contacts, before anything is read from it.

It is done on the sanitised HTML of the ledger, so that text, quotes and offsets are made of what is published. Ledger
and snapshots keep what the site said.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from crawler.items import JobPosting
from enrich.privacy.emails import person_emails
from enrich.privacy.markup import Markup, without_attributes
from enrich.privacy.names import person_names
from enrich.privacy.phones import person_phones
from enrich.record import Redacted

EMAIL: Final = "[e-mail redacted]"
PHONE: Final = "[phone redacted]"
NAME: Final = "[name redacted]"

_DIGITS: Final = re.compile(r"\d[\d() .\-–/\u00a0]{5}|\d&nbsp;\d|tel:|\+\d")
_PROFILE: Final = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub)/[\w%.\-]{1,80}/?|"
    r"(?:https?://)?(?:www\.)?calendly\.com/[\w%.\-/]{1,80}",
    re.IGNORECASE,
)
_PROFILE_SIGNS: Final = ("linkedin.com/in/", "linkedin.com/pub/", "calendly.com/")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_PLAIN: Final = (("\u00a0", " "), ("\u2011", "-"), ("\u2010", "-"), ("\u202f", " "), ("\u2009", " "))
"""Characters that stand for a space or a hyphen, letter for letter."""


def redact_posting(posting: JobPosting) -> tuple[JobPosting, Redacted]:
    """``posting`` without what belongs to its contacts, and how much that was; itself when it was nothing."""
    counts = Redacted(emails=0, phones=0, names=0, links=0)
    own = frozenset(word.lower() for word in _WORDS.findall(posting.hiring_organization.name))
    changed: dict[str, str] = {}
    if posting.description_html is not None:
        html = redact_html(posting.description_html, own=own, counts=counts)
        if html is not posting.description_html:
            changed["description_html"] = html
    for name in ("title", "department"):
        line = getattr(posting, name)
        if line is not None and ("@" in line or _DIGITS.search(line)):
            said = _redact_line(line, counts)
            if said != line:
                changed[name] = said
    return (replace(posting, **changed) if changed else posting), counts  # type: ignore[arg-type]


def redact_html(html: str, *, own: frozenset[str] = frozenset(), counts: Redacted | None = None) -> str:
    """``html`` with labels in place of what belongs to persons; ``html`` itself when there is nothing.

    ``own``: words of the employer's name, lower case, that are no person's. ``counts`` is added to.
    """
    counts = counts if counts is not None else Redacted(emails=0, phones=0, names=0, links=0)
    lowered = html.lower()
    markup = Markup(html)
    text = markup.text
    if not text.isascii():
        for odd, plain in _PLAIN:
            text = text.replace(odd, plain)
    spans = private_spans(text, own)
    for *_, label in spans:
        _count(label, counts)
    outcome = markup.replaced(spans) if spans else html
    if "=" in outcome and ("@" in html or "tel:" in lowered or "%40" in html or _holds_profile(lowered)):
        outcome, cut = without_attributes(outcome, _is_private_value)
        counts.links += cut
    return html if outcome == html else outcome


def private_spans(text: str, own: frozenset[str] = frozenset()) -> list[tuple[int, int, str]]:
    """What is taken out of a text, sorted and without overlaps, each with its label."""
    emails = person_emails(text)
    phones = [span for span in person_phones(text) if not _overlaps(span, emails)]
    found = [(start, end, EMAIL) for start, end in emails] + [(start, end, PHONE) for start, end in phones]
    if ".com/" in text and _holds_profile(text.lower()):
        found += [(*match.span(), NAME) for match in _PROFILE.finditer(text) if not _overlaps(match.span(), emails)]
    reachable = sorted((start, end) for start, end, _ in found)
    for span in person_names(text, reachable, own):
        if not _overlaps(span, reachable):
            found.append((*span, NAME))
    return sorted(found)


def _holds_profile(lowered: str) -> bool:
    return any(sign in lowered for sign in _PROFILE_SIGNS)


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _redact_line(line: str, counts: Redacted) -> str:
    """A title or a department without e-mails and phones."""
    emails = person_emails(line)
    spans = [(start, end, EMAIL) for start, end in emails]
    spans += [(start, end, PHONE) for start, end in person_phones(line) if not _overlaps((start, end), emails)]
    parts: list[str] = []
    offset = 0
    for start, end, label in sorted(spans):
        _count(label, counts)
        parts += [line[offset:start], label]
        offset = end
    return "".join([*parts, line[offset:]])


def _is_private_value(value: str) -> bool:
    """Whether an attribute leads to a person: ``mailto:``, ``tel:``, a profile."""
    said = unquote(value)
    if said[:4].lower() == "tel:":
        return bool(person_phones(f"tel: {said[4:]}"))
    return bool(person_emails(said)) or _PROFILE.search(said) is not None


def _count(label: str, counts: Redacted) -> None:
    if label == EMAIL:
        counts.emails += 1
    elif label == PHONE:
        counts.phones += 1
    else:
        counts.names += 1

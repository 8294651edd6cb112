"""What two postings must have in common to be one job: the keys by which :mod:`crawler.fold.doors` finds them.

A key is text, ``<kind> <value>``; the value is what a duplicate's evidence shows.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

from crawler.fold.addresses import address_name
from crawler.items import Board, JobPosting, Place
from crawler.values.legal_names import without_legal_form

PAGE, APPLY, REQUISITION, GROUP = "page", "apply", "requisition", "group"
"""Roles of a key: the posting's own page, where it sends applicants, its requisition, the job in whatever place."""

Signature = frozenset[tuple[str, str, str]]
"""Places as (town, region, country); the country only where there is no region, since sources leave it out there."""

_SHORTEST_IDENTIFIER = 4
_NOT_WORD = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^>]*>")
_SUFFIX = re.compile(r"-\d{1,2}")
_NUMBERED = re.compile(r"(.*\d{4,})-\d{1,2}")


def door_keys(posting: JobPosting, board: Board) -> set[tuple[str, str]]:
    """Every (key, role) of ``posting`` on ``board``."""
    found: set[tuple[str, str]] = set()
    for role, url in ((PAGE, posting.url), (APPLY, posting.apply_url)):
        if (name := address_name(url)) is not None:
            found.add((f"address {name}", role))
    employers, title = employer_keys(board), fold(posting.title)
    identifier = requisition(posting.identifier)
    text = text_sha256(posting.description_html)
    for employer in employers if title else []:
        if identifier is not None:
            found.add((f"requisition {employer} | {identifier} | {title}", REQUISITION))
        if text is not None:
            found.add((f"text {employer} | {title} | {text}", GROUP))
    if (several := workday_requisition(posting)) is not None:
        found.add((f"workday {several}", GROUP))
    return found


def employer_keys(board: Board) -> list[str]:
    """Name without its legal form, and web domain: either makes two boards one employer's."""
    name = fold(without_legal_form(board.employer))
    domain = (board.domain or "").lower().removeprefix("www.").rstrip(".")
    return [key for key in (name, domain) if key]


def fold(text: str) -> str:
    """Letters and digits of ``text`` without case and accents, words apart by one space."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


def requisition(identifier: str | None) -> str | None:
    """The requisition id in one spelling; ``None`` for words ("See Opening ID") and for what is too short to tell."""
    plain = fold(identifier or "").replace(" ", "")
    return plain if len(plain) >= _SHORTEST_IDENTIFIER and any(c.isdigit() for c in plain) else None


def text_sha256(description_html: str | None) -> str | None:
    """Hash of the text of a description, without mark-up, white space and case; ``None`` when it has none."""
    text = "".join(html.unescape(_TAG.sub("", description_html or "")).casefold().split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] if text else None


def workday_requisition(posting: JobPosting) -> str | None:
    """``<tenant>/<requisition>`` of a Workday posting, without the number that tells several of one requisition apart.

    The suffix is one where the rest is the requisition that the posting states; where it states none, where at least
    four digits are left, since ids as such may end in a dash and digits (``R-123456``).
    """
    if not posting.board.startswith("workday:"):
        return None
    tenant = posting.board.removeprefix("workday:").partition("/")[0]
    own = native_id(posting)
    stated = posting.identifier
    if stated and own.startswith(stated) and (own == stated or _SUFFIX.fullmatch(own[len(stated) :])):
        return f"{tenant}/{stated}"
    numbered = _NUMBERED.fullmatch(own)
    return f"{tenant}/{numbered[1] if numbered else own}"


def native_id(posting: JobPosting) -> str:
    """The id at the system."""
    return posting.id.removeprefix(f"{posting.board}:")


def places_of(posting: JobPosting) -> Signature:
    """The places of work in one spelling; empty when none is known."""
    return frozenset(spot for place in posting.job_location if (spot := _spot(place)))


def may_be_one(one: Signature, other: Signature) -> bool:
    """Whether two doors to one job may name these places: a state or town in common, or one of them silent on it."""
    regions, others = ({spot[1] for spot in places if spot[1]} for places in (one, other))
    towns = {spot[0] for spot in one if spot[0]} & {spot[0] for spot in other if spot[0]}
    return not regions or not others or bool(regions & others) or bool(towns)


def _spot(place: Place) -> tuple[str, str, str] | None:
    town, region, country = (fold(part or "") for part in (place.locality, place.region, place.country))
    if town or region or country:
        return town, region, "" if region else country
    return ("", "", raw) if (raw := fold(place.raw)) else None

"""schema.org JobPosting in a page's JSON-LD, tolerant of how careers sites really write it.

Blocks are cut out of the bytes and decoded at once; only a block that is not JSON is repaired, by the failures that are
common: control characters, entities around the whole block, HTML comments and CDATA, bad escapes, trailing commas.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from crawler.clean import (
    as_list,
    clean_html,
    clean_text,
    html_from_text,
    parse_employment_type,
    parse_posted,
    parse_valid_through,
)
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.values.json_text import decode_text
from crawler.values.legal_names import legal_entity
from crawler.values.pay import jsonld_pay
from crawler.values.places import address_place

_OPEN = re.compile(rb"<script\b[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_CLOSE = re.compile(rb"</script", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"^(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/|<!\[CDATA\[)|(?:-->|//\]\]>|/\*\]\]>\*/|\]\]>)[\s;]*$"
)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'("|\d|true|false|null|\}|\])([ \t\r]*\n\s*)(?=")')
_ESCAPED_BREAKS = re.compile(r"\\r\\n|\\n|\\r|\\t")
_TAG = re.compile(r"<(?:p|br|li|ul|ol|div|strong|b|h\d|span|em|table|a)\b", re.IGNORECASE)
_ENTITY_TAG = re.compile(r"&(?:amp;)?lt;/?(?:p|br|li|ul|ol|div|strong|b|h\d|span|em|table|a)\b", re.IGNORECASE)
_ELIGIBILITY = {
    "eligibilityToWorkRequirement": "Eligibility to work",
    "securityClearanceRequirement": "Security clearance",
}
"""schema.org's properties for visas, citizenship and clearances -> what they are called under the description."""
_NOT_A_VALUE = frozenset({"unavailable", "n/a", "na", "none", "null", "undefined", "-"})
_REMOTE = re.compile(r"\b(?:remote|virtual)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_decode = msgspec.json.Decoder().decode


def read_job_postings(page: bytes, encoding: str = "utf-8") -> list[dict[str, Any]]:
    """JobPosting objects in the JSON-LD blocks of ``page``, in page order."""
    return read_jsonld(page, encoding)[0]


def read_jsonld(page: bytes, encoding: str = "utf-8") -> tuple[list[dict[str, Any]], int]:
    """JobPosting objects in ``page``, and how many blocks are about one and cannot be read."""
    if encoding.lower().startswith(("utf-16", "utf-32")):
        page, encoding = page.decode(encoding, "replace").encode("utf-8", "replace"), "utf-8"
    found: list[dict[str, Any]] = []
    unreadable = 0
    for block in _blocks(page):
        value = _read_block(block, encoding)
        found += _postings(value)
        unreadable += value is None and b"JobPosting" in block
    return found, unreadable


def posting_from_jsonld(job: dict[str, Any], url: str, board: Board) -> JobPosting:
    """Map one JobPosting object found on the page at ``url``."""
    organisation = _first(job.get("hiringOrganization"))
    organisation = organisation if isinstance(organisation, dict) else {"name": organisation}
    identifier = _identifier(job.get("identifier"))
    places = [place for entry in as_list(job.get("jobLocation")) if (place := _place(entry))]
    remote = "TELECOMMUTE" in str(job.get("jobLocationType") or "").upper() or (
        bool(places) and all(_REMOTE.search(place.raw) for place in places)
    )
    return JobPosting(
        # Some sites put their own name there: an identifier has a digit in it.
        id=f"{board.ats}:{board.token}:{identifier if identifier and _DIGIT.search(identifier) else _path(url)}",
        board=board.id,
        url=_canonical(job.get("url"), url),
        identifier=identifier,
        title=clean_text(_unescape(job.get("title") or job.get("name"))) or "",
        hiring_organization=HiringOrganization(
            name=clean_text(_unescape(organisation.get("name"))) or board.employer,
            legal_name=clean_text(_unescape(organisation.get("legalName"))),
            domain=board.domain,
        ),
        description_html=_with_eligibility(_description(job.get("description")), job),
        job_location=places,
        job_location_type="remote" if remote else None,
        employment_type=_employment_type(job.get("employmentType")),
        department=clean_text(_text(job.get("occupationalCategory"))),
        date_posted=parse_posted(job.get("datePosted")),
        valid_through=parse_valid_through(job.get("validThrough")),
        base_salary=jsonld_pay(job.get("baseSalary")),
    )


def with_jsonld(listed: JobPosting, job: dict[str, Any] | None, board: Board) -> JobPosting:
    """``listed``, a posting as its system's list has it, completed from the JobPosting on its own page.

    What the list says stays, so that a page that could not be had changes nothing but what it alone knows; of places
    what is told in more detail. Without a page (``None``) the posting is marked ``detail_missing``.
    """
    if job is None:
        return replace(listed, detail_missing=True)
    page = posting_from_jsonld({**job, "title": listed.title}, listed.url, board)
    employer, found = listed.hiring_organization, page.hiring_organization
    known = listed.date_posted is not None and listed.date_posted.value is not None
    return replace(
        listed,
        identifier=listed.identifier or page.identifier,
        hiring_organization=HiringOrganization(
            name=found.name if employer.name == board.employer else employer.name,
            legal_name=employer.legal_name or found.legal_name or legal_entity(_text(job.get("hiringOrganization"))),
            domain=board.domain,
        ),
        description_html=page.description_html or listed.description_html,
        job_location=max(listed.job_location, page.job_location, key=_known_parts),
        job_location_type=listed.job_location_type or page.job_location_type,
        employment_type=listed.employment_type or page.employment_type,
        department=listed.department or page.department,
        date_posted=listed.date_posted if known else page.date_posted or listed.date_posted,
        valid_through=listed.valid_through or page.valid_through,
        base_salary=listed.base_salary or page.base_salary,
    )


def _known_parts(places: list[Place]) -> tuple[int, int]:
    """How much is known about places; structured data often has the first of several only, or the others' streets."""
    parts = sum(bool(p.locality) + bool(p.region) + bool(p.country) + bool(p.postal_code) for p in places)
    return parts, len(places)


def _canonical(stated: Any, page: str) -> str:
    """The posting's own URL when it is on the site that was crawled; a page elsewhere was not seen."""
    if not isinstance(stated, str) or " " in stated:
        return page
    try:
        parts = urlsplit(stated)
    except ValueError:
        return page
    return stated if parts.scheme in ("http", "https") and parts.netloc == urlsplit(page).netloc else page


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _blocks(page: bytes) -> Iterator[bytes]:
    if b"ld+json" not in page and b"LD+JSON" not in page:
        return
    position = 0
    while match := _OPEN.search(page, position):
        end = _CLOSE.search(page, match.end())
        position = end.start() if end else len(page)
        yield page[match.end() : position]


def _read_block(block: bytes, encoding: str) -> Any:
    try:
        return _decode(block)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    text = _WRAPPERS.sub("", _WRAPPERS.sub("", block.decode(encoding, "replace").strip()).strip()).strip()
    repaired = _BAD_ESCAPE.sub("", text)
    repaired = _TRAILING_COMMA.sub(r"\1", repaired)
    for attempt in (text, html.unescape(text), repaired, _MISSING_COMMA.sub(r"\1,\2", repaired)):
        try:
            return decode_text(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _postings(value: Any) -> Iterator[dict[str, Any]]:
    """JobPosting objects in ``value``: itself, in a list, in ``@graph`` or ``mainEntity``, in an ItemList's items."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            value = {_plain_key(name): item for name, item in value.items()}
            if any(str(kind).strip().rpartition("/")[2] == "JobPosting" for kind in as_list(value.get("@type"))):
                yield value
            else:
                waiting += [value[k] for k in ("itemListElement", "item", "mainEntity", "@graph") if k in value]


def _plain_key(name: str) -> str:
    # "Title" and "HiringOrganization" are written by hand-made pages; "@Type" too.
    return name[:1].lower() + name[1:] if name[:1] != "@" else "@" + name[1:2].lower() + name[2:]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("name") or value.get("value")
    return value if isinstance(value, str) else None


def _unescape(value: Any) -> Any:
    return html.unescape(value) if isinstance(value, str) else value


def _identifier(value: Any) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("value")
    return clean_text(value) if isinstance(value, str | int) else None


def _description(value: Any) -> str | None:
    text = _text(value)
    if text is None:
        return None
    # Escaped once more on the way into the page: literal \n, and entities where tags should be.
    text = _ESCAPED_BREAKS.sub("\n", text)
    for _ in range(2):
        if _TAG.search(text) is None and _ENTITY_TAG.search(text):
            text = html.unescape(text)
    return clean_html(text) if _TAG.search(text) else html_from_text(html.unescape(text))


def _with_eligibility(description: str | None, job: dict[str, Any]) -> str | None:
    """The description with the properties that say who may be hired, each under its name, unless it has their words."""
    if description is None:
        return None
    for name, heading in _ELIGIBILITY.items():
        said = _value(_text(_first(job.get(name))))
        if said and html.escape(said, quote=False) not in description:
            description += f"<h3>{heading}</h3><p>{html.escape(said, quote=False)}</p>"
    return description


def _employment_type(value: Any) -> str | None:
    return parse_employment_type([part for entry in as_list(value) for part in str(entry).split(",")])


def _place(entry: Any) -> Place | None:
    if isinstance(entry, dict):
        address = _first(entry.get("address", entry))
        if isinstance(address, dict):
            country = address.get("addressCountry")
            fields = {
                "locality": _value(address.get("addressLocality")),
                "region": _value(address.get("addressRegion")),
                "country": _value(country.get("name") if isinstance(country, dict) else country),
            }
            if not any(fields.values()):
                return None
            place = address_place(None, **fields)
            place.postal_code = _value(address.get("postalCode"))
            return place
        entry = address
    text = clean_text(_unescape(_first(entry))) if isinstance(entry, str | list) else None
    return address_place(text) if text else None


def _value(value: Any) -> str | None:
    value = clean_text(_unescape(_first(value)))
    return None if value is None or value.lower() in _NOT_A_VALUE else value

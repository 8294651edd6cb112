"""``jobs.schemaorg.jsonl``: open postings as schema.org JobPosting, JSON-LD, one a line.

Only what the employer states, in the form that Google asks of a job page
(https://developers.google.com/search/docs/appearance/structured-data/job-posting). A posting that lacks one of the
required properties is left out, since a made-up one would be a false statement: ``title``, ``description``,
``datePosted``, ``hiringOrganization``, and ``jobLocation`` with its country or, for a remote job, the countries of its
applicants. So is the second door to a job. ``<`` is written as an escape: a line can stand inside a script element.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from crawler.items import Pay, Place
from enrich.record import EnrichedPosting
from exports.cleaning import clean_text
from exports.encoded import ByteWriter, Encoded, in_parts
from exports.feed import escape_separators

NAME = "jobs.schemaorg.jsonl"

_EMPLOYMENT_TYPES = {
    *("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"),
}
_DATED = ("second", "day", "relative")
"""Precisions that name a day; ``floor`` only says that it was then or before."""

_encoder = msgspec.json.Encoder()


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write those of ``records`` that can be said so to ``path``; how many they were."""
    with ByteWriter(path) as out:
        for part in in_parts(records):
            out.add(encode(part))
    return out.rows


def encode(records: Sequence[EnrichedPosting]) -> Encoded:
    """The lines of those of ``records`` that can be said so."""
    lines = [_encode(said) + b"\n" for record in records if (said := job_posting(record)) is not None]
    return Encoded(len(lines), b"".join(lines))


def job_posting(record: EnrichedPosting) -> dict[str, Any] | None:
    """``record`` as schema.org says it; ``None`` when it is closed, a second door, or lacks a required property."""
    posted = record.date_posted
    where = _where(record)
    if record.status != "open" or record.duplicate_of is not None or not where:
        return None
    if not record.description_html or posted is None or posted.value is None or posted.precision not in _DATED:
        return None
    organization = record.hiring_organization
    said: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": record.title,
        "description": record.description_html,
        "datePosted": posted.value,
        "hiringOrganization": {
            "@type": "Organization",
            "name": organization.name,
            "legalName": organization.legal_name,
            "sameAs": f"https://{organization.domain}" if organization.domain else None,
        },
        **where,
        "validThrough": record.valid_through,
        "employmentType": record.employment_type if record.employment_type in _EMPLOYMENT_TYPES else None,
        "baseSalary": _salary(record.base_salary),
        "identifier": _identifier(record),
        "eligibilityToWorkRequirement": " ".join(statement.quote for statement in record.statements) or None,
        "url": record.url,
    }
    return {name: _without_unknown(value) for name, value in said.items() if value is not None}


def _where(record: EnrichedPosting) -> dict[str, Any]:
    places = [place for place in record.job_location if place.country]
    if record.job_location_type != "remote":
        return {"jobLocation": [_place(place) for place in places]} if places else {}
    countries = dict.fromkeys(place.country for place in places)
    if not countries:
        return {}
    offices = [_place(place) for place in places if place.locality or place.region]
    return {
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": [{"@type": "Country", "name": country} for country in countries],
        "jobLocation": offices or None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": place.locality,
            "addressRegion": place.region,
            "postalCode": place.postal_code,
            "addressCountry": place.country,
        },
    }


def _salary(stated: list[Pay]) -> dict[str, Any] | None:
    """The base salary when exactly one is stated: of several, no reader could tell which is whose."""
    base = [pay for pay in stated if pay.kind == "base"]
    if len(base) != 1 or base[0].currency is None or base[0].unit_text is None:
        return None
    low, high = base[0].min_value, base[0].max_value
    stated_ends = [end for end in (low, high) if end is not None]
    if not stated_ends or not all(math.isfinite(end) for end in stated_ends):
        return None
    amount = {"value": low} if low == high else {"minValue": low, "maxValue": high}
    value = {"@type": "QuantitativeValue", **amount, "unitText": base[0].unit_text}
    return {"@type": "MonetaryAmount", "currency": base[0].currency, "value": value}


def _identifier(record: EnrichedPosting) -> dict[str, Any] | None:
    if record.identifier is None:
        return None
    return {"@type": "PropertyValue", "name": record.hiring_organization.name, "value": record.identifier}


def _without_unknown(value: Any) -> Any:
    """Without properties that are ``None``: JSON-LD has no word for unknown. Texts come out publishable."""
    if isinstance(value, dict):
        return {name: _without_unknown(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_unknown(item) for item in value]
    return clean_text(value) if isinstance(value, str) else value


def _encode(said: dict[str, Any]) -> bytes:
    return escape_separators(_encoder.encode(said)).replace(b"<", b"\\u003c")

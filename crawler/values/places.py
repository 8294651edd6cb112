"""Free-text places of work -> locality, region, country.

Only what the words prove is filled: "Springfield" alone stays raw, "Springfield, IL" is a U.S. place. Country codes are
ISO 3166-1 alpha-2, U.S. state codes USPS Publication 28, Canadian provinces Canada Post.
"""

from __future__ import annotations

import re

from crawler.clean import clean_text
from crawler.items import Place
from crawler.values.gazetteer import PROVINCES, STATES, country_code, region_code
from crawler.values.place_text import NOT_PLACES, listed_cities, read_place, split_places, state_codes

__all__ = [
    "address_place",
    "address_places",
    "country_code",
    "parse_coded_places",
    "parse_place",
    "parse_places",
    "region_code",
]


def parse_places(raw: object, country: object = None) -> list[Place]:
    """Places named in one free-text field ("Austin, TX; Remote - Canada"), each with its own words as ``raw``.

    ``country``, where the system states one, is used for the places whose own words name none.
    """
    stated = country_code(country)
    if stated in (None, "US") and (codes := state_codes(raw)):
        words = clean_text(raw) or ""
        return [Place(raw=words, region=code, country="US") for code in codes]
    pieces = split_places(raw)
    if cities := listed_cities(pieces):
        return [
            Place(raw=text, locality=city.locality, region=city.region, country=city.country)
            for text, city in zip(pieces, cities, strict=True)
        ]
    return [parse_place(text, stated) for text in pieces]


def parse_place(raw: str, country: str | None = None) -> Place:
    """One place; parts that neither the words nor the stated ``country`` (alpha-2) prove are ``None``."""
    parts = read_place(raw, country)
    return Place(
        raw=raw,
        locality=parts.locality,
        region=parts.region,
        country=parts.country,
        postal_code=parts.postal_code,
    )


def address_place(
    raw: object,
    *,
    locality: object = None,
    region: object = None,
    country: object = None,
    postal_code: object = None,
) -> Place:
    """A place from a system's address fields; what they leave open is read from ``raw``, the source's own words."""
    stated = country_code(country)
    parts = [_named(locality), _region_without_country(region, stated), clean_text(country)]
    words = clean_text(raw) or ", ".join(part for part in parts if part)
    read = parse_place(words)
    if parts[0] and "," in parts[0] and parts[1] is None and (inner := parse_place(parts[0], stated)).region:
        parts[:2] = inner.locality, inner.region  # "Austin, TX" in the field for the city
    named = None if parts[0] and NOT_PLACES.search(parts[0]) else parts[0]
    place = Place(
        raw=words or "unknown",
        locality=named or (None if parts[0] else read.locality),
        region=region_code(parts[1], stated) or read.region,
        country=stated or read.country,
        postal_code=clean_text(postal_code) or read.postal_code,
    )
    if place.country is None and place.region in STATES and parts[1]:
        place.country = "US"
    return place


def address_places(
    raw: object,
    *,
    locality: object = None,
    region: object = None,
    country: object = None,
    postal_code: object = None,
) -> list[Place]:
    """As :func:`address_place` in a list, which is empty when the system says nothing about the place."""
    if not any(clean_text(part) for part in (raw, locality, region, country)):
        return []
    return [address_place(raw, locality=locality, region=region, country=country, postal_code=postal_code)]


def parse_coded_places(raw: object) -> list[Place]:
    """Places written country first with hyphens, "US-TX-Marble Falls | CA-ON-Toronto"; any other form as free text."""
    return [_coded_place(part.strip()) for part in re.split(r"[|;]", clean_text(raw) or "") if part.strip()]


def _coded_place(text: str) -> Place:
    first, _, rest = text.partition("-")
    country = country_code(first.strip())
    if country is None or not rest:
        return parse_place(text)
    if NOT_PLACES.search(rest):
        return Place(raw=text, country=country)  # "US-Remote" names no state
    middle, _, city = rest.partition("-")
    code = region_code(middle, country)
    regions = STATES if country == "US" else PROVINCES if country == "CA" else None
    is_region = code in regions if regions is not None else bool(city) and middle.isupper() and len(middle) <= 3
    if not is_region and first in STATES:
        return parse_place(text)  # "CA-San Jose": a state first, and no country
    return Place(
        raw=text, locality=(city if is_region else rest) or None, region=code if is_region else None, country=country
    )


def _named(locality: object) -> str | None:
    """A locality, unless the field holds a word for having none ("Remote", "ALL")."""
    text = clean_text(locality)
    return None if text is None or NOT_PLACES.fullmatch(text) or text.lower() in ("all", "any", "n/a") else text


def _region_without_country(region: object, country: str | None) -> str | None:
    """A region from which the country, which some systems write there too, is taken away ("WA,US")."""
    text = clean_text(region)
    if text is None or country is None:
        return text
    if country_code(text) == country and region_code(text, "US") == text:
        return None
    before, comma, after = text.rpartition(",")
    return before if comma and country_code(after) == country else text

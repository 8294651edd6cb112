"""Free text -> the parts of a place that the words prove.

"Springfield" alone proves nothing, "Springfield, IL" is a U.S. place. A code that is a country's and a state's is a
state after a city, unless the city is a large one of that country or the system says that the job is there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.clean import clean_text
from crawler.values.gazetteer import (
    AUSTRALIAN_STATES,
    CITIES,
    COUNTRIES,
    LISTED_CITIES,
    PROVINCE_CODES,
    PROVINCES,
    STATE_CODES,
    STATES,
    is_abroad,
    is_australian,
    region_code,
)
from crawler.values.gazetteer import country_code as any_country_code

NOT_PLACES = re.compile(
    r"\b(?:(?:100% |fully )?remote(?:[ -](?:friendly|first|only|eligible|based))?|virtual|hybrid|on-?site|in-?office|"
    r"work from home|home ?office|home[ -]based|tele(?:work|commut)\w*|anywhere|nationwide|flexible|multiple|various|"
    r"several|(?:\d+\+? )?locations?|travel required|preferred|headquarters|hq|office|north america|south america|"
    r"latin america|latam|emea|apac|asia[ -]pacific|americas|europe|worldwide|global)\b"
    r"(?:\s+(?-i:in|from|within|across|throughout)\b(?=\s))?",
    re.IGNORECASE,
)
"""Words in a place's field that say how or how widely the work is done, not where."""
_SEVERAL = re.compile(r" ?(?:[|;•]| / |\bor\b) ?")
_TWO_CODES = re.compile(r"\b[A-Z]{2}\b.{1,5}\b[A-Z]{2}\b", re.DOTALL)
_LISTED = re.compile(r"[,|;/•&]|\s[-–—](?=\s|$)|^\s*[-–—]\s|\b(?:or|and)\b")
_REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PARTS = re.compile(r",|\s[-–—]\s")
_TRIM = re.compile(r"^(?:[\s,:\-–—(]|\bthe\s)+|[\s,:\-–—)]+$")
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?$")
_AUSTRALIAN_POSTCODE = re.compile(rf"(?<=[, ])({'|'.join(AUSTRALIAN_STATES)}),? (\d{{4}})$")
_RUN_ON = re.compile(r"(?<=, [A-Z]{2}) (?=[A-Z][\w.'-]*(?: [\w.'-]+){0,3}, [A-Z]{2}\b)")
_PREFIXED = re.compile(r"([A-Z]{2,3})-\S")
_CODED = re.compile(r"([A-Z]{2,3})[ -]([A-Z]{2})[ -]+(\S.*)")
_BUILDING = re.compile(r"[\s-]+(?:BLDG|BUILDING|STE|SUITE|FLOOR|PLANT|~).*", re.IGNORECASE)
_CITY_AND_CODE = re.compile(r"([A-Z][a-z][\w.'-]*(?: [\w.'-]+){0,3}) ([A-Z]{2,3})")
_NOTHING_PROVEN = ("georgia", "ontario")  # a country or a state, a province or a city


class Parts(NamedTuple):
    """Locality, region, country and postal code; ``None`` where the words do not prove it."""

    locality: str | None = None
    region: str | None = None
    country: str | None = None
    postal_code: str | None = None


def split_places(raw: object) -> list[str]:
    """Each place that one field names, in the source's own words."""
    if not isinstance(raw, str):
        raw = clean_text(raw) or ""
    lines = [text for line in raw.splitlines() if (text := clean_text(line))]
    found = [piece for line in lines for part in _SEVERAL.split(line) for piece in _split_list(part)]
    return [text for part in found if (text := part.strip(" ,-"))]


def state_codes(raw: object) -> list[str]:
    """The U.S. states of a text that names nothing but several of them by code ("Remote - NC, SC, GA, TN"), else [].

    One code alone may be a country's too: TN is Tunisia's, CA Canada's. Several that are all states are states.
    """
    text = clean_text(raw) or ""
    if _TWO_CODES.search(text) is None:
        return []
    codes = [code for piece in _LISTED.split(NOT_PLACES.sub(",", text)) if (code := piece.strip(" .:()[]"))]
    return codes if len(codes) > 1 and all(code in STATES for code in codes) else []


def listed_cities(pieces: list[str]) -> list[Parts]:
    """What a list of nothing but large cities of one country names ("SF, NYC, SEA"); empty for any other list."""
    known = [_listed_city(piece) for piece in pieces]
    countries = {place.country for place in known if place is not None}
    told = any(piece.lower() in CITIES for piece in pieces)
    if len(pieces) < 2 or len(countries) != 1 or not told:
        return []
    for city, piece in zip(known, pieces[1:], strict=False):
        if city is not None and _state(piece) == city.region is not None:
            return []  # "Seattle, Washington" is one place
    return [place for place in known if place is not None] if all(known) else []


def _listed_city(piece: str) -> Parts | None:
    known = CITIES.get(piece.lower()) or LISTED_CITIES.get(piece.lower())
    if known is None or (len(piece) <= 3 and not piece.isupper()):
        return None
    return Parts(*known)


@lru_cache(maxsize=20_000)  # a board names few places, thousands of times
def read_place(text: str, stated: str | None = None) -> Parts:
    """What ``text`` proves about one place; ``stated`` is the country that the system gives for it (alpha-2)."""
    if (code := any_country_code(text) if len(text) > 3 else None) and text.lower() not in CITIES:
        return Parts(country=code)
    if (match := _AUSTRALIAN_POSTCODE.search(text)) and stated in (None, "AU"):
        return read_place(text[: match.end(1)], "AU")._replace(postal_code=match[2])
    parts = [_TRIM.sub("", " ".join(part.split())) for part in _PARTS.split(_plain(text))]
    parts = [part[:-1] if len(part) == 3 and part[:2] in STATES and part[2] == "." else part for part in parts if part]
    parts, postal_code = _take_zip(parts)
    if not parts:
        return Parts(country=stated, postal_code=postal_code)
    known = CITIES.get(", ".join(parts).lower())
    if known is not None and stated in (None, known[2]):
        return Parts(*known, postal_code)
    parts = _split_codes(parts)
    return _settle(_read(parts, stated), parts, stated)._replace(postal_code=postal_code)


def _split_list(text: str) -> list[str]:
    """A list that only its own form gives away: "US-Texas, US-Ohio", "SF, NYC", "UK/Ireland", "A, TX B, OH"."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) > 1:
        codes = {match[1] for piece in pieces if (match := _PREFIXED.match(piece))}
        if codes and all(_PREFIXED.match(piece) for piece in pieces) and all(map(_country, codes)):
            return pieces
        if all(piece.lower() in CITIES for piece in pieces) or listed_cities(pieces):
            return pieces
        cities, states = pieces[::2], pieces[1::2]
        paired = len(states) > 1 and len(cities) == len(states) and all(state in STATES for state in states)
        if paired and not any(city in STATES or _country(city) for city in cities):
            return [f"{city}, {state}" for city, state in zip(cities, states, strict=True)]
    countries = [piece.strip() for piece in text.split("/")]
    if len(countries) > 1 and all(map(_country, countries)):
        return countries
    return _RUN_ON.split(text)


def _plain(text: str) -> str:
    """``text`` without words that are no places, and without remarks unless they name a country or a state."""

    def keep(match: re.Match[str]) -> str:
        inside = NOT_PLACES.sub(" ", match[1]).strip(" ,")
        proven = (
            inside in STATES or _country(inside) or (inside and _read([p.strip() for p in inside.split(",")], None)[2])
        )
        return f", {inside} " if proven else " "

    return NOT_PLACES.sub(" ", _REMARK.sub(keep, text))


def _take_zip(parts: list[str]) -> tuple[list[str], str | None]:
    for position in range(len(parts) - 1, max(len(parts) - 3, -1), -1):
        if match := _ZIP.search(parts[position]):
            before = parts[position][: match.start()].strip()
            if position == len(parts) - 1 or not before or before in STATES:
                return [*parts[:position], *([before] if before else []), *parts[position + 1 :]], match[1]
    return parts, None


def _split_codes(parts: list[str]) -> list[str]:
    """Undo "USA-DC-Washington", "USA DC Washington - Annex", "DEU Munich", "US, CA, Santa Clara" and "Boston MA"."""
    first = parts[0]
    if (match := _CODED.fullmatch(first)) and _country(match[1]):
        return [_BUILDING.sub("", match[3]).replace("-", " ").strip(), match[2], match[1]]
    before, blank, after = first.partition(" ")
    if blank and len(before) == 3 and _country(before):
        return [after, before]
    if len(parts) == 1:
        return _split_one(first)
    if len(parts) == 2 and first in STATES and first in COUNTRIES and not _country(parts[1]):
        # "IN, Pune" and "IN, Gary": a country or a state, unless the city tells.
        return [parts[1], first] if is_abroad(parts[1], first) else []
    country_first = len(parts) in (2, 3) and _country(first)
    if country_first and (not _country(parts[-1]) or (first == "US" and parts[-1] in STATES)):
        return parts[::-1]
    return parts


def _split_one(part: str) -> list[str]:
    before, dash, after = part.partition("-")
    if dash and after[:1].isupper() and _country(before) and (before not in STATES or is_abroad(after, before)):
        return [after.replace("-", " "), before]
    if match := _CITY_AND_CODE.fullmatch(part):
        city, code = match.groups()
        if _country(code) or code in STATES or code in AUSTRALIAN_STATES:
            return [city, code]
    return [part]


def _country(text: str) -> str | None:
    """Country that a part of a free text names: short codes count in capitals only, "Can" and "Per" are words."""
    return any_country_code(text) if len(text) > 3 or text.isupper() else None


def _read(parts: list[str], stated: str | None) -> tuple[str | None, str | None, str | None]:
    if not parts:
        return None, None, None
    last, rest = parts[-1], parts[:-1]
    if not rest:
        return _read_alone(last)
    city = rest[-1]
    if last.lower() == city.lower() == "georgia":
        return (rest[-2] if rest[1:] else None), None, "GE"  # a state would not be named twice
    if stated in (None, "AU") and (is_australian(last, city) or (stated == "AU" and last in AUSTRALIAN_STATES)):
        return city, last, "AU"
    if is_abroad(city, last) or (stated == last and last in STATES):
        return city, None, last
    named = PROVINCE_CODES.get(city.lower()) or (city if city in PROVINCES else None)
    if last == "CA" and len(rest) > 1 and named:
        return rest[-2], named, "CA"  # "Toronto, ON, CA": Canada, whose code is also California's
    if last == "CA" and city.lower() != "ontario" and (province := PROVINCE_CODES.get(city.lower())):
        return None, province, "CA"
    two_regions = last in STATES and last in COUNTRIES and len(rest) > 1 and city != last
    if two_regions and (is_abroad(rest[-2], last) or _is_code(city)):
        return rest[-2], region_code(city, last), last  # "Bengaluru, Karnataka, IN", "Mumbai, MH, IN"
    if state := _state(last):
        return city, state, "US"
    if province := PROVINCE_CODES.get(last.lower()) or (last if last in PROVINCES else None):
        return city, province, "CA"
    country = _country(last)
    if country is None:
        return None, None, None
    if len(rest) == 1:
        code = region_code(city, country)
        is_region = code in (STATES if country == "US" else PROVINCES if country == "CA" else ())
        return (None, code, country) if is_region else (city, None, country)
    return rest[-2], region_code(city, country), country  # a street or a building may come before the city


def _is_code(part: str) -> bool:
    return len(part) == 2 and part.isalpha() and part.isupper()


def _read_alone(part: str) -> tuple[str | None, str | None, str | None]:
    if part.lower() in _NOTHING_PROVEN or (part in STATES and part in COUNTRIES):
        return None, None, None
    if part in ("Washington", "LA"):
        return None, None, "US"  # the state or the capital; Louisiana or Los Angeles
    if is_australian(part, None):
        return None, part, "AU"
    if state := _state(part):
        return None, state, "US"
    if province := PROVINCE_CODES.get(part.lower()):
        return None, province, "CA"
    return None, None, _country(part)


def _state(part: str) -> str | None:
    if len(part) == 2 and part[0].isupper() and part.upper() in STATES:
        return part.upper()
    return STATE_CODES.get(part.lower())


def _settle(read: tuple[str | None, str | None, str | None], parts: list[str], stated: str | None) -> Parts:
    """Add what the stated country and the size of a known city settle; a street is no locality."""
    locality, region, country = read
    if country is None and stated is not None and parts and len(parts) <= 2:
        country = stated
        code = region_code(parts[-1], stated)
        if code in (STATES if stated == "US" else PROVINCES if stated == "CA" else ()):
            region, locality = code, parts[0] if parts[1:] else None
        elif _country(parts[0]) is None:
            locality, region = parts[0], code if parts[1:] else None
    if locality is not None and (locality[:1].isdigit() or locality == region):
        locality = None  # a street; "Remote TX, TX"
    known = CITIES.get((locality or "").lower())
    if region is None and known is not None and known[2] == country:
        region = known[1]
    return Parts(locality, region, country or stated)

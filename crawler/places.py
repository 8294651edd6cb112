"""Free-text places of work -> locality, region, country.

Only what the words prove is filled: "Springfield" alone stays raw, "Springfield, IL" is a U.S. place. Country codes are
ISO 3166-1 alpha-2, U.S. state codes USPS Publication 28, Canadian provinces Canada Post.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.clean import clean_text
from crawler.items import Place

_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "GU": "Guam", "VI": "U.S. Virgin Islands",
}  # fmt: skip
_PROVINCES = {
    "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "ON": "Ontario", "PE": "Prince Edward Island",
    "QC": "Quebec", "SK": "Saskatchewan",
}  # fmt: skip
_COUNTRIES = {
    "AE": "United Arab Emirates|UAE", "AF": "Afghanistan", "AL": "Albania", "AM": "Armenia", "AO": "Angola",
    "AR": "Argentina|Argentine", "AT": "Austria|Österreich", "AU": "Australia|AUS", "AZ": "Azerbaijan",
    "BA": "Bosnia and Herzegovina", "BB": "Barbados", "BD": "Bangladesh", "BE": "Belgium|Belgique|België",
    "BG": "Bulgaria",
    "BH": "Bahrain", "BM": "Bermuda", "BO": "Bolivia", "BR": "Brazil|Brasil|BRA", "BS": "Bahamas", "BW": "Botswana",
    "BY": "Belarus", "BZ": "Belize", "CA": "Canada|CAN", "CH": "Switzerland|Schweiz|Suisse",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "CL": "Chile", "CM": "Cameroon", "CN": "China|CHN|People's Republic of China", "CO": "Colombia",
    "CR": "Costa Rica", "CU": "Cuba", "CY": "Cyprus", "CZ": "Czech Republic|Czechia",
    "DE": "Germany|Deutschland|Allemagne|DEU",
    "DK": "Denmark", "DO": "Dominican Republic", "DZ": "Algeria", "EC": "Ecuador", "EE": "Estonia", "EG": "Egypt",
    "ES": "Spain|España|Espagne|ESP", "ET": "Ethiopia", "FI": "Finland", "FR": "France|FRA",
    "GB": "United Kingdom|UK|Royaume-Uni|GBR|Great Britain|England|Scotland|Wales|Northern Ireland",
    "GE": "Georgia (country)|Republic of Georgia", "GH": "Ghana", "GR": "Greece", "GT": "Guatemala",
    "HK": "Hong Kong|HKG|Hong Kong SAR", "HN": "Honduras", "HR": "Croatia", "HT": "Haiti", "HU": "Hungary",
    "ID": "Indonesia", "IE": "Ireland|IRL|Republic of Ireland", "IL": "Israel|ISR", "IN": "India|IND", "IQ": "Iraq",
    "IR": "Iran", "IS": "Iceland", "IT": "Italy|Italia|Italie|ITA", "JM": "Jamaica", "JO": "Jordan", "JP": "Japan|JPN",
    "KE": "Kenya", "KH": "Cambodia", "KR": "South Korea|Korea|Republic of Korea|KOR", "KW": "Kuwait",
    "KZ": "Kazakhstan", "LB": "Lebanon", "LI": "Liechtenstein", "LK": "Sri Lanka", "LT": "Lithuania",
    "LU": "Luxembourg", "LV": "Latvia", "LY": "Libya", "MA": "Morocco", "MC": "Monaco", "MD": "Moldova",
    "ME": "Montenegro", "MK": "North Macedonia", "MM": "Myanmar", "MN": "Mongolia", "MO": "Macau|Macao",
    "MT": "Malta", "MU": "Mauritius", "MX": "Mexico|México|Mexique|MEX", "MY": "Malaysia|MYS", "MZ": "Mozambique",
    "NA": "Namibia", "NG": "Nigeria", "NI": "Nicaragua",
    "NL": "Netherlands|The Netherlands|NLD|Holland|Nederland|Niederlande|Pays-Bas",
    "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand|NZL", "OM": "Oman", "PA": "Panama", "PE": "Peru",
    "PG": "Papua New Guinea", "PH": "Philippines|PHL", "PK": "Pakistan", "PL": "Poland|Polska|POL", "PT": "Portugal",
    "PY": "Paraguay", "QA": "Qatar", "RO": "Romania|ROU", "RS": "Serbia", "RU": "Russia|Russian Federation",
    "RW": "Rwanda", "SA": "Saudi Arabia|KSA", "SE": "Sweden|SWE", "SG": "Singapore|SGP", "SI": "Slovenia",
    "SK": "Slovakia", "SN": "Senegal", "SV": "El Salvador", "TH": "Thailand", "TN": "Tunisia",
    "TR": "Turkey|Türkiye|TUR", "TT": "Trinidad and Tobago", "TW": "Taiwan|TWN", "TZ": "Tanzania", "UA": "Ukraine",
    "UG": "Uganda",
    "US": "United States|United States of America|USA|U.S.|U.S.A.|US|America|États-Unis|Estados Unidos",
    "UY": "Uruguay",
    "UZ": "Uzbekistan", "VE": "Venezuela", "VN": "Vietnam|Viet Nam", "ZA": "South Africa|ZAF", "ZM": "Zambia",
    "ZW": "Zimbabwe",
}  # fmt: skip
# Cities so large that the name alone is enough; a name shared with another well-known city is not here.
_CITIES = {
    "new york city": ("New York City", "NY", "US"), "nyc": ("New York City", "NY", "US"),
    "san francisco": ("San Francisco", "CA", "US"), "los angeles": ("Los Angeles", "CA", "US"),
    "chicago": ("Chicago", "IL", "US"), "seattle": ("Seattle", "WA", "US"), "boston": ("Boston", "MA", "US"),
    "austin": ("Austin", "TX", "US"), "denver": ("Denver", "CO", "US"), "houston": ("Houston", "TX", "US"),
    "dallas": ("Dallas", "TX", "US"), "atlanta": ("Atlanta", "GA", "US"), "miami": ("Miami", "FL", "US"),
    "philadelphia": ("Philadelphia", "PA", "US"), "san diego": ("San Diego", "CA", "US"),
    "palo alto": ("Palo Alto", "CA", "US"), "mountain view": ("Mountain View", "CA", "US"),
    "washington, d.c.": ("Washington", "DC", "US"), "washington dc": ("Washington", "DC", "US"),
    "washington d.c.": ("Washington", "DC", "US"), "toronto": ("Toronto", "ON", "CA"),
    "montreal": ("Montreal", "QC", "CA"), "paris": ("Paris", None, "FR"), "berlin": ("Berlin", None, "DE"),
    "munich": ("Munich", None, "DE"), "tokyo": ("Tokyo", None, "JP"), "bangalore": ("Bangalore", None, "IN"),
    "bengaluru": ("Bengaluru", None, "IN"), "hyderabad": ("Hyderabad", None, "IN"), "mumbai": ("Mumbai", None, "IN"),
    "tel aviv": ("Tel Aviv", None, "IL"), "singapore": ("Singapore", None, "SG"),
    "amsterdam": ("Amsterdam", None, "NL"), "zurich": ("Zurich", None, "CH"),
    "stockholm": ("Stockholm", None, "SE"), "seoul": ("Seoul", None, "KR"),
}  # fmt: skip

_STATE_CODES = {name.lower(): code for code, name in _STATES.items()}
_PROVINCE_CODES = {name.lower(): code for code, name in _PROVINCES.items()} | {"québec": "QC"}
_COUNTRY_CODES = {alias.lower(): code for code, names in _COUNTRIES.items() for alias in names.split("|")}
_NOT_PLACES = re.compile(
    r"\b(remote(?:-friendly)?|virtual|hybrid|on-?site|anywhere|flexible|multiple locations|various|\d+ locations|"
    r"north america|south america|latin america|latam|emea|apac|europe|worldwide|global)\b",
    re.I,
)
_SEVERAL = re.compile(r"\s*(?:[|;•\n]|\s/\s|\bor\b)\s*")
_TRIM = re.compile(r"^[\s,\-–—(]+|[\s,\-–—)]+$")
_CODED = re.compile(r"([A-Z]{2})(?:-([A-Z]{2,3})(?=-|$))?(?:-(.+))?$")
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?$")


def country_code(name: object) -> str | None:
    """ISO 3166-1 alpha-2 for a country's name or code, in English or its own language."""
    text = clean_text(name)
    if text is None:
        return None
    if text.upper() in _COUNTRIES and len(text) == 2:
        return text.upper()
    return _COUNTRY_CODES.get(text.lower())


def region_code(name: object, country: str | None) -> str | None:
    """USPS or Canada Post code for a state or province of those countries; the name itself elsewhere."""
    text = clean_text(name)
    if text is None:
        return None
    if country in (None, "US"):
        if text.upper() in _STATES:
            return text.upper()
        if found := _STATE_CODES.get(text.lower()):
            return found
    if country in (None, "CA"):
        if text.upper() in _PROVINCES:
            return text.upper()
        if found := _PROVINCE_CODES.get(text.lower()):
            return found
    return text


def parse_places(raw: object, country: object = None) -> list[Place]:
    """Places named in one free-text field ("Austin, TX; Remote - Canada"), each with its own words as ``raw``.

    ``country``, where the system states one, is used for the places whose own words name none.
    """
    text = clean_text(raw)
    if text is None:
        return []
    places = [parse_place(part) for part in _SEVERAL.split(text) if part.strip(" ,-")]
    stated = country_code(country)
    for place in places:
        if place.country is None and stated is not None:
            place.country = stated
            _complete(place)
    return places


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
    named = None if parts[0] and _NOT_PLACES.search(parts[0]) else parts[0]
    place = Place(
        raw=words or "unknown",
        locality=named or (None if parts[0] else read.locality),
        region=region_code(parts[1], stated) or read.region,
        country=stated or read.country,
        postal_code=clean_text(postal_code) or read.postal_code,
    )
    if place.country is None and place.region in _STATES and parts[1]:
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
    match = _CODED.match(text)
    if match is None or match[1] not in _COUNTRIES:
        return parse_place(text)
    rest = "" if _NOT_PLACES.search(match[3] or "") else (match[3] or "").strip()
    # "US-Remote" names no state; elsewhere the second code is the country's own.
    region = region_code(match[2], match[1]) if match[2] else None
    return Place(raw=text, locality=rest or None, region=region, country=match[1])


def _named(locality: object) -> str | None:
    """A locality, unless the field holds a word for having none ("Remote", "ALL")."""
    text = clean_text(locality)
    return None if text is None or _NOT_PLACES.fullmatch(text) or text.lower() in ("all", "any", "n/a") else text


def _region_without_country(region: object, country: str | None) -> str | None:
    """A region from which the country, which some systems write there too, is taken away ("WA,US")."""
    text = clean_text(region)
    if text is None or country is None:
        return text
    if country_code(text) == country and region_code(text, "US") == text:
        return None
    before, comma, after = text.rpartition(",")
    return before if comma and country_code(after) == country else text


def _complete(place: Place) -> None:
    """With the country known, a place of one word is its locality and "City, Region" has a region."""
    parts = [part for part in (_TRIM.sub("", part) for part in place.raw.split(",")) if part]
    if _NOT_PLACES.search(place.raw) or place.locality or place.region or not parts:
        return
    if len(parts) <= 2 and country_code(parts[0]) is None:
        place.locality = parts[0]
        place.region = region_code(parts[1], place.country) if parts[1:] else None


@lru_cache(maxsize=20_000)  # a board names few places, thousands of times
def _parse(text: str) -> tuple[str | None, str | None, str | None, str | None]:
    words = _NOT_PLACES.sub(" ", text)
    words = re.sub(r"\(\s*\)|\[\s*\]", " ", words)
    parts = [piece for part in re.split(r",|\s[-–—]\s|[()]", words) if (piece := _TRIM.sub("", " ".join(part.split())))]
    if not parts:
        return None, None, None, None
    whole = ", ".join(parts).lower()
    if whole in _CITIES:
        return *_CITIES[whole], None
    postal = None
    if match := _ZIP.search(parts[-1]):
        postal = match[1]
        parts[-1] = parts[-1][: match.start()].strip()
        parts = [part for part in parts if part]
    return *_read_parts(_split_codes(parts)), postal


def parse_place(raw: str) -> Place:
    """One place; parts that the words do not prove are ``None``."""
    locality, region, country, postal_code = _parse(raw)
    return Place(raw=raw, locality=locality, region=region, country=country, postal_code=postal_code)


def _split_codes(parts: list[str]) -> list[str]:
    """Undo "USA-DC-Washington" and "USA DC Washington", as Workday tenants write places."""
    if len(parts) == 1:
        pieces = re.split(r"-|\s", parts[0], maxsplit=2)
        if len(pieces) == 3 and country_code(pieces[0]) and (pieces[0].isupper() and pieces[1].isupper()):
            return [pieces[2].replace("-", " ").strip(" -"), pieces[1], pieces[0]]
        pieces = parts[0].split(" ", 1)
        if len(pieces) == 2 and len(pieces[0]) == 3 and pieces[0].isupper() and country_code(pieces[0]):
            return [pieces[1], pieces[0]]
        before, dash, after = parts[0].partition("-")
        if dash and len(before) > 3 and after[:1].isupper() and country_code(before):
            return [after.replace("-", " "), before]
    if len(parts) == 2 and parts[0] in _STATES and parts[0] in _COUNTRIES and not _is_country(parts[1]):
        return []  # "IN, Bengaluru" and "CA, San Jose" look alike: a country or a state
    country_first = len(parts) in (2, 3) and _is_country(parts[0]) and (parts[0].isupper() or len(parts[0]) > 3)
    if country_first and (not _is_country(parts[-1]) or (parts[0] == "US" and parts[-1] in _STATES)):
        return parts[::-1]
    return parts


def _is_country(part: str) -> bool:
    return country_code(part) is not None


def _read_parts(parts: list[str]) -> tuple[str | None, str | None, str | None]:
    if not parts:
        return None, None, None
    last, rest = parts[-1], parts[:-1]
    # "Atlanta, Georgia" and "Paris, CA" are U.S. places; "GA" and "CA" alone after a city are states, not countries.
    if state := _state(last, alone=not rest):
        return (rest[-1] if rest else None), state, "US"
    if rest and (province := _PROVINCE_CODES.get(last.lower()) or (last if last in _PROVINCES else None)):
        return rest[-1], province, "CA"
    country = country_code(last) if len(last) > 2 or not rest or last.isupper() else None
    if country is None:
        return None, None, None
    if not rest:
        return None, None, country
    region = region_code(rest[-1], country) if len(rest) > 1 else None
    if country == "US" and len(rest) > 2 and region in _STATES:
        return rest[-2], region, country  # a street or a building may come before the city
    if len(rest) == 1 and country in ("US", "CA"):
        code = region_code(rest[0], country)
        if code is not None and code != rest[0]:
            return None, code, country
        if rest[0] in _STATES and country == "US":
            return None, rest[0], country
    return rest[0] if len(rest) > 1 else rest[-1], region, country


def _state(part: str, *, alone: bool) -> str | None:
    if part in _STATES and not alone:
        return part
    if alone and part.lower() in ("georgia", "washington", "new york"):
        return None  # a country, or a city as likely as the state
    return _STATE_CODES.get(part.lower())

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.values.gazetteer import ABROAD, CITIES, COUNTRIES, PROVINCES, STATES, country_code
from crawler.values.place_text import NOT_PLACES
from crawler.values.places import address_place, parse_places
from tests.crawler.values import any_json, any_text
from tests.real_data import shared_path

Read = tuple[str | None, str | None, str | None]


def read(raw: object, country: object = None) -> list[Read]:
    return [(place.locality, place.region, place.country) for place in parse_places(raw, country)]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("Barre, VT", ("Barre", "VT", "US")),
        # A code that is a state's and a country's: two regions in a row are none.
        ("Bengaluru, Karnataka, IN", ("Bengaluru", "Karnataka", "IN")),
        ("Nashik, MH, IN", ("Nashik", "MH", "IN")),
        ("12 Granite St, Gary, IN", ("Gary", "IN", "US")),
        ("Guelph, Ontario, CA", ("Guelph", "ON", "CA")),
        ("Tbilisi, Georgia", ("Tbilisi", None, "GE")),
        ("Remote VT, VT, US", (None, "VT", "US")),
        ("Barre, Vermont", ("Barre", "VT", "US")),
        ("Barre, VT, USA", ("Barre", "VT", "US")),
        ("Barre, Vermont, United States", ("Barre", "VT", "US")),
        ("Barre, Vt", ("Barre", "VT", "US")),
        ("Barre, VT.", ("Barre", "VT", "US")),
        ("Barre VT", ("Barre", "VT", "US")),
        ("US, VT, Barre", ("Barre", "VT", "US")),
        ("USA-VT-Barre", ("Barre", "VT", "US")),
        ("USA VT Saint Albans", ("Saint Albans", "VT", "US")),
        ("USA VT Barre - 12 Granite St (Annex 4)", ("Barre", "VT", "US")),
        ("US-VT-BARRE-BLDG 1 ~ 12 Granite", ("BARRE", "VT", "US")),
        ("United States, Vermont, Barre", ("Barre", "VT", "US")),
        ("US-Vermont", (None, "VT", "US")),
        ("Vermont", (None, "VT", "US")),
        ("VT", (None, "VT", "US")),
        ("New York", (None, "NY", "US")),
        ("New York, New York", ("New York", "NY", "US")),
        ("Washington, D.C.", ("Washington", "DC", "US")),
        ("Kansas City, Missouri", ("Kansas City", "MO", "US")),
        ("12 Granite Street, Barre, VT 05641", ("Barre", "VT", "US")),
        ("12 Granite Street, Barre, VT 05641, USA", ("Barre", "VT", "US")),
        ("12 Granite Street Barre, VT", (None, "VT", "US")),
        ("Barre, VT (Hybrid)", ("Barre", "VT", "US")),
        ("Barre, Vermont, United States (Preferred)", ("Barre", "VT", "US")),
        ("Remote (Vermont, US)", (None, "VT", "US")),
        ("Remote-Friendly US (Travel Required)", (None, None, "US")),
        ("Remote in USA", (None, None, "US")),
        ("Remote, Canada", (None, None, "CA")),
        ("Remote - TX", (None, "TX", "US")),
        ("Anywhere in the U.S. (remote job)", (None, None, "US")),
        ("Toronto, ON", ("Toronto", "ON", "CA")),
        ("Toronto, Ontario, Canada", ("Toronto", "ON", "CA")),
        ("Toronto, CA", ("Toronto", "ON", "CA")),
        ("CA-Toronto", ("Toronto", "ON", "CA")),
        ("British Columbia, CA", (None, "BC", "CA")),
        ("Quebec, Canada", (None, "QC", "CA")),
        ("London, United Kingdom", ("London", None, "GB")),
        ("London, England, UK", ("London", "England", "GB")),
        ("Hall 5, Carrara, Tuscany, Italy", ("Carrara", "Tuscany", "IT")),
        ("Pune, IN", ("Pune", None, "IN")),
        ("Pune, Maharashtra, India", ("Pune", "Maharashtra", "IN")),
        ("IN, Pune", ("Pune", None, "IN")),
        ("Munich, DE", ("Munich", None, "DE")),
        ("DEU Wiesbaden - North Hall (H2)", ("Wiesbaden", None, "DE")),
        ("Tel Aviv, IL", ("Tel Aviv", None, "IL")),
        ("Gary, IN", ("Gary", "IN", "US")),
        ("Dover, DE", ("Dover", "DE", "US")),
        ("Ottawa, IL", ("Ottawa", "IL", "US")),
        ("China, Shanghai", ("Shanghai", None, "CN")),
        ("Singapore", ("Singapore", None, "SG")),
        ("Lebanon, IN", ("Lebanon", "IN", "US")),
        ("Deutschland", (None, None, "DE")),
        ("Georgia, United States", (None, "GA", "US")),
        ("Atlanta, Georgia", ("Atlanta", "GA", "US")),
    ],
)
def test_a_place_is_what_its_words_prove(raw: str, place: Read) -> None:
    assert read(raw) == [place]


@pytest.mark.parametrize(
    "raw",
    ["Springfield", "London", "Georgia", "Ontario", "CA", "IN", "DE", "IN, Springfield", "Headquarters", "Remote",
     "2 Locations", "Multiple Locations", "Can", "Per", "our office or a customer's", "12 Granite St", "Hall 5, East"],
)  # fmt: skip
def test_what_the_words_do_not_prove_stays_unknown(raw: str) -> None:
    assert all(place == (None, None, None) for place in read(raw))


def test_cities_with_their_states_in_one_row_are_several_places() -> None:
    assert read("Barre, VT, Keene, NH, Portland, OR") == [
        ("Barre", "VT", "US"), ("Keene", "NH", "US"), ("Portland", "OR", "US")
    ]  # fmt: skip
    assert read("Barre, VT, US") == [("Barre", "VT", "US")]


@pytest.mark.parametrize(
    ("raw", "states"),
    [
        ("Remote - NC, SC, GA, TN", ["NC", "SC", "GA", "TN"]),  # TN is Tunisia's code too, GA Gabon's, SC Seychelles'
        ("Remote (CA, CO, NY)", ["CA", "CO", "NY"]),
        ("IL / IN / MI", ["IL", "IN", "MI"]),
        ("DE or MD", ["DE", "MD"]),
    ],
)
def test_codes_that_are_all_states_are_states(raw: str, states: list[str]) -> None:
    found = parse_places(raw)
    assert [(place.locality, place.region, place.country) for place in found] == [
        (None, state, "US") for state in states
    ]
    assert {place.raw for place in found} == {raw}


@pytest.mark.parametrize("raw", ["IN-TN", "CA-ON-Toronto", "Pune, MH, IN", "Tunis, TN"])
def test_codes_of_another_country_stay_its_own(raw: str) -> None:
    assert all(place.country != "US" for place in parse_places(raw))


@pytest.mark.parametrize("raw", ["Washington", "LA"])
def test_two_places_of_one_country_prove_the_country(raw: str) -> None:
    assert read(raw) == [(None, None, "US")]


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ("Barre, VT; Carrara, Italy", [("Barre", "VT", "US"), ("Carrara", None, "IT")]),
        ("Barre, VT | Boston, MA | Remote", [("Barre", "VT", "US"), ("Boston", "MA", "US"), (None, None, None)]),
        ("Barre, VT or Remote in Canada", [("Barre", "VT", "US"), (None, None, "CA")]),
        ("Barre, VT\nBoston, MA", [("Barre", "VT", "US"), ("Boston", "MA", "US")]),
        ("US-Vermont, US-Chicago, US-Remote", [(None, "VT", "US"), ("Chicago", "IL", "US"), (None, None, "US")]),
        ("SF, NYC", [("San Francisco", "CA", "US"), ("New York City", "NY", "US")]),
        ("US/Canada", [(None, None, "US"), (None, None, "CA")]),
        ("Barre, VT Saint Albans, VT", [("Barre", "VT", "US"), ("Saint Albans", "VT", "US")]),
    ],
)
def test_a_field_may_name_several_places(raw: str, places: list[Read]) -> None:
    assert read(raw) == places


@pytest.mark.parametrize(
    ("raw", "country", "place"),
    [
        ("Barre", "United States", ("Barre", None, "US")),
        ("VT", "US", (None, "VT", "US")),
        ("CA", "US", (None, "CA", "US")),
        ("Gander, NL", "CA", ("Gander", "NL", "CA")),
        ("Bremerhaven, DE", "DE", ("Bremerhaven", None, "DE")),
        ("London, United Kingdom", "US", ("London", None, "GB")),
        ("Remote", "US", (None, None, "US")),
        ("Barre", "Nowhere", (None, None, None)),
    ],
)
def test_a_stated_country_fills_what_the_words_leave_open(raw: str, country: str, place: Read) -> None:
    assert read(raw, country) == [place]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("Sydney, NSW", ("Sydney", "NSW", "AU")),
        ("Sydney NSW", ("Sydney", "NSW", "AU")),
        ("Melbourne, Victoria", ("Melbourne", "Victoria", "AU")),
        ("Toowong, Queensland", ("Toowong", "Queensland", "AU")),
        ("Remote - NSW", (None, "NSW", "AU")),
        ("Perth, WA", ("Perth", "WA", "AU")),
        ("Seattle, WA", ("Seattle", "WA", "US")),
        ("Perth, Western Australia", ("Perth", "Western Australia", "AU")),
        ("Adelaide, SA", ("Adelaide", "SA", "AU")),
        ("Riyadh, SA", ("Riyadh", None, "SA")),
        ("Richmond, VA", ("Richmond", "VA", "US")),
        ("Victoria, BC", ("Victoria", "BC", "CA")),
        ("Melbourne, FL", ("Melbourne", "FL", "US")),
        ("Victoria", (None, None, None)),
    ],
)
def test_australian_states_name_their_country_where_no_other_place_has_the_name(raw: str, place: Read) -> None:
    assert read(raw) == [place]


@pytest.mark.parametrize(
    ("raw", "cities"),
    [
        ("SF, NYC, SEA", ["San Francisco CA", "New York City NY", "Seattle WA"]),
        ("LA, NYC", ["Los Angeles CA", "New York City NY"]),
        ("San Francisco, New York, Seattle", ["San Francisco CA", "New York NY", "Seattle WA"]),
        ("Chicago, New York", ["Chicago IL", "New York NY"]),
        ("Seattle, Washington", ["Seattle WA"]),
        ("New York City, New York", ["New York City NY"]),
        ("Sydney, Melbourne", ["Sydney None", "Melbourne None"]),
    ],
)
def test_short_names_are_cities_in_a_list_of_cities_of_their_country(raw: str, cities: list[str]) -> None:
    places = parse_places(raw)
    assert [f"{place.locality} {place.region}" for place in places] == cities
    assert len({place.country for place in places}) == 1 and places[0].country


@pytest.mark.parametrize("raw", ["SEA", "Sea", "Sea, Sand", "DEN, Oslo"])
def test_a_short_name_alone_is_no_city(raw: str) -> None:
    assert all(place.locality is None and place.country is None for place in parse_places(raw))


def test_australian_postcodes_are_kept() -> None:
    places = [
        place for raw in ("Melbourne VIC 3000", "Perth, WA 6000", "Sydney, NSW, 2000") for place in parse_places(raw)
    ]
    assert [(place.region, place.country, place.postal_code) for place in places] == [
        ("VIC", "AU", "3000"),
        ("WA", "AU", "6000"),
        ("NSW", "AU", "2000"),
    ]


def test_a_stated_country_decides_between_western_australia_and_washington() -> None:
    assert [read("Perth, WA", country) for country in ("AU", "US")] == [
        [("Perth", "WA", "AU")],
        [("Perth", "WA", "US")],
    ]


def test_postal_codes_are_kept() -> None:
    assert [parse_places(raw)[0].postal_code for raw in ("Barre, VT 05641", "Barre, VT 05641-1234, USA")] == [
        "05641"
    ] * 2


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"locality": "Barre", "region": "VT", "country": "US"}, ("Barre", "VT", "US")),
        ({"locality": "Barre", "region": "Vermont", "country": "United States"}, ("Barre", "VT", "US")),
        ({"locality": "Barre", "region": "VT"}, ("Barre", "VT", "US")),
        ({"locality": "Barre, VT"}, ("Barre", "VT", "US")),
        ({"locality": "Remote", "country": "us"}, (None, None, "US")),
        ({"locality": "Pune", "region": "MH", "country": "in"}, ("Pune", "MH", "IN")),
        ({"country": "Italia"}, (None, None, "IT")),
        ({}, (None, None, None)),
    ],
)
def test_address_fields_make_a_place(fields: dict[str, str], place: Read) -> None:
    made = address_place(None, **fields)
    assert (made.locality, made.region, made.country) == place
    assert made.raw


@given(any_json(), any_json())
def test_no_field_ever_raises(raw: Any, country: Any) -> None:
    for place in [*parse_places(raw, country), address_place(raw, locality=country, region=raw, country=country)]:
        assert place.raw
        assert place.country is None or place.country in COUNTRIES
        if place.country == "US" and place.region is not None and isinstance(raw, str):
            assert place.region in STATES or place.region in raw


@given(any_text(max_size=120))
def test_raw_is_the_sources_own_words(text: str) -> None:
    whole = "".join(text.split())
    for place in parse_places(text):
        assert place.raw
        words = "".join(place.raw.split()).replace("\ufffd", "")
        assert all(character in whole for character in words)


KNOWN = {word for code, names in COUNTRIES.items() for word in f"{code}|{names}".lower().replace("|", " ").split()}
KNOWN |= {word for table in (STATES, PROVINCES) for pair in table.items() for word in " ".join(pair).lower().split()}
KNOWN |= {word for cities in ABROAD.values() for word in cities.lower().replace("|", " ").split()} | set(CITIES)


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9).map(str.title), min_size=1, max_size=3))
def test_plain_words_never_make_a_country(words: list[str]) -> None:
    if not {word.lower() for word in words} & KNOWN and country_code(" ".join(words)) is None:
        for joined in (" ".join(words), ", ".join(words), " - ".join(words)):
            assert all(place.country is None for place in parse_places(joined))


@given(st.sampled_from(sorted(STATES)), st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9).map(str.title))
def test_city_and_state_code_is_a_place_in_that_state(code: str, city: str) -> None:
    if city.lower() not in KNOWN and not NOT_PLACES.search(city):
        assert read(f"{city}, {code}") == [(city, code, "US")]
        assert read(f"{city}, {STATES[code]}") == [(city, code, "US")]


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_every_name_of_a_country_means_it(code: str) -> None:
    for name in COUNTRIES[code].split("|"):
        assert country_code(name) == code
        assert country_code(name.upper()) == code


def test_three_letter_codes_belong_to_their_countries() -> None:
    given = {
        "DEU": "DE",
        "SVN": "SI",
        "SVK": "SK",
        "ZWE": "ZW",
        "ARE": "AE",
        "CHE": "CH",
        "IRL": "IE",
        "IRN": "IR",
        "AUT": "AT",
    }
    assert {code: country_code(code) for code in given} == given


@pytest.mark.real
def test_most_published_places_have_a_country() -> None:
    counted: Counter[str] = Counter()
    for name in ("newgrad_20241025_dev.jsonl.gz", "summer2025_20241025_dev.jsonl.gz"):
        with gzip.open(shared_path("data", "dol", "simplify", name), "rt", encoding="utf-8") as lines:
            counted.update(place for line in lines for place in json.loads(line)["locations"] or [])
    unread = sum(n for raw, n in counted.items() if any(place.country is None for place in parse_places(raw)))
    assert unread / counted.total() < 0.04  # "Remote" and "Multiple" name none

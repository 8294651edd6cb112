from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.values.places import parse_coded_places


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("US-TX-Marble Falls", [("Marble Falls", "TX", "US")]),
        ("US-NC-Winston-Salem", [("Winston-Salem", "NC", "US")]),
        ("US-Kansas-Wichita", [("Wichita", "KS", "US")]),
        ("United States-Texas-Austin", [("Austin", "TX", "US")]),
        ("US-TX", [(None, "TX", "US")]),
        ("US-Remote", [(None, None, "US")]),
        ("US", [(None, None, "US")]),
        ("CA-ON-Toronto | US-MN-Duluth", [("Toronto", "ON", "CA"), ("Duluth", "MN", "US")]),
        ("Canada-Ontario-Toronto", [("Toronto", "ON", "CA")]),
        ("GB-London", [("London", None, "GB")]),
        ("IN-KA-Bengaluru", [("Bengaluru", "KA", "IN")]),
        # A state first, as others write it: no Canadian San Jose.
        ("CA-San Jose", [(None, None, None)]),
        ("Johns Creek, GA, 30097", [("Johns Creek", "GA", "US")]),
        ("", []),
    ],
)
def test_places_written_country_first(raw: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    places = parse_coded_places(raw)
    assert [(place.locality, place.region, place.country) for place in places] == expected


@given(st.text(max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    for place in parse_coded_places(text):
        assert place.raw.strip()

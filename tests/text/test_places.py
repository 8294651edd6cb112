"""Places of work that the text names itself, resolved as far as the text goes."""

from __future__ import annotations

import pytest

from enrich.text.places import read_work_places

Place = tuple[str | None, str | None, str]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Location: Dayton, OH", [("Dayton", "OH", "US")]),
        ("Location: Atlanta, Georgia", [("Atlanta", "GA", "US")]),
        ("Job Location - Reston, VA 20190", [("Reston", "VA", "US")]),
        ("Location: Winston-Salem, NC, USA", [("Winston-Salem", "NC", "US")]),
        ("Location: St. Louis, MO", [("St. Louis", "MO", "US")]),
        ("The position is located in Washington, D.C.", [("Washington", "DC", "US")]),
        (
            "Locations: New York, NY; Tulsa, OK (Hybrid) | Denver, Colorado",
            [("New York", "NY", "US"), ("Tulsa", "OK", "US"), ("Denver", "CO", "US")],
        ),
        ("This role is based in Boston, MA or Chicago, IL.", [("Boston", "MA", "US"), ("Chicago", "IL", "US")]),
        ("This is a fully onsite position in Hunt Valley,MD.", [("Hunt Valley", "MD", "US")]),
        ("Work location: Onsite in Bend, OR", [("Bend", "OR", "US")]),
        ("Location: Remote (United States)", [(None, None, "US")]),
        ("You must reside in Texas or Florida.", [(None, "TX", "US"), (None, "FL", "US")]),
        ("Location: Toronto, Ontario, Canada", [("Toronto", "Ontario", "CA")]),
        ("Location: London, UK", [("London", None, "GB")]),
    ],
)
def test_places(text: str, places: list[Place]) -> None:
    posting = f"What you will do\nBuild pumps.\n\n{text}\n\nOur company is based in Lyon, France."
    for whole in (text, posting):
        found = read_work_places(whole)
        assert [(place.locality, place.region, place.country) for place in found] == places
        assert all(whole[place.start : place.end] == place.quote for place in found)


@pytest.mark.parametrize(
    "text",
    [
        *("Location: Portland", "Location: Flexible", "Location: Georgia", "Location: See below"),
        *("Location data is kept in Oracle, SQL", "Our company is based in Paris, France.", "We ship to Ohio.", ""),
    ],
)
def test_what_is_not_told_is_not_guessed(text: str) -> None:
    assert read_work_places(text) == []

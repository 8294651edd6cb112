"""Readers of the version that was published last can read what is published now, or the version says they cannot."""

from __future__ import annotations

import jsonschema
import pytest

from tests.exports.published import current, published
from tests.exports.shapes import Shape, breaking_changes, current_shapes, shape_of

FORMS = ("posting", "manifest", "table", "dump")


@pytest.mark.parametrize("form", FORMS)
def test_no_field_goes_or_changes_its_type_without_a_new_major_version(form: str) -> None:
    before, now = published(), current()
    broken = list(breaking_changes(before["shapes"][form], now["shapes"][form]))
    if form == "dump":
        assert broken == [] or now["user_version"] > before["user_version"], "a new USER_VERSION of exports.sqlite"
    else:
        majors = [int(said["schema_version"].split(".")[0]) for said in (now, before)]
        assert broken == [] or majors[0] > majors[1], "a new major of SCHEMA_VERSION, and a line in CHANGELOG.md"


def test_what_was_published_is_written_down_whole() -> None:
    shapes = published()["shapes"]
    assert set(shapes) == set(current_shapes()) == set(FORMS)
    assert {"id", "title", "sponsorship.tracks.h1b.tag", "copies.reposts"} <= set(shapes["posting"])
    assert shapes["posting"]["statements[].start"] == ["integer"]
    assert shapes["posting"]["filings"] == ["null", "object"]
    assert shapes["manifest"]["boards[].coverage.fields[]"] == ["integer"]
    assert shapes["dump"]["posting.h1b_probability"] == ["number"]


def test_nothing_breaks_what_is_the_same() -> None:
    for shape in current_shapes().values():
        assert list(breaking_changes(shape, dict(shape))) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"title": None}, ["title: gone"]),
        ({"statements[].quote": None}, ["statements[].quote: gone"]),
        ({"title": ["null", "string"]}, ["title: may be null now, was string"]),
        ({"filer.confidence": ["string"]}, ["filer.confidence: may be string now, was number"]),
        ({"filer.confidence": ["integer"]}, []),
        ({"statements[].start": ["number"]}, ["statements[].start: may be number now, was integer"]),
        ({"job_location[]": ["string"]}, ["job_location[]: may be string now, was object"]),
        ({"apply_url": ["string"]}, []),
        ({"new": ["string"]}, []),
    ],
)
def test_what_a_reader_would_stumble_over_is_named(change: Shape, broken: list[str]) -> None:
    before = current_shapes()["posting"]
    now = {path: kinds for path, kinds in {**before, **change}.items() if kinds is not None}
    assert list(breaking_changes(before, now)) == broken


def test_shapes_allow_what_schemas_allow() -> None:
    schema = {
        "type": "object",
        "properties": {
            "one": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}]},
            "two": {"type": "array", "items": {"enum": ["a", None, 1]}},
            "three": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "$defs": {"Part": {"type": "object", "properties": {"x": {"type": "number"}}}},
    }
    jsonschema.Draft202012Validator.check_schema(schema)
    assert shape_of(schema) == {
        **{"one": ["null", "object"], "one.x": ["number"]},
        **{"two": ["array"], "two[]": ["integer", "null", "string"]},
        **{"three": ["object"], "three[]": ["integer"]},
    }

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from enrich.record import EnrichedPosting
from exports import documentation
from exports.field_docs import field_docs
from exports.schema import RECORD_TYPES, posting_schema
from exports.tables import TABLES
from tests.exports.editions import lines, publish, query

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("page", "made"), [("feed.md", documentation.feed_page), ("dump.md", documentation.dump_page)])
def test_the_pages_are_current(page: str, made: Any) -> None:
    found = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert found == made(), f"run `python -m exports.documentation` and commit docs/{page}"


def test_every_field_of_a_line_is_described() -> None:
    schema = posting_schema()
    assert [name for name, field in schema["properties"].items() if "description" not in field] == []
    assert set(field_docs(EnrichedPosting)) == set(schema["properties"])


def test_every_type_of_a_line_is_documented() -> None:
    schema = posting_schema()
    assert {kind.__name__ for kind in RECORD_TYPES} == {"EnrichedPosting", *schema["$defs"]}


def test_a_reader_with_this_schema_survives_the_next_minor_version(tmp_path: Path) -> None:
    [record, *_] = lines(publish(tmp_path).out)
    jsonschema.Draft202012Validator(posting_schema()).validate({**record, "schema_version": "1.9.0", "new_field": 1})


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("id",), None),
        (("title",), ""),
        (("url",), "javascript:alert(1)"),
        (("status",), "gone"),
        (("first_seen",), "yesterday"),
        (("schema_version",), "2.0.0"),
        (("statements",), None),
        (("statements", 0, "start"), -1),
        (("statements", 0, "kind"), "maybe"),
        (("sponsorship", "tag"), "yes"),
        (("sponsorship", "tracks", "h1b", "probability"), 1.5),
        (("filer", "decision"), "perhaps"),
        (("job_location", 0, "raw"), None),
    ],
)
def test_the_schema_refuses_what_a_line_never_says(tmp_path: Path, path: tuple[Any, ...], wrong: Any) -> None:
    [record, *_] = lines(publish(tmp_path).out)
    validator = jsonschema.Draft202012Validator(posting_schema())
    validator.validate(record)
    broken = copy.deepcopy(record)
    target = broken
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = wrong
    assert not validator.is_valid(broken)
    del target[path[-1]]
    assert not validator.is_valid(broken), "a field that is left out"


def test_the_pages_name_every_table_and_column_that_is_there(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    page = documentation.dump_page()
    made_by_sqlite = ("posting_fts", "sqlite_")
    for (table,) in query(out, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        if table.startswith(made_by_sqlite):
            continue
        section = page.partition(f"### {table}\n")[2].partition("###")[0]
        for column in query(out, f"PRAGMA table_info({table})"):
            assert f"`{column[1]}`" in section, (table, column[1])


def test_the_metadata_names_every_column_and_no_unit(tmp_path: Path) -> None:
    text = (publish(tmp_path).out / "metadata.yaml").read_text(encoding="utf-8")
    for table in TABLES:
        for column in table.columns:
            assert f"{column.name}: {json.dumps(column.doc, ensure_ascii=False)}" in text
    assert "units" not in text

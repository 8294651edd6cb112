"""The whole line, offline, as `make demo` runs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from samples import folder
from sponsorfeed import main


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    data = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(main, ["demo", "--data", str(data)])
    assert result.exit_code == 0, result.output
    yield data


@pytest.fixture(scope="module")
def feed(demo: Path) -> dict[str, dict[str, Any]]:
    lines = (demo / "out" / "jobs.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def expected() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((folder() / "expected.json").read_text(encoding="utf-8"))["postings"]
    return found


def test_the_demo_leaves_a_sound_publication(demo: Path) -> None:
    assert {"jobs.jsonl", "jobs.db", "manifest.json", "posting.schema.json"} <= {
        p.name for p in (demo / "out").iterdir()
    }
    result = CliRunner().invoke(main, ["verify", str(demo / "out")])
    assert result.exit_code == 0, result.output


def test_every_line_holds_to_the_schema_by_an_independent_validator(
    demo: Path, feed: dict[str, dict[str, Any]]
) -> None:
    schema = json.loads((demo / "out" / "posting.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    jsonschema.Draft202012Validator.check_schema(schema)
    for record in feed.values():
        validator.validate(record)
    broken = dict(next(iter(feed.values())), title=None)
    assert not validator.is_valid(broken)


def test_nothing_is_lost_and_nothing_closed_that_should_not_be(feed: dict[str, dict[str, Any]]) -> None:
    assert set(feed) == set(expected())
    for posting_id, said in expected().items():
        assert (feed[posting_id]["status"] == "closed") == (said["life"] == "closed"), posting_id


@pytest.mark.parametrize("posting_id", expected())
def test_a_posting_is_read_as_a_careful_person_reads_it(feed: dict[str, dict[str, Any]], posting_id: str) -> None:
    record, said = feed[posting_id], expected()[posting_id]
    assert {statement["kind"] for statement in record["statements"]} == set(said["statements"])
    for statement in record["statements"]:
        assert record["description_text"][statement["start"] : statement["end"]] == statement["quote"]
    stated = [(p["min_value"], p["max_value"], p["currency"], p["unit_text"]) for p in record["base_salary"]]
    if said["pay"] is None:
        assert stated == []
    else:
        pay = said["pay"]
        assert (pay["min"], pay["max"], pay["currency"], pay["unit"]) in stated
    if said["tag"] is not None:
        assert record["sponsorship"]["tag"] == said["tag"]


def test_the_demo_again_publishes_the_same_bytes(demo: Path) -> None:
    before = {path.name: path.read_bytes() for path in (demo / "out").iterdir() if path.is_file()}
    result = CliRunner().invoke(main, ["demo", "--data", str(demo)])
    assert result.exit_code == 0, result.output
    assert {path.name: path.read_bytes() for path in (demo / "out").iterdir() if path.is_file()} == before


def test_another_machine_publishes_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--data", str(tmp_path)])
    assert result.exit_code == 0, result.output
    for name in ("jobs.jsonl", "jobs.db", "manifest.json", "posting.schema.json"):
        assert (tmp_path / "out" / name).read_bytes() == (demo / "out" / name).read_bytes(), name


def test_explain_gives_every_number_with_the_query_that_finds_it(demo: Path, feed: dict[str, dict[str, Any]]) -> None:
    likely = next(p for p in feed.values() if p["sponsorship"]["tag"] == "likely")
    result = CliRunner().invoke(main, ["explain", likely["id"], "--data", str(demo), "--json"])
    assert result.exit_code == 0, result.output
    explanation = json.loads(result.output)
    count = next(q["sql"] for q in explanation["queries"] if "chose the row" in q["shows"])
    with closing(sqlite3.connect(demo / "reference.db")) as reference:
        assert reference.execute(count).fetchone() == (explanation["rate"]["count"],)
    text = CliRunner().invoke(main, ["explain", likely["id"], "--data", str(demo)])
    assert text.exit_code == 0 and "tag: likely" in text.output


def test_the_dump_answers_a_researchers_question(demo: Path, feed: dict[str, dict[str, Any]]) -> None:
    with closing(sqlite3.connect(demo / "out" / "jobs.db")) as db:
        refusals = dict(
            db.execute(
                "SELECT posting.id, quote FROM posting JOIN statement ON statement.posting = posting.id "
                "WHERE kind = 'no_sponsorship' AND status = 'open'"
            )
        )
    assert set(refusals) == {
        p["id"]
        for p in feed.values()
        if p["status"] == "open" and any(s["kind"] == "no_sponsorship" for s in p["statements"])
    }
    assert refusals

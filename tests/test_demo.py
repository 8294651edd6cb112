"""The whole line, offline, as `make demo` runs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from exports.queries import QUERIES
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
    estimate = next(e for e in explanation["estimates"] if e["track"] == "h1b")
    chance = next(q["sql"] for q in explanation["queries"] if q["shows"] == "the probability of h1b")
    with closing(sqlite3.connect(demo / "reference.db")) as reference:
        assert reference.execute(chance).fetchone() == (estimate["probability"],)
        assert all(reference.execute(query["sql"]).fetchall() for query in explanation["queries"])
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


def test_every_canned_query_answers_with_its_parameters_left_empty(demo: Path) -> None:
    with closing(sqlite3.connect(demo / "out" / "jobs.db")) as db:
        for query in QUERIES:
            rows = db.execute(query.sql, {parameter.name: "" for parameter in query.parameters}).fetchall()
            assert rows or query.empty, query.name


Filter = Callable[[dict[str, Any]], bool]


def says(record: dict[str, Any], *kinds: str) -> bool:
    return any(statement["kind"] in kinds for statement in record["statements"])


def in_kansas(record: dict[str, Any]) -> bool:
    return any(place["country"] == "US" and place["region"] == "KS" for place in record["job_location"])


PERSONS_FILTERS: dict[str, tuple[Filter, str]] = {
    "track": (lambda r: r["sponsorship"]["tracks"]["h1b_new"]["tag"] == "likely", "h1b_new = 'likely'"),
    "tag": (lambda r: r["sponsorship"]["tag"] == "stated_yes", "sponsorship = 'stated_yes'"),
    "role": (
        lambda r: any(role["soc"] == "15-1252" for role in r["occupational_category"]),
        "id IN (SELECT posting FROM occupation WHERE soc = '15-1252')",
    ),
    "state": (in_kansas, "id IN (SELECT posting FROM location WHERE country = 'US' AND region = 'KS')"),
    "wage level": (lambda r: bool(r["wage_level"]) and (r["wage_level"]["min"] or 0) >= 2, "wage_level_min >= 2"),
    "cap-exempt": (lambda r: r["cap_exempt"]["value"] == "likely", "cap_exempt = 'likely'"),
    "E-Verify": (
        lambda r: says(r, "e_verify"),
        "id IN (SELECT posting FROM statement WHERE kind = 'e_verify')",
    ),
    "posting says no": (
        lambda r: says(r, "no_sponsorship", "citizenship_or_clearance_required"),
        "id IN (SELECT posting FROM statement WHERE kind IN ('no_sponsorship', 'citizenship_or_clearance_required'))",
    ),
}


@pytest.mark.parametrize("name", PERSONS_FILTERS)
def test_a_persons_filters_give_the_same_on_the_feed_and_the_dump(
    demo: Path, feed: dict[str, dict[str, Any]], name: str
) -> None:
    matches, condition = PERSONS_FILTERS[name]
    with closing(sqlite3.connect(demo / "out" / "jobs.db")) as db:
        found = {row[0] for row in db.execute(f"SELECT id FROM posting WHERE {condition}")}
    assert found == {key for key, record in feed.items() if matches(record)}
    assert 0 < len(found) < len(feed)


def test_the_dump_names_its_sources_where_it_travels_alone(demo: Path) -> None:
    said = json.loads((demo / "out" / "manifest.json").read_text(encoding="utf-8"))["reference"]
    with closing(sqlite3.connect(demo / "out" / "jobs.db")) as db:
        about = dict(db.execute("SELECT key, value FROM about").fetchall())
    assert json.loads(about["reference_files"]) == [file["name"] for file in said["files"]] != []
    assert about["reference_version"] == said["version"]

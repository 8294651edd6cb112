"""The files that tell Datasette of the dump, read by Datasette's own readers."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from exports.columns import Table
from exports.datasette_metadata import config, metadata
from exports.manifest import ReferenceData, ReferenceFile, sha256_of
from exports.queries import QUERIES, Query
from exports.tables import TABLES
from exports.views import VIEWS, View
from tests.exports.editions import publish, query
from tests.exports.pages.site import Site


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("published")).out


def read(path: Path) -> dict[str, Any]:
    """With the reader that Datasette brings."""
    found: dict[str, Any] = importlib.import_module("yaml").safe_load(path.read_bytes())
    return found


def test_yaml_readers_find_what_was_meant(out: Path) -> None:
    reference = ReferenceData(version="2026-10", files=[])
    [newest] = query(out, "SELECT value FROM about WHERE key = 'generated_at'")[0]
    assert read(out / "metadata.yaml") == metadata(newest, reference)
    assert read(out / "datasette.yaml") == config()


def test_every_column_of_every_table_and_view_is_described(out: Path) -> None:
    said = read(out / "metadata.yaml")["databases"]["jobs"]["tables"]
    names = query(out, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB '*_fts*'")
    for (name,) in names:
        if name.startswith("sqlite_"):
            continue
        there = [row[1] for row in query(out, f"PRAGMA table_info({name})")]
        assert list(said[name]["columns"]) == there, name
        assert said[name]["description"].endswith(".")
        for column, doc in said[name]["columns"].items():
            assert doc.endswith("."), (name, column)
    assert set(said) == {table.name for table in TABLES} | {view.name for view in VIEWS}


def test_the_vintage_is_told() -> None:
    file = ReferenceFile(name="hub_2025.csv", source="uscis", sha256="0" * 64)
    told = metadata("2026-11-01T06:00:00Z", ReferenceData(version="v", files=[file]))["description"]
    assert "2026-11-01T06:00:00Z" in told
    assert "hub_2025.csv" in told
    assert "no filing data" in metadata("2026-11-01T06:00:00Z", ReferenceData(version=None, files=[]))["description"]


def test_counts_and_hash_are_those_of_the_dump(out: Path) -> None:
    told = json.loads((out / "inspect.json").read_text(encoding="utf-8"))["jobs"]
    assert told["hash"] == sha256_of(out / "jobs.db")
    assert told["size"] == (out / "jobs.db").stat().st_size
    assert told["tables"]["posting"]["count"] == query(out, "SELECT count(*) FROM posting")[0][0]
    assert {name for (name,) in query(out, "SELECT name FROM sqlite_master WHERE type = 'table'")} == set(
        told["tables"]
    )


def test_what_tables_are_shown_by_is_there(out: Path) -> None:
    for table in TABLES:
        columns = {column.name for column in table.columns}
        assert {table.label, table.newest} - {None} | set(table.facets) <= columns, table.name


@pytest.mark.parametrize("item", QUERIES, ids=lambda item: item.name)
def test_a_query_runs_as_it_is_published(out: Path, item: Any) -> None:
    said = read(out / "metadata.yaml")["databases"]["jobs"]["queries"][item.name]
    empty = dict.fromkeys(said["params"], "")
    for parameters in (empty, dict.fromkeys(said["params"])):
        query(out, said["sql"], parameters)
    assert said["title"]
    for parameter in item.parameters:
        assert f"{parameter.name} ({parameter.type}, {parameter.default} when empty)" in said["description"]


@pytest.fixture(scope="module")
def site(out: Path) -> Site:
    return Site(out)


@pytest.mark.parametrize("item", QUERIES, ids=lambda item: item.name)
def test_datasette_asks_for_each_parameter_and_answers(site: Site, item: Query) -> None:
    page = site.get(f"/jobs/{item.name}")
    assert page.status == 200, page.text
    assert item.title in page.all("//h1")[0]
    assert set(page.page.xpath("//form//input/@name")) >= {parameter.name for parameter in item.parameters}
    assert item.doc.split(".")[0] in page.page.text_content()


@pytest.mark.parametrize("item", TABLES, ids=lambda item: item.name)
def test_datasette_counts_by_the_facets_of_a_table(site: Site, item: Table) -> None:
    page = site.get(f"/jobs/{item.name}")
    assert item.doc[:40] in page.page.text_content()
    assert set(page.page.xpath("//*[contains(@class, 'facet-info')]/@data-column")) == set(item.facets)


@pytest.mark.parametrize("item", VIEWS, ids=lambda item: item.name)
def test_datasette_shows_each_view_with_what_it_is(site: Site, item: View) -> None:
    page = site.get(f"/jobs/{item.name}")
    assert page.status == 200, page.text
    assert item.doc[:40] in page.page.text_content()


def test_keys_are_shown_by_their_names(site: Site) -> None:
    page = site.get("/jobs/posting?_facet=filer&_facet=board")
    assert "ACME TURBINES INC" in page.page.text_content()
    assert site.get("/jobs/posting.json?_search=blade&_shape=array").text.count("greenhouse:acme") > 0

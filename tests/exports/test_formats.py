from __future__ import annotations

import csv
import gzip
import hashlib
import json
import math
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click
import msgspec
import pyarrow.parquet as parquet_library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Pay, Place, Posted
from enrich.record import EnrichedPosting, Experience
from exports import manifest, parquet, schemaorg, table
from exports.manifest import Manifest, feed_version
from exports.publication import FORMATS, export
from exports.records import Life, compose
from exports.verify import verify
from sponsorfeed import main
from tests.exports.editions import a_ledger, a_rich_posting, derive, digests, enrich, lines
from tests.ledger.crawls import at

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def a_record(**changes: Any) -> EnrichedPosting:
    content = a_rich_posting(1, **changes)
    life = Life("open", at(1), at(1), at(1), None, None, "run/acme.jsonl.gz", "1")
    return compose("https://acme.example/jobs", life, content, derive(content))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    export(a_ledger(tmp_path), None, tmp_path / "out", FORMATS)
    return tmp_path / "out"


def test_every_format_verifies_and_is_the_same_bytes_again(out: Path, tmp_path: Path) -> None:
    assert verify(out) == []
    export(tmp_path / "ledger.db", None, tmp_path / "again", FORMATS)
    assert digests(tmp_path / "again") == digests(out)


def test_the_command_line_offers_every_format() -> None:
    [option] = [option for option in main.commands["export"].params if option.name == "formats"]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == FORMATS


def test_packed_feeds_unpack_to_the_feed(out: Path) -> None:
    plain = (out / "jobs.jsonl").read_bytes()
    assert gzip.decompress((out / "jobs.jsonl.gz").read_bytes()) == plain
    assert zstd.decompress((out / "jobs.jsonl.zst").read_bytes()) == plain
    packed = (out / "jobs.jsonl.gz").read_bytes()
    assert (packed[3], packed[4:8]) == (0, bytes(4))  # no name, no time


@pytest.mark.parametrize("first", ["jsonl", "jsonl.gz", "jsonl.zst"])
@pytest.mark.parametrize("then", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_changes_are_made_however_the_feed_is_packed(tmp_path: Path, first: str, then: str) -> None:
    ledger, out = a_ledger(tmp_path), tmp_path / "out"
    export(ledger, None, tmp_path / "copy", ["jsonl"])
    before = export(ledger, None, out, [first]).manifest
    assert sorted(digests(out)) == ["datapackage.json", f"jobs.{first}", "manifest.json", "posting.schema.json"]
    enrich(ledger, model="b")
    after = export(ledger, None, out, [then]).manifest
    assert [(step.from_, step.rows) for step in after.changes] == [(before.feed_version, 9)]
    assert {entry.rows for entry in after.files if "jsonl" in entry.path} == {9}
    assert verify(out) == []
    assert sorted(path.name for path in (out / ".versions").glob("2*/*")) == sorted(digests(out))


@pytest.mark.parametrize("name", ["jobs.jsonl.gz", "jobs.jsonl.zst"])
def test_a_packed_feed_that_is_damaged_or_another_is_seen(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    ledger = a_ledger(tmp_path)
    export(ledger, None, out, [name.removeprefix("jobs.")])
    content = (out / name).read_bytes()
    (out / name).write_bytes(content[: len(content) // 2])
    assert f"{name}: " in "\n".join(map(str, verify(out)))
    assert "damaged" in "\n".join(map(str, verify(out)))
    enrich(ledger, model="b")
    assert export(ledger, None, out, [name.removeprefix("jobs.")]).manifest.changes == []
    other = gzip.compress(b"{}\n") if name.endswith("gz") else zstd.compress(b"{}\n")
    (out / name).write_bytes(other)
    assert f"{name}: holds a feed of sha256" in "\n".join(map(str, verify(out)))


@pytest.mark.parametrize("name", ["jobs.csv", "jobs.schemaorg.jsonl", "datapackage.json"])
def test_a_form_that_differs_from_the_feed_is_seen_though_the_manifest_fits(out: Path, name: str) -> None:
    path = out / name
    path.write_bytes(path.read_bytes().replace(b"Lead", b"Head").replace(b"Postings", b"Boastings"))
    said = msgspec.json.decode((out / "manifest.json").read_bytes(), type=Manifest)
    files = [
        replace(e, sha256=manifest.sha256_of(out / e.path), bytes=(out / e.path).stat().st_size) for e in said.files
    ]
    said = replace(said, files=files)
    version = feed_version(said)
    manifest.write(replace(said, feed_version=version, rebase_before=version), out / "manifest.json")
    assert any(problem.file == name for problem in verify(out))


# --- csv -------------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_posting_that_says_what_the_feed_says(out: Path) -> None:
    found, records = rows(out / "jobs.csv"), lines(out)
    assert [row["id"] for row in found] == [record["id"] for record in records]
    for row, record in zip(found, records, strict=True):
        assert row["status"] == record["status"]
        assert row["sponsorship"] == record["sponsorship"]["tag"]
        assert row["h1b_new"] == record["sponsorship"]["tracks"]["h1b_new"]["tag"]
        assert row["closed_at"] == (record["closed_at"] or "")
        assert row["quotes"] == " | ".join(said["quote"] for said in record["statements"])
    rich = found[1]
    assert (rich["locations"], rich["regions"], rich["countries"]) == ("Duluth, MN | Remote (US)", "MN", "US")
    assert (rich["pay_min"], rich["pay_max"], rich["pay_unit"]) == ("90000.0", "120500.5", "YEAR")
    assert (out / "jobs.csv").read_bytes().count(b"\r\n") == 1 + len(records)


TEXT = st.text(max_size=20) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\r\n=1", '";=1', "a,b"]
)


@given(title=TEXT.filter(bool), department=TEXT, raw=TEXT)
@settings(max_examples=60, deadline=None)
def test_no_cell_is_a_formula_and_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, department: str, raw: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "jobs.csv"
    table.write([a_record(title=title, department=department, job_location=[Place(raw=raw)])], path)
    [row] = rows(path)
    for name, text in (("title", title), ("department", department), ("locations", raw)):
        assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
        expected = text.replace("\0", "\ufffd")
        assert row[name] in (expected, f"'{expected}")
        assert row[name] == expected or expected[0] in "=+-@\t\r"


# --- schema.org ------------------------------------------------------------------------------------------------------


def test_a_posting_as_schemaorg_says_it() -> None:
    said = schemaorg.job_posting(a_record())
    assert said is not None
    assert (said["@type"], said["title"], said["datePosted"]) == ("JobPosting", "Blade Engineer 1", "2026-10-20")
    assert said["hiringOrganization"] == {"@type": "Organization", "name": "Acme Turbines"}
    assert said["jobLocation"][0]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Duluth",
        "addressRegion": "MN",
        "addressCountry": "US",
    }
    assert "jobLocationType" not in said, "hybrid is not remote"
    assert said["baseSalary"]["value"]["minValue"] == 90000.0
    assert said["eligibilityToWorkRequirement"] == "We do not sponsor visas for this role."


@pytest.mark.parametrize(
    "changes",
    [
        {"date_posted": None},
        {"date_posted": Posted(value=None, raw="lately", precision=None)},
        {"date_posted": Posted(value="2026-10-01", raw="30+ days ago", precision="floor")},
        {"description_html": None},
        {"job_location": []},
        {"job_location": [Place(raw="HQ")]},
        {"job_location": [Place(raw="Anywhere")], "job_location_type": "remote"},
    ],
)
def test_a_posting_without_what_google_requires_is_left_out(changes: dict[str, Any]) -> None:
    assert schemaorg.job_posting(a_record(**changes)) is None


def test_closed_postings_and_second_doors_are_left_out() -> None:
    assert schemaorg.job_posting(replace(a_record(), status="closed")) is None
    assert schemaorg.job_posting(replace(a_record(), duplicate_of="x")) is None


def test_a_remote_job_says_where_its_applicants_may_be() -> None:
    said = schemaorg.job_posting(a_record(job_location_type="remote"))
    assert said is not None
    assert said["jobLocationType"] == "TELECOMMUTE"
    assert said["applicantLocationRequirements"] == [{"@type": "Country", "name": "US"}]
    assert len(said["jobLocation"]) == 1
    nowhere = schemaorg.job_posting(a_record(job_location_type="remote", job_location=[Place(raw="US", country="US")]))
    assert nowhere is not None
    assert "jobLocation" not in nowhere


def test_pay_is_named_only_when_there_is_one_and_it_is_the_base() -> None:
    record = a_record()
    [pay] = record.base_salary
    for stated in ([pay, pay], [replace(pay, kind="ote")], [replace(pay, currency=None)], []):
        said = schemaorg.job_posting(replace(record, base_salary=stated))
        assert said is not None
        assert "baseSalary" not in said
    fixed: list[Pay] = [replace(pay, min_value=5.0, max_value=5.0)]
    said = schemaorg.job_posting(replace(record, base_salary=fixed))
    assert said is not None
    assert said["baseSalary"]["value"] == {"@type": "QuantitativeValue", "value": 5.0, "unitText": "YEAR"}


def test_a_line_can_stand_inside_a_script_element(tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script>\u2028<!--"
    assert schemaorg.write([a_record(title=title)], tmp_path / "file") == 1
    content = (tmp_path / "file").read_bytes()
    assert b"<" not in content
    [line] = content.decode().splitlines()
    assert json.loads(line)["title"] == title


# --- the data package ------------------------------------------------------------------------------------------------


def test_the_data_package_names_every_file_as_it_is(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_bytes())
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == set(digests(out)) - {"manifest.json", "datapackage.json"}
    for path, resource in resources.items():
        content = (out / path).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert resource["name"] == resource["name"].lower()
    fields = [field["name"] for field in resources["jobs.csv"]["schema"]["fields"]]
    assert fields == list(rows(out / "jobs.csv")[0])


def test_every_column_is_filled_from_the_record_and_described(out: Path) -> None:
    assert all(column.doc.endswith(".") for column in table.COLUMNS)
    assert len({column.name for column in table.COLUMNS}) == len(table.COLUMNS)
    record = a_record()
    for column in table.COLUMNS:
        value = column.value(record)
        kinds = {"integer": int, "number": int | float}.get(column.type, str)
        assert value is None or isinstance(value, kinds), column.name


# --- parquet ---------------------------------------------------------------------------------------------------------


def test_the_columns_say_what_the_feed_says_and_time_is_time(out: Path) -> None:
    table = parquet_library.read_table(out / "jobs.parquet")
    assert table.column_names == [field.name for field in fields(EnrichedPosting)]
    assert {str(table.schema.field(name).type) for name in parquet.TIMES} == {"timestamp[ms, tz=UTC]"}
    read = table.to_pylist()
    for row in read:
        for name in parquet.TIMES:
            row[name] = None if row[name] is None else row[name].strftime("%Y-%m-%dT%H:%M:%SZ")
    assert read == lines(out)


def test_whatever_the_words_and_numbers_are_they_go_into_columns(tmp_path: Path) -> None:
    hostile = [
        a_record(title="half \ud800 a character \x00"),
        replace(a_record(), experience=Experience(min_years=math.nan, max_years=math.inf)),
    ]
    assert parquet.write(hostile, tmp_path / "jobs.parquet") == 2
    assert list(parquet.differences(hostile, tmp_path / "jobs.parquet")) == []


def test_columns_that_say_something_else_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "jobs.parquet"
    parquet.write([a_record(title="Lead"), a_record()], path)
    assert list(parquet.differences([a_record(title="Head"), a_record()], path)) == [
        "row 1: not what jobs.jsonl says of greenhouse:acme:1"
    ]
    assert list(parquet.differences([a_record(title="Lead")], path)) == ["row 2: the feed has no such line"]
    assert list(parquet.differences([a_record(title="Lead"), a_record(), a_record()], path)) == ["row 3: missing"]
    path.write_bytes(b"no columns")
    assert "cannot be read" in "".join(parquet.differences([a_record()], path))


def test_without_its_library_the_rest_is_published_and_the_word_says_what_to_install(tmp_path: Path) -> None:
    export(a_ledger(tmp_path), None, tmp_path / "out")
    before = digests(tmp_path / "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(parquet.ParquetError, match=r"pip install 'sponsorfeed\[parquet\]'"):
            export(tmp_path / "ledger.db", None, tmp_path / "out", ["jsonl", "parquet"])
    assert digests(tmp_path / "out") == before

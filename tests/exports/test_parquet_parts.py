from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from crawler.items import Board
from crawler.ledger import fold_snapshots
from exports import lake
from exports.publication import export
from exports.verify import verify
from tests.exports.editions import a_ledger, enrich
from tests.ledger.crawls import at, crawl, posting, rows

FORMATS = ("jsonl", "parquet-parts")
OTHER = Board(employer="Hill Clinics", url="https://hill2.example", ats="taleo", token="zeal")


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is published of boards of three systems, two of which begin alike, in files of three postings at most."""
    monkeypatch.setattr(lake, "_GROUP", 3)
    monkeypatch.setattr(lake, "_GROUPS", 1)
    ledger = a_ledger(tmp_path)
    board = Board(employer="Hill Clinics", url="https://hill.example", ats="taleo_business", token="hill")
    crawl(tmp_path / "snapshots", at(2), [posting(n, board) for n in range(1, 3)], board)
    crawl(tmp_path / "snapshots", at(2), [posting(n, OTHER) for n in range(1, 6)], OTHER)
    fold_snapshots(tmp_path / "snapshots", ledger)
    enrich(ledger)
    export(ledger, None, tmp_path / "out", FORMATS)
    return tmp_path / "out"


def table(out: Path, name: str) -> Any:
    return ds.dataset(out / "parquet" / name, format="parquet", partitioning="hive")


def feed_ids(out: Path) -> list[str]:
    return [msgspec.json.decode(line)["id"] for line in (out / "jobs.jsonl").read_bytes().splitlines()]


def test_the_parts_hold_the_feed(out: Path) -> None:
    jobs = table(out, "jobs")
    assert sorted(jobs.to_table(columns=["id"]).column("id").to_pylist()) == feed_ids(out)
    taleo = jobs.to_table(filter=pc.field("ats") == "taleo", columns=["id", "ats", "first_seen"])
    assert taleo.column("id").to_pylist() == [f"taleo:zeal:{n}" for n in range(1, 6)]
    assert taleo.column("first_seen").to_pylist() == [datetime(2026, 11, 2, 6, tzinfo=UTC)] * 5
    assert [path.name for path in sorted((out / "parquet/jobs/ats=taleo").iterdir())] == [
        "part-00000.parquet",
        "part-00001.parquet",
    ]
    assert verify(out) == []


def test_the_ledger_is_beside_it(out: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    postings = table(out, "postings").to_table(columns=["id", "status"])
    known = [id for (id,) in rows(ledger, "SELECT id FROM posting ORDER BY id")]
    assert sorted(postings.column("id").to_pylist()) == known
    events = table(out, "events").to_table(columns=["id", "kind", "fields", "month"])
    found = dict(zip(events.column("id").to_pylist(), events.column("kind").to_pylist(), strict=True))
    assert found == dict(rows(ledger, "SELECT id, kind FROM event"))
    assert set(events.column("month").to_pylist()) == {"2026-11"}
    assert ["title"] in events.column("fields").to_pylist()


def test_the_manifest_names_each_part(out: Path) -> None:
    said = msgspec.json.decode((out / "manifest.json").read_bytes())
    named = {file["path"]: file["rows"] for file in said["files"] if file["path"].startswith("parquet/")}
    folder = (out / "parquet").resolve()
    assert set(named) == {f"parquet/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.parquet")}
    assert sum(rows for path, rows in named.items() if path.startswith("parquet/jobs/")) == said["counts"]["postings"]
    assert max(rows for path, rows in named.items() if path.startswith("parquet/jobs/")) == 3


def test_the_same_ledger_makes_the_same_parts_and_another_one_replaces_them(out: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    before = (out / "manifest.json").read_bytes()
    assert export(ledger, None, tmp_path / "again", FORMATS).manifest.feed_version in before.decode()
    export(ledger, None, out, FORMATS)
    assert (out / "manifest.json").read_bytes() == before
    crawl(tmp_path / "snapshots", at(3), [posting(9, OTHER)], OTHER)
    fold_snapshots(tmp_path / "snapshots", ledger)
    enrich(ledger)
    export(ledger, None, out, FORMATS)
    assert sorted(table(out, "jobs").to_table(columns=["id"]).column("id").to_pylist()) == feed_ids(out)
    assert verify(out) == []
    export(ledger, None, out, ("jsonl",))
    assert not (out / "parquet").exists()
    assert verify(out) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda part: part.unlink(), "missing"),
        (lambda part: part.with_name("part-00009.parquet").write_bytes(part.read_bytes()), "does not name it"),
        (lambda part: part.write_bytes(part.with_name("part-00001.parquet").read_bytes()), "sha256"),
    ],
    ids=["gone", "one too many", "another's content"],
)
def test_what_is_wrong_with_a_part_is_told(out: Path, damage: Any, said: str) -> None:
    damage(out / "parquet/jobs/ats=taleo/part-00000.parquet")
    assert any(said in str(problem) for problem in verify(out))


@pytest.mark.parametrize(
    "name", ["parquet/../manifest.json", "parquet/jobs/ats=a/../../x/part-00000.parquet", "parquet/jobs/part.parquet"]
)
def test_a_manifest_that_leads_elsewhere_is_not_followed(out: Path, name: str) -> None:
    said = msgspec.json.decode((out / "manifest.json").read_bytes())
    said["files"].append(said["files"][0] | {"path": name})
    (out / "manifest.json").resolve().write_bytes(msgspec.json.encode(said))
    assert any(f"names {name!r}, which no export writes" in str(problem) for problem in verify(out))

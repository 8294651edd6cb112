"""Second doors and groups as they are published, and what verify says when they do not lead anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Board, Place
from crawler.ledger import fold_snapshots
from exports.publication import export
from exports.verify import verify
from tests.exports.editions import a_rich_posting, enrich, lines, query
from tests.exports.test_verify import edit_line, problems, sign
from tests.ledger.crawls import ACME, crawl

FRONT = Board(employer="Acme Turbines", url="https://jobs.acme.example", ats="jibe", token="jobs.acme.example")
PAGE = "https://boards.greenhouse.io/acme/jobs/{}"
DULUTH, RENO = (Place(raw=name, locality=name, country="US") for name in ("Duluth", "Reno"))


def publish_days(folder: Path, *days: tuple[str, list[int], list[int]]) -> Path:
    """Publish boards of Acme over days of (time, numbers at Greenhouse, numbers at the front end)."""
    for time, behind, front in days:
        several = [a_rich_posting(n, url=PAGE.format(1000 + n), apply_url=None) for n in behind]
        crawl(folder / "snapshots", time, several, advertised_total=len(behind))
        doors = [a_rich_posting(n, FRONT, apply_url=PAGE.format(1000 + n), identifier=None) for n in front]
        crawl(folder / "snapshots", time, doors, FRONT, advertised_total=len(front))
    assert fold_snapshots(folder / "snapshots", folder / "ledger.db").problems == []
    enrich(folder / "ledger.db")
    return export(folder / "ledger.db", None, folder / "out").out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return publish_days(tmp_path, ("2026-03-01T06:00:00Z", [1, 2, 3], [1, 2]))


def test_a_second_door_is_published_with_its_original_and_the_evidence(out: Path) -> None:
    assert verify(out) == []
    found = {record["id"]: (record["duplicate_of"], record["duplicate_evidence"]) for record in lines(out)}
    assert len(found) == 5
    assert found[f"{FRONT.id}:1"] == (f"{ACME.id}:1", {"rule": "applies_at", "value": "greenhouse/1001"})
    assert [id for id, (original, _) in found.items() if original is None] == [f"{ACME.id}:{n}" for n in (1, 2, 3)]
    jobs = "SELECT count(*) FROM posting JOIN posting original ON original.id = posting.duplicate_of"
    assert query(out, jobs) == [(2,)]
    row = query(out, "SELECT duplicate_rule, duplicate_value FROM posting WHERE id = ?", f"{FRONT.id}:2")
    assert row == [("applies_at", "greenhouse/1002")]


def test_an_original_that_is_published_no_more_is_not_pointed_at(tmp_path: Path) -> None:
    out = publish_days(
        tmp_path,
        ("2026-03-01T06:00:00Z", [1, 3], [1, 2]),
        ("2026-03-02T06:00:00Z", [3], [1, 2]),  # the original closes: 90 days later it is forgotten
        ("2026-03-20T06:00:00Z", [3], [2]),  # its door closes later
        ("2026-05-31T06:00:00Z", [3], [2]),
    )
    feed = {record["id"]: record for record in lines(out)}
    assert feed[f"{FRONT.id}:1"]["duplicate_of"] == f"{ACME.id}:1"
    assert verify(out) == []
    out = publish_days(tmp_path, ("2026-06-10T06:00:00Z", [3], [2]))
    feed = {record["id"]: record for record in lines(out)}
    assert f"{ACME.id}:1" not in feed
    assert (feed[f"{FRONT.id}:1"]["status"], feed[f"{FRONT.id}:1"]["duplicate_of"]) == ("closed", None)
    assert verify(out) == []


def test_a_group_is_published(tmp_path: Path) -> None:
    several = [a_rich_posting(n, title="Fitter", job_location=[place]) for n, place in enumerate((DULUTH, RENO), 1)]
    same = [a_rich_posting(1).description_html] * 2
    for posting, html in zip(several, same, strict=True):
        posting.description_html = html
    crawl(tmp_path / "snapshots", "2026-03-01T06:00:00Z", several)
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    enrich(tmp_path / "ledger.db")
    out = export(tmp_path / "ledger.db", None, tmp_path / "out").out
    [(group, members)] = query(out, "SELECT group_id, count(*) FROM posting GROUP BY group_id")
    assert members == 2
    assert [record["group_id"] for record in lines(out)] == [group, group]


def test_the_manifest_says_how_much_of_each_board_was_read(out: Path) -> None:
    boards = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["boards"]
    coverage = {board["board"]: board["coverage"] for board in boards}
    assert coverage[ACME.id]["postings"] == 3
    assert coverage[ACME.id]["fields"]["description_html"] == 3
    assert coverage[ACME.id]["fields"]["apply_url"] == 0
    assert coverage[FRONT.id]["fields"]["apply_url"] == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"duplicate_of": "greenhouse:acme:99"}, "which is not in the feed"),
        ({"duplicate_of": "jibe:jobs.acme.example:2"}, "which is a duplicate itself"),
        ({"duplicate_of": None}, "without duplicate_evidence, or the other way round"),
        ({"duplicate_evidence": None}, "without duplicate_evidence, or the other way round"),
    ],
)
def test_verify_follows_every_door(out: Path, change: dict[str, Any], message: str) -> None:
    edit_line(out, 4, lambda record: record.update(change))
    sign(out)
    assert message in problems(out)

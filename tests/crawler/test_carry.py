"""Only what changed is asked for, and the feed is the same as if everything had been."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler.items import Board, JobPosting
from crawler.ledger import fold_snapshots
from crawler.patterns import PagedSearch
from crawler.snapshots import snapshot_path
from tests.crawler.toys import Whole, read
from tests.loopback import WISHES, Answer, Site, serve
from tests.spiders import crawl_with

DAYS = ("20261101T060000Z", "20261102T060000Z", "20261120T060000Z")


class Paged(PagedSearch):
    name = "paged"
    jobs = "jobs"
    total = "total"
    volatile = frozenset({"seen"})

    def query(self, board: Board, offset: int) -> Request:
        return Request(f"{board.url}/list", dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        return f"{board.url}/{job['id']}"

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        return read(job, board)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", "", "text/plain")
        yield running


def offer(site: Site, day: int, titles: dict[int, str]) -> None:
    jobs = [{"id": i, "title": title, "seen": f"{day} days ago"} for i, title in titles.items()]
    site.put("/b/list", json.dumps({"jobs": jobs, "total": len(jobs)}))
    for i, title in titles.items():
        site.put(f"/b/{i}", json.dumps({"text": f"<p>{title}</p>"}))


def board(site: Site, ats: str) -> Board:
    return Board(employer="E", url=f"{site.origin}/b", ats=ats, token="t")


def test_a_detail_is_asked_again_only_when_its_entry_changed(site: Site, tmp_path: Path) -> None:
    offer(site, 0, {1: "Baker", 2: "Miller", 3: "Cook"})
    first, before = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[0])
    assert (first.outcome, first.carried) == ("complete", 0)
    offer(site, 1, {1: "Baker", 2: "Head Miller", 4: "Porter"})
    site.log.clear()
    second, after = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[1])
    assert sorted(path for _, path in site.log) == sorted(["/b/2", "/b/4", "/b/list", *WISHES])
    assert (second.outcome, second.carried) == ("complete", 1)
    assert second.carried_from == f"{DAYS[0]}/paged/t.jsonl.gz"
    assert [p.title for p in after] == ["Baker", "Head Miller", "Porter"]
    assert after[0] == before[0]


def test_the_ledger_of_a_refresh_is_that_of_a_full_crawl(site: Site, tmp_path: Path) -> None:
    counts = []
    for full in (False, True):
        snapshots = tmp_path / str(full)
        for day, titles in enumerate(({1: "Baker", 2: "Miller"}, {1: "Baker", 2: "Head Miller"})):
            offer(site, day, titles)
            crawl_with(Paged, board(site, "paged"), snapshots, run=DAYS[day], full=full)
        report = fold_snapshots(snapshots, tmp_path / f"{full}.db")
        counts.append((report.new, report.changed, report.closed))
    assert counts == [(2, 1, 0), (2, 1, 0)]


def test_an_old_detail_and_a_missing_one_are_asked_again(site: Site, tmp_path: Path) -> None:
    offer(site, 0, {1: "Baker", 2: "Miller"})
    whole = site.answers["/b/2"]
    site.answers["/b/2"] = Answer(status=404)
    first, _ = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[0])
    assert first.detail_missing == 1
    site.answers["/b/2"] = whole
    second, postings = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[1])
    assert (second.carried, second.detail_missing) == (1, 0)
    assert postings[1].description_html == "<p>Miller</p>"
    third, _ = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[2])
    assert third.carried == 0


def test_full_asks_for_everything(site: Site, tmp_path: Path) -> None:
    offer(site, 0, {1: "Baker"})
    crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[0])
    header, _ = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[1], full=True)
    assert header.carried == 0


def test_another_parser_asks_for_everything(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(site, 0, {1: "Baker"})
    crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[0])
    monkeypatch.setattr("crawler.listings.carry.PARSER_VERSION", "next")
    header, _ = crawl_with(Paged, board(site, "paged"), tmp_path, run=DAYS[1])
    assert header.carried == 0


@pytest.mark.parametrize(
    ("given", "asked"),
    [({"ETag": '"v1"'}, {"If-None-Match": '"v1"'}), ({"Last-Modified": "Sun, 01 Nov 2026 05:00:00 GMT"}, None)],
)
def test_a_list_that_the_server_calls_unchanged_keeps_its_postings(
    site: Site, tmp_path: Path, given: dict[str, str], asked: dict[str, str] | None
) -> None:
    offer(site, 0, {1: "Baker", 2: "Miller"})
    site.answers["/b/list"].headers.update(given)
    first, before = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    site.answers["/b/list"] = Answer(status=304, headers=given)
    second, after = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[1])
    expected = asked or {"If-Modified-Since": given["Last-Modified"]}
    assert expected.items() <= site.headers[-1].items()
    assert (second.outcome, second.collected, second.carried) == ("complete", 2, 2)
    assert after == before
    third, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[2])
    assert (third.outcome, third.carried) == ("complete", 2)
    assert replace(first, etag=None, last_modified=None).carried == 0


def test_a_304_that_nobody_asked_for_is_a_failure(site: Site, tmp_path: Path) -> None:
    site.answers["/b/list"] = Answer(status=304)
    header, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    assert header.outcome == "failed"


def test_a_damaged_earlier_snapshot_closes_nothing(site: Site, tmp_path: Path) -> None:
    offer(site, 0, {1: "Baker", 2: "Miller"})
    site.answers["/b/list"].headers["ETag"] = '"v1"'
    crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    path = snapshot_path(tmp_path, DAYS[0], board(site, "whole"))
    path.write_bytes(path.read_bytes()[:-12])
    site.answers["/b/list"] = Answer(status=304)
    header, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[1])
    assert header.outcome in ("partial", "failed")

"""Thirty days of outages, lies and moves: nothing is lost without a word, and nothing is closed that is open."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler.items import Board, JobPosting, Snapshot
from crawler.ledger import fold_snapshots
from crawler.listings.board_spider import BoardSpider
from crawler.patterns import Page, PagedSearch, Part, SitemapJsonLd
from crawler.snapshots import read_header, read_postings, snapshot_path
from tests.crawler.month import DAYS, MappedSite, MonthSite, PagedSite, WholeSite, serve_sites
from tests.crawler.toys import Whole, read
from tests.loopback import LoopbackResolver
from tests.spiders import crawl_boards

FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)


class Paged(PagedSearch):
    name = "paged"
    jobs = "jobs"
    total = "total"
    window = PagedSite.window
    volatile = frozenset({"seen"})

    def query(self, board: Board, offset: int) -> Request:
        return Request(f"{board.url}/list?offset={offset}", dont_filter=True)

    def narrow(self, request: Request, part: Part) -> Request:
        return request.replace(url=f"{request.url}&color={part.value}")

    def page(self, response: Any, board: Board) -> Page:
        page = super().page(response, board)
        page.facets = [[Part("color", *count) for count in response.json()["colors"].items()]]
        return page

    def job_key(self, job: dict[str, Any]) -> str:
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        return f"{board.url}/job/{job['id']}"

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        return bool(detail["id"] == job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        return read(job, board)


class Mapped(SitemapJsonLd):
    name = "mapped"


SHAPES: dict[type[BoardSpider], tuple[type[MonthSite], int]] = {
    Whole: (WholeSite, 5),
    Paged: (PagedSite, 5),
    Mapped: (MappedSite, 3),
}
"""Spider -> what it is to crawl, and how many of them."""


def check_snapshot(site: MonthSite, header: Snapshot, postings: list[JobPosting]) -> None:
    """A whole listing is whole, and every posting is as it was on the day that it was read."""
    today = site.days[-1]
    found = {number(posting.id): posting for posting in postings}
    if header.outcome == "complete":
        assert found.keys() >= today.open, (site.host, len(site.days), site.fault)
    if not site.fault:
        assert header.outcome in ("complete", "partial"), header.reason
        assert header.outcome == "complete" or "postings at most" in (header.reason or ""), header.reason
    for key, posting in found.items():
        assert posting.title == today.titles[key]
        if not posting.detail_missing:
            read_on = day_of(posting.detail_at) if posting.detail_at else len(site.days) - 1
            assert posting.description_html == site.days[read_on].texts[key], (site.host, site.fault)
            assert len(site.days) - 1 - read_on <= 14


def number(posting_id: str) -> int:
    return int(posting_id.rpartition(":")[2].removeprefix("R-"))


def day_of(moment: str) -> int:
    return (datetime.fromisoformat(moment) - FIRST).days


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiohttp.ThreadedResolver", LoopbackResolver)
    monkeypatch.setattr("crawler.manners.pace.FIRST_PAUSE", 0.005)


@pytest.mark.usefixtures("hurry")
def test_a_month_loses_nothing_and_closes_nothing_that_is_open(tmp_path: Path) -> None:
    sites = {
        f"{spider.name}-{seed}.example": shape(f"{spider.name}-{seed}", seed)
        for spider, (shape, seeds) in SHAPES.items()
        for seed in range(seeds)
    }
    outcomes: Counter[str] = Counter()
    with serve_sites(sites) as port:
        groups = [(spider, [board_of(site, spider, port) for site in sites.values() if type(site) is shape])
                  for spider, (shape, _) in SHAPES.items()]  # fmt: skip
        for day in range(DAYS):
            for site in sites.values():
                site.next_day()
            run = (FIRST + timedelta(days=day)).strftime("%Y%m%dT%H%M%SZ")
            crawl_boards(groups, tmp_path / "s", run=run, RETRY_TIMES=1, GUARD_ALLOWED_HOSTS=list(sites))
            fold_snapshots(tmp_path / "s", tmp_path / "ledger.db")
            for board in [board for _, boards in groups for board in boards]:
                path = snapshot_path(tmp_path / "s", run, board)
                header = read_header(path)
                check_snapshot(sites[board.token], header, list(read_postings(path)))
                outcomes[f"{board.ats} {header.outcome}"] += 1
    for spider in SHAPES:
        assert outcomes[f"{spider.name} complete"] >= DAYS
        assert outcomes[f"{spider.name} partial"] + outcomes[f"{spider.name} failed"] >= DAYS / 3
    check_ledger(tmp_path / "ledger.db", sites)


def board_of(site: MonthSite, spider: type[BoardSpider], port: int) -> Board:
    site.origin = f"http://{site.host}:{port}"
    path = "/careers" if isinstance(site, MappedSite) else ""
    return Board(employer="E", url=f"{site.origin}{path}", ats=spider.name, token=site.host)


def check_ledger(ledger: Path, sites: dict[str, MonthSite]) -> None:
    with closing(sqlite3.connect(ledger)) as db:
        closes = db.execute("SELECT posting, at FROM event WHERE kind = 'closed'").fetchall()
        reopened = db.execute("SELECT count(*) FROM event WHERE kind = 'reopened'").fetchone()[0]
        rows = db.execute("SELECT board, id FROM posting WHERE status = 'open'").fetchall()
        last_complete = dict(db.execute("SELECT token, last_complete FROM board"))
    assert len(closes) > DAYS and reopened
    for posting, at in closes:
        site = sites[posting.split(":")[1]]
        assert number(posting) not in site.days[day_of(at)].open, (posting, at, site.days[day_of(at)].fault)
    for host, site in sites.items():
        still_open = {number(posting) for board, posting in rows if board.endswith(f":{host}")}
        if day_of(last_complete[host]) == DAYS - 1:
            assert still_open == site.days[-1].open
        else:  # more jobs than the system shows: what is not seen stays
            assert still_open >= site.days[-1].open & still_open and len(site.days[-1].open) >= PagedSite.window

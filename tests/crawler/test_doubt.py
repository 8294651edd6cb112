"""What the last complete crawl knew makes the next one doubt a total that fell and a page that lost its posting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request

from crawler.items import Board, Snapshot
from crawler.patterns import SitemapJsonLd
from tests.crawler.test_carry import DAYS, Paged, board
from tests.loopback import Answer, Site, serve
from tests.spiders import crawl_with


class OffsetPaged(Paged):
    name = "offset"

    def query(self, board: Board, offset: int) -> Request:
        request = super().query(board, offset)
        return request.replace(url=f"{request.url}?offset={offset}")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", "", "text/plain")
        yield running


def offer(site: Site, pages: dict[int, list[int]], total: int) -> None:
    """Pages of jobs by offset."""
    for path in [path for path in site.answers if "offset=" in path]:
        del site.answers[path]
    for offset, numbers in pages.items():
        jobs = [{"id": n, "title": f"Cooper {n}"} for n in numbers]
        site.put(f"/b/list?offset={offset}", json.dumps({"total": total, "jobs": jobs}))
        for n in numbers:
            site.put(f"/b/{n}", json.dumps({"text": f"<p>{n}</p>"}))


def crawled(site: Site, day: int, folder: Path) -> tuple[Snapshot, int]:
    header, postings = crawl_with(OffsetPaged, board(site, "offset"), folder, run=DAYS[day])
    return header, len(postings)


def test_a_total_that_fell_is_not_believed_while_there_are_more_jobs(site: Site, tmp_path: Path) -> None:
    offer(site, {0: [1, 2], 2: [3, 4]}, 4)
    assert crawled(site, 0, tmp_path)[1] == 4
    offer(site, {0: [1, 2], 2: [3, 4], 4: []}, 2)
    header, found = crawled(site, 1, tmp_path)
    assert (header.outcome, found) == ("complete", 4)


@pytest.mark.parametrize("after", [{2: []}, {2: [1, 2]}, {}], ids=["empty", "repeated", "error"])
def test_a_board_that_really_shrank_is_whole(site: Site, tmp_path: Path, after: dict[int, list[int]]) -> None:
    offer(site, {0: [1, 2], 2: [3, 4]}, 4)
    crawled(site, 0, tmp_path)
    offer(site, {0: [1, 2], **after}, 2)
    header, found = crawled(site, 1, tmp_path)
    assert (header.outcome, found) == ("complete", 2)


def test_more_rows_than_announced_disprove_the_total(site: Site, tmp_path: Path) -> None:
    offer(site, {0: [1, 2], 2: [3, 4], 4: [5], 5: []}, 3)
    header, found = crawled(site, 0, tmp_path)
    assert (header.outcome, found) == ("complete", 5)
    offer(site, {0: [1, 2], 2: [3, 4]}, 3)
    header, found = crawled(site, 1, tmp_path)
    assert header.outcome == "partial" and "3 were announced" in (header.reason or "")


class Mapped(SitemapJsonLd):
    name = "mapped"


GONE = [
    "<h1>This position is no longer available</h1>",
    "<p>Sorry, this job has been <b>filled</b>.</p>",
    "<h2>Job not found</h2>",
]
NOT_GONE = [
    "<h1>We are back soon</h1>",
    "<script>var words = {'gone': 'This job is no longer available'}</script><div id=app></div>",
    "<p>Loading</p>",
]


@pytest.mark.parametrize(("body", "outcome"), [(b, "complete") for b in GONE] + [(b, "partial") for b in NOT_GONE])
def test_a_page_that_lost_its_posting_closes_it_only_if_it_says_so(
    site: Site, tmp_path: Path, body: str, outcome: str
) -> None:
    for path in ("/careers/cooper", "/careers/clerk"):
        job = {"@type": "JobPosting", "title": path}
        site.html(path, f'<script type="application/ld+json">{json.dumps(job)}</script>')
    site.html("/careers", '<a href="/careers/cooper">Cooper</a><a href="/careers/clerk">Clerk</a>')
    locations = "".join(f"<url><loc>{site.origin}/careers/{name}</loc></url>" for name in ("cooper", "clerk"))
    site.put("/sitemap.xml", f"<urlset>{locations}</urlset>", "application/xml")
    careers = Board(employer="E", url=f"{site.origin}/careers", ats="mapped", token="t")
    assert crawl_with(Mapped, careers, tmp_path, run=DAYS[0])[0].collected == 2
    site.answers["/careers/clerk"] = Answer(f"<html>{body}</html>".encode(), headers={"Content-Type": "text/html"})
    header, _ = crawl_with(Mapped, careers, tmp_path, run=DAYS[1])
    assert (header.outcome, header.collected) == (outcome, 1)

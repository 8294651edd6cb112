"""Listings past their window: divided until every part is below it, or said to be partial; never silently short."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request

from crawler.items import Board, Outcome
from crawler.listings.collect import BoardCrawl, FetchError
from crawler.patterns import Page, PagedSearch, Part

BOARD = Board(employer="Toy", url="https://toy.example", ats="toy", token="toy")
WINDOW = 8
FACETS = ("color", "shape")


class Toy(PagedSearch):
    """A search over ``stock`` that answers nothing past its window, as the large systems do."""

    name = "toy"
    window = WINDOW

    def __init__(self, stock: list[dict[str, Any]], *, page_size: int = 3, saturated: bool = False) -> None:
        super().__init__(boards=[BOARD])
        self.stock, self.page_size, self.saturated = stock, page_size, saturated
        self.down: dict[str, Outcome] = {}
        self.total_of: int | None = None
        self.asked: list[str] = []

    def query(self, board: Board, offset: int) -> Request:
        return Request(f"https://toy.example/?offset={offset}&route={self.route(board)}")

    def narrow(self, request: Request, part: Part) -> Request:
        return request.replace(url=f"{request.url}&{part.facet}={part.value}")

    def job_key(self, job: dict[str, Any]) -> str:
        return str(job["id"])

    async def fetch_page(self, crawl: BoardCrawl, request: Request) -> Page:
        self.asked.append(request.url)
        asked = dict(parse_qsl(urlsplit(request.url).query))
        offset, route = int(asked.pop("offset")), asked.pop("route", "")
        if route in self.down:
            raise FetchError(request.url, "down", self.down[route])
        rows = [job for job in self.stock if all(job.get(name) == value for name, value in asked.items())]
        total = min(len(rows), WINDOW) if self.saturated else self.total_of or len(rows)
        start = offset * self.page_size if self.numbered else offset
        shown = rows[start : min(start + self.page_size, WINDOW)]
        return Page(shown, total, facets=[count(rows, facet) for facet in FACETS])


class NumberedToy(Toy):
    """The same, by the number of the page."""

    numbered = True


class PageCounter(Toy):
    """The same, with the count of the page where others have a total."""

    async def fetch_page(self, crawl: BoardCrawl, request: Request) -> Page:
        page = await super().fetch_page(crawl, request)
        return Page(page.jobs, len(page.jobs))


class TwoWays(Toy):
    """The same, with two ways to ask."""

    routes = ("new", "old")


@dataclass
class Crawl:
    """What the paging needs of a crawl."""

    board: Board = field(default_factory=lambda: BOARD)
    advertised_total: int | None = None
    listed_twice: int = 0
    reasons: list[str] = field(default_factory=list)

    def partial(self, reason: str) -> None:
        self.reasons.append(reason)

    def had_before(self) -> int:
        return 0

    def problem(self, message: str) -> None:
        """Messages are not looked at here."""


def count(rows: list[dict[str, Any]], facet: str) -> list[Part]:
    values = sorted({job[facet] for job in rows if facet in job})
    return [Part(facet, value, sum(job.get(facet) == value for job in rows)) for value in values]


def collect(spider: Toy) -> tuple[list[str], Crawl]:
    crawl = Crawl()

    async def run() -> list[str]:
        pages = [page async for page in spider.pages(crawl)]  # type: ignore[arg-type]
        return [job["id"] for page in pages for job in page]

    return asyncio.run(run()), crawl


def stock(colors: str, shapes: str = "") -> list[dict[str, Any]]:
    pairs = zip(colors, shapes or "o" * len(colors), strict=True)
    return [{"id": str(n), "color": color, "shape": shape} for n, (color, shape) in enumerate(pairs)]


def test_a_listing_past_its_window_is_divided_and_whole() -> None:
    ids, crawl = collect(Toy(stock("rrrrrggggbbb")))
    assert sorted(ids, key=int) == [str(n) for n in range(12)]
    assert (crawl.advertised_total, crawl.reasons) == (12, [])


def test_a_total_that_stops_at_the_window_is_corrected_by_the_facets() -> None:
    ids, crawl = collect(Toy(stock("rrrrrggggbbb"), saturated=True))
    assert len(ids) == len(set(ids)) == 12
    assert (crawl.advertised_total, crawl.reasons) == (12, [])


def test_a_part_past_the_window_is_divided_by_another_facet() -> None:
    ids, crawl = collect(Toy(stock("r" * 10 + "g", "ooooosssss" + "o")))
    assert len(set(ids)) == 11
    assert not crawl.reasons


def test_without_a_facet_that_covers_everything_the_crawl_is_partial() -> None:
    rows = stock("rrrrrggggbbb")
    del rows[0]["color"]  # of no color: the parts would miss it
    rows = [{name: value for name, value in row.items() if name != "shape"} for row in rows]
    ids, crawl = collect(Toy(rows))
    assert len(ids) == WINDOW
    assert crawl.reasons == [f"the system lists {WINDOW} postings at most"]
    assert crawl.advertised_total == 12


def test_page_numbers_advance_by_one_however_few_rows_come() -> None:
    spider = NumberedToy(stock("rrrrrr"), page_size=2)
    ids, _ = collect(spider)
    assert len(ids) == 6
    assert [dict(parse_qsl(urlsplit(url).query))["offset"] for url in spider.asked] == ["0", "1", "2"]


def test_a_total_that_is_the_first_pages_own_is_found_out() -> None:
    ids, crawl = collect(PageCounter(stock("rrrrrrr"), page_size=5))  # below the window
    assert (len(ids), crawl.reasons) == (7, [])


@pytest.mark.parametrize("counts", ["rows", "jobs"])
def test_a_job_twice_on_a_page_hides_no_other_and_is_no_loss(counts: str) -> None:
    rows = stock("rrrrrr")
    spider = Toy([rows[0], rows[0], *rows[1:]], page_size=3)
    spider.total_of = len(rows) + (counts == "rows")
    ids, crawl = collect(spider)
    assert (sorted(ids), crawl.reasons) == ([job["id"] for job in rows], [])
    assert len(ids) + crawl.listed_twice >= (crawl.advertised_total or 0)


def test_a_job_that_moved_to_another_page_is_a_loss() -> None:
    rows = stock("rrrr")
    ids, crawl = collect(Toy([rows[0], rows[1], rows[1], rows[2]], page_size=2))
    assert (len(ids), crawl.listed_twice) == (3, 0)
    assert crawl.advertised_total == 4


def test_the_second_way_is_asked_throughout_when_the_first_is_closed() -> None:
    spider = TwoWays(stock("rrrrr"))
    spider.down = {"new": "blocked"}
    ids, _ = collect(spider)
    assert len(ids) == 5
    assert all("route=old" in url for url in spider.asked[1:])


def test_when_no_way_answers_the_board_is_gone_only_if_all_say_so() -> None:
    outcomes: dict[tuple[Outcome, Outcome], Outcome] = {
        ("gone", "gone"): "gone", ("blocked", "gone"): "blocked", ("gone", "failed"): "failed"
    }  # fmt: skip
    for (new, old), expected in outcomes.items():
        spider = TwoWays([])
        spider.down = {"new": new, "old": old}
        try:
            collect(spider)
        except FetchError as error:
            assert error.outcome == expected
        else:
            raise AssertionError("no failure")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["r", "g", "b", None]), st.sampled_from(["o", "s", None])), max_size=40),
    st.integers(1, 5),
    st.booleans(),
)
def test_no_posting_is_missing_without_a_word(
    kinds: list[tuple[str | None, str | None]], page_size: int, saturated: bool
) -> None:
    rows = [
        {"id": str(n)} | {name: value for name, value in zip(FACETS, kind, strict=True) if value}
        for n, kind in enumerate(kinds)
    ]
    ids, crawl = collect(Toy(rows, page_size=page_size, saturated=saturated))
    assert len(ids) == len(set(ids))
    short = crawl.advertised_total is not None and len(ids) < crawl.advertised_total
    if len(ids) < len(rows) and not crawl.reasons and not short:
        # Only where the total is cut off at the window and no facet counts the postings that are missing.
        assert saturated
        covered = max(sum(facet in row for row in rows) for facet in FACETS)
        assert covered == len(ids) >= WINDOW

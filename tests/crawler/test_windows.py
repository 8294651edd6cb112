"""Each system's own window, through its own spider: divided and whole, or said to be partial."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.items import Board
from crawler.listings.collect import FetchError
from crawler.patterns import PagedSearch
from crawler.spiders.amazon import Amazon
from crawler.spiders.avature import Avature
from crawler.spiders.oracle_recruiting import OracleRecruiting
from crawler.spiders.radancy import Radancy
from crawler.spiders.usajobs import UsaJobs
from crawler.spiders.workday import Workday
from tests.crawler.searches import (
    AmazonSearch,
    AvatureSearch,
    Job,
    OracleSearch,
    RadancySearch,
    Search,
    UsaJobsSearch,
    WorkdaySearch,
)

SYSTEMS: dict[str, tuple[type[PagedSearch], type[Search], str, str, int]] = {
    "workday": (Workday, WorkdaySearch, "kiln/Jobs", "https://kiln.wd5.myworkdayjobs.com/Jobs", 2_000),
    "oracle": (OracleRecruiting, OracleSearch, "kiln.fa.us2.oraclecloud.com/CX_1", "https://kiln.example", 10_000),
    "amazon": (Amazon, AmazonSearch, "worldwide", "https://www.amazon.jobs", 10_000),
    "usajobs": (UsaJobs, UsaJobsSearch, "all", "https://www.usajobs.gov", 10_000),
    "radancy": (Radancy, RadancySearch, "jobs.kiln.example", "https://jobs.kiln.example/search-jobs", 10_000),
    "avature": (Avature, AvatureSearch, "kiln.avature.net", "https://kiln.avature.net/careers", 2_000),
}


SMALL, MANY = 1_000, 1_400
"""A window to test with, and more jobs than it holds."""


@dataclass
class Crawl:
    """What the paging needs of a crawl, with a search instead of the network."""

    board: Board
    search: Search
    advertised_total: int | None = None
    listed_twice: int = 0
    reasons: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    async def fetch_listing(self, request: Request) -> Response:
        return self.search.answer(request)

    def partial(self, reason: str) -> None:
        self.reasons.append(reason)

    def problem(self, message: str) -> None:
        self.problems.append(message)

    def had_before(self) -> int:
        return 0


def stock(size: int) -> list[Job]:
    """Jobs in areas and kinds of which some are large."""
    return [
        {
            "id": 100_000 + n,
            "area": f"area{min(n % 7, 4)}",
            "kind": f"kind{n % 3}",
            "pay": str(25_000 * (n % 9)),
        }
        for n in range(size)
    ]


def crawl(system: str, jobs: list[Job], *, heeds: bool = True) -> tuple[set[str], Crawl]:
    spider, search, token, url, _ = SYSTEMS[system]
    board = Board(employer="Kiln", url=url, ats=spider.name, token=token)
    made = spider(boards=[board])
    made.window = SMALL  # type: ignore[misc]
    made.settings = Settings({"USAJOBS_KEY": "of no use"})
    state = Crawl(board, search(jobs, SMALL, heeds))

    async def run() -> list[str]:
        try:
            return [made.job_key(job) async for page in made.pages(state) for job in page]  # type: ignore[arg-type]
        except FetchError as error:
            state.partial(str(error))
            return []

    keys = asyncio.run(run())
    assert len(keys) == len(set(keys))
    return set(keys), state


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_the_windows_are_those_that_the_systems_have(system: str) -> None:
    assert SYSTEMS[system][0].window == SYSTEMS[system][4]


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_a_board_past_the_window_is_had_whole(system: str) -> None:
    jobs = stock(MANY)
    keys, state = crawl(system, jobs)
    assert len(keys) == len(jobs)
    assert (state.reasons, state.advertised_total) == ([], len(jobs))
    assert state.search.asked < len(jobs) / 5


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_a_board_below_the_window_is_asked_for_no_facet(system: str) -> None:
    jobs = stock(500)
    keys, state = crawl(system, jobs)
    assert (len(keys), state.reasons) == (500, [])
    assert state.search.asked <= 500 / 10


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_a_filter_that_is_not_heeded_is_no_whole_board(system: str) -> None:
    jobs = stock(MANY)
    keys, state = crawl(system, jobs, heeds=False)
    assert len(keys) < len(jobs)
    assert state.reasons


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_jobs_without_a_value_are_found_or_missed_with_a_word(system: str) -> None:
    jobs = stock(MANY)
    for n, job in enumerate(jobs):
        if n % 11 == 0:
            del job["area"]
        if n % 13 == 0:
            del job["kind"], job["pay"]
    keys, state = crawl(system, jobs)
    missing = len(jobs) - len(keys)
    assert not missing or state.reasons or (state.advertised_total or 0) > len(keys) + state.listed_twice

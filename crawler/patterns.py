"""Spiders by shape of site: a system is a subclass that says where its list is and how one job reads.

:class:`JsonBoard` has the whole board in one answer, :class:`PagedSearch` in pages, :class:`SitemapJsonLd` on pages of
their own. Each calls the subclass's one hook, ``posting(job, board)``, under a guard, so that a job that cannot be read
never costs its board. An answer that is not JSON (XML, a page of HTML) is read by overriding ``page`` or ``detail``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.board_spider import UNREADABLE, BoardSpider
from crawler.collect import BoardCrawl, FetchError, decode_json
from crawler.items import Board, JobPosting
from crawler.jsonld import posting_from_jsonld, read_job_postings
from crawler.sites import is_job_url, read_plain_posting, read_site

JSON_HEADERS = {"Accept": "application/json"}


@dataclass(slots=True)
class Page:
    """What one answer of a listing holds."""

    jobs: list[Any]
    total: int | None = None
    """How many postings the board says it has in all."""
    next_url: str | None = None
    """The listing's own link to its next page."""


class Listing(BoardSpider):
    """A listing of jobs, whole or in pages, and where the list is short of facts a detail record for each job.

    ``jobs`` and ``total`` are JMESPath expressions over a JSON answer.
    """

    jobs: ClassVar[str] = "@"
    total: ClassVar[str | None] = None

    def page(self, response: Response, board: Board) -> Page:
        """Read one answer of the listing. Raises ``ValueError`` saying what it is instead."""
        answer = decode_json(response.body)
        jobs = jmespath.search(self.jobs, answer)
        if not isinstance(jobs, list):
            raise ValueError(f"no list of jobs ({self.jobs}) in the answer")
        return Page(jobs, _count(jmespath.search(self.total, answer)) if self.total else None)

    def detail_url(self, job: dict[str, Any], board: Board) -> str | None:
        """Where the job's own record is; ``None`` when the listing has everything."""
        return None

    def detail(self, response: Response) -> Any:
        """Read a job's own record; it is handed to ``posting`` as ``job["detail"]``. Raises ``ValueError``."""
        return decode_json(response.body)

    def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """Jobs of the listing, page by page. Raises :class:`FetchError`."""
        raise NotImplementedError

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of all pages, each with its detail."""
        tasks: list[asyncio.Task[JobPosting | None]] = []
        limit = asyncio.Semaphore(self.details_at_once)
        failure: FetchError | None = None
        try:
            async for jobs in self.pages(crawl):
                for job in jobs:
                    if (url := self._detail_url(crawl, job)) is not None:
                        tasks.append(asyncio.create_task(self._read_with_detail(crawl, job, url, limit)))
                    elif (posting := self.read(crawl, job)) is not None:
                        yield posting
        except FetchError as error:
            failure = error  # a listing that fails half way still leaves what it had listed
        for read in await asyncio.gather(*tasks):
            if read is not None:
                yield read
        if failure is not None:
            raise failure

    async def fetch_page(self, crawl: BoardCrawl, request: Request) -> Page:
        """The page that ``request`` answers with. Raises :class:`FetchError`."""
        response = await crawl.fetch(request)
        try:
            return self.page(response, crawl.board)
        except UNREADABLE as error:
            raise FetchError(request.url, str(error), "failed") from error

    def _detail_url(self, crawl: BoardCrawl, job: Any) -> str | None:
        try:
            return self.detail_url(job, crawl.board)
        except UNREADABLE:
            return None  # too odd to have an address: the guard around the mapping says what is wrong with it

    async def _read_with_detail(
        self, crawl: BoardCrawl, job: dict[str, Any], url: str, limit: asyncio.Semaphore
    ) -> JobPosting | None:
        detail: Any = None
        async with limit:
            try:
                response = await crawl.fetch(Request(url, headers=JSON_HEADERS, dont_filter=True))
                detail = self.detail(response)
            except FetchError as error:
                crawl.problem(f"no detail: {error}")
            except UNREADABLE as error:
                crawl.problem(f"no detail: {url}: {error}")
        return self.read(crawl, job | {"detail": detail})


class JsonBoard(Listing):
    """The whole board in one answer. ``list_url`` is a template over ``{token}``."""

    list_url: ClassVar[str]

    async def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """The one page."""
        url = self.list_url.format(token=crawl.board.token)
        page = await self.fetch_page(crawl, Request(url, headers=JSON_HEADERS, dont_filter=True))
        crawl.advertised_total = page.total
        yield page.jobs


class PagedSearch(Listing):
    """The board in pages of a search.

    ``query(board, offset)`` is the request of a page. The offset advances by the rows that came, and the search ends
    when the advertised total is reached, or at an empty page, which is asked for: a short page proves nothing. A
    listing that links its pages itself (``Page.next_url``) is followed instead and ends with the last link.
    ``window`` is the offset at which the system stops answering.
    """

    window: ClassVar[int | None] = None
    linked: ClassVar[bool] = False
    pages_at_most: ClassVar[int] = 2_000

    def query(self, board: Board, offset: int) -> Request:
        """The request for the page that starts at ``offset``."""
        raise NotImplementedError

    def job_key(self, job: dict[str, Any]) -> str:
        """What tells one job from another in the listing."""
        raise NotImplementedError

    async def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """Jobs of each page that no page before had."""
        offset = 0
        seen: set[str] = set()
        request = self.query(crawl.board, 0)
        for _ in range(self.pages_at_most):
            page = await self.fetch_page(crawl, request)
            if offset == 0:
                self._note_total(crawl, page)
            fresh = [job for job in page.jobs if self._key(job) not in seen]
            seen.update(map(self._key, fresh))
            if page.jobs and not fresh:
                crawl.partial(f"the listing repeats itself at offset {offset}")
                return
            if fresh:
                yield fresh
            offset += len(page.jobs)  # what came, not what was asked for: systems clamp the page size without a word
            if self._is_last(crawl, page, offset):
                return
            request = (
                Request(page.next_url, headers=JSON_HEADERS, dont_filter=True)
                if self.linked and page.next_url
                else self.query(crawl.board, offset)
            )
        crawl.partial(f"stopped after {self.pages_at_most} pages")

    def _note_total(self, crawl: BoardCrawl, page: Page) -> None:
        crawl.advertised_total = page.total
        if self.window is not None and (page.total or 0) >= self.window:
            crawl.partial(f"the system lists {self.window} postings at most")

    def _is_last(self, crawl: BoardCrawl, page: Page, offset: int) -> bool:
        if self.linked:
            return page.next_url is None
        return not page.jobs or (crawl.advertised_total is not None and offset >= crawl.advertised_total)

    def _key(self, job: Any) -> str:
        try:
            return self.job_key(job)
        except UNREADABLE:
            return repr(job)


class SitemapJsonLd(BoardSpider):
    """Any site with JSON-LD JobPosting on the pages of its jobs, found through its sitemap and its listing page."""

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of the listing page itself and of every page that looks like a job's."""
        site = await read_site(crawl)
        limit = asyncio.Semaphore(self.details_at_once)
        for page in site.pages:
            for posting in self._postings(crawl, page):
                yield posting
        tasks = [asyncio.create_task(self._fetch_page(crawl, url, limit)) for url in site.job_urls]
        for postings in await asyncio.gather(*tasks):
            for posting in postings:
                yield posting
        if not len(crawl.writer):
            crawl.partial("no page with a JobPosting was found, which does not prove that there are no jobs")

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one JobPosting object; ``job`` is ``{"url": page, "jobposting": object}``."""
        return posting_from_jsonld(job["jobposting"], job["url"], board)

    async def _fetch_page(self, crawl: BoardCrawl, url: str, limit: asyncio.Semaphore) -> list[JobPosting]:
        async with limit:
            try:
                page = await crawl.fetch(Request(url, dont_filter=True))
            except FetchError as error:
                crawl.problem(str(error))
                if error.outcome != "gone":  # taken down between the listing and now: closed, and rightly
                    crawl.partial(f"a job page could not be had: {error}")
                return []
        return self._postings(crawl, page)

    def _postings(self, crawl: BoardCrawl, page: Response) -> list[JobPosting]:
        jobs = read_job_postings(page.body, getattr(page, "encoding", "utf-8"))
        if not jobs and is_job_url(page.url) and (job := read_plain_posting(page)) is not None:
            jobs = [job]
        read = (self.read(crawl, {"url": page.url, "jobposting": job}) for job in jobs)
        return [posting for posting in read if posting is not None]


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

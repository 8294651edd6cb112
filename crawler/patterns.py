"""Spiders by shape of site: a system is a subclass that says where its list is and how one job reads.

:class:`JsonBoard` has the whole board in one answer, :class:`PagedSearch` in pages, :class:`SitemapJsonLd` on pages of
their own. Each calls the subclass's one hook, ``posting(job, board)``, under a guard, so that a job that cannot be read
never costs its board. An answer that is not JSON (XML, a page of HTML) is read by overriding ``page`` or ``detail``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.items import Board, JobPosting
from crawler.listings.board_spider import BoardSpider
from crawler.listings.collect import BoardCrawl, FetchError, Unchanged
from crawler.listings.jsonld import posting_from_jsonld, read_jsonld
from crawler.listings.listing import JSON_HEADERS, PAGE_HEADERS, Listing, Page, Part, facet_parts
from crawler.listings.sites import is_job_url, read_plain_posting, read_site, says_it_is_over
from crawler.listings.windows import PagedSearch
from crawler.values.odd_fields import UNREADABLE

__all__ = [
    "JSON_HEADERS",
    "PAGE_HEADERS",
    "JsonBoard",
    "Listing",
    "Page",
    "PagedSearch",
    "Part",
    "SitemapJsonLd",
    "facet_parts",
]


class JsonBoard(Listing):
    """The whole board in one answer. ``list_url`` is a template over ``{token}``."""

    whole = True
    list_url: ClassVar[str]

    def query(self, board: Board) -> Request:
        """The request for the list; overridden where its host is not in the token."""
        return Request(self.list_url.format(token=board.token), headers=self.headers, dont_filter=True)

    async def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """The one page."""
        page = await self.fetch_first_page(crawl, self.query(crawl.board))
        crawl.advertised_total = page.total
        crawl.total_counts_rows = page.total == len(page.jobs)
        yield page.jobs

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of the list; the last complete crawl's are kept when the server says that it is the same."""
        try:
            async for posting in super().collect(crawl):
                yield posting
        except Unchanged:
            crawl.carry_all()


class SitemapJsonLd(BoardSpider):
    """Any site with JSON-LD JobPosting on the pages of its jobs, found through its sitemap and its listing page."""

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of the listing page itself and of every page that looks like a job's."""
        site = await read_site(crawl)
        limit = asyncio.Semaphore(self.details_at_once)
        for page in site.pages:
            for posting in self._postings(crawl, page):
                yield posting
        tasks = deque(asyncio.create_task(self._fetch_page(crawl, url, limit)) for url in site.job_urls)
        try:
            while tasks:
                for posting in await tasks.popleft():
                    yield posting
        finally:
            for task in tasks:
                task.cancel()
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
        try:
            jobs = self._jobs_on(crawl, page)
        except (*UNREADABLE, LookupError) as error:
            crawl.partial(f"{page.url}: a page that cannot be read ({error})")
            return []
        read = (self.read(crawl, {"url": page.url, "jobposting": job}) for job in jobs)
        return [posting for posting in read if posting is not None]

    def _jobs_on(self, crawl: BoardCrawl, page: Response) -> list[dict[str, Any]]:
        jobs, broken = read_jsonld(page.body, getattr(page, "encoding", "utf-8"))
        if jobs:
            return jobs
        if broken:
            crawl.unreadable(ValueError(f"{page.url}: structured data that is not JSON"))
        elif is_job_url(page.url):
            if not page.body.strip():
                crawl.partial(f"{page.url}: came empty")
            elif (job := read_plain_posting(page)) is not None:
                return [job]
            elif crawl.had_posting_at(page.url) and not says_it_is_over(page):
                crawl.partial(f"{page.url}: had a posting on it, and has none now nor says that it is over")
        return []

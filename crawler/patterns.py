"""Spiders by shape of site: a system is a subclass that says where its list is and how one job reads.

:class:`JsonBoard` has the whole board in one answer, :class:`PagedSearch` in pages, :class:`SitemapJsonLd` on pages of
their own. Each calls the subclass's one hook, ``posting(job, board)``, under a guard, so that a job that cannot be read
never costs its board.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import jmespath
from scrapy import Request, Spider
from scrapy.http import Response

from crawler.boards import board_from_url
from crawler.collect import BoardCrawl, FetchError
from crawler.items import Board, JobPosting, Snapshot
from crawler.jsonld import posting_from_jsonld, read_job_postings
from crawler.runs import new_run
from crawler.sites import is_job_url, read_plain_posting, read_site
from crawler.snapshots import snapshot_path

# What a mapping raises on a job of an unexpected shape: a missing key, a null, a list where an object was.
_UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)

JSON_HEADERS = {"Accept": "application/json"}


class BoardSpider(Spider):
    """Crawls boards of one system.

    ``scrapy crawl <ats> -a board=URL`` yields the postings of one board as items. The crawl stage hands over many
    boards and a folder instead, and each board becomes a snapshot there as soon as it is done.
    """

    boards_at_once: ClassVar[int] = 8
    details_at_once: ClassVar[int] = 8

    def __init__(
        self,
        board: str | None = None,
        boards: Iterable[Board] = (),
        snapshots: Path | None = None,
        run: str = "",
        crawled_at: str = "",
        progress: Callable[[Snapshot], None] | None = None,
        stopping: Callable[[], bool] = lambda: False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.boards = list(boards) or ([board_from_url(board, ats=self.name)] if board else [])
        if not self.boards:
            raise ValueError(f"no board; run: scrapy crawl {self.name} -a board=URL")
        self._snapshots = snapshots
        self._progress = progress
        self._stopping = stopping
        fresh = new_run()
        self._run, self._crawled_at = run or fresh.id, crawled_at or fresh.crawled_at

    async def start(self) -> AsyncIterator[Any]:
        """Crawl every board: to snapshots when there is a folder for them, else as items."""
        if self._snapshots is None:
            for board in self.boards:
                async for posting in self._emit(board):
                    yield posting
            return
        waiting = iter(self.boards)
        await asyncio.gather(*(self._work(waiting) for _ in range(self.boards_at_once)))

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job as the system describes it. Pure: no requests, no clock, no settings."""
        raise NotImplementedError

    def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of one board. Raises :class:`FetchError` when the listing cannot be had."""
        raise NotImplementedError

    def read(self, crawl: BoardCrawl, job: Any) -> JobPosting | None:
        """The guard: one job through :meth:`posting`; ``None`` and counted when it cannot be read."""
        try:
            return crawl.add(self.posting(job, crawl.board), job)
        except _UNREADABLE as error:
            crawl.unreadable(error)
            return None

    async def _work(self, waiting: Iterator[Board]) -> None:
        for board in waiting:
            if self._stopping():
                return
            # A defect met on one board leaves that board without a snapshot, and every other board alone.
            (defect,) = await asyncio.gather(self._write(board), return_exceptions=True)
            if isinstance(defect, Exception):
                self.logger.error("%s: not crawled, %r", board.id, defect, exc_info=defect)

    async def _emit(self, board: Board) -> AsyncIterator[JobPosting]:
        crawl = BoardCrawl(board, self.crawler, self._run, self._crawled_at)
        with crawl.writer:
            try:
                async for posting in self.collect(crawl):
                    yield posting
            except FetchError as error:
                crawl.failed(error)
            header = crawl.snapshot()
            self.logger.warning("%s: %s %s", board.id, header.outcome, header.reason or "")

    async def _write(self, board: Board) -> None:
        assert self._snapshots is not None
        crawl = BoardCrawl(board, self.crawler, self._run, self._crawled_at)
        with crawl.writer:
            try:
                async for _ in self.collect(crawl):
                    pass
            except FetchError as error:
                crawl.failed(error)
            header = crawl.snapshot()
            crawl.writer.write(snapshot_path(self._snapshots, self._run, board), header)
        if self._progress is not None:
            self._progress(header)


class JsonBoard(BoardSpider):
    """The whole board in one JSON answer.

    ``list_url`` is a template over ``{token}``; ``jobs`` and ``total`` are JMESPath expressions.
    """

    list_url: ClassVar[str]
    jobs: ClassVar[str] = "@"
    total: ClassVar[str | None] = None

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of the one answer."""
        url = self.list_url.format(token=crawl.board.token)
        answer = await crawl.fetch_json(Request(url, headers=JSON_HEADERS, dont_filter=True))
        jobs = jmespath.search(self.jobs, answer)
        if not isinstance(jobs, list):
            raise FetchError(url, f"no list of jobs ({self.jobs}) in the answer", "failed")
        crawl.advertised_total = _count(jmespath.search(self.total, answer)) if self.total else None
        for job in jobs:
            if (posting := self.read(crawl, job)) is not None:
                yield posting


class PagedSearch(BoardSpider):
    """The board in pages of a search.

    ``query(board, offset)`` is the request of a page; ``jobs`` and ``total`` are JMESPath expressions. A search without
    ``total`` ends at an empty page, which is asked for: a short page proves nothing. ``window`` is the offset at which
    the system stops answering.
    """

    jobs: ClassVar[str]
    total: ClassVar[str | None] = None
    window: ClassVar[int | None] = None
    pages_at_most: ClassVar[int] = 2_000

    def query(self, board: Board, offset: int) -> Request:
        """The request for the page that starts at ``offset``."""
        raise NotImplementedError

    def job_key(self, job: dict[str, Any]) -> str:
        """What tells one job from another in the listing."""
        raise NotImplementedError

    def detail_url(self, job: dict[str, Any], board: Board) -> str | None:
        """Where the job's own record is; ``None`` when the listing has everything."""
        return None

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of all pages, each with its detail."""
        tasks: list[asyncio.Task[JobPosting | None]] = []
        limit = asyncio.Semaphore(self.details_at_once)
        failure: FetchError | None = None
        try:
            async for jobs in self._pages(crawl):
                tasks += [asyncio.create_task(self._read_with_detail(crawl, job, limit)) for job in jobs]
        except FetchError as error:
            failure = error  # a listing that fails half way still leaves what it had listed
        for posting in await asyncio.gather(*tasks):
            if posting is not None:
                yield posting
        if failure is not None:
            raise failure

    async def _pages(self, crawl: BoardCrawl) -> AsyncIterator[list[dict[str, Any]]]:
        """Jobs of each page that no page before had."""
        offset = 0
        seen: set[str] = set()
        for _ in range(self.pages_at_most):
            request = self.query(crawl.board, offset)
            answer = await crawl.fetch_json(request)
            jobs = jmespath.search(self.jobs, answer)
            if not isinstance(jobs, list):
                raise FetchError(request.url, f"no list of jobs ({self.jobs}) in the answer", "failed")
            if offset == 0 and self.total is not None:
                crawl.advertised_total = _count(jmespath.search(self.total, answer))
                if self.window is not None and (crawl.advertised_total or 0) >= self.window:
                    crawl.partial(f"the system lists {self.window} postings at most")
            if not jobs:
                return
            fresh = [job for job in jobs if self._key(job) not in seen]
            seen.update(map(self._key, fresh))
            if not fresh:
                crawl.partial(f"the listing repeats itself at offset {offset}")
                return
            yield fresh
            offset += len(jobs)  # what came, not what was asked for: systems clamp the page size without a word
            if crawl.advertised_total is not None and offset >= crawl.advertised_total:
                return
        crawl.partial(f"stopped after {self.pages_at_most} pages")

    def _key(self, job: Any) -> str:
        try:
            return self.job_key(job)
        except _UNREADABLE:
            return repr(job)

    async def _read_with_detail(self, crawl: BoardCrawl, job: Any, limit: asyncio.Semaphore) -> JobPosting | None:
        try:
            url = self.detail_url(job, crawl.board)
        except _UNREADABLE as error:
            crawl.unreadable(error)
            return None
        if url is None:
            return self.read(crawl, job)
        detail: Any = None
        async with limit:
            try:
                detail = await crawl.fetch_json(Request(url, headers=JSON_HEADERS, dont_filter=True))
            except FetchError as error:
                crawl.problem(f"no detail: {error}")
        return self.read(crawl, job | {"detail": detail})


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

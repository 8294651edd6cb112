"""What all listings share: jobs in one answer or several, and a detail record for each where the list is too short."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.items import Board, JobPosting
from crawler.listings.board_spider import BoardSpider
from crawler.listings.collect import BoardCrawl, FetchError
from crawler.listings.landing import other_board_on
from crawler.listings.sitemaps import whole_sitemap
from crawler.values.json_text import decode_json
from crawler.values.odd_fields import UNREADABLE

JSON_HEADERS = {"Accept": "application/json"}
PAGE_HEADERS = {"Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"}


@dataclass(frozen=True, slots=True)
class Part:
    """The postings of a listing with one value of one facet, and how many they are said to be."""

    facet: str
    value: str
    count: int | None
    """``None`` where the system does not say."""
    label: str = ""
    """The value in words, where they are not the value itself."""

    @property
    def shown(self) -> str:
        """The value as people know it."""
        return self.label or self.value


@dataclass(slots=True)
class Page:
    """What one answer of a listing holds."""

    jobs: list[Any]
    total: Any = None
    """How many postings the board says it has in all; :func:`stated_count` of what the answer has."""
    next_url: str | None = None
    """The listing's own link to its next page."""
    whole: bool = False
    """Whether this is another list than the one asked for, and all of it."""
    doubt: str | None = None
    """Why this list may lack postings, where it may: a feed of the latest ones proves nothing about the others."""
    facets: list[list[Part]] = field(default_factory=list)
    """Ways to divide the listing: facets of which every posting has a value, and best of all one only."""


class Listing(BoardSpider):
    """A listing of jobs, whole or in pages, and where the list is short of facts a detail record for each job.

    ``jobs`` and ``total`` are JMESPath expressions over a JSON answer.
    """

    jobs: ClassVar[str] = "@"
    total: ClassVar[str | None] = None
    headers: ClassVar[dict[str, str]] = JSON_HEADERS
    """Sent with the requests that the pattern makes by itself; ``PAGE_HEADERS`` for a system of web pages."""

    whole: ClassVar[bool] = False
    """Whether one answer is the whole listing, so that the server can say that nothing changed."""

    volatile: ClassVar[frozenset[str]] = frozenset()
    """Fields of a list entry that change by themselves ("Posted 8 Days Ago"): no reason to ask for the detail again."""

    entrance_needed: ClassVar[bool] = True
    """Whether the listing cannot be asked at all when :meth:`entrance` has no usable answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._admissions: dict[str, dict[str, Any]] = {}

    def entrance(self, board: Board) -> Request | None:
        """The request for what the listing is asked with: a page or record with a token, a key, the service's host."""
        return None

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Read what :meth:`entrance` answered. Raises ``ValueError`` saying what it is instead."""
        raise NotImplementedError

    def admission(self, board: Board) -> dict[str, Any]:
        """What :meth:`admit` has read for this board; empty before, and when it could not be had."""
        return self._admissions.get(board.id, {})

    def page(self, response: Response, board: Board) -> Page:
        """Read one answer of the listing. Raises ``ValueError`` saying what it is instead."""
        answer = decode_json(response.body)
        jobs = jmespath.search(self.jobs, answer)
        if not isinstance(jobs, list):
            raise ValueError(f"no list of jobs ({self.jobs}) in the answer")
        return Page(jobs, jmespath.search(self.total, answer) if self.total else None)

    def detail_url(self, job: dict[str, Any], board: Board) -> str | None:
        """Where the job's own record is; ``None`` when the listing has everything."""
        return None

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """Requests for the job's own record, the usual one first; the next is made when one cannot be had."""
        url = self.detail_url(job, board)
        return [Request(url, headers=self.headers, dont_filter=True)] if url else []

    def detail(self, response: Response) -> Any:
        """Read a job's own record; it is handed to ``posting`` as ``job["detail"]``. Raises ``ValueError``."""
        return decode_json(response.body)

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """Whether a detail record is about ``job``, where the record says so: servers under load mix answers up."""
        return True

    def fallback(self, board: Board) -> Request | None:
        """The request for another list of the same jobs (a sitemap, a feed), made when the listing cannot be had."""
        return None

    def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """Jobs of the listing, page by page. Raises :class:`FetchError`."""
        raise NotImplementedError

    async def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of all pages, each with its detail."""
        tasks: deque[asyncio.Task[JobPosting | None]] = deque()
        limit = asyncio.Semaphore(self.details_at_once)
        failure = barred = None
        try:
            try:
                barred = await self._enter(crawl)
                async for jobs in self.pages(crawl):
                    barred = None  # the listing can be had without
                    for job in jobs:
                        if isinstance(job, dict) and crawl.carry(self._entry(job)):
                            continue  # asked first, since requests cost more
                        if requests := self._detail_requests(crawl, job):
                            tasks.append(asyncio.create_task(self._read_with_detail(crawl, job, requests, limit)))
                        elif (posting := self.read(crawl, job)) is not None:
                            yield posting
                    while tasks and tasks[0].done():  # what is read leaves memory
                        if (read := tasks.popleft().result()) is not None:
                            yield read
            except FetchError as error:
                failure = barred or error  # a listing that fails half way still leaves what it had listed
            while tasks:
                if (read := await tasks.popleft()) is not None:
                    yield read
        finally:
            for task in tasks:
                task.cancel()
        if failure is not None:
            raise failure

    async def fetch_page(self, crawl: BoardCrawl, request: Request) -> Page:
        """The page that ``request`` answers with. Raises :class:`FetchError`."""
        if self.whole:
            crawl.condition(request)
        response = await crawl.fetch_listing(request)
        try:
            whole = await whole_sitemap(crawl, response)
            if self.whole and whole is response:  # an index is the same while what it names changes
                crawl.note_version(response)
            page = self.page(whole, crawl.board)
        except UNREADABLE as error:
            raise FetchError(request.url, f"{error}{other_board_on(crawl.board, response)}", "failed") from error
        page.total = stated_count(page.total)
        if page.doubt is not None:
            crawl.partial(page.doubt)
        return page

    async def fetch_first_page(self, crawl: BoardCrawl, request: Request) -> Page:
        """As :meth:`fetch_page`; when that fails, the whole other list that :meth:`fallback` names."""
        try:
            return await self.fetch_page(crawl, request)
        except FetchError as failure:
            other = self.fallback(crawl.board)
            if other is None:
                raise
            try:
                page = await self.fetch_page(crawl, other)
            except FetchError:
                raise failure from None
            if not page.jobs:
                raise failure  # an empty second list proves nothing when the first is out of order
            crawl.problem(f"listed by {other.url} instead: {failure}")
            page.total, page.whole = len(page.jobs) if page.total is None else page.total, True
            return page

    async def _enter(self, crawl: BoardCrawl) -> FetchError | None:
        """Ask at the entrance, where there is one; returns why it could not be had, or raises that if it is needed."""
        request = self.entrance(crawl.board)
        if request is None:
            return None
        try:
            response = await crawl.fetch_listing(request)
            try:
                self._admissions[crawl.board.id] = self.admit(response, crawl.board)
            except UNREADABLE as error:
                raise FetchError(request.url, str(error), "failed") from error
        except FetchError as error:
            if self.entrance_needed:
                raise
            crawl.problem(str(error))
            return error
        return None

    def _detail_requests(self, crawl: BoardCrawl, job: Any) -> list[Request]:
        try:
            return self.detail_requests(job, crawl.board)
        except UNREADABLE:
            return []  # too odd to have an address: the guard around the mapping says what is wrong with it

    async def _read_with_detail(
        self, crawl: BoardCrawl, job: dict[str, Any], requests: list[Request], limit: asyncio.Semaphore
    ) -> JobPosting | None:
        detail, failures = None, []
        async with limit:
            for request in requests:
                try:
                    detail = await self._fetch_detail(crawl, job, request)
                    break
                except FetchError as error:
                    failures.append(error)
        if detail is None and failures:
            crawl.problem(f"no detail: {failures[0]}")
        return self.read(crawl, job | {"detail": detail}, self._entry(job))

    def _entry(self, job: dict[str, Any]) -> dict[str, Any]:
        if not self.volatile:
            return job
        return {name: value for name, value in job.items() if name not in self.volatile}

    async def _fetch_detail(self, crawl: BoardCrawl, job: dict[str, Any], request: Request) -> Any:
        """The record that ``request`` answers with. Raises :class:`FetchError` also when it is of another job."""
        response = await crawl.fetch(request)
        try:
            detail = self.detail(response)
            if not self.is_detail_of(job, detail):
                raise ValueError("the answer is about another posting")
        except UNREADABLE as error:
            raise FetchError(request.url, str(error), "failed") from error
        return detail


def facet_parts(facet: str, values: Any, read: Callable[[Any], tuple[Any, Any]]) -> list[Part]:
    """Parts of a listing by the values of ``facet``; ``read`` takes value and count out of one.

    One that is odd is left out: a facet that lacks it does not cover the listing, which is then not divided by it.
    """
    parts: list[Part] = []
    for entry in values if isinstance(values, list) else []:
        try:
            value, count = read(entry)
        except UNREADABLE:
            continue
        if (said := stated_count(count)) is not None and value is not None:
            parts.append(Part(facet, str(value), said))
    return parts


def stated_count(value: object) -> int | None:
    """A number of postings as a system states it, in digits or as text of digits ("1,213"); ``None`` otherwise."""
    if isinstance(value, str) and (digits := value.strip().replace(",", "")).isdecimal() and len(digits) < 10:
        return int(digits)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

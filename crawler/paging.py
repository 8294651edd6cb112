"""Listings in pages: where the next page starts, when the last one has come, and what to do past a search's window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request

from crawler.board_spider import UNREADABLE
from crawler.collect import BoardCrawl, FetchError
from crawler.items import Board
from crawler.listing import Listing, Page, Part


class PagedSearch(Listing):
    """The board in pages of a search.

    ``query(board, offset)`` is the request of a page. The offset advances by the rows that came (``numbered``: by one a
    page), and the search ends when the advertised total is reached, or at an empty page, which is asked for: a short
    page proves nothing. A total is a claim: when more rows came than it says, or fewer jobs than the last complete
    crawl had, the page after it is asked for too. A listing that links its pages itself (``Page.next_url``) is followed
    instead (``linked``) and ends with the last link. ``window`` is the offset at which the system stops answering: a
    listing that reaches it is divided by ``Page.facets`` until each part is below, and is partial where it cannot be.
    ``routes`` are ways to ask, by name, for systems that answer one tenant here and another there; :meth:`route` is the
    one that answered first.
    """

    window: ClassVar[int | None] = None
    linked: ClassVar[bool] = False
    numbered: ClassVar[bool] = False
    routes: ClassVar[tuple[str, ...]] = ("",)
    pages_at_most: ClassVar[int] = 2_000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._routes: dict[str, str] = {}

    def query(self, board: Board, offset: int) -> Request:
        """The request for the page that starts at ``offset``."""
        raise NotImplementedError

    def narrow(self, request: Request, part: Part) -> Request:
        """``request`` limited to one part of the listing; may be asked to limit it further."""
        raise NotImplementedError

    def divisions(self, board: Board) -> list[Part]:
        """Lists that the system keeps apart with no list of all (languages), as arguments of :meth:`narrow`."""
        return []

    def job_key(self, job: dict[str, Any]) -> str:
        """What tells one job from another in the listing."""
        raise NotImplementedError

    def route(self, board: Board) -> str:
        """The way this board is asked: the first of ``routes`` until one has answered."""
        return self._routes.get(board.id, self.routes[0])

    async def pages(self, crawl: BoardCrawl) -> AsyncIterator[list[Any]]:
        """Jobs of each page that no page before had."""
        seen: set[str] = set()
        divisions = self.divisions(crawl.board)
        for division in divisions:
            first = await self.fetch_page(crawl, self._request(crawl.board, 0, (division,)))
            # A posting may be on several of the lists, so that their totals do not add up.
            crawl.advertised_total = max(crawl.advertised_total or 0, first.total or 0)
            async for fresh in self._search(crawl, first, (division,), seen):
                yield fresh
        if not divisions:
            first = await self._first_page(crawl)
            crawl.advertised_total = first.total
            async for fresh in self._search(crawl, first, (), seen):
                yield fresh

    async def _first_page(self, crawl: BoardCrawl) -> Page:
        """The first page by the first route that answers. Raises the failure that says least about the board."""
        failures: list[FetchError] = []
        for route in self.routes:
            self._routes[crawl.board.id] = route
            fetch = self.fetch_page if route != self.routes[-1] else self.fetch_first_page
            try:
                return await fetch(crawl, self.query(crawl.board, 0))
            except FetchError as error:
                failures.append(error)
        raise next((error for error in failures if error.outcome != "gone"), failures[-1])

    async def _search(
        self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...], seen: set[str]
    ) -> AsyncIterator[list[Any]]:
        if self.window is not None and (page.total or 0) >= self.window:
            if facet := _dividing_facet(page, parts):
                if not parts:
                    crawl.advertised_total = max(page.total or 0, sum(part.count for part in facet))
                yield self._fresh(page, seen)  # what has come is kept, whatever becomes of the parts
                for part in facet:
                    narrowed = (*parts, part)
                    try:
                        first = await self.fetch_page(crawl, self._request(crawl.board, 0, narrowed))
                        async for fresh in self._search(crawl, first, narrowed, seen):
                            yield fresh
                    except FetchError as error:
                        crawl.problem(str(error))
                        crawl.partial(f"{part.value}: {error}")
                if not parts and len(seen) > (crawl.advertised_total or 0):
                    crawl.partial(f"some postings have no {facet[0].facet}, so that its parts are not all there is")
                return
            crawl.partial(f"the system lists {self.window} postings at most")
        async for fresh in self._turn_pages(crawl, page, parts, seen):
            yield fresh

    async def _turn_pages(
        self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...], seen: set[str]
    ) -> AsyncIterator[list[Any]]:
        rows, here, total = 0, set[str](), page.total
        for number in range(1, self.pages_at_most + 1):
            keys = {self._key(job): job for job in page.jobs}
            if page.jobs and keys.keys() <= here:
                crawl.partial(f"the listing repeats itself at offset {rows}")
                return
            if fresh := [job for key, job in keys.items() if key not in seen]:
                yield fresh
            here.update(keys)
            seen.update(keys)
            rows += len(page.jobs)  # what came, not what was asked for: systems clamp the page size without a word
            if self._is_last(page, rows, total):
                further = await self._page_after_total(crawl, rows, number, parts, here, total) if page.jobs else None
                if further is not None:
                    page, total = further, None  # the claim is disproved: only an empty page ends this search
                    continue
                if parts and len(here) < (total or 0):
                    crawl.partial(f"{parts[-1].value}: {total} postings announced, {len(here)} listed")
                return
            if self.linked and page.next_url:
                request = Request(page.next_url, headers=self.headers, dont_filter=True)
            else:
                request = self._request(crawl.board, number if self.numbered else rows, parts)
            page = await self.fetch_page(crawl, request)
        crawl.partial(f"stopped after {self.pages_at_most} pages")

    def _fresh(self, page: Page, seen: set[str]) -> list[Any]:
        keys = {self._key(job): job for job in page.jobs}
        fresh = [job for key, job in keys.items() if key not in seen]
        seen.update(keys)
        return fresh

    async def _page_after_total(
        self, crawl: BoardCrawl, rows: int, number: int, parts: tuple[Part, ...], here: set[str], total: int | None
    ) -> Page | None:
        """The page past the advertised total, where there is reason to doubt the total and that page has new jobs."""
        if self.linked or total is None or (self.window is not None and rows >= self.window):
            return None
        disproved, fallen = rows > total, not parts and len(here) < crawl.had_before()
        if not disproved and not fallen:
            return None
        try:
            page = await self.fetch_page(crawl, self._request(crawl.board, number if self.numbered else rows, parts))
        except FetchError as error:
            # Some systems answer a page past the end with an error: no proof of anything, unless the total is wrong.
            if disproved:
                crawl.partial(f"{rows} rows came where {total} were announced, and no more could be asked for: {error}")
            return None
        return page if any(self._key(job) not in here for job in page.jobs) else None

    def _request(self, board: Board, offset: int, parts: tuple[Part, ...]) -> Request:
        request = self.query(board, offset)
        for part in parts:
            request = self.narrow(request, part)
        return request

    def _is_last(self, page: Page, rows: int, total: int | None) -> bool:
        if self.linked:
            return page.next_url is None
        return not page.jobs or (total is not None and rows >= total)

    def _key(self, job: Any) -> str:
        try:
            return self.job_key(job)
        except UNREADABLE:
            return repr(job)


def _dividing_facet(page: Page, parts: tuple[Part, ...]) -> list[Part]:
    """The facet that covers the whole listing in the smallest parts; empty when none does.

    A total may be cut off at the window; the largest sum of a facet's counts is the better claim then.
    """
    used = {part.facet for part in parts}
    facets = [facet for facet in page.facets if len(facet) > 1 and facet[0].facet not in used]
    whole = max([page.total or 0, *(sum(part.count for part in facet) for facet in page.facets)])
    covering = [facet for facet in facets if sum(part.count for part in facet) >= whole]
    return min(covering, key=lambda facet: max(part.count for part in facet), default=[])

"""Searches in pages: the ways to ask, and what to do past the window in which a system answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request

from crawler.items import Board
from crawler.listings.collect import BoardCrawl, FetchError
from crawler.listings.listing import Page, Part
from crawler.listings.paging import Pages

_PARTS_AT_MOST = 500


class PagedSearch(Pages):
    """The board in pages of a search.

    A search that reaches its ``window`` is divided by ``Page.facets`` until each part is below it. A facet whose counts
    cover the search is one division; of facets without counts one after the other is tried until the total is reached.
    Where it cannot be, or a filter is not heeded, the crawl is partial. ``routes`` are ways to ask, by name, for
    systems that answer one tenant here and another there; :meth:`route` is the one that answered first.
    """

    routes: ClassVar[tuple[str, ...]] = ("",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._routes: dict[str, str] = {}

    def facet_request(self, request: Request) -> Request | None:
        """The request for the facets of the search that ``request`` asks for, where its pages come without."""
        return None

    def divisions(self, board: Board) -> list[Part]:
        """Lists that the system keeps apart with no list of all (languages), as arguments of :meth:`narrow`."""
        return []

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
            async for fresh in self._search(crawl, first, (division,), seen, set()):
                yield fresh
        if not divisions:
            first = await self._first_page(crawl)
            crawl.advertised_total = first.total
            async for fresh in self._search(crawl, first, (), seen, set()):
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
        self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...], seen: set[str], here: set[str]
    ) -> AsyncIterator[list[Any]]:
        """Jobs of the search that ``page`` begins, by parts where it reaches the window, and their keys in ``here``."""
        if self.window is not None and (page.total or 0) >= self.window and not page.whole:
            whole = await self._with_facets(crawl, page, parts)
            if facets := dividing_facets(whole.facets, page.total or 0, self.window, parts):
                claimed = _claimed_total(facets[0], page.total or 0, self.window)
                if not parts:
                    crawl.advertised_total = claimed
                yield self._fresh(page, seen)  # what has come is kept, whatever becomes of the parts
                here |= (first := {self._key(job) for job in page.jobs})
                async for fresh in self._search_parts(crawl, page, parts, facets, seen, here):
                    yield fresh
                if here != first:
                    self._judge_parts(crawl, claimed, parts, facets[0], len(here))
                    return
                here.clear()
            crawl.partial(f"the system lists {self.window} postings at most")
        async for fresh in self._turn_pages(crawl, page, parts, seen, here):
            yield fresh

    async def _search_parts(
        self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...], facets: list[list[Part]],
        seen: set[str], here: set[str],
    ) -> AsyncIterator[list[Any]]:  # fmt: skip
        """Jobs of each part of the first facet; of the next facet's as long as the total is not reached."""
        whole = {self._key(job) for job in page.jobs}
        for facet in facets:
            for part in facet:
                narrowed, found = (*parts, part), set[str]()
                try:
                    first = await self.fetch_page(crawl, self._request(crawl.board, 0, narrowed))
                    if part.count != first.total == page.total and whole == {self._key(job) for job in first.jobs}:
                        crawl.problem(f"the system does not divide its listing by {part.facet}")
                        break
                    async for fresh in self._search(crawl, first, narrowed, seen, found):
                        yield fresh
                except FetchError as error:
                    crawl.problem(str(error))
                    crawl.partial(f"{part.shown}: {error}")
                here |= found
            if len(here) >= (page.total or 0):
                return

    def _judge_parts(
        self, crawl: BoardCrawl, total: int, parts: tuple[Part, ...], facet: list[Part], found: int
    ) -> None:
        """Whether the parts are the whole; ``total`` is what they should add up to."""
        if total == self.window and None in [part.count for part in facet]:
            crawl.partial(f"the total of {total} may be cut off, and nothing counts the parts")
        if not parts and found > total:
            crawl.partial(f"some postings have no {facet[0].facet}, so that its parts are not all there is")
        elif parts and found < total:
            crawl.partial(f"{parts[-1].shown}: {total} postings announced, {found} listed")

    async def _with_facets(self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...]) -> Page:
        """``page``, or the one that has the facets where a system tells them only when asked."""
        request = self.facet_request(self._request(crawl.board, 0, parts))
        if page.facets or request is None:
            return page
        try:
            return await self.fetch_page(crawl, request)
        except FetchError as error:
            crawl.problem(f"no facets: {error}")
            return page


def _claimed_total(facet: list[Part], total: int, window: int) -> int:
    """What the parts of ``facet`` add up to, where the total may be cut off at the window."""
    return max(total, sum(part.count or 0 for part in facet)) if total == window else total


def dividing_facets(facets: list[list[Part]], total: int, window: int, parts: tuple[Part, ...]) -> list[list[Part]]:
    """The facet that covers the whole listing in the smallest parts, else those without counts, most parts first.

    A total may be cut off at the window; the largest sum of a facet's counts is the better claim then. A facet without
    counts may miss postings, and another one may have those: whether all were found, only the total tells.
    """
    used = {part.facet for part in parts}
    unused = [facet for facet in facets if 1 < len(facet) <= _PARTS_AT_MOST and facet[0].facet not in used]
    sums = {id(facet): sum(part.count or 0 for part in facet) for facet in facets}
    whole = max([total, *sums.values()]) if total == window else total
    counted = [facet for facet in unused if all(part.count is not None for part in facet)]
    covering = [facet for facet in counted if sums[id(facet)] >= whole]
    if covering:
        return [min(covering, key=lambda facet: max(part.count or 0 for part in facet))]
    return sorted((facet for facet in unused if facet not in counted), key=len, reverse=True)

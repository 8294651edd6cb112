"""Listings in pages: where the next page starts, and when the last one has come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar, NamedTuple

from scrapy import Request

from crawler.items import Board
from crawler.listings.collect import BoardCrawl, FetchError
from crawler.listings.listing import Listing, Page, Part
from crawler.values.odd_fields import UNREADABLE

_ROUND = 5
"""Page sizes are multiples of this: 10, 20, 25, 50, 100."""


class _Searched(NamedTuple):
    """How far a search has come when its advertised total is reached."""

    rows: int
    pages: int
    parts: tuple[Part, ...]
    keys: set[str]
    total: int | None
    last_page: int
    """Rows of the last page."""

    def is_doubtful(self, before: int) -> bool:
        """Whether the total may be wrong; ``before``: jobs of the last complete crawl, 0 when there is none.

        More rows came, or fewer different jobs; fewer than before; or, with nothing to compare it with, one page of a
        round length is all, of which the total may be the count.
        """
        total = self.total or 0
        if self.rows > total or len(self.keys) < total or len(self.keys) < before:
            return True
        return not before and not self.parts and self.pages == 1 and self.last_page % _ROUND == 0


class Pages(Listing):
    """A listing whose pages are turned.

    ``query(board, offset)`` is the request of a page. The offset advances by the rows that came (``numbered``: by one a
    page), and the search ends when the advertised total is reached, or at an empty page, which is asked for: a short
    page proves nothing. A total is a claim: when more rows came than it says, fewer different jobs, or fewer
    jobs than the last complete crawl had, the page after it is asked for too; on a first crawl also when one page of a
    round length is all, since the total may be that page's. A listing that links its pages itself (``Page.next_url``)
    is followed instead (``linked``) and ends with the last link. ``window`` is the offset at which the system stops
    answering.
    """

    window: ClassVar[int | None] = None
    linked: ClassVar[bool] = False
    numbered: ClassVar[bool] = False
    pages_at_most: ClassVar[int] = 2_000

    def query(self, board: Board, offset: int) -> Request:
        """The request for the page that starts at ``offset``."""
        raise NotImplementedError

    def narrow(self, request: Request, part: Part) -> Request:
        """``request`` limited to one part of the listing; may be asked to limit it further."""
        raise NotImplementedError

    def job_key(self, job: dict[str, Any]) -> str:
        """What tells one job from another in the listing."""
        raise NotImplementedError

    async def _turn_pages(
        self, crawl: BoardCrawl, page: Page, parts: tuple[Part, ...], seen: set[str], here: set[str]
    ) -> AsyncIterator[list[Any]]:
        rows, twice, total = 0, 0, page.total
        for number in range(1, self.pages_at_most + 1):
            keys = {self._key(job) for job in page.jobs}
            if page.jobs and keys <= here:
                crawl.partial(f"the listing repeats itself at offset {rows}")
                return
            if fresh := self._fresh(page, seen):
                yield fresh
            here |= keys
            twice += len(page.jobs) - len(keys)
            rows += len(page.jobs)  # what came, not what was asked for: systems clamp the page size without a word
            if self._is_last(page, rows, total):
                search = _Searched(rows, number, parts, here, total, len(page.jobs))
                further = await self._page_after_total(crawl, search) if page.jobs and not page.whole else None
                if further is not None and further.jobs:
                    page, total = further, None  # the claim is disproved: only an empty page ends this search
                    continue
                if further is not None and rows == total:
                    # Nothing past the total: it counts rows, and those that are one job on one page are no loss.
                    crawl.listed_twice += twice
                    total -= twice
                if parts and len(here) < (total or 0):
                    crawl.partial(f"{parts[-1].shown}: {total} postings announced, {len(here)} listed")
                return
            if self.linked and page.next_url:
                request = Request(page.next_url, headers=self.headers, dont_filter=True)
            else:
                request = self._request(crawl.board, number if self.numbered else rows, parts)
            page = await self.fetch_page(crawl, request)
        crawl.partial(f"stopped after {self.pages_at_most} pages")

    def _fresh(self, page: Page, seen: set[str]) -> list[Any]:
        """Rows whose job no page before had; rows that say different things of one job are all for the guard to see."""
        fresh: dict[str, list[Any]] = {}
        for job in page.jobs:
            key = self._key(job)
            if key not in seen and job not in fresh.setdefault(key, []):
                fresh[key].append(job)
        seen.update(fresh)
        return [job for rows in fresh.values() for job in rows]

    async def _page_after_total(self, crawl: BoardCrawl, search: _Searched) -> Page | None:
        """The page past the advertised total, without jobs where none is new; ``None`` when there is no need to ask."""
        if self.linked or search.total is None or (self.window is not None and search.rows >= self.window):
            return None
        if not search.is_doubtful(0 if search.parts else crawl.had_before()):
            return None
        offset = search.pages if self.numbered else search.rows
        try:
            page = await self.fetch_page(crawl, self._request(crawl.board, offset, search.parts))
        except FetchError as error:
            # Some systems answer a page past the end with an error: no proof of anything, unless the total is wrong.
            if search.rows > search.total:
                came = f"{search.rows} rows came where {search.total} were announced"
                crawl.partial(f"{came}, and no more could be asked for: {error}")
            return None
        return page if any(self._key(job) not in search.keys for job in page.jobs) else Page([])

    def _request(self, board: Board, offset: int, parts: tuple[Part, ...]) -> Request:
        request = self.query(board, offset)
        for part in parts:
            request = self.narrow(request, part)
        return request

    def _is_last(self, page: Page, rows: int, total: int | None) -> bool:
        if self.linked or page.whole:
            return page.next_url is None
        return not page.jobs or (total is not None and rows >= total)

    def _key(self, job: Any) -> str:
        try:
            return self.job_key(job)
        except UNREADABLE:
            return repr(job)

"""One crawl of one board: what was fetched, what could not be read, and what that proves.

The rules of completeness live here, once for all systems (DESIGN: complete or not): a listing that failed, ended early,
repeated itself or was answered for another request is ``partial``, and nothing is ever closed on its word.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from time import monotonic
from urllib.parse import urlsplit

import msgspec
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import PARSER_VERSION
from crawler.clean import parse_relative, scrub
from crawler.files.blocks import Line
from crawler.items import Board, IncompletePosting, JobPosting, Outcome, Snapshot
from crawler.listings.carry import Earlier
from crawler.listings.failures import NO_ANSWER, FetchError, Moved, SiteForbids, Unchanged, outcome_of, words_of
from crawler.listings.landing import asks_to_log_in, is_elsewhere, sent_on, shown
from crawler.manners.reservation import is_reserved
from crawler.politeness import FailClosedRobotsMiddleware
from crawler.snapshots import FORMAT, SnapshotWriter
from crawler.values.conform import conform
from crawler.values.json_text import decode_json

__all__ = ["PROBLEMS_KEPT", "BoardCrawl", "FetchError", "Moved", "Unchanged", "decode_json"]

log = logging.getLogger(__name__)

PROBLEMS_KEPT = 20
ALIKE = 10
"""A board of so many postings that are all the same but for their addresses has shown one page for each of them."""
_encode = msgspec.json.Encoder().encode


class BoardCrawl:
    """Collects the postings of one board and judges what the collection proves."""

    def __init__(
        self, board: Board, crawler: Crawler, run: str, crawled_at: str, earlier: Earlier | None = None
    ) -> None:
        self.board = board
        self.etag: str | None = None
        self.last_modified: str | None = None
        self._earlier = earlier
        self._carried = 0
        self.crawled_at = crawled_at
        self.advertised_total: int | None = None
        self.listed_twice = 0
        """Rows of the advertised total that are a further row of a job on the same page."""
        self.total_counts_rows = False
        """Whether the advertised total is of rows that have all come: a job in two of them is none that is missing."""
        self.writer = SnapshotWriter()
        self._crawler = crawler
        self._run = run
        self._requests = 0
        self._unreadable = 0
        self._unreadable_ids: list[str] = []
        self._detail_missing = 0
        self._repeats: list[str] = []
        self._titles: dict[str, str] = {}
        self._problems: list[str] = []
        self._partial: list[str] = []
        self._failed: FetchError | None = None
        self._content: tuple[object, ...] | None = None
        self._all_alike = True
        self._deadline = monotonic() + crawler.settings.getfloat("BOARD_SECONDS_MAX")

    async def fetch(self, request: Request) -> Response:
        """The answer to ``request`` through Scrapy's middlewares.

        Raises :class:`FetchError` unless it is HTTP 2xx, :class:`Unchanged` for a 304 that was asked for.
        """
        if monotonic() > self._deadline:
            longest = self._crawler.settings.getfloat("BOARD_SECONDS_MAX")
            raise FetchError(request.url, f"not asked: the board took longer than {longest:.0f} seconds", "failed")
        request.meta["board"] = self.board.id
        self._requests += 1
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except NO_ANSWER as error:
            blocked = isinstance(error, SiteForbids)
            raise FetchError(request.url, words_of(error), "blocked" if blocked else "failed") from error
        if response.status == 304 and _is_conditional(request):
            raise Unchanged
        if not 200 <= response.status < 300:
            raise FetchError(request.url, f"HTTP {response.status}", outcome_of(response.status))
        if asks_to_log_in(request.url, response.url):
            raise FetchError(request.url, f"visitors are asked to log in at {shown(response.url)}", "blocked")
        if is_reserved(response):
            raise FetchError(request.url, "the site reserves text and data mining (TDM-Reservation: 1)", "blocked")
        if "inexact" in response.flags:
            self.partial(f"{request.url}: the archive answered with a recording of another request")
        return response

    async def fetch_listing(self, request: Request) -> Response:
        """As :meth:`fetch`, of what the board is known by: its listing, its careers page, its entrance.

        Raises :class:`Moved` when it ends elsewhere; then the crawl proves nothing, whatever is had by other ways.
        """
        way: list[str] = []
        request.meta["way"] = way  # the redirects share it, so that it is known also where the last of them failed
        try:
            response = await self.fetch(request)
        except (FetchError, Unchanged) as error:
            self._stay(request.url, way[-1:], f" ({error.reason})" if isinstance(error, FetchError) else "")
            raise
        self._stay(request.url, [response.url, *sent_on(response)])
        return response

    def _stay(self, asked: str, landed: Iterable[str], said: str = "") -> None:
        """Raise :class:`Moved` when one of ``landed`` is not the board."""
        for url in landed:
            if is_elsewhere(self.board, asked, url):
                moved = Moved(asked, url, said)
                self.partial(str(moved))
                raise moved

    def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that the robots.txt of the host of ``url`` names; known once something was fetched there."""
        robots = self._crawler.get_downloader_middleware(FailClosedRobotsMiddleware)
        return robots.sitemaps.get(urlsplit(url).netloc, []) if robots is not None else []

    def add(self, posting: JobPosting, source: object, entry: object = None) -> JobPosting | None:
        """Keep ``posting`` read from ``source``, the decoded record(s) it was read from; ``None`` when it is a repeat.

        ``entry`` is its list entry where its detail was asked for.

        Raises :class:`IncompletePosting` when it is not one that can be published.
        """
        for name in conform(posting):
            self.problem(f"{posting.id}: {name} left out, it is not of the kind it should be")
        posting.source_sha256 = _digest(source)
        if entry is not None and not posting.detail_missing:
            posting.listed_sha256, posting.detail_at = _digest(entry), self.crawled_at
        posted = posting.date_posted
        if posted is not None and posted.precision == "relative" and posted.value is None:
            # Mappings are pure; only the crawl knows which day "8 Days Ago" counts from.
            posting.date_posted = parse_relative(posted.raw, self.crawled_at)
        if not self.writer.add(posting):
            self._repeats.append(posting.id)
            if self._titles.get(posting.id, posting.title) != posting.title:
                self.partial(f"{posting.id} is the id of different postings: {self._titles[posting.id]!r} was kept")
            return None
        self._titles[posting.id] = posting.title
        if self._all_alike:
            content = posting.title, posting.description_html, [place.raw for place in posting.job_location]
            self._content = self._content or content
            self._all_alike = content == self._content
        self._detail_missing += posting.detail_missing
        return posting

    def carry(self, entry: object) -> bool:
        """Keep the posting as the last complete crawl has it, with its detail, when its list entry is ``entry`` still.

        ``False``: it has to be fetched.
        """
        if self._earlier is None:
            return False
        line = self._earlier.detailed(_digest(entry), self.crawled_at)
        return line is not None and self._keep(line)

    def carry_all(self) -> None:
        """Keep every posting of the last complete crawl, for a list that the server says is the same."""
        assert self._earlier is not None and self._earlier.header is not None
        header = self._earlier.header
        self.advertised_total, self.etag, self.last_modified = (
            header.advertised_total,
            header.etag,
            header.last_modified,
        )
        self._unreadable, self._unreadable_ids = header.unreadable, list(header.unreadable_ids)
        for line in self._earlier.postings():
            self._keep(line)
        if self._carried != header.collected:
            self.partial(f"unchanged since {self._earlier.name}, which is damaged: crawl with --full")

    def _keep(self, line: Line) -> bool:
        is_first = self.writer.keep(line)
        self._carried += is_first
        return is_first

    def had_before(self) -> int:
        """How many postings the last complete crawl found; 0 when there is none to ask."""
        header = self._earlier.header if self._earlier is not None else None
        return header.collected if header is not None else 0

    def had_posting_at(self, url: str) -> bool:
        """Whether the last complete crawl has a posting whose page is ``url``."""
        return self._earlier is not None and self._earlier.has_page(url)

    def condition(self, request: Request) -> None:
        """Ask for the answer only if it is another than that of the last complete crawl."""
        header = self._earlier.header if self._earlier is not None else None
        if header is not None and header.etag:
            request.headers["If-None-Match"] = header.etag
        elif header is not None and header.last_modified:
            request.headers["If-Modified-Since"] = header.last_modified

    def note_version(self, response: Response) -> None:
        """Remember what the server calls this version of the listing."""
        self.etag, self.last_modified = _header(response, "ETag"), _header(response, "Last-Modified")

    def unreadable(self, error: Exception, posting_id: str | None = None) -> None:
        """Count a posting that the mapping could not read, under its id when that much is known."""
        self._unreadable += 1
        if isinstance(error, IncompletePosting):
            posting_id = error.posting_id or posting_id
        self.problem(f"{posting_id or 'a posting'}: unreadable ({type(error).__name__}: {error})")
        if posting_id:
            self._unreadable_ids.append(posting_id)
        else:
            self.partial("a posting could not be read, not even its id")

    def problem(self, message: str) -> None:
        """Note a message for the operator."""
        log.info("%s: %s", self.board.id, message)
        if len(self._problems) < PROBLEMS_KEPT:
            self._problems.append(scrub(message)[:500])

    def partial(self, reason: str) -> None:
        """This crawl does not prove which postings are open."""
        if reason not in self._partial:
            self._partial.append(reason)

    def failed(self, error: FetchError) -> None:
        """A listing could not be had; what was collected before stays."""
        self._failed = error
        self.problem(str(error))

    def snapshot(self) -> Snapshot:
        """Header of the snapshot, with the outcome."""
        outcome, reason = self._judge()
        if self._repeats:
            self.problem(f"{self._repeats[0]}: listed more than once ({len(self._repeats)} repeats); the first is kept")
        return Snapshot(
            format=FORMAT,
            run=self._run,
            board=self.board,
            crawled_at=self.crawled_at,
            outcome=outcome,
            reason=scrub(reason)[:500] if reason else None,
            advertised_total=self._advertised_jobs(),
            collected=len(self.writer),
            unreadable=self._unreadable,
            unreadable_ids=sorted(set(self._unreadable_ids)),
            detail_missing=self._detail_missing,
            requests=self._requests,
            carried=self._carried,
            carried_from=self._earlier.name if self._earlier is not None and self._carried else None,
            etag=self.etag,
            last_modified=self.last_modified,
            problems=self._problems,
            parser_version=PARSER_VERSION,
        )

    def _advertised_jobs(self) -> int | None:
        """The advertised total, less those of its rows that are known to be further rows of a job."""
        if self.advertised_total is None:
            return None
        return self.advertised_total - self.listed_twice - (len(self._repeats) if self.total_counts_rows else 0)

    def _judge(self) -> tuple[Outcome, str | None]:
        collected = len(self.writer)
        if self._failed is not None:
            return ("partial" if collected else self._failed.outcome), str(self._failed)
        if self._partial:
            return "partial", "; ".join(self._partial[:3])
        if collected >= ALIKE and self._all_alike and not self._carried:
            return "partial", f"all {collected} postings are alike, title, text and place: one page was shown for all"
        total = self._advertised_jobs()
        found = collected + len(set(self._unreadable_ids))
        if total is not None and found < total:
            return "partial", f"the board says it has {total} postings, {found} were found"
        if not found:
            return "empty", "the board answered without a single posting"
        return "complete", None


def _digest(source: object) -> str:
    try:
        encoded = _encode(source)
    except (OverflowError, TypeError, UnicodeEncodeError, RecursionError):
        encoded = repr(source).encode("utf-8", "surrogatepass")
    return hashlib.sha256(encoded).hexdigest()


def _is_conditional(request: Request) -> bool:
    """Whether ``request`` may be answered with 304."""
    return b"If-None-Match" in request.headers or b"If-Modified-Since" in request.headers


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None

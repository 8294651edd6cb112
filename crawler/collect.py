"""One crawl of one board: what was fetched, what could not be read, and what that proves.

The rules of completeness live here, once for all systems (DESIGN: complete or not): a listing that failed, ended early,
repeated itself or was answered for another request is ``partial``, and nothing is ever closed on its word.
"""

from __future__ import annotations

import hashlib
import logging
from urllib.parse import urlsplit

import msgspec
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from crawler import PARSER_VERSION
from crawler.clean import parse_relative, scrub
from crawler.conform import conform
from crawler.items import Board, IncompletePosting, JobPosting, Outcome, Snapshot
from crawler.json_text import decode_json
from crawler.politeness import FailClosedRobotsMiddleware, RobotsForbid
from crawler.snapshots import FORMAT, SnapshotWriter

__all__ = ["PROBLEMS_KEPT", "BoardCrawl", "FetchError", "decode_json"]

log = logging.getLogger(__name__)

PROBLEMS_KEPT = 20
_FAILURES = (
    IgnoreRequest,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    CannotResolveHostError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    OSError,
    ValueError,
)
_encode = msgspec.json.Encoder().encode


class FetchError(Exception):
    """A request without a usable answer: the outcome it means for a board that rests on it, and the reason."""

    def __init__(self, url: str, reason: str, outcome: Outcome) -> None:
        super().__init__(f"{url}: {reason}")
        self.outcome = outcome


class BoardCrawl:
    """Collects the postings of one board and judges what the collection proves."""

    def __init__(self, board: Board, crawler: Crawler, run: str, crawled_at: str) -> None:
        self.board = board
        self.crawled_at = crawled_at
        self.advertised_total: int | None = None
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

    async def fetch(self, request: Request) -> Response:
        """The answer to ``request`` through Scrapy's middlewares. Raises :class:`FetchError` unless it is HTTP 2xx."""
        request.meta["board"] = self.board.id
        self._requests += 1
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except _FAILURES as error:
            blocked = isinstance(error, RobotsForbid)
            raise FetchError(request.url, _words(error), "blocked" if blocked else "failed") from error
        if not 200 <= response.status < 300:
            raise FetchError(request.url, f"HTTP {response.status}", _outcome(response.status))
        if "inexact" in response.flags:
            self.partial(f"{request.url}: the archive answered with a recording of another request")
        return response

    def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that the robots.txt of the host of ``url`` names; known once something was fetched there."""
        robots = self._crawler.get_downloader_middleware(FailClosedRobotsMiddleware)
        return robots.sitemaps.get(urlsplit(url).netloc, []) if robots is not None else []

    def add(self, posting: JobPosting, source: object) -> JobPosting | None:
        """Keep ``posting`` read from ``source``, the decoded record(s) it was read from; ``None`` when it is a repeat.

        Raises :class:`IncompletePosting` when it is not one that can be published.
        """
        for name in conform(posting):
            self.problem(f"{posting.id}: {name} left out, it is not of the kind it should be")
        posting.source_sha256 = _digest(source)
        posted = posting.date_posted
        if posted is not None and posted.precision == "relative" and posted.value is None:
            # Mappings are pure; only the crawl knows which day "8 Days Ago" counts from.
            posting.date_posted = parse_relative(posted.raw, self.crawled_at)
        if not self.writer.add(posting):
            self._repeats.append(posting.id)
            if self._titles[posting.id] != posting.title:
                self.partial(f"{posting.id} is the id of different postings: {self._titles[posting.id]!r} was kept")
            return None
        self._titles[posting.id] = posting.title
        self._detail_missing += posting.detail_missing
        return posting

    def unreadable(self, error: Exception, posting_id: str | None = None) -> None:
        """Count a posting that the mapping could not read, under its id when that much is known."""
        self._unreadable += 1
        if isinstance(error, IncompletePosting):
            posting_id = error.posting_id
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
            advertised_total=self.advertised_total,
            collected=len(self.writer),
            unreadable=self._unreadable,
            unreadable_ids=sorted(set(self._unreadable_ids)),
            detail_missing=self._detail_missing,
            requests=self._requests,
            problems=self._problems,
            parser_version=PARSER_VERSION,
        )

    def _judge(self) -> tuple[Outcome, str | None]:
        collected = len(self.writer)
        if self._failed is not None:
            return ("partial" if collected else self._failed.outcome), str(self._failed)
        if self._partial:
            return "partial", "; ".join(self._partial[:3])
        total = self.advertised_total
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


def _outcome(status: int) -> Outcome:
    if status in (404, 410):
        return "gone"
    return "blocked" if status in (401, 403, 429, 451) else "failed"


def _words(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if isinstance(error, CannotResolveHostError):
        return f"unknown host ({text})"
    return text

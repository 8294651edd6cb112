"""One crawl of one board: what was fetched, what could not be read, and what that proves.

The rules of completeness live here, once for all systems (DESIGN: complete or not): a listing that failed, ended early,
repeated itself or was answered for another request is ``partial``, and nothing is ever closed on its word.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any
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
from crawler.items import Board, IncompletePosting, JobPosting, Outcome, Snapshot
from crawler.politeness import FailClosedRobotsMiddleware, RobotsForbid
from crawler.snapshots import FORMAT, SnapshotWriter

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
_decode = msgspec.json.Decoder().decode


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

    def add(self, posting: JobPosting, source: object) -> JobPosting:
        """Keep ``posting`` read from ``source``, the decoded record(s) it was read from."""
        posting.source_sha256 = hashlib.sha256(_encode(source)).hexdigest()
        posted = posting.date_posted
        if posted is not None and posted.precision == "relative" and posted.value is None:
            # Mappings are pure; only the crawl knows which day "8 Days Ago" counts from.
            posting.date_posted = parse_relative(posted.raw, self.crawled_at)
        self._detail_missing += posting.detail_missing
        self.writer.add(posting)
        return posting

    def unreadable(self, error: Exception) -> None:
        """Count a posting that the mapping could not read, under its id when that much is known."""
        self._unreadable += 1
        posting_id = error.posting_id if isinstance(error, IncompletePosting) else None
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


def decode_json(body: bytes) -> Any:
    """Decoded JSON, leniently where the meaning is plain (BOM, NaN, control characters in strings).

    Raises ``ValueError`` saying what the body is instead.
    """
    try:
        return _decode(body)
    except msgspec.DecodeError as error:
        strict = str(error)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    head = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<":
        raise ValueError(f"a web page instead of JSON ({head[:40].decode('utf-8', 'replace')!r}...)")
    try:
        text = body.decode("utf-8-sig")
        # NaN and Infinity are not JSON; a value that is not a number is unknown.
        return _scrubbed(json.loads(text, strict=False, parse_constant=lambda _: None))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    except ValueError:
        raise ValueError(f"broken JSON ({strict})" if body.strip() else "an empty answer") from None


def _scrubbed(value: Any) -> Any:
    """Lone surrogates, which the strict decoder refuses, replaced all the way down."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {_scrubbed(name): _scrubbed(item) for name, item in value.items()}
    return value


def _outcome(status: int) -> Outcome:
    if status in (404, 410):
        return "gone"
    return "blocked" if status in (401, 403, 429, 451) else "failed"


def _words(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if isinstance(error, CannotResolveHostError):
        return f"unknown host ({text})"
    return text

"""Being a good guest: robots.txt that fails closed, one limit for all hosts of a backend, Retry-After honoured.

RFC 9309 section 2.3.1: a robots.txt that answers 4xx allows everything, one that cannot be reached (5xx, timeout)
disallows everything for now. Scrapy's own middleware allows everything then.
"""

from __future__ import annotations

import asyncio
import logging
import time
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawler.archive import NotArchived
from crawler.guard import GuardedDownloadHandler
from crawler.listings.failures import SiteForbids
from crawler.manners.backends import Limit, backend_of
from crawler.manners.pace import LONGEST_WAIT, Pace, Turns
from crawler.manners.traffic import Traffic

log = logging.getLogger(__name__)

USER_AGENT_TOKEN = "sponsorfeed"
"""Product token that a robots.txt group may name."""


class RobotsForbid(SiteForbids):
    """robots.txt forbids a request, or could not be read. Never retried."""


class FailClosedRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with RFC 9309's answer to a robots.txt that cannot be read."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.sitemaps: dict[str, list[str]] = {}
        """Sitemaps named in robots.txt, by host."""
        self._unreadable: dict[str, str] = {}
        # It logs every failure with a traceback; the reason is in the board's snapshot.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise :class:`RobotsForbid` when ``request`` may not be made."""
        host = request.url.split("/", 3)[2]
        if host in self._unreadable:
            raise RobotsForbid(f"robots.txt of {host} could not be read ({self._unreadable[host]}), which means no")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbid(f"robots.txt of {host} forbids {request.url}") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self._unreadable[netloc] = f"HTTP {response.status}"
        elif response.status >= 400:
            response = response.replace(body=b"")
        else:
            self.sitemaps[netloc] = list(sitemap_urls_from_robots(response.body, base_url=response.url))
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # An archive without a robots.txt was recorded by another tool, and a name without a host has no rules: in both
        # cases nobody is bothered, and the request itself says what is wrong.
        if not isinstance(exc, NotArchived | CannotResolveHostError):
            self._unreadable[netloc] = f"{type(exc).__name__}: {exc}"
        super()._robots_error(exc, netloc)


_HAS_TURN = "has_turn"
"""In a request's meta while its turn is under way."""


def pace_of(settings: BaseSettings) -> Pace:
    """A pace as the settings say: back-off of the first failure ``RETRY_BACKOFF_SECONDS``, limits those of the slots.

    Scrapy's slots keep the same limits, each within one system.
    """
    slots = settings.getdict("DOWNLOAD_SLOTS")
    concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
    delay = settings.getfloat("DOWNLOAD_DELAY")

    def limit_of(key: str) -> Limit | None:
        kind, _, name = key.partition(" ")
        if kind != "backend":
            return None
        own = slots.get(name, {})
        return Limit(int(own.get("concurrency", concurrency)), float(own.get("delay", delay)))

    return Pace(settings.getfloat("RETRY_BACKOFF_SECONDS"), limit_of)


class TooSoon(IgnoreRequest):
    """A request that had its turn and lost it to a failure while it queued."""


class PacedDownloadHandler(GuardedDownloadHandler):
    """Looks once more before a request is sent, and notes at once how it went.

    Requests of a backend queue in Scrapy's downloader, which sends the next one before any middleware has seen the
    answer to the last; that may have asked for silence.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._traffic: Traffic = crawler.settings.get("TRAFFIC") or Traffic()

    async def download_request(self, request: Request) -> Response:
        """Send ``request``. Raises :class:`TooSoon`."""
        pace = self._crawler.get_downloader_middleware(PaceMiddleware)
        if pace is None:
            return await super().download_request(request)
        pace.check(request)
        backend = request.meta.get("download_slot") or request.url.split("/", 3)[2]
        since = self._traffic.asked(backend)
        try:
            response = await super().download_request(request)
        except (IgnoreRequest, CannotResolveHostError):  # nobody was asked
            raise
        except asyncio.CancelledError:
            pace.give_back(request)
            raise
        except Exception as error:
            pace.note_failure(request, error)
            self._traffic.refused(backend, type(error).__name__)
            raise
        self._traffic.answered(backend, since, len(response.body))
        if response.status == 429 or response.status >= 500:
            self._traffic.refused(backend, f"HTTP {response.status}", retry_after_seconds(response))
        pace.note_answer(request, response)
        return response


class PaceMiddleware:
    """Gives every request, retries and robots.txt included, its turn at its host and its backend.

    Sits between the retry middleware and the network, so that it sees every attempt.
    """

    def __init__(self, pace: Turns, max_crawl_delay: float) -> None:
        self._pace = pace
        self._max_crawl_delay = max_crawl_delay

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pace of the run from ``PACE``, else one of its own; cap from ``CRAWL_DELAY_MAX_SECONDS``."""
        pace = crawler.settings.get("PACE") or pace_of(crawler.settings)
        middleware = cls(pace, crawler.settings.getfloat("CRAWL_DELAY_MAX_SECONDS"))
        crawler.signals.connect(middleware._robots_parsed, signal=signals.robots_parsed)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for the turn. Raises :class:`crawler.manners.pace.CircuitOpen`."""
        await self._pace.turn(*self._keys(request))
        request.meta[_HAS_TURN] = True

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give the turn of a request that was not sent to another; one that lost its turn waits for a new one."""
        self.give_back(request)
        return request.replace(dont_filter=True) if isinstance(exception, TooSoon) else None

    def give_back(self, request: Request) -> None:
        """Give the turn of ``request`` to another, unless it was used or never had."""
        if request.meta.pop(_HAS_TURN, False):
            for key in self._keys(request):
                self._pace.released(key)

    def check(self, request: Request) -> None:
        """Raise :class:`TooSoon` when the turn of ``request`` is over before it was sent."""
        if self._pace.is_over(*self._keys(request)):
            raise TooSoon(f"{request.url}: its turn is over")

    def note_answer(self, request: Request, response: Response) -> None:
        """Note how it went."""
        host, backend = self._keys(request)
        request.meta.pop(_HAS_TURN, None)
        if response.status != 429 and response.status < 500:
            self._pace.succeeded(host)
            self._pace.succeeded(backend)
            return
        reason, wait = f"HTTP {response.status}", retry_after_seconds(response)
        self._pace.failed(host, reason, asked_wait=wait)
        if response.status == 429:
            # "Too many requests" counts requests of ours, not of a tenant: the whole backend has to be spared.
            self._pace.failed(backend, reason, asked_wait=wait)
        else:
            self._pace.released(backend)

    def note_failure(self, request: Request, error: Exception) -> None:
        """Note that there was no answer."""
        request.meta.pop(_HAS_TURN, None)
        for key in self._keys(request):
            self._pace.failed(key, type(error).__name__)

    def _keys(self, request: Request) -> tuple[str, str]:
        host = request.url.split("/", 3)[2]
        backend: str = request.meta.get("download_slot") or host
        return f"host {host}", f"backend {backend}"

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(USER_AGENT_TOKEN)
        if delay:
            self._pace.space(self._keys(request)[0], min(float(delay), self._max_crawl_delay))


class BackendMiddleware:
    """Puts each request into the download slot of its backend (:mod:`crawler.manners.backends`)."""

    def process_request(self, request: Request) -> None:
        """Set the slot; the board's system tells the backend behind a host of the employer's own name."""
        board: str = request.meta.get("board", "")
        request.meta["download_slot"] = backend_of(request.url, board.partition(":")[0])


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retry, except of answers that ask for a longer wait than a run has. The wait itself is the pace's."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """A retry of ``request`` for answers worth retrying; else the response."""
        asked = retry_after_seconds(response) if response.status in self.retry_http_codes else None
        if asked is not None and asked > LONGEST_WAIT:
            return response
        return super().process_response(request, response)


def retry_after_seconds(response: Response) -> float | None:
    """Seconds that a Retry-After header (RFC 9110 section 10.2.3: seconds or a date) asks for; ``None`` without one."""
    value = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None

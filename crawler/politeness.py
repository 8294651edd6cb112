"""Being a good guest: robots.txt that fails closed, one limit for all hosts of a backend, Retry-After honoured.

RFC 9309 section 2.3.1: a robots.txt that answers 4xx allows everything, one that cannot be reached (5xx, timeout)
disallows everything for now. Scrapy's own middleware allows everything then.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawler.archive import NotArchived

log = logging.getLogger(__name__)

RETRY_AFTER_CAP_SECONDS = 300.0
"""A longer Retry-After is not waited for: the board fails and the next run tries again."""


class RobotsForbid(IgnoreRequest):
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


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retry, after the wait that the server asked for, or an exponential back-off with jitter.

    While a host is waiting, its other requests wait too.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._backoff = crawler.settings.getfloat("RETRY_BACKOFF_SECONDS")
        self._not_before: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Back-off of the first retry from the setting ``RETRY_BACKOFF_SECONDS``; 0 never waits (replay)."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the request's host may be asked again."""
        wait = self._not_before.get(_host(request), 0.0) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """A retry of ``request`` for answers worth retrying, after the wait; else the response."""
        if response.status not in self.retry_http_codes or not self._backoff:
            return super().process_response(request, response)
        asked = retry_after_seconds(response)
        if asked is not None and asked > RETRY_AFTER_CAP_SECONDS:
            return response
        wait = asked if asked is not None else self._delay(request)
        self._not_before[_host(request)] = time.monotonic() + wait
        return super().process_response(request, response)

    def _delay(self, request: Request) -> float:
        times: int = request.meta.get("retry_times", 0)
        return self._backoff * float(2**times) * random.uniform(0.5, 1.5)


def retry_after_seconds(response: Response) -> float | None:
    """Seconds that a Retry-After header (RFC 9110 section 10.2.3: seconds or a date) asks for; ``None`` without one."""
    value = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _host(request: Request) -> str:
    return request.url.split("/", 3)[2]

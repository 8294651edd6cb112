"""Where a crawl may go: http(s) to public addresses, checked on the very lookup that the connection uses.

A careers URL, a redirect or a sitemap is somebody else's text. Without this guard it can point the crawler at the
machine's own services or at a cloud's metadata address. Checking at connect time covers DNS rebinding too.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request, Spider
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.ssl import _make_ssl_context

_HEADERS_FOR_ANYBODY = frozenset({b"accept", b"accept-encoding", b"accept-language", b"content-type", b"user-agent"})


class ForbiddenAddress(IgnoreRequest):
    """A request to somewhere a crawl must not go. Never retried."""


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet; addresses that wrap another one are judged by what they wrap."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        # 64:ff9b::/96 is the NAT64 prefix of RFC 6052: its last four bytes are an IPv4 address.
        if wrapped is None and ip.packed[:12] == ip_address("64:ff9b::").packed[:12]:
            wrapped = IPv4Address(ip.packed[12:])
        if wrapped is not None:
            ip = wrapped
    return ip.is_global and not ip.is_multicast


def check_url(url: str, allowed_hosts: frozenset[str] = frozenset()) -> None:
    """Raise :class:`ForbiddenAddress` when ``url`` is not http(s) or names a private address outright."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ForbiddenAddress(f"{parts.scheme}: addresses are not crawled")
    if parts.username or parts.password:
        raise ForbiddenAddress("addresses with a user name or password in them are not crawled")
    host = (parts.hostname or "").rstrip(".").lower()
    if host in allowed_hosts:
        return
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise ForbiddenAddress(f"{host} is a private name")
    try:
        ip_address(host)
    except ValueError:
        return  # a name: judged by what it resolves to, when it is connected
    if not is_public(host):
        raise ForbiddenAddress(f"{host} is not a public address")


class GuardedResolver(AbstractResolver):
    """aiohttp resolver that refuses names with any non-public address, except the hosts that are allowed by name."""

    def __init__(self, allowed_hosts: frozenset[str]) -> None:
        self._resolver = aiohttp.ThreadedResolver()
        self._allowed = allowed_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of ``host``. Raises :class:`ForbiddenAddress`."""
        found = await self._resolver.resolve(host, port, family)
        if host.lower() not in self._allowed and (bad := [r["host"] for r in found if not is_public(r["host"])]):
            raise ForbiddenAddress(f"{host} resolves to {bad[0]}, which is not a public address")
        return found

    async def close(self) -> None:
        """Nothing is held open."""
        await self._resolver.close()


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler with :class:`GuardedResolver` under it."""

    # Scrapy marks the handler experimental; the version is pinned for that reason and the warning tells us nothing new.
    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        # Not AiohttpDownloadHandler.__init__: it opens a session that resolves names without asking anyone.
        BaseStreamingDownloadHandler.__init__(self, crawler)
        self._ssl_context = _make_ssl_context(crawler.settings)
        allowed = frozenset(crawler.settings.getlist("GUARD_ALLOWED_HOSTS"))
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=GuardedResolver(allowed), limit=self._pool_size_total, limit_per_host=self._pool_size_per_host
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )


class OriginRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, with a board's own headers kept at the origin that they were meant for.

    Scrapy drops ``Authorization`` and ``Cookie`` there; keys have other names as well (``Authorization-Key``).
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request that ``response`` redirects to; else the response."""
        answer = super().process_response(request, response)
        if isinstance(answer, Request) and "way" in answer.meta:
            answer.meta["way"].append(answer.url)
        if isinstance(answer, Request) and _origin(answer.url) != _origin(request.url):
            for name in [name for name in answer.headers if name.lower() not in _HEADERS_FOR_ANYBODY]:
                del answer.headers[name]
        return answer


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


class GuardMiddleware:
    """Refuses requests by their URL alone, redirects included, before anything is looked up."""

    def __init__(self, allowed_hosts: frozenset[str]) -> None:
        self._allowed = allowed_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hosts allowed in spite of a private address come from the setting ``GUARD_ALLOWED_HOSTS``."""
        return cls(frozenset(crawler.settings.getlist("GUARD_ALLOWED_HOSTS")))

    def process_request(self, request: Request) -> None:
        """Raise :class:`ForbiddenAddress` for a URL that must not be fetched."""
        check_url(request.url, self._allowed)

"""Text and data mining rights that a site reserves: W3C TDM Reservation Protocol.

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240202/ has three ways to say so: a header, a tag in the
head of a page, and one file for the whole host, ``/.well-known/tdmrep.json``. A reservation in any of them is kept. A
file that is missing, cannot be had or cannot be read reserves nothing.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.listings.failures import NO_ANSWER, SiteForbids
from crawler.values.json_text import decode_json

_FILE = "/.well-known/tdmrep.json"
_FILE_BYTES = 256 * 1024
_RULES_AT_MOST = 1_000
_HEAD_BYTES = 32_768
_META = re.compile(rb"<meta\b[^<>]{0,1000}>")
_NAMES_RESERVATION = re.compile(rb"""\bname\s*=\s*["']?tdm-reservation\b""")
_CONTENT_ONE = re.compile(rb"""\bcontent\s*=\s*["']?\s*1\s*["'\s/>]""")


class Reserved(SiteForbids):
    """The host's file reserves what a request asks for."""


class Rule(NamedTuple):
    """One entry of a host's file: paths as in robots.txt, and whether they are reserved."""

    location: str
    reserved: bool

    def covers(self, path: str) -> bool:
        """Whether ``path`` (with its query) begins as the location says; ``*`` is any text, ``$`` the end."""
        *pieces, last = self.location.removesuffix("$").split("*")
        at = 0
        for number, piece in enumerate(pieces):
            found = path.find(piece, at)
            if found < 0 or (number == 0 and found > 0):
                return False
            at = found + len(piece)
        if self.location.endswith("$"):
            return path.endswith(last) and len(path) - len(last) >= at and (bool(pieces) or path == last)
        return path.find(last, at) >= 0 if pieces else path.startswith(last)


class ReservationMiddleware:
    """Asks each host once for its file, after robots.txt has allowed a request, and keeps to it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[list[Rule]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReservationMiddleware:
        """The middleware of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise :class:`Reserved` when ``request`` asks for what its host reserves."""
        parts = urlsplit(request.url)
        if parts.path in (_FILE, "/robots.txt"):
            return
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        rule = next((rule for rule in await self._rules_of(parts.scheme, parts.netloc) if rule.covers(path)), None)
        if rule is not None and rule.reserved:
            raise Reserved(f"{parts.netloc} reserves text and data mining of {rule.location} ({_FILE})")

    async def _rules_of(self, scheme: str, host: str) -> list[Rule]:
        if host not in self._rules:
            self._rules[host] = asyncio.get_running_loop().create_future()
            rules: list[Rule] = []
            try:
                rules = await self._fetch(f"{scheme}://{host}{_FILE}")
            finally:  # whoever waits for it goes on, also when this request is cancelled
                self._rules[host].set_result(rules)
        return await self._rules[host]

    async def _fetch(self, url: str) -> list[Rule]:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"dont_retry": True, "dont_redirect": True, "download_maxsize": _FILE_BYTES}
        try:
            response = await engine.download_async(Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True))
        except NO_ANSWER:
            return []
        return read_rules(response.body) if response.status == 200 else []


def read_rules(body: bytes) -> list[Rule]:
    """Rules of a host's file in their order, of which the first that covers a path counts; empty when it is none."""
    try:
        entries: Any = decode_json(body)
    except ValueError:
        return []
    rules = []
    for entry in entries[:_RULES_AT_MOST] if isinstance(entries, list) else []:
        location = entry.get("location") if isinstance(entry, dict) else None
        if isinstance(location, str) and location.startswith(("/", "*")):
            rules.append(Rule(location, str(entry.get("tdm-reservation")).strip() == "1"))
    return rules


def is_reserved(response: Response) -> bool:
    """Whether the site reserves its text and data mining rights in ``response``, by header or in the page's head."""
    if (response.headers.get(b"TDM-Reservation") or b"").strip() == b"1":
        return True
    head = response.body[:_HEAD_BYTES]
    if b"eservation" not in head and b"ESERVATION" not in head:  # to spare every page the lower-casing
        return False
    head = head.lower()
    return b"tdm-reservation" in head and any(
        _NAMES_RESERVATION.search(tag) and _CONTENT_ONE.search(tag) for tag in _META.findall(head)
    )

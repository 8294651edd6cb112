"""Sitemaps, a site's own lists of its pages: https://www.sitemaps.org/protocol.html.

An index is followed to the sitemaps that it names, up to a number; one that cannot be had, or not whole, is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap

from crawler.listings.collect import BoardCrawl, FetchError

SITEMAPS_AT_MOST = 50
SITEMAP_BYTES_AT_MOST = 50 * 2**20
"""What the protocol allows, unpacked."""
_END = re.compile(rb"</(?:\w+:)?(?:urlset|sitemapindex)\s*>")
_INDEX_BEGINS = re.compile(rb"<(?:\w+:)?sitemapindex[\s>]")


async def site_urls(crawl: BoardCrawl) -> list[str] | None:
    """URLs of the sitemaps of the board's site; ``None`` when it has none. A named one that fails makes it partial."""
    guess = urljoin(crawl.board.url, "/sitemap.xml")
    return await _follow(crawl, crawl.sitemaps(crawl.board.url) or [guess], guess)


async def whole_sitemap(crawl: BoardCrawl, response: Response) -> Response:
    """``response``; where it is a sitemap index, one sitemap of all that the sitemaps it names have.

    Raises ``ValueError`` when the index is not a whole one.
    """
    if not _INDEX_BEGINS.search(response.body[:2_000]):
        return response
    _, locations = _read_sitemap(response)
    if not locations:
        raise ValueError("an index that names no sitemap")
    urls = await _follow(crawl, locations, None) or []
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return response.replace(body=f"<urlset>{entries}</urlset>".encode("utf-8", "replace"))


async def _follow(crawl: BoardCrawl, waiting: list[str], guess: str | None) -> list[str] | None:
    """URLs of the sitemaps ``waiting`` and of those that they name; only ``guess`` may be missing."""
    waiting = list(waiting)
    found: list[str] = []
    seen: set[str] = set()
    answered = False
    while waiting:
        url = waiting.pop(0)
        if url in seen:
            continue
        if len(seen) >= SITEMAPS_AT_MOST:
            crawl.partial(f"more than {SITEMAPS_AT_MOST} sitemaps")
            break
        seen.add(url)
        try:
            kind, locations = _read_sitemap(await crawl.fetch(Request(url, dont_filter=True)))
        except FetchError as error:
            if error.outcome != "gone" or url != guess:
                crawl.partial(f"no sitemap: {error}")
            continue
        except ValueError as error:
            # Many sites answer a path that they do not know with a page of their own.
            if url != guess or not isinstance(error, _NotASitemap):
                crawl.partial(f"{url}: {error}")
            continue
        if kind == "sitemapindex" and not locations:
            crawl.partial(f"{url}: an index that names no sitemap")
        elif kind == "sitemapindex":
            waiting += [location for location in locations if location not in seen]
        else:
            answered = True
            found += locations
    return found if answered else None


class _NotASitemap(ValueError):
    pass


def _read_sitemap(response: Response) -> tuple[str, list[str]]:
    """Kind (urlset, sitemapindex) and locations. Raises ``ValueError`` when it is none, or not a whole one."""
    body = response.body
    if gzip_magic_number(response):
        body = gunzip(body, max_size=SITEMAP_BYTES_AT_MOST)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<urlset", b"<sitemapindex", b"<!--")):
        raise _NotASitemap(f"no sitemap ({body[:40].decode('utf-8', 'replace')!r}...)")
    try:
        sitemap = Sitemap(body)
        kind, locations = sitemap.type, [location for entry in sitemap if (location := _location(entry))]
    except (ValueError, AttributeError, TypeError) as error:
        raise _NotASitemap(f"no sitemap ({error})") from error
    if kind not in ("urlset", "sitemapindex"):
        raise _NotASitemap(f"no sitemap (its root is {kind!r})")
    if locations and not _END.search(body[-2_000:]):
        raise ValueError("the sitemap ends before its end")
    return kind, list(absolute_urls(response.url, locations))


def _location(entry: dict[str, Any]) -> str | None:
    location = entry.get("loc")
    return location.strip() if isinstance(location, str) and location.strip() else None


def absolute_urls(base: str, addresses: Iterable[str]) -> Iterator[str]:
    """Those of ``addresses`` on the page at ``base`` that are addresses, in full."""
    for address in addresses:
        with suppress(ValueError):  # not an address at all
            url = urljoin(base, address)
            urlsplit(url)
            yield url

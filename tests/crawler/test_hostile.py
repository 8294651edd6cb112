"""Hostile servers on loopback: bombs in every coding, bodies that drip, endless sitemaps, names that move inside."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import resource
import socket
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request

from crawler.guard import ForbiddenAddress, GuardedResolver
from crawler.items import Board
from crawler.listings import sitemaps
from crawler.patterns import SitemapJsonLd
from tests.crawler.test_carry import DAYS, board
from tests.crawler.toys import Whole
from tests.loopback import HOST, Answer, LoopbackResolver, Site, resolved, serve
from tests.spiders import crawl_with

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 2**20
SIZE = 300 * MIB


class Mapped(SitemapJsonLd):
    name = "mapped"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", "", "text/plain")
        yield running


def zeros() -> Iterator[bytes]:
    return itertools.repeat(b" " * MIB, SIZE // MIB)


def bomb(coding: str) -> bytes:
    """``SIZE`` blanks, packed."""
    if coding == "gzip":
        packer = zlib.compressobj(9, wbits=31)
        return b"".join(map(packer.compress, zeros())) + packer.flush()
    if coding == "deflate":
        packer = zlib.compressobj(9)
        return b"".join(map(packer.compress, zeros())) + packer.flush()
    if coding == "br":
        brotly = brotli.Compressor(quality=4)
        return bytes(b"".join(map(brotly.process, zeros())) + brotly.finish())
    zstdly = zstd.ZstdCompressor()
    return b"".join(map(zstdly.compress, zeros())) + zstdly.flush()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_not_unpacked(site: Site, tmp_path: Path, coding: str) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    site.answers["/b/list"] = Answer(bomb(coding), headers=headers)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    header, postings = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    assert (header.outcome, postings) == ("failed", [])
    assert "/b/list" in (header.reason or "")
    # The cap is 32 MiB; ru_maxrss is in KiB on Linux and in bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 150 * MIB


def test_a_bomb_of_bombs_is_not_unpacked(site: Site, tmp_path: Path) -> None:
    twice = gzip.compress(bomb("gzip"))
    site.answers["/b/list"] = Answer(twice, headers={"Content-Encoding": "gzip, gzip"})
    header, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    assert header.outcome == "failed"


def test_a_body_that_drips_is_given_up(site: Site, tmp_path: Path) -> None:
    whole = b'{"jobs": [{"id": 1, "title": "Cooper"}]}'
    site.answers["/b/list"] = Answer(whole + b" " * 1_000, headers={"Content-Type": "application/json"}, drip=0.05)
    header, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0], DOWNLOAD_TIMEOUT=2, RETRY_TIMES=0)
    # Whoever waits for all of it can read it.
    assert header.outcome == "failed" and "/b/list" in (header.reason or "")


def test_a_body_longer_than_any_list_is_given_up(site: Site, tmp_path: Path) -> None:
    site.answers["/b/list"] = Answer(b" " * (33 * MIB))
    header, _ = crawl_with(Whole, board(site, "whole"), tmp_path, run=DAYS[0])
    assert header.outcome == "failed"


def careers(site: Site) -> Board:
    return Board(employer="E", url=f"{site.origin}/careers", ats="mapped", token="t")


def test_an_index_of_indexes_without_end_is_left(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "SITEMAPS_AT_MOST", 20)
    site.html("/careers", "<html>Work with us.</html>")
    for number in range(60):
        here = "/sitemap.xml" if number == 0 else f"/map-{number}.xml"
        following = f"<sitemap><loc>{site.origin}/map-{number + 1}.xml</loc></sitemap>"
        site.put(here, f"<sitemapindex>{following}</sitemapindex>", "application/xml")
    header, _ = crawl_with(Mapped, careers(site), tmp_path, run=DAYS[0])
    assert header.outcome == "partial" and "more than 20 sitemaps" in (header.reason or "")
    assert sum("map" in path for _, path in site.log) == 20


def test_a_sitemap_larger_than_the_protocol_allows_is_not_read(site: Site, tmp_path: Path) -> None:
    site.html("/careers", "<html>Work with us.</html>")
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(b"<urlset>") + b"".join(map(packer.compress, zeros())) + packer.flush()
    site.put("/sitemap.xml", packed, "application/gzip")
    header, _ = crawl_with(Mapped, careers(site), tmp_path, run=DAYS[0])
    assert header.outcome == "partial" and "/sitemap.xml" in (header.reason or "")


class Rebinding(AbstractResolver):
    """A name that is public when it is looked at and private when it is gone to."""

    def __init__(self) -> None:
        self.answers = itertools.chain(["93.184.215.14"], itertools.repeat(HOST))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [resolved(host, next(self.answers), port)]

    async def close(self) -> None:
        pass


def test_every_look_up_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiohttp.ThreadedResolver", Rebinding)

    async def look_up() -> None:
        resolver = GuardedResolver(frozenset())
        assert (await resolver.resolve("moves.example"))[0]["host"] == "93.184.215.14"
        with pytest.raises(ForbiddenAddress, match=r"moves\.example resolves to 127\.0\.0\.1"):
            await resolver.resolve("moves.example")
        await resolver.close()

    asyncio.run(look_up())


def test_a_name_that_resolves_inside_is_not_connected_to(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aiohttp.ThreadedResolver", LoopbackResolver)
    inside = Board(employer="E", url=f"http://careers.example:{site.port}/b", ats="whole", token="t")
    header, _ = crawl_with(Whole, inside, tmp_path, run=DAYS[0])
    assert header.outcome in ("failed", "blocked")
    assert "careers.example resolves to 127.0.0.1" in (header.reason or "") and not site.log


class WithKey(Whole):
    """A system that is asked with credentials."""

    name = "whole"
    headers = {"Authorization": "Bearer canary-1", "Cookie": "session=canary-2", "Authorization-Key": "canary-3"}

    def query(self, board: Board) -> Request:
        return super().query(board).replace(headers=self.headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_stay_with_their_origin(site: Site, tmp_path: Path, status: int) -> None:
    with serve() as stranger:
        stranger.put("/robots.txt", "", "text/plain")
        stranger.put("/b/list", '{"jobs": []}')
        site.answers["/b/list"] = Answer(status=status, headers={"Location": f"{stranger.origin}/b/list"})
        crawl_with(WithKey, board(site, "whole"), tmp_path, run=DAYS[0])
        assert "canary-3" in str(site.headers)
        assert stranger.asked("/b/list")
        assert "canary" not in str(stranger.headers)

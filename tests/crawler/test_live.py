"""A crawl over real sockets, on loopback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.crawl import CrawlOptions, crawl
from crawler.guard import ForbiddenAddress, check_url, is_public
from crawler.items import Board, Snapshot
from crawler.manners.traffic import read_traffic
from crawler.snapshots import read_postings, snapshot_path
from tests.loopback import HOST, Answer, Site, serve

JOB = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cooper", "hiringOrganization": "Stave & Co"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {running.origin}/map.xml\n", "text/plain")
        running.html("/careers", '<a href="/careers/cooper">Cooper</a><a href="/careers/clerk">Clerk</a>')
        running.put("/map.xml", sitemap(running, "/careers/cooper", "/careers/clerk"), "application/xml")
        running.html("/careers/cooper", page(JOB | {"identifier": "c-1"}))
        running.html("/careers/clerk", page(JOB | {"identifier": "c-2", "title": "Clerk"}))
        yield running


def sitemap(site: Site, *paths: str) -> str:
    urls = "".join(f"<url><loc>{site.origin}{path}</loc></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def page(job: dict[str, str]) -> str:
    return f'<html><script type="application/ld+json">{json.dumps(job)}</script></html>'


def board(site: Site, path: str = "/careers") -> Board:
    return Board(employer="Stave & Co", url=f"{site.origin}{path}", ats="jsonld", token=HOST)


def run(site: Site, data: Path, *, allowed: tuple[str, ...] = (HOST,), record: Path | None = None) -> Snapshot:
    options = CrawlOptions(data=data, contact="ops@stave.example", allowed_hosts=allowed, record=record)
    return crawl([board(site)], options).snapshots[0]


def test_a_site_is_crawled_whole_with_a_contact_in_the_user_agent(site: Site, tmp_path: Path) -> None:
    header = run(site, tmp_path)
    assert (header.outcome, header.collected) == ("complete", 2)
    assert {headers["User-Agent"] for headers in site.headers} == {"sponsorfeed (ops@stave.example)"}
    assert not any("Cookie" in headers or "Referer" in headers for headers in site.headers)


def test_what_was_asked_is_kept_beside_the_run(site: Site, tmp_path: Path) -> None:
    run(site, tmp_path)
    [path] = (tmp_path / "runs").glob("*.traffic.json")
    [(name, backend)] = read_traffic(path).items()
    assert name == HOST
    assert backend.requests == len(site.headers), "robots.txt and whatever else was asked, too"
    assert backend.bytes > 0 and backend.seconds > 0
    assert backend.refusals == {}


def test_refusals_and_the_waits_they_ask_for_are_kept(site: Site, tmp_path: Path) -> None:
    whole = site.answers["/careers/clerk"]
    site.answers["/careers/clerk"] = Answer(status=429, headers={"Retry-After": "1"}, then=whole)
    run(site, tmp_path)
    [path] = (tmp_path / "runs").glob("*.traffic.json")
    backend = read_traffic(path)[HOST]
    assert (backend.refusals, backend.asked_waits, backend.longest_asked_wait) == ({"HTTP 429": 1}, 1, 1.0)


def test_a_recording_replays_to_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.answers["/careers/clerk"] = Answer(
        gzip.compress(page(JOB | {"identifier": "c-2", "title": "Clerk"}).encode()),
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Content-Encoding": "gzip",
            "Set-Cookie": "session=secret",
        },
    )
    warc = tmp_path / "crawl.warc.gz"
    live = run(site, tmp_path / "live", record=warc)
    assert live.collected == 2
    assert b"secret" not in gzip.decompress(warc.read_bytes())
    report = crawl([board(site)], CrawlOptions(data=tmp_path / "again", replay=(warc,)))
    assert report.run == live.run
    paths = [snapshot_path(tmp_path / data / "snapshots", live.run, live.board) for data in ("live", "again")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_robots_txt_is_obeyed(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /careers\n", "text/plain")
    header = run(site, tmp_path)
    assert header.outcome == "blocked"
    assert header.reason is not None and "robots.txt" in header.reason and "forbids" in header.reason
    assert not site.asked("/careers")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_fails_means_no(site: Site, tmp_path: Path, status: int) -> None:
    site.answers["/robots.txt"] = Answer(status=status, headers={"Retry-After": "0"})
    header = run(site, tmp_path)
    assert header.outcome == "blocked"
    assert header.reason is not None and f"could not be read (HTTP {status}), which means no" in header.reason
    assert not site.asked("/careers")


def test_no_robots_txt_means_yes(site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", 404, {"Content-Type": "text/plain"})
    site.put("/sitemap.xml", sitemap(site, "/careers/cooper", "/careers/clerk"), "application/xml")
    assert run(site, tmp_path).outcome == "complete"


def test_retry_after_is_waited_for(site: Site, tmp_path: Path) -> None:
    whole = site.answers["/careers/clerk"]
    site.answers["/careers/clerk"] = Answer(status=429, headers={"Retry-After": "1"}, then=whole)
    assert run(site, tmp_path).outcome == "complete"
    first, second = site.asked("/careers/clerk")
    assert second - first >= 1.0


def test_a_page_that_fails_makes_the_crawl_partial(site: Site, tmp_path: Path) -> None:
    site.answers["/careers/clerk"] = Answer(status=403)
    header = run(site, tmp_path)
    assert (header.outcome, header.collected) == ("partial", 1)
    assert header.reason is not None and "/careers/clerk: HTTP 403" in header.reason


def test_a_page_taken_down_is_no_fault(site: Site, tmp_path: Path) -> None:
    site.answers["/careers/clerk"] = Answer(status=410)
    header = run(site, tmp_path)
    assert (header.outcome, header.collected) == ("complete", 1)


def test_without_leave_a_private_address_is_not_connected_to(site: Site, tmp_path: Path) -> None:
    header = run(site, tmp_path, allowed=())
    assert header.outcome == "failed"
    assert header.reason is not None and "127.0.0.1 is not a public address" in header.reason
    assert not site.log


def test_a_redirect_to_another_private_name_is_not_followed(site: Site, tmp_path: Path) -> None:
    with serve() as victim:
        victim.html("/careers/cooper", page(JOB))
        for name in ("localhost", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            target = f"http://{name}:{victim.port}/careers/cooper"
            site.answers["/careers/cooper"] = Answer(status=302, headers={"Location": target})
            header = run(site, tmp_path / name)
            assert (header.outcome, header.collected) == ("partial", 1), name
        assert not victim.log


def test_a_redirect_to_a_file_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.answers["/careers/cooper"] = Answer(status=302, headers={"Location": "file:///etc/hostname"})
    assert run(site, tmp_path).outcome == "partial"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense"),
    ],
)
def test_private_addresses_are_told_from_public_ones(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.215.14") and is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "data:text/html,x", "ftp://a.example/", "http://user:pw@a.example/", "http://x.internal/"],
)
def test_urls_that_are_never_crawled(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        check_url(url)


def test_an_unknown_host_is_named(tmp_path: Path) -> None:
    unknown = Board(
        employer="X", url="https://no-such-host.invalid/careers", ats="jsonld", token="no-such-host.invalid"
    )
    header = crawl([unknown], CrawlOptions(data=tmp_path, contact="ops@stave.example")).snapshots[0]
    assert header.outcome == "failed"
    assert header.reason is not None and "unknown host" in header.reason and "no-such-host.invalid" in header.reason


def test_a_bomb_is_not_inflated(site: Site, tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * (64 * 2**20))
    site.answers["/careers/clerk"] = Answer(bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
    header = run(site, tmp_path)
    assert (header.outcome, header.collected) == ("partial", 1)
    (written,) = tmp_path.glob("snapshots/*/jsonld/*.jsonl.gz")
    assert [posting.title for posting in read_postings(written)] == ["Cooper"]

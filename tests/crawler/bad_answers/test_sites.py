"""Sites of job pages with a sitemap that is torn, hostile or huge, and pages that cannot be read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.items import Snapshot
from crawler.listings import sites
from crawler.listings.jsonld import read_jsonld
from crawler.listings.sites import links_on, read_plain_posting, says_it_is_over
from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import Exchange, accounted, board, told
from tests.growth import Work, assert_grows_with_size

SITE = board("jsonld", "https://stave.example/careers", "stave.example")


def site_page(path: str, body: str | bytes, **more: Any) -> Exchange:
    content = body.encode() if isinstance(body, str) else body
    return {"url": f"https://stave.example{path}", "answer": content, "type": "text/html; charset=utf-8"} | more


def sitemap(*locations: str, path: str = "/sitemap.xml", kind: str = "urlset", **more: Any) -> Exchange:
    tag = "url" if kind == "urlset" else "sitemap"
    inner = "".join(f"<{tag}><loc>{location}</loc></{tag}>" for location in locations)
    content = f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>'
    return site_page(path, content, type="application/xml") | more


def job_page(path: str, title: str, **more: Any) -> Exchange:
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": title}
    return site_page(path, f'<script type="application/ld+json">{json.dumps(job)}</script>', **more)


COOPER, CLERK = "https://stave.example/careers/cooper", "https://stave.example/careers/clerk"
LISTING = site_page("/careers", f'<a href="{COOPER}">Cooper</a>')
BOTH = [LISTING, job_page("/careers/cooper", "Cooper"), job_page("/careers/clerk", "Clerk")]
INDEX = "https://stave.example/{}.xml"
BOMB = '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def crawl_site(tmp_path: Path, *exchanges: Exchange) -> tuple[Snapshot, list[str]]:
    header, postings = crawl_exchanges(SITE, list(exchanges), tmp_path)
    assert accounted(header, postings) == len(postings) + header.unreadable
    return header, sorted(posting.title for posting in postings)


def test_a_whole_site(tmp_path: Path) -> None:
    header, titles = crawl_site(tmp_path, *BOTH, sitemap(COOPER, CLERK))
    assert (header.outcome, titles) == ("complete", ["Clerk", "Cooper"])


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        ([sitemap(INDEX.format("sitemap"), INDEX.format("jobs"), kind="sitemapindex"),
          sitemap(COOPER, CLERK, path="/jobs.xml")], None),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), sitemap(path="/jobs.xml", status=404)], "jobs.xml: HTTP"),
        ([sitemap(kind="sitemapindex")], "names no sitemap"),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), site_page("/jobs.xml", "<html>Sorry</html>")],
         "jobs.xml: no sitemap"),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), site_page("/jobs.xml", b"")], "jobs.xml: no sitemap"),
        ([sitemap(COOPER, CLERK) | {"answer": sitemap(COOPER, CLERK)["answer"][:-20]}], "ends before its end"),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(sitemap(COOPER, CLERK)["answer"])}], None),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(sitemap(COOPER, CLERK)["answer"])[:-30]}], "sitemap.xml: "),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(b" " * (60 * 2**20))}], "sitemap.xml: "),
        ([sitemap(*(INDEX.format(n) for n in range(80)), kind="sitemapindex"),
          *(sitemap(COOPER, path=f"/{n}.xml") for n in range(80))], "more than 50 sitemaps"),
        ([sitemap("http://[", "", "mailto:a@stave.example", COOPER, CLERK)], None),
        ([sitemap(COOPER, CLERK, "https://other.example/careers/spy")], None),
        ([sitemap(COOPER.replace("https://", "https://www."), CLERK)], "https://www.stave.example/careers/cooper"),
    ],
    ids=[
        *("loop", "gone", "no names", "page", "empty", "torn", "gzip", "torn gzip", "bomb", "many", "odd"),
        *("other host", "www"),
    ],
)  # fmt: skip
def test_a_sitemap_proves_a_whole_list_or_does_not(tmp_path: Path, maps: list[Exchange], message: str | None) -> None:
    header, titles = crawl_site(tmp_path, *BOTH, *maps)
    assert "Cooper" in titles
    assert header.outcome == ("complete" if message is None else "partial")
    assert (message or "") in told(header)


def test_jobs_on_other_hosts_are_left_alone_and_said(tmp_path: Path) -> None:
    spy = "https://other.example/careers/spy"
    stranger = job_page("/", "Spy") | {"url": spy}
    header, titles = crawl_site(tmp_path, *BOTH, sitemap(COOPER, spy), stranger)
    assert titles == ["Cooper"] and "other.example" in told(header)


@pytest.mark.parametrize(
    "declaration",
    [
        BOMB + "]>",
        '<!DOCTYPE u [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE u SYSTEM "http://other.example/x">',
    ],
    ids=["bomb", "xxe", "dtd"],
)
def test_a_hostile_sitemap_expands_nothing(tmp_path: Path, declaration: str) -> None:
    content = (
        f'<?xml version="1.0"?>{declaration}<urlset><url><loc>{COOPER}</loc></url><url><loc>&j;</loc></url></urlset>'
    )
    header, titles = crawl_site(tmp_path, *BOTH, site_page("/sitemap.xml", content, type="application/xml"))
    assert titles == ["Cooper"] and header.requests <= 4


def test_a_huge_sitemap_is_crawled_in_part_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "JOB_PAGES_AT_MOST", 3)
    huge = sitemap(COOPER, CLERK, *(f"https://stave.example/careers/job-{n}" for n in range(100_000)))
    header, titles = crawl_site(tmp_path, *BOTH, huge)
    assert (header.outcome, titles) == ("partial", ["Clerk", "Cooper"])
    assert "100002 job pages, 3 are fetched" in told(header)


@pytest.mark.parametrize(
    ("page", "outcome", "message"),
    [
        (site_page("/careers/clerk", '<script type="application/ld+json">{"@type": "JobPosting", "title": </script>'),
         "partial", "careers/clerk: structured data that is not JSON"),
        (site_page("/careers/clerk", '<script type="application/ld+json">{"@type": "JobPosting"}</script>'),
         "complete", "jsonld:stave.example:/careers/clerk: unreadable"),
        (site_page("/careers/clerk", b""), "partial", "careers/clerk: came empty"),
        (site_page("/careers/clerk", "<div>" * 100_000), "complete", ""),
        (site_page("/careers/clerk", "<a " * 400_000), "complete", ""),
        (site_page("/careers/clerk", b"", status=500), "partial", "careers/clerk: HTTP 500"),
        (site_page("/careers/clerk", b"", status=404), "complete", "careers/clerk: HTTP 404"),
        (site_page("/careers/clerk", b"\x89PNG", type="image/png"), "complete", ""),
    ],
)  # fmt: skip
def test_a_bad_job_page_leaves_the_others(tmp_path: Path, page: Exchange, outcome: str, message: str) -> None:
    header, titles = crawl_site(tmp_path, *BOTH[:2], page, sitemap(COOPER, CLERK))
    assert (header.outcome, titles) == (outcome, ["Cooper"])
    assert message in told(header)


@pytest.mark.parametrize("unit", ["<div>", "<a ", "<a href=", "<script>", "<h2>Responsibilities</h2>", "closed "])
def test_a_page_costs_what_its_length_costs(unit: str) -> None:
    def work_of(size: int) -> Work:
        page = HtmlResponse(COOPER, body=(unit * (size // len(unit))).encode(), encoding="utf-8")
        return lambda: (read_jsonld(page.body), read_plain_posting(page), says_it_is_over(page), links_on(page))

    assert_grows_with_size(work_of, 200_000)


@pytest.mark.parametrize(("encoding", "declared"), [("utf-16", None), ("latin-1", "iso-8859-1"), ("utf-8", None)])
def test_a_job_page_in_another_encoding(tmp_path: Path, encoding: str, declared: str | None) -> None:
    page = job_page("/careers/clerk", "CLERK")["answer"].decode().replace("CLERK", "Cañón Clerk").encode(encoding)
    kind = f"text/html; charset={declared}" if declared else "text/html"
    header, titles = crawl_site(
        tmp_path, *BOTH[:2], site_page("/careers/clerk", page, type=kind), sitemap(COOPER, CLERK)
    )
    assert (header.outcome, titles) == ("complete", ["Cañón Clerk", "Cooper"])

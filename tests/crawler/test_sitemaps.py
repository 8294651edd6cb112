"""Listings that are sitemaps, or fall back to one: an index is followed, and what it cannot give is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Board, Snapshot
from crawler.listings import sitemaps
from tests.capture import crawl_exchanges

Exchange = dict[str, Any]
META = Board(employer="Meta", url="https://www.metacareers.com/jobs", ats="meta", token="meta")
RADANCY = Board(employer="Kiln", url="https://jobs.kiln.example/search-jobs", ats="radancy", token="jobs.kiln.example")
LIST = "https://www.metacareers.com/jobs/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def xml(url: str, kind: str, *locations: str, **more: Any) -> Exchange:
    tag = "url" if kind == "urlset" else "sitemap"
    entries = "".join(f"<{tag}><loc>{location}</loc></{tag}>" for location in locations)
    body = f'<?xml version="1.0"?>\n<{kind} {SPACE}>{entries}</{kind}>'
    return {"url": url, "answer": body.encode(), "type": "application/xml"} | more


def job(url: str, title: str) -> Exchange:
    block = json.dumps({"@type": "JobPosting", "title": title})
    page = f'<html><script type="application/ld+json">{block}</script></html>'
    return {"url": url, "answer": page.encode(), "type": "text/html"}


def details(number: int) -> str:
    return f"https://www.metacareers.com/profile/job_details/{number}/"


PARTS = [f"https://www.metacareers.com/sitemap-{part}.xml" for part in "ab"]
PAGES = [job(details(number), f"Potter {number}") for number in (1, 2, 3)]
FIRST = xml(PARTS[0], "urlset", details(1), details(2))
SECOND = xml(PARTS[1], "urlset", details(2), details(3))


def crawl_meta(tmp_path: Path, *exchanges: Exchange) -> tuple[Snapshot, list[str]]:
    header, postings = crawl_exchanges(META, [*exchanges, *PAGES], tmp_path)
    return header, sorted(posting.title for posting in postings)


def test_an_index_is_followed_to_what_it_names(tmp_path: Path) -> None:
    header, titles = crawl_meta(tmp_path, xml(LIST, "sitemapindex", *PARTS), FIRST, SECOND)
    assert (header.outcome, titles) == ("complete", ["Potter 1", "Potter 2", "Potter 3"])


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (xml(PARTS[1], "urlset", details(3), status=404), "sitemap-b.xml: HTTP 404"),
        (xml(PARTS[1], "urlset", details(3), status=503), "sitemap-b.xml: HTTP 503"),
        ({"url": PARTS[1], "answer": b"<html>Sorry</html>", "type": "text/html"}, "sitemap-b.xml: no sitemap"),
        (xml(PARTS[1], "urlset", details(3)) | {"answer": SECOND["answer"][:-12]}, "ends before its end"),
    ],
)
def test_a_part_that_cannot_be_had_leaves_the_others_and_closes_nothing(
    tmp_path: Path, second: Exchange, reason: str
) -> None:
    header, titles = crawl_meta(tmp_path, xml(LIST, "sitemapindex", *PARTS), FIRST, second)
    assert header.outcome == "partial" and reason in (header.reason or "")
    assert titles == ["Potter 1", "Potter 2"]


def test_an_index_of_itself_ends(tmp_path: Path) -> None:
    header, titles = crawl_meta(
        tmp_path, xml(LIST, "sitemapindex", *PARTS), FIRST, xml(PARTS[1], "sitemapindex", *PARTS)
    )
    assert titles == ["Potter 1", "Potter 2"] and header.requests <= 8


def test_an_index_without_end_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "SITEMAPS_AT_MOST", 5)
    endless = [f"https://www.metacareers.com/sitemap-{number}.xml" for number in range(30)]
    answers = [xml(url, "sitemapindex", after) for url, after in zip(endless, endless[1:], strict=False)]
    header, _ = crawl_meta(tmp_path, xml(LIST, "sitemapindex", endless[0]), *answers)
    assert header.outcome == "partial" and "more than 5 sitemaps" in (header.reason or "")
    assert header.requests <= 8


def test_an_index_of_nothing_is_no_empty_board(tmp_path: Path) -> None:
    header, _ = crawl_meta(tmp_path, xml(LIST, "sitemapindex"))
    assert header.outcome == "failed" and "names no sitemap" in (header.reason or "")


def test_a_search_out_of_order_falls_back_to_the_sitemaps_of_the_site(tmp_path: Path) -> None:
    site = "https://jobs.kiln.example"
    search = "/search-jobs/results?CurrentPage=1&RecordsPerPage=100&SearchResultsModuleName=Search+Results"
    urls = [f"{site}/job/ames/potter-{number}/77/{9000 + number}" for number in range(10)]
    exchanges = [
        {"url": f"{site}{search}", "answer": b'{"results": "", "hasJobs": true}'},
        xml(f"{site}/sitemap.xml", "sitemapindex", f"{site}/sitemap-jobs.xml", f"{site}/sitemap-more.xml"),
        xml(f"{site}/sitemap-jobs.xml", "urlset", *urls[:5]),
        xml(f"{site}/sitemap-more.xml", "urlset", f"{site}/about", *urls[5:]),
        *(job(url, f"Potter {url[-4:]}") for url in urls),
    ]
    header, postings = crawl_exchanges(RADANCY, exchanges, tmp_path)
    assert (header.outcome, header.advertised_total, len(postings)) == ("complete", 10, 10)
    assert header.requests == 1 + 3 + 10  # and no page of the search that is out of order

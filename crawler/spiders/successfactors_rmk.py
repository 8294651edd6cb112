"""SAP SuccessFactors career sites (RMK, Career Site Builder): https://help.sap.com/docs/successfactors-recruiting.

A vanity host with ``/search/`` and ``/job/{City}-{Title}-{ST}-{zip}/{id}/``. A row holds everything twice, for two
sizes of screen; where the search is closed the RSS feed has the place in the title. Job pages: from
documentation, not yet seen live.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.dates import parse_rss_date
from crawler.values.markup import absolute, children_text, job_page, page_of, read_feed, without_query, words
from crawler.values.places import parse_places

_JOB = re.compile(r"/job/[^?#]*?/(\d+)/?(?:[?#]|$)")
_TOTAL = re.compile(r"\b(?:of|von|sur|de)\s+([\d.,]+)\s*$")
_PLACE_IN_TITLE = re.compile(r"\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")


class SuccessFactorsRmk(PagedSearch):
    """The token is the host."""

    name = "successfactors_rmk"
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """Rows from ``offset`` on."""
        url = f"https://{board.token}/search/?q=&startrow={offset}"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def fallback(self, board: Board) -> Request:
        """The RSS feed."""
        url = f"https://{board.token}/feeds//?locale=en_US"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Rows of the search, or items of the feed."""
        if b"<rss" in response.body[:200]:
            items = [_item(children_text(item)) for item in read_feed(response.body, "rss", "item")]
            return Page(items, doubt="the search cannot be had, and the feed may hold the latest postings only")
        page = page_of(response)
        rows = page.css("tr.data-row, li.job-tile")
        said = words(page, ".paginationLabel, .pagination-label-row")
        if not rows and not page.css("#searchresults, #job-table, .searchResultsShell, #noresults, .jobs-not-found"):
            raise ValueError("not a page of results; does the site still run on SuccessFactors?")
        total = _TOTAL.search(said or "")
        jobs = [_row(row, response) for row in rows]
        return Page(jobs, int(re.sub(r"\D", "", total[1])) if total else None)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number at the end of the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """Microdata of the page, and JSON-LD where a site has it."""
        page, detail = job_page(response, "[itemprop=description]", ".jobdescription", ".job-description")
        for name in ("title", "department", "employmentType"):
            detail[name] = words(page, f"[itemprop={name}], [data-careersite-propertyid={name.lower()}]")
        return detail | {
            "posted": page.css("[itemprop=datePosted]::attr(content)").get() or words(page, "#job-date"),
            "places": [words(node) for node in page.css(".jobGeoLocation")] or [words(page, "#job-location")],
            "company": page.css("[itemprop=hiringOrganization]::attr(content)").get() or words(page, "#job-company"),
        }

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        detail = job["detail"] or {}
        places = [job.get("place")] if job.get("place") else detail.get("places") or []
        listed = JobPosting(
            id=f"successfactors_rmk:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            title=job.get("title") or detail.get("title") or "",
            hiring_organization=HiringOrganization(name=detail.get("company") or board.employer, domain=board.domain),
            description_html=clean_html(detail.get("html")),
            job_location=[found for place in places for found in parse_places(place)],
            employment_type=parse_employment_type(detail.get("employmentType")),
            department=job.get("department") or detail.get("department"),
            date_posted=parse_rss_date(job.get("date") or detail.get("posted")),
        )
        return with_jsonld(listed, detail.get("job") if detail else None, board)


def _row(row: Selector, response: Response) -> dict[str, Any]:
    href = row.css("a.jobTitle-link::attr(href), a[href*='/job/']::attr(href)").get() or row.attrib["data-url"]
    return _address(absolute(response, href)) | {
        "title": words(row, "a.jobTitle-link") or words(row, ".jobTitle"),
        "place": words(row, "td.colLocation .jobLocation") or words(row, ".jobLocation"),
        "date": words(row, ".jobDate"),
        "department": words(row, ".jobDepartment"),
    }


def _item(item: dict[str, str]) -> dict[str, Any]:
    place = _PLACE_IN_TITLE.search(item["title"])
    title = clean_text(_PLACE_IN_TITLE.sub("", item["title"]))
    return _address(item["link"]) | {"title": title, "place": place[1] if place else None, "date": item.get("pubDate")}


def _address(url: str) -> dict[str, Any]:
    """A job's address and the number in it; an address without one leaves the job unreadable."""
    number = _JOB.search(url)
    return {"url": without_query(url)} | ({"id": number[1]} if number else {})

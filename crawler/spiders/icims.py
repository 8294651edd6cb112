"""iCIMS classic portals: https://developer.icims.com documents the platform, not the portal; from captures and clients.

The page is a shell without ``in_iframe=1``, and employers name the fields of a card themselves. Adaptive portals have
JSON-LD on the job's page, classic ones only the text.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.recognition.tenants import tenant_host
from crawler.values.dates import parse_closing, parse_us_date
from crawler.values.labels import CLOSING, DEPARTMENT, EMPLOYMENT, LEGAL_NAME, PLACE, REQUISITION, WORKPLACE, labelled
from crawler.values.markup import absolute, job_page, page_of, sitemap_locations, without_query, words
from crawler.values.places import parse_coded_places

_JOB = re.compile(r"/jobs/(\d+)/")
_PAGE = re.compile(r"(\d+)\s+of\s+(\d+)$")
_VALUE = ".//span[not(contains(@class, 'field-label'))][not(ancestor::dt)]//text()"


class Icims(PagedSearch):
    """The token is the host. Pages link their next; concurrent requests return one another's pages."""

    name = "icims"
    linked = True
    headers = PAGE_HEADERS
    details_at_once = 1

    def query(self, board: Board, offset: int) -> Request:
        """The first page."""
        return Request(f"{_portal(board)}/jobs/search?pr=0&in_iframe=1", headers=PAGE_HEADERS, dont_filter=True)

    def fallback(self, board: Board) -> Request:
        """The portal's sitemap, which has the addresses of its jobs."""
        return Request(f"{_portal(board)}/sitemap.xml", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Cards of a search page, or the addresses in the sitemap."""
        if b"<urlset" in response.body[:500]:
            return Page([_job(url) for url in sitemap_locations(response.body) if _JOB.search(url)])
        page = page_of(response)
        cards = page.css(".iCIMS_JobCardItem, .iCIMS_JobsTable > .row")
        if not cards and not page.css(".iCIMS_ListingsPage"):
            raise ValueError("not a page of an iCIMS job search; has the portal moved?")
        jobs = [
            _job(absolute(response, link.attrib["href"]))
            | {"title": words(link, "h2, h3, h4"), "fields": _fields(card)}
            for card in cards
            for link in card.css("a.iCIMS_Anchor[href*='/jobs/']")[:1]
        ]
        following = page.css("link[rel=next]::attr(href)").get() if jobs else None
        number = _PAGE.search(words(page, ".iCIMS_SubHeader_Jobs") or "")
        cut = not following and number and int(number[1]) < int(number[2])
        doubt = f"the search ends on page {number[1]} of {number[2]}" if number and cut else None
        return Page(jobs, next_url=absolute(response, following) if following else None, doubt=doubt)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number in the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page without the shell."""
        return f"{job['url']}?in_iframe=1"

    def detail(self, response: Response) -> Any:
        """JSON-LD where there is some, and the text and fields of the page."""
        page, detail = job_page(response, ".iCIMS_JobContent :is(.iCIMS_InfoMsg_Job, .iCIMS_InfoField_Job)")
        address = _JOB.search(page.css("link[rel=canonical]::attr(href)").get() or detail["job"].get("url") or "")
        return detail | {
            "fields": _fields(page),
            "posted": page.css("span[title]::attr(title)").re_first(
                r"^\d{1,2}/\d{1,2}/\d{4}.*"
            ),  # beside "8 months ago"
            "title": words(page, "h1"),
            "number": address[1] if address else None,
        }

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """A portal under load answers with a neighbour's page."""
        return detail["number"] in (None, job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a card with its page."""
        detail = job["detail"]
        fields = job.get("fields", {}) | (detail or {}).get("fields", {})
        page = (detail or {}).get("job") or {}
        listed = JobPosting(
            id=f"icims:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            identifier=labelled(fields, REQUISITION),
            title=job.get("title") or clean_text(page.get("title")) or (detail or {}).get("title") or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=labelled(fields, LEGAL_NAME), domain=board.domain
            ),
            description_html=clean_html((detail or {}).get("html")),
            job_location=parse_coded_places(labelled(fields, PLACE)),
            job_location_type=parse_workplace(labelled(fields, WORKPLACE)),
            employment_type=parse_employment_type(labelled(fields, EMPLOYMENT)),
            department=labelled(fields, DEPARTMENT),
            date_posted=parse_us_date((detail or {}).get("posted")),
            valid_through=parse_closing(labelled(fields, CLOSING)),
        )
        return with_jsonld(listed, page if detail else None, board)


def _portal(board: Board) -> str:
    return f"https://{tenant_host(board, 'icims.com')}"


def _job(url: str) -> dict[str, Any]:
    """A job's address and the number in it; an address without one leaves the job unreadable."""
    number = _JOB.search(url)
    return {"url": without_query(url)} | ({"id": number[1]} if number else {})


def _fields(node: Selector) -> dict[str, str]:
    """Values by label: of the spans beside the title and of the list below it."""
    found: dict[str, str] = {}
    for group in node.css(".header.left, .header.right, .iCIMS_JobHeaderTag"):
        label = clean_text(" ".join(group.css(".field-label ::text, dt ::text").getall()))
        value = clean_text(" ".join(group.xpath(_VALUE).getall()))
        if label and value:
            found.setdefault(label, value)
    return found

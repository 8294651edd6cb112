"""Trakstar Hire (formerly Recruiterbox): https://developers.recruiterbox.com documents an interface that wants a key.

So the careers page is read: 25 cards a page, and the total in a script; that list is from documentation, not yet seen
live. Detail pages carry JSON-LD with raw line breaks in its strings and its HTML escaped twice.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.markup import job_page, page_of, words
from crawler.values.places import parse_places

_CODE = re.compile(r"/jobs/(\w+)")
_TOTAL = re.compile(r"total_results['\"]?\s*:\s*['\"]?(\d+)")


class Trakstar(PagedSearch):
    """The token is the host's first label."""

    name = "trakstar"
    numbered = True
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """Page ``offset``, counted from 0 here and from 1 there."""
        return Request(f"{_site(board)}/?p={offset + 1}", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Cards of a page."""
        page = page_of(response)
        cards = page.css(".js-careers-page-job-list-item")
        total = _TOTAL.search(response.text)
        if not cards and total is None:
            raise ValueError("not a careers page of Trakstar's; has the employer left?")
        return Page([_card(card) for card in cards], int(total[1]) if total else None)

    def job_key(self, job: dict[str, Any]) -> str:
        """The code in the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return _url(job, board)

    def detail(self, response: Response) -> Any:
        """JSON-LD, or the text of the page where a theme has none."""
        return job_page(response, ".jobdesciption", ".jobdescription")[1]

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a card with its page."""
        detail = job["detail"] or {}
        listed = JobPosting(
            id=f"trakstar:{board.token}:{job['id']}",
            board=board.id,
            url=_url(job, board),
            title=job["title"] or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("html")),
            job_location=parse_places(job["place"]),
            job_location_type="remote" if "fully remote" in (job["kind"] or "").lower() else None,
            employment_type=parse_employment_type(job["kind"]),
            department=job["department"],
        )
        return with_jsonld(listed, detail.get("job") if detail else None, board)


def _site(board: Board) -> str:
    return f"https://{board.token}.hire.trakstar.com"


def _url(job: dict[str, Any], board: Board) -> str:
    return f"{_site(board)}/jobs/{job['id']}/"


def _card(card: Selector) -> dict[str, Any]:
    address = card.attrib.get("data-href") or card.css("a::attr(href)").get() or ""
    code = _CODE.search(address)
    return {
        **({"id": code[1]} if code else {}),
        "title": words(card, ".js-job-list-opening-name"),
        "place": card.css(".js-job-list-opening-loc::attr(title)").get() or words(card, ".js-job-list-opening-loc"),
        "department": words(card, ".rb-text-4:not(.js-job-list-opening-meta)"),
        "kind": words(card, ".js-job-list-opening-meta"),
    }

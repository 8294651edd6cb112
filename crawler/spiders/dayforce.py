"""Dayforce portals: https://developers.dayforce.com is the platform's: from documentation, not yet seen live.

The search wants the token and the cookie that the portal gives to every visitor. Its text lacks the parts above and
below, in which employers keep what they say of themselves and of the law; the job's page is filled with all of them.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, html_or_text, parse_posted, parse_valid_through
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, PAGE_HEADERS, PagedSearch
from crawler.recognition.keys import visit_cookies
from crawler.values.markup import page_of
from crawler.values.places import address_places

_PORTALS = "https://jobs.dayforcehcm.com"
_CULTURE = re.compile(r"(?:/CandidatePortal)?/([a-z]{2,3}-[A-Z]{2,4})(?=/)", re.IGNORECASE)
_TEXTS = ("jobDescriptionHeader", "jobDescription", "jobDescriptionFooter")


class Dayforce(PagedSearch):
    """The token is ``client/portal``; the language is that of the board's URL, else U.S. English."""

    name = "dayforce"
    jobs = "jobPostings"
    total = "maxCount"
    volatile = frozenset({"searchScore", "postingAppliedStatus"})

    def entrance(self, board: Board) -> Request:
        """A visitor's token."""
        return Request(f"{_PORTALS}/api/auth/csrf", headers=self.headers, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Headers for the search."""
        given = {"X-CSRF-TOKEN": decode_json(response.body)["csrfToken"], "Cookie": visit_cookies(response)}
        return {name: value for name, value in given.items() if value}

    def query(self, board: Board, offset: int) -> Request:
        """25 postings from ``offset`` on."""
        client, _, portal = board.token.partition("/")
        asked = {"clientNamespace": client, "jobBoardCode": portal, "cultureCode": _culture(board)}
        body = json.dumps(asked | {"distanceUnit": 0, "paginationStart": offset})
        headers = JSON_HEADERS | {"Content-Type": "application/json"} | self.admission(board)
        url = f"{_PORTALS}/api/geo/{client}/jobposting/search"
        return Request(url, method="POST", body=body, headers=headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The posting."""
        return str(job["jobPostingId"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """The job's page."""
        return [Request(_page(board, job), headers=PAGE_HEADERS, dont_filter=True)]

    def detail(self, response: Response) -> Any:
        """The record that the page is filled with."""
        filled = page_of(response).css("script#__NEXT_DATA__::text").get()
        record = jmespath.search("props.pageProps.jobData", decode_json((filled or "{}").encode()))
        if not isinstance(record, dict):
            raise ValueError("a page that is not filled with a posting")
        return record

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the posting."""
        return str(detail["jobPostingId"]) == self.job_key(job)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with the record of its page."""
        detail = job["detail"] or {}
        content = detail.get("jobPostingContent") or job
        places = [
            place
            for entry in job.get("postingLocations") or []
            for place in address_places(
                entry.get("formattedAddress"),
                locality=entry.get("cityName"),
                region=entry.get("stateCode"),
                country=entry.get("isoCountryCode"),
            )
        ]
        return JobPosting(
            id=f"dayforce:{board.token}:{job['jobPostingId']}",
            board=board.id,
            url=_page(board, job),
            identifier=clean_text(job.get("jobReqId")),
            title=clean_text(job["jobTitle"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(html_or_text(content.get(name)) or "" for name in _TEXTS)),
            job_location=places,
            job_location_type="remote" if job.get("hasVirtualLocation") else None,
            date_posted=parse_posted(job.get("postingStartTimestampUTC")),
            valid_through=parse_valid_through(job.get("postingExpiryTimestampUTC")),
            detail_missing=not detail,
        )


def _culture(board: Board) -> str:
    match = _CULTURE.match(urlsplit(board.url).path)
    return match[1] if match else "en-US"


def _page(board: Board, job: dict[str, Any]) -> str:
    return f"{_PORTALS}/{_culture(board)}/{board.token}/jobs/{job['jobPostingId']}"

"""Apple's own careers site: https://jobs.apple.com, a service that is not documented: from captures and clients.

A requisition is listed once for each city, with an address, a record and pay of its own, and ``PIPE`` rows stand for no
single opening; both are postings. Some clients are asked for a token, others not: it is sent where it can be had.
"""

from __future__ import annotations

import json
import re
from typing import Any

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, comma_list, html_or_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, PagedSearch
from crawler.recognition.keys import visit_cookies
from crawler.values.pay_text import text_pay
from crawler.values.places import address_place

_SERVICE = "https://jobs.apple.com/api/v1"
_SECTIONS = (
    ("jobSummary", ""),
    ("description", "<h3>Description</h3>"),
    ("minimumQualifications", "<h3>Minimum Qualifications</h3>"),
    ("preferredQualifications", "<h3>Preferred Qualifications</h3>"),
)
# "The base pay range for this role is between $1 and $2", one for each place it may be done in.
_PAY = re.compile(r"between (\$[\d,.]+\d(?:/\w+)?) and (\$[\d,.]+\d(?:/\w+)?)")


class Apple(PagedSearch):
    """The token is ``apple``. A page past the end says that there are no postings at all."""

    name = "apple"
    jobs = "res.searchResults"
    total = "res.totalRecords"
    numbered = True
    entrance_needed = False

    def entrance(self, board: Board) -> Request:
        """The token, which comes as a header."""
        return Request(f"{_SERVICE}/CSRFToken", headers=JSON_HEADERS, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Headers for the search."""
        token = (response.headers.get("X-Apple-CSRF-Token") or b"").decode("latin-1")
        given = {"X-Apple-CSRF-Token": token, "Cookie": visit_cookies(response)}
        return {name: value for name, value in given.items() if value}

    def query(self, board: Board, offset: int) -> Request:
        """A page of 20, newest first."""
        dates = {"longDate": "MMMM D, YYYY", "mediumDate": "MMM D, YYYY"}
        asked = {"query": "", "filters": {}, "page": offset + 1, "locale": "en-us", "sort": "newest", "format": dates}
        headers = JSON_HEADERS | {"Content-Type": "application/json"} | self.admission(board)
        return Request(f"{_SERVICE}/search", method="POST", body=json.dumps(asked), headers=headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """Requisition and place."""
        return str(job["id"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """By the number in the address, then by the row's id."""
        numbers = dict.fromkeys([job["id"].removeprefix("PIPE-"), job["id"]])
        urls = [f"{_SERVICE}/jobDetails/{number}?locale=en-us" for number in numbers]
        return [Request(url, headers=self.headers, dont_filter=True) for url in urls]

    def detail(self, response: Response) -> Any:
        """The record inside the envelope."""
        return decode_json(response.body)["res"]

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the requisition; the ids of row and record differ."""
        return bool(detail["positionId"] == job["positionId"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its ``detail``, whose texts are plain."""
        detail = job["detail"] or {}
        footers = jmespath.search("postingFooters[].localizations.en_US[].content", detail) or []
        record = detail or job  # a row has the first of the texts
        sections = [head + (html_or_text(record[name]) or "") for name, head in _SECTIONS if record.get(name)]
        ranges = dict.fromkeys(match[0] for footer in footers for match in _PAY.finditer(footer))
        number = job["id"].removeprefix("PIPE-")
        return JobPosting(
            id=f"apple:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://jobs.apple.com/en-us/details/{number}/{job.get('transformedPostingTitle') or ''}",
            identifier=job.get("positionId"),
            title=clean_text(job["postingTitle"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join([*sections, *(html_or_text(footer) or "" for footer in footers)])),
            job_location=[_place(entry) for entry in job.get("locations") or []],
            job_location_type="remote" if job.get("homeOffice") else None,
            employment_type=parse_employment_type(detail.get("employmentType")),
            department=clean_text((job.get("team") or {}).get("teamName")),
            date_posted=parse_posted(job.get("postDateInGMT") or job.get("postingDate")),
            base_salary=[pay for words in ranges for pay in text_pay(words, country="US")],
            detail_missing=not detail,
        )


def _place(entry: dict[str, Any]) -> Place:
    """The name is that of the city, the state or the country, whichever is the least that is known."""
    parts = (entry.get("name"), entry.get("stateProvince"), entry.get("countryName"))
    return address_place(
        comma_list(*dict.fromkeys(parts)),
        locality=entry.get("city"),
        region=entry.get("stateProvince"),
        country=entry.get("countryName"),
    )

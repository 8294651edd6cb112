"""Paycom career pages: no documented service (https://www.paycom.com): from documentation, not yet seen live.

The page hands out a token and the address of the region's service. The list is asked with every filter named or answers
with nothing; the date is only in the JSON-LD that a job's record holds as a text.
"""

from __future__ import annotations

import json
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.clean import clean_html, clean_text, html_or_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import read_job_postings, with_jsonld
from crawler.patterns import JSON_HEADERS, PAGE_HEADERS, PagedSearch
from crawler.recognition.keys import service_at
from crawler.values.markup import assigned_json
from crawler.values.pay_text import text_pay
from crawler.values.places import parse_places

_LISTS = (
    "workEnvironments",
    "positionTypes",
    "educationLevels",
    "categories",
    "travelTypes",
    "shiftTypes",
    "otherFilters",
)
_WORDS = ("keywordSearchText", "location", "sortOption")


class Paycom(PagedSearch):
    """The token is the portal's key, 32 hexadecimal digits."""

    name = "paycom"
    jobs = "jobPostingPreviews"
    total = "jobPostingPreviewsCount"

    def entrance(self, board: Board) -> Request:
        """The career page."""
        return Request(f"{_portal(board)}/career-page", headers=PAGE_HEADERS, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Token and service, which has to be one of Paycom's own hosts."""
        host = assigned_json(response.text if isinstance(response, TextResponse) else "", "configsFromHost")
        settings = decode_json(host["libConfig"].encode())
        service = service_at(settings["atsPortalMantleServiceUrl"], "paycomonline.net")
        return {"token": host["sessionJWT"], "service": service, "locale": settings.get("locale") or "en-US"}

    def query(self, board: Board, offset: int) -> Request:
        """100 postings from ``offset`` on."""
        filters: dict[str, Any] = {"distanceFrom": 0, **{name: [] for name in _LISTS}, **dict.fromkeys(_WORDS, "")}
        body = json.dumps({"skip": offset, "take": 100, "filtersForQuery": filters})
        url = f"{self.admission(board)['service']}/api/ats/job-posting-previews/search"
        headers = {**self._headers(board), "Content-Type": "application/json"}
        return Request(url, method="POST", body=body, headers=headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The posting."""
        return str(job["jobId"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """The posting's record."""
        url = f"{self.admission(board)['service']}/api/ats/job-postings/{job['jobId']}"
        return [Request(url, headers=self._headers(board), dont_filter=True)]

    def detail(self, response: Response) -> Any:
        """The record with its JSON-LD read, as tolerantly as that of a page."""
        record = decode_json(response.body)["jobPosting"]
        block = f'<script type="application/ld+json">{record.get("googleJobJson") or ""}</script>'
        return record | {"jsonld": next(iter(read_job_postings(block.encode())), {})}

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the posting, where the record has it."""
        return str(detail.get("jobId") or job["jobId"]) == self.job_key(job)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a preview with its record."""
        detail = job["detail"] or {}
        words = (
            [detail.get("location"), *(detail.get("secondaryLocations") or [])] if detail else [job.get("locations")]
        )
        places = [place for text in words for place in parse_places(text)]
        texts = (detail.get("description") or job.get("description"), detail.get("qualifications"))
        listed = JobPosting(
            id=f"paycom:{board.token}:{job['jobId']}",
            board=board.id,
            url=f"{_portal(board)}/jobs/{job['jobId']}",
            title=clean_text(job["jobTitle"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(html_or_text(text) or "" for text in texts)),
            job_location=places,
            job_location_type=parse_workplace(detail.get("remoteType") or job.get("remoteType")),
            employment_type=parse_employment_type(detail.get("positionType") or job.get("positionType")),
            department=clean_text(detail.get("jobCategory")),
            base_salary=text_pay(detail.get("salaryRange"), country=places[0].country if places else None),
        )
        return with_jsonld(listed, detail["jsonld"] if detail else None, board)

    def _headers(self, board: Board) -> dict[str, str]:
        admission = self.admission(board)
        visit = {"Authorization": admission["token"], "Locale": admission["locale"]}
        return JSON_HEADERS | visit | {"Portal-Host-Referrer": f"{_portal(board)}/career-page"}


def _portal(board: Board) -> str:
    return f"https://www.paycomonline.net/v4/ats/web.php/portal/{board.token}"

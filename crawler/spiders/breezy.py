"""Breezy HR, the portal's own list of its positions: https://developer.breezy.hr; from captures and public clients.

A bare array, or an object with ``positions`` on older boards, without texts; the posting's page has a JobPosting.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard
from crawler.recognition.tenants import tenant_host
from crawler.values.legal_names import legal_entity
from crawler.values.markup import job_posting_on
from crawler.values.pay_text import text_pay
from crawler.values.places import address_places


class Breezy(JsonBoard):
    """One company's board may hold jobs of several companies, each named in the job."""

    name = "breezy"
    jobs = "positions || @"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """The board as JSON."""
        return Request(f"https://{tenant_host(board, 'breezy.hr')}/json", headers=self.headers, dont_filter=True)

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The posting's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """The JobPosting on it."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a position with the JobPosting of its page."""
        company = clean_text((job.get("company") or {}).get("name"))
        location = job.get("location") or {}
        places = [place for entry in job.get("locations") or [location] for place in _places(entry)]
        listed = JobPosting(
            id=f"breezy:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(
                name=company or board.employer, legal_name=legal_entity(company), domain=board.domain
            ),
            job_location=places,
            job_location_type="remote" if location.get("is_remote") else None,
            employment_type=parse_employment_type((job.get("type") or {}).get("name")),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("published_date")),
            base_salary=text_pay(job.get("salary"), country=places[0].country if places else None),
        )
        posting = with_jsonld(listed, job.get("detail"), board)
        return replace(posting, job_location=places or posting.job_location)  # the page names one place of several


def _places(entry: dict[str, Any]) -> list[Place]:
    components = (entry.get("streetAddress") or {}).get("components") or []
    postal_codes = (part.get("long_name") for part in components if "postal_code" in part.get("types", []))
    return address_places(
        entry.get("name"),
        locality=entry.get("city"),
        region=(entry.get("state") or {}).get("id"),
        country=(entry.get("country") or {}).get("id"),
        postal_code=next(postal_codes, None),
    )

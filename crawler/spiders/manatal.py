"""Manatal career pages: https://developers.manatal.com/reference; from captures.

Postings have no date. The public address uses ``hash``, not ``id``. A board may be an agency's, its employers unnamed.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PagedSearch
from crawler.values.pay_systems import manatal_pay
from crawler.values.places import address_places


class Manatal(PagedSearch):
    """Pages are numbered; the links between them lead to another host."""

    name = "manatal"
    jobs = "results"
    total = "count"
    numbered = True

    def query(self, board: Board, offset: int) -> Request:
        """Page ``offset + 1``; the first is asked for without a number, as the careers page does."""
        url = f"https://api.manatal.com/open/v3/career-page/{board.token}/jobs/"
        return Request(f"{url}?page={offset + 1}" if offset else url, headers=self.headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The job's id."""
        return str(job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one result."""
        return JobPosting(
            id=f"manatal:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://www.careers-page.com/{board.token}/job/{job['hash']}",
            title=clean_text(job["position_name"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(job.get("description")),
            job_location=address_places(
                job.get("location_display"),
                locality=job.get("city"),
                region=job.get("state"),
                country=job.get("country"),
                postal_code=job.get("zipcode"),
            ),
            job_location_type="remote" if job.get("is_remote") else None,
            employment_type=parse_employment_type(job.get("contract_details")),
            base_salary=manatal_pay(job),
        )

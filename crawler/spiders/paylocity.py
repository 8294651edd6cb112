"""Paylocity recruiting pages: https://www.paylocity.com documents no public service: from captures.

The board is JSON in a script of one page, internal openings among the others; the text is on each job's page.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_text, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.legal_names import legal_entity
from crawler.values.markup import assigned_json, job_posting_on, page_of
from crawler.values.places import address_places

_DETAILS = "https://recruiting.paylocity.com/Recruiting/Jobs/Details/{}"


class Paylocity(JsonBoard):
    """The token is the board's GUID; an unknown one is redirected to a page without jobs."""

    name = "paylocity"
    list_url = "https://recruiting.paylocity.com/recruiting/jobs/All/{token}"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """``Jobs`` of ``window.pageData`` that are open to the public, with the company's name."""
        page_of(response)
        data = assigned_json(response.text, "window.pageData")
        return Page([job | {"company": data.get("ModuleTitle")} for job in data["Jobs"] if not job.get("IsInternal")])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return _DETAILS.format(job["JobId"])

    def detail(self, response: Response) -> Any:
        """JSON-LD."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of ``Jobs`` with its page."""
        workplace = "remote" if job.get("IsRemote") else job.get("LocationName")
        company = clean_text(job.get("company"))
        listed = JobPosting(
            id=f"paylocity:{board.token}:{job['JobId']}",
            board=board.id,
            url=_DETAILS.format(job["JobId"]),
            apply_url=f"https://recruiting.paylocity.com/Recruiting/jobs/Apply/{job['JobId']}",
            title=clean_text(job["JobTitle"]) or "",
            hiring_organization=HiringOrganization(
                name=company or board.employer, legal_name=legal_entity(company), domain=board.domain
            ),
            job_location=_places(job),
            job_location_type=parse_workplace(workplace),
            department=clean_text(job.get("HiringDepartment")),
            date_posted=parse_posted(job.get("PublishedDate")),
        )
        return with_jsonld(listed, job["detail"], board)


def _places(job: dict[str, Any]) -> list[Place]:
    """The address where there is one; the location's name is the employer's word for it ("Dallas - Amarillo")."""
    address = job.get("JobLocation") or {}
    parts = {"locality": address.get("City"), "region": address.get("State"), "country": address.get("Country")}
    if parts["locality"] or parts["region"]:
        return address_places(None, **parts, postal_code=address.get("Zip"))
    return address_places(job.get("LocationName"), country=address.get("Country"))

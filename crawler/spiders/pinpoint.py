"""Pinpoint, the careers site's own list: https://developers.pinpointhq.com; from captures and public clients.

The list has everything but the date, which the JobPosting on the posting's page has. Pay may be hidden.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_valid_through, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard
from crawler.recognition.tenants import tenant_host
from crawler.values.markup import job_posting_on
from crawler.values.pay_systems import pinpoint_pay
from crawler.values.places import address_places

_PARTS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")


class Pinpoint(JsonBoard):
    """The token is the label before ``.pinpointhq.com``, or the employer's own host."""

    name = "pinpoint"
    jobs = "data"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """All postings of the site."""
        url = f"https://{tenant_host(board, 'pinpointhq.com')}/postings.json"
        return Request(url, headers=self.headers, dont_filter=True)

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The posting's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """The JobPosting on it."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a posting with the JobPosting of its page."""
        opening, location = job.get("job") or {}, job.get("location") or {}
        listed = JobPosting(
            id=f"pinpoint:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            identifier=clean_text(opening.get("requisition_id")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(_section(job, part) for part in _PARTS)),
            job_location=address_places(
                location.get("name"),
                locality=location.get("city"),
                region=location.get("province"),
                postal_code=location.get("postal_code"),
            ),
            job_location_type=parse_workplace(job.get("workplace_type")),
            employment_type=parse_employment_type([job.get("employment_type"), job.get("employment_type_text")]),
            department=clean_text((opening.get("department") or {}).get("name")),
            valid_through=parse_valid_through(job.get("deadline_at")),
            base_salary=pinpoint_pay(job),
        )
        posting = with_jsonld(listed, job.get("detail"), board)
        # The list has each part of the text and the employer's own number; the page has all in one and no number.
        return replace(
            posting,
            description_html=listed.description_html or posting.description_html,
            identifier=listed.identifier,
        )


def _section(job: dict[str, Any], part: str) -> str:
    heading, text = job.get(f"{part}_header"), job.get(part)
    return f"<h3>{heading}</h3>{text}" if heading and text else text or ""

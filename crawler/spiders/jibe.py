"""Jibe, iCIMS' front end on employers' own domains; not documented: from captures and public clients.

Zero pay means not disclosed. ``tags1`` to ``tags20`` mean what each employer chose; ``apply_url`` leads into iCIMS.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request

from crawler.clean import clean_html, clean_text, html_or_text, parse_employment_type, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.patterns import PagedSearch
from crawler.recognition.tenants import tenant_host
from crawler.values.legal_names import legal_entity
from crawler.values.pay_systems import jibe_pay
from crawler.values.places import address_places

_TEXTS = ("description", "responsibilities", "qualifications")
_WORKPLACES = {"remote", "hybrid", "on-site", "onsite", "fully remote"}


class Jibe(PagedSearch):
    """The token is the host, or the label before ``.jibeapply.com``. Some tenants answer ten a page, always."""

    name = "jibe"
    jobs = "jobs[].data"
    total = "totalCount"
    numbered = True

    def query(self, board: Board, offset: int) -> Request:
        """Page ``offset + 1`` of 100."""
        url = f"https://{tenant_host(board, 'jibeapply.com')}/api/jobs?page={offset + 1}&limit=100"
        return Request(url, headers=self.headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The last part of the posting's path."""
        return str(job["slug"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one ``data`` object."""
        meta = job.get("meta_data") or {}
        tags = [str(tag) for n in range(1, 21) for tag in job.get(f"tags{n}") or []]
        texts = [f"<div>{html_or_text(job[part])}</div>" for part in _TEXTS if job.get(part)]
        organisation = clean_text(job.get("hiring_organization"))
        return JobPosting(
            id=f"jibe:{board.token}:{job['slug']}",
            board=board.id,
            url=meta.get("canonical_url") or f"https://{tenant_host(board, 'jibeapply.com')}/jobs/{job['slug']}",
            apply_url=job.get("apply_url"),
            identifier=clean_text(job.get("req_id")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=organisation or board.employer, legal_name=legal_entity(organisation), domain=board.domain
            ),
            description_html=clean_html("".join(texts)),
            job_location=[
                *_places(job),
                *(p for other in job.get("additional_locations") or [] for p in _places(other)),
            ],
            job_location_type=next((parse_workplace(tag) for tag in tags if tag.lower() in _WORKPLACES), None),
            employment_type=parse_employment_type(job.get("employment_type")),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("posted_date")),
            base_salary=jibe_pay(job, tags),
        )


def _places(entry: dict[str, Any]) -> list[Place]:
    return address_places(
        entry.get("full_location") or entry.get("location_name") or entry.get("country"),
        locality=entry.get("city"),
        region=entry.get("state"),
        country=entry.get("country_code") or entry.get("country"),
        postal_code=entry.get("postal_code"),
    )

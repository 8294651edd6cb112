"""SmartRecruiters: https://developers.smartrecruiters.com/docs/posting-api.

The list has no description, and answers for a company it does not know as for one without postings.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scrapy import Request

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.patterns import PagedSearch
from crawler.values.legal_names import legal_entity
from crawler.values.pay_systems import smartrecruiters_pay
from crawler.values.places import address_places

_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
# Employers name these fields themselves; the words are those that their exports from payroll systems use.
_ENTITY_LABELS = ("legal entity", "legal employer", "legal entity name", "company")


class SmartRecruiters(PagedSearch):
    """The company's identifier in the URL is case-sensitive."""

    name = "smartrecruiters"
    jobs = "content"
    total = "totalFound"

    def query(self, board: Board, offset: int) -> Request:
        """Page of 100, the most there is."""
        return Request(f"{_service(board)}?limit=100&offset={offset}", headers=self.headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The posting's id."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The posting itself."""
        return f"{_service(board)}/{job['id']}"

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``."""
        detail = job.get("detail") or {}
        sections = (detail.get("jobAd") or {}).get("sections") or {}
        location = job.get("location") or {}
        fields = {f["fieldLabel"].lower(): f["valueLabel"] for f in job.get("customField") or [] if f.get("valueLabel")}
        places = _places(location)
        employment = job.get("typeOfEmployment") or {}
        return JobPosting(
            id=f"smartrecruiters:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://jobs.smartrecruiters.com/{quote(board.token)}/{job['id']}",
            apply_url=detail.get("applyUrl"),
            identifier=clean_text(job.get("refNumber")),
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text((job.get("company") or {}).get("name")) or board.employer,
                legal_name=next(filter(None, (legal_entity(fields.get(label)) for label in _ENTITY_LABELS)), None),
                domain=board.domain,
            ),
            description_html=clean_html("".join(_section(sections.get(name) or {}) for name in _SECTIONS)),
            job_location=places,
            # Two boxes that are off where nobody ticked them: neither says that the job is on site.
            job_location_type="remote" if location.get("remote") else "hybrid" if location.get("hybrid") else None,
            employment_type=parse_employment_type([employment.get("label"), employment.get("id")]),
            department=clean_text((job.get("department") or {}).get("label") or fields.get("department")),
            date_posted=parse_posted(job.get("releasedDate")),
            base_salary=smartrecruiters_pay(detail, fields, places[0].country if places else None),
            detail_missing=not detail,
        )


def _service(board: Board) -> str:
    return f"https://api.smartrecruiters.com/v1/companies/{quote(board.token, safe='')}/postings"


def _places(location: dict[str, Any]) -> list[Place]:
    return address_places(
        location.get("fullLocation"),
        locality=location.get("city"),
        region=location.get("region"),
        country=location.get("country"),
        postal_code=location.get("postalCode"),
    )


def _section(section: dict[str, Any]) -> str:
    text = section.get("text") or ""
    return f"<h3>{section.get('title') or ''}</h3>{text}" if text else ""

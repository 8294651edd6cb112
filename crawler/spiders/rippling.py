"""Rippling's boards, the interface behind ats.rippling.com; not documented: from captures and public clients.

One row for each place of work of a job. In ``employmentType`` the label is the code and the id is the words.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobLocationType, JobPosting
from crawler.patterns import JsonBoard, Page
from crawler.values.pay_systems import rippling_pay
from crawler.values.places import parse_place
from crawler.values.rows import merge_rows


class Rippling(JsonBoard):
    """The board's name of the company is the entity that pays, which is its legal name."""

    name = "rippling"
    list_url = "https://api.rippling.com/platform/api/ats/v1/board/{token}/jobs"

    def page(self, response: Response, board: Board) -> Page:
        """Jobs, each once with its rows."""
        return Page(merge_rows(super().page(response, board).jobs, "uuid"))

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job by its uuid."""
        return f"{self.list_url.format(token=board.token)}/{job['uuid']}"

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a job with its ``detail``."""
        detail = job.get("detail") or {}
        description = detail.get("description") or {}
        employment, department = detail.get("employmentType") or {}, detail.get("department") or {}
        listed = [(row.get("workLocation") or {}).get("label") for row in job["rows"]]
        places = [text for place in detail.get("workLocations") or listed if (text := clean_text(place))]
        texts = [f"<div>{description[part]}</div>" for part in ("company", "role") if description.get(part)]
        return JobPosting(
            id=f"rippling:{board.token}:{job['uuid']}",
            board=board.id,
            url=job["url"],
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=clean_text(detail.get("companyName")), domain=board.domain
            ),
            description_html=clean_html("".join(texts)),
            job_location=[parse_place(place) for place in places],
            job_location_type=_workplace(places),
            employment_type=parse_employment_type([employment.get("id"), employment.get("label")]),
            department=clean_text(department.get("name") or (job.get("department") or {}).get("label")),
            date_posted=parse_posted(detail.get("createdOn")),
            base_salary=rippling_pay(detail.get("payRangeDetails")),
            detail_missing=not detail,
        )


def _workplace(places: list[str]) -> JobLocationType | None:
    """What all places begin with: "Remote (Ohio, US)", "Hybrid (Columbus, OH)"."""
    if places and all(place.startswith("Remote") for place in places):
        return "remote"
    return "hybrid" if places and all(place.startswith("Hybrid") for place in places) else None

"""Comeet hosted boards: https://developers.comeet.com documents the same records behind a token: from captures.

The page carries list and details in one script. There is a date of change and none of publication; a job may be remote
and hybrid at once, where the kind of workplace is what the employer chose.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.markup import assigned_json, page_of
from crawler.values.places import address_places


class Comeet(JsonBoard):
    """The token is the company's name and number in the URL."""

    name = "comeet"
    list_url = "https://www.comeet.com/jobs/{token}"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """``COMPANY_POSITIONS_DATA``, without what is for employees only."""
        page_of(response)
        jobs = assigned_json(response.text, "COMPANY_POSITIONS_DATA")
        return Page([job for job in jobs if not job.get("is_internal")])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one position."""
        details = sorted((job.get("custom_fields") or {}).get("details") or [], key=lambda part: part.get("order") or 0)
        text = [f"<h3>{part.get('name') or ''}</h3>{part['value']}" for part in details if part.get("value")]
        place = job.get("location") or {}
        workplace = parse_workplace(job.get("workplace_type")) or ("remote" if place.get("is_remote") else None)
        return JobPosting(
            id=f"comeet:{board.token}:{job['uid']}",
            board=board.id,
            url=job.get("url_active_page") or job["url_comeet_hosted_page"],
            apply_url=job.get("url_comeet_hosted_page"),
            identifier=clean_text(job.get("internal_use_custom_id")),
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("company_name")) or board.employer, domain=board.domain
            ),
            description_html=clean_html("".join(text).replace("\ufeff", "")),
            job_location=address_places(
                place.get("name"),
                locality=place.get("city"),
                region=place.get("state"),
                country=place.get("country"),
                postal_code=place.get("postal_code"),
            ),
            job_location_type=workplace,
            employment_type=parse_employment_type(job.get("employment_type")),
            department=clean_text(job.get("department")),
        )

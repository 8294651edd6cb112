"""Greenhouse: https://developers.greenhouse.io/job-board.html.

``content`` is HTML, entity-escaped once more; pay is a block inside it, and in ``pay_input_ranges`` where it is shown.
"""

from __future__ import annotations

import html
from typing import Any

from crawler.clean import (
    clean_html,
    clean_text,
    parse_employment_type,
    parse_posted,
    parse_valid_through,
    parse_workplace,
)
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import JsonBoard
from crawler.values.pay import greenhouse_pay
from crawler.values.places import parse_places


class Greenhouse(JsonBoard):
    """All boards share one host."""

    name = "greenhouse"
    list_url = "https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true"
    jobs = "jobs"
    total = "meta.total"

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of ``jobs``."""
        content = html.unescape(job.get("content") or "")
        fields = {field["name"].lower(): field["value"] for field in job.get("metadata") or [] if field.get("value")}
        legal_name = fields.get("entity") or fields.get("company assignment") or fields.get("legal entity")
        return JobPosting(
            id=f"greenhouse:{board.token}:{job['id']}",
            board=board.id,
            url=job["absolute_url"],
            identifier=clean_text(job.get("requisition_id")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("company_name")) or board.employer,
                legal_name=clean_text(legal_name) if isinstance(legal_name, str) else None,
                domain=board.domain,
            ),
            description_html=clean_html(content),
            job_location=parse_places((job.get("location") or {}).get("name")),
            job_location_type=parse_workplace(fields.get("location type") or fields.get("workplace type")),
            employment_type=parse_employment_type(fields.get("employment type") or fields.get("time type")),
            department=clean_text(next((d.get("name") for d in job.get("departments") or []), None)),
            date_posted=parse_posted(job.get("first_published")),
            valid_through=parse_valid_through(job.get("application_deadline")),
            base_salary=greenhouse_pay(job.get("pay_input_ranges"), content),
        )

"""Workable's careers widget: https://help.workable.com (embedding a jobs page); from captures and public clients.

One row for each location of a job. ``created_at`` is the day of the draft; ``published_on`` is the posting's.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, comma_list, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import JsonBoard, Page
from crawler.values.places import address_places
from crawler.values.rows import merge_rows


class Workable(JsonBoard):
    """The widget is outside the daily quota that the newer interface has for each caller."""

    name = "workable"
    list_url = "https://apply.workable.com/api/v1/widget/accounts/{token}?details=true"

    def page(self, response: Response, board: Board) -> Page:
        """Jobs, each once, with the account's name."""
        account = decode_json(response.body)
        if not isinstance(account, dict) or not isinstance(account.get("jobs"), list):
            raise ValueError("no list of jobs (jobs) in the answer")
        return Page(merge_rows(account["jobs"], "shortcode", {"company": account.get("name")}))

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job; ``rows`` are its rows of the list."""
        code = job["shortcode"]
        return JobPosting(
            id=f"workable:{board.token}:{code}",
            board=board.id,
            url=job["url"],
            apply_url=job.get("application_url"),
            identifier=clean_text(job.get("code")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("company")) or board.employer, domain=board.domain
            ),
            description_html=clean_html(job.get("description")),
            job_location=[place for row in job["rows"] for place in _places(row)],
            job_location_type="remote" if job.get("telecommuting") else None,
            employment_type=parse_employment_type(job.get("employment_type")),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("published_on")),
        )


def _places(row: dict[str, Any]) -> list[Place]:
    shown = [entry for entry in row.get("locations") or [] if not entry.get("hidden")]
    if not shown:
        words = comma_list(row.get("city"), row.get("state"), row.get("country"))
        return address_places(words, locality=row.get("city"), region=row.get("state"), country=row.get("country"))
    return [
        place
        for entry in shown
        for place in address_places(
            comma_list(entry.get("city"), entry.get("region"), entry.get("country")),
            locality=entry.get("city"),
            region=entry.get("region"),
            country=entry.get("countryCode") or entry.get("country"),
        )
    ]

"""Ashby: https://developers.ashbyhq.com/docs/public-job-posting-api.

Compensation components other than salary carry unrelated numbers, and the tenant says whether pay may be shown.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.patterns import JsonBoard, Page
from crawler.values.pay import ashby_pay
from crawler.values.places import address_place


class Ashby(JsonBoard):
    """The organisation's name in the URL is case-sensitive."""

    name = "ashby"
    list_url = "https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true"
    jobs = "jobs"

    def page(self, response: Response, board: Board) -> Page:
        """Leave out what the tenant has unlisted; it is open to those who have its address only."""
        page = super().page(response, board)
        page.jobs = [job for job in page.jobs if not (isinstance(job, dict) and job.get("isListed") is False)]
        return page

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of ``jobs``."""
        workplace = parse_workplace(job.get("workplaceType")) or ("remote" if job.get("isRemote") else None)
        return JobPosting(
            id=f"ashby:{board.token}:{job['id']}",
            board=board.id,
            url=job["jobUrl"],
            apply_url=job.get("applyUrl"),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(job.get("descriptionHtml")),
            job_location=[_place(job), *map(_place, job.get("secondaryLocations") or [])],
            job_location_type=workplace,
            employment_type=parse_employment_type(job.get("employmentType")),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("publishedAt")),
            base_salary=ashby_pay(job.get("compensation"), shown=job.get("shouldDisplayCompensationOnJobPostings")),
        )


def _place(entry: dict[str, Any] | str) -> Place:
    if isinstance(entry, str):
        return address_place(entry)
    address = (entry.get("address") or {}).get("postalAddress") or {}
    return address_place(
        entry.get("location"),
        locality=address.get("addressLocality"),
        region=address.get("addressRegion"),
        country=address.get("addressCountry"),
    )

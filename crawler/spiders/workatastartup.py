"""Y Combinator's Work at a Startup: https://www.workatastartup.com documents no public service: from captures.

A company's page carries its jobs as JSON in an attribute. Each has a visa field of its own ("US citizen/visa only",
"Will sponsor"), which is put under the description; a job's age is in words, its date only on its own page.
"""

from __future__ import annotations

import html
from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting, Posted
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.markup import job_posting_on, page_of
from crawler.values.pay_text import text_pay
from crawler.values.places import parse_places


class WorkAtAStartup(JsonBoard):
    """The token is the company's slug."""

    name = "workatastartup"
    list_url = "https://www.workatastartup.com/companies/{token}"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """``jobPostings`` of the page's data."""
        data = page_of(response).css("[data-page]::attr(data-page)").get()
        if data is None:
            raise ValueError("a page without data; is the company still listed?")
        return Page(decode_json(data.encode())["props"]["jobPostings"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return f"https://www.workatastartup.com/jobs/{job['id']}"

    def detail(self, response: Response) -> Any:
        """JSON-LD."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of ``jobPostings`` with its page."""
        detail, age = job["detail"], clean_text(job.get("createdAt"))
        visa = f"<h3>Visa</h3><p>{html.escape(job['visa'])}</p>" if job.get("visa") else ""
        places = {(p.locality, p.region, p.country): p for p in reversed(parse_places(job.get("location")))}
        listed = JobPosting(
            id=f"workatastartup:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://www.ycombinator.com{job['url']}",
            apply_url=job.get("applyUrl"),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("companyName")) or board.employer, domain=board.domain
            ),
            description_html=clean_html(visa),
            job_location=list(reversed(places.values())),
            employment_type=parse_employment_type(job.get("type")),
            department=clean_text(job.get("prettyRole")),
            date_posted=Posted(value=None, raw=f"{age} ago", precision="relative") if age else None,
            base_salary=text_pay(job.get("salaryRange"), country="US"),
        )
        if detail is not None:
            detail = detail | {"description": f"{detail.get('description') or ''}{visa}"}
        return with_jsonld(listed, detail, board)

"""ClearCompany (hrmdirect.com): https://www.clearcompany.com documents the pages, not the feed: from captures.

The whole board in one XML, a ``<job>`` for each city of a requisition; its text is in one of two elements. Pay, where
there is some, is a field on the job's page. A closed requisition is a page with a stranger's title on it.
"""

from __future__ import annotations

import html
from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, html_from_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.dates import parse_rss_date
from crawler.values.labels import EMPLOYMENT, labelled
from crawler.values.legal_names import legal_entity
from crawler.values.markup import children_text, inner_html, page_of, read_feed, words
from crawler.values.pay_text import text_pay
from crawler.values.places import address_places
from crawler.values.rows import merge_rows


class ClearCompany(JsonBoard):
    """The token is the host's first label."""

    name = "clearcompany"
    list_url = "https://{token}.hrmdirect.com/employment/cc_xml.php"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """Requisitions with all their cities."""
        jobs = [children_text(job) for job in read_feed(response.body, "source", "job")]
        return Page(merge_rows(jobs, "referencenumber"))

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return _url(job, board)

    def detail(self, response: Response) -> Any:
        """Fields and text of the page."""
        page = page_of(response)
        if "does not exist" in (words(page) or ""):
            raise ValueError("the page says that there is no such position")
        names = [words(cell) or "" for cell in page.css(".viewFieldName")]
        values = [words(cell) or "" for cell in page.css(".viewFieldValue")]
        fields = {name.strip(" :"): value for name, value in zip(names, values, strict=False)}
        number = page.css("a.applyOnline").re_first(r"req_id=(\d+)")
        return {"fields": fields, "html": inner_html(page, ".jobDesc"), "number": number}

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """The link to apply names the position."""
        return detail["number"] in (None, job["referencenumber"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a requisition with its page."""
        detail = job["detail"] or {}
        fields = detail.get("fields", {})
        company = clean_text(job.get("company"))
        places = [
            place
            for row in job["rows"]
            for place in address_places(
                None, locality=row.get("city"), region=row.get("state"), country=row.get("country")
            )
        ]
        text = (
            detail.get("html")
            or job.get("descriptionrich")
            or html_from_text(html.unescape(job.get("description", "")))
        )
        return JobPosting(
            id=f"clearcompany:{board.token}:{job['referencenumber']}",
            board=board.id,
            url=_url(job, board),
            apply_url=job.get("applylink"),
            identifier=job.get("customreqid"),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=company or board.employer, legal_name=legal_entity(company), domain=board.domain
            ),
            description_html=clean_html(text),
            job_location=places,
            employment_type=parse_employment_type(labelled(fields, EMPLOYMENT)),
            department=clean_text(job.get("department")),
            date_posted=parse_rss_date(job.get("date")),
            base_salary=text_pay(fields.get("Salary"), country=places[0].country if places else None),
            detail_missing=not detail,
        )


def _url(job: dict[str, Any], board: Board) -> str:
    return f"https://{board.token}.hrmdirect.com/employment/job-opening.php?req={job['referencenumber']}"

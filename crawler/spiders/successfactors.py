"""SAP SuccessFactors job listing feed: https://help.sap.com/docs/successfactors-recruiting (job_listing_summary).

The whole board in one answer that is not well-formed: fields that nobody named come out as ``<>577</>``. Employers name
the filters themselves, and "Work Location" may hold "Hybrid". A wrong company id answers HTTP 200 with a web page.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.dates import parse_closing, parse_us_date
from crawler.values.labels import CLOSING, DEPARTMENT, EMPLOYMENT, LEGAL_NAME, PLACE, WORKPLACE, labelled
from crawler.values.markup import children_text, read_feed
from crawler.values.places import address_place, parse_places

_NAMELESS = re.compile(rb"<>[^<]*</>")
# Where employees sign in, in the same data centre.
_STAFF_HOST = re.compile(r"^(?:performancemanager|hcm)(\d+)\.")
_MERGE_TOKEN = re.compile(r"\[\[\w+\]\]")


class SuccessFactors(JsonBoard):
    """The token is the company id, whose case matters; the data centre's host is in the board's URL."""

    name = "successfactors"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """The feed."""
        url = f"{_career(board)}&career_ns=job_listing_summary&resultType=XML"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Every ``<Job>`` with its filters by label."""
        if b"<Job-Listing" not in response.body:
            raise ValueError("a web page instead of a job listing; is the company id right, its case too?")
        jobs = read_feed(_NAMELESS.sub(b"", response.body), "Job-Listing", "Job")
        return Page([children_text(job) | {"fields": _fields(job)} for job in jobs])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one ``<Job>``."""
        fields = job["fields"]
        number = quote(job["ReqId"], safe="")
        workplace = parse_workplace(labelled(fields, WORKPLACE))
        return JobPosting(
            id=f"successfactors:{board.token}:{job['ReqId']}",
            board=board.id,
            url=f"{_career(board)}&career_ns=job_listing&career_job_req_id={number}",
            apply_url=f"{_career(board)}&career_ns=job_application&career_job_req_id={number}",
            identifier=job["ReqId"],
            title=clean_text(job["JobTitle"]) or "",
            hiring_organization=HiringOrganization(
                name=fields.get("Company") or board.employer,
                legal_name=labelled(fields, LEGAL_NAME),
                domain=board.domain,
            ),
            description_html=clean_html(_MERGE_TOKEN.sub("", job.get("Job-Description", ""))),
            job_location=_places(fields),
            job_location_type=workplace,
            employment_type=parse_employment_type(labelled(fields, EMPLOYMENT)),
            department=clean_text(job.get("Department")) or labelled(fields, DEPARTMENT),
            date_posted=parse_us_date(job.get("Posted-Date")),
            valid_through=parse_closing(labelled(fields, CLOSING)),
        )


def _career(board: Board) -> str:
    host = _STAFF_HOST.sub(r"career\1.", urlsplit(board.url).netloc)
    return f"https://{host}/career?company={quote(board.token, safe='')}"


def _fields(job: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in job:
        label, value = element.findtext("label"), element.findtext("value")
        if label and value and value.strip():
            found.setdefault(label.strip(), clean_text(value) or "")
    return found


def _places(fields: dict[str, str]) -> list[Place]:
    """From the filters for country, state and city, else from a location that is not a way of working."""
    region = fields.get("State/Province") or fields.get("State") or fields.get("Region")
    if fields.get("City") or region or fields.get("Country"):
        return [address_place(None, locality=fields.get("City"), region=region, country=fields.get("Country"))]
    named = {label: value for label, value in fields.items() if parse_workplace(value) is None}
    return parse_places(labelled(named, PLACE))

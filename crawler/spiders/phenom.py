"""Phenom career sites: https://www.phenom.com documents no public service: from captures and public clients.

The search page carries its results as JSON in a script; the job's page has JSON-LD, and in a script like that what
lies behind (the apply URL names the system). Recruiters' names and e-mails are in there too and are left alone. The
pages: from documentation, not yet seen live.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import as_list, clean_html, clean_text, parse_employment_type, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import read_job_postings, with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.markup import assigned_json, page_of
from crawler.values.pay_text import text_pay
from crawler.values.places import parse_places

_LOCALE = re.compile(r"/(?:[a-z]{2}|global|amer|emea|apac|latam)/[a-z]{2}(?:_[a-z]{2})?(?=/|$)", re.IGNORECASE)
_NOT_IN_SLUG = re.compile(r"[^\w]+")


class Phenom(PagedSearch):
    """The token is the host, or the employer's code on Phenom's own content host, which is in the board's URL then."""

    name = "phenom"
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """Results from ``offset`` on."""
        url = f"{_site(board)}/search-results?from={offset}&size=100&s=1"
        if "." not in board.token:
            url = f"https://{urlsplit(board.url).netloc}/api/{board.token}/searchJobs?from={offset}&size=100"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Results in the page's script, or in JSON."""
        if response.body.lstrip()[:1] == b"{":
            data = decode_json(response.body)["searchJobs"]["data"]
            return Page(data["jobs"], data["totalHits"])
        page_of(response)
        found = assigned_json(response.text, "eagerLoadRefineSearch")
        return Page(found["data"]["jobs"], found["totalHits"])

    def job_key(self, job: dict[str, Any]) -> str:
        """``jobSeqNo``, unique for a job in one language."""
        return str(job["jobSeqNo"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return _url(job, board)

    def detail(self, response: Response) -> Any:
        """JSON-LD, and what the page's script knows besides."""
        page_of(response)
        found = read_job_postings(response.body, getattr(response, "encoding", "utf-8"))
        inside = assigned_json(response.text, "jobDetail")["data"]["job"] if '"jobDetail"' in response.text else {}
        if not found and not inside:
            raise ValueError("neither structured data nor the record of a job on the page")
        kept = ("description", "applyUrl", "type", "category", "postedDate", "workplaceType", "compensationRange")
        return {"job": found[0] if found else {}, "record": {name: inside.get(name) for name in kept}}

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of ``jobs`` with its page."""
        detail = job["detail"] or {}
        record = detail.get("record") or {}
        named = as_list(job.get("multi_location")) or [job.get("cityStateCountry") or job.get("location")]
        places = [found for place in named for found in parse_places(place)]
        listed = JobPosting(
            id=f"phenom:{board.token}:{job['jobSeqNo']}",
            board=board.id,
            url=_url(job, board),
            apply_url=job.get("applyUrl") or record.get("applyUrl"),
            identifier=clean_text(job.get("reqId") or job.get("jobId")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("companyName")) or board.employer, domain=board.domain
            ),
            description_html=clean_html(record.get("description")),
            job_location=places,
            job_location_type=parse_workplace(job.get("workplaceType") or record.get("workplaceType")),
            employment_type=parse_employment_type(job.get("type") or record.get("type")),
            # "department" may be an organisational unit with its head's name in it.
            department=clean_text(job.get("category") or record.get("category")),
            date_posted=parse_posted(job.get("postedDate") or record.get("postedDate")),
            base_salary=text_pay(record.get("compensationRange"), country=places[0].country if places else None),
        )
        return with_jsonld(listed, detail.get("job") if detail else None, board)


def _site(board: Board) -> str:
    locale = _LOCALE.match(urlsplit(board.url).path)
    return f"https://{board.token}{locale[0] if locale else '/us/en'}"


def _url(job: dict[str, Any], board: Board) -> str:
    """The address the site gives, else the one it is built by."""
    if stated := job.get("detailUrl"):
        return str(stated)
    slug = _NOT_IN_SLUG.sub("-", job["title"]).strip("-")
    return f"{_site(board)}/job/{job.get('jobId') or job['jobSeqNo']}/{slug}"

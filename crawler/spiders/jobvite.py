"""Jobvite career sites: https://careers.jobvite.com documents the pages' layout, not a service: from captures.

Tenants that have moved to pages made by scripts answer HTTP 200 without rows and look empty; only a page that says it
has no jobs is. Detail pages (from documentation, not yet
seen live) carry JSON-LD, with the employer as a bare string and an empty salary.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.markup import absolute, job_posting_on, page_of, without_query, words
from crawler.values.places import parse_places

_JOB = re.compile(r"/job/([\w-]+)")
_EMPTY = re.compile(
    r"\bno\s+(?:open |current |matching |available )*(?:positions|jobs|results|openings)\b", re.IGNORECASE
)
_TOTAL = re.compile(r"\bof\s+(\d[\d,]*)\b")


class Jobvite(PagedSearch):
    """The token is the first part of the path."""

    name = "jobvite"
    linked = True
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """The first page of the search, which lists all jobs."""
        url = f"https://jobs.jobvite.com/{board.token}/search"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Rows of a page of the search."""
        page = page_of(response)
        jobs: dict[str, dict[str, Any]] = {}
        heading = None
        for node in page.css("h3.h2, a[href*='/job/']"):
            if node.root.tag == "h3":
                heading = words(node)
            elif (code := _JOB.search(node.attrib["href"])) and (job := _row(node, response, heading))["title"]:
                jobs.setdefault(code[1], job | {"id": code[1]})
        if not jobs and not _EMPTY.search(words(page) or ""):
            raise ValueError("a page without jobs that does not say it has none; is it made by scripts now?")
        total = _TOTAL.search(words(page, ".jv-pagination-text") or "")
        following = page.css("a.jv-pagination-next::attr(href)").get()
        said = int(total[1].replace(",", "")) if total else None
        return Page(list(jobs.values()), said, absolute(response, following) if following and jobs else None)

    def job_key(self, job: dict[str, Any]) -> str:
        """The code in the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """JSON-LD."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        listed = JobPosting(
            id=f"jobvite:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            apply_url=f"{job['url']}/apply",
            title=job["title"],
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            job_location=parse_places(job["place"]),
            department=job["department"],
        )
        return with_jsonld(listed, job["detail"], board)


def _row(link: Selector, response: Response, heading: str | None) -> dict[str, Any]:
    """A link to a job with the place beside it, under the heading that the page has put it."""
    row = next(iter(link.xpath("ancestor::*[self::tr or self::li][1]")), link)
    return {
        "url": without_query(absolute(response, link.attrib["href"])),
        "title": words(link, ".jv-job-list-name") or words(link),
        "place": words(row, ".jv-job-list-location"),
        "department": heading,
    }

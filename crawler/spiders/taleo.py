"""Oracle Taleo: https://docs.oracle.com/en/cloud/saas/taleo-enterprise documents no public search: two products.

Enterprise (``{tenant}.taleo.net``) has a search service, and lists fewer postings than it counts; Business Edition
(``*.tbe.taleo.net``) has pages. From documentation, not yet seen live, but for a page of the Business Edition.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.dates import parse_us_date
from crawler.values.labels import DEPARTMENT, EMPLOYMENT, PLACE, REQUISITION, labelled
from crawler.values.places import parse_coded_places
from crawler.vendors import taleo_business, taleo_enterprise


class Taleo(PagedSearch):
    """The token is tenant and career section, or org and cws of the Business Edition."""

    name = "taleo"
    numbered = True
    headers = PAGE_HEADERS

    def entrance(self, board: Board) -> Request | None:
        """The search page of a career section, unless the portal's number is in the board's URL."""
        if taleo_business.is_business(board) or taleo_enterprise.portal_in_url(board):
            return None
        url = f"{taleo_enterprise.section_url(board)}/jobsearch.ftl?lang=en"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """The portal's number."""
        return {"portal": taleo_enterprise.read_portal(response)}

    def query(self, board: Board, offset: int) -> Request:
        """Page ``offset``, counted from 0."""
        if taleo_business.is_business(board):
            return taleo_business.search_request(board, offset)
        portal = taleo_enterprise.portal_in_url(board) or self.admission(board)["portal"]
        return taleo_enterprise.search_request(board, portal, offset)

    def page(self, response: Response, board: Board) -> Page:
        """Rows of a page of either product."""
        business = taleo_business.is_business(board)
        return taleo_business.read_search(response) if business else taleo_enterprise.read_search(response)

    def job_key(self, job: dict[str, Any]) -> str:
        """The requisition's number."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The requisition's page."""
        if taleo_business.is_business(board):
            return taleo_business.job_url(board, job["id"])
        return f"{taleo_enterprise.section_url(board)}/jobdetail.ftl?job={job['id']}"

    def detail(self, response: Response) -> Any:
        """The page of either product, told apart by its address."""
        enterprise = "/careersection/" in response.url
        return taleo_enterprise.read_detail(response) if enterprise else taleo_business.read_detail(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        detail = job["detail"] or {}
        fields = detail.get("fields", {})
        places = job["places"] or [labelled(fields, PLACE)]
        dates = [posted for text in job.get("others", []) if (posted := parse_us_date(text)) and posted.value]
        hours = job.get("type") or detail.get("type") or labelled(fields, EMPLOYMENT)
        listed = JobPosting(
            id=f"taleo:{board.token}:{job['id']}",
            board=board.id,
            url=self.detail_url(job, board),
            identifier=labelled(fields, REQUISITION) or job["id"],
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("html")),
            job_location=[found for place in places for found in parse_coded_places(place)],
            employment_type=parse_employment_type(hours),
            department=job.get("department") or labelled(fields, DEPARTMENT),
            date_posted=dates[0] if dates else None,
        )
        return with_jsonld(listed, detail.get("job", {}) if detail else None, board)

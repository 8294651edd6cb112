"""JOIN company pages: https://docs.join.com documents its partners' interface, not this: from captures and clients.

The company's page has the number that its list is asked with; a company that left has a page too, with a status inside.
Amounts are in cents, and the company says whether they may be shown. The number in an address is not the job's id.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, html_or_text, parse_employment_type, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.markup import page_of
from crawler.values.pay_systems import join_pay
from crawler.values.places import address_places
from crawler.values.rows import convert_rows

_COMPANY = re.compile(r"(?:/[a-z]{2})?/companies/([^/]+)")
_TEXTS = ("intro", "tasks", "requirements", "benefits", "outro")


class Join(PagedSearch):
    """The token is the name in the company's address, or its number. A page holds 5; more is refused."""

    name = "join"
    numbered = True

    def entrance(self, board: Board) -> Request | None:
        """The company's page, unless its number is known."""
        if board.token.isdigit():
            return None
        return Request(f"https://join.com/companies/{quote(board.token)}", headers=PAGE_HEADERS, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """The company's number and name."""
        filled = page_of(response).css("script#__NEXT_DATA__::text").get()
        if filled is None:
            raise ValueError("a page that is not filled with a company")
        state = decode_json(filled.encode())["props"]["pageProps"]
        if "initialState" not in state:
            raise ValueError(f"there is no such company (status {state.get('statusCode')})")
        return {"id": state["initialState"]["company"]["id"], "name": state["initialState"]["company"].get("name")}

    def query(self, board: Board, offset: int) -> Request:
        """A page by its number."""
        company = self.admission(board).get("id", board.token)
        url = f"https://join.com/api/public/companies/{company}/jobs?locale=en&page={offset + 1}&pageSize=5"
        return Request(url, headers=self.headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Jobs with the company's name."""
        answer = decode_json(response.body)
        company = {"company": self.admission(board).get("name")}
        jobs = convert_rows(answer["items"], lambda job: job | company)
        return Page(jobs, jmespath.search("pagination.rowCount", answer))

    def job_key(self, job: dict[str, Any]) -> str:
        """The job's own id."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job."""
        return f"https://join.com/api/public/jobs/{job['id']}?locale=en"

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the id."""
        return bool(detail["id"] == job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``."""
        detail = job["detail"] or {}
        city, country = job.get("city") or {}, job.get("country") or {}
        named = _COMPANY.match(urlsplit(board.url).path)
        texts = [detail.get("description")] if detail.get("description") else [detail.get(name) for name in _TEXTS]
        return JobPosting(
            id=f"join:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://join.com/companies/{named[1] if named else quote(board.token)}/{job['idParam']}",
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("company")) or board.employer, domain=board.domain
            ),
            description_html=clean_html("".join(html_or_text(text) or "" for text in texts)),
            job_location=address_places(
                None,
                locality=city.get("cityName"),
                region=city.get("regionName"),
                country=country.get("iso3166") or city.get("countryName"),
            ),
            job_location_type=parse_workplace(job.get("workplaceType")),
            employment_type=parse_employment_type((job.get("employmentType") or {}).get("name")),
            department=clean_text((job.get("category") or {}).get("name")),
            date_posted=parse_posted(job.get("createdAt")),
            base_salary=join_pay(job),
            detail_missing=not detail,
        )

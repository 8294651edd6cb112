"""UKG Pro Recruiting (UltiPro): https://www.ukg.com documents no service: from documentation, not yet seen live.

The date in the list is that of the last time a posting was put up; the job's page, which is filled with its record, has
the day of the first. A board that does not exist is answered like one without postings.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.clean import clean_html, clean_text, html_or_text, parse_posted, parse_workplace
from crawler.items import Board, HiringOrganization, JobLocationType, JobPosting, Place, Posted
from crawler.patterns import JSON_HEADERS, PAGE_HEADERS, PagedSearch
from crawler.values.pay_systems import ukg_pay
from crawler.values.places import address_places

_FILLED = "CandidateOpportunityDetail("
_WORKPLACES: Final[dict[Any, JobLocationType]] = {0: "hybrid", 1: "onsite", 2: "remote"}
_FULL_TIME: Final[dict[Any, str]] = {True: "FULL_TIME", False: "PART_TIME"}
_TEXTS = ("Description", "EqualOpportunityEmployerDescription", "PayTransparencyPolicyStatement")


class Ukg(PagedSearch):
    """The token is ``client/board``; the host is in the board's URL."""

    name = "ukg"
    jobs = "opportunities"
    total = "totalCount"

    def query(self, board: Board, offset: int) -> Request:
        """100 opportunities from ``offset`` on; an empty question is answered with nothing."""
        asked = {"Top": 100, "Skip": offset, "QueryString": "", "OrderBy": [], "Filters": []}
        url = f"{_board(board)}/JobBoardView/LoadSearchResults"
        headers = {**JSON_HEADERS, "Content-Type": "application/json"}
        body = json.dumps({"opportunitySearch": asked})
        return Request(url, method="POST", body=body, headers=headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The opportunity."""
        return str(job["Id"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """The job's page."""
        return [Request(_page(board, job), headers=PAGE_HEADERS, dont_filter=True)]

    def detail(self, response: Response) -> Any:
        """The record that the page is filled with."""
        text = response.text if isinstance(response, TextResponse) else ""
        _, found, filled = text.partition(_FILLED)
        if not found:
            raise ValueError("a page that is not filled with an opportunity: closed, most likely")
        return json.JSONDecoder(strict=False).raw_decode(filled.lstrip())[0]

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the opportunity."""
        return bool(detail["Id"] == job["Id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with the record of its page; names of supervisors stay there."""
        detail = job["detail"] or {}
        record = job | detail
        workplace = record.get("JobLocationType")
        texts = [record.get(name) for name in _TEXTS] if detail else [job.get("BriefDescription")]
        return JobPosting(
            id=f"ukg:{board.token}:{job['Id']}",
            board=board.id,
            url=_page(board, job),
            identifier=clean_text(record.get("RequisitionNumber")),
            title=clean_text(record["Title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(html_or_text(text) or "" for text in texts)),
            job_location=[place for entry in record.get("Locations") or [] for place in _places(entry)],
            job_location_type=_WORKPLACES.get(workplace) or parse_workplace(workplace),
            employment_type=_FULL_TIME.get(record.get("FullTime")),
            department=clean_text(record.get("JobCategoryName")),
            date_posted=parse_posted(detail.get("PostedDate")) or _put_up(job.get("PostedDate")),
            base_salary=ukg_pay(detail),
            detail_missing=not detail,
        )


def _board(board: Board) -> str:
    client, _, number = board.token.partition("/")
    return f"https://{urlsplit(board.url).netloc}/{client}/JobBoard/{number}"


def _page(board: Board, job: dict[str, Any]) -> str:
    return f"{_board(board)}/OpportunityDetail?opportunityId={job['Id']}"


def _put_up(text: str | None) -> Posted | None:
    posted = parse_posted(text)
    return replace(posted, precision="floor") if posted and posted.value else posted


def _places(entry: dict[str, Any]) -> list[Place]:
    address = entry.get("Address") or {}
    state, country = address.get("State") or {}, address.get("Country") or {}
    places = address_places(
        None,
        locality=address.get("City"),
        # Abroad the code is the country's own: "WA" in Australia.
        region=state.get("Code") if country.get("Code") == "USA" else state.get("Name"),
        country=country.get("Name") or country.get("Code"),
        postal_code=address.get("PostalCode"),
    )
    return places or address_places(entry.get("LocalizedDescription") or entry.get("LocalizedName"))

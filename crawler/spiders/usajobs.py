"""USAJOBS, the U.S. government's job board: https://developer.usajobs.gov/api-reference/get-api-search.

Needs a free key, in the environment variable ``USAJOBS_KEY``. Hiring organisations are agencies, not filers.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.clean import (
    as_list,
    clean_html,
    clean_text,
    html_or_text,
    parse_employment_type,
    parse_posted,
    parse_valid_through,
)
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.collect import FetchError
from crawler.patterns import Page, PagedSearch, Part
from crawler.values.pay_systems import usajobs_pay
from crawler.values.places import address_places

_SEARCH = "https://data.usajobs.gov/api/Search"
_BRACKET = "RemunerationMinimumAmount"
_BRACKETS = [Part(_BRACKET, str(amount), None) for amount in range(0, 225_000, 25_000)]
"""The documentation's brackets of the lowest pay, of which a search is in one; nothing counts them."""
_DETAILS = ("JobSummary", "MajorDuties", "Requirements", "KeyRequirements", "Education", "OtherInformation")


class UsaJobs(PagedSearch):
    """The token is an agency's code (``HSAB``), or ``all``."""

    name = "usajobs"
    jobs = "SearchResult.SearchResultItems"
    total = "SearchResult.SearchResultCountAll"
    window = 10_000
    numbered = True

    def query(self, board: Board, offset: int) -> Request:
        """Page ``offset + 1`` of 500, the most there is. Raises :class:`FetchError` without a key."""
        key = self.settings.get("USAJOBS_KEY")
        if not key and self.settings.get("REPLAY_ARCHIVE") is None:
            reason = "USAJOBS wants a key: ask for one at https://developer.usajobs.gov and set USAJOBS_KEY to it"
            raise FetchError(_SEARCH, reason, "failed")
        agency = "" if board.token == "all" else f"&Organization={board.token}"
        url = f"{_SEARCH}?ResultsPerPage=500&Page={offset + 1}&Fields=full{agency}"
        # The key is in no URL and the archive keeps no request headers, so that a recording holds no secret.
        headers = self.headers | ({"Authorization-Key": key} if key else {})
        return Request(url, headers=headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Announcements, which can be divided by pay."""
        page = super().page(response, board)
        page.facets = [_BRACKETS]
        return page

    def narrow(self, request: Request, part: Part) -> Request:
        """One bracket of pay."""
        return request.replace(url=f"{request.url}&{part.facet}={part.value}")

    def job_key(self, job: dict[str, Any]) -> str:
        """The announcement's control number."""
        return str(job["MatchedObjectId"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one announcement."""
        about = job["MatchedObjectDescriptor"]
        details = (about.get("UserArea") or {}).get("Details") or {}
        texts = [*(details.get(name) for name in _DETAILS[:2]), about.get("QualificationSummary")]
        texts += [details.get(name) for name in _DETAILS[2:]]
        kinds = [
            kind.get("Name") for name in ("PositionSchedule", "PositionOfferingType") for kind in about.get(name) or []
        ]
        return JobPosting(
            id=f"usajobs:{board.token}:{job['MatchedObjectId']}",
            board=board.id,
            url=about["PositionURI"].replace(":443/", "/"),
            apply_url=next((uri.replace(":443/", "/") for uri in about.get("ApplyURI") or []), None),
            identifier=clean_text(about.get("PositionID")),
            title=clean_text(about["PositionTitle"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(about.get("OrganizationName")) or board.employer, domain=board.domain
            ),
            description_html=clean_html(
                "".join(html_or_text(text) or "" for value in texts for text in as_list(value))
            ),
            job_location=_places(about),
            job_location_type="remote" if details.get("RemoteIndicator") else None,
            employment_type=parse_employment_type(kinds),
            department=clean_text(about.get("DepartmentName")),
            date_posted=parse_posted(about.get("PublicationStartDate")),
            valid_through=parse_valid_through(about.get("ApplicationCloseDate")),
            base_salary=usajobs_pay(about.get("PositionRemuneration")),
        )


def _places(about: dict[str, Any]) -> list[Place]:
    places = [
        place
        for entry in about.get("PositionLocation") or []
        for place in address_places(
            entry.get("LocationName"),
            locality=(entry.get("CityName") or "").partition(",")[0],
            region=entry.get("CountrySubDivisionCode"),
            country=entry.get("CountryCode"),
        )
    ]
    return places or address_places(about.get("PositionLocationDisplay"))

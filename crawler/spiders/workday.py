"""Workday CXS, the service behind its own careers pages; not documented by Workday: from captures and public clients.

The list knows a relative date and "3 Locations"; the detail has the day, the places and the legal employer.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import (
    clean_html,
    clean_text,
    parse_employment_type,
    parse_posted,
    parse_valid_through,
    parse_workplace,
)
from crawler.items import Board, HiringOrganization, JobPosting, Posted
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, Page, PagedSearch, Part, facet_parts
from crawler.values.places import parse_places

_SINGLE = ("jobFamilyGroup", "workerSubType", "timeType")
_SEVERAL = re.compile(r"\d+ Locations")


class Workday(PagedSearch):
    """A page holds 20; more is refused or clamped. Many tenants stop at 2,000, also in the total."""

    name = "workday"
    jobs = "jobPostings"
    total = "total"
    window = 2_000
    volatile = frozenset({"postedOn"})

    def query(self, board: Board, offset: int) -> Request:
        """Page of 20 from ``offset``; all four keys are needed."""
        body = f'{{"appliedFacets":{{}},"limit":20,"offset":{offset},"searchText":""}}'
        headers = {**JSON_HEADERS, "Content-Type": "application/json"}
        # A tenant under load answers 303 to a page that would turn the search into a GET.
        meta = {"dont_redirect": True}
        return Request(
            f"{_service(board)}/jobs", method="POST", body=body, headers=headers, meta=meta, dont_filter=True
        )

    def page(self, response: Response, board: Board) -> Page:
        """Postings, and the facets of which each has one value: those of places count a posting once for each."""
        page = super().page(response, board)
        facets = decode_json(response.body).get("facets") or []
        values = {facet.get("facetParameter"): facet.get("values") for facet in facets if facet}
        page.facets = [
            facet_parts(name, values.get(name), lambda value: (value["id"], value["count"])) for name in _SINGLE
        ]
        return page

    def narrow(self, request: Request, part: Part) -> Request:
        """One value of a facet among the applied ones."""
        asked = json.loads(request.body)
        asked["appliedFacets"][part.facet] = [part.value]
        return request.replace(body=json.dumps(asked, separators=(",", ":")))

    def job_key(self, job: dict[str, Any]) -> str:
        """The path of the posting."""
        return str(job["externalPath"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The path begins ``/job/``."""
        return f"{_service(board)}{job['externalPath']}"

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the requisition at the end of the path; what comes before it is the title, which may just have changed."""
        stated = detail["jobPostingInfo"].get("jobPostingId")
        return stated is None or _requisition(str(stated)) == _requisition(job["externalPath"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``, or alone when that is missing."""
        path = job["externalPath"]
        detail = job.get("detail") or {}
        info = detail.get("jobPostingInfo") or {}
        places = [info.get("location"), *(info.get("additionalLocations") or [])] if info else [_listed_place(job)]
        country = (info.get("country") or {}).get("descriptor")
        posted = job.get("postedOn")
        return JobPosting(
            id=f"workday:{board.token}:{_requisition(path)}",
            board=board.id,
            url=info.get("externalUrl")
            or f"https://{urlsplit(board.url).netloc}/{board.token.rpartition('/')[2]}{path}",
            identifier=clean_text(info.get("jobReqId") or next(iter(job.get("bulletFields") or []), None)),
            title=clean_text(info.get("title") or job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=board.employer,
                legal_name=clean_text((detail.get("hiringOrganization") or {}).get("name")),
                domain=board.domain,
            ),
            description_html=clean_html(info.get("jobDescription")),
            # The country is the first place's alone.
            job_location=[p for n, name in enumerate(places) for p in parse_places(name, None if n else country)],
            job_location_type=parse_workplace(info.get("remoteType") or job.get("remoteType")),
            employment_type=parse_employment_type(info.get("timeType") or job.get("timeType")),
            date_posted=parse_posted(info.get("startDate"))
            or (Posted(value=None, raw=posted, precision="relative") if posted else None),
            valid_through=parse_valid_through(info.get("endDate")),
            detail_missing=not info,
        )


def _requisition(path: str) -> str:
    return path.rpartition("_")[2] if "_" in path else path


def _service(board: Board) -> str:
    tenant, _, site = board.token.partition("/")
    return f"https://{urlsplit(board.url).netloc}/wday/cxs/{tenant}/{site}"


def _listed_place(job: dict[str, Any]) -> str | None:
    text = job.get("locationsText")
    return None if text and _SEVERAL.fullmatch(text) else text

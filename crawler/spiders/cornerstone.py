"""Cornerstone OnDemand career sites: https://csod.dev documents the platform, not this: from captures and clients.

The site's page hands out a token and the host of the region's service. A wrong site number is answered like a site
without postings. The list's text is a stub on many sites ("See JD"); the whole is the job's advertisement.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, html_or_text
from crawler.items import Board, HiringOrganization, JobPosting, Posted
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, PAGE_HEADERS, Page, PagedSearch
from crawler.recognition.keys import service_at, token_claims
from crawler.values.dates import parse_us_date
from crawler.values.markup import assigned_json
from crawler.values.places import address_places

_STUB = 40
"""Letters below which a description is a remark such as "See JD"."""


class Cornerstone(PagedSearch):
    """The token is ``tenant/site``."""

    name = "cornerstone"
    numbered = True
    entrance_needed = False

    def entrance(self, board: Board) -> Request:
        """The site's page."""
        return Request(f"{_site(board)}/home{_corporation(board)}", headers=PAGE_HEADERS, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """The visitor's token and the region's service."""
        context = assigned_json(response.text, "csod.context")
        return {"token": context["token"], "service": service_at(context["endpoints"]["cloud"], "csod.com")}

    def query(self, board: Board, offset: int) -> Request:
        """A page of 100; the site is in the address too, so that logs and archives can tell the requests apart."""
        site = int(board.token.rpartition("/")[2])
        asked: dict[str, Any] = {"careerSiteId": site, "careerSitePageId": site, "pageNumber": offset + 1}
        # Dates come in the form of the culture.
        asked |= {"pageSize": 100, "cultureId": 1, "cultureName": "en-US", "searchText": "", "states": []}
        asked |= {"countryCodes": [], "cities": [], "placeID": "", "radius": None, "postingsWithinDays": None}
        asked |= {"customFieldCheckboxKeys": [], "customFieldDropdowns": [], "customFieldRadios": []}
        service = self.admission(board).get("service") or "https://us.api.csod.com"
        url = f"{service}/rec-job-search/external/jobs?careerSiteId={site}"
        headers = {**self._headers(board), "Content-Type": "application/json"}
        return Request(url, method="POST", body=json.dumps(asked), headers=headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Requisitions of the site."""
        answer = decode_json(response.body)
        if answer["status"] != "Success":
            raise ValueError(f"no requisitions but: {jmespath.search('error.message', answer)}")
        return Page(answer["data"]["requisitions"], answer["data"]["totalCount"])

    def job_key(self, job: dict[str, Any]) -> str:
        """The requisition."""
        return str(job["requisitionId"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """The advertisement on this site, then the requisition's own record."""
        tenant, _, site = board.token.partition("/")
        number = job["requisitionId"]
        paths = (
            f"Services/API/ATS/CareerSite/{site}/JobRequisitions/{number}?useMobileAd=false&cultureId=1",
            f"services/x/job-requisition/v2/requisitions/{number}/jobDetails?cultureId=1",
        )
        headers = self._headers(board)
        if session := token_claims(self.admission(board).get("token", "")).get("aud"):
            headers["Cookie"] = f"ASP.NET_SessionId={session}"  # the session that the token was made in
        return [Request(f"https://{tenant}.csod.com/{path}", headers=headers, dont_filter=True) for path in paths]

    def detail(self, response: Response) -> Any:
        """The text and the requisition's code."""
        data = decode_json(response.body)["data"]
        fields = jmespath.search("[0].items[0].fields", data) or data
        return {"html": fields.get("ad") or fields.get("externalDescription"), "code": fields.get("reqId")}

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its advertisement."""
        detail = job["detail"] or {}
        texts = (detail.get("html"), job.get("externalDescription"))
        closing = _day(job.get("postingExpirationDate"))
        return JobPosting(
            id=f"cornerstone:{board.token}:{job['requisitionId']}",
            board=board.id,
            url=f"{_site(board)}/home/requisition/{job['requisitionId']}{_corporation(board)}",
            identifier=clean_text(detail.get("code")),
            title=clean_text(html.unescape(job["displayJobTitle"])) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(html_or_text(next(filter(_is_text, texts), None))),
            job_location=[
                place
                for entry in job.get("locations") or []
                for place in address_places(
                    None, locality=entry.get("city"), region=entry.get("state"), country=entry.get("country")
                )
            ],
            date_posted=_day(job.get("postingEffectiveDate")),
            valid_through=closing.value if closing else None,
            detail_missing=not detail,
        )

    def _headers(self, board: Board) -> dict[str, str]:
        token = self.admission(board).get("token")
        return JSON_HEADERS | ({"Authorization": f"Bearer {token}"} if token else {})


def _site(board: Board) -> str:
    tenant, _, site = board.token.partition("/")
    return f"https://{tenant}.csod.com/ux/ats/careersite/{site}"


def _corporation(board: Board) -> str:
    """The client, which is the tenant in all but a few addresses."""
    named = parse_qs(urlsplit(board.url).query).get("c", [board.token.partition("/")[0]])
    return f"?c={named[0]}"


def _day(text: str | None) -> Posted | None:
    return None if text == "-" else parse_us_date(text)


def _is_text(source: str | None) -> bool:
    return len(re.findall(r"[^\W\d_]", re.sub(r"<[^<>]*>", " ", source or ""))) >= _STUB

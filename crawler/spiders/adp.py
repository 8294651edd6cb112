"""ADP Workforce Now career centers: https://developers.adp.com documents the platform, not this: captures and clients.

A posting is listed only in the languages that it is written in, and a language that the center does not use is answered
like a center without postings. The offset counts from 1, and a page holds 20 whatever is asked for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import Page, PagedSearch, Part
from crawler.values.pay_systems import adp_pay
from crawler.values.places import address_place, address_places
from crawler.values.rows import convert_rows

_HOST = "https://workforcenow.adp.com/mascsr/default"
_SERVICE = f"{_HOST}/careercenter/public/events/staffing/v1"


class Adp(PagedSearch):
    """The token is ``cid/ccId``. The same posting in two languages is one, English where there is English."""

    name = "adp"
    entrance_needed = False

    def entrance(self, board: Board) -> Request:
        """The center's own record, which names its languages."""
        url = f"{_SERVICE}/content-links/career-center?{_center(board)}"
        return Request(url, headers=self.headers, dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Languages, English ones first."""
        group = decode_json(response.body)["meta"]["customFieldGroup"]
        if not any(field.get("indicatorValue") for field in _named(group, "indicatorFields", "PublishedIndicator")):
            raise ValueError("there is no career center of this id, or it is not published")
        found = {text for field in _named(group, "stringFields", "Locale") if (text := field.get("stringValue"))}
        return {"languages": sorted(found, key=lambda code: (not code.startswith("en"), code != "en_US", code))}

    def divisions(self, board: Board) -> list[Part]:
        """One list for each language; without the record the one of the board's address."""
        spoken = self.admission(board).get("languages") or [_query_of(board.url).get("lang", "en_US")]
        return [Part("lang", language, 0) for language in spoken]

    def query(self, board: Board, offset: int) -> Request:
        """Postings from ``offset`` on, in no language yet."""
        url = f"{_SERVICE}/job-requisitions?{_center(board)}&$skip={offset + 1}&$top=20"
        return Request(url, headers=self.headers, dont_filter=True)

    def narrow(self, request: Request, part: Part) -> Request:
        """In one language."""
        return request.replace(url=f"{request.url}&lang={part.value}&locale={part.value}")

    def page(self, response: Response, board: Board) -> Page:
        """Postings with the language that they were asked in."""
        answer = decode_json(response.body)
        language = {"lang": _query_of(response.url)["locale"]}
        jobs = convert_rows(answer["jobRequisitions"], lambda job: job | language)
        total = jmespath.search("meta.totalNumber", answer)
        if self.admission(board):
            return Page(jobs, total if jobs else 0)
        if not jobs:
            raise ValueError("no postings in this language, which says nothing about other languages")
        doubt = "the career center does not say which languages it has postings in"
        return Page(jobs, total, doubt=doubt)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number in the posting's address, the same in every language."""
        return str(_string(job, "ExternalJobID") or job["itemID"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """By the number in the address, then by the requisition's own."""
        query = f"{_center(board)}&lang={job['lang']}&locale={job['lang']}"
        urls = [f"{_SERVICE}/job-requisitions/{number}?{query}" for number in (self.job_key(job), job["itemID"])]
        return [Request(url, headers=self.headers, dont_filter=True) for url in dict.fromkeys(urls)]

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the requisition; a posting that is gone, or in another language, answers with an empty frame."""
        return bool(detail["itemID"] == job["itemID"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``, which differs in text and pay."""
        detail = job["detail"] or {}
        key = self.job_key(job)
        address = f"{_HOST}/mdf/recruitment/recruitment.html?{_center(board)}&lang={job['lang']}&jobId={key}"
        return JobPosting(
            id=f"adp:{board.token}:{key}",
            board=board.id,
            url=address,
            identifier=clean_text(job.get("clientRequisitionID")),
            title=clean_text(job["requisitionTitle"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("requisitionDescription")),
            job_location=[place for entry in job.get("requisitionLocations") or [] for place in _places(entry)],
            employment_type=parse_employment_type((job.get("workLevelCode") or {}).get("shortName")),
            department=clean_text(_string(job, "HomeDepartment")),
            date_posted=parse_posted(job.get("postDate")),
            base_salary=adp_pay(detail or job),
            detail_missing=not detail,
        )


def _center(board: Board) -> str:
    client, _, center = board.token.partition("/")
    return urlencode({"cid": client, "ccId": center})


def _query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _named(group: dict[str, Any], kind: str, name: str) -> list[dict[str, Any]]:
    return [
        field for field in group.get(kind) or [] if field and (field.get("nameCode") or {}).get("codeValue") == name
    ]


def _string(job: dict[str, Any], name: str) -> str | None:
    found = _named(job.get("customFieldGroup") or {}, "stringFields", name)
    return next((field["stringValue"] for field in found if field.get("stringValue")), None)


def _places(entry: dict[str, Any]) -> list[Place]:
    """From "City, ST, CC" where the name has that form, which settles that "CA" at the end is Canada."""
    name = clean_text((entry.get("nameCode") or {}).get("shortName"))
    address = entry.get("address") or {}
    parts = [part.strip() for part in (name or "").split(",")]
    if len(parts) == 3:
        city, region, country = parts
        zip_code = address.get("postalCode")
        return [address_place(name, locality=city, region=region, country=country, postal_code=zip_code)]
    return address_places(
        name,
        locality=address.get("cityName"),
        region=(address.get("countrySubdivisionLevel1") or {}).get("codeValue"),
        country=address.get("countryCode"),
        postal_code=address.get("postalCode"),
    )

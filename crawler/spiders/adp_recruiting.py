"""ADP Recruiting Management career sites: https://developers.adp.com documents the platform, not this: from captures.

Not ADP Workforce Now. The record of a site hands out the token for its list, where ``Accept-Language`` is a filter:
only ``en-US`` is answered with everything that the site shows. Pay is in the postings' own records alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, html_from_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting, Place, Posted
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, Page, PagedSearch
from crawler.values.legal_names import legal_entity
from crawler.values.pay_systems import adp_recruiting_pay
from crawler.values.places import address_places
from crawler.values.rows import convert_rows

_SERVICE = "https://my.adp.com/myadp_prefix/mycareer/public/staffing/v1/job-requisitions"
_FIELDS = (
    "reqId,jobTitle,jobDescription,jobQualifications,workLevelCode,postingDate,requisitionLocations,organizationalUnits"
)


class AdpRecruiting(PagedSearch):
    """The token is the site's name. Answers of more than a megabyte fail, hence the small pages."""

    name = "adp_recruiting"
    jobs = "jobRequisitions"
    total = "count"

    def entrance(self, board: Board) -> Request:
        """The site's record."""
        url = f"https://myjobs.adp.com/public/staffing/v1/career-site/{quote(board.token)}"
        return Request(url, headers=_headers({}), dont_filter=True)

    def admit(self, response: Response, board: Board) -> dict[str, Any]:
        """Token and client of a site that is open to everybody."""
        site = decode_json(response.body)
        if not site.get("myJobsToken"):
            raise ValueError(f"no career site: {site.get('message')}")
        if (site.get("settings") or {}).get("careerSiteType") == "Internal" or site.get("active") is False:
            raise ValueError("a site for the client's own staff, or one that is closed")
        return {"token": site["myJobsToken"], "client": site.get("clientName")}

    def query(self, board: Board, offset: int) -> Request:
        """20 postings from ``offset`` on, in an order that keeps still."""
        url = f"{_SERVICE}/apply-custom-filters?$select={_FIELDS}&$orderby=reqId&$top=20&$skip={offset}"
        return Request(url, headers=_headers(self.admission(board)), dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Postings with the site's client."""
        answer = decode_json(response.body)
        if "jobRequisitions" not in answer:
            raise ValueError(f"no postings but: {answer.get('message')}")
        client = {"client": self.admission(board).get("client")}
        jobs = convert_rows(answer["jobRequisitions"], lambda job: job | client)
        return Page(jobs, answer.get("count"))

    def job_key(self, job: dict[str, Any]) -> str:
        """The requisition."""
        return str(job["reqId"])

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """As the site's own page asks, then by the requisition."""
        headers = _headers(self.admission(board))
        urls = [f"{_SERVICE}/search-meta/{job['reqId']}", f"{_SERVICE}/{job['reqId']}?domain={quote(board.token)}"]
        return [Request(url, headers=headers, dont_filter=True) for url in urls]

    def detail(self, response: Response) -> Any:
        """The one requisition."""
        answer = decode_json(response.body)
        found = next(iter(answer.get("jobRequisitions") or [answer]))
        if "requisitionTitle" not in found:
            raise ValueError(f"no requisition but: {found.get('message')}")
        return found

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``."""
        detail = job["detail"] or {}
        codes = _by_category(detail, "codeFields", "longName")
        units = [clean_text(unit.get("name")) for unit in job.get("organizationalUnits") or []]
        return JobPosting(
            id=f"adp_recruiting:{board.token}:{job['reqId']}",
            board=board.id,
            url=f"https://myjobs.adp.com/{quote(board.token)}/cx/job-details?reqId={job['reqId']}",
            identifier=clean_text(detail.get("clientRequisitionID")),
            title=clean_text(job["jobTitle"]) or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=legal_entity(job.get("client")), domain=board.domain
            ),
            description_html=clean_html(_text(job, detail)),
            job_location=_places(job.get("requisitionLocations") or detail.get("requisitionLocations") or []),
            employment_type=parse_employment_type([job.get("workLevelCode"), codes.get("RTiReq_typeOfFulltime")]),
            department=next(filter(None, units), None) or clean_text(codes.get("RTiReq_grp")),
            date_posted=parse_posted(job.get("postingDate")) or _last_posted(detail),
            base_salary=adp_recruiting_pay(detail),
            detail_missing=not detail,
        )


def _headers(admission: dict[str, Any]) -> dict[str, str]:
    token = admission.get("token")
    return {**JSON_HEADERS, "Accept-Language": "en-US"} | ({"myjobstoken": token} if token else {})


def _by_category(detail: dict[str, Any], kind: str, value: str) -> dict[str | None, Any]:
    fields = (detail.get("customFieldGroup") or {}).get(kind) or []
    return {(field.get("categoryCode") or {}).get("codeValue"): field.get(value) for field in fields}


def _text(job: dict[str, Any], detail: dict[str, Any]) -> str:
    """Description, requirements, and what is said about the pay."""
    needed = [entry.get("requirementDescription") for entry in detail.get("screeningRequirements") or []]
    wanted = job.get("jobQualifications") or "".join(filter(None, needed))
    about_pay = _by_category(detail, "stringFields", "stringValue").get("jobRequisition_payTransparency_verbiage")
    parts = [
        job.get("jobDescription") or detail.get("requisitionDescription"),
        f"<h3>Requirements</h3>{wanted}" if wanted else None,
        html_from_text(about_pay),
    ]
    return "".join(filter(None, parts))


def _places(locations: list[dict[str, Any]]) -> list[Place]:
    found: list[Place] = []
    for entry in locations:
        address = entry.get("address") or {}
        places = address_places(
            None,
            locality=address.get("cityName"),
            region=(address.get("countrySubdivisionLevel1") or {}).get("codeValue"),
            country=(address.get("country") or {}).get("longName"),
            postal_code=address.get("postalCode"),
        )
        found += places or address_places((entry.get("nameCode") or {}).get("longName"))
    return found


def _last_posted(detail: dict[str, Any]) -> Posted | None:
    """Sites that hide the date still tell when the posting was last put up: that day or before."""
    for instruction in detail.get("postingInstructions") or []:
        posted = parse_posted(instruction.get("postDate")) or parse_posted(instruction.get("timestampLastPosted"))
        if posted is not None and posted.value is not None:
            return replace(posted, precision="floor")
    return None

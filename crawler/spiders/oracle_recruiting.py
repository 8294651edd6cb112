"""Oracle Recruiting Cloud, the service behind its own Candidate Experience pages; from captures and public clients.

https://docs.oracle.com/en/cloud/saas/human-resources/ has the resources. The limit, offset and count around
``items`` are the envelope's own; the search and its total are ``items[0]``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

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
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import Page, PagedSearch, Part, facet_parts
from crawler.values.pay_systems import oracle_pay
from crawler.values.places import parse_places
from crawler.values.rows import convert_rows

_FACETS = {"categoriesFacet": "selectedCategoriesFacet", "organizationsFacet": "selectedOrganizationsFacet"}
_TEXTS = (
    "ExternalDescriptionStr",
    "ExternalResponsibilitiesStr",
    "ExternalQualificationsStr",
    "OrganizationDescriptionStr",
    "CorporateDescriptionStr",
)


class OracleRecruiting(PagedSearch):
    """The token is ``<host>/<site>``: the same corpus is often behind several sites of one host."""

    name = "oracle_recruiting"
    window = 10_000
    # Tenants answer to the newest release by this name; an old one may have its number only.
    routes = ("latest", "11.13.18.05")

    def query(self, board: Board, offset: int) -> Request:
        """Page of 200, the most there is; ``; , =`` stay as they are inside ``finder``."""
        finder = (
            f"findReqs;siteNumber={_site(board)},facetsList=CATEGORIES%3BORGANIZATIONS,limit=200,offset={offset},"
            "sortBy=POSTING_DATES_DESC"
        )
        expand = "requisitionList.workLocation,requisitionList.secondaryLocations"
        url = f"{self._service(board)}Requisitions?onlyData=true&expand={expand}&finder={finder}"
        return Request(url, headers=self.headers, dont_filter=True)

    def narrow(self, request: Request, part: Part) -> Request:
        """One value of a facet as a further argument of the finder."""
        chosen = f",{_FACETS[part.facet]}={quote(part.value, safe='')},limit="
        return request.replace(url=request.url.replace(",limit=", chosen, 1))

    def page(self, response: Response, board: Board) -> Page:
        """Requisitions, each with the name of its legal employer where the answer's organisations have it."""
        answer = decode_json(response.body)
        if not isinstance(answer, dict) or not answer.get("items"):
            raise ValueError(f"no such site ({_site(board)}): the answer has no search in it")
        search = answer["items"][0]
        names = {facet.get("Id"): facet.get("Name") for facet in search.get("organizationsFacet") or [] if facet}
        rows = search.get("requisitionList", [] if search.get("TotalJobsCount") == 0 else None)
        if not isinstance(rows, list):
            raise ValueError("no list of jobs (requisitionList) in the answer")
        jobs = convert_rows(rows, lambda job: job | {"EmployerName": names.get(job.get("LegalEmployerId"))})
        facets = [
            facet_parts(facet, search.get(facet), lambda value: (value["Id"], value["TotalCount"])) for facet in _FACETS
        ]
        return Page(jobs, search.get("TotalJobsCount"), facets=facets)

    def job_key(self, job: dict[str, Any]) -> str:
        """The requisition's number."""
        return str(job["Id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The requisition with all that it expands to."""
        finder = f"ById;Id=%22{quote(job['Id'], safe='')}%22,siteNumber={_site(board)}"
        return f"{self._service(board)}RequisitionDetails?expand=all&onlyData=true&finder={finder}"

    def detail(self, response: Response) -> Any:
        """The one requisition in the envelope."""
        items = decode_json(response.body)["items"]
        if not items:
            raise ValueError("no such requisition: the envelope is empty")
        return items[0]

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``; the detail may be in another language than the list."""
        detail = job.get("detail") or {}
        texts = [f"<div>{detail[name]}</div>" for name in _TEXTS if detail.get(name)]
        legal_name = detail.get("LegalEmployer") or job.get("LegalEmployer") or job.get("EmployerName")
        places = _places(job, detail)
        return JobPosting(
            id=f"oracle_recruiting:{board.token}:{job['Id']}",
            board=board.id,
            url=f"https://{_host(board)}/hcmUI/CandidateExperience/en/sites/{_site(board)}/job/{job['Id']}",
            identifier=clean_text(job["Id"]),
            title=clean_text(job["Title"]) or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=clean_text(legal_name), domain=board.domain
            ),
            description_html=clean_html("".join(texts) or job.get("ShortDescriptionStr")),
            job_location=places,
            job_location_type=parse_workplace(
                (detail.get("WorkplaceTypeCode") or job.get("WorkplaceTypeCode") or "").removeprefix("ORA_")
            ),
            employment_type=parse_employment_type([job.get("JobSchedule"), detail.get("JobSchedule")]),
            department=clean_text(detail.get("Department") or job.get("Department")),
            date_posted=parse_posted(detail.get("ExternalPostedStartDate") or job.get("PostedDate")),
            valid_through=parse_valid_through(detail.get("ExternalPostedEndDate") or job.get("PostingEndDate")),
            base_salary=oracle_pay(detail.get("requisitionFlexFields"), places[0].country if places else None),
            detail_missing=not detail,
        )

    def _service(self, board: Board) -> str:
        return f"https://{_host(board)}/hcmRestApi/resources/{self.route(board)}/recruitingCEJob"


def _host(board: Board) -> str:
    return board.token.rpartition("/")[0]


def _site(board: Board) -> str:
    return quote(board.token.rpartition("/")[2], safe="")


def _places(job: dict[str, Any], detail: dict[str, Any]) -> list[Place]:
    places = parse_places(
        detail.get("PrimaryLocation") or job.get("PrimaryLocation"), country=job.get("PrimaryLocationCountry")
    )
    for other in detail.get("secondaryLocations") or job.get("secondaryLocations") or []:
        places += parse_places(other.get("Name"), country=other.get("CountryCode"))
    sites = detail.get("workLocation") or job.get("workLocation") or []
    if len(places) == len(sites) == 1:
        places[0].postal_code = places[0].postal_code or clean_text(sites[0].get("PostalCode"))
    return places

"""Gem job boards: https://jobs.gem.com, a GraphQL service that is not documented: from captures and public clients.

The list has no dates and no text, and answers for a board that does not exist as for one without postings.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

import jmespath
from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_epoch, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, JsonBoard, Page
from crawler.values.markup import words
from crawler.values.pay_text import text_pay
from crawler.values.places import address_place

_PLACES: Final = "locations { name city isoCountry isRemote }"
_JOB: Final = "job { locationType employmentType requisitionId department { name } }"
_LIST: Final = (
    "query JobBoardList($boardId: String!) {"
    f" oatsExternalJobPostings(boardId: $boardId) {{ jobPostings {{ id extId title {_PLACES} {_JOB} }} }}"
    " jobBoardExternal(vanityUrlPath: $boardId) { id teamDisplayName } }"
)
_DETAIL: Final = (
    "query ExternalJobPostingQuery($boardId: String!, $extId: String!) {"
    f" oatsExternalJobPosting(boardId: $boardId, extId: $extId) {{ extId title {_PLACES} {_JOB}"
    " descriptionHtml jobPostSectionHtml { introHtml outroHtml } compensationHtml firstPublishedTsSec } }"
)


class Gem(JsonBoard):
    """An answer is a list with one entry for each operation; operations are found by what they hold."""

    name = "gem"

    def query(self, board: Board) -> Request:
        """The whole board."""
        return _operation("", "JobBoardList", _LIST, {"boardId": board.token})

    def page(self, response: Response, board: Board) -> Page:
        """Postings, unless the board is known not to be there."""
        answer = decode_json(response.body)
        jobs = jmespath.search("not_null([].data.oatsExternalJobPostings.jobPostings | [0], jobPostings)", answer)
        if not isinstance(jobs, list):
            raise ValueError(f"no postings but: {clean_text(jmespath.search('[].errors[].message | [0]', answer))}")
        if not jobs and jmespath.search("[?data.oatsExternalJobPostings && !(data.jobBoardExternal)]", answer):
            raise ValueError("there is no board of this name")
        return Page(jobs)

    def detail_requests(self, job: dict[str, Any], board: Board) -> list[Request]:
        """One posting; what is asked is in the address too, so that logs and archives can tell the requests apart."""
        query = f"?op=ExternalJobPostingQuery&extId={quote(job['extId'], safe='')}"
        asked = {"boardId": board.token, "extId": job["extId"]}
        return [_operation(query, "ExternalJobPostingQuery", _DETAIL, asked)]

    def detail(self, response: Response) -> Any:
        """The posting of the one operation."""
        found = jmespath.search("not_null([].data.oatsExternalJobPosting | [0], @)", decode_json(response.body))
        if not isinstance(found, dict):
            raise ValueError("the answer holds no posting")
        return found

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the id in the address."""
        return bool(detail["extId"] == job["extId"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``."""
        detail = job["detail"] or {}
        work, sections = job.get("job") or {}, detail.get("jobPostSectionHtml") or {}
        texts = [sections.get("introHtml"), detail.get("descriptionHtml"), detail.get("compensationHtml")]
        pay = words(Selector(text=detail.get("compensationHtml") or "<p>"))
        places = [
            address_place(place.get("name"), locality=place.get("city"), country=place.get("isoCountry"))
            for place in job.get("locations") or []
        ]
        return JobPosting(
            id=f"gem:{board.token}:{job['extId']}",
            board=board.id,
            url=f"https://jobs.gem.com/{quote(board.token)}/{quote(job['extId'])}",
            identifier=clean_text(work.get("requisitionId")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(filter(None, [*texts, sections.get("outroHtml")]))),
            job_location=places,
            # Of the posting; the flag of its places says "not remote" of an office that it is remote from.
            job_location_type=parse_workplace(work.get("locationType")),
            employment_type=parse_employment_type(work.get("employmentType")),
            department=clean_text((work.get("department") or {}).get("name")),
            date_posted=parse_epoch(detail.get("firstPublishedTsSec")),
            base_salary=text_pay(pay, country=places[0].country if places else None),
            detail_missing=not detail,
        )


def _operation(query: str, name: str, text: str, variables: dict[str, str]) -> Request:
    body = json.dumps([{"operationName": name, "variables": variables, "query": text}])
    headers = {**JSON_HEADERS, "Content-Type": "application/json"}
    url = f"https://jobs.gem.com/api/public/graphql/batch{query}"
    return Request(url, method="POST", body=body, headers=headers, dont_filter=True)

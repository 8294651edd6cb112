"""BrassRing (Infinite Talent) gateways: no documented service (https://www.infinite.com): from captures and clients.

Fields are questions with a name and a value, most of them in slots whose meaning each employer chooses; only the job's
page labels them. The date is that of the last change, so that a posting is that old or older.
"""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place, Posted
from crawler.listings.collect import decode_json
from crawler.patterns import JSON_HEADERS, Page, PagedSearch
from crawler.values.dates import parse_dashed_date
from crawler.values.labels import (
    CITY,
    CLOSING,
    COUNTRY,
    DEPARTMENT,
    EMPLOYMENT,
    LEGAL_NAME,
    PAY,
    PLACE,
    POSTED,
    REGION,
    WORKPLACE,
    labelled,
)
from crawler.values.markup import page_of, words
from crawler.values.pay_text import text_pay
from crawler.values.places import address_places, parse_places
from crawler.values.rows import convert_rows

_SECTION = 150
"""Characters from which an answer is a part of the text and not a value."""


class BrassRing(PagedSearch):
    """The token is ``partnerid/siteid``; a page holds 50 at most, and a wrong pair is HTTP 500."""

    name = "brassring"
    numbered = True
    volatile = frozenset(
        {"NoOfDaysToExpire", "NoOfHoursToExpire", "CurrentSubmissions", "ApplyDiff", "score", "geodist"}
    )

    def query(self, board: Board, offset: int) -> Request:
        """A page by its number; all values are texts."""
        partner, _, site = board.token.partition("/")
        asked = {"partnerId": partner, "siteId": site, "keyword": "", "location": "", "activeFacetCategories": []}
        asked |= {"selectedFacets": [], "pageNumber": str(offset + 1), "pageSize": "50"}
        url = f"https://{urlsplit(board.url).netloc}/TGnewUI/Search/Ajax/ProcessSortAndShowMoreJobs"
        headers = {**JSON_HEADERS, "Content-Type": "application/json"}
        return Request(url, method="POST", body=json.dumps(asked), headers=headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Jobs with their questions by name."""
        answer = decode_json(response.body)
        rows = (answer["Jobs"] or {}).get("Job") or []
        return Page(convert_rows(rows, _row), answer.get("JobsCount"))

    def job_key(self, job: dict[str, Any]) -> str:
        """The requisition's number."""
        return str(job["fields"]["reqid"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["Link"])

    def detail(self, response: Response) -> Any:
        """The questions that the page is filled with."""
        filled = page_of(response).css("#preLoadJSON::attr(value)").get()
        if filled is None:
            raise ValueError("a page that is not filled with a job")
        return json.loads(filled)["Jobdetails"]["JobDetailQuestions"]

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the requisition's number, where the page has it."""
        return _answers(detail, "VerityZone").get("reqid", self.job_key(job)) == self.job_key(job)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with the labelled fields of its page."""
        listed, detail = job["fields"], job["detail"] or []
        fields, zones = _answers(detail, "QuestionName"), listed | _answers(detail, "VerityZone")
        places = _places(fields, listed.get("location"))
        closing = parse_dashed_date(labelled(fields, CLOSING))
        return JobPosting(
            id=f"brassring:{board.token}:{listed['reqid']}",
            board=board.id,
            url=job["Link"],
            identifier=zones.get("autoreq"),
            title=clean_text(html.unescape(listed["jobtitle"])) or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=labelled(fields, LEGAL_NAME), domain=board.domain
            ),
            description_html=clean_html(_text(detail) or listed.get("jobdescription")),
            job_location=places,
            job_location_type=parse_workplace(labelled(fields, WORKPLACE)),
            employment_type=parse_employment_type(labelled(fields, EMPLOYMENT)),
            department=labelled(fields, DEPARTMENT) or zones.get("department"),
            date_posted=parse_dashed_date(labelled(fields, POSTED)) or _changed(job, zones.get("lastupdated")),
            valid_through=closing.value if closing else None,
            base_salary=text_pay(labelled(fields, PAY), country=places[0].country if places else None),
            detail_missing=not detail,
        )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    named = ((question.get("QuestionName"), question.get("Value")) for question in row["Questions"] if question)
    return row | {"fields": {name: value for name, value in named if name and value}}


def _answers(detail: list[dict[str, Any]], name: str) -> dict[str, str]:
    """Answers that are values, by their label or by the slot that they come from."""
    short = (q for q in detail if q.get("AnswerValue") and len(q["AnswerValue"]) < _SECTION)
    return {q.get(name) or "": words(Selector(text=q["AnswerValue"])) or "" for q in short}


def _text(detail: list[dict[str, Any]]) -> str:
    """The answers that are text, each under its label."""
    sections = [
        (q.get("QuestionName"), q["AnswerValue"]) for q in detail if len(q.get("AnswerValue") or "") >= _SECTION
    ]
    return "".join(f"<h3>{html.escape(name or '')}</h3>{answer}" for name, answer in sections)


def _places(fields: dict[str, str], listed: str | None) -> list[Place]:
    city, region, country = (labelled(fields, meaning) for meaning in (CITY, REGION, COUNTRY))
    if city or region or country:
        return address_places(None, locality=city, region=region, country=country)
    return parse_places(labelled(fields, PLACE) or listed)


def _changed(job: dict[str, Any], text: str | None) -> Posted | None:
    """Day of the last change. Which of "05/07/2026" is the month is known of U.S. English (locale 1033) only."""
    if text is None or ("/" in text and job.get("localeId") not in (None, "1033")):
        return Posted(value=None, raw=text, precision=None) if text else None
    posted = parse_dashed_date(text)
    return replace(posted, precision="floor") if posted and posted.value else posted

"""Gusto's hosted job boards: https://support.gusto.com (recruiting) documents no service: from captures.

The board is one page and a posting another; there is no date anywhere. The board's heading is the company as Gusto pays
for it, so usually the legal entity.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.legal_names import legal_entity
from crawler.values.markup import absolute, inner_html, page_of, words
from crawler.values.pay_text import text_pay
from crawler.values.places import parse_places

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class Gusto(JsonBoard):
    """The token is the board's slug."""

    name = "gusto"
    list_url = "https://jobs.gusto.com/boards/{token}"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """The board's entries."""
        page = page_of(response)
        if page.css("body::attr(data-action)").get() != "job_boards-show":
            raise ValueError("not a job board of Gusto's; has the employer left?")
        company = words(page, "#job-board-header h1")
        links = page.css("li a[href*='/postings/']")
        return Page(
            [_entry(link) | {"url": absolute(response, link.attrib["href"]), "company": company} for link in links]
        )

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The posting's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """Summary, company and description, and the pay beside the title."""
        page = page_of(response)
        text = inner_html(page, "[data-controller=referrer] div.mt-8.text-xl")
        if not text:
            raise ValueError("no text of a posting on the page")
        beside = [words(span) or "" for span in page.css("h1 span")]
        return {"html": text, "pay": next((part for span in beside for part in span.split("·") if "$" in part), None)}

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map an entry with its page."""
        detail = job["detail"] or {}
        places = job["places"]
        code = _ID.search(job["url"])
        return JobPosting(
            id=f"gusto:{board.token}:{code[0] if code else job['url'].rpartition('/')[2]}",
            board=board.id,
            url=job["url"],
            apply_url=f"{job['url']}/applicants/new",
            title=job["title"] or "",
            hiring_organization=HiringOrganization(
                name=job["company"] or board.employer, legal_name=legal_entity(job["company"]), domain=board.domain
            ),
            description_html=clean_html(detail.get("html")),
            job_location=[place for words_ in places for place in parse_places(words_)],
            job_location_type="remote" if places and all(place.lower() == "remote" for place in places) else None,
            employment_type=parse_employment_type(job["type"]),
            base_salary=text_pay(detail.get("pay") or job["pay"], country="US"),
            detail_missing=not detail,
        )


def _entry(link: Selector) -> dict[str, Any]:
    """Title, a paragraph with a place on each line, and one with the kind of employment."""
    lines = [[clean_text(line) for line in p.css("::text").getall() if clean_text(line)] for p in link.css("p")]
    facts = [line for paragraph in lines[1:] for line in paragraph]
    return {
        "title": words(link, "h3"),
        "places": lines[0] if lines else [],
        "type": next((fact for fact in facts if parse_employment_type(fact)), None),
        "pay": next((fact for fact in facts if fact and "$" in fact), None),
    }

"""Personio: https://developer.personio.de/v2.0/docs/retrieving-open-job-positions.

The whole board in one XML feed, which an employer may have switched off. "permanent" says nothing about hours: they are
in ``schedule``. ``subcompany`` is the legal entity that hires.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.legal_names import legal_entity
from crawler.values.markup import children_text, read_feed
from crawler.values.pay_systems import range_pay
from crawler.values.places import parse_places
from crawler.values.rows import merge_rows


class Personio(JsonBoard):
    """Tenants are on ``.de`` or ``.com``, and the other one does not know them."""

    name = "personio"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """The feed in English; positions without a translation come in their own language."""
        return Request(f"https://{_host(board)}/xml?language=en", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Every ``<position>``; one that is listed once per office is one."""
        positions = read_feed(response.body, "workzag-jobs", "position")
        return Page(merge_rows([_position(position) for position in positions], "id"))

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one ``<position>``."""
        offices = list(dict.fromkeys(office for row in job["rows"] for office in row["offices"]))
        kind = job.get("employmentType")
        pay = job["pay"]
        url = f"https://{_host(board)}/job/{job['id']}"
        return JobPosting(
            id=f"personio:{board.token}:{job['id']}",
            board=board.id,
            url=url,
            apply_url=f"{url}#apply",
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=legal_entity(job.get("subcompany")), domain=board.domain
            ),
            description_html=clean_html(job["text"]),
            job_location=[place for office in offices for place in parse_places(office)],
            job_location_type="remote" if offices and all("remote" in office.lower() for office in offices) else None,
            employment_type=parse_employment_type([kind if kind != "permanent" else None, job.get("schedule"), kind]),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("createdAt")),
            base_salary=range_pay(pay.get("min"), pay.get("max"), pay.get("currencyCode"), pay.get("type")),
        )


def _host(board: Board) -> str:
    host = urlsplit(board.url).netloc.lower()
    return host if ".jobs.personio." in host else f"{board.token}.jobs.personio.de"


def _position(position: Any) -> dict[str, Any]:
    sections = [children_text(section) for section in position.iter("jobDescription")]
    text = "".join(f"<h3>{section.get('name', '')}</h3>{section.get('value', '')}" for section in sections)
    offices = [office.text.strip() for office in position.iter("office") if (office.text or "").strip()]
    pay = position.find("salaryInformation")
    return children_text(position) | {
        "offices": offices,
        "text": text,
        "pay": children_text(pay) if pay is not None else {},
    }

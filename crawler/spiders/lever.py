"""Lever: https://github.com/lever/postings-api.

A bare array without a total, so the end is proven by an empty page. Requirements are in ``lists`` and the legal
sentences in ``additional``: the description is all of them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from scrapy import Request

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_epoch, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import JSON_HEADERS, PagedSearch
from crawler.values.pay import lever_pay
from crawler.values.places import parse_places


class Lever(PagedSearch):
    """``mode=json`` matters more than the Accept header: without it a browser's header gets HTML."""

    name = "lever"
    jobs = "@"

    def query(self, board: Board, offset: int) -> Request:
        """Page of 100 from ``offset``; boards of the EU instance have a host of their own."""
        region = "eu." if ".eu." in (urlsplit(board.url).hostname or "") else ""
        site = quote(board.token, safe="")
        url = f"https://api.{region}lever.co/v0/postings/{site}?mode=json&skip={offset}&limit=100"
        return Request(url, headers=JSON_HEADERS, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The posting id."""
        return str(job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one element of the array."""
        categories = job.get("categories") or {}
        sections = [f"<h3>{s.get('text') or ''}</h3><ul>{s.get('content') or ''}</ul>" for s in job.get("lists") or []]
        opening = job.get("description") or f"{job.get('opening') or ''}{job.get('descriptionBody') or ''}"
        main = categories.get("location")
        places = categories.get("allLocations") or [main]
        return JobPosting(
            id=f"lever:{board.token}:{job['id']}",
            board=board.id,
            url=job["hostedUrl"],
            apply_url=job.get("applyUrl"),
            title=clean_text(job["text"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join([opening, *sections, job.get("additional") or ""])),
            # The country is the main place's alone.
            job_location=[
                p for name in places for p in parse_places(name, job.get("country") if name == main else None)
            ],
            job_location_type=parse_workplace(job.get("workplaceType")),
            employment_type=parse_employment_type(categories.get("commitment")),
            department=clean_text(categories.get("department") or categories.get("team")),
            date_posted=parse_epoch(job.get("createdAt"), per_second=1000),
            base_salary=lever_pay(job.get("salaryRange")),
        )

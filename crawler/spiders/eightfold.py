"""Eightfold careers sites: the interface behind their own pages; not documented: from captures and public clients.

Most tenants answer the newer interface, some only the older one, and some neither: those have a sitemap.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import as_list, clean_html, clean_text, html_or_text, parse_epoch, parse_workplace
from crawler.items import Board, HiringOrganization, IncompletePosting, JobLocationType, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import posting_from_jsonld
from crawler.patterns import Page, PagedSearch
from crawler.values.markup import job_posting_on, sitemap_locations
from crawler.values.places import parse_place

_JOB_PATH = re.compile(r"/careers/job/(\d+)")


class Eightfold(PagedSearch):
    """The token is the label before ``.eightfold.ai``, or ``<host>/<domain>`` with the domain that names the tenant."""

    name = "eightfold"
    routes = ("pcsx", "v2")
    details_at_once = 4

    def query(self, board: Board, offset: int) -> Request:
        """Page of 10, whatever is asked for."""
        host, domain = _tenant(board)
        if self.route(board) == "pcsx":
            url = f"https://{host}/api/pcsx/search?domain={domain}&query=&location=&start={offset}&sort_by=timestamp"
        else:
            url = f"https://{host}/api/apply/v2/jobs?domain={domain}&start={offset}&num=10"
        return Request(url, headers=self.headers, dont_filter=True)

    def fallback(self, board: Board) -> Request:
        """The sitemap, which lists every job's page."""
        return Request(f"https://{_tenant(board)[0]}/careers/sitemap.xml", headers=self.headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Positions of either interface, or the job pages of the sitemap."""
        if response.body.lstrip()[:1] == b"<":
            ids = {match[1]: url for url in sitemap_locations(response.body) if (match := _JOB_PATH.search(url))}
            return Page([{"id": id_, "page": page} for id_, page in ids.items()])
        answer = decode_json(response.body)
        found = answer.get("data") or answer
        if not isinstance(found.get("positions"), list):
            raise ValueError(f"no positions: {clean_text((answer.get('error') or {}).get('message')) or 'a stub'}")
        return Page(found["positions"], found.get("count"))

    def job_key(self, job: dict[str, Any]) -> str:
        """The position's id, one for all interfaces."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The position by the interface that listed it."""
        host, domain = _tenant(board)
        if "page" in job:
            return str(job["page"])
        if self.route(board) == "pcsx":
            return f"https://{host}/api/pcsx/position_details?position_id={job['id']}&domain={domain}&hl=en"
        return f"https://{host}/api/apply/v2/jobs/{job['id']}?domain={domain}"

    def detail(self, response: Response) -> Any:
        """The position's record, or the JobPosting on its page."""
        if response.body.lstrip()[:1] == b"<":
            return job_posting_on(response)
        answer = decode_json(response.body)
        return answer.get("data") or answer

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a position with its ``detail``, or the JobPosting of a page from the sitemap."""
        if "page" in job:
            return _from_page(job, board)
        detail = job.get("detail") or {}
        position = job | detail
        host, _ = _tenant(board)
        department = next((text for part in as_list(position.get("department")) if (text := clean_text(part))), None)
        return JobPosting(
            id=f"eightfold:{board.token}:{job['id']}",
            board=board.id,
            url=urljoin(f"https://{host}", job.get("positionUrl") or f"/careers/job/{job['id']}"),
            identifier=clean_text(job.get("displayJobId") or job.get("display_job_id")),
            title=clean_text(job["name"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(html_or_text(detail.get("jobDescription") or detail.get("job_description"))),
            job_location=_places(job),
            job_location_type=_workplace(job),
            department=department,
            date_posted=parse_epoch(job.get("postedTs") or job.get("t_create")),
            detail_missing=not detail,
        )


def _tenant(board: Board) -> tuple[str, str]:
    """Host and domain of a tenant: of its token, else of its URL, else by the rule that most of them follow."""
    host, _, domain = board.token.partition("/")
    asked = parse_qs(urlsplit(board.url).query).get("domain", [""])[0]
    label = host if "." not in host else host.split(".")[-2]
    return (host if "." in host else f"{host}.eightfold.ai"), quote(domain or asked or board.domain or f"{label}.com")


def _workplace(job: dict[str, Any]) -> JobLocationType | None:
    option = str(job.get("workLocationOption") or job.get("work_location_option") or "")
    return "remote" if option.startswith("remote_") else parse_workplace(option)  # remote_local, remote_global


def _places(job: dict[str, Any]) -> list[Place]:
    words = [text for place in job.get("locations") or [job.get("location")] if (text := clean_text(place))]
    standard = job.get("standardizedLocations") or []
    # The standardised name ("Redmond, WA, US") reads better; the employer's own words are kept beside it.
    better = standard if len(standard) == len(words) else words
    places = [parse_place(place) for place in better]
    for place, own in zip(places, words, strict=True):
        place.raw = own
    return places


def _from_page(job: dict[str, Any], board: Board) -> JobPosting:
    posting_id = f"eightfold:{board.token}:{job['id']}"
    if job["detail"] is None:
        raise IncompletePosting("the posting's page could not be read", posting_id)
    return replace(
        posting_from_jsonld(job["detail"], job["page"], board), id=posting_id, url=job["page"], identifier=None
    )

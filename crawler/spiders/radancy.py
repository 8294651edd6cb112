"""Radancy (TalentBrew) career sites: https://www.radancy.com documents no service: from captures and public clients.

The search answers HTML inside JSON, and without the module's name HTTP 200 with nothing in it. Employers design the
rows themselves; what holds everywhere is the anchor with ``data-job-id``.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch, Part
from crawler.values.dates import parse_us_date
from crawler.values.markup import absolute, job_page, sitemap_locations, words
from crawler.values.places import parse_places
from crawler.vendors import radancy_search

_JOB = re.compile(r"/[^/]*[^\W\d][^/]*/\d+/(\d+)/?$")
_PLACE = ".job-location, .job-address-list, .job-list-location, .location"
_DATE = ".job-date-posted, .job-date, .date"


class Radancy(PagedSearch):
    """The token is the host; a site in several languages has the language before ``/search-jobs``."""

    name = "radancy"
    window = 10_000
    linked = True
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """The first page."""
        return radancy_search.search_request(board)

    def facet_request(self, request: Request) -> Request:
        """The search with the facets that it can be divided by."""
        return radancy_search.facets_request(request)

    def narrow(self, request: Request, part: Part) -> Request:
        """One filter more."""
        return radancy_search.narrowed(request, part)

    def fallback(self, board: Board) -> Request:
        """The sitemap."""
        return Request(f"https://{board.token}/sitemap.xml", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Rows of a page of results, or the addresses in the sitemap."""
        if b"<urlset" in response.body[:500]:
            locations = sitemap_locations(response.body)
            return Page([{"id": match[1], "url": url} for url in locations if (match := _JOB.search(url))])
        answer = decode_json(response.body)
        results = Selector(text=answer["results"] or "<p>")
        head = next(iter(results.css("#search-results, [data-total-job-results]")), None)
        if head is None:
            raise ValueError("an answer without a result list; is the search on another path or in another language?")
        rows = {job["id"]: job for job in map(_row, reversed(results.css("a[data-job-id][href]")))}
        jobs = [job | {"url": absolute(response, job["href"])} for job in reversed(rows.values())]
        said = {name: int(head.attrib.get(f"data-{name}") or 0) for name in ("current-page", "total-pages")}
        more = jobs and said["current-page"] < said["total-pages"]
        following = radancy_search.further_page(response.url, said["current-page"] + 1) if more else None
        facets = radancy_search.read_facets(answer.get("filters"))
        return Page(jobs, head.attrib["data-total-job-results"], following, facets=facets)

    def job_key(self, job: dict[str, Any]) -> str:
        """``data-job-id``, the last part of the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """JSON-LD, or where a site has none the text, and what only the page's tags say."""
        page, detail = job_page(response, ".ats-description")
        meta = {tag.attrib["name"]: tag.attrib.get("content") for tag in page.css("meta[name]")}
        apply_url = page.css("[data-apply-url]::attr(data-apply-url)").get()
        return detail | {"meta": meta, "apply_url": apply_url, "title": words(page, "h1")}

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        detail = job["detail"] or {}
        page, meta = detail.get("job") or {}, detail.get("meta") or {}
        tagged = (meta.get("gtm_tbcn_location") or "").replace("~", "|")
        listed = JobPosting(
            id=f"radancy:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            apply_url=detail.get("apply_url"),
            identifier=clean_text(meta.get("job-ats-req-id")),
            title=job.get("title") or clean_text(page.get("title")) or detail.get("title") or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("html")),
            job_location=parse_places(job.get("place") or tagged),
            employment_type=parse_employment_type(job.get("type")),
            department=clean_text(meta.get("gtm_tbcn_jobcategory")) or job.get("category"),
            date_posted=parse_us_date(job.get("date") or meta.get("gtm_firstindex")),
        )
        return with_jsonld(listed, page if detail else None, board)


def _row(link: Selector) -> dict[str, Any]:
    """One anchor and the row around it; a second anchor of the same job may hold no more than an icon."""
    row = next(iter(link.xpath("ancestor::*[self::li or self::tr][1]")), link)
    return {
        "id": link.attrib["data-job-id"],
        "href": link.attrib["href"],
        "title": words(link, "h2, h3, h4, .job-title") or words(link),
        "place": words(row, _PLACE),
        "date": _value(row, _DATE),
        "type": _value(row, ".job-type"),
        "category": _value(row, ".job-categories, .job-category"),
    }


def _value(row: Selector, css: str) -> str | None:
    """A value without the caption that some sites put before it ("Job Type: ", "Position Type | ")."""
    return clean_text(re.split(r"[|:]", words(row, css) or "")[-1])

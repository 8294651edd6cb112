"""Avature career portals: https://www.avature.net documents no public service: the portals' pages, from captures.

Every employer designs the rows; what holds everywhere is the link to ``/JobDetail/{slug}/{id}`` and the pager. Past the
2,000th posting the portal answers HTTP 200 with an apology; a larger portal is asked through its form, one value of a
list at a time. What the form answers and detail pages: from documentation, not yet seen live.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch, Part
from crawler.recognition.tenants import tenant_host
from crawler.values.dates import parse_closing, parse_dashed_date
from crawler.values.labels import (
    CLOSING,
    DEPARTMENT,
    EMPLOYMENT,
    LEGAL_NAME,
    PLACE,
    POSTED,
    REQUISITION,
    WORKPLACE,
    labelled,
)
from crawler.values.markup import absolute, job_page, page_of, without_query, words
from crawler.values.places import parse_place, parse_places

_JOB = re.compile(r"/JobDetail/(?:[^/?#]+/)*(\d+)/?(?:[?#]|$)")
_PAGE = re.compile(r"/(?:Search|FolderDetail|ProjectDetail|JobDetail|Login|Register|ApplicationMethods)")
_ROW = "ancestor::*[self::article or self::li or self::tr or contains(@class, 'jobItem')][1]"
_FACTS = ".article__header__text__subtitle, .listSingleColumnItemMiscData, .locationText, .daysAgo, .list__item__text"
_FIELD = ".article__content__view__field"
_BREAK = re.compile(r"\s*[|•·]\s*|\s+\.\s+|\s*,?\s+(?=Ref ?#)|\s+(?=Posted\b)")
_LABEL = re.compile(r"([A-Za-z][A-Za-z /]*?)\s*[:#]\s*(.+)|(Posted)\s+(.+)")
_TOTAL = re.compile(r"\d+\s*[-–]\s*\d+\s+of\s+(\d[\d,.]*)\s+results?", re.IGNORECASE)


class Avature(PagedSearch):
    """The token is the host; the portal's path is in the board's URL, and ``/careers`` where that has none."""

    name = "avature"
    window = 2_000
    linked = True
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """The first page of the portal that the board's URL is in."""
        host = tenant_host(board, "avature.net")
        portal = _PAGE.split(urlsplit(board.url).path)[0].rstrip("/") or "/careers"
        return Request(f"https://{host}{portal}/SearchJobs?jobOffset=0", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Rows of a page of results."""
        page = page_of(response)
        links = page.css("a[href*='/JobDetail/']")
        if not links and page.css("meta[name='avature.portal.page']::attr(content)").get() != "SearchJobs":
            raise ValueError("not a page of an Avature job search; is the portal's path right?")
        jobs = {job["id"]: job for link in reversed(links) if (job := _row(link, response))}
        total = _TOTAL.search(" ".join(page.xpath("//body//text()[contains(., 'of')]").getall()))
        following = page.css("a.paginationNextLink::attr(href)").get()
        return Page(
            list(reversed(jobs.values())),
            int(re.sub(r"\D", "", total[1])) if total else None,
            absolute(response, following) if following and jobs else None,
            facets=_facets(page),
        )

    def narrow(self, request: Request, part: Part) -> Request:
        """The search form as a visitor fills it in, with one field more."""
        chosen = urlencode({part.facet: part.value})
        if request.method == "POST":
            return request.replace(body=request.body + f"&{chosen}".encode())
        headers = PAGE_HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
        url = request.url.partition("?")[0]
        return Request(url, method="POST", body=f"listFilterMode=true&{chosen}", headers=headers, dont_filter=True)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number at the end of the address."""
        return str(job["id"])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """Fields and text of the page, and JSON-LD where a portal has it."""
        page, detail = job_page(response, ".article--details .article__content", ".article__content")
        fields = {
            words(field, f"{_FIELD}__label"): words(field, f"{_FIELD}__value") or "" for field in page.css(_FIELD)
        }
        return detail | {"fields": {label: value for label, value in fields.items() if label}}

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        detail = job["detail"] or {}
        fields = job["fields"] | detail.get("fields", {})
        place = job["place"] or labelled(fields, PLACE)
        remote = "remote" if re.match(r"remote\b", place or "", re.IGNORECASE) else None
        listed = JobPosting(
            id=f"avature:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            apply_url=job["apply_url"],
            identifier=labelled(fields, REQUISITION),
            title=job["title"] or "",
            hiring_organization=HiringOrganization(
                name=board.employer, legal_name=labelled(fields, LEGAL_NAME), domain=board.domain
            ),
            description_html=clean_html(detail.get("html")),
            job_location=parse_places(place),
            job_location_type=parse_workplace(labelled(fields, WORKPLACE)) or parse_workplace(remote),
            employment_type=parse_employment_type(job["type"] or labelled(fields, EMPLOYMENT)),
            department=labelled(fields, DEPARTMENT),
            date_posted=parse_dashed_date(labelled(fields, POSTED)),
            valid_through=parse_closing(labelled(fields, CLOSING)),
        )
        return with_jsonld(listed, detail.get("job") if detail else None, board)


def _facets(page: Selector) -> list[list[Part]]:
    """The form's lists of values; it does not say how many postings have each."""
    lists = page.css("form#tpt_jobSortableForm select[name]")
    return [
        [
            Part(field.attrib["name"], option.attrib["value"], None, words(option) or "")
            for option in field.css("option[value]")
            if option.attrib["value"]
        ]
        for field in lists
    ]


def _row(link: Selector, response: Response) -> dict[str, Any] | None:
    """A link to a job with the facts around it, labelled or told by what they are; ``None`` for other links."""
    number = _JOB.search(link.attrib["href"])
    if number is None:
        return None
    row = next(iter(link.xpath(_ROW)), link)
    text = " | ".join(clean_text(" ".join(node.css("::text").getall())) or "" for node in row.css(_FACTS))
    facts = [fact.replace(" ,", ",").strip(" ,.") for fact in _BREAK.split(text)]
    labels = [match for fact in facts if (match := _LABEL.fullmatch(fact))]
    bare = [fact for fact in facts if not _LABEL.fullmatch(fact)]
    apply_url = row.css("a[href*='ApplicationMethods']::attr(href), a.applyButton::attr(href)").get()
    return {
        "id": number[1],
        "url": without_query(absolute(response, link.attrib["href"])),
        "title": words(link),
        "apply_url": absolute(response, apply_url) if apply_url else None,
        "fields": {match[1] or match[3]: match[2] or match[4] for match in labels},
        "place": words(row, ".locationText") or next((fact for fact in bare if parse_place(fact).country), None),
        "type": next((fact for fact in bare if parse_employment_type(fact)), None),
    }

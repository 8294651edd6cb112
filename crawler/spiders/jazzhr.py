"""JazzHR hosted boards: https://help.jazzhr.com describes the pages, not a service: from captures.

Every job is on the page twice, once for each size of screen, and its time of creation is hidden in the id of its row.
"""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector
from scrapy.http import Response

from crawler.clean import clean_html, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.markup import job_page, page_of, words
from crawler.values.places import parse_places

_CODE = re.compile(r"/apply/(?:jobs/details/)?([A-Za-z0-9]{8,12})(?:[/?]|$)")
_CREATED = re.compile(r"row_job_(\d{4})(\d{2})(\d{2})\d{6}_")
_NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9]+")


class JazzHr(JsonBoard):
    """The token is the host's first label."""

    name = "jazzhr"
    list_url = "https://{token}.applytojob.com/apply"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """Each job once: the row of the table before the row of the column."""
        page = page_of(response)
        if not page.css("#resumator_main_wrapper, #job_listings, .resumator-jobboard-page, .list-group, #jobs_table"):
            raise ValueError("not a job board of JazzHR's; has the employer left?")
        links = [link for link in page.css("a[href*='/apply/']") if _CODE.search(link.attrib["href"])]
        rows = {job["id"]: job for link in reversed(links) if (job := _row(link))["title"]}
        return Page(list(reversed(rows.values())))

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return _url(job, board)

    def detail(self, response: Response) -> Any:
        """JSON-LD where a theme has it, and the text and facts of the page."""
        page, detail = job_page(response, "#job-description", ".job_description")
        return detail | {
            "place": words(page, "[title=Location]"),
            "type": words(page, "#resumator-job-employment"),
            "department": words(page, "[title=Department]"),
        }

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a row with its page."""
        detail = job["detail"] or {}
        page = detail.get("job") or {}
        listed = JobPosting(
            id=f"jazzhr:{board.token}:{job['id']}",
            board=board.id,
            url=_url(job, board),
            title=job["title"],
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("html")),
            job_location=parse_places(job["place"] or detail.get("place")),
            employment_type=parse_employment_type(detail.get("type")),
            department=job["department"] or detail.get("department"),
            # A row's id says when the job was created, which its page may correct.
            date_posted=parse_posted(page.get("datePosted")) or parse_posted(job["created"]),
        )
        return with_jsonld(listed, page if detail else None, board)


def _url(job: dict[str, Any], board: Board) -> str:
    slug = _NOT_IN_SLUG.sub("-", job["title"]).strip("-")
    return f"https://{board.token}.applytojob.com/apply/{job['id']}/{slug}"


def _row(link: Selector) -> dict[str, Any]:
    code = _CODE.search(link.attrib["href"])
    row = next(iter(link.xpath("ancestor::*[self::tr or self::li or contains(@class, 'jobs_row')][1]")), link)
    created = _CREATED.match(row.attrib.get("id", ""))
    cells = [words(cell) for cell in row.css("td")]
    marked = [words(item) for item in row.css("li")]  # the newer theme: place, then department
    captioned = dict((words(span) or "").partition(": ")[::2] for span in row.css("span.resumator_description"))
    return {
        "id": code[1] if code else None,
        "title": words(link),
        "place": cells[1] if cells[1:] else captioned.get("Location") or next(iter(marked), None),
        "department": words(row, ".resumator_department")
        or captioned.get("Department")
        or next(iter(marked[1:]), None),
        "created": "-".join(created.groups()) if created else None,
    }

"""NEOGOV (governmentjobs.com, schooljobs.com): https://www.neogov.com documents no public service.

An agency's RSS feed, from captures. The text is in four elements; advertising times are written
"Wed, 19 Aug 2026 05:00:00:0".
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.dates import parse_closing, parse_rss_date
from crawler.values.markup import children_text, read_feed
from crawler.values.pay_systems import range_pay
from crawler.values.places import parse_places

_TEXTS = {
    "description": "",
    "examplesofduties": "<h3>Examples of Duties</h3>",
    "qualifications": "<h3>Qualifications</h3>",
    "supplementalinformation": "<h3>Supplemental Information</h3>",
}


class Neogov(JsonBoard):
    """The token is the agency; schools are on a host of their own."""

    name = "neogov"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """The agency's feed."""
        host = "www.schooljobs.com" if "schooljobs.com" in urlsplit(board.url).netloc else "www.governmentjobs.com"
        url = f"https://{host}/SearchEngine/JobsFeed?agency={quote(board.token, safe='')}"
        return Request(url, headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Items of the feed."""
        return Page([_item(item) for item in read_feed(response.body, "rss", "item")])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one item."""
        text = [f"{heading}{job[name]}" for name, heading in _TEXTS.items() if job.get(name)]
        pay = range_pay(
            job.get("minimumSalary"), job.get("maximumSalary"), job.get("salaryCurrency"), job.get("salaryInterval")
        )
        return JobPosting(
            id=f"neogov:{board.token}:{job['jobId']}",
            board=board.id,
            url=job["link"],
            identifier=clean_text(job.get("jobNumberSingle") or job.get("jobNumber")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=job["agency"] or board.employer, domain=board.domain),
            description_html=clean_html("".join(text)),
            job_location=parse_places(job.get("location")),
            job_location_type=parse_workplace(job.get("location")),
            employment_type=parse_employment_type(job.get("jobType")),
            department=clean_text(job.get("department") or next(iter(job["categories"]), None)),
            date_posted=parse_rss_date(job.get("advertiseFromDateUTC") or job.get("pubDate")),
            valid_through=parse_closing(job.get("advertiseToDateTimeUTC")),
            base_salary=pay,
        )


def _item(item: Any) -> dict[str, Any]:
    """An element with its categories, and the agency's name, which is the title of the whole feed."""
    agency = clean_text(item.getparent().findtext("title"))
    return {
        **children_text(item),
        "agency": agency,
        "categories": [clean_text(part.text) for part in item.iter("category")],
    }

"""Google's own careers site: https://www.google.com/about/careers/applications/jobs/results. No service, no names.

Each page of results is filled with arrays whose positions carry the meaning; it was read off captures and may move. The
site serves several brands of one employer, and its count moves while it is read.
"""

from __future__ import annotations

from typing import Any, Final

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.clean import clean_html, clean_text, parse_epoch
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.patterns import PAGE_HEADERS, Page, PagedSearch
from crawler.values.markup import assigned_json
from crawler.values.pay_systems import google_pay
from crawler.values.places import address_place

_RESULTS = "https://www.google.com/about/careers/applications/jobs/results"
_FILLED = "AF_initDataCallback({key: 'ds:1'"
_POSITIONS: Final = {
    "id": 0, "title": 1, "responsibilities": 3, "qualifications": 4, "brand": 7, "places": 9, "about": 10,
    "created": 12, "note": 15, "remote": 16, "place_note": 18,
}  # fmt: skip
# The address to apply at (2) is left out: it holds a token that is new on every page.
_TEXTS: Final = {
    "about": "<h3>About the job</h3>",
    "qualifications": "",
    "responsibilities": "<h3>Responsibilities</h3>",
    "note": "",
    "place_note": "",
}
"""Parts of the text in the order of the site, with the headings that it gives them."""


class Google(PagedSearch):
    """The token is ``google``."""

    name = "google"
    numbered = True
    headers = PAGE_HEADERS

    def query(self, board: Board, offset: int) -> Request:
        """A page of 20."""
        return Request(f"{_RESULTS}/?page={offset + 1}", headers=PAGE_HEADERS, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """The arrays as jobs with names; an archive may hold the arrays without the page around them."""
        if response.body.startswith(b"{"):
            extracted = decode_json(response.body)
            rows, total = extracted["jobs"], extracted["total"]
        else:
            text = response.text if isinstance(response, TextResponse) else ""
            _, found, filled = text.partition(_FILLED)
            if not found:
                raise ValueError("a page that is not filled with jobs")
            rows, _, total, *_ = assigned_json(filled, "data")
        return Page([_named(row) for row in rows or []], total)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number in the address."""
        return str(job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job; texts are the second of a pair whose first was never seen filled."""
        texts = {name: text for name in _TEXTS if (text := (job.get(name) or [None, None])[1])}
        return JobPosting(
            id=f"google:{board.token}:{job['id']}",
            board=board.id,
            url=f"{_RESULTS}/{job['id']}",
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=clean_text(job.get("brand")) or board.employer, domain=board.domain
            ),
            description_html=clean_html("".join(f"{_TEXTS[name]}<div>{text}</div>" for name, text in texts.items())),
            job_location=[
                address_place(words, locality=city, region=region, country=country, postal_code=zip_code)
                for words, _, city, zip_code, region, country, *_ in job.get("places") or []
            ],
            job_location_type="remote" if job.get("remote") == 1 else None,
            date_posted=parse_epoch((job.get("created") or [None])[0]),
            base_salary=google_pay(texts.get("about")),
        )


def _named(row: Any) -> Any:
    """A job by names; what is no array is left for the guard around the mapping."""
    if not isinstance(row, list):
        return row
    return {name: row[place] if place < len(row) else None for name, place in _POSITIONS.items()}

"""PageUp: https://www.pageuppeople.com documents no public service: the RSS feed of its careers sites, from captures.

The feed is the whole board. It has two descriptions, a teaser and the text; a place is written "WA|Perth,VIC|Bendigo",
in the employer's own words, and the employer's name is nowhere.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_workplace
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.dates import parse_closing, parse_rss_date
from crawler.values.gazetteer import STATE_CODES, STATES
from crawler.values.labels import DEPARTMENT, WORKPLACE, labelled
from crawler.values.markup import children_text, read_feed
from crawler.values.places import parse_places

_AUSTRALIAN = frozenset({"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC"})
"""Australia Post's codes; WA is missing, which is Washington's too."""


class PageUp(JsonBoard):
    """The token is the employer's number and the site's code; the language is in the board's URL."""

    name = "pageup"
    headers = PAGE_HEADERS

    def query(self, board: Board) -> Request:
        """The feed."""
        parts = urlsplit(board.url).path.strip("/").split("/")
        language = parts[2] if len(parts) > 2 and 2 <= len(parts[2]) <= 5 else "en"
        host = urlsplit(board.url).netloc or "careers.pageuppeople.com"
        return Request(
            f"https://{host}/{board.token}/{language}/latest_jobs.rss", headers=PAGE_HEADERS, dont_filter=True
        )

    def page(self, response: Response, board: Board) -> Page:
        """Items of the feed."""
        return Page([_item(item) for item in read_feed(response.body, "rss", "item")])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one item."""
        return JobPosting(
            id=f"pageup:{board.token}:{job['link'].rstrip('/').rpartition('/')[2]}",
            board=board.id,
            url=job["link"],
            apply_url=job.get("applyLink"),
            identifier=clean_text(job.get("refNo")),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(job["text"]),
            job_location=_places(job.get("location")),
            job_location_type=parse_workplace(labelled(job["fields"], WORKPLACE)),
            employment_type=parse_employment_type(job.get("workType")),
            department=job["category"] or labelled(job["fields"], DEPARTMENT),
            date_posted=parse_rss_date(job.get("pubDate")),
            valid_through=parse_closing(job.get("closingDate")),
        )


def _item(item: Any) -> dict[str, Any]:
    """An element with the last of its descriptions; of its categories some are a field, "Work arrangement|Hybrid"."""
    categories = [category for part in item.iterchildren("category") if (category := clean_text(part.text))]
    texts = [part.text for part in item.iterchildren("description")]
    return {
        **children_text(item),
        "text": texts[-1] if texts else None,
        "category": next((category for category in categories if "|" not in category), None),
        "fields": dict(category.split("|", 1) for category in categories if "|" in category),
    }


def _places(raw: str | None) -> list[Place]:
    """ "VIC|Melbourne,WA|Perth" part by part; the country is known where a code is one country's only."""
    if raw is None or "|" not in raw:
        return parse_places(raw)
    parts = [part.strip().partition("|") for part in raw.split(",") if part.strip()]
    abroad = any(region in _AUSTRALIAN for region, _, _ in parts)
    places = []
    for region, bar, city in parts:
        code = STATE_CODES.get(region.lower()) or (region if region in STATES and region != "WA" else None)
        country = "AU" if abroad or region in _AUSTRALIAN else "US" if code else None
        state = region if country != "US" else code
        places.append(
            Place(raw=f"{region}{bar}{city}", locality=city.strip() or None, region=state or None, country=country)
        )
    return places

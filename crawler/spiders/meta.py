"""Meta's own careers site: https://www.metacareers.com; no documentation: its sitemap and JSON-LD, from captures.

The JSON-LD has its keys escaped (``\\u0040type``) and three texts: description, responsibilities and
qualifications, whose items stand apart by a no-break space.
"""

from __future__ import annotations

import html
import re
from typing import Any

from scrapy.http import Response

from crawler.clean import clean_text
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.jsonld import with_jsonld
from crawler.patterns import PAGE_HEADERS, JsonBoard, Page
from crawler.values.markup import job_posting_on, sitemap_locations

_JOB = re.compile(r"/job_details/(\d+)")
_SECTIONS = {"responsibilities": "Responsibilities", "qualifications": "Qualifications"}


class Meta(JsonBoard):
    """One employer: the token is ``meta``."""

    name = "meta"
    list_url = "https://www.metacareers.com/jobs/sitemap.xml"
    headers = PAGE_HEADERS

    def page(self, response: Response, board: Board) -> Page:
        """Addresses of jobs in the sitemap."""
        found = {match[1]: url for url in sitemap_locations(response.body) if (match := _JOB.search(url))}
        return Page([{"id": number, "url": url} for number, url in found.items()])

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's page."""
        return str(job["url"])

    def detail(self, response: Response) -> Any:
        """JSON-LD."""
        return job_posting_on(response)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map an address with its page; without the page there is no title, and no posting."""
        detail = job["detail"]
        listed = JobPosting(
            id=f"meta:{board.token}:{job['id']}",
            board=board.id,
            url=job["url"],
            title=clean_text((detail or {}).get("title")) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
        )
        return with_jsonld(listed, {**detail, "description": _text(detail)}, board)


def _text(page: dict[str, Any]) -> str:
    """The three texts as one; an item of a section ends where a no-break space is."""
    paragraphs = [
        f"<p>{html.escape(p)}</p>" for p in re.split(r"\s*\n\s*\n\s*", page.get("description") or "") if p.strip()
    ]
    for name, heading in _SECTIONS.items():
        items = [item.strip() for item in re.split("&nbsp;|\xa0", page.get(name) or "") if item.strip()]
        if items:
            paragraphs.append(
                f"<h3>{heading}</h3><ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>"
            )
    return "".join(paragraphs)

"""Amazon's own careers site; not documented: from captures and public clients.

An error comes with HTTP 200 and no jobs; totals stop at 10,000. Pay is in the text of the posting's page only.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobLocationType, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import Page, PagedSearch, Part, facet_parts
from crawler.values.places import address_places

_SITE = "https://www.amazon.jobs"
_FACETS = {"business_category_facet": "business_category", "normalized_country_code_facet": "normalized_country_code"}
_WORKPLACES: dict[str, JobLocationType] = {"ONSITE": "onsite", "VIRTUAL": "remote", "HYBRID": "hybrid"}
_QUALIFICATIONS = ("basic_qualifications", "preferred_qualifications")


class Amazon(PagedSearch):
    """The token is a country (``USA``), or anything longer for the whole site."""

    name = "amazon"
    window = 10_000

    def query(self, board: Board, offset: int) -> Request:
        """Page of 100, the most there is, with the counts that the listing can be divided by."""
        facets = "".join(f"&facets%5B%5D={name}" for name in _FACETS.values())
        country = f"&normalized_country_code%5B%5D={board.token}" if len(board.token) == 3 else ""
        url = f"{_SITE}/en/search.json?result_limit=100&offset={offset}&sort=recent{facets}{country}"
        return Request(url, headers=self.headers, dont_filter=True)

    def narrow(self, request: Request, part: Part) -> Request:
        """One value of a facet as a further parameter."""
        return request.replace(url=f"{request.url}&{_FACETS[part.facet]}%5B%5D={quote(part.value, safe='')}")

    def page(self, response: Response, board: Board) -> Page:
        """Jobs, and the facets of which each has one value."""
        answer = decode_json(response.body)
        if not isinstance(answer, dict) or answer.get("error"):
            raise ValueError(f"an error instead of jobs: {answer.get('error') if isinstance(answer, dict) else answer}")
        counts = answer.get("facets") or {}
        facets = [
            facet_parts(facet, counts.get(facet), lambda entry: next(iter(entry.items()), (None, 0)))
            for facet in _FACETS
        ]
        return Page(answer["jobs"], answer.get("hits"), facets=facets)

    def job_key(self, job: dict[str, Any]) -> str:
        """The number in the posting's address."""
        return str(job["id_icims"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job."""
        sites = [msgspec.json.decode(text) for text in job.get("locations") or []]
        workplaces = {_WORKPLACES.get(site.get("type")) for site in sites}
        texts = [job.get("description") or job.get("description_short")]
        texts += [
            f"<h3>{part.replace('_', ' ').capitalize()}</h3>{job[part]}" for part in _QUALIFICATIONS if job.get(part)
        ]
        company = clean_text(job.get("company_name"))
        return JobPosting(
            id=f"amazon:{board.token}:{job['id_icims']}",
            board=board.id,
            url=_SITE + job["job_path"],
            apply_url=job.get("url_next_step"),
            identifier=clean_text(job["id_icims"]),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, legal_name=company, domain=board.domain),
            description_html=clean_html("".join(filter(None, texts))),
            job_location=[place for site in sites for place in _places(site)] or _places(job),
            job_location_type=workplaces.pop() if len(workplaces) == 1 else None,
            employment_type="INTERN" if job.get("is_intern") else parse_employment_type(job.get("job_schedule_type")),
            department=clean_text(job.get("job_category")),
            date_posted=parse_posted(job.get("posted_date")),
        )


def _places(site: dict[str, Any]) -> list[Place]:
    """A site of the job, or the job itself where it has no list of sites."""
    return address_places(
        site.get("normalizedLocation") or site.get("normalized_location") or site.get("location"),
        locality=site.get("normalizedCityName") or site.get("city"),
        region=site.get("region") or site.get("state"),
        country=site.get("countryIso2a") or site.get("country_code"),
    )

"""Tesla's own careers site: https://www.tesla.com/careers, behind a wall against robots: from captures and clients.

The whole board in one answer of one-letter fields, joined through tables beside them that lack some of their keys. The
list says where and what, a job's own record when and in what words.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from crawler.clean import (
    as_list,
    clean_html,
    clean_text,
    html_or_text,
    parse_employment_type,
    parse_posted,
    parse_valid_through,
)
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.collect import decode_json
from crawler.patterns import JsonBoard, Page
from crawler.values.pay_systems import tesla_pay
from crawler.values.places import parse_places
from crawler.values.rows import convert_rows

_TEXTS = (
    ("jobDescription", "<h3>What to Expect</h3>"),
    ("jobResponsibilities", "<h3>What You’ll Do</h3>"),
    ("jobRequirements", "<h3>What You’ll Bring</h3>"),
    ("jobCompensationAndBenefits", "<h3>Compensation and Benefits</h3>"),
)


class Tesla(JsonBoard):
    """The token is ``tesla``."""

    name = "tesla"
    list_url = "https://www.tesla.com/cua-api/apps/careers/state"

    def page(self, response: Response, board: Board) -> Page:
        """Listings with the words that their keys stand for."""
        state = decode_json(response.body)
        if "listings" not in state:
            raise ValueError("no listings: the wall against robots has answered")
        tables, countries = state.get("lookup") or {}, _countries(state.get("geo") or [])
        return Page(convert_rows(state["listings"], lambda job: job | _words(job, tables, countries)))

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The job's own record."""
        return f"https://www.tesla.com/cua-api/careers/job/{job['id']}"

    def is_detail_of(self, job: dict[str, Any], detail: Any) -> bool:
        """By the id."""
        return bool(str(detail["id"]) == job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a listing with its ``detail``."""
        detail = job["detail"] or {}
        title = clean_text(job["t"]) or ""
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower())
        sections = [head + (html_or_text(detail[name]) or "") for name, head in _TEXTS if detail.get(name)]
        return JobPosting(
            id=f"tesla:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://www.tesla.com/careers/search/job/{slug.strip('-')}-{job['id']}",
            title=title,
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html("".join(sections)),
            job_location=parse_places(
                job.get("location") or detail.get("location"), detail.get("country") or job.get("country")
            ),
            employment_type=parse_employment_type(job.get("type") or detail.get("timeType")),
            department=clean_text(job.get("department") or detail.get("department")),
            date_posted=parse_posted(detail.get("datePosted") or job.get("pb")),
            valid_through=parse_valid_through(job.get("pu")),
            base_salary=tesla_pay(detail.get("jobCompensationAndBenefits"), detail.get("country")),
            detail_missing=not detail,
        )


def _words(job: dict[str, Any], tables: dict[str, Any], countries: dict[str, str]) -> dict[str, str | None]:
    """What the keys of a listing stand for; keys of a table are texts, those of a listing sometimes numbers."""
    keys = {"location": ("locations", "l"), "department": ("departments", "dp"), "type": ("types", "y")}
    words = {name: (tables.get(table) or {}).get(str(job.get(key))) for name, (table, key) in keys.items()}
    return words | {"country": countries.get(str(job.get("l")))}


def _countries(regions: list[dict[str, Any]]) -> dict[str, str]:
    """The country of each key of a place, which is below a city, the city below a state or the country itself."""
    found: dict[str, str] = {}
    for site in (site for region in regions if region for site in region.get("sites") or [] if site):
        for part in (site, *filter(None, site.get("states") or [])):
            for keys in (part.get("cities") or {}).values():
                found |= {str(key): site["id"] for key in as_list(keys) if site.get("id")}
    return found

"""Recruitee: https://docs.recruitee.com/reference/intro-to-careers-site-api.

Places are named in the board's language; amounts are text; several of the workplace boxes may be ticked at once.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request

from crawler.clean import clean_html, clean_text, comma_list, parse_employment_type, parse_posted, parse_valid_through
from crawler.items import Board, HiringOrganization, JobLocationType, JobPosting, Place
from crawler.patterns import JsonBoard
from crawler.recognition.tenants import tenant_host
from crawler.values.legal_names import legal_entity
from crawler.values.pay_systems import range_pay
from crawler.values.places import address_places

_WORKPLACES: tuple[tuple[str, JobLocationType], ...] = (
    ("remote", "remote"),
    ("hybrid", "hybrid"),
    ("on_site", "onsite"),
)


class Recruitee(JsonBoard):
    """The token is the label before ``.recruitee.com``, or the employer's own host, which answers the same."""

    name = "recruitee"
    jobs = "offers"

    def query(self, board: Board) -> Request:
        """All offers of the host."""
        url = f"https://{tenant_host(board, 'recruitee.com')}/api/offers/"
        return Request(url, headers=self.headers, dont_filter=True)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one offer."""
        salary = job.get("salary") or {}
        ticked = [value for box, value in _WORKPLACES if job.get(box)]
        company = clean_text(job.get("company_name"))
        return JobPosting(
            id=f"recruitee:{board.token}:{job['id']}",
            board=board.id,
            url=job["careers_url"],
            apply_url=job.get("careers_apply_url"),
            title=clean_text(job["title"]) or "",
            hiring_organization=HiringOrganization(
                name=company or board.employer, legal_name=legal_entity(company), domain=board.domain
            ),
            description_html=clean_html(f"{job.get('description') or ''}{job.get('requirements') or ''}"),
            job_location=[place for entry in job.get("locations") or [job] for place in _places(entry)],
            job_location_type=ticked[0] if len(ticked) == 1 else None,
            employment_type=parse_employment_type(job.get("employment_type_code")),
            department=clean_text(job.get("department")),
            date_posted=parse_posted(job.get("published_at")),
            valid_through=parse_valid_through(job.get("close_at")),
            base_salary=range_pay(salary.get("min"), salary.get("max"), salary.get("currency"), salary.get("period")),
        )


def _places(entry: dict[str, Any]) -> list[Place]:
    country = entry.get("country_code")
    return address_places(
        entry.get("location")
        or comma_list(entry.get("city"), entry.get("state_name") or entry.get("state"), entry.get("country")),
        locality=entry.get("city"),
        # Their codes are ISO 3166-2 subdivisions, which for the U.S. are the states'; elsewhere the name says more.
        region=entry.get("state_code") if country == "US" else entry.get("state_name") or entry.get("state"),
        country=country or entry.get("country"),
        postal_code=entry.get("postal_code"),
    )

"""BambooHR careers pages, the interface behind them; not documented: from captures and public clients.

The list has no date and no text. A company it does not know is sent to BambooHR's own site, which is not JSON.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.clean import clean_html, clean_text, parse_employment_type, parse_posted
from crawler.items import Board, HiringOrganization, JobLocationType, JobPosting, Place
from crawler.listings.collect import decode_json
from crawler.patterns import JsonBoard
from crawler.values.pay_text import text_pay
from crawler.values.places import address_places

_WORKPLACES: dict[str, JobLocationType] = {"0": "onsite", "1": "remote", "2": "hybrid"}


class BambooHr(JsonBoard):
    """A place is in ``location`` or, for a place the company has no office in, in ``atsLocation``."""

    name = "bamboohr"
    list_url = "https://{token}.bamboohr.com/careers/list"
    jobs = "result"
    total = "meta.totalCount"

    def detail_url(self, job: dict[str, Any], board: Board) -> str:
        """The opening."""
        return f"https://{board.token}.bamboohr.com/careers/{job['id']}/detail"

    def detail(self, response: Response) -> Any:
        """The opening without its application form."""
        return decode_json(response.body)["result"]["jobOpening"]

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map a list entry with its ``detail``."""
        detail = job.get("detail") or {}
        opening = job | detail
        places = _places(opening)
        return JobPosting(
            id=f"bamboohr:{board.token}:{job['id']}",
            board=board.id,
            url=f"https://{board.token}.bamboohr.com/careers/{job['id']}",
            title=clean_text(job["jobOpeningName"]) or "",
            hiring_organization=HiringOrganization(name=board.employer, domain=board.domain),
            description_html=clean_html(detail.get("description")),
            job_location=places,
            job_location_type=_WORKPLACES.get(str(opening.get("locationType"))),
            employment_type=parse_employment_type(
                [opening.get("employmentStatusLabel"), opening.get("employmentType")]
            ),
            department=clean_text(opening.get("departmentLabel")),
            date_posted=parse_posted(detail.get("datePosted")),
            base_salary=text_pay(detail.get("compensation"), country=places[0].country if places else None),
            detail_missing=not detail,
        )


def _places(opening: dict[str, Any]) -> list[Place]:
    office, ats = opening.get("location") or {}, opening.get("atsLocation") or {}
    return address_places(
        None,
        locality=office.get("city") or ats.get("city"),
        region=office.get("state") or ats.get("state") or ats.get("province"),
        country=office.get("addressCountry") or ats.get("country"),
        postal_code=office.get("postalCode"),
    )

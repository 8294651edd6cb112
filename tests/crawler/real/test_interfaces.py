"""Systems with a JSON interface, on real answers: every job of a capture comes out with what the capture holds of it.

What is expected is read off the capture itself, by the JMESPath expressions of each case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jmespath
import pytest

from crawler.boards import board_from_url
from crawler.items import JobPosting, Snapshot
from tests.capture import crawl_exchanges
from tests.manifest import exchange

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Case:
    ats: str
    token: str
    url: str
    captures: tuple[str, ...]
    jobs: str
    id: str
    title: str
    date: str = "no"
    city: str = "no"
    department: str = "no"
    workplace: str = "no"
    pay: str = "no"
    legal: str = "no"
    more: tuple[str, ...] = field(default=())
    """Captures that answer requests for single jobs."""


CASES = [
    Case(
        "smartrecruiters", "WesternDigital", "https://careers.smartrecruiters.com/WesternDigital",
        ("smartrecruiters/westerndigital_list.json",), "content", "id", "name", "releasedDate", "location.city",
        department="department.label", pay="customField[?fieldLabel=='Salary Range'].valueLabel",
        legal="customField[?fieldLabel=='Company'].valueLabel | [0]",
    ),
    Case(
        "oracle_recruiting", "eluq.fa.us2.oraclecloud.com/CX_2001",
        "https://eluq.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_2001",
        ("oracle_orc/kroger_list.json",), "items[0].requisitionList", "Id", "Title", "PostedDate", "PrimaryLocation",
        workplace="WorkplaceTypeCode",
    ),
    Case(
        "oracle_recruiting", "emje.fa.us6.oraclecloud.com/CX_1001",
        "https://emje.fa.us6.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1001",
        ("oracle_orc/southernco_list.json",), "items[0].requisitionList", "Id", "Title", city="PrimaryLocation",
        more=("oracle_orc/southernco_detail.json",),
    ),
    Case(
        "jibe", "jobs.jcp.com", "https://jobs.jcp.com/jobs", ("jibe/jcp_jobs.json",), "jobs[].data", "slug", "title",
        "posted_date", "city", department="department", pay="tags2",
    ),
    Case(
        "jibe", "careers.garmin.com", "https://careers.garmin.com/jobs", ("jibe/garmin_jobs.json",), "jobs[].data",
        "slug", "title", "posted_date", "city", workplace="tags6", legal="hiring_organization",
    ),
    Case(
        "workable", "zaelab", "https://apply.workable.com/zaelab/", ("workable/zaelab_widget.json",), "jobs",
        "shortcode", "title", "published_on", "country", department="department", workplace="telecommuting",
    ),
    Case(
        "recruitee", "germanzeroev", "https://germanzeroev.recruitee.com", ("recruitee/germanzeroev_offers.json",),
        "offers", "id", "title", "published_at", "city", department="department", pay="salary.max",
        legal="company_name",
    ),
    Case(
        "teamtailor", "tibber", "https://tibber.teamtailor.com/jobs", ("teamtailor/tibber_jobs.json",), "items",
        "_jobposting.identifier.value", "title", "date_published", "_jobposting.jobLocation[0].address.addressLocality",
    ),
    Case(
        "teamtailor", "chalhoubgroup", "https://chalhoubgroup.teamtailor.com/jobs",
        ("teamtailor/chalhoub_p1.json", "teamtailor/chalhoub_p2.json"), "items", "_jobposting.identifier.value",
        "title", "date_published", "_jobposting.jobLocation[0].address.addressLocality",
    ),
    Case(
        "bamboohr", "example", "https://example.bamboohr.com/careers", ("bamboohr/sanitized_list.json",), "result",
        "id", "jobOpeningName", city="location.city", department="departmentLabel", workplace="locationType",
    ),
    Case(
        "breezy", "matroid", "https://matroid.breezy.hr/", ("breezy/matroid.json",), "@", "id", "name",
        "published_date", "location.name", department="department", pay="salary",
    ),
    Case(
        "breezy", "the-asprey-group", "https://the-asprey-group.breezy.hr/", ("breezy/asprey_synthetic.json",), "@",
        "id", "name", "published_date", "location.country.id", department="department", pay="salary",
    ),
    Case(
        "rippling", "example", "https://ats.rippling.com/example/jobs", ("rippling/list_sanitized.json",), "@",
        "uuid", "name", city="workLocation.label", department="department.label",
    ),
    Case(
        "pinpoint", "jed", "https://jed.pinpointhq.com/", ("pinpoint/jed_postings.json",), "data", "id", "title",
        city="location.province", department="job.department.name", workplace="workplace_type",
        pay="compensation_visible",
    ),
    Case(
        "manatal", "castelion", "https://www.careers-page.com/castelion",
        ("manatal/castelion_p1.json", "manatal/castelion_p2.json"), "results", "id", "position_name", city="city",
        pay="is_salary_visible",
    ),
    Case(
        "manatal", "calqulate", "https://www.careers-page.com/calqulate", ("manatal/calqulate.json",), "results",
        "id", "position_name", city="city", pay="is_salary_visible",
    ),
    Case(
        "eightfold", "apply.careers.microsoft.com/microsoft.com", "https://apply.careers.microsoft.com/careers",
        ("eightfold/microsoft_pcsx.json",), "data.positions", "id", "name", "postedTs", "locations[0]",
        department="department", workplace="workLocationOption",
    ),
    Case(
        "amazon", "amazon", "https://www.amazon.jobs/en/search", ("amazon/search_software.json",), "jobs", "id_icims",
        "title", "posted_date", "city", department="job_category", legal="company_name",
    ),
    Case(
        "usajobs", "all", "https://www.usajobs.gov/search/results/", ("usajobs/search_three.json",),
        "SearchResult.SearchResultItems", "MatchedObjectId", "MatchedObjectDescriptor.PositionTitle",
        "MatchedObjectDescriptor.PublicationStartDate", "MatchedObjectDescriptor.PositionLocationDisplay",
        workplace="MatchedObjectDescriptor.UserArea.Details.RemoteIndicator",
        pay="MatchedObjectDescriptor.PositionRemuneration",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.ats}:{case.token}")
def test_every_job_comes_out_with_what_the_capture_holds(case: Case, tmp_path: Path) -> None:
    exchanges = [exchange(path) for path in case.captures]
    jobs = [job for found in exchanges for job in jmespath.search(case.jobs, json.loads(found["answer"]))]
    header, postings = replay(case, exchanges, tmp_path)
    assert header.unreadable == 0, header.problems
    assert set(postings) == {str(jmespath.search(case.id, job)) for job in jobs}
    for job in jobs:
        compare(case, job, postings[str(jmespath.search(case.id, job))])


def replay(case: Case, exchanges: list[dict[str, Any]], folder: Path) -> tuple[Snapshot, dict[str, JobPosting]]:
    board = board_from_url(case.url, employer=case.token, ats=f"{case.ats}:{case.token}")
    header, postings = crawl_exchanges(board, [*exchanges, *map(exchange, case.more)], folder)
    return header, {posting.id.removeprefix(f"{board.id}:"): posting for posting in postings}


def compare(case: Case, job: dict[str, Any], posting: JobPosting) -> None:
    def held(path: str) -> Any:
        return jmespath.search(path, job)

    assert posting.title == " ".join(held(case.title).split())
    assert posting.url.startswith("https://")
    if date := held(case.date):
        assert posting.date_posted is not None
        assert posting.date_posted.raw == " ".join(str(date).split())
        assert posting.date_posted.value is not None
    if city := held(case.city):
        known = [f"{place.raw} {place.locality} {place.region} {place.country}" for place in posting.job_location]
        assert any(city in words for words in known), known
    assert (posting.department or None) == (" ".join((held(case.department) or "").split()) or None)
    if held(case.workplace):
        assert posting.job_location_type is not None
    assert bool(posting.base_salary) == bool(held(case.pay))
    assert all(pay.currency and pay.unit_text for pay in posting.base_salary)
    if legal := held(case.legal):
        assert posting.hiring_organization.legal_name
        assert posting.hiring_organization.legal_name in legal


def test_places_of_a_job_in_several_rows_are_all_kept(tmp_path: Path) -> None:
    by_system = {case.ats: case for case in CASES if case.ats in ("workable", "rippling")}
    for ats, case in by_system.items():
        found = exchange(case.captures[0])
        rows = jmespath.search(case.jobs, json.loads(found["answer"]))
        (tmp_path / ats).mkdir()
        (posting,) = replay(case, [found], tmp_path / ats)[1].values()
        assert len(posting.job_location) == len(rows) > 1


def test_oracle_detail_has_the_time_the_text_and_the_legal_employer(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.more)
    listed = exchange(case.captures[0])
    (detail,) = json.loads(exchange(case.more[0])["answer"])["items"]
    (search,) = json.loads(listed["answer"])["items"]
    names = {facet["Id"]: facet["Name"] for facet in search["organizationsFacet"]}
    postings = replay(case, [listed], tmp_path)[1]
    posting = postings[detail["Id"]]
    assert posting.date_posted is not None
    assert posting.date_posted.raw == detail["ExternalPostedStartDate"]
    assert posting.valid_through is not None
    assert posting.valid_through[:16] == detail["ExternalPostedEndDate"][:16]
    assert posting.employment_type == "FULL_TIME"
    assert len(posting.description_html or "") > len(detail["CorporateDescriptionStr"])
    for row in search["requisitionList"]:
        employer = postings[row["Id"]].hiring_organization
        assert employer.legal_name == names.get(row["LegalEmployerId"])


def listed(url: str, answer: Any) -> dict[str, Any]:
    """A list made for a capture that holds the record of one job only."""
    return {"url": url, "answer": json.dumps(answer).encode()}


def one_posting(ats: str, url: str, exchanges: list[dict[str, Any]], folder: Path) -> JobPosting:
    board = board_from_url(url, employer="Someone", ats=ats)
    header, (posting,) = crawl_exchanges(board, exchanges, folder)
    assert (header.outcome, header.detail_missing) == ("complete", 0), header.problems
    return posting


def test_rippling_record_names_the_entity_that_pays(tmp_path: Path) -> None:
    detail = exchange("rippling/portside_detail.json")
    record = json.loads(detail["answer"])
    rows = [{"uuid": record["uuid"], "name": record["name"], "url": record["url"]}]
    exchanges = [listed(detail["url"].rpartition("/")[0], rows), detail]
    posting = one_posting("rippling:portside", record["url"], exchanges, tmp_path)
    assert posting.hiring_organization.legal_name == record["companyName"].strip()
    assert [place.raw for place in posting.job_location] == record["workLocations"]
    assert (posting.job_location_type, posting.employment_type) == ("remote", "FULL_TIME")
    assert posting.department == record["department"]["name"]
    assert posting.date_posted is not None
    assert posting.date_posted.raw == record["createdOn"]


def test_bamboohr_record_has_the_day_and_the_place_of_a_job_without_an_office(tmp_path: Path) -> None:
    detail = exchange("bamboohr/350org_detail_63.json")
    record = json.loads(detail["answer"])
    detail["answer"] = json.dumps({"result": {"jobOpening": record}}).encode()  # stored without its envelope
    row = {"id": "63", "jobOpeningName": record["jobOpeningName"]}
    answer = {"meta": {"totalCount": 1}, "result": [row]}
    exchanges = [listed("https://350.bamboohr.com/careers/list", answer), detail]
    posting = one_posting("bamboohr:350", "https://350.bamboohr.com/careers", exchanges, tmp_path)
    assert posting.url == record["jobOpeningShareUrl"]
    assert posting.date_posted is not None
    assert posting.date_posted.value == record["datePosted"]
    (place,) = posting.job_location
    assert (place.locality, place.region, place.country) == (record["atsLocation"]["city"], "DC", "US")
    assert posting.job_location_type == "remote"


def test_pinpoint_page_has_the_date_that_the_list_lacks(tmp_path: Path) -> None:
    page = exchange("pinpoint/woodrodgers_detail.html")
    answer = {"data": [{"id": "1", "title": "Assistant Engineer", "url": page["url"]}]}
    exchanges = [listed("https://woodrodgers.pinpointhq.com/postings.json", answer), page]
    posting = one_posting("pinpoint:woodrodgers", "https://woodrodgers.pinpointhq.com/", exchanges, tmp_path)
    assert posting.date_posted is not None
    assert posting.date_posted.value is not None
    (pay,) = posting.base_salary
    assert pay.unit_text == "HOUR"
    assert posting.job_location[0].region == "CO"


def test_eightfold_tenant_without_an_interface_is_read_from_its_sitemap(tmp_path: Path) -> None:
    sitemap = exchange("eightfold/amdocs_sitemap.xml")
    addresses = [part.partition("<")[0] for part in sitemap["answer"].decode().split("<loc>")[1:]]
    jobs = [address for address in addresses if "/careers/job/" in address]
    page = exchange("eightfold/amdocs_job_page.html", url=jobs[0])
    board = board_from_url("https://amdocs.eightfold.ai/careers", employer="Amdocs", ats="eightfold:amdocs")
    header, (posting,) = crawl_exchanges(board, [sitemap, page], tmp_path)
    assert header.advertised_total == len(jobs)
    assert len(header.unreadable_ids) == len(jobs) - 1  # their pages were not captured, and they are on the board
    assert posting.url == jobs[0]
    assert posting.id.rpartition(":")[2] in jobs[0]
    assert posting.job_location[0].country == "FI"
    assert posting.date_posted is not None
    assert posting.date_posted.precision == "second"


def test_amazon_facets_cover_the_whole_site_in_parts_below_its_window(tmp_path: Path) -> None:
    facets = exchange("amazon/search_facets.json", url="https://www.amazon.jobs/en/search.json")
    answer = json.loads(facets["answer"])
    board = board_from_url("https://www.amazon.jobs/en/search", employer="Amazon", ats="amazon:amazon")
    header, postings = crawl_exchanges(board, [facets], tmp_path)
    categories = answer["facets"]["business_category_facet"]
    assert answer["hits"] == 10_000 < sum(count for entry in categories for count in entry.values())
    assert header.advertised_total == sum(count for entry in categories for count in entry.values())
    assert len(postings) == len(answer["jobs"])  # what the first answer shows is kept
    assert header.outcome == "partial"

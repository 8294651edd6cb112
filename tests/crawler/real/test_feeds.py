"""Systems with a feed or with JSON in a page, on real captures, against the capture's own records."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.crawler.real.replays import Postings, plain, replay
from tests.manifest import exchange

pytestmark = pytest.mark.real


def check_dates(postings: Postings, said: dict[str, str]) -> None:
    """Every posting's date is the one said, and was read."""
    for number, raw in said.items():
        posted = postings[number].date_posted
        assert posted is not None
        assert posted.raw == " ".join(raw.split())
        assert posted.value is not None


def test_successfactors_feed_that_is_not_well_formed(tmp_path: Path) -> None:
    found = exchange("successfactors/colgate_listing.xml")
    blocks = re.findall(r"<Job>(.*?)</Job>", found["answer"].decode(), re.DOTALL)
    header, postings = replay("successfactors:colgate", found["url"].partition("&")[0], [found], tmp_path)
    assert (header.outcome, len(postings)) == ("complete", len(blocks))
    for block in blocks:
        fields = dict(re.findall(r"<label>(.*?)</label>\s*<value>(.*?)</value>", block))
        number = re.findall(r"<ReqId>(\d+)", block)[0]
        posting = postings[number]
        assert posting.title == re.findall(r"<JobTitle><!\[CDATA\[(.*?)\]\]", block)[0]
        assert number in posting.url
        (place,) = posting.job_location
        assert (place.locality, place.region, place.country) == (fields["City"], "KS", "US")
        assert posting.hiring_organization.name == html.unescape(fields["Company"])
        assert posting.job_location_type == (fields["Work Location"].lower() or None)


def test_successfactors_career_site_through_its_feed(tmp_path: Path) -> None:
    found = exchange("successfactors/qorvo_rmk_rss.xml")
    items = ElementTree.fromstring(found["answer"]).findall(".//item")
    _, postings = replay("successfactors_rmk:careers.qorvo.com", "https://careers.qorvo.com/", [found], tmp_path)
    said = {re.findall(r"/(\d+)/", item.findtext("link") or "")[0]: item for item in items}
    assert set(postings) == set(said)
    check_dates(postings, {number: item.findtext("pubDate") or "" for number, item in said.items()})
    for number, item in said.items():
        posting = postings[number]
        assert " ".join((item.findtext("title") or "").split()).startswith(f"{posting.title} (")
        assert (item.findtext("link") or "").startswith(posting.url)
        (place,) = posting.job_location
        assert f"({place.raw})" in (item.findtext("title") or "")
        assert (place.locality, place.region, place.country, place.postal_code) == ("Richardson", "TX", "US", "75080")


def test_phenom_service(tmp_path: Path) -> None:
    found = exchange("phenom/snowflake_searchjobs.json")
    data = json.loads(found["answer"])["searchJobs"]["data"]
    host = "https://content-us.phenompeople.com/api/SNCOUS"
    header, postings = replay("phenom:SNCOUS", host, [found], tmp_path)
    assert (header.advertised_total, header.outcome) == (data["totalHits"], "partial")
    assert set(postings) == {job["jobSeqNo"] for job in data["jobs"]}
    for job in data["jobs"]:
        posting = postings[job["jobSeqNo"]]
        assert (posting.title, posting.url) == (job["title"], job["detailUrl"])
        assert (posting.department, posting.identifier) == (job["category"], job["reqId"])
        assert [place.raw for place in posting.job_location] == (job["multi_location"] or [job["location"]])
        assert all(place.country for place in posting.job_location)


def page_data(found: dict[str, Any], opening: str) -> Any:
    """The JSON that follows ``opening`` on a page."""
    text = found["answer"].decode()
    return json.JSONDecoder().raw_decode(text, text.index(opening) + len(opening))[0]


@pytest.mark.parametrize("capture", ["paylocity/fermi_board.html", "paylocity/ncaec_rows.html"])
def test_paylocity_board(capture: str, tmp_path: Path) -> None:
    found = exchange(capture)
    data = page_data(found, "window.pageData = ")
    token = found["url"].rpartition("/")[2]
    detail = exchange("paylocity/fermi_detail.html")
    header, postings = replay(f"paylocity:{token}", found["url"], [found, detail], tmp_path)
    jobs = [job for job in data["Jobs"] if not job["IsInternal"]]
    assert (header.outcome, header.unreadable) == ("complete", 0)
    assert set(postings) == {str(job["JobId"]) for job in jobs}
    check_dates(postings, {str(job["JobId"]): job["PublishedDate"] for job in jobs})
    for job in jobs:
        posting = postings[str(job["JobId"])]
        assert posting.title == " ".join(job["JobTitle"].split())
        assert posting.hiring_organization.legal_name == data["ModuleTitle"]
        assert posting.department == job["HiringDepartment"]
        (place,) = posting.job_location
        stated = job["JobLocation"]
        assert (place.locality, place.postal_code) == (stated["City"], stated["Zip"])
        assert place.region == stated["State"]
        assert place.country == "US"
        assert posting.job_location_type == (
            "remote" if job["IsRemote"] else "hybrid" if job["LocationName"] == "Hybrid" else None
        )
    if "4248451" in postings:
        assert len(postings["4248451"].description_html or "") > 5_000


def test_personio_feed(tmp_path: Path) -> None:
    found = exchange("personio/rtc_rath.xml")
    positions = {p.findtext("id") or "": p for p in ElementTree.fromstring(found["answer"]).findall("position")}
    header, postings = replay("personio:rtc-rath", "https://rtc-rath.jobs.personio.de", [found], tmp_path)
    assert header.outcome == "complete"
    assert set(postings) == set(positions)
    check_dates(postings, {number: position.findtext("createdAt") or "" for number, position in positions.items()})
    for number, position in positions.items():
        posting = postings[number]
        assert (posting.title, posting.department) == (position.findtext("name"), position.findtext("department"))
        assert posting.hiring_organization.legal_name == position.findtext("subcompany")
        assert [place.raw for place in posting.job_location] == [office.text for office in position.iter("office")]
        assert bool(posting.base_salary) == (position.find("salaryInformation") is not None)
        assert all((pay.min_value, pay.unit_text) == (18.5, "HOUR") for pay in posting.base_salary)
    assert {posting.employment_type for posting in postings.values()} == {"FULL_TIME", "TEMPORARY", "INTERN"}


def test_workatastartup_page_keeps_what_is_said_of_visas(tmp_path: Path) -> None:
    found = exchange("workatastartup/loombotic_list.html")
    data = re.findall(r'data-page="([^"]*)"', found["answer"].decode())[0]
    jobs = json.loads(html.unescape(data))["props"]["jobPostings"]
    detail = exchange("workatastartup/loombotic_detail.html", url="https://www.workatastartup.com/jobs/95783")
    _, postings = replay("workatastartup:loombotic", found["url"], [found, detail], tmp_path)
    assert set(postings) == {str(job["id"]) for job in jobs}
    for job in jobs:
        posting = postings[str(job["id"])]
        assert (posting.title, posting.department) == (job["title"], job["prettyRole"])
        assert job["visa"] in (posting.description_html or "")
        (pay,) = posting.base_salary
        assert pay.unit_text == ("HOUR" if "hourly" in job["salaryRange"] else "YEAR")
        assert pay.raw == job["salaryRange"]
        assert {place.country for place in posting.job_location} <= {"US", "CA"}
        assert len(posting.job_location) == (2 if "Toronto" in job["location"] else 1)
        assert posting.date_posted is not None
    posted = postings["95783"].date_posted
    assert posted is not None
    assert posted.precision == "second"


def test_clearcompany_feed_and_pages(tmp_path: Path) -> None:
    captures = ("feed.xml", "3813473_detail.html", "closed.html")
    exchanges = [exchange(f"clearcompany/kingarthur_{name}") for name in captures]
    jobs = ElementTree.fromstring(exchanges[0]["answer"].strip()).findall("job")
    site = "https://kingarthurbaking.hrmdirect.com/"
    _, postings = replay("clearcompany:kingarthurbaking", site, exchanges, tmp_path)
    assert set(postings) == {job.findtext("referencenumber") for job in jobs}
    check_dates(postings, {job.findtext("referencenumber") or "": job.findtext("date") or "" for job in jobs})
    for job in jobs:
        posting = postings[job.findtext("referencenumber") or ""]
        assert (posting.title, posting.department) == (job.findtext("title"), job.findtext("department"))
        assert (posting.identifier, posting.apply_url) == (job.findtext("customreqid"), job.findtext("applylink"))
        assert posting.hiring_organization.legal_name == job.findtext("company")
        (place,) = posting.job_location
        assert (place.locality, place.region, place.country) == (job.findtext("city"), job.findtext("state"), "US")
        # Not the text of another job's page, whatever was answered for this one's.
        opening = plain(job.findtext("descriptionrich") or "")[:40]
        assert opening in plain(posting.description_html or "")


def test_comeet_page(tmp_path: Path) -> None:
    found = exchange("comeet/port_board.html")
    jobs = page_data(found, "COMPANY_POSITIONS_DATA = ")
    header, postings = replay("comeet:port/59.004", found["url"], [found], tmp_path)
    assert header.outcome == "complete"
    assert set(postings) == {job["uid"] for job in jobs}
    for job in jobs:
        posting = postings[job["uid"]]
        assert (posting.title, posting.url) == (job["name"], job["url_active_page"])
        assert (posting.department, posting.identifier) == (job["department"], job["internal_use_custom_id"])
        assert posting.job_location_type == job["workplace_type"].lower()
        assert posting.date_posted is None  # the time of a change is not the time of publication
        (place,) = posting.job_location
        assert (place.locality, place.country) == (job["location"]["city"], job["location"]["country"])
        for part in job["custom_fields"]["details"]:
            assert part["name"] in (posting.description_html or "")


def test_pageup_feeds(tmp_path: Path) -> None:
    found = exchange("pageup/kinetic_1083_rss.xml")
    items = ElementTree.fromstring(found["answer"]).findall(".//item")
    names = {"job": "http://pageuppeople.com/"}
    site = "https://careers.pageuppeople.com/1083/cw/en/listing/"
    header, postings = replay("pageup:1083/cw", site, [found], tmp_path)
    assert (header.outcome, len(postings)) == ("complete", len(items))
    check_dates(postings, {i.findtext("job:refNo", "", names): i.findtext("pubDate", "") for i in items})
    for item in items:
        posting = postings[item.findtext("job:refNo", "", names)]
        assert (posting.title, posting.url) == (item.findtext("title"), item.findtext("link"))
        assert posting.apply_url == item.findtext("job:applyLink", "", names)
        assert posting.department == item.findtext("job:category", "", names)
        assert plain(item.findtext("job:description", "", names))[:40] in plain(posting.description_html or "")
        assert ",".join(place.raw for place in posting.job_location) == item.findtext("job:location", "", names)
        assert {place.country for place in posting.job_location} == {"AU"}
        assert posting.employment_type == "FULL_TIME"
    (tmp_path / "empty").mkdir()
    empty = exchange("pageup/empty_434_rss.xml")
    site = "https://careers.pageuppeople.com/434/cbw/en/listing/"
    assert replay("pageup:434/cbw", site, [empty], tmp_path / "empty")[0].outcome == "empty"


def test_neogov_feed(tmp_path: Path) -> None:
    found = exchange("neogov/fulton_rss.xml", url="https://www.governmentjobs.com/SearchEngine/JobsFeed?agency=fulton")
    items = ElementTree.fromstring(found["answer"]).findall(".//item")
    names = {"j": "http://www.neogov.com/namespaces/JobListing"}
    header, postings = replay("neogov:fulton", "https://www.governmentjobs.com/careers/fulton", [found], tmp_path)
    assert (header.outcome, len(postings)) == ("complete", len(items))
    for item in items:
        posting = postings[item.findtext("j:jobId", "", names)]
        assert (posting.title, posting.url) == (item.findtext("title"), item.findtext("link"))
        assert [place.raw for place in posting.job_location] == [item.findtext("j:location", "", names)]
        (pay,) = posting.base_salary
        assert pay.min_value == float(item.findtext("j:minimumSalary", "", names))
        assert pay.max_value == float(item.findtext("j:maximumSalary", "", names))
        assert pay.unit_text == item.findtext("j:salaryInterval", "", names).upper()
        assert posting.date_posted is not None
        assert posting.date_posted.value is not None
        assert (posting.valid_through is None) == (item.find("j:advertiseToDateTimeUTC", names) is None)
        for part in ("j:qualifications", "j:examplesofduties", "j:supplementalinformation"):
            assert plain(item.findtext(part, "", names)) in plain(posting.description_html or "")


def test_meta_sitemap_and_page(tmp_path: Path) -> None:
    exchanges = [exchange("meta/sitemap.xml"), exchange("meta/4454815524774630_detail.html")]
    header, postings = replay("meta:meta", "https://www.metacareers.com/jobs", exchanges, tmp_path)
    listed = re.findall(rb"/job_details/(\d+)/", exchanges[0]["answer"])
    assert len(postings) + len(header.unreadable_ids) == len(listed)
    said = page_data(exchanges[1], 'nonce="H8KXc567">')
    posting = postings["4454815524774630"]
    assert posting.title == said["title"]
    check_dates(postings, {"4454815524774630": said["datePosted"]})
    addresses = [place["address"] for place in said["jobLocation"]]
    assert [(place.locality, place.region) for place in posting.job_location] == [
        (address["addressLocality"], address["addressRegion"]) for address in addresses
    ]
    items = said["responsibilities"].split("&nbsp;") + said["qualifications"].split("&nbsp;")
    assert (posting.description_html or "").count("<li>") == len(items)

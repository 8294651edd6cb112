"""Systems that are web pages, on real captures: every job comes out with what the capture says of it.

What is expected is cut out of the raw page with patterns of its own for each capture.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from crawler.listings.jsonld import read_job_postings
from crawler.vendors import taleo_business
from tests.crawler.real.replays import plain, replay, squeezed
from tests.manifest import exchange

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Case:
    ats: str
    url: str
    capture: str
    job: str
    """Pattern of one job on the page: its id, then its title."""
    place: str | None = None
    """Pattern of the words for a place; they occur once a job, in the same order."""
    dates: bool = False
    total: str | None = None
    asked: str | None = None
    """The request that the capture answers, where the manifest has it in part."""


_ICIMS = r'icims\.com/jobs/(\d+)/[^"]*"[^>]*>\s*<span[^>]*>[^<]*</span>\s*<h3\s*>(.*?)</h3>'
_ICIMS_PLACE = r"Job Locations</span>\s*<span\s*>(.*?)</span>"
_RADANCY_TOTAL = r'data-total-job-results=\\"(\d+)'

CASES = [
    Case("icims:clinical-emory.icims.com", "https://clinical-emory.icims.com/jobs/intro", "icims/emory_p1.html",
         _ICIMS, r'Campus Location</dt>\s*<dd[^>]*><span\s*>(.*?)</span>'),
    Case("icims:careers-petsuppliesplus.icims.com", "https://careers-petsuppliesplus.icims.com/jobs/intro",
         "icims/petsuppliesplus_p1.html", _ICIMS, _ICIMS_PLACE),
    Case("icims:careers-wow.icims.com", "https://careers-wow.icims.com/jobs/intro", "icims/matchretail_p1.html",
         _ICIMS, _ICIMS_PLACE),
    Case("icims:careers-wipfli.icims.com", "https://careers-wipfli.icims.com/jobs/intro", "icims/wipfli_rows.html",
         _ICIMS, _ICIMS_PLACE),
    Case("radancy:www.att.jobs", "https://www.att.jobs/search-jobs", "radancy/att_results.json",
         r'/117/\d+" data-job-id="(\d+)">(.*?)</a>', r'job-location">(.*?)</span>', total=_RADANCY_TOTAL),
    Case("radancy:jobs.disneycareers.com", "https://jobs.disneycareers.com/search-jobs",
         "radancy/disney_results.json", r'data-job-id="(\d+)" data-job-secondary-id="[^"]*">\s*<h2>(.*?)</h2>',
         dates=True, total=_RADANCY_TOTAL),
    Case("radancy:careers.aldi.us", "https://careers.aldi.us/", "radancy/aldi_results.json",
         r'data-job-id="(\d+)">\s*<h2>(.*?)</h2>', r'job-address-list">(.*?)</span>', total=_RADANCY_TOTAL),
    Case("radancy:jobs.veolia.com", "https://jobs.veolia.com/fr/search-jobs", "radancy/veolia_results.json",
         r'data-job-id="(\d+)">\s*<h2>(.*?)</h2>', r'location-icon-red"></span>(.*?)</span>', total=_RADANCY_TOTAL),
    Case("successfactors_rmk:jobs.nexteraenergy.com", "https://jobs.nexteraenergy.com/",
         "successfactors/nextera_rmk_rows.html", r'href="/job/[^"]*/(\d+)/" class="jobTitle-link">(.*?)</a>',
         r'colLocation[^>]*>\s*<span class="jobLocation">(.*?)</span>', dates=True),
    Case("avature:ally.avature.net", "https://ally.avature.net/careers", "avature/ally_offset0.html",
         r'<h3[^>]*>\s*<a href="[^"]*/JobDetail/[^"]*/(\d+)">(.*?)</a>', dates=True, total=r"of\s+(\d+)\s+results"),
    Case("avature:jobs.colorado.edu", "https://jobs.colorado.edu/jobs/SearchJobs", "avature/cuboulder_offset0.html",
         r'<h4[^>]*>\s*<a href="[^"]*/JobDetail/[^"]*/(\d+)">(.*?)</a>', dates=True, total=r"of\s+(\d+)\s+results"),
    Case("avature:lol.avature.net", "https://lol.avature.net/Careers", "avature/landolakes_offset0.html",
         r'jobTitle">\s*<a href="[^"]*/JobDetail/[^"]*/(\d+)"[^>]*>(.*?)</a>', r'locationText">(.*?)</span>',
         dates=True, asked="https://lol.avature.net/Careers/SearchJobs?jobOffset=0"),
    Case("jobvite:feedingamerica", "https://jobs.jobvite.com/feedingamerica", "jobvite/feedingamerica_rows.html",
         r'/job/(\w+)">(.*?)</a>', r'jv-job-list-location">(.*?)</td>'),
    Case("gusto:natura", "https://jobs.gusto.com/boards/natura", "gusto/natura_board.html",
         r'href="/postings/[^"]*?([0-9a-f]{8}-[0-9a-f-]{27})">\s*<div[^>]*>\s*<h3[^>]*>(.*?)</h3>',
         asked="https://jobs.gusto.com/boards/natura"),
    Case("jazzhr:restopros", "https://restopros.applytojob.com/apply", "jazzhr/restopros_list.html",
         r'<td>\s*<a class="job_title_link" href="/apply/jobs/details/(\w+)\?&">(.*?)</a>',
         r'</td>\s*<td>([^<]*)</td>', dates=True),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.capture)
def test_every_job_of_a_page_comes_out(case: Case, tmp_path: Path) -> None:
    found = exchange(case.capture, url=case.asked)
    text = found["answer"].decode()
    if case.capture.endswith(".json"):
        text = json.loads(text)["results"]
    jobs = {number: plain(title) for number, title in re.findall(case.job, text, re.DOTALL)}
    header, postings = replay(case.ats, case.url, [found], tmp_path)
    assert header.unreadable == 0, header.problems
    assert {number: posting.title for number, posting in postings.items()} == jobs
    for posting in postings.values():
        assert posting.url.startswith("https://")
        assert "?" not in posting.url
        if case.dates:
            assert posting.date_posted is not None
            assert posting.date_posted.value is not None
    if case.place:
        places = [squeezed(plain(words)) for words in re.findall(case.place, text, re.DOTALL)]
        assert len(places) == len(jobs)
        for number, words in zip(jobs, places, strict=True):
            assert squeezed("|".join(place.raw for place in postings[number].job_location)) == words.replace("/", "|")
            # "Georgia" is a state or a country, and "Rwanda and Uganda" is two.
            if words not in ("Georgia", "RwandaandUganda"):
                assert all(place.country for place in postings[number].job_location)
    if case.total:
        total = re.search(case.total, found["answer"].decode())
        assert total is not None
        assert header.advertised_total == int(total[1])
        assert header.outcome == "partial"


def test_icims_sitemap_stands_in_for_a_search_that_cannot_be_had(tmp_path: Path) -> None:
    sitemap = exchange("icims/canisius_sitemap.xml")
    page = exchange("icims/canisius_12165_detail.html")
    host = "canisiusuniversity-puzzlehr.icims.com"
    header, postings = replay(f"icims:{host}", f"https://{host}/jobs/intro", [sitemap, page], tmp_path)
    listed = set(re.findall(rb"/jobs/(\d+)/", sitemap["answer"]))
    assert len(postings) + len(header.unreadable_ids) == len(listed)
    (said,) = read_job_postings(page["answer"])
    posting = postings["12165"]
    assert (posting.title, posting.hiring_organization.name) == (said["title"], said["hiringOrganization"]["name"])
    assert posting.department == said["occupationalCategory"]
    assert posting.date_posted is not None
    assert posting.date_posted.raw == said["datePosted"]
    assert [(p.locality, p.region, p.country, p.postal_code) for p in posting.job_location] == [
        ("Buffalo", "NY", "US", None)
    ]
    (pay,) = posting.base_salary
    assert (pay.min_value, pay.max_value) == (said["baseSalary"]["minValue"], said["baseSalary"]["maxValue"])
    assert pay.unit_text == "HOUR"
    assert "E-Verify" in (posting.description_html or "")


def test_radancy_job_page_names_the_board_behind_it(tmp_path: Path) -> None:
    sitemap = exchange("radancy/takeda_sitemap.xml")
    page = exchange("radancy/takeda_101095894992_detail.html")
    header, postings = replay("radancy:jobs.takeda.com", "https://jobs.takeda.com/", [sitemap, page], tmp_path)
    assert len(postings) + len(header.unreadable_ids) == len(re.findall(rb"<loc>[^<]*/job/", sitemap["answer"]))
    (said,) = read_job_postings(page["answer"])
    posting = postings["101095894992"]
    assert (posting.title, posting.identifier) == (said["title"], said["identifier"])
    assert "myworkdayjobs.com" in (posting.apply_url or "")
    assert posting.date_posted is not None
    assert posting.date_posted.value == "2026-09-24"
    assert [(place.region, place.country) for place in posting.job_location][0] == ("MA", "US")
    assert posting.job_location_type == "remote"
    assert posting.employment_type == "FULL_TIME"
    (pay,) = posting.base_salary
    assert (pay.min_value, pay.max_value, pay.unit_text) == (177_000, 278_080, "YEAR")


def test_avature_page_past_the_end_closes_nothing(tmp_path: Path) -> None:
    end = exchange("avature/ally_offset66_end.html", url="https://ally.avature.net/careers/SearchJobs?jobOffset=0")
    header, postings = replay("avature:ally.avature.net", "https://ally.avature.net/careers", [end], tmp_path)
    # It still says how many there are, so none of them is taken for gone.
    assert (header.outcome, header.advertised_total, postings) == ("partial", 65, {})


def test_gusto_posting_has_all_sections_of_its_page(tmp_path: Path) -> None:
    page = exchange("gusto/natura_detail.html", url="")
    address = re.search(rb'canonical" href="([^"]+)', page["answer"])
    assert address is not None
    page["url"] = address[1].decode()
    board = exchange("gusto/natura_board.html", url="https://jobs.gusto.com/boards/natura")
    header, postings = replay("gusto:natura", "https://jobs.gusto.com/boards/natura", [board, page], tmp_path)
    posting = postings[page["url"][-36:]]
    assert not posting.detail_missing
    assert header.detail_missing == len(postings) - 1
    text = posting.description_html or ""
    assert text.count("<h3>") == 2
    assert len(text) > 8_000
    assert posting.employment_type == "FULL_TIME"
    assert posting.hiring_organization.legal_name == posting.hiring_organization.name


def test_jazzhr_page_has_text_hours_and_department(tmp_path: Path) -> None:
    exchanges = [exchange("jazzhr/restopros_list.html"), exchange("jazzhr/restopros_oVX1rAxJJi_detail.html")]
    _, postings = replay("jazzhr:restopros", "https://restopros.applytojob.com/apply", exchanges, tmp_path)
    posting = postings["oVX1rAxJJi"]
    assert posting.url.encode() in exchanges[1]["answer"]
    assert posting.employment_type == "FULL_TIME"
    assert posting.department
    assert "<ul>" not in (posting.description_html or "")
    assert len(posting.description_html or "") > 500


def test_trakstar_job_with_raw_line_breaks_in_its_data_is_read(tmp_path: Path) -> None:
    page = exchange("trakstar/aservicesgroup_fk0zpoq_jsonld.html")
    card = '<div class="js-careers-page-job-list-item" data-href="/jobs/fk0zpoq/"><h3 class="js-job-list-opening-name">'
    listing = {
        "url": "https://aservicesgroup.hire.trakstar.com/?p=1",
        "answer": f"<html><script>total_results: '1'</script>{card}Garage Sweeper</h3></div></html>".encode(),
        "type": "text/html",
    }
    _, postings = replay(
        "trakstar:aservicesgroup", "https://aservicesgroup.hire.trakstar.com/", [listing, page], tmp_path
    )
    posting = postings["fk0zpoq"]
    assert posting.date_posted is not None
    assert posting.date_posted.value == "2026-05-30"
    assert [(p.locality, p.region, p.postal_code) for p in posting.job_location] == [("Daytona Beach", "FL", "32114")]
    assert "&lt;" not in (posting.description_html or "")
    assert "<p>" in (posting.description_html or "")


def test_taleo_business_page_gives_its_text_and_no_more() -> None:
    found = exchange("taleo/be_buffalorock_detail.html")
    page = HtmlResponse(found["url"], body=found["answer"], encoding="utf-8")
    text = taleo_business.read_detail(page)["html"]
    assert text.count("<p") == found["answer"].count(b"<p ")
    assert "FOOTER" not in text
    assert "preamble" not in text

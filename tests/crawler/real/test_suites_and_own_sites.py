"""Systems that hand out a key or have no interface, on real answers: every job comes out with what is held of it.

What is expected is read off the capture itself.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.boards import board_from_url
from crawler.items import JobPosting, Snapshot
from tests.capture import crawl_exchanges
from tests.manifest import exchange

pytestmark = pytest.mark.real


def held(path: str) -> Any:
    """The JSON of a capture."""
    return json.loads(exchange(path)["answer"])


def made(url: str, answer: Any, method: str = "GET") -> dict[str, Any]:
    """An answer made for a capture that lacks the request before or after it."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return {"method": method, "url": url, "answer": body}


def replay(ats: str, url: str, exchanges: list[dict[str, Any]], folder: Path) -> tuple[Snapshot, dict[str, JobPosting]]:
    board = board_from_url(url, employer="Someone", ats=ats)
    header, postings = crawl_exchanges(board, exchanges, folder)
    return header, {posting.id.removeprefix(f"{board.id}:"): posting for posting in postings}


def day_of(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_brassring(tmp_path: Path) -> None:
    path = "brassring/homedepot_p1.json"
    url = "https://sjobs.brassring.com/TGnewUI/Search/Home/Home?partnerid=25526&siteid=5032"
    header, postings = replay("brassring:25526/5032", url, [exchange(path)], tmp_path)
    answer = held(path)
    assert (header.outcome, header.advertised_total, header.unreadable) == ("partial", answer["JobsCount"], 0)
    rows = {job["Link"]: {q["QuestionName"]: q["Value"] for q in job["Questions"]} for job in answer["Jobs"]["Job"]}
    assert set(postings) == {fields["reqid"] for fields in rows.values()}
    for link, fields in rows.items():
        posting = postings[fields["reqid"]]
        assert (posting.url, posting.title) == (link, fields["jobtitle"])
        assert [place.raw for place in posting.job_location] == [fields["location"].strip()]
        month, day, year = fields["lastupdated"].split("/")
        assert posting.date_posted is not None
        assert (posting.date_posted.value, posting.date_posted.precision) == (f"{year}-{month}-{day}", "floor")


def test_gem(tmp_path: Path) -> None:
    names = ("gem/shef_list.json", "gem/shef_detail_chef.json", "gem/shef_detail_director.json")
    exchanges = [exchange(name) for name in names]
    header, postings = replay("gem:shef", "https://jobs.gem.com/shef", exchanges, tmp_path)
    jobs, details = held(names[0])["jobPostings"], {held(name)["extId"]: held(name) for name in names[1:]}
    assert header.unreadable == 0
    assert set(postings) == {job["extId"] for job in jobs}
    workplaces = {"REMOTE": "remote", "HYBRID": "hybrid", "IN_OFFICE": "onsite"}
    employments = {"FULL_TIME": "FULL_TIME", "CONTRACT": "CONTRACTOR"}
    for job in jobs:
        posting, work = postings[job["extId"]], job["job"]
        assert posting.title == job["title"]
        assert posting.url == f"https://jobs.gem.com/shef/{job['extId']}"
        assert [(place.locality, place.country) for place in posting.job_location] == [
            (place["city"], "US") for place in job["locations"]
        ]
        assert posting.job_location_type == workplaces[work["locationType"]]
        assert posting.employment_type == employments[work["employmentType"]]
        assert posting.department == (work["department"] or {}).get("name")
        assert posting.detail_missing == (job["extId"] not in details)
    for key, detail in details.items():
        posted = postings[key].date_posted
        assert posted is not None
        assert posted.value == day_of(detail["firstPublishedTsSec"])
        assert "<strong>" in (postings[key].description_html or "")


ADP = "https://workforcenow.adp.com/mascsr/default"
CENTER = "cid=00000000-0000-4000-8000-0000000000a1&ccId=19000101_000001"
ADP_BOARD = "adp:00000000-0000-4000-8000-0000000000a1/19000101_000001"
ADP_FILES = (
    "adp/coxpalmer_list_en_CA.json", "adp/coxpalmer_list_fr_CA.json",
    "adp/coxpalmer_detail_577400_en_CA.json", "adp/coxpalmer_detail_575647_en_CA.json",
)  # fmt: skip


@pytest.mark.parametrize("languages", [[], ["fr_CA", "en_CA"]])
def test_adp_lists_a_posting_once_in_english_whatever_languages_it_is_in(languages: list[str], tmp_path: Path) -> None:
    exchanges = [exchange(name) for name in ADP_FILES]
    if languages:
        named = [{"stringValue": code, "nameCode": {"codeValue": "Locale"}} for code in languages]
        shown = [{"indicatorValue": True, "nameCode": {"codeValue": "PublishedIndicator"}}]
        record = {"meta": {"customFieldGroup": {"stringFields": named, "indicatorFields": shown}}}
        service = f"{ADP}/careercenter/public/events/staffing/v1/content-links/career-center"
        exchanges.append(made(f"{service}?{CENTER}", record))
    url = f"{ADP}/mdf/recruitment/recruitment.html?{CENTER}&lang=en_CA"
    header, postings = replay(ADP_BOARD, url, exchanges, tmp_path)
    rows = held(ADP_FILES[0])["jobRequisitions"]
    keys = {row["customFieldGroup"]["stringFields"][0]["stringValue"]: row for row in rows}
    assert (header.unreadable, header.advertised_total) == (0, 4)
    assert set(postings) == set(keys)
    for key, row in keys.items():
        posting = postings[key]
        assert (posting.title, posting.identifier) == (row["requisitionTitle"], row["clientRequisitionID"])
        assert posting.url.endswith(f"lang=en_CA&jobId={key}")
        assert posting.employment_type == "FULL_TIME"
        assert posting.date_posted is not None
        assert posting.date_posted.raw == row["postDate"]
        assert posting.date_posted.value is not None
        assert posting.job_location == []  # all parts of all places are empty texts
    assert {key for key, posting in postings.items() if posting.description_html} == {"577400", "575647"}


MYJOBS = "https://myjobs.adp.com/corpfollettexternal/cx"
SITE = "adp_recruiting:corpfollettexternal"


def test_adp_recruiting(tmp_path: Path) -> None:
    names = ("adp_recruiting/corpfollett_site.json", "adp_recruiting/corpfollett_detail_5001213128706.json")
    (record,) = held(names[1])["jobRequisitions"]
    service = "https://my.adp.com/myadp_prefix/mycareer/public/staffing/v1/job-requisitions"
    row = {"reqId": str(record["itemID"]), "jobTitle": record["requisitionTitle"]}
    listed = made(f"{service}/apply-custom-filters", {"count": 1, "jobRequisitions": [row]})
    header, postings = replay(SITE, MYJOBS, [listed, *map(exchange, names)], tmp_path)
    (posting,) = postings.values()
    assert header.detail_missing == 0
    assert posting.hiring_organization.legal_name == held(names[0])["clientName"]
    assert (posting.identifier, posting.employment_type) == (record["clientRequisitionID"], "FULL_TIME")
    assert posting.department == record["customFieldGroup"]["codeFields"][0]["longName"]
    (pay,), (place,) = posting.base_salary, posting.job_location
    low, high = (field["amountValue"] for field in record["customFieldGroup"]["amountFields"])
    assert (pay.min_value, pay.max_value, pay.currency, pay.unit_text) == (low, high, "USD", "YEAR")
    address = record["requisitionLocations"][0]["address"]
    expected = (address["cityName"], address["countrySubdivisionLevel1"]["codeValue"], "US", address["postalCode"])
    assert (place.locality, place.region, place.country, place.postal_code) == expected
    assert posting.date_posted is not None
    assert posting.date_posted.raw == record["postingInstructions"][0]["timestampLastPosted"]
    for text in ("Position Overview", "7+ years", "salary/hourly rate range"):  # description, requirements, pay
        assert text in (posting.description_html or "")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["adp_recruiting/site_not_found.json"], "Careersite not found"),
        (
            ["adp_recruiting/corpfollett_site.json", "adp_recruiting/listing_bad_token.json"],
            "postingChannelId not found",
        ),
    ],
)
def test_adp_recruiting_tells_what_is_wrong(files: list[str], said: str, tmp_path: Path) -> None:
    token = "nosuchsite" if len(files) == 1 else "corpfollettexternal"
    exchanges = [exchange(name) for name in files]
    header, postings = replay(f"adp_recruiting:{token}", f"https://myjobs.adp.com/{token}/cx", exchanges, tmp_path)
    assert (header.outcome, postings) == ("failed", {})
    assert said in (header.reason or "")


@pytest.mark.parametrize("site", [2, 3])
def test_cornerstone(site: int, tmp_path: Path) -> None:
    listed = f"cornerstone/ama_search_site{site}.json"
    files = ["cornerstone/ama_home.html", "cornerstone/ama_search_site2.json", "cornerstone/ama_search_site3.json"]
    url = f"https://ama-assn.csod.com/ux/ats/careersite/{site}/home?c=ama-assn"
    exchanges = [exchange(name) for name in [*files, "cornerstone/ama_ad_2_4144.json"]]
    header, postings = replay(f"cornerstone:ama-assn/{site}", url, exchanges, tmp_path)
    data = held(listed)["data"]
    assert header.advertised_total == data["totalCount"]
    assert set(postings) == {str(row["requisitionId"]) for row in data["requisitions"]}
    for row in data["requisitions"]:
        posting = postings[str(row["requisitionId"])]
        assert posting.title == row["displayJobTitle"]
        assert f"/careersite/{site}/home/requisition/{row['requisitionId']}?c=ama-assn" in posting.url
        month, day, year = row["postingEffectiveDate"].split("/")
        assert posting.date_posted is not None
        assert posting.date_posted.value == f"{year}-{int(month):02}-{int(day):02}"
        assert posting.valid_through is None
        (place,) = posting.job_location
        assert (place.locality, place.region, place.country) == tuple(row["locations"][0].values())
        # "See JD" is no description; of one posting the advertisement is there.
        assert bool(posting.description_html) == (row["requisitionId"] == 4144)


def test_join(tmp_path: Path) -> None:
    listed = exchange("join/indie-solutions.json")
    state = {"props": {"pageProps": {"initialState": {"company": {"id": 24945, "name": "Indie Solutions"}}}}}
    page = f'<html><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script></html>'
    company = made("https://join.com/companies/indie-solutions", page.encode()) | {"type": "text/html"}
    url = "https://join.com/companies/indie-solutions"
    header, postings = replay("join:indie-solutions", url, [company, listed], tmp_path)
    items = {str(item["id"]): item for item in held("join/indie-solutions.json")["items"]}
    assert header.unreadable == 0
    assert set(postings) == set(items)
    for key, item in items.items():
        posting = postings[key]
        assert (posting.title, posting.url) == (item["title"], f"{url}/{item['idParam']}")
        (pay,), (place,) = posting.base_salary, posting.job_location
        ends = (item["salaryAmountFrom"]["amount"] / 100, item["salaryAmountTo"]["amount"] / 100)
        assert (pay.min_value, pay.max_value, pay.currency, pay.unit_text) == (*ends, "EUR", "YEAR")
        assert (place.locality, place.country) == (item["city"]["cityName"], "DE")
        assert (posting.job_location_type, posting.department) == ("hybrid", item["category"]["name"])
        assert posting.date_posted is not None
        assert posting.date_posted.raw == item["createdAt"]


def test_google(tmp_path: Path) -> None:
    path = "google/jobs_page1.json"
    header, postings = replay("google:google", "https://careers.google.com/", [exchange(path)], tmp_path)
    answer = held(path)
    assert (header.outcome, header.advertised_total, header.unreadable) == ("partial", answer["total"], 0)
    assert set(postings) == {job[0] for job in answer["jobs"]}
    for job in answer["jobs"]:
        posting = postings[job[0]]
        assert (posting.title, posting.hiring_organization.name) == (job[1], job[7])
        places = [(place.raw, place.locality, place.country, place.postal_code) for place in posting.job_location]
        assert places == [(place[0], place[2], place[5], place[3]) for place in job[9]]
        assert posting.date_posted is not None
        assert posting.date_posted.value == day_of(job[12][0])
        for part in (job[10][1][:40], job[4][1][:20], job[3][1].partition("<li>")[2][:40]):
            assert part.strip() in (posting.description_html or "")
        stated = [(pay.min_value, pay.max_value, pay.currency, pay.unit_text) for pay in posting.base_salary]
        assert stated == ([(147_000, 210_000, "USD", "YEAR")] if "US: $147000 - $210000" in job[10][1] else [])


def test_apple(tmp_path: Path) -> None:
    names = ("apple/search_list.json", "apple/detail_PIPE-200313970.json", "apple/detail_200681917-3715.json")
    url = "https://jobs.apple.com/en-us/search"
    header, postings = replay("apple:apple", url, [exchange(name) for name in names], tmp_path)
    listing, details = held(names[0])["res"], {held(name)["res"]["positionId"]: held(name)["res"] for name in names[1:]}
    assert (header.advertised_total, header.unreadable, header.detail_missing) == (listing["totalRecords"], 0, 0)
    assert set(postings) == {row["id"] for row in listing["searchResults"]}
    for row in listing["searchResults"]:
        posting, detail = postings[row["id"]], details[row["positionId"]]
        assert (posting.title, posting.identifier) == (row["postingTitle"], row["positionId"])
        assert posting.url.endswith(f"/details/{detail['jobNumber']}/{row['transformedPostingTitle']}")
        assert posting.department == row["team"]["teamName"]
        assert posting.date_posted is not None
        assert posting.date_posted.value == f"{row['postDateInGMT'][:19]}Z"
        assert posting.employment_type == ("INTERN" if detail.get("employmentType") else None)
        (place,), (entry,) = posting.job_location, row["locations"]
        assert entry["countryName"] in place.raw
        assert place.country == {"India": "IN", "China": "CN"}[entry["countryName"]]
        assert place.locality == (entry["name"] if entry["level"] == 5 else None)
        for text in ("jobSummary", "description", "minimumQualifications", "preferredQualifications"):
            assert detail[text].partition("\n")[0][:30] in (posting.description_html or "")


def test_tesla(tmp_path: Path) -> None:
    path = "tesla/state.json"
    header, postings = replay("tesla:tesla", "https://www.tesla.com/careers/search/", [exchange(path)], tmp_path)
    state = held(path)
    tables = state["lookup"]
    assert (header.unreadable, header.collected) == (0, len(state["listings"]))
    types = {"fulltime": "FULL_TIME", "parttime": "PART_TIME", "intern": "INTERN", "seasonal": "TEMPORARY"}
    for listing in state["listings"]:
        posting = postings[listing["id"]]
        assert posting.title == listing["t"]
        assert posting.url.endswith(f"-{listing['id']}")
        assert posting.department == tables["departments"][listing["dp"]]
        assert posting.employment_type == types[tables["types"][str(listing["y"])]]
        known = tables["locations"].get(listing["l"])
        assert [place.raw for place in posting.job_location] == ([known] if known else [])
        assert posting.valid_through == (listing["pu"][:10] if listing["pu"] else None)

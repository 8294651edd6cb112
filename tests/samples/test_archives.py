from __future__ import annotations

import html
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.items import Board
from samples import folder
from samples.build import build, day_archive
from samples.exchange import DAYS
from samples.sources import read_boards
from samples.warc import unpacked
from tests.samples.archive_reader import Listing, Replay, records

NAMES = ["day1.warc.gz", "day2.warc.gz"]


def packed(name: str) -> bytes:
    return (folder() / name).read_bytes()


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("samples")
    build(folder() / "boards", out)
    return out


@pytest.mark.parametrize("name", NAMES)
def test_committed_archive_is_what_the_sources_build(name: str, rebuilt: Path) -> None:
    # Unpacked, because another build of zlib packs the same records into other bytes.
    assert unpacked(packed(name)) == unpacked((rebuilt / name).read_bytes()), "run: python -m samples.build"


def test_committed_expectations_are_what_the_sources_build(rebuilt: Path) -> None:
    fresh = (rebuilt / "expected.json").read_bytes()
    assert (folder() / "expected.json").read_bytes() == fresh, "run: python -m samples.build"


def test_building_twice_gives_the_same_bytes() -> None:
    boards = read_boards(folder() / "boards")
    assert day_archive(boards, DAYS[1]) == day_archive(boards, DAYS[1])


def test_rebuilding_leaves_unchanged_files_alone(rebuilt: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in rebuilt.iterdir()}
    (rebuilt / "expected.json").write_text("stale")
    build(folder() / "boards", rebuilt)
    after = {path.name: path.stat().st_mtime_ns for path in rebuilt.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"expected.json"}


@pytest.mark.parametrize("name", NAMES)
def test_archives_stay_small(name: str) -> None:
    assert len(packed(name)) < 300_000


@pytest.mark.parametrize(("name", "day"), [(NAMES[0], "2026-11-18"), (NAMES[1], "2026-11-19")])
def test_records_are_dated_on_the_crawl_day_and_in_order(name: str, day: str) -> None:
    found = records(packed(name))
    first = found[0]
    assert first.rec_type == "warcinfo"
    assert first.rec_headers.protocol == "WARC/1.1"
    dates = [record.rec_headers.get_header("WARC-Date") for record in found]
    assert dates[0] == f"{day}T06:00:00Z"
    assert dates == sorted(dates)
    assert {datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).date().isoformat() for date in dates} == {
        day
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_response_is_followed_by_its_request(name: str) -> None:
    found = records(packed(name))[1:]
    assert [record.rec_type for record in found] == ["response", "request"] * (len(found) // 2)
    ids = [record.rec_headers.get_header("WARC-Record-ID") for record in found]
    assert len(set(ids)) == len(ids)
    for response, request in zip(found[::2], found[1::2], strict=True):
        concurrent = request.rec_headers.get_header("WARC-Concurrent-To")
        assert concurrent == response.rec_headers.get_header("WARC-Record-ID")
        assert response.http_headers.get_header("Content-Length") == str(len(response.text))
        response.text.decode("utf-8")


def test_a_crawl_finds_every_request_and_leaves_none_unasked(
    replays: dict[int, Replay], walks: dict[int, dict[str, Listing]]
) -> None:
    for day, replay in replays.items():
        assert walks[day]
        assert set(replay.answers) - replay.asked == set()


def test_the_demo_is_large_enough(listed: list[Board], walks: dict[int, dict[str, Listing]]) -> None:
    systems = Counter(board.ats for board in listed)
    assert systems == {"greenhouse": 2, "lever": 2, "ashby": 2, "workday": 2, "jsonld": 2}
    assert sum(len(listing.postings) for listing in walks[1].values()) >= 70


def test_boards_csv_lists_the_boards_that_have_sources(listed: list[Board]) -> None:
    sources = read_boards(folder() / "boards")
    assert [board.id for board in listed] == [source.id for source in sources]
    assert [board.employer for board in listed] == [source.employer for source in sources]


def test_lever_ends_with_an_empty_page(replays: dict[int, Replay]) -> None:
    answers = replays[1].answers
    pages = [key[1] for key in answers if "/v0/postings/fenwhistle" in key[1]]
    assert pages == [
        "https://api.lever.co/v0/postings/fenwhistle?mode=json&skip=0&limit=100",
        "https://api.lever.co/v0/postings/fenwhistle?mode=json&skip=8&limit=100",
    ]
    assert answers[("GET", pages[1], b"")][0].body == b"[]"


def test_workday_has_two_pages_of_which_the_second_fails_on_day_two(replays: dict[int, Replay]) -> None:
    url = "https://brightmoor.wd5.myworkdayjobs.com/wday/cxs/brightmoor/Brightmoor_Careers/jobs"
    bodies = [f'{{"appliedFacets":{{}},"limit":20,"offset":{n},"searchText":""}}'.encode() for n in (0, 20)]
    first = [replays[1].answers[("POST", url, body)] for body in bodies]
    assert [answer[0].status for answer in first] == [200, 200]
    assert [len(answer[0].json()["jobPostings"]) for answer in first] == [20, 3]
    second = replays[2].answers[("POST", url, bodies[1])]
    assert {answer.status for answer in second} == {500}


def test_workday_dates_in_the_list_are_relative_and_age(replays: dict[int, Replay]) -> None:
    def posted(day: int) -> dict[str, str]:
        pages = [a[0].json() for key, a in replays[day].answers.items() if key[0] == "POST" and a[0].status == 200]
        return {row["title"]: row["postedOn"] for page in pages for row in page["jobPostings"]}

    assert posted(1)["Actuarial Analyst II"] == "Posted Today"
    assert posted(2)["Actuarial Analyst II"] == "Posted Yesterday"
    assert posted(1)["Claims Adjuster, Auto"] == "Posted 2 Days Ago"
    assert posted(1)["Treasury Analyst"] == "Posted 30+ Days Ago"


def test_greenhouse_content_is_escaped_once_and_carries_the_pay_block(replays: dict[int, Replay]) -> None:
    url = "https://boards-api.greenhouse.io/v1/boards/quillhaven/jobs?content=true"
    jobs = {job["id"]: job for job in replays[1].answers[("GET", url, b"")][0].json()["jobs"]}
    content = jobs[7104001]["content"]
    assert content.startswith("&lt;div class=&quot;content-intro&quot;&gt;")
    once = html.unescape(content)
    pay = re.search(r'<div class="content-pay-transparency">.*?</div></div></div>', once)
    assert pay is not None
    assert pay.group().count("&mdash;") == 1
    assert "<span>$168,000</span>" in pay.group()
    assert "<span>$212,000 USD</span>" in pay.group()
    assert jobs[7104012]["title"] is None


def test_one_page_has_json_ld_that_strict_json_refuses(replays: dict[int, Replay]) -> None:
    refused = []
    for (_, url, _), answers in replays[1].answers.items():
        for block in re.findall(r"ld\+json\">(.*?)</script>", answers[0].body.decode(), re.DOTALL):
            try:
                json.loads(block)
            except json.JSONDecodeError:
                refused.append(url)
    assert refused == ["https://careers.statestreetkilnworks.example/jobs/kiln-technician-ssk-104"]


def test_ashby_gives_pay_as_components(replays: dict[int, Replay]) -> None:
    url = "https://api.ashbyhq.com/posting-api/job-board/Vantrel?includeCompensation=true"
    jobs = {job["title"]: job for job in replays[1].answers[("GET", url, b"")][0].json()["jobs"]}
    component = jobs["Forward Deployed Engineer"]["compensation"]["summaryComponents"][0]
    shown = {name: component[name] for name in ("interval", "currencyCode", "minValue", "maxValue")}
    assert shown == {"interval": "1 YEAR", "currencyCode": "GBP", "minValue": 82000, "maxValue": 104000}
    assert jobs["Chief of Staff"]["compensation"]["compensationTiers"] == []

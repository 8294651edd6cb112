"""Bad answers through the real spiders: each ends in a message that names the place, is counted, and costs no other."""

from __future__ import annotations

import copy
import gzip
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import sites
from crawler.items import Board, JobPosting, Snapshot
from crawler.spiders.lever import Lever
from tests.capture import crawl_exchanges
from tests.crawler.values import any_json

Exchange = dict[str, Any]


def board(ats: str, url: str, token: str) -> Board:
    return Board(employer="Stave & Co", url=url, ats=ats, token=token)


GREENHOUSE = board("greenhouse", "https://boards.greenhouse.io/stave", "stave")
GREENHOUSE_URL = "https://boards-api.greenhouse.io/v1/boards/stave/jobs?content=true"
LEVER = board("lever", "https://jobs.lever.co/stave", "stave")
LEVER_URL = "https://api.lever.co/v0/postings/stave?mode=json&skip={}&limit=100"
ASHBY = board("ashby", "https://jobs.ashbyhq.com/stave", "stave")
ASHBY_URL = "https://api.ashbyhq.com/posting-api/job-board/stave?includeCompensation=true"
WORKDAY = board("workday", "https://stave.wd5.myworkdayjobs.com/Careers", "stave/Careers")
WORKDAY_URL = "https://stave.wd5.myworkdayjobs.com/wday/cxs/stave/Careers"
SITE = board("jsonld", "https://stave.example/careers", "stave.example")


def greenhouse_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Cooper {number}",
        "absolute_url": f"https://job-boards.greenhouse.io/stave/jobs/{number}",
        "company_name": "Stave & Co",
        "location": {"name": "Barre, VT"},
        "content": "&lt;p&gt;Make casks.&lt;/p&gt;",
        "first_published": "2026-07-14T18:35:00-04:00",
        "departments": [{"name": "Shop"}],
        "metadata": [{"name": "Entity", "value": "Stave Holdings, Inc."}],
        "pay_input_ranges": [{"min_cents": 6150000, "max_cents": 8300000, "currency_type": "USD", "title": "Range"}],
    } | fields


def lever_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "text": f"Cooper {number}",
        "hostedUrl": f"https://jobs.lever.co/stave/id-{number}",
        "applyUrl": f"https://jobs.lever.co/stave/id-{number}/apply",
        "categories": {
            "location": "Barre, VT",
            "allLocations": ["Barre, VT"],
            "commitment": "Full-time",
            "team": "Shop",
        },
        "country": "US",
        "description": "<p>Make casks.</p>",
        "lists": [{"text": "Needs", "content": "<li>Hands</li>"}],
        "createdAt": 1771403416463,
        "workplaceType": "onsite",
        "salaryRange": {"min": 52000, "max": 61000, "currency": "USD", "interval": "per-year-salary"},
    } | fields


def ashby_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "title": f"Cooper {number}",
        "jobUrl": f"https://jobs.ashbyhq.com/stave/id-{number}",
        "isListed": True,
        "isRemote": False,
        "location": "Barre",
        "address": {"postalAddress": {"addressLocality": "Barre", "addressRegion": "VT", "addressCountry": "US"}},
        "secondaryLocations": [{"location": "Boston", "address": {"postalAddress": {"addressRegion": "MA"}}}],
        "employmentType": "FullTime",
        "publishedAt": "2026-07-08T19:48:19.767+00:00",
        "descriptionHtml": "<p>Make casks.</p>",
        "compensation": {
            "compensationTiers": [
                {"components": [{"compensationType": "Salary", "minValue": 1, "maxValue": 2, "interval": "1 YEAR"}]}
            ]
        },
    } | fields


def workday_row(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "title": f"Cooper {number}",
        "externalPath": f"/job/Barre/Cooper_R-{number}",
        "locationsText": "Barre, VT",
        "postedOn": "Posted 8 Days Ago",
        "bulletFields": [f"R-{number}"],
    } | fields


def workday_detail(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "jobPostingInfo": {
            "title": f"Cooper {number}",
            "jobDescription": "<p>Make casks.</p>",
            "location": "Barre, VT",
            "additionalLocations": ["Boston, MA"],
            "startDate": "2026-11-10",
            "timeType": "Full time",
            "jobReqId": f"R-{number}",
            "jobPostingId": f"Cooper_R-{number}",
            "country": {"descriptor": "United States of America"},
            "externalUrl": f"https://stave.wd5.myworkdayjobs.com/Careers/job/Barre/Cooper_R-{number}",
        },
        "hiringOrganization": {"name": "Stave Holdings, Inc."},
    } | fields


def encoded(answer: Any) -> bytes:
    return answer if isinstance(answer, bytes) else json.dumps(answer).encode("utf-8", "surrogatepass")


def greenhouse(answer: Any) -> list[Exchange]:
    return [{"url": GREENHOUSE_URL, "answer": encoded(answer)}]


def lever(*pages: tuple[int, Any]) -> list[Exchange]:
    return [{"url": LEVER_URL.format(skip), "answer": encoded(answer)} for skip, answer in pages]


def ashby(answer: Any) -> list[Exchange]:
    return [{"url": ASHBY_URL, "answer": encoded(answer)}]


def workday_page(offset: int, answer: Any, **more: Any) -> Exchange:
    body = f'{{"appliedFacets":{{}},"limit":20,"offset":{offset},"searchText":""}}'
    return {"url": f"{WORKDAY_URL}/jobs", "method": "POST", "body": body, "answer": encoded(answer)} | more


def workday_details(*numbers: int) -> list[Exchange]:
    return [
        {"url": f"{WORKDAY_URL}/job/Barre/Cooper_R-{number}", "answer": encoded(workday_detail(number))}
        for number in numbers
    ]


def told(header: Snapshot) -> str:
    """Everything that the snapshot says to the operator."""
    return "\n".join([header.reason or "", *header.problems])


def accounted(header: Snapshot, postings: list[JobPosting]) -> int:
    """Postings of the header, which are those of the file, and those that were unreadable."""
    assert header.collected == len(postings) == len({posting.id for posting in postings})
    assert header.detail_missing == sum(posting.detail_missing for posting in postings)
    assert len(header.problems) <= 20
    return header.collected + header.unreadable


BROKEN = [
    (b"<!doctype html><title>Sign in</title>", "a web page instead of JSON"),
    (b"", "an empty answer"),
    (b" \n", "an empty answer"),
    (json.dumps({"jobs": [greenhouse_job(1)]}).encode()[:-9], "broken JSON"),
    (b'{"jobs": ' + b"[" * 200_000, "nested too deeply"),
    (b'{"jobs": null}', "no list of jobs"),
    (b'{"jobs": {"1": {}}}', "no list of jobs"),
    (b'"jobs"', "no list of jobs"),
    (b"null", "no list of jobs"),
    (b"\x00" * 100, "broken JSON"),
    (gzip.compress(b"not asked for"), "broken JSON"),
]


@pytest.mark.parametrize(("answer", "message"), BROKEN)
def test_an_answer_that_is_none_fails_its_board_by_name(tmp_path: Path, answer: bytes, message: str) -> None:
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(answer), tmp_path)
    assert (header.outcome, postings) == ("failed", [])
    assert header.reason is not None and header.reason.startswith(GREENHOUSE_URL) and message in header.reason
    assert header.problems == [header.reason]


def test_a_truncated_gzip_answer_is_no_whole_listing(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"jobs": [greenhouse_job(n) for n in range(50)]}).encode())
    cut = greenhouse(packed[: len(packed) // 2])[0] | {"headers": [("Content-Encoding", "gzip")]}
    header, _ = crawl_exchanges(GREENHOUSE, [cut], tmp_path)
    assert header.outcome == "failed" and GREENHOUSE_URL in told(header)


@pytest.mark.parametrize(
    "odd",
    [
        '"first_published": NaN',
        '"x": Infinity, "y": -Infinity',
        '"x": 99999999999999999999999999',
        f'"requisition_id": {"9" * 10_000}',
        f'"x": -{"9" * 10_000}',
        '"x": 1e999',
        '"content": "\\ud800 half \\udfff"',
        '"content": "a\\u0000b"',
        '"content": "line\nbreak\ttab\x00"',
        '"metadata": [[[]]]',
        '"departments": "Shop"',
        '"location": "Barre"',
        '"pay_input_ranges": {"min_cents": "x"}',
    ],
)
def test_an_odd_value_costs_no_posting(tmp_path: Path, odd: str) -> None:
    answer = '{"jobs": [{"id": 1, "title": "Cooper", "absolute_url": "https://a.example/1", %s}, %s]}'
    content = (answer % (odd, json.dumps(greenhouse_job(2)))).encode()
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(content), tmp_path)
    assert [posting.title for posting in postings] == ["Cooper", "Cooper 2"]
    assert (header.outcome, header.unreadable) == ("complete", 0)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-32-le"),
        lambda text: text.encode("latin-1"),
        lambda text: text.replace("Cañón", "Ca\ud800n").encode("utf-8", "surrogatepass"),
    ],
    ids=["bom", "utf-16", "utf-32", "latin-1", "surrogates"],
)
def test_an_odd_encoding_costs_no_posting(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    text = json.dumps({"jobs": [greenhouse_job(1, title="Cañón Cooper"), greenhouse_job(2)]}, ensure_ascii=False)
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(encode(text)), tmp_path)
    assert (header.outcome, len(postings)) == ("complete", 2)
    assert postings[0].title.endswith("Cooper")


@pytest.mark.parametrize("job", [None, [], "job", 7, {}, {"title": "x"}, [[[]]]])
def test_a_job_that_is_none_leaves_the_others_and_closes_nothing(tmp_path: Path, job: Any) -> None:
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse({"jobs": [job, greenhouse_job(2)]}), tmp_path)
    assert [posting.id for posting in postings] == ["greenhouse:stave:2"]
    assert (header.outcome, accounted(header, postings)) == ("partial", 2)
    assert "not even its id" in told(header)


@pytest.mark.parametrize("title", ["", " ", None, ["x"], {}])
def test_a_posting_without_a_title_is_counted_under_its_id(tmp_path: Path, title: Any) -> None:
    check_first_is_unreadable({"title": title}, tmp_path)


@pytest.mark.parametrize(
    "url", ["", None, 5, [], "javascript:alert(1)", "data:text/html,x", "/jobs/1", "https://a b", 'https://a"b']
)
def test_a_posting_without_a_web_address_is_counted_under_its_id(tmp_path: Path, url: Any) -> None:
    check_first_is_unreadable({"absolute_url": url}, tmp_path)


def check_first_is_unreadable(fields: dict[str, Any], tmp_path: Path) -> None:
    jobs = [greenhouse_job(1, **fields), greenhouse_job(2)]
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse({"jobs": jobs}), tmp_path)
    assert [posting.id for posting in postings] == ["greenhouse:stave:2"]
    assert (header.unreadable, header.unreadable_ids) == (1, ["greenhouse:stave:1"])
    assert header.outcome == "complete"
    assert header.problems[0].startswith("greenhouse:stave:1: unreadable")


def test_an_address_that_a_browser_must_not_open_is_left_out(tmp_path: Path) -> None:
    pages = lever((0, [lever_job(1, applyUrl="javascript:alert(1)")]), (1, []))
    header, (posting,) = crawl_exchanges(LEVER, pages, tmp_path)
    assert (posting.apply_url, header.outcome) == (None, "complete")
    assert "lever:stave:id-1: apply_url left out" in told(header)


def test_an_id_given_twice_is_one_posting_and_said(tmp_path: Path) -> None:
    jobs = [greenhouse_job(1), greenhouse_job(2), greenhouse_job(1)]
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse({"jobs": jobs}), tmp_path)
    assert (accounted(header, postings), header.outcome) == (2, "complete")
    assert "greenhouse:stave:1: listed more than once" in told(header)


@pytest.mark.parametrize(("total", "outcome"), [(3, "complete"), (4, "partial"), (2, "complete")])
def test_a_total_of_rows_is_not_missed_for_a_job_in_two_of_them(tmp_path: Path, total: int, outcome: str) -> None:
    jobs = [greenhouse_job(1), greenhouse_job(2), greenhouse_job(1)]
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse({"jobs": jobs, "meta": {"total": total}}), tmp_path)
    assert (accounted(header, postings), header.outcome) == (2, outcome)


def test_an_id_given_to_two_jobs_is_no_whole_listing(tmp_path: Path) -> None:
    jobs = [greenhouse_job(1), greenhouse_job(1, title="Clerk")]
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse({"jobs": jobs}), tmp_path)
    assert (accounted(header, postings), header.outcome) == (1, "partial")
    assert "greenhouse:stave:1 is the id of different postings" in told(header)


def listed(total: int, *numbers: int) -> dict[str, Any]:
    return {"total": total, "jobPostings": [workday_row(number) for number in numbers]}


@pytest.mark.parametrize(
    ("detail", "message"),
    [
        ({"answer": b"", "status": 403}, "HTTP 403"),
        ({"answer": b"", "status": 500}, "HTTP 500"),
        ({"answer": b"<html>Maintenance</html>", "type": "text/html"}, "a web page instead of JSON"),
        ({"answer": b"[]"}, ""),
        ({"answer": b'{"errorCode": "S22"}'}, "jobPostingInfo"),
        ({"answer": encoded(workday_detail(9))}, "another posting"),
    ],
)
def test_a_detail_that_cannot_be_had_leaves_what_the_list_said(tmp_path: Path, detail: Exchange, message: str) -> None:
    url = f"{WORKDAY_URL}/job/Barre/Cooper_R-1"
    answers = [workday_page(0, listed(2, 1, 2)), {"url": url, **detail}, *workday_details(2)]
    header, postings = crawl_exchanges(WORKDAY, answers, tmp_path)
    assert [(posting.title, posting.detail_missing) for posting in postings] == [
        ("Cooper 1", True),
        ("Cooper 2", False),
    ]
    assert (header.outcome, header.detail_missing, accounted(header, postings)) == ("complete", 1, 2)
    assert f"no detail: {url}" in told(header) and message in told(header)


@pytest.mark.parametrize(
    ("pages", "outcome", "found", "message"),
    [
        # The total shrinks or grows while the pages are turned: the first claim counts.
        ([(0, listed(3, 1, 2)), (2, listed(2, 3))], "complete", 3, ""),
        ([(0, listed(3, 1, 2)), (2, listed(9, 3))], "complete", 3, ""),
        ([(0, listed(4, 1, 2)), (2, listed(0, 3)), (3, listed(0))], "partial", 3, "4 postings, 3 were found"),
        ([(0, listed(4, 1, 2)), (2, listed(4))], "partial", 2, "4 postings, 2 were found"),
        ([(0, listed(4, 1, 2)), (2, listed(4, 1, 2))], "partial", 2, "repeats itself at offset 2"),
        # One row moved to the next page: another was pushed out of sight.
        ([(0, listed(4, 1, 2)), (2, listed(4, 2, 3))], "partial", 3, "4 postings, 3 were found"),
        ([(0, listed(4, 1, 2)), (2, b"<html>")], "partial", 2, f"{WORKDAY_URL}/jobs: a web page instead of JSON"),
        # One job in two rows of one page: the total counts rows, or it counts jobs and there is another one.
        ([(0, listed(3, 1, 1, 2)), (3, listed(0))], "complete", 2, ""),
        ([(0, listed(3, 1, 1, 2)), (3, listed(3, 3)), (4, listed(0))], "complete", 3, ""),
        ([(0, listed(3, 1, 1, 2)), (3, b"<html>")], "partial", 2, "3 postings, 2 were found"),
        ([(0, {"total": 0, "jobPostings": []})], "empty", 0, "without a single posting"),
        ([(0, {"total": 5, "jobPostings": []})], "partial", 0, "5 postings, 0 were found"),
        ([(0, {"total": "3", "jobPostings": [workday_row(1)]}), (1, listed(0))], "partial", 1, "3 postings, 1 were"),
        ([(0, {"total": "3+", "jobPostings": [workday_row(1)]}), (1, listed(0))], "complete", 1, ""),
        ([(0, {"total": -1, "jobPostings": [workday_row(1)]}), (1, listed(0))], "complete", 1, ""),
    ],
)
def test_pages_prove_a_whole_listing_or_do_not(
    tmp_path: Path, pages: list[tuple[int, Any]], outcome: str, found: int, message: str
) -> None:
    answers = [workday_page(offset, answer) for offset, answer in pages]
    header, postings = crawl_exchanges(WORKDAY, answers + workday_details(1, 2, 3), tmp_path)
    assert (header.outcome, accounted(header, postings)) == (outcome, found)
    assert message in told(header)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_page_that_fails_keeps_what_came_before_and_closes_nothing(tmp_path: Path, status: int) -> None:
    answers = [workday_page(0, listed(4, 1, 2)), workday_page(2, b"", status=status), *workday_details(1, 2)]
    header, postings = crawl_exchanges(WORKDAY, answers, tmp_path)
    assert (header.outcome, accounted(header, postings)) == ("partial", 2)
    assert f"HTTP {status}" in told(header)


def test_an_endless_listing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lever, "pages_at_most", 5)
    header, postings = crawl_exchanges(LEVER, lever(*((n, [lever_job(n)]) for n in range(9))), tmp_path)
    assert (header.outcome, accounted(header, postings)) == ("partial", 5)
    assert "stopped after 5 pages" in told(header)


def test_a_board_that_takes_too_long_ends_with_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    clock = iter([now, now, now + 4 * 3600 + 1])
    monkeypatch.setattr("crawler.collect.monotonic", lambda: next(clock, now + 5 * 3600))
    header, postings = crawl_exchanges(LEVER, lever((0, [lever_job(0)]), (1, [lever_job(1)]), (2, [])), tmp_path)
    assert (header.outcome, len(postings)) == ("partial", 1)
    assert "took longer than 14400 seconds" in told(header)


@pytest.mark.parametrize(("different", "outcome"), [(0, "partial"), (1, "complete")])
def test_one_page_for_all_addresses_is_no_whole_board(tmp_path: Path, different: int, outcome: str) -> None:
    jobs = [greenhouse_job(n, title="Careers at Stave") for n in range(12)]
    jobs[7]["title"] += "!" * different
    answer = json.dumps({"jobs": jobs, "meta": {"total": 12}}).encode()
    header, postings = crawl_exchanges(GREENHOUSE, [{"url": GREENHOUSE_URL, "answer": answer}], tmp_path)
    assert (header.outcome, len(postings)) == (outcome, 12)
    assert ("all 12 postings are alike" in told(header)) is (outcome == "partial")


def random_path(value: Any, pick: random.Random) -> list[Any]:
    """Keys and indexes down to a random value inside ``value``."""
    path: list[Any] = []
    while isinstance(value, dict | list) and value and (not path or pick.random() < 0.8):
        key = pick.choice(list(value)) if isinstance(value, dict) else pick.randrange(len(value))
        path.append(key)
        value = value[key]
    return path


def mutated(answer: Any, replacements: list[Any], pick: random.Random) -> Any:
    answer = copy.deepcopy(answer)
    for replacement in replacements:
        *above, last = random_path(answer, pick)
        parent = answer
        for key in above:
            parent = parent[key]
        parent[last] = replacement
    return answer


def rows_of(answer: Any, name: str | None) -> list[Any] | None:
    rows = answer.get(name) if name is not None and isinstance(answer, dict) else answer
    return rows if isinstance(rows, list) else None


SYSTEMS: dict[str, tuple[Board, Any, str | None, Callable[[Any], list[Exchange]]]] = {
    "greenhouse": (GREENHOUSE, {"jobs": [greenhouse_job(n) for n in (1, 2)], "meta": {"total": 2}}, "jobs", greenhouse),
    "lever": (LEVER, [lever_job(n) for n in (1, 2)], None, lambda answer: lever((0, answer), (2, []))),
    "ashby": (ASHBY, {"jobs": [ashby_job(n) for n in (1, 2)]}, "jobs", ashby),
    "workday": (WORKDAY, listed(2, 1, 2), "jobPostings",
                lambda answer: [workday_page(0, answer), *workday_details(1, 2)]),
}  # fmt: skip


@pytest.mark.parametrize("system", sorted(SYSTEMS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(any_json(), min_size=1, max_size=3), st.integers(0, 10**6))
def test_wrong_types_anywhere_leave_a_snapshot_that_adds_up(
    tmp_path_factory: pytest.TempPathFactory, system: str, replacements: list[Any], seed: int
) -> None:
    its_board, answer, name, exchanges = SYSTEMS[system]
    changed = mutated(answer, replacements, random.Random(seed))
    header, postings = crawl_exchanges(its_board, exchanges(changed), tmp_path_factory.mktemp("mutated"))
    rows = rows_of(changed, name)
    if rows is None:
        assert header.outcome == "failed" and not postings
        return
    shown = [row for row in rows if not (system == "ashby" and isinstance(row, dict) and row.get("isListed") is False)]
    distinct = len({json.dumps(row, sort_keys=True) for row in shown})
    assert accounted(header, postings) <= len(shown)
    assert accounted(header, postings) >= distinct - ("listed more than once" in told(header)) * distinct
    assert header.outcome != "empty" or not rows
    for posting in postings:
        assert posting.title and posting.url.startswith("https://") and posting.id.startswith(its_board.id)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(any_json(), min_size=1, max_size=3), st.integers(0, 10**6))
def test_wrong_types_in_a_detail_never_cost_the_posting(
    tmp_path_factory: pytest.TempPathFactory, replacements: list[Any], seed: int
) -> None:
    detail = mutated(workday_detail(1), replacements, random.Random(seed))
    answers = [workday_page(0, listed(1, 1)), {"url": workday_details(1)[0]["url"], "answer": encoded(detail)}]
    header, postings = crawl_exchanges(WORKDAY, answers, tmp_path_factory.mktemp("detail"))
    assert accounted(header, postings) == 1
    assert [posting.id for posting in postings] == ["workday:stave/Careers:R-1"] or header.unreadable_ids


def site_page(path: str, body: str | bytes, **more: Any) -> Exchange:
    content = body.encode() if isinstance(body, str) else body
    return {"url": f"https://stave.example{path}", "answer": content, "type": "text/html; charset=utf-8"} | more


def sitemap(*locations: str, path: str = "/sitemap.xml", kind: str = "urlset", **more: Any) -> Exchange:
    tag = "url" if kind == "urlset" else "sitemap"
    inner = "".join(f"<{tag}><loc>{location}</loc></{tag}>" for location in locations)
    content = f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>'
    return site_page(path, content, type="application/xml") | more


def job_page(path: str, title: str, **more: Any) -> Exchange:
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": title}
    return site_page(path, f'<script type="application/ld+json">{json.dumps(job)}</script>', **more)


COOPER, CLERK = "https://stave.example/careers/cooper", "https://stave.example/careers/clerk"
LISTING = site_page("/careers", f'<a href="{COOPER}">Cooper</a>')
BOTH = [LISTING, job_page("/careers/cooper", "Cooper"), job_page("/careers/clerk", "Clerk")]
INDEX = "https://stave.example/{}.xml"
BOMB = '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def crawl_site(tmp_path: Path, *exchanges: Exchange) -> tuple[Snapshot, list[str]]:
    header, postings = crawl_exchanges(SITE, list(exchanges), tmp_path)
    assert accounted(header, postings) == len(postings) + header.unreadable
    return header, sorted(posting.title for posting in postings)


def test_a_whole_site(tmp_path: Path) -> None:
    header, titles = crawl_site(tmp_path, *BOTH, sitemap(COOPER, CLERK))
    assert (header.outcome, titles) == ("complete", ["Clerk", "Cooper"])


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        ([sitemap(INDEX.format("sitemap"), INDEX.format("jobs"), kind="sitemapindex"),
          sitemap(COOPER, CLERK, path="/jobs.xml")], None),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), sitemap(path="/jobs.xml", status=404)], "jobs.xml: HTTP"),
        ([sitemap(kind="sitemapindex")], "names no sitemap"),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), site_page("/jobs.xml", "<html>Sorry</html>")],
         "jobs.xml: no sitemap"),
        ([sitemap(INDEX.format("jobs"), kind="sitemapindex"), site_page("/jobs.xml", b"")], "jobs.xml: no sitemap"),
        ([sitemap(COOPER, CLERK) | {"answer": sitemap(COOPER, CLERK)["answer"][:-20]}], "ends before its end"),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(sitemap(COOPER, CLERK)["answer"])}], None),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(sitemap(COOPER, CLERK)["answer"])[:-30]}], "sitemap.xml: "),
        ([sitemap(COOPER, CLERK) | {"answer": gzip.compress(b" " * (60 * 2**20))}], "sitemap.xml: "),
        ([sitemap(*(INDEX.format(n) for n in range(80)), kind="sitemapindex"),
          *(sitemap(COOPER, path=f"/{n}.xml") for n in range(80))], "more than 50 sitemaps"),
        ([sitemap("http://[", "", "mailto:a@stave.example", COOPER, CLERK)], None),
        ([sitemap(COOPER, CLERK, "https://other.example/careers/spy")], None),
        ([sitemap(COOPER.replace("https://", "https://www."), CLERK)], "https://www.stave.example/careers/cooper"),
    ],
    ids=[
        *("loop", "gone", "no names", "page", "empty", "torn", "gzip", "torn gzip", "bomb", "many", "odd"),
        *("other host", "www"),
    ],
)  # fmt: skip
def test_a_sitemap_proves_a_whole_list_or_does_not(tmp_path: Path, maps: list[Exchange], message: str | None) -> None:
    header, titles = crawl_site(tmp_path, *BOTH, *maps)
    assert "Cooper" in titles
    assert header.outcome == ("complete" if message is None else "partial")
    assert (message or "") in told(header)


def test_jobs_on_other_hosts_are_left_alone_and_said(tmp_path: Path) -> None:
    spy = "https://other.example/careers/spy"
    stranger = job_page("/", "Spy") | {"url": spy}
    header, titles = crawl_site(tmp_path, *BOTH, sitemap(COOPER, spy), stranger)
    assert titles == ["Cooper"] and "other.example" in told(header)


@pytest.mark.parametrize(
    "declaration",
    [
        BOMB + "]>",
        '<!DOCTYPE u [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE u SYSTEM "http://other.example/x">',
    ],
    ids=["bomb", "xxe", "dtd"],
)
def test_a_hostile_sitemap_expands_nothing(tmp_path: Path, declaration: str) -> None:
    content = (
        f'<?xml version="1.0"?>{declaration}<urlset><url><loc>{COOPER}</loc></url><url><loc>&j;</loc></url></urlset>'
    )
    begun = time.process_time()
    header, titles = crawl_site(tmp_path, *BOTH, site_page("/sitemap.xml", content, type="application/xml"))
    assert titles == ["Cooper"] and header.requests <= 4
    assert time.process_time() - begun < 3


def test_a_huge_sitemap_is_crawled_in_part_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "JOB_PAGES_AT_MOST", 3)
    huge = sitemap(COOPER, CLERK, *(f"https://stave.example/careers/job-{n}" for n in range(100_000)))
    header, titles = crawl_site(tmp_path, *BOTH, huge)
    assert (header.outcome, titles) == ("partial", ["Clerk", "Cooper"])
    assert "100002 job pages, 3 are fetched" in told(header)


@pytest.mark.parametrize(
    ("page", "outcome", "message"),
    [
        (site_page("/careers/clerk", '<script type="application/ld+json">{"@type": "JobPosting", "title": </script>'),
         "partial", "careers/clerk: structured data that is not JSON"),
        (site_page("/careers/clerk", '<script type="application/ld+json">{"@type": "JobPosting"}</script>'),
         "complete", "jsonld:stave.example:/careers/clerk: unreadable"),
        (site_page("/careers/clerk", b""), "partial", "careers/clerk: came empty"),
        (site_page("/careers/clerk", "<div>" * 100_000), "complete", ""),
        (site_page("/careers/clerk", "<a " * 400_000), "complete", ""),
        (site_page("/careers/clerk", b"", status=500), "partial", "careers/clerk: HTTP 500"),
        (site_page("/careers/clerk", b"", status=404), "complete", "careers/clerk: HTTP 404"),
        (site_page("/careers/clerk", b"\x89PNG", type="image/png"), "complete", ""),
    ],
)  # fmt: skip
def test_a_bad_job_page_leaves_the_others(tmp_path: Path, page: Exchange, outcome: str, message: str) -> None:
    begun = time.process_time()
    header, titles = crawl_site(tmp_path, *BOTH[:2], page, sitemap(COOPER, CLERK))
    assert (header.outcome, titles) == (outcome, ["Cooper"])
    assert message in told(header)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(("encoding", "declared"), [("utf-16", None), ("latin-1", "iso-8859-1"), ("utf-8", None)])
def test_a_job_page_in_another_encoding(tmp_path: Path, encoding: str, declared: str | None) -> None:
    page = job_page("/careers/clerk", "CLERK")["answer"].decode().replace("CLERK", "Cañón Clerk").encode(encoding)
    kind = f"text/html; charset={declared}" if declared else "text/html"
    header, titles = crawl_site(
        tmp_path, *BOTH[:2], site_page("/careers/clerk", page, type=kind), sitemap(COOPER, CLERK)
    )
    assert (header.outcome, titles) == ("complete", ["Cañón Clerk", "Cooper"])

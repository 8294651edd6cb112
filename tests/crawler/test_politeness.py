"""What the server sees of our manners: when each request came in, on the server's own clock."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Board, JobPosting, Snapshot
from crawler.manners import pace
from crawler.manners.reservation import Rule
from crawler.snapshots import read_header, read_postings, snapshot_path
from tests.crawler.test_carry import DAYS, Paged
from tests.crawler.toys import Whole
from tests.loopback import WISHES, Answer, LoopbackResolver, Site, serve
from tests.spiders import crawl_boards

NAMES = ["one.icims.com", "two.icims.com", "one.example", "two.example"]
EARLY = 0.02  # seconds by which a wait may end early: clocks are read one after the other


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("aiohttp.ThreadedResolver", LoopbackResolver)
    with serve() as running:
        running.answers["/robots.txt"] = Answer(status=404)
        offer(running, "/b", 4)
        yield running


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When each request asked for its turn: the first of them is a moment before anything was sent."""
    asked: list[float] = []
    turn = pace.Pace.turn

    async def noted(self: pace.Pace, *keys: str) -> None:
        asked.append(time.monotonic())
        await turn(self, *keys)

    monkeypatch.setattr(pace.Pace, "turn", noted)
    return asked


def offer(site: Site, path: str, jobs: int) -> None:
    rows = [{"id": n, "title": f"Cooper {n}"} for n in range(1, jobs + 1)]
    site.put(f"{path}/list", json.dumps({"jobs": rows, "total": jobs}))
    for n in range(1, jobs + 1):
        site.put(f"{path}/{n}", json.dumps({"text": f"<p>{n}</p>"}))


def crawl(
    site: Site, folder: Path, *hosts: str, spider: type[Paged] | type[Whole] = Paged, path: str = "/b", **settings: Any
) -> list[tuple[Snapshot, list[JobPosting]]]:
    boards = [
        Board(employer="E", url=f"http://{host}:{site.port}{path}", ats=spider.name, token=host) for host in hosts
    ]
    # Without a delay Scrapy sends a whole queue at once, whatever the limit; every limit that we set has one.
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.01} | settings
    crawl_boards([(spider, boards)], folder, run=DAYS[0], GUARD_ALLOWED_HOSTS=NAMES, **settings)
    paths = [snapshot_path(folder, DAYS[0], board) for board in boards]
    return [(read_header(path), list(read_postings(path))) for path in paths]


def check_spaced(times: list[float], seconds: float, since: float) -> None:
    """The server cannot see the n-th request before n pauses have passed, however late it saw the ones before it.

    ``since`` is a time before the first was sent. Two requests may well be seen together that were sent apart.
    """
    early = [(number, when - since) for number, when in enumerate(sorted(times)) if when < since + number * seconds]
    assert not early, early


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_all_hosts_of_a_backend_share_its_limit(site: Site, turns: list[float], tmp_path: Path) -> None:
    slots = {"icims": {"concurrency": 1, "delay": 0.1}}
    answers = crawl(site, tmp_path, "one.icims.com", "two.icims.com", DOWNLOAD_SLOTS=slots)
    assert [header.outcome for header, _ in answers] == ["complete", "complete"]
    assert len(site.log) == 2 * (len(WISHES) + 5)
    check_spaced([when for when, _ in site.log], 0.1, turns[0])


def test_two_systems_on_one_backend_share_its_limit(site: Site, turns: list[float], tmp_path: Path) -> None:
    slots = {"icims": {"concurrency": 1, "delay": 0.1}}
    boards = [
        Board(employer="E", url=f"http://{host}:{site.port}/b", ats=spider.name, token=host)
        for spider, host in ((Paged, "one.icims.com"), (Whole, "two.icims.com"))
    ]
    crawl_boards(
        [(Paged, boards[:1]), (Whole, boards[1:])],
        tmp_path,
        run=DAYS[0],
        GUARD_ALLOWED_HOSTS=NAMES,
        DOWNLOAD_SLOTS=slots,
    )
    assert site.asked_at("one.icims.com") and site.asked_at("two.icims.com")
    check_spaced([when for when, _ in site.log], 0.1, turns[0])


def test_hosts_of_their_own_do_not_wait_for_each_other(site: Site, turns: list[float], tmp_path: Path) -> None:
    crawl(site, tmp_path, "one.example", "two.example", DOWNLOAD_DELAY=0.1)
    for host in ("one.example", "two.example"):
        pairs = zip(site.log, site.headers, strict=True)
        check_spaced([when for (when, _), to in pairs if to["Host"].startswith(host)], 0.1, turns[0])
    together = sorted(site.asked_at("one.example") + site.asked_at("two.example"))
    assert min(gaps(together)) < 0.09


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_silences_everything_to_the_host(site: Site, tmp_path: Path, form: str, status: int) -> None:
    silence: list[float] = []

    def refuse() -> None:
        """The date is made when it is sent, however late that is; it has whole seconds, which are rounded up."""
        until = math.ceil(time.time() + 1.0)
        silence.append(time.monotonic() + (1.0 if form == "seconds" else until - time.time()))
        refusal.headers["Retry-After"] = "1" if form == "seconds" else formatdate(until, usegmt=True)

    refusal = Answer(status=status, then=site.answers["/b/1"], first=refuse)
    site.answers["/b/1"] = refusal
    ((header, _),) = crawl(site, tmp_path, "one.example")
    assert (header.outcome, header.detail_missing) == ("complete", 0)
    refused = site.asked("/b/1")[0]
    after = [when for when in site.asked_at("one.example") if when > refused]
    # Details that were in the queue wait as well.
    assert len(after) == 4 and min(after) >= silence[0] - EARLY


def test_too_many_requests_spares_the_whole_backend(site: Site, tmp_path: Path) -> None:
    site.answers["/b/1"] = Answer(status=429, headers={"Retry-After": "1"}, then=site.answers["/b/1"])
    slots = {"icims": {"concurrency": 1, "delay": 0.01}}
    answers = crawl(site, tmp_path, "one.icims.com", "two.icims.com", DOWNLOAD_SLOTS=slots)
    assert [header.detail_missing for header, _ in answers] == [0, 0]
    refused = site.asked("/b/1")[0]
    after = [when for when, _ in site.log if when > refused]
    assert after and min(after) - refused >= 1.0 - EARLY


def test_a_broken_tenant_does_not_stop_its_vendor(site: Site, tmp_path: Path) -> None:
    offer(site, "/fine", 4)
    site.answers["/b/list"] = Answer(status=503, headers={"Retry-After": "2"}, then=site.answers["/b/list"])
    slots = {"icims": {"concurrency": 1, "delay": 0.01}}
    boards = [
        Board(employer="E", url=f"http://{host}:{site.port}{path}", ats="paged", token=host)
        for host, path in (("one.icims.com", "/b"), ("two.icims.com", "/fine"))
    ]
    crawl_boards(
        [(Paged, boards)], tmp_path, run=DAYS[0], GUARD_ALLOWED_HOSTS=NAMES, DOWNLOAD_SLOTS=slots
    )  # fmt: skip
    first, second = site.asked("/b/list")
    assert second - first >= 2.0 - EARLY
    assert any(first < when < second for when in site.asked_at("two.icims.com"))


def test_a_wait_longer_than_a_run_is_not_retried(site: Site, tmp_path: Path) -> None:
    site.answers["/b/list"] = Answer(status=429, headers={"Retry-After": "86400"})
    ((header, _),) = crawl(site, tmp_path, "one.example")
    assert header.outcome == "blocked" and len(site.asked("/b/list")) == 1


def test_the_back_off_grows_with_each_failure(site: Site, tmp_path: Path) -> None:
    answer = site.answers["/b/list"]
    for _ in range(4):
        answer = Answer(status=500, then=answer)
    site.answers["/b/list"] = answer
    ((header, _),) = crawl(site, tmp_path, "one.example", RETRY_TIMES=4, RETRY_BACKOFF_SECONDS=0.1)
    assert header.outcome == "complete"
    for number, gap in enumerate(gaps(site.asked("/b/list"))):
        assert gap >= 0.5 * 0.1 * 2**number - EARLY  # how much more: test_pace.py, on a clock of its own


def test_a_host_that_keeps_failing_is_left_alone(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FIRST_PAUSE", 0.1)
    offer(site, "/b", 30)
    for n in range(1, 31):
        site.answers[f"/b/{n}"] = Answer(status=503)
    # Nothing succeeds after the first page: a success that is late would make the circuit whole in between.
    site.answers["/b/list"].then = Answer(status=503)
    ((header, _),) = crawl(site, tmp_path, "one.example", CONCURRENT_REQUESTS_PER_DOMAIN=4)
    assert (header.outcome, header.detail_missing) == ("complete", 30)  # as many as the total says
    assert any("is not asked any more in this run: HTTP 503" in problem for problem in header.problems)
    # Those that open the circuit, those that were on their way then, and one probe after each pause.
    times = site.asked_at("one.example")[1:]
    assert len(times) <= pace.FAILURES + 3 + pace.OPENINGS
    assert all(gap >= 0.1 * 2**n - EARLY for n, gap in enumerate(gaps(times)[-pace.OPENINGS :]))


def test_one_probe_closes_the_circuit_again(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FIRST_PAUSE", 0.6)
    answer = site.answers["/b/list"]
    for _ in range(pace.FAILURES):
        answer = Answer(status=503, then=answer)
    site.answers["/b/list"] = answer
    ((header, _),) = crawl(site, tmp_path, "one.example", RETRY_TIMES=pace.FAILURES)
    assert (header.outcome, header.detail_missing) == ("complete", 0)
    times = site.asked_at("one.example")
    assert gaps(times)[pace.FAILURES - 1] >= 0.6 - EARLY  # after that many failures
    assert len(times) == pace.FAILURES + 1 + 4  # the probe was answered, and nothing was asked twice after it


def test_a_crawl_delay_is_kept_and_capped(site: Site, tmp_path: Path) -> None:
    for said, cap, kept in (("0.2", 30.0, 0.2), ("100", 0.15, 0.15)):
        site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {said}\n", "text/plain")
        site.log.clear()
        site.headers.clear()
        ((header, _),) = crawl(site, tmp_path / said, "one.example", CRAWL_DELAY_MAX_SECONDS=cap)
        assert header.outcome == "complete"
        check_spaced(site.asked_at("one.example"), kept, site.asked("/robots.txt")[0])


@pytest.mark.parametrize(
    ("robots", "settings"),
    [
        (Answer(status=500), {}),
        (Answer(status=429, headers={"Retry-After": "0"}), {}),
        (Answer(b"User-agent: *\nAllow: /\n", delay=1.0), {"DOWNLOAD_TIMEOUT": 0.2}),
        (Answer(b"User-agent: *\nAllow: /\n", drip=0.2), {"DOWNLOAD_TIMEOUT": 0.3}),
    ],
    ids=["500", "429", "timeout", "drip"],
)
def test_a_robots_txt_that_cannot_be_read_means_no(
    site: Site, tmp_path: Path, robots: Answer, settings: dict[str, Any]
) -> None:
    site.answers["/robots.txt"] = robots
    ((header, postings),) = crawl(site, tmp_path, "one.example", RETRY_TIMES=1, **settings)
    assert (header.outcome, postings) == ("blocked", [])
    assert "robots.txt of one.example" in (header.reason or "") and "which means no" in (header.reason or "")
    assert not site.asked_at("one.example")


RESERVED = {"Content-Type": "application/json", "TDM-Reservation": "1"}


def test_a_reserved_listing_is_not_collected(site: Site, tmp_path: Path) -> None:
    site.answers["/b/list"].headers = RESERVED
    ((header, postings),) = crawl(site, tmp_path, "one.example", spider=Whole)
    assert (header.outcome, postings) == ("blocked", [])
    assert header.reason is not None and "TDM-Reservation: 1" in header.reason


def test_a_reserved_detail_is_not_read(site: Site, tmp_path: Path) -> None:
    site.answers["/b/2"].headers = RESERVED
    ((header, postings),) = crawl(site, tmp_path, "one.example")
    assert (header.outcome, header.detail_missing) == ("complete", 1)
    assert [posting.description_html for posting in postings] == ["<p>1</p>", None, "<p>3</p>", "<p>4</p>"]


@pytest.mark.parametrize(
    ("head", "is_reserved"),
    [
        ('<meta name="tdm-reservation" content="1">', True),
        ("<META CONTENT='1' NAME='TDM-Reservation'/>", True),
        ('<meta name="tdm-reservation" content="0">', False),
        ('<meta name="tdm-policy" content="https://a.example/tdm-reservation"><meta name="x" content="1">', False),
    ],
)
def test_a_page_may_reserve_itself(site: Site, tmp_path: Path, head: str, is_reserved: bool) -> None:
    site.html("/b/list", f"<html><head>{head}</head></html>")
    ((header, _),) = crawl(site, tmp_path, "one.example", spider=Whole)
    assert header.outcome == ("blocked" if is_reserved else "failed")


FILE = "/.well-known/tdmrep.json"
ALL = '[{"location": "/", "tdm-reservation": 1}]'


@pytest.mark.parametrize(
    ("file", "outcome"),
    [
        (ALL, "blocked"),
        ('[{"location": "/b/list", "tdm-reservation": 1, "tdm-policy": "https://a.example/p.json"}]', "blocked"),
        ('[{"location": "*/list$", "tdm-reservation": "1"}]', "blocked"),
        ('[{"location": "/b/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]', "complete"),
        ('[{"location": "/images/", "tdm-reservation": 1}]', "complete"),
        ('[{"location": "/b/list/x", "tdm-reservation": 1}, {"tdm-reservation": 1}, null, 1]', "complete"),
        ("[]", "complete"),
        ('{"location": "/", "tdm-reservation": 1}', "complete"),
        ("<html>Not found, but 200</html>", "complete"),
        ("[" * 100_000, "complete"),
    ],
)
def test_the_file_of_a_host_may_reserve_it(site: Site, tmp_path: Path, file: str, outcome: str) -> None:
    site.put(FILE, file)
    ((header, postings),) = crawl(site, tmp_path, "one.example")
    assert header.outcome == outcome
    assert bool(postings) == (outcome == "complete")
    if outcome == "blocked":
        assert FILE in (header.reason or "")
        assert not site.asked("/b/list")  # nothing that is reserved is asked for


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=500),
        Answer(status=302, headers={"Location": "/b/list"}),
        Answer(b"", drip=9.0),
    ],
)
def test_a_file_that_cannot_be_had_reserves_nothing(site: Site, tmp_path: Path, answer: Answer) -> None:
    site.answers[FILE] = answer
    ((header, _),) = crawl(site, tmp_path, "one.example")
    assert (header.outcome, header.detail_missing) == ("complete", 0)
    assert len(site.asked(FILE)) == 1  # once, however much is asked for


def test_a_host_whose_robots_txt_forbids_all_is_asked_for_no_file(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    ((header, _),) = crawl(site, tmp_path, "one.example")
    assert header.outcome == "blocked" and not site.asked(FILE)


@pytest.mark.parametrize(
    ("location", "covered", "left"),
    [
        ("/jobs", ["/jobs", "/jobs/1", "/jobs?page=2"], ["/", "/job", "/x/jobs"]),
        ("/jobs/*/apply", ["/jobs/1/apply", "/jobs/1/apply/2"], ["/jobs/apply", "/jobs/1"]),
        ("/*.json$", ["/a.json", "/a/b.json"], ["/a.json?x=1", "/json"]),
        ("/jobs$", ["/jobs"], ["/jobs/", "/jobs/jobs"]),
        ("*", ["/", "/x"], []),
        ("/a*a$", ["/aa", "/aba"], ["/a", "/ab"]),
    ],
)
def test_a_location_covers_paths_as_in_robots_txt(location: str, covered: list[str], left: list[str]) -> None:
    rule = Rule(location, True)
    assert [path for path in covered + left if rule.covers(path)] == covered


def test_no_reservation_is_none(site: Site, tmp_path: Path) -> None:
    site.answers["/b/list"].headers = RESERVED | {"TDM-Reservation": "0"}
    ((header, _),) = crawl(site, tmp_path, "one.example")
    assert header.outcome == "complete"

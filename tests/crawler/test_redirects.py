"""A board whose listing leads away is held and named with where it leads; at another address of its own it is not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.boards import board_from_url
from crawler.listings.landing import asks_to_log_in, is_elsewhere
from crawler.runs.runs import Run
from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import (
    GREENHOUSE,
    GREENHOUSE_URL,
    Exchange,
    encoded,
    greenhouse,
    greenhouse_job,
    told,
)
from tests.crawler.test_live import JOB, page, sitemap
from tests.loopback import HOST, Answer, Site, serve
from tests.test_cli import invoke

OTHER_HOST = "127.0.0.2"


def redirect(url: str, to: str) -> Exchange:
    return {"url": url, "status": 302, "answer": b"", "headers": [("Location", to)]}


def html(url: str, body: str) -> Exchange:
    return {"url": url, "answer": body.encode(), "type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("board", "asked", "landed"),
    [
        ("https://acme.example/careers", "http://acme.example/careers", "https://www.acme.example/en-us/careers/"),
        ("https://acme.example/careers", "https://acme.example/careers", "https://acme.example:443/"),
        ("https://boards.greenhouse.io/acme", "https://boards.greenhouse.io/acme",
         "https://job-boards.greenhouse.io/acme"),
        ("https://jobs.lever.co/acme", "https://api.lever.co/v0/postings/acme?skip=0",
         "https://api.eu.lever.co/v0/postings/Acme?skip=0"),
        ("https://acme.recruitee.com", "https://acme.recruitee.com/api/offers/", "https://jobs.acme.example/api/offers"),
        ("https://apply.workable.com/acme", "https://apply.workable.com/api/v1/widget/accounts/acme",
         "https://acme.workable.com/api"),
        ("https://careers-acme.icims.com/jobs", "https://careers-acme.icims.com/jobs/search?pr=0",
         "https://careers-acme.icims.com/jobs/search?pr=0&in_iframe=1"),
    ],
)  # fmt: skip
def test_another_address_of_the_same_board_is_no_move(board: str, asked: str, landed: str) -> None:
    ats = "jsonld" if ".example/" in board else None
    assert not is_elsewhere(board_from_url(board, ats=ats), asked, landed)


@pytest.mark.parametrize(
    ("board", "asked", "landed"),
    [
        ("https://acme.example/careers", "https://acme.example/careers", "https://globex.example/careers"),
        ("https://acme.example/careers", "https://acme.example/careers", "https://acme.example:8443/careers"),
        ("https://careers.acme.example/", "https://careers.acme.example/", "https://jobs.acme.example/"),
        ("https://acme.example/careers", "https://acme.example/careers", "https://boards.greenhouse.io/acme"),
        ("https://boards.greenhouse.io/acme", "https://boards-api.greenhouse.io/v1/boards/acme/jobs",
         "https://boards-api.greenhouse.io/v1/boards/globex/jobs"),
        ("https://boards.greenhouse.io/acme", "https://boards-api.greenhouse.io/v1/boards/acme/jobs",
         "https://www.greenhouse.io/"),
        ("https://acme.bamboohr.com/careers", "https://acme.bamboohr.com/careers/list", "https://www.bamboohr.com/"),
        ("https://acme.breezy.hr", "https://acme.breezy.hr/json", "https://globex.breezy.hr/json"),
        ("https://acme.breezy.hr", "https://acme.breezy.hr/json", "https://breezy.hr/json"),
        ("https://acme.recruitee.com", "https://acme.recruitee.com/api/offers/", "https://globex.example/"),
        ("https://recruiting.paylocity.com/recruiting/jobs/All/6d4f6dca-7d0e-4ea2-9e9f-0123456789ab/Acme",
         "https://recruiting.paylocity.com/recruiting/jobs/All/6d4f6dca-7d0e-4ea2-9e9f-0123456789ab",
         "https://recruiting.paylocity.com/JobNotFound"),
        ("https://careers-acme.icims.com/jobs", "https://careers-acme.icims.com/jobs/search?pr=0",
         "https://careers-globex.icims.com/jobs/search?pr=0"),
        ("https://acme.example/careers", "https://acme.example/careers", "http://[broken"),
    ],
)  # fmt: skip
def test_another_host_or_tenant_is_a_move(board: str, asked: str, landed: str) -> None:
    ats = "jsonld" if ".example/" in board else None
    assert is_elsewhere(board_from_url(board, ats=ats), asked, landed)


@pytest.mark.parametrize(
    ("landed", "is_login"),
    [
        ("https://acme.example/account/sign-in?next=/careers", True),
        ("https://login.acme.example/x", True),
        ("https://acme.example/sso/start", True),
        ("https://acme.example/careers/login-engineer-7", False),
        ("https://acme.example/careers/authority-clerk", False),
    ],
)
def test_a_login_is_told_by_its_address(landed: str, is_login: bool) -> None:
    assert asks_to_log_in("https://acme.example/careers", landed) is is_login


def test_a_listing_of_another_tenant_is_not_read(tmp_path: Path) -> None:
    other = GREENHOUSE_URL.replace("stave", "globex")
    answers = [redirect(GREENHOUSE_URL, other), {"url": other, "answer": encoded({"jobs": [greenhouse_job(1)]})}]
    header, postings = crawl_exchanges(GREENHOUSE, answers, tmp_path)
    assert (header.outcome, postings) == ("failed", [])
    assert header.reason is not None and header.reason.startswith(f"{GREENHOUSE_URL}: leads away to {other}")
    assert f"sponsorfeed boards detect {other}" in header.reason


def test_a_listing_that_moved_within_its_board_is_read(tmp_path: Path) -> None:
    to = GREENHOUSE_URL.replace("boards-api.", "api.")
    [whole] = greenhouse({"jobs": [greenhouse_job(1)], "meta": {"total": 1}})
    header, postings = crawl_exchanges(GREENHOUSE, [redirect(GREENHOUSE_URL, to), whole | {"url": to}], tmp_path)
    assert (header.outcome, len(postings)) == ("complete", 1)


def test_where_it_leads_is_named_though_nobody_answers_there(tmp_path: Path) -> None:
    answers = [redirect(GREENHOUSE_URL, "https://parked.example/stave"),
               {"url": "https://parked.example/stave", "status": 403, "answer": b""}]  # fmt: skip
    header, _ = crawl_exchanges(GREENHOUSE, answers, tmp_path)
    assert header.outcome == "failed"
    assert "leads away to https://parked.example/stave (HTTP 403)" in told(header)


def test_a_way_through_another_host_and_back_is_no_move(tmp_path: Path) -> None:
    through, back = "https://consent.example/?to=stave", GREENHOUSE_URL + "&consent=1"
    [whole] = greenhouse({"jobs": [greenhouse_job(1)], "meta": {"total": 1}})
    answers = [redirect(GREENHOUSE_URL, through), redirect(through, back), whole | {"url": back}]
    header, _ = crawl_exchanges(GREENHOUSE, answers, tmp_path)
    assert header.outcome == "complete"


SITE = "https://stave.example/careers"


@pytest.mark.parametrize(
    "body",
    [
        '<meta http-equiv="refresh" content="3; url=https://globex.example/jobs"><p>We have moved!</p>',
        '<p>We have moved.</p><script>window.location.href = "https://globex.example/jobs"</script>',
        '<script>location.replace("https://globex.example/jobs")</script>',
    ],
)
def test_a_page_that_says_we_moved_is_held_although_its_old_sitemap_stands(tmp_path: Path, body: str) -> None:
    job = "https://stave.example/careers/cooper"
    urls = f"<urlset><url><loc>{job}</loc></url></urlset>"
    listing = {"url": "https://stave.example/sitemap.xml", "answer": urls.encode(), "type": "application/xml"}
    board = board_from_url(SITE, employer="Stave & Co", ats="jsonld")
    answers = [html(SITE, body), listing, html(job, page(JOB))]
    header, postings = crawl_exchanges(board, answers, tmp_path)
    assert (header.outcome, postings) == ("failed", [])
    assert "leads away to https://globex.example/jobs" in told(header)


def test_a_sitemap_of_another_site_proves_nothing_about_this_one(tmp_path: Path) -> None:
    there = "https://globex.example/sitemap.xml"
    urls = "<urlset><url><loc>https://globex.example/careers/spy</loc></url></urlset>"
    listing = html(SITE, f'<script type="application/ld+json">{json.dumps(JOB)}</script>')
    moved = {"url": there, "answer": urls.encode(), "type": "application/xml"}
    board = board_from_url(SITE, employer="Stave & Co", ats="jsonld")
    answers = [listing, redirect("https://stave.example/sitemap.xml", there), moved]
    header, postings = crawl_exchanges(board, answers, tmp_path)
    assert (header.outcome, [posting.title for posting in postings]) == ("partial", ["Cooper"])
    assert "the sitemap is of another site: globex.example" in told(header)


def test_a_page_that_sends_on_within_its_site_is_no_move(tmp_path: Path) -> None:
    board = board_from_url(SITE, employer="Stave & Co", ats="jsonld")
    body = f'<meta http-equiv="refresh" content="300; url={SITE}?again"><script type="application/ld+json">'
    header, postings = crawl_exchanges(board, [html(SITE, f"{body}{json.dumps(JOB)}</script>")], tmp_path)
    assert [posting.title for posting in postings] == ["Cooper"]
    assert "leads away" not in told(header)


def test_a_page_that_only_shows_another_board_says_which(tmp_path: Path) -> None:
    board = board_from_url(SITE, employer="Stave & Co", ats="jsonld")
    embed = '<p>Our jobs:</p><script src="https://boards.greenhouse.io/embed/job_board/js?for=globex"></script>'
    header, _ = crawl_exchanges(board, [html(SITE, embed)], tmp_path)
    assert header.outcome == "partial"
    assert f"the page shows greenhouse:globex: if the board moved, see: sponsorfeed boards detect {SITE}" in told(
        header
    )


@pytest.fixture
def sites() -> Iterator[Site]:
    """One server: the employer's site at 127.0.0.1, somebody else's at 127.0.0.2."""
    with serve("0.0.0.0") as running:
        running.html("/careers", '<a href="/careers/cooper">Cooper</a><a href="/careers/clerk">Clerk</a>')
        running.put("/sitemap.xml", sitemap(running, "/careers/cooper", "/careers/clerk"), "application/xml")
        running.html("/careers/cooper", page(JOB | {"identifier": "c-1"}))
        running.html("/careers/clerk", page(JOB | {"identifier": "c-2", "title": "Clerk"}))
        yield running


def night(site: Site, data: Path, day: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr("crawler.runs.runs.new_run", lambda: Run(datetime(2026, 11, day, 6, tzinfo=UTC)))
    words = ["--board", f"{site.origin}/careers", "--contact", "a@b.example", "--processes", "0"]
    return invoke("run", *words, "--allow-host", HOST, "--allow-host", OTHER_HOST, "--data", data)


def postings_in(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        return db.execute("SELECT json_extract(content, '$.title'), status FROM posting ORDER BY 1").fetchall()


def test_a_bought_company_is_held_and_named_and_nothing_is_closed(
    sites: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert night(sites, tmp_path, 18, monkeypatch)[0] == 0
    away = f"http://{OTHER_HOST}:{sites.port}/jobs"
    sites.answers["/careers"] = Answer(status=301, headers={"Location": away})
    sites.html("/jobs", page(JOB | {"title": "Spy", "identifier": "s-1"}))
    sites.put("/sitemap.xml", sitemap(sites, "/careers/cooper"), "application/xml")
    code, said = night(sites, tmp_path, 19, monkeypatch)
    assert code == 1
    assert f"leads away to {away}" in " ".join(said.split())
    assert postings_in(tmp_path) == [("Clerk", "open"), ("Cooper", "open")]


def test_a_job_page_behind_a_login_closes_nothing(sites: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert night(sites, tmp_path, 18, monkeypatch)[0] == 0
    sites.answers["/careers/clerk"] = Answer(status=302, headers={"Location": "/login"})
    sites.html("/login", "<form>Password</form>")
    code, said = night(sites, tmp_path, 19, monkeypatch)
    assert code == 1 and "visitors are asked to log in" in " ".join(said.split())
    assert postings_in(tmp_path) == [("Clerk", "open"), ("Cooper", "open")]

"""Listings of pages that fail, lie, repeat themselves or never end, and details that cannot be had."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders.lever import Lever
from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import (
    LEVER,
    WORKDAY,
    WORKDAY_URL,
    Exchange,
    accounted,
    encoded,
    lever,
    lever_job,
    listed,
    told,
    workday_detail,
    workday_details,
    workday_page,
    workday_row,
)


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
    monkeypatch.setattr("crawler.listings.collect.monotonic", lambda: next(clock, now + 5 * 3600))
    header, postings = crawl_exchanges(LEVER, lever((0, [lever_job(0)]), (1, [lever_job(1)]), (2, [])), tmp_path)
    assert (header.outcome, len(postings)) == ("partial", 1)
    assert "took longer than 14400 seconds" in told(header)

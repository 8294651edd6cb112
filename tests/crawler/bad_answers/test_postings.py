"""Postings that are none, have no title or address, or share an id: each is counted, and costs no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import (
    GREENHOUSE,
    LEVER,
    accounted,
    greenhouse,
    greenhouse_job,
    lever,
    lever_job,
    told,
)


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

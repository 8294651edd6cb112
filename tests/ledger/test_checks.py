from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.checks import FIELDS, Count, has_fallen
from crawler.items import HiringOrganization, JobPosting, Pay, Place, Posted
from crawler.ledger import fold_snapshots, ledger_version, rebuild
from tests.ledger.crawls import ACME, at, crawl, posting, rows, statuses

FULL: dict[str, Any] = {
    "date_posted": Posted(value="2026-10-20", raw="October 20", precision="day"),
    "job_location": [Place(raw="Duluth, MN", locality="Duluth", region="MN", country="US")],
    "employment_type": "FULL_TIME",
    "department": "Rotors",
    "base_salary": [
        Pay(
            min_value=1.0,
            max_value=2.0,
            currency="USD",
            unit_text="HOUR",
            kind="base",
            raw="$1 - $2",
            source="ats_field",
        )
    ],
    "hiring_organization": HiringOrganization(name="Acme", legal_name="Acme Turbines, Inc."),
    "apply_url": "https://boards.greenhouse.io/acme/apply",
    "identifier": "REQ-1",
    "job_location_type": "onsite",
}
WITHOUT: dict[str, dict[str, Any]] = {
    "date_posted.value": {"date_posted": Posted(value=None, raw="20 d'octobre", precision=None)},
    "job_location.country": {"job_location": [Place(raw="Duluth, MN")]},
    "description_html": {"description_html": None},
    "employment_type": {"employment_type": None},
    "department": {"department": None},
    "base_salary": {"base_salary": []},
    "hiring_organization.legal_name": {"hiring_organization": HiringOrganization(name="Acme")},
    "apply_url": {"apply_url": None},
    "identifier": {"identifier": None},
    "job_location_type": {"job_location_type": None},
}


def full(numbers: range, **changes: Any) -> Iterator[JobPosting]:
    return (posting(number, ACME, **{**FULL, **changes}) for number in numbers)


def content(ledger: Path, number: int) -> dict[str, Any]:
    [(text,)] = rows(ledger, "SELECT content FROM posting WHERE id = ?", f"{ACME.id}:{number}")
    decoded: dict[str, Any] = json.loads(text)
    return decoded


@pytest.mark.parametrize(
    ("before", "now", "fell"),
    [
        ((500, 500), (0, 500), True),
        ((500, 500), (30, 490), True),
        ((300, 500), (0, 480), True),  # most, then none
        ((500, 500), (200, 500), False),  # fewer, but not few
        ((100, 500), (0, 500), False),  # never most
        ((5, 5), (0, 5), True),
        ((5, 5), (1, 5), False),
        ((4, 5), (0, 5), False),
        ((5, 5), (0, 2), False),  # two postings left prove nothing
        ((3, 3), (0, 3), False),
        ((500, 500), (0, 4), False),  # four postings without prove nothing, however many had it
        ((500, 500), (0, 5), True),
        ((0, 0), (0, 500), False),
        ((500, 500), (0, 0), False),
    ],
)
def test_what_is_a_fall(before: tuple[int, int], now: tuple[int, int], fell: bool) -> None:
    assert has_fallen(Count(*before), Count(*now)) == fell


def test_the_size_of_a_board_does_not_matter_but_for_chance() -> None:
    for size in (99, 100, 101, 20_000):
        assert has_fallen(Count(size // 2 + 1, size), Count(size // 8, size))
        assert has_fallen(Count(20, 20), Count(size // 5, size))
        assert has_fallen(Count(size, size), Count(1, 5))
        assert not has_fallen(Count(size // 2 + 1, size), Count(size // 7, size))
        assert not has_fallen(Count(size // 2 + 1, size), Count(0, 5))


@given(st.integers(1, 40), st.data())
def test_no_board_falls_by_the_turnover_of_few_postings(postings: int, data: st.DataObject) -> None:
    """Whatever share carries a field: a quarter of the board may be exchanged for postings without it."""
    carried = data.draw(st.integers(0, postings))
    gone = data.draw(st.integers(0, min(carried, postings // 4)))
    assert not has_fallen(Count(carried, postings), Count(carried - gone, postings))


def test_new_postings_without_a_field_are_no_fall(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(40), detail_at=at(1)))
    new = full(range(40, 50), detail_at=at(2), department=None)
    crawl(snapshots, at(2), [*full(range(1, 40), detail_at=at(1)), *new], carried=39)
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.closed, report.new) == ([], 1, 50)


@pytest.mark.parametrize("field", sorted(FIELDS))
@pytest.mark.parametrize("size", [5, 60])
def test_a_layout_change_holds_the_board_and_takes_nothing_away(
    snapshots: Path, ledger: Path, field: str, size: int
) -> None:
    crawl(snapshots, at(1), full(range(size)))
    fold_snapshots(snapshots, ledger)
    crawl(snapshots, at(2), full(range(1, size + 1), source_sha256="ff", **WITHOUT[field]))
    report = fold_snapshots(snapshots, ledger)
    [held] = report.held
    assert held.startswith("20261102T060000Z/greenhouse/acme.jsonl.gz: ")
    assert f"{field}: {size} of {size} postings carried it on 2026-11-01, 0 of {size} do now" in held
    assert (report.closed, report.changed, report.new) == (0, 0, 1)
    assert set(statuses(ledger).values()) == {"open"}
    assert FIELDS[field](next(full(range(1))))
    assert content(ledger, 1)["source_sha256"] == f"{1:064x}"
    [(kept,)] = rows(ledger, "SELECT held FROM crawl ORDER BY crawled_at DESC LIMIT 1")
    assert kept in held


def test_the_board_closes_again_when_the_field_is_back(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(20)))
    crawl(snapshots, at(2), full(range(1, 20), description_html=None))
    crawl(snapshots, at(3), full(range(1, 20), description_html=None))
    report = fold_snapshots(snapshots, ledger)
    assert (len(report.held), report.closed) == (2, 0)
    crawl(snapshots, at(4), full(range(1, 20)))
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.closed, report.changed) == ([], 1, 0)


def test_what_else_changed_on_a_held_board_waits_with_it(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(20)))
    crawl(snapshots, at(2), full(range(20), base_salary=[], title="Gibberish"))
    assert fold_snapshots(snapshots, ledger).changed == 0
    assert content(ledger, 3)["title"] == "Blade Engineer 3"
    crawl(snapshots, at(3), full(range(20), title="Senior Blade Engineer"))
    assert fold_snapshots(snapshots, ledger).changed == 20


def test_one_posting_may_lose_anything(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(20)))
    crawl(snapshots, at(2), [*full(range(19)), *full(range(19, 20), base_salary=[])])
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.changed) == ([], 1)
    assert content(ledger, 19)["base_salary"] == []


def test_a_partial_listing_is_not_held_and_takes_nothing_away_either(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(20)))
    crawl(snapshots, at(2), full(range(12), description_html=None), outcome="partial", reason="page 2 failed")
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.changed) == ([], 0)
    assert content(ledger, 3)["description_html"] == "<p>Shape blade 3.</p>"


def test_missing_details_are_no_fall(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), full(range(20)))
    thin = full(range(1, 20), description_html=None, detail_missing=True, base_salary=[])
    crawl(snapshots, at(2), thin)
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.closed) == ([], 1)
    crawl(snapshots, at(3), full(range(1, 20), description_html=None))
    assert len(fold_snapshots(snapshots, ledger).held) == 1  # measured by the first day still


def test_details_that_are_asked_again_a_few_a_day_do_not_hide_a_fall(snapshots: Path, ledger: Path) -> None:
    def board(day: int) -> Iterator[JobPosting]:
        for number in range(60):
            asked = 1 if number % 10 + 2 > day else number % 10 + 2
            lost = {} if asked == 1 else {"description_html": None}
            yield from full(range(number, number + 1), detail_at=at(asked), **lost)

    crawl(snapshots, at(1), full(range(60), detail_at=at(1)))
    for day in range(2, 9):
        crawl(snapshots, at(day), board(day), carried=60 - 6)
    report = fold_snapshots(snapshots, ledger)
    assert report.changed == 0
    assert [line.partition("/")[0] for line in report.held] == [f"2026110{day}T060000Z" for day in range(2, 9)]


def test_a_slow_fall_is_measured_by_the_best_day_of_the_month(snapshots: Path, ledger: Path) -> None:
    for day in range(1, 11):
        lost = range((day - 1) * 3)
        crawl(snapshots, at(day), [*full(lost, department=None), *full(range(len(lost), 30))])
    report = fold_snapshots(snapshots, ledger)
    assert [line.partition("T")[0] for line in report.held] == ["20261109", "20261110"]


def test_a_board_that_stays_so_is_believed_after_a_month_but_not_about_its_texts(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, "2026-01-01T06:00:00Z", full(range(20)))
    for day in (2, 9, 16, 23, 31):
        crawl(snapshots, f"2026-01-{day:02d}T06:00:00Z", full(range(1, 20), base_salary=[], description_html=None))
    report = fold_snapshots(snapshots, ledger)
    assert (len(report.held), report.closed) == (5, 0)
    later = "2026-02-01T06:00:00Z"
    crawl(snapshots, later, full(range(1, 20), base_salary=[], description_html=None))
    crawl(snapshots, "2026-02-02T06:00:00Z", full(range(1, 20), base_salary=[], department="Hubs"))
    report = fold_snapshots(snapshots, ledger)
    assert (report.held, report.closed) == ([], 1)
    now = content(ledger, 3)
    assert (now["base_salary"], now["department"]) == ([], "Hubs")
    assert now["description_html"] == "<p>Shape blade 3.</p>"
    found = rows(ledger, "SELECT at, kind, fields FROM event WHERE posting LIKE '%:3' ORDER BY at")
    assert found[1:] == [("2026-02-02T06:00:00Z", "changed", '["department", "base_salary"]')]


def test_coverage_is_the_same_however_it_was_folded(snapshots: Path, ledger: Path, tmp_path: Path) -> None:
    for day in (3, 1, 4, 2, 6, 5):
        lost = {"apply_url": None} if day in (3, 4) else {}
        crawl(snapshots, at(day), full(range(day, day + 9), **lost))
        fold_snapshots(snapshots, ledger)
    rebuild(snapshots, tmp_path / "built.db")
    assert ledger_version(ledger) == ledger_version(tmp_path / "built.db")
    held = "SELECT substr(crawled_at, 9, 2) FROM crawl WHERE held IS NOT NULL ORDER BY 1"
    assert rows(ledger, held) == [("03",), ("04",)]
    counted = "SELECT DISTINCT json_extract(coverage, '$.fields.apply_url') FROM crawl WHERE held IS NOT NULL"
    assert rows(ledger, counted) == [(0,)]

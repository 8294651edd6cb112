from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.fold.versions import content_sha256
from crawler.items import Board, Posted
from crawler.ledger import fold_snapshots, ledger_version, rebuild
from tests.ledger.crawls import ACME, HILL, at, crawl, events, posting, rows, statuses


def test_a_posting_lives_changes_closes_and_comes_back(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1), posting(2)])
    crawl(snapshots, at(2), [posting(1, title="Senior Blade Engineer", department="Rotors"), posting(2)])
    crawl(snapshots, at(3), [posting(2)])
    crawl(snapshots, at(4), [posting(1), posting(2)])
    report = fold_snapshots(snapshots, ledger)
    assert (report.folded, report.new, report.changed, report.closed, report.reopened) == (4, 2, 1, 1, 1)
    assert report.problems == report.held == report.refolded == []
    found = rows(ledger, "SELECT kind, at, fields, reason FROM event WHERE posting = 'greenhouse:acme:1' ORDER BY at")
    assert found == [
        ("new", at(1), "[]", None),
        ("changed", at(2), '["title", "department"]', "parser"),  # the source record was the same to the byte
        ("closed", at(3), "[]", "absent_from_complete_listing"),
        ("reopened", at(4), '["title", "department"]', "parser"),
    ]
    life = "SELECT status, first_seen, last_seen, changed_at, closed_at, close_reason FROM posting ORDER BY id"
    assert rows(ledger, life) == [
        ("open", at(1), at(4), at(4), None, None),
        ("open", at(1), at(4), at(1), None, None),
    ]


def test_a_change_at_the_source_has_no_reason_of_ours(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1)])
    crawl(snapshots, at(2), [posting(1, title="Chief Blade Engineer", source_sha256="ab")])
    fold_snapshots(snapshots, ledger)
    assert rows(ledger, "SELECT fields, reason FROM event WHERE kind = 'changed'") == [('["title"]', None)]


def test_a_new_source_hash_alone_is_no_change(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1, source_sha256="aa")])
    crawl(snapshots, at(2), [posting(1, source_sha256="bb")])
    assert fold_snapshots(snapshots, ledger).changed == 0
    # Content, its source hash and the snapshot named for it belong together.
    [(snapshot, content)] = rows(ledger, "SELECT snapshot, content FROM posting")
    assert snapshot.startswith("20261101T")
    assert json.loads(content)["source_sha256"] == "aa"


@pytest.mark.parametrize("outcome", ["partial", "failed", "blocked", "gone", "empty"])
def test_nothing_but_a_whole_listing_closes(snapshots: Path, ledger: Path, outcome: str) -> None:
    crawl(snapshots, at(1), [posting(1), posting(2)])
    crawl(snapshots, at(2), [], outcome=outcome, reason="HTTP 503 on page 1", advertised_total=0)
    assert fold_snapshots(snapshots, ledger).closed == 0
    assert statuses(ledger) == {"1": "open", "2": "open"}


def test_a_posting_seen_in_a_partial_listing_is_there(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1), posting(2)])
    crawl(snapshots, at(2), [posting(2)])
    crawl(snapshots, at(3), [posting(1)], outcome="partial", reason="page 2 failed")
    fold_snapshots(snapshots, ledger)
    assert statuses(ledger) == {"1": "open", "2": "open"}
    assert rows(ledger, "SELECT last_seen FROM posting ORDER BY id") == [(at(3),), (at(2),)]


def test_boards_do_not_close_each_other(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1)])
    crawl(snapshots, at(1), [posting(2, HILL)], HILL)
    crawl(snapshots, at(2), [posting(2, HILL)], HILL)
    fold_snapshots(snapshots, ledger)
    assert statuses(ledger) == {"1": "open", "2": "open"}


class TestEmptyBoard:
    def test_a_board_that_says_zero_closes_on_the_second_day(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        crawl(snapshots, at(2), [], outcome="empty", advertised_total=0)
        report = fold_snapshots(snapshots, ledger)
        assert report.closed == 0
        assert len(report.held) == 1
        crawl(snapshots, at(3), [], outcome="empty", advertised_total=0)
        assert fold_snapshots(snapshots, ledger).closed == 1

    def test_two_sights_of_one_afternoon_are_one(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        for hour in (9, 12, 15):
            crawl(snapshots, at(2, hour), [], outcome="empty", advertised_total=0)
        assert fold_snapshots(snapshots, ledger).closed == 0

    def test_a_failure_in_between_starts_the_proof_again(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        crawl(snapshots, at(2), [], outcome="empty", advertised_total=0)
        crawl(snapshots, at(3), [], outcome="failed", reason="HTTP 500")
        crawl(snapshots, at(4), [], outcome="empty", advertised_total=0)
        assert fold_snapshots(snapshots, ledger).closed == 0
        crawl(snapshots, at(5), [], outcome="empty", advertised_total=0)
        assert fold_snapshots(snapshots, ledger).closed == 1

    def test_a_board_that_counts_nothing_needs_a_week(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        for day in range(2, 9):
            crawl(snapshots, at(day), [], outcome="empty")
            assert fold_snapshots(snapshots, ledger).closed == 0, day
        crawl(snapshots, at(9), [], outcome="empty")
        assert fold_snapshots(snapshots, ledger).closed == 1

    def test_a_complete_listing_of_nothing_is_an_empty_one(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        crawl(snapshots, at(2), [])
        assert fold_snapshots(snapshots, ledger).closed == 0


class TestFall:
    """A listing that lost more than half of what the board used to have."""

    def night(
        self, snapshots: Path, ledger: Path, day: int, jobs: int, total: int | None = None
    ) -> tuple[int, list[str]]:
        crawl(snapshots, at(day), [posting(n) for n in range(jobs)], advertised_total=total)
        report = fold_snapshots(snapshots, ledger)
        return report.closed, report.held

    def test_a_broken_off_listing_closes_nothing_and_is_named(self, snapshots: Path, ledger: Path) -> None:
        for day in range(1, 6):
            assert self.night(snapshots, ledger, day, 40) == (0, [])
        closed, held = self.night(snapshots, ledger, 6, 19)
        assert closed == 0
        assert "19 postings, 40 before" in held[0]
        assert self.night(snapshots, ledger, 7, 40) == (0, [])

    def test_half_of_them_or_a_few_may_go_at_once(self, snapshots: Path, ledger: Path) -> None:
        self.night(snapshots, ledger, 1, 40)
        assert self.night(snapshots, ledger, 2, 20) == (20, [])
        assert self.night(snapshots, ledger, 3, 11) == (9, [])
        assert self.night(snapshots, ledger, 4, 2) == (9, [])

    def test_a_fall_that_lasts_is_believed(self, snapshots: Path, ledger: Path) -> None:
        for day in range(1, 4):
            self.night(snapshots, ledger, day, 40)
        closed = [self.night(snapshots, ledger, day, 5)[0] for day in range(4, 14)]
        assert closed == [0] * 7 + [35, 0, 0], "on the day a week after it fell, and it is the new measure then"

    def test_a_fall_that_the_board_counts_itself_is_believed_on_the_second_day(
        self, snapshots: Path, ledger: Path
    ) -> None:
        self.night(snapshots, ledger, 1, 40, total=40)
        assert [self.night(snapshots, ledger, day, 5, total=5)[0] for day in (2, 3, 4)] == [0, 35, 0]

    def test_one_swollen_listing_is_no_measure(self, snapshots: Path, ledger: Path) -> None:
        for day in range(1, 5):
            self.night(snapshots, ledger, day, 30)
        self.night(snapshots, ledger, 5, 90)
        assert self.night(snapshots, ledger, 6, 30) == (60, [])


class TestContradictions:
    @pytest.mark.parametrize(
        ("header", "why"),
        [
            ({"collected": 5}, "the file holds 1"),
            ({"advertised_total": 2}, "says 2 postings, 1 were listed"),
            ({"unreadable": 1}, "unreadable postings of unknown id"),
            ({"outcome": "empty"}, "called empty"),
        ],
    )
    def test_a_header_that_does_not_add_up_closes_nothing(
        self, snapshots: Path, ledger: Path, header: dict[str, Any], why: str
    ) -> None:
        crawl(snapshots, at(1), [posting(1), posting(2)])
        crawl(snapshots, at(2), [posting(1)], **header)
        report = fold_snapshots(snapshots, ledger)
        assert report.closed == 0
        assert len(report.held) == 1
        assert why in report.held[0]
        assert "lever" not in report.held[0]
        assert rows(ledger, "SELECT held FROM crawl ORDER BY crawled_at")[0] == (None,)

    def test_an_unreadable_posting_is_on_the_board(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1), posting(2), posting(3)])
        crawl(snapshots, at(2), [posting(1)], unreadable=1, unreadable_ids=["greenhouse:acme:2"], advertised_total=2)
        fold_snapshots(snapshots, ledger)
        assert statuses(ledger) == {"1": "open", "2": "open", "3": "closed"}


class TestMissingDetail:
    def test_a_known_description_stays_and_nothing_changed(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1)])
        poor = posting(1, description_html=None, title="Blade Eng...", detail_missing=True, source_sha256="cc")
        crawl(snapshots, at(2), [poor])
        crawl(snapshots, at(3), [posting(1)])
        report = fold_snapshots(snapshots, ledger)
        assert report.changed == 0
        [(content, last_seen)] = rows(ledger, "SELECT content, last_seen FROM posting")
        assert json.loads(content)["description_html"] == "<p>Shape blade 1.</p>"
        assert last_seen == at(3)

    def test_a_reopened_posting_keeps_its_description_too(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1), posting(2)])
        crawl(snapshots, at(2), [posting(2)])
        crawl(snapshots, at(3), [posting(1, description_html=None, detail_missing=True), posting(2)])
        fold_snapshots(snapshots, ledger)
        found = rows(ledger, "SELECT kind, fields FROM event WHERE posting LIKE '%:1' ORDER BY at DESC LIMIT 1")
        assert found == [("reopened", "[]")]
        [(content,)] = rows(ledger, "SELECT content FROM posting WHERE id LIKE '%:1'")
        assert json.loads(content)["description_html"] is not None

    def test_detail_that_arrives_later_is_a_change_that_says_so(self, snapshots: Path, ledger: Path) -> None:
        crawl(snapshots, at(1), [posting(1, description_html=None, detail_missing=True, source_sha256="dd")])
        crawl(snapshots, at(2), [posting(1)])
        fold_snapshots(snapshots, ledger)
        found = rows(ledger, "SELECT fields FROM event WHERE kind = 'changed'")
        assert found == [('["description_html", "detail_missing"]',)]


@pytest.mark.parametrize(
    ("known", "read", "is_change"),
    [
        (("2026-10-24", "8 Days Ago", "relative"), ("2026-10-24", "9 Days Ago", "relative"), False),
        (("2026-10-24", "8 Days Ago", "relative"), ("2026-10-25", "8 Days Ago", "relative"), False),
        (("2026-10-24", "8 Days Ago", "relative"), ("2026-11-02", "Today", "relative"), True),
        (("2026-09-30", "30+ Days Ago", "floor"), ("2026-10-01", "30+ Days Ago", "floor"), False),
        (("2026-10-24", "2026-10-24", "day"), ("2026-10-25", "8 Days Ago", "relative"), False),
        (("2026-10-24", "2026-10-24", "day"), ("2026-10-25", "2026-10-25", "day"), True),
        (("2026-09-30", "30+ Days Ago", "floor"), ("2026-10-30", "3 Days Ago", "relative"), True),
        ((None, "soon", None), ("2026-10-30", "3 Days Ago", "relative"), True),
    ],
)
def test_counting_days_back_is_no_change(
    snapshots: Path, ledger: Path, known: tuple[str, str, str], read: tuple[str, str, str], is_change: bool
) -> None:
    for day, (value, raw, precision) in ((1, known), (2, read)):
        date = Posted(value=value, raw=raw, precision=precision)  # type: ignore[arg-type]
        crawl(snapshots, at(day), [posting(1, date_posted=date)])
    assert fold_snapshots(snapshots, ledger).changed == is_change


@pytest.mark.parametrize(
    ("valid_through", "reason"),
    [
        ("2026-11-01", "valid_through"),
        ("2026-11-02", "absent_from_complete_listing"),
        ("2026-11-02T05:59:59Z", "valid_through"),
        ("2026-11-02T06:00:00Z", "absent_from_complete_listing"),
        (None, "absent_from_complete_listing"),
    ],
)
def test_the_stated_last_day_is_the_reason_once_it_has_passed(
    snapshots: Path, ledger: Path, valid_through: str | None, reason: str
) -> None:
    crawl(snapshots, at(1), [posting(1, valid_through=valid_through), posting(2)])
    crawl(snapshots, at(2), [posting(2)])
    fold_snapshots(snapshots, ledger)
    assert rows(ledger, "SELECT closed_at, close_reason FROM posting WHERE status = 'closed'") == [(at(2), reason)]


def test_a_passed_last_day_alone_closes_nothing(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(5), [posting(1, valid_through="2026-11-01")])
    fold_snapshots(snapshots, ledger)
    assert statuses(ledger) == {"1": "open"}


def test_the_board_is_what_the_newest_snapshot_says(snapshots: Path, ledger: Path) -> None:
    renamed = Board(employer="Acme Wind", url=ACME.url, ats=ACME.ats, token=ACME.token, domain="acme.example")
    crawl(snapshots, at(1), [posting(1)])
    crawl(snapshots, at(2), [], renamed, outcome="failed", reason="HTTP 500")
    fold_snapshots(snapshots, ledger)
    found = rows(ledger, "SELECT employer, domain, first_crawled, last_crawled, last_complete FROM board")
    assert found == [("Acme Wind", "acme.example", at(1), at(2), at(1))]


def test_changed_content_loses_its_enrichment(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1), posting(2)])
    fold_snapshots(snapshots, ledger)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("INSERT INTO enrichment SELECT id, 'x', NULL, 'm', '{}' FROM posting")
    crawl(snapshots, at(2), [posting(1), posting(2, title="Other")])
    fold_snapshots(snapshots, ledger)
    assert rows(ledger, "SELECT posting FROM enrichment") == [("greenhouse:acme:1",)]


def test_events_are_in_reading_order(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(2), posting(1)])
    crawl(snapshots, at(2), [posting(3)])
    fold_snapshots(snapshots, ledger)
    assert events(ledger) == [("1", "new"), ("2", "new"), ("1", "closed"), ("2", "closed"), ("3", "new")]


def test_what_an_edited_posting_said_is_kept_with_the_snapshot_that_brought_it(tmp_path: Path) -> None:
    snapshots, ledger = tmp_path / "snapshots", tmp_path / "ledger.db"
    crawl(snapshots, at(1), [posting(1), posting(2)])
    crawl(snapshots, at(2), [posting(2, title="Second")])
    crawl(snapshots, at(3), [posting(1, title="Back"), posting(2, title="Third")])
    crawl(snapshots, at(4), [posting(1, title="Back"), posting(2, title="Third")])
    fold_snapshots(snapshots, ledger)
    found = rows(
        ledger,
        "SELECT version.posting, kind, at, content, version.content_sha256 FROM version JOIN event"
        " ON event.posting = version.posting AND event.snapshot = version.snapshot ORDER BY version.posting, at",
    )
    said = [(id[-1], kind, time, json.loads(zlib.decompress(content))["title"]) for id, kind, time, content, _ in found]
    assert said == [
        ("1", "new", at(1), "Blade Engineer 1"),
        ("2", "new", at(1), "Blade Engineer 2"),
        ("2", "changed", at(2), "Second"),
    ]
    assert found[2][4] == content_sha256(posting(2, title="Second"))
    before = ledger_version(ledger)
    with closing(sqlite3.connect(ledger)) as db, db:
        # Packed by another zlib it is the same history; another text is another one.
        same = zlib.compress(zlib.decompress(found[2][3]), 0)
        db.execute("UPDATE version SET content = ? WHERE content = ?", (same, found[2][3]))
    assert ledger_version(ledger) == before
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("UPDATE version SET content = ? WHERE content = ?", (zlib.compress(b"{}"), same))
    assert ledger_version(ledger) != before
    rebuild(snapshots, ledger)
    assert ledger_version(ledger) == before

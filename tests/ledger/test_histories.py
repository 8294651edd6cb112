"""Invented weeks of crawls against a model of the truth: which jobs are open at the employer on each day."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import JobPosting
from crawler.ledger import FoldReport, fold_snapshots, ledger_version, rebuild
from tests.ledger.crawls import ACME, HILL, crawl, posting, rows

BOARDS = (ACME, HILL)


@dataclass(frozen=True)
class Visit:
    """One crawl: what was open at the employer (job -> edition of its text), and what the crawl made of it."""

    open: dict[int, int]
    kind: str
    """complete, partial, down (no answer), hollow (HTTP 200, an empty list), or thin (list without details)."""
    seen: frozenset[int]
    """Jobs that a partial listing got."""

    def listed(self) -> dict[int, int]:
        if self.kind in ("down", "hollow"):
            return {}
        return {job: text for job, text in self.open.items() if self.kind != "partial" or job in self.seen}


JOBS = st.dictionaries(st.integers(0, 5), st.integers(0, 2), max_size=6)
VISITS = st.builds(
    Visit,
    open=JOBS,
    kind=st.sampled_from(["complete", "complete", "complete", "partial", "down", "hollow", "thin"]),
    seen=st.frozensets(st.integers(0, 5)),
)
HISTORIES = st.tuples(*(st.lists(VISITS, max_size=9) for _ in BOARDS))

OUTCOMES = {"complete": "complete", "thin": "complete", "partial": "partial", "down": "failed", "hollow": "empty"}


def when(day: int) -> str:
    return (datetime(2026, 3, 1, 5, tzinfo=UTC) + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(visit: Visit, job: int, text: int, board: int) -> JobPosting:
    if visit.kind == "thin":
        return posting(job, BOARDS[board], description_html=None, detail_missing=True, title="cut...")
    return posting(job, BOARDS[board], description_html=f"<p>Edition {text}</p>", source_sha256=f"{text}")


def write(snapshots: Path, board: int, day: int, visit: Visit) -> None:
    postings = [read(visit, job, text, board) for job, text in visit.listed().items()]
    outcome = "empty" if not postings and OUTCOMES[visit.kind] == "complete" else OUTCOMES[visit.kind]
    # The board never says "0" itself: its empty listings may be outages, and here the hollow ones are.
    crawl(snapshots, when(day), postings, BOARDS[board], outcome=outcome, reason=None)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def write_all(history: tuple[list[Visit], ...], snapshots: Path) -> list[tuple[int, int]]:
    days = [(board, day) for board, visits in enumerate(history) for day in range(len(visits))]
    for board, day in days:
        write(snapshots, board, day, history[board][day])
    return days


@given(HISTORIES)
@settings(max_examples=60, deadline=None)
def test_no_open_job_is_ever_closed_and_no_listed_job_is_lost(history: tuple[list[Visit], ...]) -> None:
    with folder() as here:
        for day in range(max(map(len, history))):
            for board, visits in enumerate(history):
                if day < len(visits):
                    write(here / "snapshots", board, day, visits[day])
            assert fold_snapshots(here / "snapshots", here / "ledger.db").problems == []
            check_the_day(history, day, here / "ledger.db")


def check_the_day(history: tuple[list[Visit], ...], day: int, ledger: Path) -> None:
    stored = rows(ledger, "SELECT id, status, last_seen, closed_at FROM posting")
    found = {id: (status, last_seen, closed_at) for id, status, last_seen, closed_at in stored}
    for board, visits in enumerate(history):
        if day >= len(visits):
            continue
        visit = visits[day]
        ever = {job for earlier in visits[: day + 1] for job in earlier.listed()}
        assert {id for id in found if id.startswith(BOARDS[board].id)} == {f"{BOARDS[board].id}:{job}" for job in ever}
        for job in ever:
            status, last_seen, closed_at = found[f"{BOARDS[board].id}:{job}"]
            if job in visit.listed():
                assert (status, last_seen, closed_at) == ("open", when(day), None)
            elif OUTCOMES[visit.kind] == "complete" and visit.listed():
                assert status == "closed"
            if closed_at == when(day):
                # A false close: the employer had it open while we said that it was gone.
                assert job not in visit.open or visit.kind == "hollow"
                assert visit.kind != "hollow" or hollow_for_a_week(visits, day)


def hollow_for_a_week(visits: list[Visit], day: int) -> bool:
    return day >= 7 and not any(visit.listed() for visit in visits[day - 7 : day + 1])


@given(HISTORIES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_and_any_number_of_foldings_is_the_same_history(
    history: tuple[list[Visit], ...], order: random.Random
) -> None:
    with folder() as here:
        days = write_all(history, here / "all")
        at_once = rebuild(here / "all", here / "built.db")
        order.shuffle(days)
        total = FoldReport()
        for board, day in days:  # snapshots that come late, and every folding twice
            write(here / "some", board, day, history[board][day])
            if order.random() < 0.6:
                total.folded += fold_snapshots(here / "some", here / "ledger.db").folded
                assert fold_snapshots(here / "some", here / "ledger.db").folded == 0
        total.folded += fold_snapshots(here / "some", here / "ledger.db").folded
        assert total.folded == at_once.folded == len(days)
        assert ledger_version(here / "ledger.db") == ledger_version(here / "built.db")


@given(HISTORIES)
@settings(max_examples=40, deadline=None)
def test_the_events_alone_tell_the_state(history: tuple[list[Visit], ...]) -> None:
    with folder() as here:
        write_all(history, here / "snapshots")
        fold_snapshots(here / "snapshots", here / "ledger.db")
        told: dict[str, tuple[str, str, str, str | None]] = {}
        for id, at, kind in rows(here / "ledger.db", "SELECT posting, at, kind FROM event ORDER BY at, posting"):
            if kind == "new":
                assert id not in told
                told[id] = ("open", at, at, None)
            elif kind == "closed":
                assert told[id][0] == "open"
                told[id] = ("closed", *told[id][1:3], at)
            else:
                assert told[id][0] == ("open" if kind == "changed" else "closed")
                told[id] = ("open", told[id][1], at, None)
        state = rows(here / "ledger.db", "SELECT id, status, first_seen, changed_at, closed_at FROM posting")
        for id, status, first_seen, changed_at, closed_at in state:
            assert told[id][0] == status
            assert told[id][1] == first_seen
            assert told[id][2] >= changed_at  # a reopening without an edit is no change
            assert told[id][3] == closed_at


@given(HISTORIES)
@settings(max_examples=40, deadline=None)
def test_missing_details_are_never_a_change(history: tuple[list[Visit], ...]) -> None:
    with folder() as here:
        write_all(history, here / "snapshots")
        fold_snapshots(here / "snapshots", here / "ledger.db")
        for board, visits in enumerate(history):
            for day, visit in enumerate(visits):
                if visit.kind == "thin":
                    found = rows(
                        here / "ledger.db",
                        "SELECT posting FROM event WHERE at = ? AND kind = 'changed' AND posting LIKE ?",
                        when(day),
                        f"{BOARDS[board].id}:%",
                    )
                    assert found == []

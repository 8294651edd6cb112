"""Boards that keep failing are asked more and more seldom, for ever, and come back with one answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.crawl import CrawlOptions, CrawlReport, crawl
from crawler.items import Board, Outcome, Snapshot
from crawler.runs import aside
from crawler.runs.aside import AsideError, bring_back, note_run, read_troubles, set_aside
from crawler.runs.runs import Run
from tests.headers import header
from tests.loopback import HOST, Site, serve

BOARD = Board(employer="Stave", url="https://stave.example/", ats="jsonld", token="stave.example")
FIRST = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


def snapshot(run: Run, outcome: Outcome, reason: str | None = "HTTP 500") -> Snapshot:
    return header(BOARD, run.id, run.crawled_at, outcome=outcome, reason=reason)


def nights(data: Path, outcomes: list[Outcome], reason: str = "HTTP 500") -> list[bool]:
    """Whether the board was asked, night after night; an outcome is spent on each time it is."""
    waiting, asked = list(outcomes), list[bool]()
    for night in range(200):
        run = Run(FIRST + timedelta(days=night, minutes=-night % 60))
        left = set_aside(read_troubles(data), [BOARD], run.crawled_at)
        asked.append(not left)
        if not left:
            note_run(data, run.id, run.crawled_at, [snapshot(run, waiting.pop(0), reason)], [])
        if not waiting:
            break
    return asked


def pauses(asked: list[bool]) -> list[int]:
    at = [night for night, was in enumerate(asked) if was]
    return [later - earlier for earlier, later in zip(at, at[1:], strict=False)]


def test_a_board_that_fails_is_asked_more_and_more_seldom_and_never_given_up(tmp_path: Path) -> None:
    assert pauses(nights(tmp_path, ["failed"] * 10)) == [1, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize("answer", ["complete", "empty", "partial"])
def test_one_answer_ends_it(tmp_path: Path, answer: Outcome) -> None:
    assert pauses(nights(tmp_path, ["gone", "blocked", "failed", answer, "failed", "failed"])) == [1, 1, 2, 1, 1]


def test_what_ends_a_process_is_set_aside_at_once(tmp_path: Path) -> None:
    assert pauses(nights(tmp_path, ["failed", "failed"], f"{aside.POISON}: it was ended by SIGKILL")) == [2]


@given(st.lists(st.sampled_from(["complete", "empty", "partial", "failed", "gone", "blocked"]), max_size=12))
def test_noting_a_run_again_changes_nothing(tmp_path_factory: pytest.TempPathFactory, outcomes: list[Outcome]) -> None:
    data = tmp_path_factory.mktemp("data")
    for night, outcome in enumerate(outcomes):
        run = Run(FIRST + timedelta(days=night))
        for _ in range(2):
            note_run(data, run.id, run.crawled_at, [snapshot(run, outcome)], [])
            once = read_troubles(data)
        note_run(data, run.id, run.crawled_at, [snapshot(run, outcome)], [])
        assert read_troubles(data) == once
        assert (BOARD.id in once) is (outcome in ("failed", "gone", "blocked"))


def test_a_defect_counts_and_a_file_that_cannot_be_read_leaves_no_board_out(tmp_path: Path) -> None:
    for night in range(3):
        run = Run(FIRST + timedelta(days=night))
        note_run(tmp_path, run.id, run.crawled_at, [], [BOARD.id])
    assert set_aside(read_troubles(tmp_path), [BOARD], run.crawled_at) == [BOARD]
    (tmp_path / "aside.json").write_text("{", encoding="utf-8")
    assert read_troubles(tmp_path) == {}


def test_boards_are_brought_back_by_name_or_all(tmp_path: Path) -> None:
    nights(tmp_path, ["failed"] * 3)
    with pytest.raises(AsideError, match="jsonld:other is not set aside; in trouble: jsonld:stave.example"):
        bring_back(tmp_path, ["jsonld:other"])
    assert bring_back(tmp_path, [BOARD.id]) == [BOARD.id]
    assert read_troubles(tmp_path) == {} and bring_back(tmp_path, []) == []


def run_once(site: Site, data: Path, *, all_boards: bool = False) -> CrawlReport:
    board = Board(employer="Stave", url=f"{site.origin}/careers", ats="jsonld", token=HOST)
    hosts, contact = (HOST,), "ops@stave.example"
    return crawl([board], CrawlOptions(data=data, contact=contact, allowed_hosts=hosts, all_boards=all_boards))


def test_a_crawl_leaves_it_alone_names_it_and_can_be_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = 0
    monkeypatch.setattr("crawler.runs.runs.new_run", lambda: Run(FIRST + timedelta(days=night)))
    reports = []
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
        while night < 4:
            reports.append(run_once(site, tmp_path))
            night += 1
        assert [len(report.snapshots) for report in reports] == [1, 1, 1, 0]
        assert [board.token for board in reports[3].aside] == [HOST] and not reports[3].healthy
        asked = len(site.log)
        assert len(run_once(site, tmp_path, all_boards=True).snapshots) == 1 and len(site.log) > asked

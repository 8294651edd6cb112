"""Which boards a crawl is about, and what it says beforehand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.items import Board
from crawler.ledger import fold_snapshots
from crawler.manners.traffic import Backend, Traffic, save_traffic, traffic_path
from crawler.runs.estimate import FIRST_REQUESTS, WISHES, estimate
from crawler.runs.selection import SelectionError, not_crawled_since, only, parse_since
from tests.ledger.crawls import ACME as BOARD
from tests.ledger.crawls import crawl, posting
from tests.test_cli import invoke

LEVER = Board(employer="Hoop & Sons", url="https://jobs.lever.co/hoop", ats="lever", token="hoop")
ASHBY = Board(employer="Stave Works", url="https://jobs.ashbyhq.com/stave", ats="ashby", token="stave")
OWN = Board(employer="Rivet", url="https://rivet.example/careers", ats="jsonld", token="rivet.example")
ALL = [LEVER, ASHBY, OWN]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("lever",), [LEVER]),
        (("STAVE",), [ASHBY]),
        (("lever:*", "rivet"), [LEVER, OWN]),
        (("*:stave",), [ASHBY]),
        ((), ALL),
    ],
)
def test_boards_by_name(patterns: tuple[str, ...], expected: list[Board]) -> None:
    assert only(ALL, patterns) == expected


def test_a_name_that_no_board_has_is_an_error() -> None:
    with pytest.raises(SelectionError, match="no board is named by 'ghost'"):
        only(ALL, ("lever", "ghost"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-19", "2026-11-19T00:00:00Z"),
        ("2026-11-19T06:00:00+02:00", "2026-11-19T04:00:00Z"),
        ("12h", "2026-11-19T18:00:00Z"),
        ("3d", "2026-11-17T06:00:00Z"),
    ],
)
def test_times_since_when(text: str, expected: str) -> None:
    assert parse_since(text, datetime(2026, 11, 20, 6, tzinfo=UTC)) == expected


@pytest.mark.parametrize("text", ["", "soon", "12m", "2026-13-01", "99999d 1"])
def test_a_time_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(SelectionError, match="12h or 3d"):
        parse_since(text)


def test_boards_that_were_crawled_since_are_left_out(tmp_path: Path) -> None:
    crawl(tmp_path / "snapshots", "2026-11-19T06:00:00Z", [posting(1)])
    assert not_crawled_since([BOARD, OWN], tmp_path / "ledger.db", "2026-11-19T00:00:00Z") == [BOARD, OWN]
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    assert not_crawled_since([BOARD, OWN], tmp_path / "ledger.db", "2026-11-19T06:00:00Z") == [OWN]
    assert not_crawled_since([BOARD, OWN], tmp_path / "ledger.db", "2026-11-19T06:00:01Z") == [BOARD, OWN]
    (tmp_path / "ledger.db").write_bytes(b"no ledger" * 200)
    with pytest.raises(SelectionError, match=r"ledger\.db"):
        not_crawled_since([BOARD], tmp_path / "ledger.db", "2026-11-19T06:00:01Z")


def test_an_estimate_rests_on_what_boards_took_and_on_the_pace_of_backends(tmp_path: Path) -> None:
    crawl(tmp_path / "snapshots", "2026-11-18T06:00:00Z", [posting(1, LEVER)], LEVER, requests=98)
    crawl(tmp_path / "snapshots", "2026-11-19T06:00:00Z", [], LEVER, outcome="failed", reason="HTTP 500", requests=1)
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    found = estimate([LEVER], tmp_path, 1)
    assert (found.requests, found.guessed, found.seconds) == (98 + WISHES, 0, 50.0)  # two a second
    slow = Traffic({"lever": Backend(requests=10, seconds=20.0)})
    (tmp_path / "runs").mkdir()
    save_traffic(traffic_path(tmp_path / "runs", "20261118T060000Z"), slow)
    found = estimate([LEVER, OWN], tmp_path, 1)
    assert (found.backends["lever"].seconds, found.guessed) == (200.0, 1)
    assert found.backends["rivet.example"].requests == FIRST_REQUESTS + WISHES
    assert list(found.backends) == ["lever", "rivet.example"] and found.seconds == 200.0


def test_a_dry_run_says_how_long_it_takes(tmp_path: Path) -> None:
    boards = tmp_path / "boards.csv"
    boards.write_text(f"employer,url\nHoop & Sons,{LEVER.url}\nStave Works,{ASHBY.url}\n", encoding="utf-8")
    words = ("crawl", "--boards", boards, "--data", tmp_path, "--dry-run", "--only", "hoop")
    code, output = invoke(*words, "--json")
    assert code == 0
    said = json.loads(output)
    assert [row["board"] for row in said["boards"]] == ["lever:hoop"]
    assert said["estimate"]["requests"] == FIRST_REQUESTS + WISHES and said["estimate"]["seconds"] == 26.0
    assert "26 s or more" in invoke(*words)[1]
    assert not (tmp_path / "runs").exists()
    assert invoke(*words, "--since", "soon")[0] == 2

"""What `status` tells after good and bad nights."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.boards import read_boards
from crawler.ledger import fold_snapshots
from crawler.runs.runs import Run, save_run
from operations.status import StatusError, read_status
from sponsorfeed import main
from tests.ledger.crawls import HILL, at, crawl, posting

NOW = datetime(2026, 11, 10, 7, tzinfo=UTC)


def a_fortnight(folder: Path) -> Path:
    """One board crawled well each night, one that fails from the third on, one that lost most of its postings."""
    data = folder / "data"
    for day in range(1, 11):
        crawl(data / "snapshots", at(day), [posting(n) for n in range(40 if day < 10 else 2)])
        well = day < 3
        crawl(
            data / "snapshots",
            at(day),
            [posting(n, HILL) for n in range(3)] if well else [],
            HILL,
            outcome="complete" if well else "failed",
            reason=None if well else "HTTP 500",
        )
    fold_snapshots(data / "snapshots", data / "ledger.db")
    return data


def test_the_last_runs_and_every_board_that_is_not_well_are_told(tmp_path: Path) -> None:
    data = a_fortnight(tmp_path)
    found = read_status(data, data / "out", NOW)
    assert [run.run for run in found.runs] == [f"202611{day:02d}T060000Z" for day in range(10, 5, -1)]
    assert (found.runs[0].outcomes, found.runs[0].held) == ({"complete": 1, "failed": 1}, 2)
    assert found.boards == 2
    assert found.health == {"failed": 1, "held": 1}
    assert [(board.board, board.last_complete) for board in found.unhealthy] == [
        ("greenhouse:acme", at(10)),
        ("lever:hill", at(2)),
    ]
    assert "HTTP 500" in (found.unhealthy[1].why or "")
    assert found.freshness == {"within a day": 1, "within 3 days": 0, "within a week": 0, "older": 1, "never": 0}
    assert (found.open_postings, found.closed_postings) == (43, 0), "nothing closes on a listing that is not believed"
    assert (found.published, found.reference_years) == (None, {})


def test_an_unfinished_run_is_marked(tmp_path: Path) -> None:
    data = a_fortnight(tmp_path)
    (tmp_path / "boards.csv").write_text("employer,url\nAcme,https://boards.greenhouse.io/acme\n", encoding="utf-8")
    run = Run(datetime(2026, 11, 10, 6, tzinfo=UTC))
    save_run(data / "runs", run, read_boards(tmp_path / "boards.csv"), finished=False)
    assert [run.unfinished for run in read_status(data, data / "out", NOW).runs] == [True, False, False, False, False]


def test_the_command_shows_the_same_as_its_json(tmp_path: Path) -> None:
    data = a_fortnight(tmp_path)
    shown = CliRunner().invoke(main, ["status", "--data", str(data)], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "lever:hill (Hill Clinics): " in shown.output
    assert "43 open and 0 closed postings" in shown.output
    said = json.loads(CliRunner().invoke(main, ["status", "--data", str(data), "--json"]).output)
    assert said["open_postings"] == 43
    assert said["unhealthy"][1]["board"] == "lever:hill"


def test_without_a_ledger_it_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(StatusError, match="sponsorfeed run"):
        read_status(tmp_path, tmp_path / "out")
    (tmp_path / "ledger.db").write_text("text" * 999, encoding="utf-8")
    with pytest.raises(StatusError, match=r"ledger\.db"):
        read_status(tmp_path, tmp_path / "out")
    done = CliRunner().invoke(main, ["status", "--data", str(tmp_path / "none")])
    assert (done.exit_code, "no ledger here" in done.stderr) == (3, True)

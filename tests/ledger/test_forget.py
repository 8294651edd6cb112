"""A posting that is forgotten is gone from everything that is published, and stays gone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.ledger import LedgerError, fold_snapshots, forget_postings, ledger_version, rebuild
from exports.changes import FORGOTTEN
from exports.publication import export
from exports.verify import verify
from sponsorfeed import main
from tests.exports.editions import enrich
from tests.ledger.crawls import ACME, HILL, at, crawl, posting

GONE = f"{ACME.id}:2"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for day in (1, 2):
        crawl(tmp_path / "snapshots", at(day), [posting(n, title=f"Fitter {n} of day {day}") for n in (1, 2, 3)])
        crawl(tmp_path / "snapshots", at(day), [posting(n, HILL) for n in (1, 2)], HILL)
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    return tmp_path


def ids(data: Path) -> set[str]:
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        return {id for (id,) in db.execute("SELECT id FROM posting")}


def publish(data: Path) -> None:
    enrich(data / "ledger.db")
    export(data / "ledger.db", None, data / "out")


def test_it_is_gone_from_the_ledger_to_the_last_byte_and_nothing_else_is(data: Path) -> None:
    before = ids(data)
    assert forget_postings([GONE], data / "snapshots", data / "ledger.db") == [GONE]
    assert ids(data) == before - {GONE}
    files = [path for path in data.iterdir() if path.is_file()]
    assert not any(b"Fitter 2" in path.read_bytes() or GONE.encode() in path.read_bytes() for path in files)


def test_it_stays_gone_when_the_ledger_is_rebuilt_and_the_board_crawled_again(data: Path) -> None:
    forget_postings([GONE], data / "snapshots", data / "ledger.db")
    before = ids(data)
    rebuild(data / "snapshots", data / "ledger.db")
    assert ids(data) == before
    crawl(data / "snapshots", at(3), [posting(n) for n in (1, 2)])
    report = fold_snapshots(data / "snapshots", data / "ledger.db")
    assert ids(data) == before and report.closed == 1 and not report.held
    version = ledger_version(data / "ledger.db")
    (data / "ledger.db").unlink()
    fold_snapshots(data / "snapshots", data / "ledger.db")
    assert ledger_version(data / "ledger.db") == version


def test_readers_are_told_and_no_published_file_holds_it(data: Path) -> None:
    publish(data)
    crawl(data / "snapshots", at(3), [posting(n, title=f"Fitter {n} again") for n in (1, 2, 3)])
    fold_snapshots(data / "snapshots", data / "ledger.db")
    publish(data)
    assert any(b"Fitter 2 again" in path.read_bytes() for path in (data / "out" / "changes").iterdir())
    forget_postings([GONE], data / "snapshots", data / "ledger.db")
    publish(data)
    assert verify(data / "out") == []
    [step] = (data / "out" / "changes").iterdir()
    told = [json.loads(line) for line in step.read_text(encoding="utf-8").splitlines()]
    assert [(line["op"], line["reason"]) for line in told if line["id"] == GONE] == [("delete", FORGOTTEN)]
    for path in (data / "out").rglob("*"):
        assert path.is_dir() or b"Fitter 2" not in path.read_bytes(), path


def test_an_id_that_is_not_there_is_refused_and_none_is_forgotten(data: Path) -> None:
    with pytest.raises(LedgerError, match="no posting 'greenhouse:acme:9'"):
        forget_postings([GONE, "greenhouse:acme:9"], data / "snapshots", data / "ledger.db")
    assert GONE in ids(data) and not (data / "forgotten.txt").exists()


def test_forgetting_twice_is_forgetting_once(data: Path) -> None:
    forget_postings([GONE], data / "snapshots", data / "ledger.db")
    assert forget_postings([GONE], data / "snapshots", data / "ledger.db") == []


def test_the_command_says_what_it_did(data: Path) -> None:
    result = CliRunner().invoke(main, ["forget", GONE, "--data", str(data), "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"forgotten": [GONE]})
    assert CliRunner().invoke(main, ["forget", "x", "--data", str(data)]).exit_code == 3

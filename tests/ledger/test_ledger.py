from __future__ import annotations

import gzip
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.items import Board
from crawler.ledger import LedgerError, fold_snapshots, ledger_version, rebuild
from tests.ledger.crawls import ACME, HILL, at, crawl, posting, rows, statuses


def a_month(snapshots: Path) -> None:
    for day in range(1, 8):
        crawl(snapshots, at(day), [posting(n, title=f"Role {n + day // 3}") for n in range(day, day + 4)])
        outcome = "complete" if day % 3 else "partial"
        crawl(snapshots, at(day), [posting(n, HILL) for n in range(0, 9 - day)], HILL, outcome=outcome)


def test_folding_again_changes_nothing(snapshots: Path, ledger: Path) -> None:
    a_month(snapshots)
    first = fold_snapshots(snapshots, ledger)
    version = ledger_version(ledger)
    again = fold_snapshots(snapshots, ledger)
    assert (first.folded, first.already) == (14, 0)
    assert (again.folded, again.already, again.new) == (0, 14, 0)
    assert ledger_version(ledger) == version


def test_day_by_day_is_the_same_as_at_once_to_the_byte(snapshots: Path, ledger: Path, tmp_path: Path) -> None:
    a_month(snapshots)
    growing = tmp_path / "growing"
    for run in sorted(path.name for path in snapshots.iterdir()):
        shutil.copytree(snapshots / run, growing / run)
        fold_snapshots(growing, ledger)
    built = tmp_path / "built.db"
    rebuild(snapshots, built)
    assert ledger_version(ledger) == ledger_version(built)
    assert _vacuumed(ledger, tmp_path / "a.db") == _vacuumed(built, tmp_path / "b.db")


def test_rebuild_to_a_date_is_the_ledger_of_that_day_and_goes_on_from_there(
    snapshots: Path, ledger: Path, tmp_path: Path
) -> None:
    a_month(snapshots)
    early = tmp_path / "early"
    for run in sorted(path.name for path in snapshots.iterdir())[:3]:
        shutil.copytree(snapshots / run, early / run)
    fold_snapshots(early, ledger)
    past = tmp_path / "past.db"
    assert rebuild(snapshots, past, until="2026-11-03").folded == 6
    assert ledger_version(past) == ledger_version(ledger)
    rebuild(snapshots, past, until=at(3))
    assert ledger_version(past) == ledger_version(ledger)
    fold_snapshots(snapshots, past)
    fold_snapshots(snapshots, ledger)
    assert ledger_version(past) == ledger_version(ledger)


def test_rebuild_refuses_a_date_it_cannot_read(snapshots: Path, ledger: Path) -> None:
    with pytest.raises(LedgerError, match="write 2026-11-01"):
        rebuild(snapshots, ledger, until="yesterday")


def test_rebuild_keeps_enrichment_of_what_stays_the_same(snapshots: Path, ledger: Path) -> None:
    a_month(snapshots)
    fold_snapshots(snapshots, ledger)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("INSERT INTO enrichment SELECT id, 'x', NULL, 'm', '{}' FROM posting")
    rebuild(snapshots, ledger)
    [(enriched, all_)] = rows(ledger, "SELECT (SELECT count(*) FROM enrichment), (SELECT count(*) FROM posting)")
    assert enriched == all_ > 0


def test_a_late_snapshot_is_folded_where_it_belongs(snapshots: Path, ledger: Path, tmp_path: Path) -> None:
    a_month(snapshots)
    later = tmp_path / "later"
    shutil.copytree(snapshots, later)
    (later / "20261102T060000Z" / "greenhouse" / "acme.jsonl.gz").unlink()
    fold_snapshots(later, ledger)
    shutil.copytree(snapshots, later, dirs_exist_ok=True)
    report = fold_snapshots(later, ledger)
    assert (report.folded, report.refolded) == (1, ["greenhouse:acme"])
    whole = tmp_path / "whole.db"
    rebuild(snapshots, whole)
    assert ledger_version(ledger) == ledger_version(whole)


def test_a_late_snapshot_is_refused_when_history_is_gone(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(2), [posting(1)])
    crawl(snapshots, at(3), [posting(1), posting(2)])
    fold_snapshots(snapshots, ledger)
    version = ledger_version(ledger)
    crawl(snapshots, at(1), [posting(3)])
    (snapshots / "20261102T060000Z" / "greenhouse" / "acme.jsonl.gz").unlink()
    report = fold_snapshots(snapshots, ledger)
    assert "20261102T060000Z" in report.problems[0]
    assert "put it back" in report.problems[0]
    assert ledger_version(ledger) == version
    crawl(snapshots, at(4), [posting(2)])
    assert fold_snapshots(snapshots, ledger).closed == 1
    with pytest.raises(LedgerError, match="put it back"):
        rebuild(snapshots, ledger)
    assert statuses(ledger) == {"1": "closed", "2": "open"}


def test_a_snapshot_that_changed_since_is_not_folded_again(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(2), [posting(1)])
    fold_snapshots(snapshots, ledger)
    crawl(snapshots, at(2), [posting(1), posting(2)])
    with pytest.raises(LedgerError, match="changed since it was folded"):
        rebuild(snapshots, ledger)


@pytest.mark.parametrize("damage", ["cut", "flipped", "html", "unordered", "foreign", "no time", "moved", "empty file"])
def test_a_damaged_snapshot_is_named_and_the_rest_folded(snapshots: Path, ledger: Path, damage: str) -> None:
    crawl(snapshots, at(1), [posting(1), posting(2)])
    bad = crawl(snapshots, at(2), [posting(n, description_html="<p>x</p>" * 999) for n in (1, 3, 4)])
    crawl(snapshots, at(2), [posting(7, HILL)], HILL)
    crawl(snapshots, at(3), [posting(1)])
    _damage(bad, damage)
    report = fold_snapshots(snapshots, ledger)
    assert report.folded == 3
    [problem] = report.problems
    assert "acme" in problem
    assert statuses(ledger) == {"1": "open", "2": "closed", "7": "open"}
    assert len(fold_snapshots(snapshots, ledger).problems) == 1  # it is said again until it is put right
    assert rows(ledger, "SELECT count(*) FROM crawl") == [(3,)]


def _damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    header = lines[0]
    damaged = {
        "cut": whole[: len(whole) * 2 // 3],
        "flipped": whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:],
        "html": b"<!doctype html><title>Not found</title>",
        "unordered": gzip.compress(header + lines[2] + lines[1] + lines[3]),
        "foreign": gzip.compress(header + lines[1].replace(b'"greenhouse:acme', b'"greenhouse:other')),
        "no time": gzip.compress(header.replace(at(2).encode(), b"yesterday morning") + lines[1]),
        "moved": gzip.compress(header.replace(b'"token":"acme"', b'"token":"../../acme"') + lines[1]),
        "empty file": b"",
    }
    path.write_bytes(damaged[how])


def test_a_repaired_snapshot_is_folded_late(snapshots: Path, ledger: Path, tmp_path: Path) -> None:
    a_month(snapshots)
    bad = snapshots / "20261103T060000Z" / "lever" / "hill.jsonl.gz"
    whole = bad.read_bytes()
    bad.write_bytes(whole[:50])
    fold_snapshots(snapshots, ledger)
    bad.write_bytes(whole)
    assert fold_snapshots(snapshots, ledger).refolded == ["lever:hill"]
    rebuild(snapshots, tmp_path / "built.db")
    assert ledger_version(ledger) == ledger_version(tmp_path / "built.db")


@pytest.mark.parametrize("token", ["../../etc/passwd", "a/b", "'; DROP TABLE posting; --", 'quo"te', "имя", ".hidden"])
def test_tokens_stay_in_their_folder_and_columns(snapshots: Path, ledger: Path, token: str) -> None:
    board = replace(ACME, token=token)
    path = crawl(snapshots, at(1), [posting(1, board)], board)
    assert path.parent == snapshots / "20261101T060000Z" / "greenhouse"
    report = fold_snapshots(snapshots, ledger)
    assert (report.folded, report.problems) == (1, [])
    assert rows(ledger, "SELECT token FROM board") == [(token,)]


def test_two_crawls_of_one_moment_keep_the_order_of_their_runs(snapshots: Path, ledger: Path) -> None:
    # A replayed archive gives every run the archive's time.
    crawl(snapshots, at(1), [posting(1)], run="20261120T090000Z")
    crawl(snapshots, at(1), [posting(2)], run="20261120T100000Z")
    report = fold_snapshots(snapshots, ledger)
    assert (report.folded, report.problems) == (2, [])
    assert statuses(ledger) == {"1": "closed", "2": "open"}


def test_crawl_times_are_compared_as_times(snapshots: Path, ledger: Path) -> None:
    crawl(snapshots, at(1), [posting(1)], crawled_at="2026-11-01T07:30:00.250+01:00", run="a")
    crawl(snapshots, at(1), [posting(2)], crawled_at="2026-11-01T06:45:00Z", run="b")
    fold_snapshots(snapshots, ledger)
    assert statuses(ledger) == {"1": "closed", "2": "open"}
    assert rows(ledger, "SELECT crawled_at FROM crawl ORDER BY run") == [
        ("2026-11-01T06:30:00Z",),
        ("2026-11-01T06:45:00Z",),
    ]


@pytest.mark.parametrize("content", [b"not a database, just text" * 99, None])
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, content: bytes | None) -> None:
    other = tmp_path / "other.db"
    if content is None:
        with closing(sqlite3.connect(other)) as db, db:
            db.execute("CREATE TABLE holiday (day)")
    else:
        other.write_bytes(content)
    before = rows(other, "SELECT name FROM sqlite_master") if content is None else other.read_bytes()
    with pytest.raises(LedgerError, match=r"other\.db"):
        fold_snapshots(tmp_path / "snapshots", other)
    assert before == (rows(other, "SELECT name FROM sqlite_master") if content is None else other.read_bytes())


def test_a_ledger_of_another_format_is_refused(snapshots: Path, ledger: Path) -> None:
    fold_snapshots(snapshots, ledger)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("UPDATE meta SET value = 'sponsorfeed-ledger/9' WHERE key = 'format'")
    with pytest.raises(LedgerError, match="move the file away"):
        fold_snapshots(snapshots, ledger)


def test_no_ledger_has_no_version(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="sponsorfeed update"):
        ledger_version(tmp_path / "ledger.db")


def test_the_ledger_holds_no_wall_clock(snapshots: Path, ledger: Path) -> None:
    a_month(snapshots)
    fold_snapshots(snapshots, ledger)
    with closing(sqlite3.connect(ledger)) as db:
        said = "\n".join(db.iterdump())
    assert time.strftime("%Y-%m-%dT", time.gmtime()) not in said.replace("2026-11-0", "")


def test_no_file_is_left_beside_the_ledger(snapshots: Path, ledger: Path) -> None:
    a_month(snapshots)
    fold_snapshots(snapshots, ledger)
    ledger_version(ledger)
    assert [path.name for path in ledger.parent.iterdir() if path.is_file()] == ["ledger.db"]


KILLED_WHILE_FOLDING = """
import os, signal, sys
from pathlib import Path
from crawler import ledger
from crawler.fold import folding

write, left = folding._Fold._event, [int(sys.argv[3])]

def write_or_die(*arguments, **named):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    write(*arguments, **named)

folding._Fold._event = write_or_die
ledger.fold_snapshots(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_kill_in_the_middle_loses_and_doubles_nothing(snapshots: Path, ledger: Path, tmp_path: Path) -> None:
    boards = [Board(employer=f"E{n}", url="https://e.example", ats="lever", token=f"e{n}") for n in range(6)]
    for day in range(1, 7):
        for board in boards:
            crawl(snapshots, at(day), [posting(n, board, title=f"{n} {day}") for n in range(day, day + 60)], board)
    rebuild(snapshots, tmp_path / "whole.db")
    folded = 0
    for events_until_kill in (1, 59, 100, 333, 500, 700):
        arguments = ["-c", KILLED_WHILE_FOLDING, str(snapshots), str(ledger), str(events_until_kill)]
        process = subprocess.run([sys.executable, *arguments], cwd=Path(__file__).parents[2], check=False)
        assert process.returncode == -signal.SIGKILL
        with closing(sqlite3.connect(ledger)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        [(now,)] = rows(ledger, "SELECT count(*) FROM crawl")
        assert now >= folded
        folded = now
    assert 0 < folded < 36
    fold_snapshots(snapshots, ledger)
    assert ledger_version(ledger) == ledger_version(tmp_path / "whole.db")


def _vacuumed(ledger: Path, copy: Path) -> bytes:
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("VACUUM INTO ?", (str(copy),))
    return copy.read_bytes()

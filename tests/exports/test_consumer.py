from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.ledger import fold_snapshots
from exports.publication import export
from tests.exports.editions import a_rich_posting, enrich
from tests.ledger.crawls import crawl

CONSUMER = Path(__file__).parents[2] / "docs" / "consumer.py"


def publish(folder: Path, day: str, numbers: list[int]) -> str:
    postings = [a_rich_posting(n, title=f'"posting":{{ {n} 😀\u2028', department=day) for n in numbers]
    crawl(folder / "snapshots", f"{day}T06:00:00Z", postings)
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich(folder / "ledger.db")
    return export(folder / "ledger.db", None, folder / "out", ["jsonl"]).manifest.feed_version


def consume(folder: Path, copy: str = "copy.jsonl") -> str:
    done = subprocess.run(
        [sys.executable, "-I", str(CONSUMER), (folder / "out").as_uri(), str(folder / copy)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout + done.stderr


def is_in_step(folder: Path, copy: str = "copy.jsonl") -> bool:
    return (folder / copy).read_bytes() == (folder / "out" / "jobs.jsonl").read_bytes()


def test_a_reader_stays_in_step_by_the_change_files_alone(tmp_path: Path) -> None:
    publish(tmp_path, "2026-01-01", [1, 2, 3])
    assert consume(tmp_path).startswith("took anew ")
    assert is_in_step(tmp_path)
    away = ["2026-01-02", "2026-01-05", "2026-02-20"]
    for day, numbers in zip(away, ([2, 3, 4], [1, 3, 4], [3]), strict=True):
        version = publish(tmp_path, day, numbers)
    feed = (tmp_path / "out" / "jobs.jsonl").read_bytes()
    (tmp_path / "out" / "jobs.jsonl").unlink()  # so that nothing but the change files can be read
    assert consume(tmp_path) == f"in step with {version}, hash proven\n"
    assert (tmp_path / "copy.jsonl").read_bytes() == feed
    assert consume(tmp_path).startswith("in step with "), "a second time, with nothing new"


def test_a_reader_that_was_away_for_too_long_takes_the_feed_anew(tmp_path: Path) -> None:
    publish(tmp_path, "2026-01-01", [1, 2])
    consume(tmp_path)
    publish(tmp_path, "2026-01-02", [1, 2])
    publish(tmp_path, "2026-05-02", [2, 3])
    assert consume(tmp_path).startswith("took anew ")
    assert is_in_step(tmp_path)


@pytest.mark.parametrize("damage", ["copy edited", "copy gone", "note of before"])
def test_a_copy_that_is_not_what_it_was_is_never_taken_for_the_feed(tmp_path: Path, damage: str) -> None:
    publish(tmp_path, "2026-01-01", [1, 2])
    consume(tmp_path)
    note = tmp_path / "copy.jsonl.version"
    before = note.read_bytes()
    publish(tmp_path, "2026-01-02", [1, 3])
    consume(tmp_path)
    if damage == "copy edited":
        (tmp_path / "copy.jsonl").write_bytes((tmp_path / "copy.jsonl").read_bytes().splitlines(keepends=True)[0])
    elif damage == "copy gone":
        (tmp_path / "copy.jsonl").unlink()
    else:  # killed between the copy and its note
        note.write_bytes(before)
    assert consume(tmp_path).startswith("in step with " if damage == "note of before" else "took anew ")
    assert is_in_step(tmp_path)


def test_a_feed_that_is_not_what_the_manifest_says_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, "2026-01-01", [1, 2])
    consume(tmp_path)
    shutil.copy(tmp_path / "copy.jsonl", tmp_path / "kept")
    publish(tmp_path, "2026-01-02", [2])
    publish(tmp_path, "2026-05-02", [2, 3])
    path = tmp_path / "out" / "jobs.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert "run this again" in consume(tmp_path)
    assert (tmp_path / "copy.jsonl").read_bytes() == (tmp_path / "kept").read_bytes()

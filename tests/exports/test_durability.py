"""What is published is on the disk before anything leads to it, and no leftover beside it is read with it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exports.publication import export
from exports.verify import verify
from tests.exports.editions import publish
from tests.exports.test_publication import grow


def test_files_are_on_the_disk_before_the_link_that_publishes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, str]] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        steps.append(("sync", Path(f"/proc/self/fd/{descriptor}").resolve().name))
        sync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append(("link", Path(target).name))
        return replace(path, target)

    monkeypatch.setattr("exports.swap.os.fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    out = publish(tmp_path).out
    published = steps.index(("link", ".current"))
    files = [path.name for path in out.iterdir() if path.is_file() and not path.name.startswith(".")]
    assert "manifest.json" in files
    for name in files:
        assert ("sync", name) in steps[:published], name
    assert ("sync", ".versions") in steps[:published]
    assert ("sync", out.name) in steps[published:]


def test_a_journal_that_somebody_left_beside_the_dump_is_not_read_with_it(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE posting (id TEXT)")
        stale = (tmp_path / "other.db-wal").read_bytes()
    (out / "jobs.db-wal").write_bytes(stale)
    grow(tmp_path)
    export(tmp_path / "ledger.db", None, out)
    with closing(sqlite3.connect(f"file:{out / 'jobs.db'}?mode=ro", uri=True)) as db:
        assert db.execute("SELECT count(*) FROM posting WHERE title = 'Day 3'").fetchone()[0] == 6
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert any("jobs.db-wal" in str(problem) for problem in verify(out))

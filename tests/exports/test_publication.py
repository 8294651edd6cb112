from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import fold_snapshots
from exports import sqlite
from exports.publication import export
from exports.records import ExportError
from exports.swap import new_version
from exports.verify import verify
from tests.exports.editions import (
    REFERENCE,
    a_ledger,
    a_rich_posting,
    digests,
    enrich,
    lines,
    publish,
    query,
)
from tests.ledger.crawls import at, crawl


def said(out: Path) -> dict[str, Any]:
    """The manifest as a reader with the standard library sees it."""
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return manifest


ROOT = Path(__file__).parents[2]


def grow(folder: Path, day: int = 3) -> None:
    """Another day in the ledger of ``folder``."""
    crawl(folder / "snapshots", at(day), [a_rich_posting(n, title=f"Day {day}") for n in range(3, 9)])
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich(folder / "ledger.db")


def a_reference(path: Path, version: str, filings: int = 1) -> Path:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        db.execute("CREATE TABLE file (sha256 TEXT PRIMARY KEY, name TEXT, source TEXT)")
        db.execute("INSERT INTO meta VALUES ('version', ?)", (version,))
        db.execute("INSERT INTO file VALUES ('ab', 'hub_2025.csv', 'uscis')")
        db.execute("CREATE TABLE filing_total (employer_name TEXT)")
        db.executemany("INSERT INTO filing_total VALUES (?)", [("ACME TURBINES INC",)] * filings)
    return path


def test_an_export_of_one_ledger_is_the_same_files(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    first = digests(out)
    assert sorted(first) == [
        "datapackage.json",
        "datasette.yaml",
        "inspect.json",
        "jobs.db",
        "jobs.jsonl",
        "manifest.json",
        "metadata.yaml",
        "posting.schema.json",
    ]
    assert verify(out) == []
    export(tmp_path / "ledger.db", None, tmp_path / "elsewhere")
    assert digests(tmp_path / "elsewhere") == first
    export(tmp_path / "ledger.db", None, out)
    assert digests(out) == first
    assert verify(out) == []


def test_another_day_is_another_version(tmp_path: Path) -> None:
    before = publish(tmp_path).manifest
    grow(tmp_path)
    after = export(tmp_path / "ledger.db", None, tmp_path / "out").manifest
    assert after.feed_version > before.feed_version
    assert (after.generated_at, after.latest_crawl.new, after.latest_crawl.closed) == (at(3), 2, 1)
    assert verify(tmp_path / "out") == []
    assert len(list((tmp_path / "out" / ".versions").glob("2*"))) == 1  # the old version is gone


def test_postings_that_closed_long_ago_are_left_out(tmp_path: Path) -> None:
    snapshots, ledger = tmp_path / "snapshots", tmp_path / "ledger.db"
    for time, numbers in (
        ("2026-01-01T00:00:00Z", (1, 2, 3)),
        ("2026-01-02T00:00:00Z", (2, 3)),  # 1 closes, 90 days and a second before the newest crawl
        ("2026-01-02T00:00:01Z", (3,)),
        ("2026-04-02T00:00:01Z", (3,)),
    ):
        crawl(snapshots, time, [a_rich_posting(n) for n in numbers])
    fold_snapshots(snapshots, ledger)
    enrich(ledger)
    with closing(sqlite3.connect(ledger)) as db, db:  # what is left out needs no enrichment
        db.execute("DELETE FROM enrichment WHERE posting = 'greenhouse:acme:1'")
    report = export(ledger, None, tmp_path / "out")
    assert [(record["id"][-1], record["status"]) for record in lines(tmp_path / "out")] == [
        ("2", "closed"),
        ("3", "open"),
    ]
    assert (report.manifest.counts.open, report.manifest.counts.closed) == (1, 1)
    assert query(tmp_path / "out", "SELECT DISTINCT posting FROM event") == [
        ("greenhouse:acme:2",),
        ("greenhouse:acme:3",),
    ]
    assert verify(tmp_path / "out") == []


def test_a_posting_without_enrichment_stops_the_export(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    export(ledger, None, tmp_path / "out")
    before = digests(tmp_path / "out")
    crawl(tmp_path / "snapshots", at(3), [a_rich_posting(2, title="Changed")])
    fold_snapshots(tmp_path / "snapshots", ledger)
    with pytest.raises(ExportError, match="greenhouse:acme:2.*`sponsorfeed enrich`"):
        export(ledger, None, tmp_path / "out")
    assert digests(tmp_path / "out") == before


def test_half_of_a_new_enrichment_is_not_published(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("UPDATE enrichment SET reference_version = NULL WHERE posting = 'lever:hill:1'")
    with pytest.raises(ExportError, match="several versions"):
        export(ledger, None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_reference_data_is_named_and_must_be_the_one_used(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    report = export(ledger, a_reference(tmp_path / "reference.db", REFERENCE), tmp_path / "out")
    assert [file.name for file in report.manifest.reference.files] == ["hub_2025.csv"]
    assert verify(tmp_path / "out") == []
    with pytest.raises(ExportError, match=r"version 2026-11.*enriched with 2026-10.*sponsorfeed enrich"):
        export(ledger, a_reference(tmp_path / "newer.db", "2026-11"), tmp_path / "out")
    enrich(ledger, reference=None)
    with pytest.raises(ExportError, match=r"version 2026-11.*enriched with None"):
        export(ledger, tmp_path / "newer.db", tmp_path / "out")
    # A reference database without a single filing is none.
    report = export(ledger, a_reference(tmp_path / "hollow.db", "2026-11", filings=0), tmp_path / "out")
    assert (report.manifest.reference.version, report.manifest.reference.files) == (None, [])
    (tmp_path / "broken.db").write_bytes(b"no database" * 500)
    with pytest.raises(ExportError, match=r"broken\.db.*reference add"):
        export(ledger, tmp_path / "broken.db", tmp_path / "out")


def test_what_is_not_there_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="sponsorfeed update"):
        export(tmp_path / "ledger.db", None, tmp_path / "out")
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    with pytest.raises(ExportError, match="sponsorfeed crawl"):
        export(tmp_path / "ledger.db", None, tmp_path / "out")
    (tmp_path / "text.db").write_text("text" * 999, encoding="utf-8")
    with pytest.raises(ExportError, match=r"text\.db"):
        export(tmp_path / "text.db", None, tmp_path / "out")
    with pytest.raises(ExportError, match="unknown format 'xlsx'"):
        export(a_ledger(tmp_path), None, tmp_path / "out", ["xlsx"])


def test_a_run_that_found_nothing_publishes_an_empty_feed(tmp_path: Path) -> None:
    crawl(tmp_path / "snapshots", at(1), [], outcome="failed", reason="HTTP 500")
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    report = export(tmp_path / "ledger.db", None, tmp_path / "out")
    assert report.manifest.counts.postings == 0
    assert report.manifest.boards[0].reason == "HTTP 500"
    assert verify(tmp_path / "out") == []


def test_formats_that_are_not_asked_for_do_not_stay_behind(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    export(ledger, None, tmp_path / "out")
    export(ledger, None, tmp_path / "out", ["jsonl"])
    assert sorted(digests(tmp_path / "out")) == [
        "datapackage.json",
        "jobs.jsonl",
        "manifest.json",
        "posting.schema.json",
    ]
    assert verify(tmp_path / "out") == []
    export(ledger, None, tmp_path / "out", ["sqlite"])
    assert sorted(digests(tmp_path / "out")) == [
        "datapackage.json",
        "datasette.yaml",
        "inspect.json",
        "jobs.db",
        "manifest.json",
        "metadata.yaml",
        "posting.schema.json",
    ]
    assert verify(tmp_path / "out") == []


def test_links_and_markup_that_could_run_do_not_leave(tmp_path: Path) -> None:
    snapshots, ledger = tmp_path / "snapshots", tmp_path / "ledger.db"
    html = '<p onclick="steal()">Turn <script>alert(1)</script><a href="javascript:alert(2)">blades</a></p>'
    hostile = a_rich_posting(1, url="javascript:alert(3)", apply_url="data:text/html,x", description_html=html)
    crawl(snapshots, at(1), [hostile, a_rich_posting(2, description_html="<p>nul \x00 inside</p>")])
    fold_snapshots(snapshots, ledger)
    enrich(ledger)
    export(ledger, None, tmp_path / "out")
    first, second = lines(tmp_path / "out")
    assert (first["url"], first["apply_url"]) == ("https://boards.greenhouse.io/acme", None)
    for word in ("script", "onclick", "javascript"):
        assert word not in first["description_html"]
    assert "blades" in first["description_html"]
    assert second["description_text"] == "nul \ufffd inside"
    assert verify(tmp_path / "out") == []


def test_a_reader_with_the_old_dump_open_keeps_it(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    with closing(sqlite3.connect(out / "jobs.db")) as reader, (out / "jobs.jsonl").open("rb") as feed:
        cursor = reader.execute("SELECT title FROM posting ORDER BY id")
        cursor.fetchone()
        begun = feed.readline()
        grow(tmp_path)
        export(tmp_path / "ledger.db", None, out)
        assert {title for (title,) in cursor} == {"Lead", *(f"Blade Engineer {n}" for n in (1, 2, 3))}
        assert reader.execute("SELECT count(*) FROM posting").fetchone() == (9,)
        assert (begun + feed.read()).count(b"\n") == 9
        assert query(out, "SELECT count(*) FROM posting WHERE title = 'Day 3'") == [(6,)]
    assert verify(out) == []


def test_an_export_during_an_update_sees_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = a_ledger(tmp_path)
    open_dump = sqlite.Writer.__enter__

    def open_while_the_ledger_grows(dump: sqlite.Writer) -> sqlite.Writer:
        grow(tmp_path)
        return open_dump(dump)

    monkeypatch.setattr(sqlite.Writer, "__enter__", open_while_the_ledger_grows)
    report = export(ledger, None, tmp_path / "out")
    assert (report.manifest.generated_at, report.manifest.counts.postings) == (at(2), 9)
    assert verify(tmp_path / "out") == []


def test_two_exports_at_once_are_refused(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    with new_version(tmp_path / "out", ()), pytest.raises(ExportError, match="another export"):
        export(ledger, None, tmp_path / "out")
    export(ledger, None, tmp_path / "out")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    (tmp_path / "out").write_text("a note", encoding="utf-8")
    with pytest.raises(ExportError, match="not a folder"):
        export(ledger, None, tmp_path / "out")
    (tmp_path / "out").unlink()
    (tmp_path / "out" / "jobs.db").mkdir(parents=True)
    with pytest.raises(ExportError, match=r"jobs\.db: a folder"):
        export(ledger, None, tmp_path / "out")


@pytest.mark.parametrize("how", ["followed", "kept"])
def test_a_copied_folder_verifies_and_can_be_exported_into(tmp_path: Path, how: str) -> None:
    out = publish(tmp_path).out
    copy = tmp_path / "copy"
    shutil.copytree(out, copy, symlinks=how == "kept")
    assert verify(copy) == []
    assert digests(copy) == digests(out)
    (copy / "README.txt").write_text("mine", encoding="utf-8")
    grow(tmp_path)
    export(tmp_path / "ledger.db", None, copy)
    export(tmp_path / "ledger.db", None, out)
    assert verify(copy) == []
    assert digests(copy) == {**digests(out), "README.txt": b"mine"}


# --- kill -9 at any moment -------------------------------------------------------------------------------------------

STEPS = ("rename", "replace", "symlink", "unlink", "mkdir", "fsync", "rmdir", "open")
"""What an export asks of the file system; after each of them the power may go."""


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Run ``work`` in a child process that is killed at its ``step``-th call to the file system; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(step)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _die_at(step: int) -> None:
    left = [step]

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return run

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


@pytest.mark.parametrize("before", ["nothing", "a version", "a copy"])
def test_killed_at_every_step_the_old_version_or_the_new_one_is_whole(tmp_path: Path, before: str) -> None:
    ledger, old, new = a_ledger(tmp_path), tmp_path / "old", tmp_path / "new"
    formats = ["jsonl", "sqlite"] if before == "a version" else ["jsonl"]
    export(ledger, None, old, formats)
    grow(tmp_path)
    if before != "nothing":
        shutil.copytree(old, new, symlinks=before == "a version")
    export(ledger, None, new, formats)
    allowed = [digests(new), {} if before == "nothing" else digests(old)]
    seen = []
    for step in range(1, 200):
        out = tmp_path / f"out{step}"
        if before != "nothing":
            shutil.copytree(old, out, symlinks=before == "a version")
        killed = killed_at(step, lambda out=out: export(ledger, None, out, formats))  # type: ignore[misc]
        found = digests(out) if out.exists() else {}
        assert found in allowed, step
        assert before == "nothing" and not found or verify(out) == [], step
        seen.append(found)
        export(ledger, None, out, formats)
        assert digests(out) == digests(new)
        assert before == "nothing" or verify(out, previous=old) == []
        assert sorted(out.rglob("*..*.jsonl")) == [out / step["file"] for step in said(out)["changes"]]
        versions = out / ".versions"
        assert len(list(versions.iterdir())) == 2, "what was begun is swept away"
        shutil.rmtree(out)
        if not killed:
            break
    assert not killed
    assert seen.index(digests(new)) > 10
    assert allowed[1] in seen


CHILD = """
import sys
from pathlib import Path
from exports import feed
from exports.publication import export
export(Path(sys.argv[1]), None, Path(sys.argv[2]))
"""


def test_a_disk_that_fills_leaves_what_was_published(tmp_path: Path) -> None:
    ledger, out = a_ledger(tmp_path), tmp_path / "out"
    export(ledger, None, out)
    before = digests(out)
    grow(tmp_path)
    for room in (0, 10_000, 60_000, 200_000):
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(ledger), str(out)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            preexec_fn=lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),  # type: ignore[misc]
        )
        assert done.returncode == 1
        assert "ExportError" in done.stderr.splitlines()[-1]
        assert digests(out) == before
        assert verify(out) == []
    assert json.loads((out / "manifest.json").read_bytes())["generated_at"] == at(2)

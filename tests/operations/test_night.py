"""A run from its command to its row in the history: interrupted, failed or well, both tell the same truth."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from crawler.crawl import Plan
from crawler.ledger import ledger_version, rebuild
from crawler.runs.run_log import begin_log, board_of_log, name_run
from crawler.runs.runs import Run
from operations import progress
from operations.history import last_entries
from operations.progress import Progress
from tests.crawler.test_aside import snapshot
from tests.ledger.crawls import ACME
from tests.loopback import HOST, Site, serve
from tests.test_cli import BOARD, answer, invoke, recording


def replay(tmp_path: Path, *more: str, status: int = 200) -> tuple[int, str]:
    archive = recording(tmp_path, "1.warc.gz", answer(1, 2), "2026-11-18T06:00:00Z", status)
    return invoke("run", "--board", BOARD, "--replay", archive, "--data", tmp_path, *more)


def test_a_run_leaves_a_row_that_no_rebuild_clears(tmp_path: Path) -> None:
    assert replay(tmp_path)[0] == 0
    before = ledger_version(tmp_path / "ledger.db")
    [entry] = last_entries(tmp_path / "ledger.db", 5)
    assert (entry.exit_code, entry.run, entry.boards, entry.postings) == (0, "20261118T060000Z", 1, 2)
    assert (entry.outcomes, entry.events["new"], entry.held, entry.error) == ({"complete": 1}, 2, 0, None)
    assert entry.finished is not None and set(entry.seconds) == {"crawl", "update", "enrich", "export"}
    rebuild(tmp_path / "snapshots", tmp_path / "ledger.db")
    assert last_entries(tmp_path / "ledger.db", 5) == [entry]
    assert ledger_version(tmp_path / "ledger.db") == before


def test_a_failed_stage_is_in_the_history_with_its_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    code, _ = replay(tmp_path)
    [entry] = last_entries(tmp_path / "ledger.db", 5)
    assert (code, entry.exit_code) == (3, 3)
    assert entry.error is not None and entry.feed_version is None and "export" in entry.seconds


def live(site: Site, data: Path, *more: str) -> tuple[int, str]:
    words = ["--board", f"{site.origin}/careers", "--allow-host", HOST, "--contact", "a@b.example", "--processes", "0"]
    return invoke("run", *words, "--data", data, "--json", *more)


def offer_a_job(site: Site) -> None:
    site.html("/careers", '<a href="/careers/1">Cooper</a>')
    urls = f"<urlset><url><loc>{site.origin}/careers/1</loc></url></urlset>"
    site.put("/sitemap.xml", urls, "application/xml")
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cooper", "identifier": "1"}
    site.html("/careers/1", f'<script type="application/ld+json">{json.dumps(job)}</script>')


def test_a_run_that_is_interrupted_while_it_crawls_publishes_nothing_and_goes_on_later(tmp_path: Path) -> None:
    with serve() as site:
        offer_a_job(site)
        site.answers["/careers/1"].first = lambda: os.kill(os.getpid(), signal.SIGTERM)
        code, output = live(site, tmp_path)
        assert code == 143 and not (tmp_path / "out").exists()
        asked, first = len(site.log), json.loads(output[output.index("{") :])["crawl"]
        code, output = live(site, tmp_path)
        assert (code, len(site.log)) == (0, asked)  # its one board had been finished
        assert json.loads(output)["crawl"]["run"] == first["run"]
    assert [entry.exit_code for entry in last_entries(tmp_path / "ledger.db", 5)] == [0, 143]


@pytest.mark.parametrize("stage", ["fold_snapshots", "enrich_ledger", "publish", "leave_word"])
def test_a_run_that_is_ended_after_its_crawl_is_published_without_crawling_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    with serve() as site:
        offer_a_job(site)
        with monkeypatch.context() as patch:
            patch.setattr(f"operations.night.{stage}", interrupted)
            assert live(site, tmp_path)[0] == 143
        asked = len(site.log)
        code, output = live(site, tmp_path)
        assert code == 0 and len(site.log) == asked
        assert invoke("verify", "--data", tmp_path)[0] == 0
        assert json.loads(output)["crawl"]["run"] == last_entries(tmp_path / "ledger.db", 2)[1].run
    assert [entry.exit_code for entry in last_entries(tmp_path / "ledger.db", 5)] == [0, 143]


def test_status_shows_how_runs_ended(tmp_path: Path) -> None:
    replay(tmp_path)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        db.execute("UPDATE run_history SET finished = NULL, exit_code = NULL")
    replay(tmp_path)
    code, output = invoke("status", "--data", tmp_path)
    assert code == 0 and "exit 0 after" in output and "no end: under way, or killed" in output


def test_progress_is_plain_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
    run, said = Run(datetime(2026, 11, 18, 6, tzinfo=UTC)), io.StringIO()
    with Progress(Console(file=said, soft_wrap=True)) as shown:
        shown.begin(Plan(run, [ACME, ACME], [], None), 4)
        shown.board(snapshot(run, "failed", "HTTP 500"))
        time.sleep(0.01)
        shown.board(snapshot(run, "complete", None))
        shown.stage("enrich")
        assert shown.line() == "4 of 4 boards, 0 postings; enrich"
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("failed") and "HTTP 500" in lines[0]
    assert lines[1].startswith("3 of 4 boards, 0 postings") and "1 not whole" in lines[1] and "left" in lines[1]
    assert lines[-1] == "4 of 4 boards, 0 postings; enrich", "a log tells when each stage begins"
    assert lines[2].startswith("4 of 4 boards") and "left" not in lines[2]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[str]]:
    monkeypatch.setenv("CANARY_KEY", "kestrel-19-secret")

    def log(as_json: bool) -> list[str]:
        stream, root = io.StringIO(), logging.getLogger()
        handlers, level = root.handlers[:], root.level
        try:
            begin_log(stream, logging.INFO, as_json=as_json)
            name_run("20261118T060000Z")
            token = board_of_log.set("lever:hoop")
            logging.getLogger("crawler.test").warning("asked with %s", "kestrel-19-secret")
            board_of_log.reset(token)
            try:
                raise ValueError("kestrel-19-secret")
            except ValueError:
                logging.getLogger("crawler.test").exception("failed")
        finally:
            logging.basicConfig(level=level, handlers=handlers, force=True)
        return stream.getvalue().splitlines()

    return log


def test_a_log_in_json_has_run_and_board_on_each_line(logged: Callable[[bool], list[str]]) -> None:
    first, second = map(json.loads, logged(True))
    assert (first["run"], first["board"], first["message"]) == ("20261118T060000Z", "lever:hoop", "asked with ***")
    assert (second["run"], second["board"], second["level"]) == ("20261118T060000Z", None, "ERROR")
    assert "ValueError: ***" in second["exception"]


def test_no_log_shows_a_secret(logged: Callable[[bool], list[str]]) -> None:
    for as_json in (True, False):
        assert "kestrel" not in "\n".join(logged(as_json))

"""The doctor: each fault of the machine, the settings and the data, with the command that mends it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import threading
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.boards import read_boards
from crawler.ledger import fold_snapshots
from crawler.runs.runs import new_run, save_run
from enrich.reference import add_files
from operations import doctor
from operations.doctor import Finding, Subject, examine, reach_host
from samples import folder
from sponsorfeed import main
from tests.ledger.crawls import crawl, posting

BOARDS = "employer,url\nAcme,https://boards.greenhouse.io/acme\nHill,https://jobs.lever.co/hill\n"


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    (tmp_path / "boards.csv").write_text(BOARDS, encoding="utf-8")
    return Subject(data=tmp_path / "data", boards=tmp_path / "boards.csv", contact="ops@example.org", offline=True)


def found(subject: Subject, check: str) -> Finding:
    return next(finding for finding in examine(subject, lambda host: None) if finding.check == check)


def test_a_machine_that_is_well_has_advice_at_most(subject: Subject) -> None:
    findings = list(examine(subject))
    assert {finding.status for finding in findings} == {"ok", "advice"}
    assert [finding.check for finding in findings if finding.status == "advice"] == ["reference data"]
    assert all(finding.mend for finding in findings if finding.status != "ok")
    assert not subject.data.exists(), "looking makes nothing"


def test_the_exit_code_tells_whether_a_run_could_do_its_work(subject: Subject) -> None:
    words = ["doctor", "--data", str(subject.data), "--boards", str(subject.boards), "--offline", "--json"]
    well = CliRunner().invoke(main, [*words, "--contact", "ops@example.org"])
    assert (well.exit_code, len(json.loads(well.output)) > 5) == (0, True)
    ill = CliRunner().invoke(main, words)
    assert ill.exit_code == 2
    assert [row["check"] for row in json.loads(ill.output) if row["status"] == "problem"] == ["contact"]
    shown = CliRunner().invoke(main, words[:-1])
    assert '-> contact = "you@example.org" in sponsorfeed.toml' in shown.output


def test_boards_that_cannot_be_crawled_are_named(subject: Subject) -> None:
    subject.boards.write_text(BOARDS + "Nobody,https://nobody.example/no-such-page\nBad\n", encoding="utf-8")
    refused = found(subject, "boards")
    assert (refused.status, ":5:" in refused.said) == ("problem", True)
    subject.boards.unlink()
    missing = found(subject, "boards")
    assert (missing.status, missing.mend) == ("problem", f"sponsorfeed boards check {subject.boards}")


def test_a_secret_that_a_board_needs_is_asked_for_and_never_shown(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(finding.check != "USAJOBS_KEY" for finding in examine(subject))
    with subject.boards.open("a", encoding="utf-8") as file:
        file.write("Treasury,https://www.usajobs.gov/Search/Results?d=TR\n")
    monkeypatch.delenv("USAJOBS_KEY", raising=False)
    assert found(subject, "USAJOBS_KEY").mend == "export USAJOBS_KEY=..."
    monkeypatch.setenv("USAJOBS_KEY", "canary-7a1")
    assert found(subject, "USAJOBS_KEY").status == "ok"
    assert "canary-7a1" not in repr(list(examine(subject)))


def test_a_disk_that_is_nearly_full_is_told_before_the_run(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 9, 1))
    assert found(subject, "disk").status == "problem"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(subject: Subject) -> None:
    subject.data.mkdir(mode=0o500)
    assert found(subject, "data folder").mend == f"sudo chown -R $USER {subject.data}"


def test_a_file_where_the_data_folder_should_be_is_told(subject: Subject) -> None:
    subject.data.write_text("", encoding="utf-8")
    assert found(subject, "data folder").status == "problem"


def test_a_clock_behind_the_last_crawl_is_told(subject: Subject) -> None:
    crawl(subject.data / "snapshots", "2099-01-01T00:00:00Z", [posting(1)])
    fold_snapshots(subject.data / "snapshots", subject.data / "ledger.db")
    clock = found(subject, "clock")
    assert (clock.status, "2099-01-01" in clock.said) == ("problem", True)


def test_reference_data_that_are_old_or_have_gaps_are_told_with_what_fetches_them(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = [path for path in sorted((folder() / "reference").glob("*.csv")) if "2022" not in path.name]
    assert [report.error for report in add_files(hub, subject.data / "reference.db")] == [None] * len(hub)
    told = [finding for finding in examine(subject) if finding.check == "reference data"]
    assert [finding.status for finding in told] == ["advice"] * len(told)
    assert told[0].mend == "sponsorfeed reference fetch --since 2025"
    assert "uscis: nothing of FY2022" in [finding.said for finding in told]
    monkeypatch.setattr(doctor, "_newest_published", lambda now: 2024)
    assert found(subject, "reference data").status == "ok"


@pytest.mark.parametrize(
    ("now", "year"), [((2026, 11, 20), 2025), ((2026, 1, 31), 2024), ((2026, 2, 1), 2025), ((2027, 2, 1), 2026)]
)
def test_a_fiscal_year_is_due_four_months_after_its_end(now: tuple[int, int, int], year: int) -> None:
    assert doctor._newest_published(datetime(*now, tzinfo=UTC)) == year


def test_an_interrupted_run_is_told_and_a_finished_one_is_not(subject: Subject) -> None:
    boards, run = read_boards(subject.boards), new_run()
    save_run(subject.data / "runs", run, boards, finished=False)
    assert found(subject, "last run").mend == "sponsorfeed run"
    save_run(subject.data / "runs", run, boards, finished=True)
    assert found(subject, "last run").status == "ok"


def test_hosts_that_cannot_be_reached_are_named(subject: Subject) -> None:
    online = Subject(data=subject.data, boards=subject.boards, contact="x@example.org")
    findings = list(examine(online, {"boards.greenhouse.io": None, "jobs.lever.co": "no connection"}.get))
    assert [(f.status, f.said) for f in findings if f.check == "network"] == [
        ("problem", "jobs.lever.co: no connection")
    ]
    [well] = [f for f in examine(online, lambda host: None) if f.check == "network"]
    assert (well.status, well.said.split()[0]) == ("ok", "2")


def test_reaching_a_host_names_what_is_in_the_way() -> None:
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        assert (reach_host("127.0.0.1", port) or "").startswith("no connection")
        server.listen()

        def answer() -> None:
            with closing(server.accept()[0]) as plain:
                plain.sendall(b"HTTP/1.1 200 OK\r\n\r\nthis is no TLS")

        thread = threading.Thread(target=answer)
        thread.start()
        assert (reach_host("127.0.0.1", port) or "").startswith("no connection")
        thread.join()
    assert "cannot be resolved" in (reach_host("no-such-host.invalid") or "")


def test_a_database_that_is_none_is_told(subject: Subject) -> None:
    subject.data.mkdir()
    with closing(sqlite3.connect(subject.data / "reference.db")) as db, db:
        db.execute("CREATE TABLE other (x)")
    assert found(subject, "reference data").status == "problem"

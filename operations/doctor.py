"""Look at the machine, the configuration and the data before a run does, and say what mends what is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from crawler.boards import BoardsError, read_boards
from crawler.clean import utc
from crawler.files.storage import Location, ObjectPath, StorageError, names_in
from crawler.fold.ledger_schema import view_ledger
from crawler.items import Board
from crawler.runs.runs import unfinished_run
from enrich.reference import ReferenceDataError, list_files
from operations.settings import SECRETS

Status = Literal["ok", "advice", "problem"]

OLDEST_PYTHON: Final = (3, 11)
OLDEST_SQLITE: Final = (3, 37, 0)
"""STRICT tables and ``PRAGMA quick_check`` over one table came with it (https://sqlite.org/changes.html)."""

_LEAST_FREE: Final = 1 << 30
_HOSTS_TRIED: Final = 5
_TIMEOUT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    status: Status
    """``advice``: it works, and could be better; ``problem``: a run would fail or do less than it should."""
    said: str
    mend: str | None = None
    """The command, or what else to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be looked at."""

    data: Path
    boards: Path
    contact: str | None
    offline: bool = False
    cluster: str | None = None
    """Address of a scheduler, when runs work on a cluster."""
    stores: tuple[Location, ...] = ()
    """Where snapshots and what is published lie, if not in the data folder."""


def examine(subject: Subject, reach: Callable[[str], str | None] | None = None) -> Iterator[Finding]:
    """Every finding, in the order of a run. ``reach`` says what is wrong with a host, ``None`` when nothing is."""
    yield _python()
    yield _sqlite()
    yield from _folder(subject.data)
    yield _clock(subject.data / "ledger.db")
    yield _contact(subject.contact)
    boards, findings = _boards(subject.boards)
    yield from findings
    yield from _secrets(boards)
    if not subject.offline:
        yield from _network(boards, reach or reach_host)
        if subject.cluster:
            yield _cluster(subject.cluster)
        yield from (_store(place) for place in subject.stores if isinstance(place, ObjectPath))
    yield from _reference(subject.data / "reference.db")
    yield _unfinished(subject.data)


def _cluster(address: str) -> Finding:
    from operations.executors import ClusterError, ClusterUnavailable, open_executor, width

    try:
        with open_executor(address, 0) as executor:
            return Finding("cluster", "ok", f"{address}: {width(executor)} tasks at once, one version everywhere")
    except (ClusterError, ClusterUnavailable) as error:
        return Finding("cluster", "problem", str(error), "docs/cluster.md says what a cluster needs")


def _store(place: ObjectPath) -> Finding:
    """Whether an object store can be asked; whether it can be written to is seen when a run begins."""
    try:
        names_in(place / ".doctor")
    except StorageError as error:
        said, _, mend = str(error).rpartition("; ")
        return Finding("object store", "problem", said or mend, mend)
    return Finding("object store", "ok", f"{place} answers")


def _python() -> Finding:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding(
            "python", "problem", f"{here}; 3.11 or newer is needed", "make PYTHON=python3.12 .venv/runtime.ok"
        )
    return Finding("python", "ok", here)


def _sqlite() -> Finding:
    here = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Finding(
            "sqlite", "problem", f"{here}; 3.37 or newer is needed", "install a newer Python, which brings one"
        )
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return Finding(
                "sqlite", "problem", f"{here} without FTS5, so no dump can be written", "install another Python"
            )
    return Finding("sqlite", "ok", f"{here} with FTS5")


def _folder(data: Path) -> Iterator[Finding]:
    there = next(parent for parent in (data.absolute(), *data.absolute().parents) if parent.exists())
    if not there.is_dir():
        yield Finding("data folder", "problem", f"{there} is a file", "name another folder with --data")
        return
    if not os.access(there, os.W_OK | os.X_OK):
        yield Finding("data folder", "problem", f"{there} cannot be written to", f"sudo chown -R $USER {there}")
        return
    yield Finding("data folder", "ok", f"{data}{'' if data.exists() else ' (will be made)'}")
    free = shutil.disk_usage(there).free
    # An export writes the new version beside the old one, and the ledger is the measure of both.
    ledger = data / "ledger.db"
    needed = max(_LEAST_FREE, 2 * ledger.stat().st_size if ledger.exists() else 0)
    said = f"{free / 2**30:.1f} GiB free"
    if free < needed:
        yield Finding(
            "disk", "problem", f"{said}; {needed / 2**30:.1f} are needed", f"make room on the disk of {there}"
        )
    else:
        yield Finding("disk", "ok", said)


def _clock(ledger: Path) -> Finding:
    now = utc(datetime.now(UTC))
    newest = _newest_crawl(ledger)
    if newest is not None and newest > now:
        said = f"now is {now}, the newest crawl says {newest}: what comes next would be folded before it"
        return Finding("clock", "problem", said, "timedatectl set-ntp true")
    return Finding("clock", "ok", now)


def _newest_crawl(ledger: Path) -> str | None:
    if not ledger.is_file():
        return None
    try:
        with view_ledger(ledger) as db:
            (newest,) = db.execute("SELECT max(last_crawled) FROM board").fetchone()
    except sqlite3.Error:
        return None
    return None if newest is None else str(newest)


def _contact(contact: str | None) -> Finding:
    if not contact:
        return Finding(
            "contact", "problem", "none: a live crawl says who it is", 'contact = "you@example.org" in sponsorfeed.toml'
        )
    return Finding("contact", "ok", contact)


def _boards(path: Path) -> tuple[list[Board], list[Finding]]:
    try:
        boards = read_boards(path)
    except BoardsError as error:
        return [], [
            Finding("boards", "problem", problem, f"sponsorfeed boards check {path}") for problem in error.problems
        ]
    systems = len({board.ats for board in boards})
    return boards, [Finding("boards", "ok", f"{len(boards)} boards on {systems} systems, each with a spider")]


def _secrets(boards: list[Board]) -> Iterator[Finding]:
    if any(board.ats == "usajobs" for board in boards):
        if os.environ.get("USAJOBS_KEY"):
            yield Finding("USAJOBS_KEY", "ok", "set")
        else:
            yield Finding("USAJOBS_KEY", "problem", f"not set. {SECRETS['USAJOBS_KEY']}", "export USAJOBS_KEY=...")


def _network(boards: list[Board], reach: Callable[[str], str | None]) -> Iterator[Finding]:
    hosts = list(dict.fromkeys(host for board in boards if (host := urlsplit(board.url).hostname)))[:_HOSTS_TRIED]
    wrong = {host: said for host in hosts if (said := reach(host)) is not None}
    for host, said in wrong.items():
        yield Finding("network", "problem", f"{host}: {said}", f"curl -sSI https://{host}/")
    if hosts and not wrong:
        yield Finding("network", "ok", f"{len(hosts)} hosts of the boards answer, with valid certificates")


def reach_host(host: str, port: int = 443) -> str | None:
    """What is wrong with reaching ``host`` by TLS; nothing is asked of it. A clock that is far off shows here too."""
    try:
        with socket.create_connection((host, port), _TIMEOUT_SECONDS) as plain:
            plain.settimeout(_TIMEOUT_SECONDS)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host):
                return None
    except socket.gaierror as error:
        return f"its name cannot be resolved ({error.strerror})"
    except ssl.SSLCertVerificationError as error:
        return f"its certificate is not trusted ({error.verify_message}); is the clock right?"
    except OSError as error:
        return f"no connection ({error.strerror or error})"


def _reference(database: Path) -> Iterator[Finding]:
    try:
        coverage = list_files(database)
    except ReferenceDataError as error:
        yield Finding("reference data", "problem", str(error), "sponsorfeed reference list")
        return
    years = [period.fiscal_year for period in coverage.periods if period.rows_kept]
    if not years:
        yield Finding(
            "reference data",
            "advice",
            "none: every verdict will be unknown",
            "sponsorfeed reference fetch --since 2021",
        )
        return
    newest, due = max(years), _newest_published(datetime.now(UTC))
    if newest < due:
        said = f"the newest is of FY{newest}, FY{due} should be published"
        yield Finding("reference data", "advice", said, f"sponsorfeed reference fetch --since {newest + 1}")
    else:
        yield Finding("reference data", "ok", f"FY{min(years)} to FY{newest}")
    for gap in coverage.gaps:
        period = f"FY{gap.fiscal_year}" + ("" if gap.fiscal_quarter is None else f" Q{gap.fiscal_quarter}")
        mend = f"sponsorfeed reference fetch --source {gap.source} --since {gap.fiscal_year}"
        yield Finding("reference data", "advice", f"{gap.source}: nothing of {period}", mend)


def _newest_published(now: datetime) -> int:
    """The last fiscal year (October to September) that ended four months ago: its files are out by then."""
    return now.year - (1 if now.month >= 2 else 2)


def _unfinished(data: Path) -> Finding:
    run = unfinished_run(data / "runs")
    if run is not None:
        return Finding("last run", "advice", f"{run} was interrupted", "sponsorfeed run")
    return Finding("last run", "ok", "none is unfinished")

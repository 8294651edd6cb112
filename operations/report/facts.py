"""Read what one run did from the ledger, the files beside the run, and what is published."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from crawler.fold.ledger_schema import view_ledger
from crawler.items import WHOLE
from crawler.manners.backends import limit_of
from crawler.manners.traffic import read_traffic, traffic_path

RUNS_COMPARED: Final = 14
"""Runs whose changes are drawn side by side: two weeks of nights."""

TRACKS: Final = ("sponsorship", "h1b", "h1b_new", "perm", "e3", "h1b1")
KINDS: Final = ("new", "changed", "closed", "reopened")

_CRAWLS: Final = (
    "SELECT board, employer, ats, url, outcome, reason, held, advertised_total, collected, unreadable, detail_missing,"
    " requests, problems, coverage, last_complete FROM crawl JOIN board ON board.id = crawl.board WHERE run = ?"
    " ORDER BY board"
)


class ReportError(RuntimeError):
    """There is no such run to tell of; the message says which there are."""


@dataclass(slots=True, kw_only=True)
class BoardReport:
    """One board in the run."""

    board: str
    employer: str
    ats: str
    url: str
    outcome: str
    why: str | None
    """What held it, else the reason of the outcome."""
    held: bool
    """Whether nothing could be closed on its word."""
    advertised_total: int | None
    collected: int
    unreadable: int
    detail_missing: int
    requests: int
    problems: list[str]
    last_complete: str | None

    @property
    def healthy(self) -> bool:
        """Whether its listing was whole and believed."""
        return self.outcome in WHOLE and not self.held

    @property
    def doubted(self) -> bool:
        """Whether its listing was whole and not believed."""
        return self.outcome in WHOLE and self.held


@dataclass(slots=True, kw_only=True)
class RunChanges:
    """What a run changed in the ledger."""

    run: str
    new: int = 0
    changed: int = 0
    closed: int = 0
    reopened: int = 0


@dataclass(slots=True, kw_only=True)
class FieldCoverage:
    """How many of the postings that were read in full carry a field, in this run and the one before."""

    field: str
    carried: int
    postings: int
    carried_before: int
    postings_before: int


@dataclass(slots=True, kw_only=True)
class BackendReport:
    """What was asked of one backend, beside its limit."""

    backend: str
    requests: int
    bytes: int
    seconds: float
    """Sum of the times to the answers."""
    least_gap: float | None
    """Seconds between the starts of the two requests that were closest; ``None`` of fewer than two."""
    delay: float
    """Seconds that two starts have to be apart at least."""
    concurrency: int
    refusals: dict[str, int]
    asked_waits: int
    longest_asked_wait: float


@dataclass(slots=True, kw_only=True)
class Report:
    """All that a run's page shows."""

    run: str
    crawled_at: str
    boards: list[BoardReport] = field(default_factory=list)
    changes: list[RunChanges] = field(default_factory=list)
    """This run last."""
    coverage: list[FieldCoverage] = field(default_factory=list)
    tags: dict[str, dict[str, int]] = field(default_factory=dict)
    """Open postings by track and tag, of what is published; empty when no dump is."""
    backends: list[BackendReport] = field(default_factory=list)
    """Those that took longest first; none of a replay."""

    @property
    def outcomes(self) -> dict[str, int]:
        """Boards by outcome, ``held`` apart."""
        counts = Counter("held" if board.doubted else board.outcome for board in self.boards)
        return dict(sorted(counts.items()))


def read_report(data: Path, out: Path, run: str | None = None) -> Report:
    """What ``run``, the newest if not given, did. Raises :class:`ReportError`."""
    ledger = data / "ledger.db"
    if not ledger.is_file():
        raise ReportError(f"{ledger}: no ledger here; run `sponsorfeed run` first")
    try:
        with view_ledger(ledger) as db:
            report = _read(db, run)
    except sqlite3.Error as error:
        raise ReportError(f"{ledger}: {error}; is this a ledger that `sponsorfeed update` wrote?") from error
    report.tags = _tags(out / "jobs.db")
    report.backends = _backends(data / "runs", report.run)
    return report


def _read(db: sqlite3.Connection, run: str | None) -> Report:
    newest = _runs(db, "~")  # no run is called by a later name than that
    if not newest:
        raise ReportError("the ledger holds no crawl; run `sponsorfeed run` first")
    runs = newest if run is None else _runs(db, run)
    if run is not None and run not in runs:
        raise ReportError(f"no run {run!r}; the newest are {', '.join(newest[:5])}")
    crawls = db.execute(_CRAWLS, (runs[0],)).fetchall()
    before = db.execute(_CRAWLS, (runs[1],)).fetchall() if len(runs) > 1 else []
    (crawled_at,) = db.execute("SELECT max(crawled_at) FROM crawl WHERE run = ?", (runs[0],)).fetchone()
    return Report(
        run=runs[0],
        crawled_at=crawled_at,
        boards=[_board(row) for row in crawls],
        changes=[_changes(db, name) for name in reversed(runs)],
        coverage=_coverage(crawls, before),
    )


def _runs(db: sqlite3.Connection, newest: str) -> list[str]:
    query = "SELECT DISTINCT run FROM crawl WHERE run <= ? ORDER BY run DESC LIMIT ?"
    return [run for (run,) in db.execute(query, (newest, RUNS_COMPARED))]


def _board(row: tuple[object, ...]) -> BoardReport:
    board, employer, ats, url, outcome, reason, held, *counts, problems, _, last = row
    total, collected, unreadable, missing, requests = counts
    return msgspec.convert(
        {
            "board": board,
            "employer": employer,
            "ats": ats,
            "url": url,
            "outcome": outcome,
            "why": held or reason,
            "held": held is not None,
            "advertised_total": total,
            "collected": collected,
            "unreadable": unreadable,
            "detail_missing": missing,
            "requests": requests,
            "problems": msgspec.json.decode(str(problems)),
            "last_complete": last,
        },
        BoardReport,
    )


def _changes(db: sqlite3.Connection, run: str) -> RunChanges:
    # All snapshots of a run bear one time, and the index of events is on it.
    counts = dict(
        db.execute(
            "SELECT kind, count(*) FROM event WHERE at IN (SELECT DISTINCT crawled_at FROM crawl WHERE run = ?)"
            " AND id >= ? AND id < ? GROUP BY kind",
            (run, f"{run}/", f"{run}0"),
        ).fetchall()
    )
    return RunChanges(run=run, **{kind: counts.get(kind, 0) for kind in KINDS})


def _coverage(crawls: list[tuple[object, ...]], before: list[tuple[object, ...]]) -> list[FieldCoverage]:
    """Of boards that were crawled both times, so that a board that came or failed is no change of coverage."""
    now, then = _fields(crawls), _fields(before)
    both = now.keys() & then.keys() if before else now.keys()
    names = list(dict.fromkeys(name for board in sorted(both) for name in now[board][1]))
    return [
        FieldCoverage(
            field=name,
            carried=sum(now[board][1].get(name, 0) for board in both),
            postings=sum(now[board][0] for board in both),
            carried_before=sum(then[board][1].get(name, 0) for board in both if board in then),
            postings_before=sum(then[board][0] for board in both if board in then),
        )
        for name in names
    ]


def _fields(crawls: list[tuple[object, ...]]) -> dict[str, tuple[int, dict[str, int]]]:
    found = {}
    for row in crawls:
        said = msgspec.json.decode(str(row[13]))
        if said.get("postings"):
            found[str(row[0])] = (int(said["postings"]), dict(said["fields"]))
    return found


def _tags(dump: Path) -> dict[str, dict[str, int]]:
    if not dump.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{dump.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            return {
                track: dict(
                    db.execute(
                        f"SELECT {track}, count(*) FROM posting WHERE status = 'open' GROUP BY 1 ORDER BY 2 DESC, 1"
                    ).fetchall()
                )
                for track in TRACKS
            }
    except sqlite3.Error:
        return {}  # a dump of another version; `verify` has more to say of it


def _backends(runs: Path, run: str) -> list[BackendReport]:
    found = []
    for name, seen in read_traffic(traffic_path(runs, run)).items():
        limit = limit_of(name)
        found.append(
            BackendReport(
                backend=name,
                requests=seen.requests,
                bytes=seen.bytes,
                seconds=seen.seconds,
                least_gap=seen.least_gap,
                delay=limit.delay,
                concurrency=limit.concurrency,
                refusals=seen.refusals,
                asked_waits=seen.asked_waits,
                longest_asked_wait=seen.longest_asked_wait,
            )
        )
    return sorted(found, key=lambda backend: (-backend.requests * backend.delay, backend.backend))

"""How things stand: the last runs, each board's health and freshness, what is published, what reference data lack."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from crawler.clean import utc
from crawler.fold.ledger_schema import view_ledger
from crawler.items import WHOLE
from crawler.runs.aside import read_troubles
from enrich.reference import Gap, list_files
from operations.history import Entry, last_entries

RUNS_SHOWN: Final = 5

_AGES: Final = (("a day", timedelta(days=1)), ("3 days", timedelta(days=3)), ("a week", timedelta(days=7)))

# The newest crawl of each board, by the index on (board, crawled_at): no other row of the history is read.
_BOARDS: Final = """
    SELECT board.id, employer, last_crawled, last_complete, outcome, reason, held FROM board
    LEFT JOIN crawl ON crawl.rowid = (
        SELECT rowid FROM crawl WHERE crawl.board = board.id ORDER BY crawled_at DESC LIMIT 1
    ) ORDER BY board.id
"""
_RUNS: Final = "SELECT DISTINCT run FROM crawl ORDER BY run DESC LIMIT ?"
_RUN: Final = (
    "SELECT outcome, count(*), sum(collected), sum(requests), count(held) FROM crawl WHERE run = ? GROUP BY outcome"
)


class StatusError(RuntimeError):
    """There is nothing to tell of; the message names the file and says what to do."""


@dataclass(slots=True, kw_only=True)
class RunStatus:
    """One run as the ledger knows it."""

    run: str
    outcomes: dict[str, int]
    """Boards by outcome."""
    collected: int
    requests: int
    held: int
    """Boards whose listing was not believed."""
    unfinished: bool


@dataclass(slots=True, kw_only=True)
class BoardStatus:
    """A board whose last crawl was not healthy."""

    board: str
    employer: str
    outcome: str | None
    why: str | None
    """What held it, else the reason of the outcome."""
    last_complete: str | None


@dataclass(slots=True, kw_only=True)
class AsideStatus:
    """A board that is left alone until a date, because it failed too often."""

    board: str
    failures: int
    reason: str
    retry_at: str


@dataclass(slots=True, kw_only=True)
class Status:
    """All of it; times are UTC."""

    at: str
    runs: list[RunStatus] = field(default_factory=list)
    """Newest first."""
    history: list[Entry] = field(default_factory=list)
    """The last starts of ``run``, newest first; without an end: under way, or killed."""
    boards: int = 0
    health: dict[str, int] = field(default_factory=dict)
    """Boards by the outcome of their last crawl, ``held`` apart."""
    freshness: dict[str, int] = field(default_factory=dict)
    """Boards by the age of their last complete listing."""
    unhealthy: list[BoardStatus] = field(default_factory=list)
    aside: list[AsideStatus] = field(default_factory=list)
    """Boards that failed so often that they are left alone for a while."""
    open_postings: int = 0
    closed_postings: int = 0
    published: str | None = None
    """Version of the feed in the export folder."""
    reference_years: dict[str, list[int]] = field(default_factory=dict)
    """By source, the fiscal years that are loaded."""
    reference_gaps: list[Gap] = field(default_factory=list)


def read_status(data: Path, out: Path, now: datetime | None = None) -> Status:
    """How things stand in the folder ``data`` and what is published in ``out``.

    Raises :class:`StatusError` when there is no ledger, or it cannot be read.
    """
    now = now or datetime.now(UTC)
    ledger = data / "ledger.db"
    if not ledger.is_file():
        raise StatusError(f"{ledger}: no ledger here; run `sponsorfeed run` first")
    status = Status(at=utc(now), published=_published(out))
    try:
        with view_ledger(ledger) as db:
            status.runs = [_run(db, run, data / "runs") for (run,) in db.execute(_RUNS, (RUNS_SHOWN,)).fetchall()]
            status.history = last_entries(ledger, RUNS_SHOWN)
            _read_boards(db, status, now)
            (status.open_postings,) = db.execute("SELECT count(*) FROM posting WHERE status = 'open'").fetchone()
            (postings,) = db.execute("SELECT count(*) FROM posting").fetchone()
    except sqlite3.Error as error:
        raise StatusError(f"{ledger}: {error}; is this a ledger that `sponsorfeed update` wrote?") from error
    status.aside = [
        AsideStatus(board=board, failures=known.failures, reason=known.reason, retry_at=known.retry_at)
        for board, known in sorted(read_troubles(data).items())
        if known.retry_at is not None
    ]
    status.closed_postings = postings - status.open_postings
    coverage = list_files(data / "reference.db")
    for period in coverage.periods:
        years = status.reference_years.setdefault(period.source, [])
        if period.rows_kept and period.fiscal_year not in years:
            years.append(period.fiscal_year)
    status.reference_gaps = coverage.gaps
    return status


def _run(db: sqlite3.Connection, run: str, states: Path) -> RunStatus:
    rows = db.execute(_RUN, (run,)).fetchall()
    return RunStatus(
        run=run,
        outcomes={outcome: boards for outcome, boards, *_ in rows},
        collected=sum(row[2] for row in rows),
        requests=sum(row[3] for row in rows),
        held=sum(row[4] for row in rows),
        unfinished=_is_unfinished(states / f"{run}.json"),
    )


def _is_unfinished(state: Path) -> bool:
    try:
        return json.loads(state.read_text(encoding="utf-8")).get("finished") is False
    except (OSError, ValueError, AttributeError):
        return False  # a replay keeps no state


def _read_boards(db: sqlite3.Connection, status: Status, now: datetime) -> None:
    health: dict[str, int] = {}
    freshness = dict.fromkeys([f"within {age}" for age, _ in _AGES] + ["older", "never"], 0)
    for board, employer, _, last_complete, outcome, reason, held in db.execute(_BOARDS):
        status.boards += 1
        word = "held" if held and outcome in WHOLE else outcome or "never crawled"
        health[word] = health.get(word, 0) + 1
        freshness[_age(last_complete, now)] += 1
        if word not in WHOLE:
            status.unhealthy.append(
                BoardStatus(
                    board=board, employer=employer, outcome=outcome, why=held or reason, last_complete=last_complete
                )
            )
    status.health, status.freshness = dict(sorted(health.items())), freshness


def _age(last_complete: str | None, now: datetime) -> str:
    if last_complete is None:
        return "never"
    age = now - datetime.fromisoformat(last_complete)
    return next((f"within {name}" for name, most in _AGES if age <= most), "older")


def _published(out: Path) -> str | None:
    try:
        return str(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["feed_version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""The history of runs: when each began and ended, how, and what it did. A table of the ledger that no rebuild clears.

It is of the clock, so it is no part of the ledger's version. A row without an end is of a run that was killed, or that
is under way.
"""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crawler import PARSER_VERSION
from crawler.clean import utc
from crawler.fold.ledger_schema import LedgerError, open_ledger, view_ledger
from operations.exit_codes import code_of

if TYPE_CHECKING:
    from crawler.crawl import CrawlReport
    from crawler.ledger import FoldReport
    from exports.publication import ExportReport

_JSON: Final = ("outcomes", "events", "seconds", "versions")


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row; times are UTC, to the second."""

    command: str
    started: str
    finished: str | None = None
    exit_code: int | None = None
    run: str | None = None
    boards: int | None = None
    resumed: int | None = None
    """Boards of the run that an earlier start had crawled."""
    aside: int | None = None
    postings: int | None = None
    requests: int | None = None
    """Of all boards of the run, also those that an earlier start had crawled."""
    held: int | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    """Postings that came, changed, closed and came back."""
    feed_version: str | None = None
    error: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage."""
    versions: dict[str, str] = field(default_factory=dict)

    def note_crawl(self, report: CrawlReport) -> None:
        """What the crawl did."""
        self.run = report.run
        self.boards = len(report.snapshots) + len(report.unfinished)
        self.resumed, self.aside = report.resumed, len(report.aside)
        self.postings = report.postings
        self.requests = sum(snapshot.requests for snapshot in report.snapshots)
        for snapshot in report.snapshots:
            self.outcomes[snapshot.outcome] = self.outcomes.get(snapshot.outcome, 0) + 1
        if report.unfinished:
            self.outcomes["unfinished"] = len(report.unfinished)

    def note_publication(self, folded: FoldReport, published: ExportReport) -> None:
        """What came of it."""
        self.held = len(folded.held)
        self.events = {name: getattr(folded, name) for name in ("new", "changed", "closed", "reopened")}
        self.feed_version = published.manifest.feed_version


@contextmanager
def keep(ledger: Path, command: str) -> Iterator[Entry]:
    """A row for what is done inside: written when it begins, and again when it ends, however it does.

    Raises :class:`crawler.fold.ledger_schema.LedgerError` when the ledger cannot be written, before anything is done.
    """
    versions = {"sponsorfeed": version("sponsorfeed"), "parser": PARSER_VERSION, "python": platform.python_version()}
    entry = Entry(command=command, started=_now(), versions=versions)
    with open_ledger(ledger) as db:
        row = _write(db, entry, None)
    try:
        yield entry
    except BaseException as error:
        entry.exit_code = code_of(error)
        if not isinstance(error, SystemExit | KeyboardInterrupt):
            entry.error = f"{type(error).__name__}: {error}"[:1000]
        with suppress(LedgerError):  # what went wrong first is what has to be told
            _end(ledger, entry, row)
        raise
    _end(ledger, entry, row)


def _end(ledger: Path, entry: Entry, row: int) -> None:
    entry.finished = _now()
    with open_ledger(ledger) as db:
        _write(db, entry, row)


def last_entries(ledger: Path, most: int) -> list[Entry]:
    """The newest rows, newest first; none of a ledger without a history. Raises ``sqlite3.Error``."""
    with view_ledger(ledger) as db:
        db.row_factory = sqlite3.Row
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'run_history'").fetchone():
            return []
        rows = db.execute("SELECT * FROM run_history ORDER BY id DESC LIMIT ?", (most,)).fetchall()
    names = Entry.__dataclass_fields__
    return [Entry(**{name: json.loads(row[name]) if name in _JSON else row[name] for name in names}) for row in rows]


def _write(db: sqlite3.Connection, entry: Entry, row: int | None) -> int:
    values: dict[str, Any] = {"id": row} | asdict(entry)
    values |= {name: json.dumps(values[name], sort_keys=True) for name in _JSON}
    places = ", ".join(f":{name}" for name in values)
    (written,) = db.execute(
        f"INSERT OR REPLACE INTO run_history ({', '.join(values)}) VALUES ({places}) RETURNING id", values
    ).fetchone()
    return int(written)


def _now() -> str:
    return utc(datetime.now(UTC))

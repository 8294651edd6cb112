"""Fold snapshots into the ledger: which postings exist, since when, what changed, what closed and why.

The ledger is a function of the set of snapshots. They may arrive in any order, be folded in one go or day by day, be
interrupted by a kill and repeated: the rows come out the same (:func:`crawler.fold.ledger_schema.ledger_version`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from crawler.files.storage import Location, each_of, folders_in
from crawler.fold.doors import forget_board, settle_doors
from crawler.fold.fold_queue import FoldQueue, Source, read_ahead
from crawler.fold.folding import fold_snapshot
from crawler.fold.forgetting import add_forgotten, is_forgotten, read_forgotten
from crawler.fold.ledger_schema import LedgerError, ledger_version, open_ledger, transaction
from crawler.fold.reading import Reading
from crawler.fold.snapshot_files import SnapshotFile, list_snapshots
from crawler.parallel.tasks import TaskFailed
from crawler.runs.runs import noted_snapshots
from crawler.snapshots import SnapshotError

__all__ = ["FoldReport", "LedgerError", "fold_snapshots", "forget_postings", "ledger_version", "rebuild"]

_UNTIL = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


@dataclass(slots=True, kw_only=True)
class FoldReport:
    """What one ``update`` did."""

    folded: int = 0
    """Snapshots folded now."""
    already: int = 0
    """Snapshots that were in the ledger before."""
    new: int = 0
    changed: int = 0
    closed: int = 0
    reopened: int = 0
    held: list[str] = field(default_factory=list)
    """``<snapshot>: <why>`` for each listing that claims to be whole and lacks postings, yet closed none, and for each
    in which a field has fallen (:mod:`crawler.checks`), naming the field with before and after."""
    refolded: list[str] = field(default_factory=list)
    """Boards folded again from their first snapshot, because one came in that is older than what was folded."""
    problems: list[str] = field(default_factory=list)
    """One message for each snapshot that could not be folded, naming file and line."""


def fold_snapshots(snapshots: Location, ledger: Path, executor: Executor | None = None) -> FoldReport:
    """Fold every snapshot under ``snapshots`` that ``ledger`` does not hold yet, oldest first, one transaction each.

    A damaged snapshot is reported and the rest is folded. One that is older than what its board has folded already
    makes the whole board fold again, in one transaction. Where there is enough to do, ``executor`` reads them. Raises
    :class:`LedgerError`, and :class:`crawler.files.storage.StorageError` with what was folded before kept.
    """
    report = FoldReport()
    source = Source(snapshots, ledger.parent)
    with open_ledger(ledger) as db, _lost_workers(ledger):
        late: dict[str, list[SnapshotFile]] = {}
        for file, reading in read_ahead(db, _unfolded(db, source, report), executor):
            board = file.header.board.id
            if board in late or _is_late(db, file):
                late.setdefault(board, []).append(file)
            else:
                _fold_one(db, file, report, reading)
        for board, files in late.items():
            try:
                _refold(db, source, board, files, report)
            except LedgerError as error:
                report.problems.append(str(error))
                for file in files:
                    if not _is_late(db, file):
                        _fold_one(db, file, report)
    return report


def _unfolded(db: sqlite3.Connection, source: Source, report: FoldReport) -> FoldQueue:
    """The snapshots that the ledger does not hold, found run by run: all names of years need not fit into memory."""
    queue = FoldQueue(db, source)
    noted: dict[str, list[str]] = {}
    if not isinstance(source.folder, Path):  # its list may be old
        for name in noted_snapshots(source.data / "runs"):
            noted.setdefault(name.partition("/")[0], []).append(name)
    for run in sorted({*folders_in(source.folder), *noted}):
        names = sorted({*list_snapshots(source.folder, run), *noted.get(run, ())})
        held = {name for (name,) in db.execute("SELECT snapshot FROM crawl WHERE run = ?", (run,))}
        report.already += sum(name in held for name in names)
        _queue(queue, source, (name for name in names if name not in held), report)
    return queue


def _queue(
    queue: FoldQueue, source: Source, names: Iterable[str], report: FoldReport, until: str | None = None
) -> None:
    def opened(name: str) -> SnapshotFile | SnapshotError:
        try:
            return source.open(name)
        except SnapshotError as error:
            return error

    for found in each_of(opened, names, source.folder):
        if isinstance(found, SnapshotError):
            report.problems.append(str(found))
        elif until is None or found.header.crawled_at[: len(until)] <= until:
            queue.add(found)


def rebuild(
    snapshots: Location, ledger: Path, until: str | None = None, executor: Executor | None = None
) -> FoldReport:
    """Make ``ledger`` say what the snapshots say, and nothing else, in one transaction.

    ``until`` (``YYYY-MM-DD``, that day included, or UTC ``YYYY-MM-DDTHH:MM:SSZ``) stops at a date; folding again later
    goes on from there. Enrichment of postings whose content stays the same is kept. Raises :class:`LedgerError`,
    leaving the ledger as it was, when a snapshot that it holds is missing or damaged: history would be lost.
    """
    if until is not None and not _UNTIL.fullmatch(until):
        raise LedgerError(f"until {until!r}: write 2026-11-01 or 2026-11-01T06:00:00Z")
    report = FoldReport()
    source = Source(snapshots, ledger.parent)
    with open_ledger(ledger) as db, _lost_workers(ledger), transaction(db):
        _note(db, "crawl_before", "snapshot, sha256", "crawl")
        if until is not None:
            db.execute(
                "DELETE FROM temp.crawl_before WHERE snapshot NOT IN"
                " (SELECT snapshot FROM crawl WHERE substr(crawled_at, 1, ?) <= ?)",
                (len(until), until),
            )
        for name, sha256 in db.execute("SELECT snapshot, sha256 FROM temp.crawl_before"):
            _require(source, name, sha256)
        _note(db, "posting_before", "id, content_sha256", "posting")
        db.execute("PRAGMA defer_foreign_keys=ON")
        for table in ("door_key", "duplicate", "job_group", "event", "version", "crawl", "posting", "board"):
            db.execute(f"DELETE FROM {table}")
        queue = FoldQueue(db, source)
        for run in folders_in(snapshots):
            _queue(queue, source, list_snapshots(snapshots, run), report, until)
        # What was folded is there, even if an old list of an object store lacks it.
        unlisted = "SELECT snapshot FROM temp.crawl_before WHERE snapshot NOT IN (SELECT name FROM temp.waiting)"
        _queue(queue, source, [name for (name,) in db.execute(unlisted)], report, until)
        for file, reading in read_ahead(db, queue, executor):
            _fold_one(db, file, report, reading, again=True)
        _drop_stale_enrichment(db)
        lost = "SELECT min(snapshot) FROM temp.crawl_before WHERE snapshot NOT IN (SELECT snapshot FROM crawl)"
        (missing,) = db.execute(lost).fetchone()
        if missing is not None:
            raise LedgerError(f"{ledger}: rebuilding would lose {missing}: {'; '.join(report.problems)}")
    return report


@contextmanager
def _lost_workers(ledger: Path) -> Iterator[None]:
    try:
        yield
    except TaskFailed as error:
        raise LedgerError(f"{ledger}: {error}") from error


def forget_postings(ids: Iterable[str], snapshots: Location, ledger: Path) -> list[str]:
    """Forget postings: what the ledger keeps of them goes, and no snapshot brings them back; the ids that went.

    Their boards are folded again without them. Ids that were forgotten before are passed over. Raises
    :class:`LedgerError`, and forgets none, for an id that the ledger does not have, or when a snapshot is missing.
    """
    before = read_forgotten(ledger.parent)
    wanted = sorted({id for id in ids if not is_forgotten(id, before)})
    with open_ledger(ledger) as db:
        db.execute("PRAGMA secure_delete=ON")
        boards: dict[str, str] = {}
        for id in [*wanted, *ids]:
            row = db.execute("SELECT board FROM posting WHERE id = ?", (id,)).fetchone()
            if row is not None:
                boards[id] = row[0]
            elif id in wanted:
                raise LedgerError(f"{ledger}: no posting {id!r}; ids look like greenhouse:acme:12345 (see jobs.jsonl)")
        add_forgotten(ledger.parent, boards)
        for board in sorted(set(boards.values())):
            with transaction(db):
                _fold_again(db, Source(snapshots, ledger.parent), board, [], FoldReport())
    return sorted(boards)


def _is_late(db: sqlite3.Connection, file: SnapshotFile) -> bool:
    newest = db.execute(
        "SELECT crawled_at, board, run FROM crawl WHERE board = ? ORDER BY crawled_at DESC, run DESC LIMIT 1",
        (file.header.board.id,),
    ).fetchone()
    return newest is not None and file.order < newest


def _fold_one(
    db: sqlite3.Connection,
    file: SnapshotFile,
    report: FoldReport,
    reading: Reading | None = None,
    *,
    again: bool = False,
) -> None:
    """Fold ``file`` whole or not at all; damage is reported.

    What was derived from content that is another now goes at once, so that it is never published with it. When history
    is folded ``again``, that is decided at its end (:func:`_drop_stale_enrichment`).
    """
    try:
        with transaction(db):
            # Another process may have folded it since it was listed.
            if db.execute("SELECT 1 FROM crawl WHERE snapshot = ?", (file.name,)).fetchone():
                report.already += 1
                return
            with file.at_hand() if reading is None else nullcontext(file) as near:
                done = fold_snapshot(db, near, reading)
            if not again:
                db.executemany("DELETE FROM enrichment WHERE posting = ?", [(id,) for id in done.rewritten])
    except SnapshotError as error:
        report.problems.append(str(error))
        return
    report.folded += 1
    report.new += done.counts["new"]
    report.changed += done.counts["changed"]
    report.closed += done.counts["closed"]
    report.reopened += done.counts["reopened"]
    if done.held is not None:
        report.held.append(f"{file.name}: {done.held}")


def _refold(db: sqlite3.Connection, source: Source, board: str, late: list[SnapshotFile], report: FoldReport) -> None:
    """Fold all of ``board`` again, in order, with the snapshots that came late; nothing happens when one is damaged."""
    with transaction(db):
        readable = [file for file in late if _is_whole(file, report)]
        if readable:
            _fold_again(db, source, board, readable, report)
            report.refolded.append(board)


def _fold_again(
    db: sqlite3.Connection, source: Source, board: str, late: list[SnapshotFile], report: FoldReport
) -> None:
    """Drop what is kept of ``board`` and fold all its snapshots in order, inside a transaction of the caller."""
    rows = db.execute("SELECT snapshot, sha256 FROM crawl WHERE board = ?", (board,)).fetchall()
    folded = [_require(source, name, sha256) for name, sha256 in rows]
    _note(db, "posting_before", "id, content_sha256", "posting", "WHERE board = ?", board)
    db.execute("PRAGMA defer_foreign_keys=ON")
    keys = forget_board(db, board)
    db.execute("DELETE FROM event WHERE posting IN (SELECT id FROM posting WHERE board = ?)", (board,))
    for statement in ("DELETE FROM crawl WHERE board = ?", "DELETE FROM posting WHERE board = ?"):
        db.execute(statement, (board,))
    db.execute("DELETE FROM board WHERE id = ?", (board,))
    new = {file.name for file in late}
    for file in sorted([*folded, *late], key=lambda file: file.order):
        _fold_one(db, file, report if file.name in new else FoldReport(), again=True)
    settle_doors(db, keys)
    _drop_stale_enrichment(db)


def _is_whole(file: SnapshotFile, report: FoldReport) -> bool:
    try:
        for _ in file.postings():
            pass
    except SnapshotError as error:
        report.problems.append(str(error))
        return False
    return True


def _require(source: Source, name: str, sha256: str) -> SnapshotFile:
    """The folded snapshot ``name``, unchanged since. Raises :class:`LedgerError`."""
    try:
        file = source.open(name)
    except SnapshotError as error:
        raise LedgerError(f"{error}; the ledger holds this snapshot and needs it to fold again: put it back") from error
    if file.sha256() != sha256:
        raise LedgerError(
            f"{file.path}: changed since it was folded (snapshots are never changed); put the original back"
        )
    return file


def _note(db: sqlite3.Connection, table: str, columns: str, origin: str, condition: str = "", *values: str) -> None:
    """Keep what ``origin`` says now in a temporary table: it may be more than memory holds."""
    db.execute(f"DROP TABLE IF EXISTS temp.{table}")
    db.execute(f"CREATE TEMP TABLE {table} ({columns.split(', ')[0]} TEXT PRIMARY KEY, {columns.split(', ')[1]} TEXT)")
    db.execute(f"INSERT INTO temp.{table} SELECT {columns} FROM {origin} {condition}", values)


def _drop_stale_enrichment(db: sqlite3.Connection) -> None:
    """Of postings that were noted before and whose content is another now, or that are gone."""
    db.execute(
        "DELETE FROM enrichment WHERE posting IN (SELECT before.id FROM temp.posting_before AS before"
        " LEFT JOIN posting ON posting.id = before.id WHERE posting.content_sha256 IS NOT before.content_sha256)"
    )

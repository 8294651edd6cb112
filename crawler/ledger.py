"""Fold snapshots into the ledger: which postings exist, since when, what changed, what closed and why.

The ledger is a function of the set of snapshots. They may arrive in any order, be folded in one go or day by day, be
interrupted by a kill and repeated: the rows come out the same (:func:`crawler.ledger_schema.ledger_version`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from crawler.doors import forget_board, settle_doors
from crawler.folding import fold_snapshot
from crawler.forgetting import add_forgotten, is_forgotten, read_forgotten
from crawler.ledger_schema import LedgerError, ledger_version, open_ledger, transaction
from crawler.runs import noted_snapshots
from crawler.snapshot_files import SnapshotFile, list_snapshots, open_snapshot
from crawler.snapshots import SnapshotError
from crawler.storage import Location, each_of

__all__ = ["FoldReport", "LedgerError", "fold_snapshots", "forget_postings", "ledger_version", "rebuild"]

_UNTIL = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


class _Source(NamedTuple):
    """Where snapshots are read from."""

    folder: Location
    data: Path
    """The data folder, which has the list of what is forgotten."""

    def open(self, name: str) -> SnapshotFile:
        return open_snapshot(self.folder, name, self.data)


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


def fold_snapshots(snapshots: Location, ledger: Path) -> FoldReport:
    """Fold every snapshot under ``snapshots`` that ``ledger`` does not hold yet, oldest first, one transaction each.

    A damaged snapshot is reported and the rest is folded. One that is older than what its board has folded already
    makes the whole board fold again, in one transaction. Raises :class:`LedgerError`, and
    :class:`crawler.storage.StorageError` with what was folded before kept.
    """
    report = FoldReport()
    source = _Source(snapshots, ledger.parent)
    with open_ledger(ledger) as db:
        held = {name for (name,) in db.execute("SELECT snapshot FROM crawl")}
        names = list_snapshots(snapshots)
        if not isinstance(snapshots, Path):  # its list may be old
            names = sorted({*names, *noted_snapshots(source.data / "runs")})
        report.already = sum(name in held for name in names)
        late: dict[str, list[SnapshotFile]] = {}
        for file in _open_all(source, (name for name in names if name not in held), report):
            board = file.header.board.id
            if board in late or _is_late(db, file):
                late.setdefault(board, []).append(file)
            else:
                _fold_one(db, file, report)
        for board, files in late.items():
            try:
                _refold(db, source, board, files, report)
            except LedgerError as error:
                report.problems.append(str(error))
                for file in files:
                    if not _is_late(db, file):
                        _fold_one(db, file, report)
    return report


def rebuild(snapshots: Location, ledger: Path, until: str | None = None) -> FoldReport:
    """Make ``ledger`` say what the snapshots say, and nothing else, in one transaction.

    ``until`` (``YYYY-MM-DD``, that day included, or UTC ``YYYY-MM-DDTHH:MM:SSZ``) stops at a date; folding again later
    goes on from there. Enrichment of postings whose content stays the same is kept. Raises :class:`LedgerError`,
    leaving the ledger as it was, when a snapshot that it holds is missing or damaged: history would be lost.
    """
    if until is not None and not _UNTIL.fullmatch(until):
        raise LedgerError(f"until {until!r}: write 2026-11-01 or 2026-11-01T06:00:00Z")
    report = FoldReport()
    source = _Source(snapshots, ledger.parent)
    with open_ledger(ledger) as db, transaction(db):
        rows = db.execute(
            "SELECT snapshot, sha256 FROM crawl WHERE ? IS NULL OR substr(crawled_at, 1, ?) <= ?",
            (until, len(until or ""), until),
        ).fetchall()
        for name, sha256 in rows:
            _require(source, name, sha256)
        before = dict(db.execute("SELECT id, content_sha256 FROM posting").fetchall())
        db.execute("PRAGMA defer_foreign_keys=ON")
        for table in ("door_key", "duplicate", "job_group", "event", "version", "crawl", "posting", "board"):
            db.execute(f"DELETE FROM {table}")
        # What was folded is there, even if an old list of an object store lacks it.
        names = sorted({*list_snapshots(snapshots), *(name for name, _ in rows)})
        for file in _open_all(source, names, report):
            if until is None or file.header.crawled_at[: len(until)] <= until:
                _fold_one(db, file, report, again=True)
        _drop_stale_enrichment(db, before)
        folded = {name for (name,) in db.execute("SELECT snapshot FROM crawl")}
        lost = sorted({name for name, _ in rows} - folded)
        if lost:
            raise LedgerError(f"{ledger}: rebuilding would lose {lost[0]}: {'; '.join(report.problems)}")
    return report


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
                _fold_again(db, _Source(snapshots, ledger.parent), board, [], FoldReport())
    return sorted(boards)


def _open_all(source: _Source, names: Iterable[str], report: FoldReport) -> list[SnapshotFile]:
    def opened(name: str) -> SnapshotFile | SnapshotError:
        try:
            return source.open(name)
        except SnapshotError as error:
            return error

    files = []
    for found in each_of(opened, names, source.folder):
        if isinstance(found, SnapshotError):
            report.problems.append(str(found))
        else:
            files.append(found)
    return sorted(files, key=lambda file: file.order)


def _is_late(db: sqlite3.Connection, file: SnapshotFile) -> bool:
    newest = db.execute(
        "SELECT crawled_at, board, run FROM crawl WHERE board = ? ORDER BY crawled_at DESC, run DESC LIMIT 1",
        (file.header.board.id,),
    ).fetchone()
    return newest is not None and file.order < newest


def _fold_one(db: sqlite3.Connection, file: SnapshotFile, report: FoldReport, *, again: bool = False) -> None:
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
            done = fold_snapshot(db, file)
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


def _refold(db: sqlite3.Connection, source: _Source, board: str, late: list[SnapshotFile], report: FoldReport) -> None:
    """Fold all of ``board`` again, in order, with the snapshots that came late; nothing happens when one is damaged."""
    with transaction(db):
        readable = [file for file in late if _is_whole(file, report)]
        if readable:
            _fold_again(db, source, board, readable, report)
            report.refolded.append(board)


def _fold_again(
    db: sqlite3.Connection, source: _Source, board: str, late: list[SnapshotFile], report: FoldReport
) -> None:
    """Drop what is kept of ``board`` and fold all its snapshots in order, inside a transaction of the caller."""
    rows = db.execute("SELECT snapshot, sha256 FROM crawl WHERE board = ?", (board,)).fetchall()
    folded = [_require(source, name, sha256) for name, sha256 in rows]
    before = dict(db.execute("SELECT id, content_sha256 FROM posting WHERE board = ?", (board,)).fetchall())
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
    _drop_stale_enrichment(db, before)


def _is_whole(file: SnapshotFile, report: FoldReport) -> bool:
    try:
        for _ in file.postings():
            pass
    except SnapshotError as error:
        report.problems.append(str(error))
        return False
    return True


def _require(source: _Source, name: str, sha256: str) -> SnapshotFile:
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


def _drop_stale_enrichment(db: sqlite3.Connection, before: dict[str, str]) -> None:
    now = dict(db.execute("SELECT id, content_sha256 FROM posting").fetchall())
    stale = [(id,) for id, sha256 in before.items() if now.get(id) != sha256]
    db.executemany("DELETE FROM enrichment WHERE posting = ?", stale)

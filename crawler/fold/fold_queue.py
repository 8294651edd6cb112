"""The snapshots that wait to be folded, and what is read of them beforehand.

They wait in a temporary table of the ledger, in the order of folding: there may be millions of them.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from crawler.files.storage import Location
from crawler.fold.forgetting import read_forgotten
from crawler.fold.reading import Reading, ToRead, read_part
from crawler.fold.snapshot_files import SnapshotFile, open_snapshot
from crawler.items import Snapshot
from crawler.parallel.tasks import in_order

LEAST_PARTS: Final = 40
"""Fewer parts are read in this process: less work than starting others."""

_AHEAD: Final = 16
_POSTINGS: Final = 400
"""Of a part: some 50 ms of work."""
_SHIPPED: Final = 2_000
"""A larger snapshot is read where it is folded, posting by posting: in one piece it could be larger than memory."""
_PAGE: Final = 500

_header_decoder: Final = msgspec.json.Decoder(Snapshot)


class Source(NamedTuple):
    """Where snapshots are read from."""

    folder: Location
    data: Path
    """The data folder, which has the list of what is forgotten."""

    def open(self, name: str) -> SnapshotFile:
        """The snapshot of this name. Raises ``SnapshotError``."""
        return open_snapshot(self.folder, name, self.data)


class FoldQueue:
    """Snapshots in the order of folding."""

    def __init__(self, db: sqlite3.Connection, source: Source) -> None:
        self._db = db
        self._source = source
        db.execute("DROP TABLE IF EXISTS temp.waiting")
        db.execute(
            "CREATE TEMP TABLE waiting (crawled_at TEXT, board TEXT, run TEXT, name TEXT, header BLOB,"
            " PRIMARY KEY (crawled_at, board, run)) WITHOUT ROWID"
        )

    def add(self, file: SnapshotFile) -> None:
        """Let ``file`` wait; once."""
        row = (*file.order, file.name, msgspec.json.encode(file.header))
        self._db.execute("INSERT OR IGNORE INTO temp.waiting VALUES (?, ?, ?, ?, ?)", row)

    def __iter__(self) -> Iterator[SnapshotFile]:
        forgotten = read_forgotten(self._source.data)
        after = ("", "", "")
        query = (
            "SELECT crawled_at, board, run, name, header FROM temp.waiting WHERE (crawled_at, board, run) > (?, ?, ?)"
            " ORDER BY crawled_at, board, run LIMIT ?"
        )
        while rows := self._db.execute(query, (*after, _PAGE)).fetchall():
            after = rows[-1][:3]
            for *_, name, header in rows:
                yield SnapshotFile(self._source.folder / name, name, _header_decoder.decode(header), forgotten)


def read_ahead(
    db: sqlite3.Connection, files: Iterable[SnapshotFile], executor: Executor | None
) -> Iterator[tuple[SnapshotFile, Reading | None]]:
    """``files`` in their order, each with what ``executor`` read of it; ``None``: who folds it has to read it.

    A file is read beside what is known of its board when its turn to be read comes: some before it may wait to be
    folded.
    """
    if executor is None:
        yield from ((file, None) for file in files)
        return
    waiting: deque[list[tuple[SnapshotFile, dict[str, str] | None]]] = deque()
    for found in in_order(executor, read_part, _parts(db, files, waiting), least=LEAST_PARTS, ahead=_AHEAD):
        readings = iter(found)
        for file, known in waiting.popleft():
            told = next(readings) if known is not None else None
            yield file, None if told is None or known is None else Reading(*told, known)


def _parts(
    db: sqlite3.Connection,
    files: Iterable[SnapshotFile],
    waiting: deque[list[tuple[SnapshotFile, dict[str, str] | None]]],
) -> Iterator[ToRead]:
    group: list[tuple[SnapshotFile, dict[str, str] | None]] = []
    postings = 0
    for file in files:
        is_large = file.header.collected > _SHIPPED
        group.append((file, None if is_large else _known(db, file.header.board.id)))
        postings += 0 if is_large else file.header.collected + 1
        if postings >= _POSTINGS or is_large:
            waiting.append(group)
            yield _to_read(group)
            group, postings = [], 0
    if group:
        waiting.append(group)
        yield _to_read(group)


def _to_read(group: list[tuple[SnapshotFile, dict[str, str] | None]]) -> ToRead:
    return ToRead([(file, known) for file, known in group if known is not None])


def _known(db: sqlite3.Connection, board: str) -> dict[str, str]:
    return dict(db.execute("SELECT id, content_sha256 FROM posting WHERE board = ?", (board,)).fetchall())

"""Fold one snapshot into the ledger's tables, inside a transaction of the caller.

A posting that a snapshot holds is there, whatever the snapshot's outcome; a posting that it lacks is gone only when
:mod:`crawler.closing` finds the snapshot entitled to say so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from crawler.closing import Sight, why_held
from crawler.items import JobPosting
from crawler.snapshot_files import SnapshotFile
from crawler.versions import content_sha256, encode_content, settle

EventKind = Literal["new", "changed", "closed", "reopened"]

ABSENT = "absent_from_complete_listing"
EXPIRED = "valid_through"
"""Absent like the rest, and the last day that the employer stated had passed."""
PARSER = "parser"
"""The source record is the same to the byte: our reading of it changed."""

_decoder = msgspec.json.Decoder(JobPosting)


@dataclass(slots=True)
class Folded:
    """What folding one snapshot did."""

    counts: dict[EventKind, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "changed", "closed", "reopened"), 0)
    )
    rewritten: list[str] = field(default_factory=list)
    """Ids of known postings whose content is another now."""
    held: str | None = None
    """Why a listing that claims to be whole closed nothing of what it lacks."""


def fold_snapshot(db: sqlite3.Connection, file: SnapshotFile) -> Folded:
    """Fold ``file``, which must come after everything folded of its board. Raises :class:`SnapshotError`."""
    return _Fold(db, file).run()


class _Fold:
    def __init__(self, db: sqlite3.Connection, file: SnapshotFile) -> None:
        self.db = db
        self.file = file
        self.header = file.header
        self.at = file.header.crawled_at
        self.result = Folded()
        rows = db.execute("SELECT id, status, content_sha256 FROM posting WHERE board = ?", (self.header.board.id,))
        self.known: dict[str, tuple[str, str]] = {id: (status, sha256) for id, status, sha256 in rows}

    def run(self) -> Folded:
        self._write_board()
        listed: set[str] = set()
        for posting in self.file.postings():
            listed.add(posting.id)
            self._read(posting)
        collected = len(listed)
        for id in self.header.unreadable_ids:
            if id in self.known and id not in listed:
                self._seen(id, [])
                listed.add(id)
        held = why_held(self.header, collected, self._earlier())
        absent = sorted(id for id, (status, _) in self.known.items() if status == "open" and id not in listed)
        if held is None:
            for id in absent:
                self._close(id)
        elif absent and self.header.outcome in ("complete", "empty"):
            self.result.held = held
        self._write_crawl(held)
        return self.result

    def _read(self, posting: JobPosting) -> None:
        if posting.id not in self.known:
            self._insert(posting)
        elif self.known[posting.id][1] == content_sha256(posting):
            self._seen(posting.id, [])
        else:
            (content,) = self.db.execute("SELECT content FROM posting WHERE id = ?", (posting.id,)).fetchone()
            known = _decoder.decode(content)
            settled, changed = settle(known, posting)
            if changed:
                self._rewrite(settled)
            same_source = known.source_sha256 is not None and known.source_sha256 == posting.source_sha256
            self._seen(posting.id, changed, PARSER if changed and same_source else None)

    def _insert(self, posting: JobPosting) -> None:
        self.db.execute(
            "INSERT INTO posting VALUES (?, ?, 'open', ?, ?, ?, NULL, NULL, ?, ?, ?, ?)",
            (posting.id, posting.board, self.at, self.at, self.at, *self._content(posting)),
        )
        self._event(posting.id, "new")

    def _rewrite(self, posting: JobPosting) -> None:
        self.db.execute(
            "UPDATE posting SET changed_at = ?, content_sha256 = ?, content = ?, snapshot = ?, parser_version = ?"
            " WHERE id = ?",
            (self.at, *self._content(posting), posting.id),
        )
        self.result.rewritten.append(posting.id)

    def _content(self, posting: JobPosting) -> tuple[str, str, str, str]:
        return content_sha256(posting), encode_content(posting), self.file.name, self.header.parser_version

    def _seen(self, id: str, changed: list[str], reason: str | None = None) -> None:
        self.db.execute(
            "UPDATE posting SET last_seen = ?, status = 'open', closed_at = NULL, close_reason = NULL WHERE id = ?",
            (self.at, id),
        )
        if self.known[id][0] == "closed":
            self._event(id, "reopened", changed, reason)
        elif changed:
            self._event(id, "changed", changed, reason)

    def _close(self, id: str) -> None:
        (content,) = self.db.execute("SELECT content FROM posting WHERE id = ?", (id,)).fetchone()
        last_day = _decoder.decode(content).valid_through
        # As text: a bare day ends after its last second, so it has passed only when the crawl's day is a later one.
        reason = EXPIRED if last_day is not None and last_day < self.at[: len(last_day)] else ABSENT
        self.db.execute(
            "UPDATE posting SET status = 'closed', closed_at = ?, close_reason = ? WHERE id = ?", (self.at, reason, id)
        )
        self._event(id, "closed", reason=reason)

    def _event(self, id: str, kind: EventKind, fields: list[str] | None = None, reason: str | None = None) -> None:
        self.result.counts[kind] += 1
        self.db.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
            (f"{self.header.run}/{id}", id, self.at, kind, json.dumps(fields or []), reason, self.file.name),
        )

    def _earlier(self) -> Iterator[Sight]:
        rows = self.db.execute(
            "SELECT crawled_at, outcome, advertised_total, collected FROM crawl WHERE board = ?"
            " ORDER BY crawled_at DESC, run DESC",
            (self.header.board.id,),
        )
        return (Sight(*row) for row in rows)

    def _write_board(self) -> None:
        board = self.header.board
        self.db.execute(
            "INSERT INTO board VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " employer = excluded.employer, url = excluded.url, domain = excluded.domain, fein = excluded.fein,"
            " last_crawled = excluded.last_crawled,"
            " last_complete = coalesce(excluded.last_complete, board.last_complete)",
            (
                *(board.id, board.ats, board.token, board.employer, board.url, board.domain, board.fein),
                *(self.at, self.at, self.at if self.header.outcome == "complete" else None),
            ),
        )

    def _write_crawl(self, held: str | None) -> None:
        header = self.header
        self.db.execute(
            "INSERT INTO crawl VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(
                    header.run,
                    header.board.id,
                    self.file.name,
                    self.file.sha256(),
                    self.at,
                    header.outcome,
                    header.reason,
                ),
                *(held, header.advertised_total, header.collected, header.unreadable, header.detail_missing),
                *(header.requests, json.dumps(header.problems), header.parser_version),
            ),
        )

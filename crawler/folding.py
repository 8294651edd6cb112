"""Fold one snapshot into the ledger's tables, inside a transaction of the caller.

A posting that a snapshot holds is there, whatever the snapshot's outcome; a posting that it lacks is gone only when
:mod:`crawler.closing` finds the snapshot entitled to say so. Content that lost what few postings of the board carry any
more (:mod:`crawler.checks`) is a fault of the reading, and what was known stays.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from crawler import checks
from crawler.checks import FIELDS, Coverage, Standing
from crawler.closing import Sight, why_held
from crawler.doors import keys_of, settle_doors, write_keys, write_keys_of_board
from crawler.forgetting import is_forgotten
from crawler.items import WHOLE, JobPosting
from crawler.ledger_schema import pack
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
        self.others, self.anew = Coverage(), Coverage()
        """Counted so far: new postings and those carried forward; known ones that were read anew."""
        self.poorer: set[str] = set()
        """Known postings that lack a field now: whether it is an edit is known once all are counted."""
        self.keys: set[str] = set()
        """Keys of postings that came, changed or went."""
        rows = db.execute("SELECT id, status, content_sha256 FROM posting WHERE board = ?", (self.header.board.id,))
        self.known: dict[str, tuple[str, str]] = {id: (status, sha256) for id, status, sha256 in rows}

    def run(self) -> Folded:
        self._write_board()
        listed: set[str] = set()
        for posting in self.file.postings():
            listed.add(posting.id)
            if is_forgotten(posting.id, self.file.forgotten):
                continue
            self._count(posting)
            self._read(posting)
        collected = len(listed)
        for id in self.header.unreadable_ids:
            if id in self.known and id not in listed:
                self._seen(id, [])
                listed.add(id)
        coverage = self.others + self.anew
        standing, fallen = self._judge(coverage)
        self._read_poorer(fallen)
        held = why_held(self.header, collected, self._earlier())
        after = None
        if held is None and self.header.outcome == "complete" and collected:
            after = checks.follow(standing, self.at, coverage, fallen)
            held = self.result.held = checks.why_held(after, self.at)
        self._close_absent(listed, held)
        self._write_crawl(held, coverage, after)
        settle_doors(self.db, self.keys)
        return self.result

    def _close_absent(self, listed: set[str], held: str | None) -> None:
        absent = sorted(id for id, (status, _) in self.known.items() if status == "open" and id not in listed)
        if held is None:
            for id in absent:
                self._close(id)
        elif absent and self.header.outcome in WHOLE:
            self.result.held = held

    def _count(self, posting: JobPosting) -> None:
        if posting.detail_missing:
            return
        nothing_is_new = self.header.carried == self.header.collected
        is_carried = nothing_is_new or (posting.detail_at is not None and posting.detail_at < self.at)
        (self.others if is_carried or posting.id not in self.known else self.anew).add(posting)

    def _judge(self, coverage: Coverage) -> tuple[Standing, list[str]]:
        """How the board stood after its last complete crawl, and the fields that have fallen since."""
        row = self.db.execute(
            "SELECT standing FROM crawl WHERE board = ? AND standing IS NOT NULL"
            " ORDER BY crawled_at DESC, run DESC LIMIT 1",
            (self.header.board.id,),
        ).fetchone()
        standing = checks.decode_standing(row[0] if row else None)
        return standing, checks.find_falls(standing, (coverage, self.anew))

    def _read(self, posting: JobPosting) -> None:
        if posting.id not in self.known:
            self._insert(posting)
        elif self.known[posting.id][1] == content_sha256(posting):
            self._seen(posting.id, [])
        else:
            known = self._known(posting.id)
            if _lost(known, posting, FIELDS) and not posting.detail_missing:
                self.poorer.add(posting.id)
            else:
                self._settle(known, posting)

    def _read_poorer(self, fallen: list[str]) -> None:
        """The postings that lack a field: an edit like others, unless it is one of ``fallen``."""
        for posting in self.file.postings() if self.poorer else ():
            if posting.id in self.poorer:
                known = self._known(posting.id)
                self._settle(known, known if _lost(known, posting, fallen) else posting)

    def _known(self, id: str) -> JobPosting:
        (content,) = self.db.execute("SELECT content FROM posting WHERE id = ?", (id,)).fetchone()
        return _decoder.decode(content)

    def _settle(self, known: JobPosting, read: JobPosting) -> None:
        settled, changed = settle(known, read)
        if changed:
            self._rewrite(settled)
        same_source = known.source_sha256 is not None and known.source_sha256 == read.source_sha256
        self._seen(read.id, changed, PARSER if changed and same_source else None)

    def _insert(self, posting: JobPosting) -> None:
        self.db.execute(
            "INSERT INTO posting VALUES (?, ?, 'open', ?, ?, ?, NULL, NULL, ?, ?, ?, ?)",
            (posting.id, posting.board, self.at, self.at, self.at, *self._content(posting)),
        )
        self.keys |= write_keys(self.db, posting, self.header.board)
        self._event(posting.id, "new")

    def _rewrite(self, posting: JobPosting) -> None:
        self._keep_version(posting.id)
        self.db.execute(
            "UPDATE posting SET changed_at = ?, content_sha256 = ?, content = ?, snapshot = ?, parser_version = ?"
            " WHERE id = ?",
            (self.at, *self._content(posting), posting.id),
        )
        self.keys |= write_keys(self.db, posting, self.header.board)
        self.result.rewritten.append(posting.id)

    def _keep_version(self, id: str) -> None:
        """What is about to be replaced, under the snapshot that brought it, which is that of the event that told it."""
        snapshot, sha256, content = self.db.execute(
            "SELECT snapshot, content_sha256, content FROM posting WHERE id = ?", (id,)
        ).fetchone()
        self.db.execute("INSERT INTO version VALUES (?, ?, ?, ?)", (id, snapshot, sha256, pack(content)))

    def _content(self, posting: JobPosting) -> tuple[str, str, str, str]:
        return content_sha256(posting), encode_content(posting), self.file.name, self.header.parser_version

    def _seen(self, id: str, changed: list[str], reason: str | None = None) -> None:
        self.db.execute(
            "UPDATE posting SET last_seen = ?, status = 'open', closed_at = NULL, close_reason = NULL WHERE id = ?",
            (self.at, id),
        )
        if self.known[id][0] == "closed":
            self.keys |= keys_of(self.db, id)
            self._event(id, "reopened", changed, reason)
        elif changed:
            self._event(id, "changed", changed, reason)

    def _close(self, id: str) -> None:
        last_day = self._known(id).valid_through
        # As text: a bare day ends after its last second, so it has passed only when the crawl's day is a later one.
        reason = EXPIRED if last_day is not None and last_day < self.at[: len(last_day)] else ABSENT
        self.db.execute(
            "UPDATE posting SET status = 'closed', closed_at = ?, close_reason = ? WHERE id = ?", (self.at, reason, id)
        )
        self.keys |= keys_of(self.db, id)
        self._event(id, "closed", reason=reason)

    def _event(self, id: str, kind: EventKind, fields: list[str] | None = None, reason: str | None = None) -> None:
        self.result.counts[kind] += 1
        self.db.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
            (f"{self.header.run}/{id}", id, self.at, kind, json.dumps(fields or []), reason, self.file.name),
        )

    def _earlier(self) -> Iterator[Sight]:
        rows = self.db.execute(
            "SELECT crawled_at, outcome, advertised_total, collected, held IS NOT NULL FROM crawl WHERE board = ?"
            " ORDER BY crawled_at DESC, run DESC",
            (self.header.board.id,),
        )
        return (Sight(*row) for row in rows)

    def _write_board(self) -> None:
        board = self.header.board
        before = self.db.execute("SELECT employer, domain FROM board WHERE id = ?", (board.id,)).fetchone()
        if before is not None and before != (board.employer, board.domain):
            self.keys |= write_keys_of_board(self.db, board)
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

    def _write_crawl(self, held: str | None, coverage: Coverage, standing: Standing | None) -> None:
        header = self.header
        row = (
            *(header.run, header.board.id, self.file.name, self.file.sha256(), self.at, header.outcome, header.reason),
            *(held, header.advertised_total, header.collected, header.unreadable, header.detail_missing),
            *(header.requests, json.dumps(header.problems), header.parser_version),
            *(checks.encode(coverage), None if standing is None else checks.encode(standing)),
        )
        self.db.execute(f"INSERT INTO crawl VALUES ({', '.join('?' * len(row))})", row)


def _lost(known: JobPosting, read: JobPosting, fields: Iterable[str]) -> bool:
    """Whether ``read`` lacks one of ``fields`` that ``known`` carries."""
    return any(FIELDS[name](known) and not FIELDS[name](read) for name in fields)

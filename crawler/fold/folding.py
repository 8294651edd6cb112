"""Fold one snapshot into the ledger's tables, inside a transaction of the caller.

A posting that a snapshot holds is there, whatever the snapshot's outcome; a posting that it lacks is gone only when
:mod:`crawler.fold.closing` finds the snapshot entitled to say so. Content that lost what few postings of the board
carry any more (:mod:`crawler.checks`) is a fault of the reading, and what was known stays.
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
from crawler.fold.closing import Sight, why_held
from crawler.fold.door_keys import door_keys
from crawler.fold.doors import keys_of, settle_doors, write_keys, write_keys_of_board
from crawler.fold.ledger_schema import pack
from crawler.fold.reading import Chunk, Reading, ReadPosting, read_chunks
from crawler.fold.snapshot_files import SnapshotFile
from crawler.fold.versions import content_sha256, encode_content, settle
from crawler.items import WHOLE, JobPosting

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


def fold_snapshot(db: sqlite3.Connection, file: SnapshotFile, reading: Reading | None = None) -> Folded:
    """Fold ``file``, which must come after everything folded of its board. Raises :class:`SnapshotError`.

    ``reading`` is what was read of it beforehand; it may have been read beside what was known of the board earlier.
    """
    return _Fold(db, file, reading).run()


class _Fold:
    def __init__(self, db: sqlite3.Connection, file: SnapshotFile, reading: Reading | None) -> None:
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
        self.reading = reading if reading is not None and self._still_fits(reading) else None

    def _still_fits(self, reading: Reading) -> bool:
        """Whether what it calls the same is the same still: of nothing else does it lack the content."""
        return all(
            id in self.known and self.known[id][1] == reading.known[id] for chunk in reading.chunks for id in chunk.same
        )

    def _chunks(self) -> Iterable[Chunk]:
        if self.reading is not None:
            return self.reading.chunks
        return read_chunks(self.file, {id: sha256 for id, (_, sha256) in self.known.items()})

    def run(self) -> Folded:
        self._write_board()
        listed: set[str] = set()
        for chunk in self._chunks():
            listed.update(chunk.same, chunk.passed_over, (posting.id for posting in chunk.read))
            self.others += chunk.others
            self.anew += chunk.anew
            self._see_again(chunk.same)
            for posting in chunk.read:
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

    def _count(self, posting: ReadPosting) -> None:
        if posting.carries is not None:
            is_other = posting.is_carried or posting.id not in self.known
            (self.others if is_other else self.anew).add(posting.carries)

    def _judge(self, coverage: Coverage) -> tuple[Standing, list[str]]:
        """How the board stood after its last complete crawl, and the fields that have fallen since."""
        row = self.db.execute(
            "SELECT standing FROM crawl WHERE board = ? AND standing IS NOT NULL"
            " ORDER BY crawled_at DESC, run DESC LIMIT 1",
            (self.header.board.id,),
        ).fetchone()
        standing = checks.decode_standing(row[0] if row else None)
        return standing, checks.find_falls(standing, (coverage, self.anew))

    def _see_again(self, ids: list[str]) -> None:
        still_open = [(self.at, id) for id in ids if self.known[id][0] == "open"]
        self.db.executemany("UPDATE posting SET last_seen = ? WHERE id = ?", still_open)
        for id in ids:
            if self.known[id][0] != "open":
                self._seen(id, [])

    def _read(self, posting: ReadPosting) -> None:
        if posting.id not in self.known:
            self._insert(posting)
        elif self.known[posting.id][1] == posting.content_sha256:
            self._seen(posting.id, [])
        else:
            known, read = self._known(posting.id), _decoder.decode(posting.content)
            if _lost(known, read, FIELDS) and not read.detail_missing:
                self.poorer.add(posting.id)
            else:
                self._settle(known, read)

    def _read_poorer(self, fallen: list[str]) -> None:
        """The postings that lack a field: an edit like others, unless it is one of ``fallen``."""
        for chunk in self._chunks() if self.poorer else ():
            for posting in chunk.read:
                if posting.id in self.poorer:
                    known, read = self._known(posting.id), _decoder.decode(posting.content)
                    self._settle(known, known if _lost(known, read, fallen) else read)

    def _known(self, id: str) -> JobPosting:
        (content,) = self.db.execute("SELECT content FROM posting WHERE id = ?", (id,)).fetchone()
        return _decoder.decode(content)

    def _settle(self, known: JobPosting, read: JobPosting) -> None:
        settled, changed = settle(known, read)
        if changed:
            self._rewrite(settled)
        same_source = known.source_sha256 is not None and known.source_sha256 == read.source_sha256
        self._seen(read.id, changed, PARSER if changed and same_source else None)

    def _insert(self, posting: ReadPosting) -> None:
        content = posting.content_sha256, posting.content, self.file.name, self.header.parser_version
        self.db.execute(
            "INSERT INTO posting VALUES (?, ?, 'open', ?, ?, ?, NULL, NULL, ?, ?, ?, ?)",
            (posting.id, self.header.board.id, self.at, self.at, self.at, *content),
        )
        # A reading beside an earlier state has the keys of all that was not known then.
        self.keys |= write_keys(self.db, posting.id, posting.keys, is_new=True)
        self._event(posting.id, "new")

    def _rewrite(self, posting: JobPosting) -> None:
        self._keep_version(posting.id)
        content = content_sha256(posting), encode_content(posting), self.file.name, self.header.parser_version
        self.db.execute(
            "UPDATE posting SET changed_at = ?, content_sha256 = ?, content = ?, snapshot = ?, parser_version = ?"
            " WHERE id = ?",
            (self.at, *content, posting.id),
        )
        self.keys |= write_keys(self.db, posting.id, door_keys(posting, self.header.board))
        self.result.rewritten.append(posting.id)

    def _keep_version(self, id: str) -> None:
        """What is about to be replaced, under the snapshot that brought it, which is that of the event that told it."""
        snapshot, sha256, content = self.db.execute(
            "SELECT snapshot, content_sha256, content FROM posting WHERE id = ?", (id,)
        ).fetchone()
        self.db.execute("INSERT INTO version VALUES (?, ?, ?, ?)", (id, snapshot, sha256, pack(content)))

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

    def _file_sha256(self) -> str:
        return self.file.sha256() if self.reading is None else self.reading.file_sha256

    def _write_crawl(self, held: str | None, coverage: Coverage, standing: Standing | None) -> None:
        header = self.header
        row = (
            *(header.run, header.board.id, self.file.name, self._file_sha256(), self.at, header.outcome, header.reason),
            *(held, header.advertised_total, header.collected, header.unreadable, header.detail_missing),
            *(header.requests, json.dumps(header.problems), header.parser_version),
            *(checks.encode(coverage), None if standing is None else checks.encode(standing)),
        )
        self.db.execute(f"INSERT INTO crawl VALUES ({', '.join('?' * len(row))})", row)


def _lost(known: JobPosting, read: JobPosting, fields: Iterable[str]) -> bool:
    """Whether ``read`` lacks one of ``fields`` that ``known`` carries."""
    return any(FIELDS[name](known) and not FIELDS[name](read) for name in fields)

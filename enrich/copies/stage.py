"""Find copies among the postings of each board, from the texts that are enriched; only boards that changed.

Three tables of the ledger belong to it: ``text_sketch`` (of each posting), ``text_copy`` (what is published) and
``text_board`` (what the rows of a board were made from).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
import numpy as np

from crawler.items import Place
from enrich.copies import facts
from enrich.copies.groups import group
from enrich.copies.sketch import Hashes, Sketch, digest, runs_of, sketch_of, words_of

LEAST_WORDS: Final = 30
"""A text of fewer words says too little to be a copy: "Please apply on our site" stands on a thousand jobs."""

VERSION: Final = "1"
"""Of the way copies are found: another one finds them all again."""

_STALE: Final = (
    "SELECT posting.id, content_sha256 || '/' || input_sha256 FROM posting"
    " JOIN enrichment ON enrichment.posting = posting.id LEFT JOIN text_sketch ON text_sketch.posting = posting.id"
    " WHERE board = ? AND made_from IS NOT content_sha256 || '/' || input_sha256 ORDER BY posting.id"
)
_LIVES: Final = (
    "SELECT posting.id, status, first_seen, closed_at, job, text FROM posting"
    " JOIN text_sketch ON text_sketch.posting = posting.id JOIN enrichment ON enrichment.posting = posting.id"
    " WHERE board = ? AND text IS NOT NULL"
    " ORDER BY first_seen, posting.id"
)
_BATCH: Final = 500
_RUNS_KEPT: Final = 2_000


SketchRow = tuple[str, str, str, str | None, bytes | None]
"""``posting, made_from, job, text, sketch``."""


class _Content(msgspec.Struct):
    title: str
    job_location: list[Place] = []


class _Record(msgspec.Struct):
    description_text: str | None = None


_content = msgspec.json.Decoder(_Content)
_record = msgspec.json.Decoder(_Record)


class _Life(NamedTuple):
    id: str
    status: str
    first_seen: str
    closed_at: str | None
    job: str
    text: str


def find_copies(db: sqlite3.Connection) -> int:
    """Bring the tables up to date with what is enriched; how many boards had changed. Transactions are explicit."""
    changed = 0
    for (board,) in db.execute("SELECT id FROM board ORDER BY id").fetchall():
        _sketch_board(db, board)
        lives = [_Life(*row) for row in db.execute(_LIVES, (board,))]
        made_from = _digest(lives)
        known = db.execute("SELECT made_from FROM text_board WHERE board = ?", (board,)).fetchone()
        if known != (made_from,):
            _write_board(db, board, made_from, _copies(db, board, lives))
            changed += 1
    return changed


def _sketch_board(db: sqlite3.Connection, board: str) -> None:
    for rows in _batches(db, board):
        with db:
            db.execute("BEGIN IMMEDIATE")
            write_sketches(db, rows)


def _batches(db: sqlite3.Connection, board: str) -> Iterator[list[SketchRow]]:
    """Sketches to write. The ids are read first: what is written would change what a running query finds."""
    stale = db.execute(_STALE, (board,)).fetchall()
    for start in range(0, len(stale), _BATCH):
        yield [_sketched(db, id, made_from) for id, made_from in stale[start : start + _BATCH]]


def _sketched(db: sqlite3.Connection, id: str, made_from: str) -> SketchRow:
    content, record = db.execute(
        "SELECT content, record FROM posting JOIN enrichment ON posting = id WHERE id = ?", (id,)
    ).fetchone()
    said = _content.decode(content)
    return sketch_posting(id, made_from, said.title, said.job_location, _record.decode(record).description_text)


def sketch_posting(id: str, made_from: str, title: str, places: list[Place], text: str | None) -> SketchRow:
    """The row in ``text_sketch`` of a posting with this title, these places and this text."""
    words, job = words_of(text or ""), _job(title, places)
    if len(words) < LEAST_WORDS:
        return id, made_from, job, None, None
    return id, made_from, job, digest(words), sketch_of(runs_of(words)).tobytes()


def write_sketches(db: sqlite3.Connection, rows: list[SketchRow]) -> None:
    """Write rows of ``text_sketch``, inside a transaction of the caller."""
    db.executemany("INSERT OR REPLACE INTO text_sketch VALUES (?, ?, ?, ?, ?)", rows)


def _job(title: str, places: list[Place]) -> str:
    said = sorted(f"{p.locality}|{p.region}|{p.country}" if p.locality or p.region else p.raw for p in places)
    return hashlib.sha256("\n".join([*words_of(title), "", *said]).encode("utf-8", "replace")).hexdigest()[:32]


def _digest(lives: list[_Life]) -> str:
    return hashlib.sha256(msgspec.json.encode((VERSION, lives))).hexdigest()


def _copies(db: sqlite3.Connection, board: str, lives: list[_Life]) -> list[facts.Copy]:
    firsts = {life.text: life.id for life in reversed(lives)}

    @lru_cache(_RUNS_KEPT)
    def runs(text: str) -> Hashes:
        (record,) = db.execute("SELECT record FROM enrichment WHERE posting = ?", (firsts[text],)).fetchone()
        return runs_of(words_of(_record.decode(record).description_text or ""))

    def sketch(text: str) -> Sketch:
        (packed,) = db.execute("SELECT sketch FROM text_sketch WHERE posting = ?", (firsts[text],)).fetchone()
        return np.frombuffer(packed, dtype=np.uint16)

    distinct = list(dict.fromkeys(life.text for life in lives))
    groups = group(((text, sketch(text)) for text in distinct), runs)
    names = {text: hashlib.sha256(f"{board}\n{text}".encode()).hexdigest()[:16] for text in set(groups.values())}
    return facts.copies(
        facts.Life(life.id, life.status, life.first_seen, life.closed_at, life.job, names[groups[life.text]])
        for life in lives
    )


def _write_board(db: sqlite3.Connection, board: str, made_from: str, rows: list[facts.Copy]) -> None:
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM text_copy WHERE posting IN (SELECT id FROM posting WHERE board = ?)", (board,))
        db.executemany("INSERT INTO text_copy VALUES (?, ?, ?, ?, ?)", rows)
        db.execute("INSERT OR REPLACE INTO text_board VALUES (?, ?)", (board, made_from))

"""The tags that earlier versions of edited postings have, so that an edit that changed the verdict can be told.

Every version is judged as the posting is today: with the same reference data, model and code. What differs between
their tags is then the employer's doing alone. The ledger's table ``version`` holds what a posting said before each
edit; ``version_tag`` belongs to this module.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from crawler.items import JobPosting
from enrich.enrichment import BoardFacts
from enrich.record import Tag

BATCH: Final = 500
"""Versions of one transaction."""

Digest = Callable[[str, BoardFacts], str]
"""Hash of a content and its board -> hash of all that the verdict depends on."""
Judge = Callable[[JobPosting, BoardFacts], Tag]

_NEXT: Final = (
    "SELECT version.posting, version.snapshot, version.content_sha256, board.employer, board.domain, board.fein,"
    " version_tag.input_sha256 FROM version JOIN posting ON posting.id = version.posting"
    " JOIN board ON board.id = posting.board LEFT JOIN version_tag"
    " ON version_tag.posting = version.posting AND version_tag.snapshot = version.snapshot"
    " WHERE (version.posting, version.snapshot) > (?, ?) ORDER BY version.posting, version.snapshot LIMIT ?"
)
_CONTENT: Final = "SELECT content FROM version WHERE posting = ? AND snapshot = ?"
_WRITE: Final = "INSERT OR REPLACE INTO version_tag (posting, snapshot, input_sha256, tag) VALUES (?, ?, ?, ?)"
_POSTING: Final = msgspec.json.Decoder(JobPosting)

_Row = tuple[str, str, str, Tag | None]


def judge_versions(db: sqlite3.Connection, digest: Digest, judge: Judge, *, everything: bool = False) -> int:
    """Bring ``version_tag`` up to date; how many versions were judged. Transactions are explicit.

    The tag of a version that cannot be read is ``NULL``: no change is told from it or to it.
    """
    judged, after = 0, ("", "")
    while rows := db.execute(_NEXT, (*after, BATCH)).fetchall():
        after = rows[-1][:2]
        written = list(_judged(db, rows, digest, judge, everything))
        judged += len(written)
        if written:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.executemany(_WRITE, written)
    return judged


def _judged(
    db: sqlite3.Connection, rows: list[tuple[str, ...]], digest: Digest, judge: Judge, everything: bool
) -> Iterator[_Row]:
    for posting, snapshot, content_sha256, employer, domain, fein, known in rows:
        board = BoardFacts(employer=employer, domain=domain, fein=fein)
        input_sha256 = digest(content_sha256, board)
        if known != input_sha256 or everything:
            (packed,) = db.execute(_CONTENT, (posting, snapshot)).fetchone()
            yield posting, snapshot, input_sha256, _tag(packed, board, judge)


def _tag(packed: bytes, board: BoardFacts, judge: Judge) -> Tag | None:
    try:
        posting = _POSTING.decode(zlib.decompress(packed))
    except (zlib.error, msgspec.DecodeError):
        return None
    return judge(posting, board)

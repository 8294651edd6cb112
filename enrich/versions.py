"""The tags that earlier versions of edited postings have, so that an edit that changed the verdict can be told.

Every version is judged as the posting is today: with the same reference data, model and code. What differs between
their tags is then the employer's doing alone. The ledger's table ``version`` holds what a posting said before each
edit; ``version_tag`` belongs to this module.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from enrich.enrichment import BoardFacts
from enrich.parts import OldVersion, TagRow

BATCH: Final = 100
"""Versions of one part, and of one transaction."""

Digest = Callable[[str, BoardFacts], str]
"""Hash of a content and its board -> hash of all that the verdict depends on."""
Judge = Callable[[Iterable[list[OldVersion]]], Iterator[list[TagRow]]]
"""Parts -> the tags of each, in their order."""

_PAGE: Final = 2_000
_NEXT: Final = (
    "SELECT version.posting, version.snapshot, version.content_sha256, board.employer, board.domain, board.fein,"
    " version_tag.input_sha256 FROM version JOIN posting ON posting.id = version.posting"
    " JOIN board ON board.id = posting.board LEFT JOIN version_tag"
    " ON version_tag.posting = version.posting AND version_tag.snapshot = version.snapshot"
    " WHERE (version.posting, version.snapshot) > (?, ?) ORDER BY version.posting, version.snapshot LIMIT ?"
)
_CONTENT: Final = "SELECT content FROM version WHERE posting = ? AND snapshot = ?"
_WRITE: Final = "INSERT OR REPLACE INTO version_tag (posting, snapshot, input_sha256, tag) VALUES (?, ?, ?, ?)"


def judge_versions(db: sqlite3.Connection, digest: Digest, judge: Judge, *, everything: bool = False) -> int:
    """Bring ``version_tag`` up to date; how many versions were judged. Transactions are explicit.

    The tag of a version that cannot be read is ``NULL``: no change is told from it or to it.
    """
    judged = 0
    for rows in judge(_parts(_unjudged(db, digest, everything))):
        judged += len(rows)
        with db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(_WRITE, rows)
    return judged


def _unjudged(db: sqlite3.Connection, digest: Digest, everything: bool) -> Iterator[OldVersion]:
    after = ("", "")
    while rows := db.execute(_NEXT, (*after, _PAGE)).fetchall():
        after = rows[-1][:2]
        for posting, snapshot, content_sha256, employer, domain, fein, known in rows:
            board = BoardFacts(employer=employer, domain=domain, fein=fein)
            input_sha256 = digest(content_sha256, board)
            if known != input_sha256 or everything:
                (packed,) = db.execute(_CONTENT, (posting, snapshot)).fetchone()
                yield OldVersion(posting, snapshot, packed, input_sha256, board)


def _parts(versions: Iterator[OldVersion]) -> Iterator[list[OldVersion]]:
    part: list[OldVersion] = []
    for version in versions:
        part.append(version)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part

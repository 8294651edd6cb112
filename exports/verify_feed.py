"""Check every line of a published feed: its form, its order, and that its verdict follows from what it carries."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from enrich.record import EnrichedPosting, Sponsorship, Tag
from exports.cleaning import clean_html, web_address
from exports.feed import NAME, encode_line
from exports.manifest import Manifest
from exports.problems import Problem

_STRONGEST: tuple[Tag, ...] = ("stated_yes", "likely", "possible", "unlikely", "unknown", "excluded_by_posting")
"""A posting is excluded only when every track is. Said here again on purpose: the check must not ask whom it checks."""
_STATED = ("stated_yes", "excluded_by_posting")

_Record = TypeVar("_Record")

_decoder = msgspec.json.Decoder(EnrichedPosting, strict=True)


def check_feed(path: Path, said: Manifest, rows: int | None) -> Iterator[Problem]:
    """Problems of the feed at ``path`` by itself and against the manifest, which says it holds ``rows``."""
    found: Counter[str] = Counter()
    boards = {board.board for board in said.boards}
    number, previous = 0, ""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                yield Problem(NAME, number, "the last line has no end: was the file cut?")
            try:
                record = _decoder.decode(line)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                yield Problem(NAME, number, f"no record of schema {said.schema_version} ({error})")
                continue
            if encode_line(record) != line.rstrip(b"\n"):
                yield Problem(NAME, number, "not as an export writes it: another field, order, spacing or spelling")
            if record.id <= previous:
                yield Problem(NAME, number, f"id {record.id!r} after {previous!r}: ids must ascend, each once")
            previous = record.id
            found[record.status] += 1
            if record.board not in boards:
                yield Problem(NAME, number, f"board {record.board!r} is not in the manifest")
            for message in (*_check_life(record, said), *_check_evidence(record), *_check_safety(record)):
                yield Problem(NAME, number, f"{record.id}: {message}")
    yield from _check_counts(number, rows, found, said)
    yield from _check_doors(path)


def read_feed(path: Path) -> Iterator[tuple[int, EnrichedPosting]]:
    """Readable records of the feed with their line numbers; the others are :func:`check_feed`'s to tell."""
    return _readable(path, _decoder)


def _readable(path: Path, decoder: msgspec.json.Decoder[_Record]) -> Iterator[tuple[int, _Record]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield number, decoder.decode(line)
            except (msgspec.DecodeError, ValueError, RecursionError):
                continue


def _check_counts(lines: int, rows: int | None, found: Counter[str], said: Manifest) -> Iterator[Problem]:
    if lines != rows:
        yield Problem(NAME, None, f"{lines} lines, the manifest says {rows}")
    for status, expected in (("open", said.counts.open), ("closed", said.counts.closed)):
        if found[status] != expected:
            yield Problem(NAME, None, f"{found[status]} {status} postings, the manifest says {expected}")


class _Doors(msgspec.Struct):
    """The part of a record that says what it is a second door to."""

    id: str
    status: str
    duplicate_of: str | None


def _check_doors(path: Path) -> Iterator[Problem]:
    """Each duplicate against its original; read twice, with the duplicates in a temporary file meanwhile."""
    decoder = msgspec.json.Decoder(_Doors)
    with closing(sqlite3.connect("")) as db:
        db.execute("CREATE TABLE door (original TEXT, line INTEGER, door BLOB)")
        db.executemany(
            "INSERT INTO door VALUES (?, ?, ?)",
            (
                (door.duplicate_of, line, msgspec.json.encode(door))
                for line, door in _readable(path, decoder)
                if door.duplicate_of is not None
            ),
        )
        db.execute("CREATE INDEX by_original ON door(original)")
        if db.execute("SELECT 1 FROM door").fetchone() is not None:
            yield from _compare_doors(db, path, decoder)


def _compare_doors(db: sqlite3.Connection, path: Path, decoder: msgspec.json.Decoder[_Doors]) -> Iterator[Problem]:
    for _, original in _readable(path, decoder):
        query = "SELECT line, door FROM door WHERE original = ? ORDER BY line"
        for line, packed in (leading := db.execute(query, (original.id,)).fetchall()):
            door = decoder.decode(packed)
            if original.duplicate_of is not None:
                yield Problem(NAME, line, f"{door.id}: duplicate_of {original.id}, which is a duplicate itself")
            if original.status != door.status:
                yield Problem(NAME, line, f"{door.id}: {door.status}, and duplicate_of one that is {original.status}")
        if leading:
            db.execute("DELETE FROM door WHERE original = ?", (original.id,))
    for line, packed in db.execute("SELECT line, door FROM door ORDER BY line"):
        door = decoder.decode(packed)
        yield Problem(NAME, line, f"{door.id}: duplicate_of {door.duplicate_of}, which is not in the feed")


def _check_life(record: EnrichedPosting, said: Manifest) -> Iterator[str]:
    closed = record.status == "closed"
    if closed != (record.closed_at is not None) or closed != (record.close_reason is not None):
        yield f"status {record.status} with closed_at {record.closed_at} and close_reason {record.close_reason}"
    if not record.first_seen <= record.last_seen <= said.generated_at:
        yield f"first_seen {record.first_seen}, last_seen {record.last_seen}: out of order"
    if not record.first_seen <= record.changed_at <= said.generated_at:
        yield f"first_seen {record.first_seen}, changed_at {record.changed_at}: out of order"
    if record.closed_at is not None and not said.closed_since <= record.closed_at <= said.generated_at:
        yield f"closed_at {record.closed_at} is not in the time this version covers"
    origin = record.provenance
    if origin.model_version != said.model_version or origin.reference_version != said.reference.version:
        yield "was derived by another model or other reference data than the manifest says"
    if record.schema_version != said.schema_version:
        yield f"schema_version {record.schema_version}, the manifest says {said.schema_version}"


def _check_evidence(record: EnrichedPosting) -> Iterator[str]:
    text = record.description_text or ""
    for statement in record.statements:
        if not 0 <= statement.start < statement.end <= len(text):
            yield f"statement {statement.kind}: {statement.start} to {statement.end} is outside the text"
        elif text[statement.start : statement.end] != statement.quote:
            yield f"statement {statement.kind}: the quote is not description_text[{statement.start}:{statement.end}]"
    if (record.duplicate_of is None) != (record.duplicate_evidence is None):
        yield "duplicate_of without duplicate_evidence, or the other way round"
    yield from _check_verdict(record.sponsorship, bool(record.statements))
    if record.filer.decision == "match" and record.filer.id is None:
        yield "filer: a match without a filer"
    if not 0 <= record.filer.confidence <= 1:
        yield f"filer: confidence {record.filer.confidence} is no probability"


def _check_verdict(verdict: Sponsorship, has_statements: bool) -> Iterator[str]:
    tracks = verdict.tracks
    every = (tracks.h1b, tracks.h1b_new, tracks.perm, tracks.e3, tracks.h1b1)
    strongest = min((track.tag for track in every), key=_STRONGEST.index)
    if verdict.tag != strongest:
        yield f"sponsorship: tag {verdict.tag}, the strongest track says {strongest}"
    for track in every:
        if track.probability is not None and not 0 <= track.probability <= 1:
            yield f"sponsorship: probability {track.probability} is none"
        if track.tag in _STATED and not has_statements:
            yield f"sponsorship: tag {track.tag} without a statement that says so"


def _check_safety(record: EnrichedPosting) -> Iterator[str]:
    if web_address(record.url) is None or (record.apply_url is not None and web_address(record.apply_url) is None):
        yield "url or apply_url is not http or https"
    if clean_html(record.description_html) != record.description_html:
        yield "description_html holds something that could run or load"

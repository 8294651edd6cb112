"""The export stage: everything that one version of the ledger has to say, published at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from enrich.record import SCHEMA_VERSION
from exports import datasette_metadata, feed, manifest, schema, sqlite
from exports.changes import Moment
from exports.history import continue_history
from exports.manifest import FileEntry, Manifest
from exports.records import Edition, ExportError, read_edition, read_ledger, read_records
from exports.rows import Row
from exports.swap import new_version

FORMATS = ("jsonl", "sqlite")
"""What an export can write beside schema and manifest, which always come along."""

MANAGED = (feed.NAME, sqlite.NAME, schema.NAME, datasette_metadata.NAME, manifest.NAME)
"""Plain names in the export folder that belong to exports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What one export published."""

    out: Path
    manifest: Manifest


def export(ledger: Path, reference: Path | None, out: Path, formats: Collection[str] = FORMATS) -> ExportReport:
    """Publish one consistent version of ``ledger`` in folder ``out``, all files in one step.

    ``reference`` is the reference database, whose files the manifest names. What differs from the version published
    there before is written beside the others, so that readers can follow. Raises :class:`ExportError`, leaving what
    was published before, when the ledger is not enriched throughout or something cannot be read or written.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ExportError(f"unknown format {unknown[0]!r}; there are {', '.join(FORMATS)}")
    with read_ledger(ledger) as db:
        edition = read_edition(db)
        sources = manifest.read_reference(reference, edition)
        try:
            with new_version(out, MANAGED) as (folder, publish):
                files = _write_files(db, edition, folder, formats)
                whole = manifest.make_manifest(db, edition, sources, files, _feed_sha256(folder))
                whole = continue_history(out, folder, whole, _moment(db, edition))
                manifest.write(whole, folder / manifest.NAME)
                publish(whole.feed_version, {step.file for step in whole.changes})
        except OSError as error:
            raise ExportError(f"{out}: {error.strerror or error}; what was published before is untouched") from error
    return ExportReport(out=out, manifest=whole)


def _feed_sha256(folder: Path) -> str | None:
    path = folder / feed.NAME
    return manifest.sha256_of(path) if path.is_file() else None


def _moment(db: sqlite3.Connection, edition: Edition) -> Moment:
    def reopened_at(id: str) -> str | None:
        query = "SELECT max(at) FROM event WHERE posting = ? AND kind = 'reopened'"
        (at,) = db.execute(query, (id,)).fetchone()
        return None if at is None else str(at)

    return Moment(edition.newest, edition.since, reopened_at)


def _write_files(db: sqlite3.Connection, edition: Edition, folder: Path, formats: Collection[str]) -> list[FileEntry]:
    writers: list[tuple[str, str, Callable[[Path], int | None]]] = []
    if "jsonl" in formats:
        writers.append((feed.NAME, "application/x-ndjson", lambda path: feed.write(read_records(db, edition), path)))
    if "sqlite" in formats:
        writers.append((sqlite.NAME, "application/vnd.sqlite3", lambda path: _write_dump(db, edition, path)))
        writers.append((datasette_metadata.NAME, "application/yaml", datasette_metadata.write))
    writers.append((schema.NAME, "application/schema+json", schema.write))
    files = []
    for name, media_type, write in writers:
        rows = write(folder / name)
        files.append(manifest.describe_file(folder / name, media_type, rows))
    return files


def _write_dump(db: sqlite3.Connection, edition: Edition, path: Path) -> int:
    about = {
        "generated_at": edition.newest,
        "closed_since": edition.since,
        "schema_version": SCHEMA_VERSION,
        "reference_version": edition.reference_version or "none",
        "model_version": edition.model_version or "none",
        "licence": manifest.LICENCE,
    }
    records = read_records(db, edition)
    return sqlite.write(records, path, about=about.items(), boards=_boards(db), events=_events(db, edition))


def _boards(db: sqlite3.Connection) -> Iterator[Row]:
    identity = {
        id: (employer, url, ats, token, domain, first_crawled)
        for id, employer, url, ats, token, domain, first_crawled in db.execute(
            "SELECT id, employer, url, ats, token, domain, first_crawled FROM board"
        )
    }
    for board in manifest.read_boards(db):
        yield (
            *(board.board, *identity[board.board], board.last_crawled, board.last_complete, board.outcome),
            *(board.reason, board.held, board.advertised_total, board.collected, board.open_postings),
        )


def _events(db: sqlite3.Connection, edition: Edition) -> Iterator[Row]:
    return db.execute(
        "SELECT event.id, event.posting, at, kind, fields, reason, event.snapshot FROM event"
        " JOIN posting ON posting.id = event.posting WHERE posting.status = 'open' OR posting.closed_at >= ?"
        " ORDER BY event.posting, at, event.id",
        (edition.since,),
    )

"""The export stage: everything that one version of the ledger has to say, published at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from enrich.record import SCHEMA_VERSION
from exports import (
    compression,
    datapackage,
    datasette_metadata,
    feed,
    inspection,
    manifest,
    parquet,
    schema,
    schemaorg,
    sqlite,
    table,
)
from exports.about import facts
from exports.changes import Moment
from exports.events import read_events
from exports.history import continue_history
from exports.manifest import FileEntry, Manifest, ReferenceData
from exports.records import Edition, ExportError, read_edition, read_ledger, read_records
from exports.rows import Row
from exports.swap import new_version

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "sqlite", "csv", "parquet", "schemaorg")
"""What an export can write beside schema, data package and manifest, which always come along."""

USUAL = ("jsonl", "sqlite")
"""What it writes when nothing is asked for."""

MANAGED = (
    *(feed.NAME, compression.GZIP_NAME, compression.ZSTD_NAME, sqlite.NAME, table.NAME, parquet.NAME, schemaorg.NAME),
    *(schema.NAME, datasette_metadata.NAME, datasette_metadata.CONFIG_NAME, inspection.NAME),
    *(datapackage.NAME, manifest.NAME),
)
"""Plain names in the export folder that belong to exports."""

_FEEDS = {"jsonl", "jsonl.gz", "jsonl.zst"}
_Writer = tuple[str, str, Callable[[Path], int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What one export published."""

    out: Path
    manifest: Manifest


def export(ledger: Path, reference: Path | None, out: Path, formats: Collection[str] = USUAL) -> ExportReport:
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
                files, feed_sha256 = _write_files(db, edition, sources, folder, formats)
                whole = manifest.make_manifest(db, edition, sources, files, feed_sha256)
                whole = continue_history(out, folder, whole, _moment(db, edition))
                if "jsonl" not in formats:
                    (folder / feed.NAME).unlink(missing_ok=True)
                manifest.write(whole, folder / manifest.NAME)
                publish(whole.feed_version, {step.file for step in whole.changes})
        except OSError as error:
            raise ExportError(f"{out}: {error.strerror or error}; what was published before is untouched") from error
    return ExportReport(out=out, manifest=whole)


def _moment(db: sqlite3.Connection, edition: Edition) -> Moment:
    def reopened_at(id: str) -> str | None:
        query = "SELECT max(at) FROM event WHERE posting = ? AND kind = 'reopened'"
        (at,) = db.execute(query, (id,)).fetchone()
        return None if at is None else str(at)

    return Moment(edition.newest, edition.since, reopened_at)


def _write_files(
    db: sqlite3.Connection, edition: Edition, sources: ReferenceData, folder: Path, formats: Collection[str]
) -> tuple[list[FileEntry], str | None]:
    """Entries of the files, and the hash of the plain feed, which is there even if only packed ones are asked for."""
    plain = None
    if _FEEDS & set(formats):
        postings = feed.write(read_records(db, edition), folder / feed.NAME)
        plain = manifest.describe_file(folder / feed.NAME, "application/x-ndjson", postings)
    files = [plain] if plain is not None and "jsonl" in formats else []
    for name, media_type, write in _writers(db, edition, sources, folder, formats):
        found = write(folder / name)
        # Packed or not, a feed holds the same postings.
        rows = plain.rows if plain is not None and name in compression.NAMES else found
        files.append(manifest.describe_file(folder / name, media_type, rows))
    package = folder / datapackage.NAME
    package.write_bytes(datapackage.encode(edition.newest, files))
    files.append(manifest.describe_file(package, "application/json", None))
    return files, None if plain is None else plain.sha256


def _writers(
    db: sqlite3.Connection, edition: Edition, sources: ReferenceData, folder: Path, formats: Collection[str]
) -> list[_Writer]:
    """Name, media type and function for every file but the feed."""
    plain = folder / feed.NAME
    writers: dict[str, tuple[_Writer, ...]] = {
        "jsonl.gz": ((compression.GZIP_NAME, "application/gzip", partial(compression.write_gzip, plain)),),
        "jsonl.zst": ((compression.ZSTD_NAME, "application/zstd", partial(compression.write_zstd, plain)),),
        "sqlite": (
            (sqlite.NAME, "application/vnd.sqlite3", lambda path: _write_dump(db, edition, sources, path)),
            *_for_datasette(edition, sources, folder),
        ),
        "csv": ((table.NAME, "text/csv", lambda path: table.write(read_records(db, edition), path)),),
        "parquet": (
            (
                parquet.NAME,
                "application/vnd.apache.parquet",
                lambda path: parquet.write(read_records(db, edition), path),
            ),
        ),
        "schemaorg": (
            (schemaorg.NAME, "application/x-ndjson", lambda path: schemaorg.write(read_records(db, edition), path)),
        ),
    }
    wanted = [writer for name in FORMATS for writer in writers.get(name, ()) if name in formats]
    return [*wanted, (schema.NAME, "application/schema+json", schema.write)]


def _for_datasette(edition: Edition, sources: ReferenceData, folder: Path) -> tuple[_Writer, ...]:
    """What goes along with the dump that is already in ``folder``."""
    write_metadata = partial(datasette_metadata.write, generated_at=edition.newest, reference=sources)
    return (
        (datasette_metadata.NAME, "application/yaml", write_metadata),
        (datasette_metadata.CONFIG_NAME, "application/yaml", datasette_metadata.write_config),
        (inspection.NAME, "application/json", partial(inspection.write, folder / sqlite.NAME)),
    )


def _write_dump(db: sqlite3.Connection, edition: Edition, sources: ReferenceData, path: Path) -> int:
    about = facts(
        generated_at=edition.newest,
        closed_since=edition.since,
        schema_version=SCHEMA_VERSION,
        model_version=edition.model_version,
        reference=sources,
    )
    records = read_records(db, edition)
    return sqlite.write(records, path, about=about, boards=_boards(db), events=read_events(db, edition))


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

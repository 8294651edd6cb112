"""The export stage: everything that one version of the ledger has to say, published at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crawler.parallel.tasks import TaskFailed, in_order
from enrich.record import SCHEMA_VERSION
from exports import (
    compression,
    datapackage,
    datasette_metadata,
    feed,
    inspection,
    lake,
    manifest,
    parquet,
    schema,
    schemaorg,
    sqlite,
    table,
)
from exports.about import facts
from exports.changes import Moment
from exports.encoded import PART, ByteWriter, Writer, in_parts
from exports.events import read_events
from exports.history import continue_history
from exports.manifest import FileEntry, Manifest, ReferenceData
from exports.parts import RowsPart, encode_part
from exports.records import Edition, ExportError, read_edition, read_ledger, read_rows
from exports.rows import Row
from exports.swap import new_version

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "sqlite", "csv", "parquet", "parquet-parts", "schemaorg")
"""What an export can write beside schema, data package and manifest, which always come along."""

USUAL = ("jsonl", "sqlite")
"""What it writes when nothing is asked for."""

MANAGED = (
    *(feed.NAME, compression.GZIP_NAME, compression.ZSTD_NAME, sqlite.NAME, table.NAME, parquet.NAME, lake.NAME),
    schemaorg.NAME,
    *(schema.NAME, datasette_metadata.NAME, datasette_metadata.CONFIG_NAME, inspection.NAME),
    *(datapackage.NAME, manifest.NAME),
)
"""Plain names in the export folder that belong to exports."""

_RECORD_FILES = {
    **dict.fromkeys(("jsonl", "jsonl.gz", "jsonl.zst"), feed.NAME),
    "sqlite": sqlite.NAME,
    "csv": table.NAME,
    "parquet": parquet.NAME,
    lake.FORMAT: lake.NAME,
    "schemaorg": schemaorg.NAME,
}
"""Format -> the file that the records make for it."""
_WRITERS: dict[str, Callable[[Path], Writer]] = {
    feed.NAME: ByteWriter,
    table.NAME: table.open_writer,
    parquet.NAME: parquet.Writer,
    lake.NAME: lake.Writer,
    schemaorg.NAME: ByteWriter,
}
_File = tuple[str, str, Callable[[Path], object] | None]

_PARQUET = "application/vnd.apache.parquet"

LEAST_PARTS = 100
"""Fewer parts are encoded in this process: less work than starting others."""
_AHEAD = 24  # of some megabytes each


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What one export published."""

    out: Path
    manifest: Manifest
    url: str | None = None
    """Where in an object store it was published as well."""


def export(
    ledger: Path,
    reference: Path | None,
    out: Path,
    formats: Collection[str] = USUAL,
    *,
    executor: Executor | None = None,
) -> ExportReport:
    """Publish one consistent version of ``ledger`` in folder ``out``, all files in one step.

    ``reference`` is the reference database, whose files the manifest names. What differs from the version published
    there before is written beside the others, so that readers can follow. Where there is enough to do, ``executor``
    encodes. Raises :class:`ExportError`, leaving what was published before, when the ledger is not enriched throughout
    or something cannot be read or written.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ExportError(f"unknown format {unknown[0]!r}; there are {', '.join(FORMATS)}")
    with read_ledger(ledger) as db:
        edition = read_edition(db)
        sources = manifest.read_reference(reference, edition)
        try:
            with new_version(out, MANAGED) as (folder, publish):
                files, feed_sha256 = _write_files(db, edition, sources, folder, formats, executor)
                whole = manifest.make_manifest(db, edition, sources, files, feed_sha256)
                whole = continue_history(out, folder, whole, _moment(db, edition))
                if "jsonl" not in formats:
                    (folder / feed.NAME).unlink(missing_ok=True)
                manifest.write(whole, folder / manifest.NAME)
                publish(whole.feed_version, {step.file for step in whole.changes})
        except OSError as error:
            raise ExportError(f"{out}: {error.strerror or error}; what was published before is untouched") from error
        except TaskFailed as error:
            raise ExportError(f"{out}: {error}; what was published before is untouched") from error
    return ExportReport(out=out, manifest=whole)


def _moment(db: sqlite3.Connection, edition: Edition) -> Moment:
    def reopened_at(id: str) -> str | None:
        query = "SELECT max(at) FROM event WHERE posting = ? AND kind = 'reopened'"
        (at,) = db.execute(query, (id,)).fetchone()
        return None if at is None else str(at)

    return Moment(edition.newest, edition.since, reopened_at)


def _write_files(
    db: sqlite3.Connection,
    edition: Edition,
    sources: ReferenceData,
    folder: Path,
    formats: Collection[str],
    executor: Executor | None,
) -> tuple[list[FileEntry], str | None]:
    """Entries of the files, and the hash of the plain feed, which is there even if only packed ones are asked for."""
    rows = _write_records(db, edition, sources, folder, formats, executor)
    plain = None
    if feed.NAME in rows:
        plain = manifest.describe_file(folder / feed.NAME, "application/x-ndjson", rows[feed.NAME])
    files = [plain] if plain is not None and "jsonl" in formats else []
    for name, media_type, write in _files(edition, sources, folder, formats):
        if write is not None:
            write(folder / name)
        # Packed or not, a feed holds the same postings.
        found = plain.rows if plain is not None and name in compression.NAMES else rows.get(name)
        files.append(manifest.describe_file(folder / name, media_type, found))
    if lake.FORMAT in formats:
        parts = {name: found for name, found in rows.items() if lake.is_part(name)} | lake.write_ledger(db, folder)
        files += [manifest.describe_file(folder / name, _PARQUET, found, name=name) for name, found in parts.items()]
    package = folder / datapackage.NAME
    package.write_bytes(datapackage.encode(edition.newest, files))
    files.append(manifest.describe_file(package, "application/json", None))
    return files, None if plain is None else plain.sha256


def _write_records(
    db: sqlite3.Connection,
    edition: Edition,
    sources: ReferenceData,
    folder: Path,
    formats: Collection[str],
    executor: Executor | None,
) -> dict[str, int]:
    """Write every file that is made of the records, in one pass over them; how many there are in each."""
    names = tuple(dict.fromkeys(name for format, name in _RECORD_FILES.items() if format in formats))
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_WRITERS[name](folder / name)) for name in names if name in _WRITERS}
        dump = _open_dump(db, edition, sources, folder / sqlite.NAME) if sqlite.NAME in names else None
        if dump is not None:
            stack.enter_context(dump)
        parts = (RowsPart(names, rows) for rows in in_parts(read_rows(db, edition), PART)) if names else iter(())
        for part in in_order(executor, encode_part, parts, least=LEAST_PARTS, ahead=_AHEAD):
            for name, encoded in part.encoded.items():
                writers[name].add(encoded)
            if dump is not None and part.dump is not None:
                dump.add(part.dump)
        if dump is not None:
            dump.finish(read_events(db, edition))
    rows = {name: writer.rows for name, writer in writers.items()}
    for writer in writers.values():
        if isinstance(writer, lake.Writer):
            rows |= writer.table.files
    return rows if dump is None else rows | {sqlite.NAME: dump.rows}


def _files(edition: Edition, sources: ReferenceData, folder: Path, formats: Collection[str]) -> list[_File]:
    """Name, media type and, where the records do not make it, function for every file but the feed."""
    plain = folder / feed.NAME
    files: dict[str, tuple[_File, ...]] = {
        "jsonl.gz": ((compression.GZIP_NAME, "application/gzip", partial(compression.write_gzip, plain)),),
        "jsonl.zst": ((compression.ZSTD_NAME, "application/zstd", partial(compression.write_zstd, plain)),),
        "sqlite": ((sqlite.NAME, "application/vnd.sqlite3", None), *_for_datasette(edition, sources, folder)),
        "csv": ((table.NAME, "text/csv", None),),
        "parquet": ((parquet.NAME, _PARQUET, None),),
        "schemaorg": ((schemaorg.NAME, "application/x-ndjson", None),),
    }
    wanted = [file for name in FORMATS for file in files.get(name, ()) if name in formats]
    return [*wanted, (schema.NAME, "application/schema+json", schema.write)]


def _for_datasette(edition: Edition, sources: ReferenceData, folder: Path) -> tuple[_File, ...]:
    """What goes along with the dump that is already in ``folder``."""
    write_metadata = partial(datasette_metadata.write, generated_at=edition.newest, reference=sources)
    return (
        (datasette_metadata.NAME, "application/yaml", write_metadata),
        (datasette_metadata.CONFIG_NAME, "application/yaml", datasette_metadata.write_config),
        (inspection.NAME, "application/json", partial(inspection.write, folder / sqlite.NAME)),
    )


def _open_dump(db: sqlite3.Connection, edition: Edition, sources: ReferenceData, path: Path) -> sqlite.Writer:
    about = facts(
        generated_at=edition.newest,
        closed_since=edition.since,
        schema_version=SCHEMA_VERSION,
        model_version=edition.model_version,
        reference=sources,
    )
    return sqlite.Writer(path, about, _boards(db))


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

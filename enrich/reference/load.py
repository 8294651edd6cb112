"""Filing files in, ``reference.db`` out: one transaction for each file, all of it or nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from enrich.reference.choosing import choose_parts, edition_of
from enrich.reference.counting import Recount
from enrich.reference.files import SourceFile, identify
from enrich.reference.layouts import Header
from enrich.reference.store import (
    RULES,
    FileReport,
    delete_file,
    find_file,
    free_name,
    insert_file,
    insert_part,
    load_reports,
    open_store,
    refresh_version,
    save_counts,
    transaction,
)
from enrich.reference.tables import ColumnReader, ReferenceDataError, Table, Value
from enrich.reference.targets import TARGETS

Progress = Callable[[str, int], None]
"""Called with the file's name and the rows read so far, about every 20,000 rows."""

_PROGRESS_EVERY = 20_000
_FEW_CELLS = 9  # unreadable cells that say nothing yet about the whole column


def add_files(paths: Iterable[Path], database: Path, progress: Progress | None = None) -> list[FileReport]:
    """Load filing files into ``database``; one report a path, in order.

    A file that cannot be loaded leaves the database as it was and has :attr:`FileReport.error`; the files after it are
    still tried. Raises :class:`ReferenceDataError` when the database itself cannot be used.
    """
    with open_store(database) as connection:
        return [_add_file(connection, path, progress) for path in paths]


def remove_file(name: str, database: Path) -> FileReport:
    """Undo the loading of the file called ``name`` (or with that SHA-256): what it replaced counts again.

    Raises :class:`ReferenceDataError` when no such file is loaded.
    """
    with open_store(database) as connection:
        reports = load_reports(connection, "name = ?1 OR sha256 = ?1", name)
        if not reports:
            loaded = ", ".join(report.name for report in load_reports(connection)) or "none"
            raise ReferenceDataError(f"{name}: not loaded; loaded files: {loaded}")
        report = reports[0]
        row = connection.execute("SELECT id FROM file WHERE name = ?", (report.name,)).fetchone()
        with transaction(connection):
            _remove(connection, row[0], report.source)
            refresh_version(connection)
        return report


def _remove(connection: sqlite3.Connection, file_id: int, source: str) -> None:
    recount = Recount(connection, file_id, source)
    recount.contest()
    delete_file(connection, file_id, source)
    recount.settle()


def _add_file(connection: sqlite3.Connection, path: Path, progress: Progress | None) -> FileReport:
    try:
        file = identify(path)
        known = _already(connection, file.content_sha256)
        if known is not None:
            return known
        with file.tables() as tables:
            parts = [
                (table, edition_of(path, table.place, header)) for table, header in choose_parts(path.name, tables)
            ]
            identity = _identity(file, [header for _, header in parts])
            known = _already(connection, identity)
            if known is not None:
                return known
            with transaction(connection):
                loaded = find_file(connection, identity)
                if loaded is not None:
                    _remove(connection, loaded[0], parts[0][1].layout.source)
                return _load(connection, file, identity, parts, progress)
    except ReferenceDataError as error:
        return FileReport(name=path.name, error=str(error))


def _already(connection: sqlite3.Connection, identity: str) -> FileReport | None:
    """The report of the file with this content, if it was loaded by the rules of today."""
    loaded = find_file(connection, identity)
    if loaded is None or loaded[1] != RULES:
        return None
    report = load_reports(connection, "id = ?", loaded[0])[0]
    report.already_loaded = True
    return report


def _identity(file: SourceFile, headers: Sequence[Header]) -> str:
    """Hash of what is loaded: the content, and the edition where only the name tells it and the rows say it."""
    editions = sorted({header.edition or "" for header in headers if header.layout.needs_edition})
    if file.kind == "archive" or not editions:
        return file.content_sha256
    return hashlib.sha256(" ".join([file.content_sha256, *editions]).encode()).hexdigest()


def _load(
    connection: sqlite3.Connection,
    file: SourceFile,
    identity: str,
    parts: Sequence[tuple[Table, Header]],
    progress: Progress | None,
) -> FileReport:
    headers = [header for _, header in parts]
    report = FileReport(
        name=free_name(connection, file.path.name, identity),
        sha256=file.sha256,
        source=headers[0].layout.source,
        layout="; ".join(header.layout.name for header in headers),
        edition=max((header.edition for header in headers if header.edition), default=None),
        attribution=headers[0].layout.attribution,
        absent=[name for header in headers for name in header.absent],
        unknown=[name for header in headers for name in header.unknown],
    )
    file_id = insert_file(connection, report, identity)
    for table, header in parts:
        _load_part(connection, file_id, table, header, report, progress)
    report.refused = dict(sorted(report.refused.items()))
    save_counts(connection, file_id, report)
    recount = Recount(connection, file_id, report.source)
    recount.contest()
    recount.settle()
    refresh_version(connection)
    return load_reports(connection, "id = ?", file_id)[0]


def _load_part(
    connection: sqlite3.Connection,
    file_id: int,
    table: Table,
    header: Header,
    report: FileReport,
    progress: Progress | None,
) -> None:
    """Rows of one table of the file; what was read, refused and noted is added to ``report``."""
    target = TARGETS[header.layout.table]
    readers = target.readers(header)
    columns = ("file", "line", *target.types)
    statement = f"INSERT INTO {target.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    read, refused = report.rows_read, report.rows_refused
    connection.executemany(statement, _rows(file_id, table, header, readers, report, progress))
    rows = report.rows_read - read
    if not rows:
        raise ReferenceDataError(f"{table.place}: a header and no rows below it")
    _check_essential(table, header, readers, rows)
    for name, reader in readers.items():
        for why, count in sorted(reader.noted.items()):
            report.noted[f"{name}: {why}"] = report.noted.get(f"{name}: {why}", 0) + count
    kept = rows - (report.rows_refused - refused)
    if not kept:
        why = ", ".join(sorted(report.refused))
        raise ReferenceDataError(f"{table.place}: none of the {rows:,} rows can be loaded ({why})")
    insert_part(connection, file_id, table.place, target.table, header.layout.name, kept)


def _rows(
    file_id: int,
    table: Table,
    header: Header,
    readers: dict[str, ColumnReader],
    report: FileReport,
    progress: Progress | None,
) -> Iterator[tuple[Value, ...]]:
    """Rows for the database; counts what is read and refused into ``report``."""
    build = TARGETS[header.layout.table].builder(header)
    blank = tuple(reader.blank for reader in readers.values())
    refused: Counter[str] = Counter()
    read = 0
    columns, form = list(header.positions.values()), header.layout.form
    for line, values in table.rows(header.line, columns, list(readers.values()), form):
        if values is None:
            row: tuple[Value, ...] | str = "more cells than the header"
        elif values == blank:
            continue  # nothing in the columns that are loaded: a blank row, or a footnote
        else:
            row = build(values)
        read += 1
        if isinstance(row, str):
            refused[row] += 1
        else:
            yield (file_id, line, *row)
        if progress is not None and read % _PROGRESS_EVERY == 0:
            progress(report.name, read)
    report.rows_read += read
    report.rows_refused += refused.total()
    for why, count in refused.items():
        report.refused[why] = report.refused.get(why, 0) + count


def _check_essential(table: Table, header: Header, readers: dict[str, ColumnReader], rows: int) -> None:
    """A column that is mostly unreadable is not the column we take it for."""
    for name in TARGETS[header.layout.table].essential:
        if name in readers and readers[name].noted.total() > max(rows // 2, _FEW_CELLS):
            why = next(iter(readers[name].noted))
            place = table.at(header.line, header.positions[name])
            raise ReferenceDataError(f"{place}: most cells of the column cannot be read as {name} ({why})")

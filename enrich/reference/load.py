"""Filing files in, ``reference.db`` out: one transaction for each file, all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from enrich.reference import lca, uscis
from enrich.reference.columns import LAYOUTS
from enrich.reference.counting import Recount
from enrich.reference.files import SourceFile, identify
from enrich.reference.layouts import Header, find_header
from enrich.reference.store import (
    RULES,
    FileReport,
    delete_file,
    find_file,
    free_name,
    insert_file,
    load_reports,
    open_store,
    refresh_version,
    save_counts,
    transaction,
)
from enrich.reference.tables import ColumnReader, ReferenceDataError, Table, Value

Progress = Callable[[str, int], None]
"""Called with the file's name and the rows read so far, about every 20,000 rows."""

_SOURCES: dict[str, ModuleType] = {"uscis": uscis, "lca": lca}
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
    delete_file(connection, file_id)
    recount.settle()


def _add_file(connection: sqlite3.Connection, path: Path, progress: Progress | None) -> FileReport:
    try:
        file = identify(path)
        loaded = find_file(connection, file.content_sha256)
        if loaded is not None and loaded[1] == RULES:
            report = load_reports(connection, "id = ?", loaded[0])[0]
            report.already_loaded = True
            return report
        with file.tables() as tables:
            table, header = _choose(path.name, tables)
            with transaction(connection):
                if loaded is not None:
                    _remove(connection, loaded[0], header.layout.source)
                return _load(connection, file, table, header, progress)
    except ReferenceDataError as error:
        return FileReport(name=path.name, error=str(error))


def _choose(name: str, tables: Sequence[Table]) -> tuple[Table, Header]:
    """The one table that has a header of ours."""
    found, errors = [], []
    for table in tables:
        try:
            header = find_header(table, LAYOUTS)
        except ReferenceDataError as error:  # another sheet may be the one: a pivot beside the data is no reason
            errors.append(error)
            continue
        if header is not None:
            found.append((table, header))
    if not found and errors:
        raise errors[0]
    if len(found) > 1:
        places = " and ".join(table.place for table, _ in found)
        raise ReferenceDataError(f"{places} both hold filings; save them as two files")
    if found:
        return found[0]
    for table in tables:
        head = table.head(1)
        if head:
            shown = ", ".join(cell.strip() for cell in head[0][1][:4] if cell.strip())
            raise ReferenceDataError(
                f"{table.at(head[0][0], 0)}: no header of a known layout in the first rows (found: {shown[:120]}); "
                f"known are {', '.join(sorted({layout.name for layout in LAYOUTS}))}"
            )
    raise ReferenceDataError(f"{name}: nothing in it; the {'sheets are' if len(tables) > 1 else 'table is'} empty")


def _load(
    connection: sqlite3.Connection, file: SourceFile, table: Table, header: Header, progress: Progress | None
) -> FileReport:
    source = header.layout.source
    module = _SOURCES[source]
    report = FileReport(
        name=free_name(connection, file.path.name, file.content_sha256),
        sha256=file.sha256,
        source=source,
        layout=header.layout.name,
        absent=header.absent,
        unknown=header.unknown,
    )
    file_id = insert_file(connection, report, file.content_sha256)
    readers: dict[str, ColumnReader] = module.readers(header)
    columns = ("file", "line", *module.COLUMNS)
    statement = f"INSERT INTO {module.TABLE} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    connection.executemany(statement, _rows(file_id, table, header, readers, report, progress))
    if not report.rows_read:
        raise ReferenceDataError(f"{table.place}: a header and no rows below it")
    _check_essential(table, header, readers, report.rows_read)
    report.noted = {f"{name}: {why}": n for name, reader in readers.items() for why, n in sorted(reader.noted.items())}
    save_counts(connection, file_id, report)
    recount = Recount(connection, file_id, source)
    recount.contest()
    recount.settle()
    refresh_version(connection)
    return load_reports(connection, "id = ?", file_id)[0]


def _rows(
    file_id: int,
    table: Table,
    header: Header,
    readers: dict[str, ColumnReader],
    report: FileReport,
    progress: Progress | None,
) -> Iterator[tuple[Value, ...]]:
    """Rows for the database; counts what is read and refused into ``report``."""
    build = _SOURCES[header.layout.source].builder(header)
    blank = tuple(reader.blank for reader in readers.values())
    refused: Counter[str] = Counter()
    read = 0
    for line, values in table.rows(header.line, list(header.positions.values()), list(readers.values())):
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
    report.rows_read = read
    report.rows_refused = refused.total()
    report.refused = dict(sorted(refused.items()))


def _check_essential(table: Table, header: Header, readers: dict[str, ColumnReader], rows: int) -> None:
    """A column that is mostly unreadable is not the column we take it for."""
    for name in _SOURCES[header.layout.source].ESSENTIAL:
        if name in readers and readers[name].noted.total() > max(rows // 2, _FEW_CELLS):
            why = next(iter(readers[name].noted))
            place = table.at(header.line, header.positions[name])
            raise ReferenceDataError(f"{place}: most cells of the column cannot be read as {name} ({why})")

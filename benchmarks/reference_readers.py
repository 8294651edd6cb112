"""Our readers, each measured in a process of its own: ``python -m benchmarks.reference_readers NAME FILE``.

Imports stand in the functions, so that each contender pays for its own; ``benchmarks.reference`` runs it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.reference_peers import COLUMNS, contend


def _ours(path: Path, names: Iterable[str] | None, *, as_text: bool = False) -> int:
    from enrich.reference.delimited import DelimitedTable
    from enrich.reference.layouts import find_header
    from enrich.reference.lca import readers
    from enrich.reference.tables import ColumnReader, Table
    from enrich.reference.targets import LAYOUTS
    from enrich.reference.text_source import file_source
    from enrich.reference.workbook import Workbook

    def read(table: Table) -> int:
        header = find_header(table, LAYOUTS)
        assert header is not None
        wanted = [name.lower() for name in names] if names else list(header.positions)
        by_name = {n: ColumnReader(str, convert_all=list) for n in wanted} if as_text else readers(header)
        return sum(
            1 for _ in table.rows(header.line, [header.positions[n] for n in wanted], [by_name[n] for n in wanted])
        )

    if path.suffix == ".csv":
        return read(DelimitedTable(file_source(path, packed=False), encoding="utf-8-sig"))
    with Workbook(path) as sheets:
        return read(sheets[0])


def _add_files(path: Path) -> int:
    from enrich.reference import add_files

    with tempfile.TemporaryDirectory() as folder:
        (report,) = add_files([path], Path(folder) / "reference.db")
        return report.rows_kept


OURS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "ours, 12 columns": ("xlsx", lambda path: _ours(path, COLUMNS)),
    "ours, every column that is loaded": ("xlsx", lambda path: _ours(path, None)),
    "csv: ours, 12 columns": ("csv", lambda path: _ours(path, COLUMNS)),
    "csv: ours, 12 columns as text": ("csv", lambda path: _ours(path, COLUMNS, as_text=True)),
    "csv: ours, every column that is loaded": ("csv", lambda path: _ours(path, None)),
    "add_files, workbook": ("xlsx", _add_files),
    "add_files, csv": ("csv", _add_files),
}
"""Name -> the file it reads, and how."""


def main() -> None:
    """Run one contender."""
    name, file = sys.argv[1:]
    contend(OURS[name][1], Path(file))


if __name__ == "__main__":
    main()

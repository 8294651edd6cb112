"""Reading filing files: ``python -m benchmarks.reference [--peers PYTHON] [--rows N] [--large-rows N] [--scale N]``.

A synthetic disclosure workbook with the FY2024 header (97 columns; every name invented) is made on the fly, and read
for the same twelve columns by each contender in a process of its own, in turn. ``--peers`` is the interpreter that has
the other readers (polars, fastexcel, pandas, openpyxl, python-calamine), so that none of theirs is loaded with ours;
those that it lacks are named. pandas with openpyxl reads a smaller workbook (``--slow-rows``) because it takes minutes
otherwise; figures are per row. "Reading" ends with a row of Python values, ours checked and converted. ``add_files`` is
the whole job: hashed, every column that is loaded read, written to reference.db, totals built.

``--large-rows`` reads a workbook of that size, for its memory. ``--scale`` adds that many rows, in files of half a
million at most, to a database that has ten years of the hub (synthetic too), and prints what they cost.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.reference_peers import COLUMNS, PEERS, contend
from benchmarks.reference_scale import measure_scale
from benchmarks.synthetic_lca import make_rows, write_csv, write_workbook

BLANK_ROWS = 20_000
"""Formatted rows without values at the end, as in some published files."""


def _ours(path: Path, names: Iterable[str] | None) -> int:
    from enrich.reference.delimited import DelimitedTable
    from enrich.reference.layouts import find_header
    from enrich.reference.lca import readers
    from enrich.reference.tables import Table
    from enrich.reference.targets import LAYOUTS
    from enrich.reference.text_source import file_source
    from enrich.reference.workbook import Workbook

    def read(table: Table) -> int:
        header = find_header(table, LAYOUTS)
        assert header is not None
        wanted = [name.lower() for name in names] if names else list(header.positions)
        by_name = readers(header)
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
    "csv: ours, every column that is loaded": ("csv", lambda path: _ours(path, None)),
    "add_files, workbook": ("xlsx", _add_files),
    "add_files, csv": ("csv", _add_files),
}
"""Name -> the file it reads, and how."""


def _measure(name: str, path: Path, peers: str) -> dict[str, float]:
    if name in OURS:
        command = [sys.executable, "-m", "benchmarks.reference", "--contender", name, "--file", str(path)]
    else:
        command = [peers, "-m", "benchmarks.reference_peers", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _compare(files: dict[str, Path], rounds: int, peers: str) -> None:
    results: dict[str, list[dict[str, float]]] = {}
    kinds = {**{name: kind for name, (kind, _) in OURS.items()}, **{name: kind for name, (kind, *_) in PEERS.items()}}
    for _ in range(rounds):
        for name, kind in kinds.items():
            measured = _measure(name, files[kind], peers)
            if "missing" not in measured:
                results.setdefault(name, []).append(measured)
    for name in kinds.keys() - results.keys():
        print(f"not measured: {name} ({' and '.join(PEERS[name][1])} not installed)")
    _report(results, kinds)


def _report(results: dict[str, list[dict[str, float]]], kinds: dict[str, str]) -> None:
    def per_row(name: str, of: str) -> float:
        return statistics.median(run[of] / run["rows"] for run in results[name]) * 1e6

    print(f"{'':39}{'CPU us/row':>12}{'wall us/row':>13}{'rows/s':>10}{'MB':>6}{'x ours (CPU)':>14}{'(wall)':>8}")
    for name in results:
        ours = "csv: ours, 12 columns" if kinds[name] == "csv" else "ours, 12 columns"
        print(
            f"{name:39}{per_row(name, 'cpu'):12.1f}{per_row(name, 'wall'):13.1f}{1e6 / per_row(name, 'wall'):10,.0f}"
            f"{max(run['rss'] for run in results[name]):6.0f}{per_row(name, 'cpu') / per_row(ours, 'cpu'):14.2f}"
            f"{per_row(name, 'wall') / per_row(ours, 'wall'):8.2f}",
            flush=True,
        )


def _report_memory(rows: int, folder: Path) -> None:
    path = folder / "large.xlsx"
    write_workbook(path, make_rows(rows), blank_rows=BLANK_ROWS)
    measured = _measure("ours, every column that is loaded", path, "")
    print(f"a workbook of {rows:,} rows is read in {measured['wall']:.0f} s and {measured['rss']:.0f} MB", flush=True)
    path.unlink()


def main() -> None:
    """Measure every contender that is installed, and what else is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="interpreter that has the other readers")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--slow-rows", type=int, default=5_000)
    parser.add_argument("--large-rows", type=int, default=0)
    parser.add_argument("--scale", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contender", choices=list(OURS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        contend(OURS[options.contender][1], options.file)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.rounds:
            files = {"xlsx": folder / "rows.xlsx", "small": folder / "small.xlsx", "csv": folder / "rows.csv"}
            write_workbook(files["xlsx"], make_rows(options.rows), blank_rows=BLANK_ROWS)
            write_workbook(files["small"], make_rows(options.slow_rows))
            write_csv(files["csv"], make_rows(options.rows))
            print(f"{options.rows:,} rows x 97 columns, synthetic; median of {options.rounds} rounds, a process each")
            _compare(files, options.rounds, options.peers)
            for file in files.values():
                file.unlink()
        if options.large_rows:
            _report_memory(options.large_rows, folder)
        if options.scale:
            measure_scale(options.scale, folder)


if __name__ == "__main__":
    main()

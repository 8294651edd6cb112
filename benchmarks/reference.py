"""Reading filing files: ``python -m benchmarks.reference [--peers PYTHON] [--rows N] [--large-rows N] [--scale N]``.

A synthetic disclosure workbook with the FY2024 header (97 columns; every name invented) is made on the fly, and read
for the same twelve columns by each contender in a process of its own, in turn. ``--peers`` is the interpreter that has
the other readers (polars, fastexcel, pandas, openpyxl, python-calamine), so that none of theirs is loaded with ours;
those that it lacks are named. pandas with openpyxl reads a smaller workbook (``--slow-rows``) because it takes minutes
otherwise; figures are per row. "Reading" ends with a row of Python values, ours checked and converted but where it says
"as text". ``add_files`` is the whole job: hashed, every column that is loaded read, written to reference.db, totals
built.

``--csv-alone`` leaves the workbooks out. ``--large-rows`` reads a workbook of that size, for its memory.
``--scale`` adds that many rows, in files of half a million at most, to a database that has ten years of the hub
(synthetic too), and prints what they cost.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.reference_peers import PEERS
from benchmarks.reference_readers import OURS
from benchmarks.reference_scale import measure_scale
from benchmarks.synthetic_lca import make_rows, write_csv, write_workbook

BLANK_ROWS = 20_000
"""Formatted rows without values at the end, as in some published files."""


def _measure(name: str, path: Path, peers: str) -> dict[str, float]:
    if name in OURS:
        command = [sys.executable, "-m", "benchmarks.reference_readers", name, str(path)]
    else:
        command = [peers, "-m", "benchmarks.reference_peers", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _compare(files: dict[str, Path], rounds: int, peers: str) -> None:
    results: dict[str, list[dict[str, float]]] = {}
    every = {**{name: kind for name, (kind, _) in OURS.items()}, **{name: kind for name, (kind, *_) in PEERS.items()}}
    kinds = {name: kind for name, kind in every.items() if kind in files}
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
    parser.add_argument("--csv-alone", action="store_true", help="no workbooks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.rounds:
            files = {"csv": folder / "rows.csv"}
            write_csv(files["csv"], make_rows(options.rows))
            if not options.csv_alone:
                files |= {"xlsx": folder / "rows.xlsx", "small": folder / "small.xlsx"}
                write_workbook(files["xlsx"], make_rows(options.rows), blank_rows=BLANK_ROWS)
                write_workbook(files["small"], make_rows(options.slow_rows))
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

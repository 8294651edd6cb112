"""Reading filing files: ``python -m benchmarks.reference [--rows N] [--rounds N] [--slow-rows N]``.

A synthetic disclosure workbook with the FY2024 header (97 columns; every name invented) is made on the fly, and read
for the same twelve columns by each contender in a process of its own, in turn. pandas with openpyxl reads a smaller
workbook (``--slow-rows``) because it takes minutes otherwise; figures are per row. Contenders that are not installed
are named. ``add_files`` is the whole job: all columns read, checked, written to reference.db, totals built.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.synthetic_lca import make_rows, write_csv, write_workbook

COLUMNS = (
    *("CASE_NUMBER", "CASE_STATUS", "DECISION_DATE", "VISA_CLASS", "SOC_CODE", "SOC_TITLE", "EMPLOYER_NAME"),
    *("EMPLOYER_STATE", "EMPLOYER_FEIN", "WAGE_RATE_OF_PAY_FROM", "WAGE_UNIT_OF_PAY", "PW_WAGE_LEVEL"),
)
BLANK_ROWS = 20_000
"""Formatted rows without values at the end, as in some published files."""


def _ours(path: Path, names: Iterable[str] | None) -> int:
    from enrich.reference.files import identify
    from enrich.reference.layouts import find_header
    from enrich.reference.lca import readers
    from enrich.reference.targets import LAYOUTS

    with identify(path).tables() as tables:
        header = find_header(tables[0], LAYOUTS)
        assert header is not None
        wanted = [name.lower() for name in names] if names else list(header.positions)
        by_name = readers(header)
        rows = tables[0].rows(header.line, [header.positions[n] for n in wanted], [by_name[n] for n in wanted])
        return sum(1 for _ in rows)


def _add_files(path: Path) -> int:
    from enrich.reference import add_files

    with tempfile.TemporaryDirectory() as folder:
        (report,) = add_files([path], Path(folder) / "reference.db")
        return report.rows_kept


def _pandas(path: Path) -> int:
    pandas = importlib.import_module("pandas")
    return len(pandas.read_excel(path, usecols=list(COLUMNS), engine="openpyxl"))


def _polars(path: Path) -> int:
    polars = importlib.import_module("polars")
    return len(polars.read_excel(path, columns=list(COLUMNS)).drop_nulls("CASE_NUMBER").rows())


def _polars_csv(path: Path) -> int:
    polars = importlib.import_module("polars")
    return len(polars.read_csv(path, columns=list(COLUMNS), infer_schema=False).rows())


def _csv_module(path: Path) -> int:
    """What the standard library's parser takes for itself: every cell made, none looked at."""
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream, strict=True)) - 1


def _calamine(path: Path) -> int:
    calamine = importlib.import_module("python_calamine")
    rows = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    return sum(1 for row in rows if row[0]) - 1


CONTENDERS: dict[str, tuple[str, tuple[str, ...], Callable[[Path], int]]] = {
    "ours, 12 columns": ("xlsx", (), lambda path: _ours(path, COLUMNS)),
    "ours, every column that is loaded": ("xlsx", (), lambda path: _ours(path, None)),
    "pandas + openpyxl": ("small", ("pandas", "openpyxl"), _pandas),
    "polars": ("xlsx", ("polars", "fastexcel"), _polars),
    "python-calamine": ("xlsx", ("python_calamine",), _calamine),
    "csv: ours, 12 columns": ("csv", (), lambda path: _ours(path, COLUMNS)),
    "csv: the csv module alone": ("csv", (), _csv_module),
    "csv: polars": ("csv", ("polars",), _polars_csv),
    "add_files, workbook": ("xlsx", (), _add_files),
    "add_files, csv": ("csv", (), _add_files),
}


def _contend(name: str, path: Path) -> None:
    """Run one contender and print what it took, the start of the process included."""
    start = time.perf_counter()
    rows = CONTENDERS[name][2](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {"rows": rows, "cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start}
    print(json.dumps({**taken, "rss": _peak_mb()}))


def _peak_mb() -> float:
    """Peak resident memory; Linux counts the parent's into ``ru_maxrss``, so the process's own account is read."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


def _measure(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reference", "--contender", name, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _report(results: dict[str, list[dict[str, float]]]) -> None:
    def per_row(name: str, of: str) -> float:
        return statistics.median(run[of] / run["rows"] for run in results[name]) * 1e6

    print(f"{'':36}{'CPU us/row':>12}{'wall us/row':>13}{'rows/s':>10}{'MB':>8}{'x ours (CPU)':>14}{'(wall)':>8}")
    for name in results:
        ours = "csv: ours, 12 columns" if CONTENDERS[name][0] == "csv" else "ours, 12 columns"
        print(
            f"{name:36}{per_row(name, 'cpu'):12.1f}{per_row(name, 'wall'):13.1f}{1e6 / per_row(name, 'wall'):10,.0f}"
            f"{max(run['rss'] for run in results[name]):8.0f}{per_row(name, 'cpu') / per_row(ours, 'cpu'):14.2f}"
            f"{per_row(name, 'wall') / per_row(ours, 'wall'):8.2f}"
        )


def main() -> None:
    """Measure every contender that is installed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--slow-rows", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contender", choices=list(CONTENDERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        _contend(options.contender, options.file)
        return
    absent = {name: [m for m in needs if not importlib.util.find_spec(m)] for name, (_, needs, _) in CONTENDERS.items()}
    for name, modules in absent.items():
        if modules:
            print(f"not measured: {name} ({' and '.join(modules)} not installed)")
    with tempfile.TemporaryDirectory() as folder:
        files = {
            kind: Path(folder) / f"{kind}.{'csv' if kind == 'csv' else 'xlsx'}" for kind in ("xlsx", "small", "csv")
        }
        write_workbook(files["xlsx"], make_rows(options.rows), blank_rows=BLANK_ROWS)
        write_workbook(files["small"], make_rows(options.slow_rows))
        write_csv(files["csv"], make_rows(options.rows))
        print(f"{options.rows:,} rows x 97 columns, synthetic; median of {options.rounds} rounds, one process each")
        results: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS if not absent[name]}
        for _ in range(options.rounds):
            for name, runs in results.items():
                runs.append(_measure(name, files[CONTENDERS[name][0]]))
    _report(results)


if __name__ == "__main__":
    main()

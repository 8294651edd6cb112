"""The readers that ours are measured against: ``python -m benchmarks.reference_peers NAME FILE``.

It imports nothing of ours, so that a peer pays for its own start and nothing else; ``benchmarks.reference`` runs it.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

COLUMNS = (
    *("CASE_NUMBER", "CASE_STATUS", "DECISION_DATE", "VISA_CLASS", "SOC_CODE", "SOC_TITLE", "EMPLOYER_NAME"),
    *("EMPLOYER_STATE", "EMPLOYER_FEIN", "WAGE_RATE_OF_PAY_FROM", "WAGE_UNIT_OF_PAY", "PW_WAGE_LEVEL"),
)
"""What every contender reads."""


def _pandas(path: Path) -> int:
    pandas = importlib.import_module("pandas")
    return len(pandas.read_excel(path, usecols=list(COLUMNS), engine="openpyxl"))


def _polars(path: Path) -> int:
    polars = importlib.import_module("polars")
    return len(polars.read_excel(path, columns=list(COLUMNS)).drop_nulls("CASE_NUMBER").rows())


def _calamine(path: Path) -> int:
    calamine = importlib.import_module("python_calamine")
    rows = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    return sum(1 for row in rows if row[0]) - 1


def _csv_module(path: Path) -> int:
    """What the standard library's parser takes for itself: every cell made, none looked at."""
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream, strict=True)) - 1


def _polars_csv(path: Path) -> int:
    polars = importlib.import_module("polars")
    return len(polars.read_csv(path, columns=list(COLUMNS), infer_schema=False).rows())


def _polars_csv_typed(path: Path) -> int:
    polars = importlib.import_module("polars")
    return len(polars.read_csv(path, columns=list(COLUMNS), try_parse_dates=True).rows())


PEERS: dict[str, tuple[str, tuple[str, ...], Callable[[Path], int]]] = {
    "pandas + openpyxl": ("small", ("pandas", "openpyxl"), _pandas),
    "polars": ("xlsx", ("polars", "fastexcel"), _polars),
    "python-calamine": ("xlsx", ("python_calamine",), _calamine),
    "csv: the csv module alone": ("csv", (), _csv_module),
    "csv: polars, as text": ("csv", ("polars",), _polars_csv),
    "csv: polars, types inferred": ("csv", ("polars",), _polars_csv_typed),
}
"""Name -> the file it reads, the modules it needs, and how; each gives rows of Python values and counts them."""


def contend(read: Callable[[Path], int], path: Path) -> None:
    """Run one contender and print what it took, the start of the process included."""
    start = time.perf_counter()
    rows = read(path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {"rows": rows, "cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start}
    print(json.dumps({**taken, "rss": peak_mb()}))


def peak_mb() -> float:
    """Peak resident memory; Linux counts the parent's into ``ru_maxrss``, so the process's own account is read."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


def main() -> None:
    """Run the peer, or say which modules of it are missing."""
    name, file = sys.argv[1:]
    missing = [module for module in PEERS[name][1] if not importlib.util.find_spec(module)]
    if missing:
        print(json.dumps({"missing": missing}))
    else:
        contend(PEERS[name][2], Path(file))


if __name__ == "__main__":
    main()

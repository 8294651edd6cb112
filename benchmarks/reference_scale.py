"""What millions of rows cost: ten years of the hub, then applications file by file, as an operator adds them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.synthetic_lca import make_rows, write_csv

HUB_YEARS, HUB_ROWS = range(2014, 2024), 50_000
_FILE_ROWS = 500_000
_ADD = """
import sys
from pathlib import Path
from benchmarks.reference_peers import peak_mb
from enrich.reference import add_files
reports = add_files(map(Path, sys.argv[2:]), Path(sys.argv[1]))
print(peak_mb())
sys.exit("; ".join(report.error for report in reports if report.error) or None)
"""
_YEAR_DAYS = 365


def measure_scale(rows: int, folder: Path) -> None:
    """Add the hub and ``rows`` applications to a database in ``folder``; prints cost and size as it grows."""
    database = folder / "reference.db"
    hub = [_write_hub(folder / f"hub-{year}.csv", year) for year in HUB_YEARS]
    cpu, wall, _ = _add(database, hub)
    print(f"ten hub years of {HUB_ROWS:,} rows: {cpu:.0f} CPU-s, {wall:.0f} s, {_size(database):,.0f} MB")
    print(f"{'rows':>12}{'CPU us/row':>12}{'us/row of this file':>21}{'s':>8}{'MB on disk':>12}{'peak MB':>9}")
    base = folder / "base.csv"
    write_csv(base, make_rows(min(rows, _FILE_ROWS)))
    added, total_cpu, total_wall = 0, 0.0, 0.0
    for number, (start, end) in enumerate(_parts(rows)):
        path = folder / f"lca-{number}.csv"
        _write_part(base, path, start, end)
        cpu, wall, peak = _add(database, [path])
        path.unlink()
        added, total_cpu, total_wall = added + end - start, total_cpu + cpu, total_wall + wall
        print(
            f"{added:12,}{total_cpu / added * 1e6:12.1f}{cpu / (end - start) * 1e6:21.1f}{total_wall:8.0f}"
            f"{_size(database):12,.0f}{peak:9.0f}",
            flush=True,
        )


def _parts(rows: int) -> Iterator[tuple[int, int]]:
    """Files of 50,000 and 450,000 rows, then of half a million."""
    start = 0
    for end in (_FILE_ROWS // 10, *range(_FILE_ROWS, rows, _FILE_ROWS), rows):
        if start < end <= rows:
            yield start, end
            start = end


def _write_part(base: Path, path: Path, start: int, end: int) -> None:
    """Rows ``start`` to ``end`` of applications; each half million is the base of a year before, by other numbers."""
    years, first = divmod(start, _FILE_ROWS)
    with base.open("rb") as source, path.open("wb") as out:
        out.write(next(source))
        for number, line in enumerate(source):
            if first <= number < first + end - start:
                case, status, received, decided, rest = line.split(b",", 4)
                year = int(case[6:8]) - years
                days = [b"%d" % (int(day) - years * _YEAR_DAYS) for day in (received, decided)]
                out.write(b",".join((b"%s%02d%s" % (case[:6], year, case[8:]), status, *days, rest)))


def _write_hub(path: Path, year: int) -> Path:
    random_ = random.Random(year)
    header = "Fiscal Year,Employer,Initial Approvals,Initial Denials,Continuing Approvals,Continuing Denials"
    with path.open("w", encoding="utf-8") as out:
        out.write(f"{header},NAICS,Tax ID,State,City,ZIP\n")
        for number in range(HUB_ROWS):
            counts = ",".join(str(int(random_.paretovariate(1.5)) - 1) for _ in range(4))
            employer = number if random_.random() < 0.7 else number + HUB_ROWS * year
            out.write(f"{year},PUMICE {employer} SYSTEMS INC,1,{counts[2:]},54,{employer % 10_000:04d},TX,")
            out.write(f"DUNEVILLE,{70_000 + employer % 9_999}\n")
    return path


def _add(database: Path, paths: list[Path]) -> tuple[float, float, float]:
    """Add files in a process of its own: its CPU seconds, seconds and peak megabytes."""
    start = time.perf_counter()
    command = [sys.executable, "-c", _ADD, str(database), *map(str, paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        peak = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("a file was not loaded")
    return used.ru_utime + used.ru_stime, time.perf_counter() - start, float(peak)


def _size(database: Path) -> float:
    return database.stat().st_size / 2**20

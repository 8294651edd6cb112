"""How long `sponsorfeed status` takes on a large ledger of invented rows.

    python -m benchmarks.status [--postings 1000000] [--boards 10000] [--runs 60]

Building the ledger takes about a minute and 700 MB of disk in a temporary folder.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from pathlib import Path

from crawler.fold.ledger_schema import open_ledger, transaction
from operations.status import read_status

_OUTCOMES = ("complete",) * 8 + ("partial", "failed")


def build(ledger: Path, postings: int, boards: int, runs: int) -> None:
    """A ledger of ``postings`` on ``boards``, each crawled ``runs`` times."""
    days = [f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}T05:00:00Z" for day in range(runs)]
    with open_ledger(ledger) as db, transaction(db):
        db.executemany(
            "INSERT INTO board VALUES (?, 'bench', ?, 'Bench', 'https://bench.example', NULL, NULL, ?, ?, ?)",
            ((f"bench:{n:06d}", f"{n:06d}", days[0], days[-1], days[-1]) for n in range(boards)),
        )
        for day, at in enumerate(days):
            run = at.replace("-", "").replace(":", "")
            db.executemany(
                "INSERT INTO crawl VALUES (?, ?, ?, '', ?, ?, NULL, NULL, 100, 100, 0, 0, 3, '[]', '1', '{}', NULL)",
                ((run, f"bench:{n:06d}", f"{run}/{n}.jsonl.gz", at, _OUTCOMES[(n + day) % 10]) for n in range(boards)),
            )
        db.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, '', '{}', '', '1')",
            (
                (
                    f"bench:{n % boards:06d}:{n}",
                    f"bench:{n % boards:06d}",
                    ("open", "closed")[n % 3 == 0],
                    *[days[0]] * 3,
                )
                for n in range(postings)
            ),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--boards", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        build(data / "ledger.db", given.postings, given.boards, given.runs)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            status = read_status(data, data / "out")
            times.append((time.perf_counter() - start) * 1000)
        print(f"SQLite {sqlite3.sqlite_version}, {given.postings} postings, {status.boards} boards, {given.runs} runs")
        print(f"first {times[0]:.0f} ms, then {min(times[1:]):.0f} ms at best")


if __name__ == "__main__":
    main()

"""How long the report of a run takes, and how large its page is.

    python -m benchmarks.report [--boards 10000] [--postings 200000] [--runs 30]

A ledger of invented rows in a temporary folder, a fifth of the boards not healthy, traffic of 2,000 backends.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.status import build
from crawler.fold.ledger_schema import open_ledger, transaction
from crawler.manners.traffic import Backend, Traffic, save_traffic, traffic_path
from operations.report import read_report, write_report


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--boards", type=int, default=10_000)
    parser.add_argument("--postings", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        build(data / "ledger.db", given.postings, given.boards, given.runs)
        (data / "runs").mkdir()
        with open_ledger(data / "ledger.db") as db, transaction(db):
            db.execute(
                "INSERT INTO event SELECT crawl.run || '/' || posting.id, posting.id, crawled_at, 'changed', '[]',"
                " NULL, ''"
                " FROM posting JOIN crawl ON crawl.board = posting.board WHERE crawl.run > '20260110'"
                " AND posting.rowid % 20 = 0"
            )
        run = read_report(data, data / "out").run
        backends = {f"host{n}.example": Backend(requests=n + 2, seconds=n / 2, least_gap=0.5) for n in range(2_000)}
        save_traffic(traffic_path(data / "runs", run), Traffic(backends))
        start = time.perf_counter()
        html, said = write_report(read_report(data, data / "out"), data / "reports")
        seconds = time.perf_counter() - start
        print(f"{given.boards} boards, {given.postings} postings, {given.runs} runs: {seconds:.2f} s")
        print(f"page {html.stat().st_size / 1e6:.2f} MB, data {said.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

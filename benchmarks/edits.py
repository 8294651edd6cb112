"""What edited postings cost: ``python -m benchmarks.edits [--postings N] [--days N] [--share PERCENT]``.

Invented postings of 3 KB on one board, some of which are edited each day. Printed are the size of what the ledger keeps
of earlier versions, and the CPU seconds of enriching with them and, from a copy of the ledger, without.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.publishing import make_records
from crawler.items import Board, HiringOrganization, JobPosting, Snapshot
from crawler.ledger import fold_snapshots
from crawler.snapshots import FORMAT, SnapshotWriter, snapshot_path
from enrich.stage import EnrichReport, enrich_ledger

BOARD = Board(employer="Bench", url="https://boards.greenhouse.io/bench", ats="greenhouse", token="bench")


def make_posting(number: int, html: str, edition: int) -> JobPosting:
    return JobPosting(
        id=f"{BOARD.id}:{number}",
        board=BOARD.id,
        url=f"{BOARD.url}/{number}",
        title=f"Engineer {number}",
        hiring_organization=HiringOrganization(name=BOARD.employer),
        description_html=f"{html}<p>Edition {edition}</p>",
    )


def write_snapshot(folder: Path, day: int, postings: Iterable[JobPosting]) -> None:
    at = datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(days=day)
    with SnapshotWriter() as writer:
        for posting in postings:
            writer.add(posting)
        header = Snapshot(
            format=FORMAT,
            run=at.strftime("%Y%m%dT%H%M%SZ"),
            board=BOARD,
            crawled_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            outcome="complete",
            reason=None,
            advertised_total=len(writer),
            collected=len(writer),
            unreadable=0,
            detail_missing=0,
            requests=1,
        )
        writer.write(snapshot_path(folder, header.run, BOARD), header)


def write_days(folder: Path, postings: int, days: int, share: float) -> None:
    chance = random.Random(20260101)
    texts = [record.description_html or "" for record in make_records(postings)]
    editions = [0] * postings
    for day in range(days):
        for number in chance.sample(range(postings), round(postings * share / 100)) if day else []:
            editions[number] += 1
        write_snapshot(
            folder, day, (make_posting(number, texts[number], editions[number]) for number in range(postings))
        )


def enriched(ledger: Path) -> tuple[EnrichReport, float]:
    begun = time.process_time()
    report = enrich_ledger(ledger, ledger.with_name("none.db"))
    return report, time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--postings", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=15)
    parser.add_argument("--share", type=float, default=3, help="percent of the postings that are edited each day")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_days(folder / "snapshots", options.postings, options.days, options.share)
        ledger, bare = folder / "ledger.db", folder / "bare.db"
        fold_snapshots(folder / "snapshots", ledger)
        shutil.copyfile(ledger, bare)
        with closing(sqlite3.connect(bare)) as db, db:
            db.execute("DELETE FROM version")
        with closing(sqlite3.connect(ledger)) as db:
            versions, size = db.execute("SELECT count(*), total(length(content)) FROM version").fetchone()
            (content,) = db.execute("SELECT avg(length(content)) FROM posting").fetchone()
        _, without = enriched(bare)
        report, taken = enriched(ledger)
        _, again = enriched(ledger)
    print(
        f"{options.postings} postings, {versions} edits: {size / versions:.0f} bytes each, a posting has {content:.0f}"
    )
    print(f"enrich: {taken:.2f} CPU seconds with {report.versions} versions, {without:.2f} without, {again:.2f} again")
    print(
        f"a version: {(taken - without) / versions * 1e3:.2f} ms; a posting: {without / options.postings * 1e3:.2f} ms"
    )


if __name__ == "__main__":
    main()

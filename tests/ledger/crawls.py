"""Invented boards and crawls, written as real snapshot files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.items import Board, HiringOrganization, JobPosting
from crawler.snapshots import Place, SnapshotWriter, snapshot_path
from tests.headers import header

ACME = Board(employer="Acme Turbines", url="https://boards.greenhouse.io/acme", ats="greenhouse", token="acme")
HILL = Board(employer="Hill Clinics", url="https://jobs.lever.co/hill", ats="lever", token="hill")


def at(day: int, hour: int = 6) -> str:
    """Crawl time on day ``day`` (1 to 30) of an invented month."""
    return f"2026-11-{day:02d}T{hour:02d}:00:00Z"


def posting(number: int, board: Board = ACME, **changes: Any) -> JobPosting:
    """Posting ``number`` of ``board``, with ``changes`` to its fields."""
    plain = JobPosting(
        id=f"{board.id}:{number}",
        board=board.id,
        url=f"{board.url}/{number}",
        title=f"Blade Engineer {number}",
        hiring_organization=HiringOrganization(name=board.employer),
        description_html=f"<p>Shape blade {number}.</p>",
        source_sha256=f"{number:064x}",
    )
    return replace(plain, **changes)


def crawl(snapshots: Place, time: str, postings: Iterable[JobPosting], board: Board = ACME, **changes: Any) -> Place:
    """Write the snapshot of one crawl of ``board``: complete, unless ``changes`` says otherwise; one before it goes."""
    listed = list(postings)
    plain: dict[str, Any] = {
        "collected": len(listed),
        "detail_missing": sum(item.detail_missing for item in listed),
        "parser_version": "1",
    }
    said = replace(header(board, time.replace("-", "").replace(":", ""), time), **plain | changes)
    path = snapshot_path(snapshots, said.run, board)
    path.unlink(missing_ok=True)
    with SnapshotWriter() as writer:
        for item in listed:
            writer.add(item)
        writer.write(path, said)
    return path


def rows(ledger: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a query on the ledger."""
    with closing(sqlite3.connect(ledger)) as db:
        return db.execute(sql, values).fetchall()


def statuses(ledger: Path) -> dict[str, str]:
    """Posting number -> status."""
    return {id.rpartition(":")[2]: status for id, status in rows(ledger, "SELECT id, status FROM posting")}


def events(ledger: Path) -> list[tuple[str, str]]:
    """(posting number, kind) of every event, oldest first."""
    found = rows(ledger, "SELECT posting, kind FROM event ORDER BY at, posting")
    return [(id.rpartition(":")[2], kind) for id, kind in found]

"""A data folder with crawls of several boards over several nights, and what the stages make of it."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from crawler.items import Board, HiringOrganization, JobPosting
from crawler.ledger import fold_snapshots, ledger_version
from enrich.stage import enrich_ledger
from exports.publication import FORMATS, export
from tests.enrich.databases import Total, write_reference
from tests.ledger.crawls import ACME, at, crawl, posting

NIGHTS = 4
EMPLOYERS = ("Dunmarrow", "Quenby Mills", "Acme Turbines", "Hill Clinics")
TOTALS = [Total("DUNMARROW INC", 2020, 30), Total("DUNMARROW INC", 2021, 20), Total("QUENBY MILLS LLC", 2021, 3)]
TEXTS = (
    "We will sponsor an H-1B visa for this role.",
    "We are unable to sponsor visas for this position.",
    "Three years of experience with turbines. The salary range is $90,000 - $120,000 a year.",
)
TABLES = (
    ("enrichment", "posting"),
    ("version_tag", "posting, snapshot"),
    ("text_sketch", "posting"),
    ("text_copy", "posting"),
    ("text_board", "board"),
)


class House:
    """Snapshots, reference data, and a place for what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots, self.ledger = folder / "snapshots", folder / "ledger.db"
        self.reference, self.out = folder / "reference.db", folder / "out"

    def fill(self) -> None:
        """Write reference data, and the crawls of all nights."""
        write_reference(self.reference, TOTALS)
        for night in range(1, NIGHTS + 1):
            self.crawl_night(night)

    def crawl_night(self, night: int) -> None:
        """A night in which each board lost a posting, got one, and edited one."""
        for number in range(8):
            board = replace(ACME, token=f"acme{number}", employer=EMPLOYERS[number % len(EMPLOYERS)])
            crawl(self.snapshots, at(night), [_job(board, job, night) for job in range(night, night + 9)], board)

    def update(self, executor: Executor | None = None) -> str:
        """Fold; the ledger's version."""
        fold_snapshots(self.snapshots, self.ledger, executor)
        return ledger_version(self.ledger)

    def enrich(self, executor: Executor | None = None) -> str:
        """Enrich; a hash of all that was written."""
        enrich_ledger(self.ledger, self.reference, executor=executor)
        digest = hashlib.sha256()
        with closing(sqlite3.connect(self.ledger)) as db:
            for table, key in TABLES:
                rows = db.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
                digest.update(repr(rows).encode())
        return digest.hexdigest()

    def written(self) -> set[str]:
        """Tables of enrich that have rows."""
        with closing(sqlite3.connect(self.ledger)) as db:
            return {table for table, _ in TABLES if db.execute(f"SELECT 1 FROM {table}").fetchone()}

    def export(self, executor: Executor | None = None) -> dict[str, str]:
        """Publish in every form; the hash of each file."""
        report = export(self.ledger, None, self.out, FORMATS, executor=executor)
        return {file.path: file.sha256 for file in report.manifest.files}


def _job(board: Board, number: int, night: int) -> JobPosting:
    edited = " Apply by mail." if number % 4 == night % 4 else ""
    text = f"{TEXTS[(number + night * (number % 4 == 0)) % 3]} You shape blade {number // 2} by the river.{edited}"
    words = " ".join(f"word{number // 3}{place}" for place in range(40))
    return posting(
        number,
        board,
        hiring_organization=HiringOrganization(name=board.employer),
        description_html=f"<p>{text}</p><p>{words}</p>",
    )

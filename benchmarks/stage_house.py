"""A data folder, and the stages over it, each called as a command calls it."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path

from crawler.ledger import fold_snapshots, ledger_version
from enrich.stage import enrich_ledger
from exports.publication import export
from exports.verify import verify
from operations.report import read_report
from operations.status import read_status


class House:
    """A data folder, and the stages over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots, self.ledger, self.out = folder / "snapshots", folder / "ledger.db", folder / "out"
        self.reference = folder / "reference.db"
        self.formats: tuple[str, ...] = ("jsonl", "sqlite")

    def update(self, executor: Executor | None) -> str:
        fold_snapshots(self.snapshots, self.ledger, executor)
        return ""

    def enrich(self, executor: Executor | None) -> str:
        enrich_ledger(self.ledger, self.reference, executor=executor)
        return ""

    def export(self, executor: Executor | None) -> str:
        return export(self.ledger, self.reference, self.out, self.formats, executor=executor).manifest.feed_version

    def verify(self, executor: Executor | None) -> str:
        problems = verify(self.out)
        assert not problems, problems[:3]
        return ""

    def status(self, executor: Executor | None) -> str:
        read_status(self.folder, self.out)
        return ""

    def report(self, executor: Executor | None) -> str:
        read_report(self.folder, self.out)
        return ""

    def version(self) -> str:
        """Hash of the ledger and of what enrich wrote."""
        digest = hashlib.sha256(ledger_version(self.ledger).encode())
        with closing(sqlite3.connect(self.ledger)) as db:
            for table in ("enrichment", "text_sketch", "text_copy"):
                for row in db.execute(f"SELECT * FROM {table} ORDER BY posting"):
                    digest.update(repr(row).encode())
        return digest.hexdigest()

"""The enrich stage: read the ledger's postings, write what is derived from them, only for what changed.

One process reads and writes the ledger. What lies between, a function of some postings at a time, may be done by
others; the rows are the same whoever does it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from crawler.files.storage import Location
from crawler.parallel.tasks import TaskFailed, in_order
from enrich.copies.stage import find_copies, write_sketches
from enrich.employers.store import ReferenceUnusable
from enrich.enrichment import BoardFacts, Reference
from enrich.loaded import ReferenceAt, ReferenceElsewhere, kept_open
from enrich.parts import EnrichedPart, PostingsPart, Unread, VersionsPart, enrich_part, judge_part
from enrich.posting import input_digest, model_version_of
from enrich.shared_reference import share_reference
from enrich.versions import judge_versions

BATCH: Final = 100
"""Postings of one part, and of one transaction: what a killed run has to do again, at most, for each worker."""

LEAST_PARTS: Final = 40
"""Fewer parts are enriched in this process: some six seconds of work. To start another one takes more than a second."""

_PAGE: Final = 2_000
_NEXT: Final = (
    "SELECT posting.id, posting.content_sha256, board.employer, board.domain, board.fein, enrichment.input_sha256"
    " FROM posting JOIN board ON board.id = posting.board LEFT JOIN enrichment ON enrichment.posting = posting.id"
    " WHERE posting.id > ? ORDER BY posting.id LIMIT ?"
)
_CONTENT: Final = "SELECT content FROM posting WHERE id = ?"
_WRITE: Final = (
    "INSERT OR REPLACE INTO enrichment (posting, input_sha256, reference_version, model_version, record)"
    " VALUES (?, ?, ?, ?, ?)"
)
_WAIT_SECONDS: Final = 30.0


class EnrichError(RuntimeError):
    """The stage cannot run; the message names the file and says what to do."""


@dataclass(slots=True)
class EnrichReport:
    """What one run did."""

    enriched: int = 0
    unchanged: int = 0
    versions: int = 0
    """Earlier versions of edited postings that were judged."""
    employers: int = 0
    """Distinct employers that were looked up, board by board."""
    reference_version: str | None = None
    model_version: str = ""
    problems: list[str] = field(default_factory=list)
    """What the operator should know: no reference data, postings that cannot be read."""


def enrich_ledger(
    ledger: Path,
    reference: Path,
    *,
    everything: bool = False,
    keep_personal_data: bool = False,
    executor: Executor | None = None,
    store: Location | None = None,
) -> EnrichReport:
    """Enrich the postings of a ledger whose content, board, reference data, model or code changed.

    What belongs to the contacts of a posting is taken out before it is read, unless ``keep_personal_data``. Where there
    is enough to do, ``executor`` does it. Its workers read the reference data at the same path; where one of them has
    no such file, they are put into ``store``, the place of the snapshots, and each machine fetches them once.

    Without usable reference data every verdict is unknown and says so; that is reported, not an error. Raises
    :class:`EnrichError` when there is no ledger or a worker cannot do its part, :class:`AliasError` for a broken
    aliases file and :class:`ModelError` for a broken file of models.
    """
    if not ledger.is_file():
        raise EnrichError(f"{ledger}: no ledger here; run `sponsorfeed update` first")
    report = EnrichReport()
    data: Reference | None = None
    try:
        data = Reference.open(reference)
        report.reference_version = data.version
    except ReferenceUnusable as error:
        report.problems.append(str(error))
    report.model_version = model_version_of(data)
    with kept_open(reference, data) as at:
        try:
            with closing(sqlite3.connect(ledger, timeout=_WAIT_SECONDS, isolation_level=None)) as db:
                db.execute("PRAGMA foreign_keys=ON")
                db.execute("PRAGMA synchronous=NORMAL")  # what a power cut undoes is enriched again
                _run(_Stage(db, at, report, everything, keep_personal_data, executor), reference, store)
        except sqlite3.DatabaseError as error:
            raise EnrichError(f"{ledger}: {error}; is it a ledger, and is no other command using it?") from error
        except TaskFailed as error:
            raise EnrichError(f"{ledger}: {error}") from error
        except ReferenceElsewhere as error:
            raise EnrichError(
                f"{error}; every worker needs {reference} at the same path, with the files beside it, or a store of"
                " snapshots (--snapshots URL) from which it can fetch them"
            ) from error
    return report


def _run(stage: _Stage, reference: Path, store: Location | None) -> None:
    try:
        stage.run()
    except ReferenceElsewhere:
        if stage.at.path is None or store is None:
            raise
        stage.at = replace(stage.at, shared=share_reference(reference, store))
        stage.run()


@dataclass(slots=True)
class _Stage:
    db: sqlite3.Connection
    at: ReferenceAt
    report: EnrichReport
    everything: bool
    keep: bool
    executor: Executor | None
    counted: tuple[BoardFacts | None, set[int]] = (None, set())
    """The board whose employers are being counted, and those of it that are."""
    given: int = 0
    """Postings that were enriched, or could not be read."""
    after: str = ""
    """Id of the last of them."""

    def run(self) -> None:
        # Before the postings: while one of them waits to be enriched, nothing is exported.
        self.report.versions = judge_versions(
            self.db,
            lambda content_sha256, board: self.digest(content_sha256, board, keep=False),
            lambda parts: in_order(
                self.executor, judge_part, (VersionsPart(self.at, part) for part in parts), least=LEAST_PARTS
            ),
            everything=self.everything,
        )
        for part in in_order(self.executor, enrich_part, self.parts(), least=LEAST_PARTS):
            self.write(part)
        (postings,) = self.db.execute("SELECT count(*) FROM posting").fetchone()
        self.report.unchanged = postings - self.given
        find_copies(self.db)

    def digest(self, content_sha256: str, board: BoardFacts, *, keep: bool) -> str:
        return input_digest(content_sha256, board, self.at.stamp, self.at.model_version, keep=keep)

    def parts(self) -> Iterator[PostingsPart]:
        postings: list[Unread] = []
        for unread in self.stale():
            postings.append(unread)
            if len(postings) == BATCH:
                yield PostingsPart(self.at, self.keep, postings)
                postings = []
        if postings:
            yield PostingsPart(self.at, self.keep, postings)

    def stale(self) -> Iterator[Unread]:
        """Postings whose enrichment was made from something else than there is now, by id."""
        after = self.after
        while rows := self.db.execute(_NEXT, (after, _PAGE)).fetchall():
            after = rows[-1][0]
            for id, content_sha256, employer, domain, fein, known in rows:
                board = BoardFacts(employer=employer, domain=domain, fein=fein)
                input_sha256 = self.digest(content_sha256, board, keep=self.keep)
                if known != input_sha256 or self.everything:
                    # Not with the others: of most postings the text would be read from the disk for nothing.
                    (content,) = self.db.execute(_CONTENT, (id,)).fetchone()
                    yield Unread(id, content, content_sha256, input_sha256, board)

    def write(self, part: EnrichedPart) -> None:
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany(_WRITE, part.rows)
            write_sketches(self.db, part.sketches)
        self.given, self.after = self.given + part.postings, part.last
        self.report.enriched += len(part.rows)
        self.report.problems += part.problems
        for board, asked in part.employers.items():
            before = self.counted[1] if self.counted[0] == board else set()
            self.report.employers += len(asked - before)
            self.counted = board, before | asked

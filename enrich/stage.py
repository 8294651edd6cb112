"""The enrich stage: read the ledger's postings, write what is derived from them, only for what changed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from crawler.items import JobPosting
from enrich.copies.stage import find_copies
from enrich.employers.store import ReferenceUnusable
from enrich.enrichment import NO_EMPLOYER, BoardFacts, Reference, enrich_posting, query_of, read_text
from enrich.likelihood.model import load_models
from enrich.occupations.store import bundled_roles
from enrich.privacy.redact import redact_posting
from enrich.record import Enrichment, Redacted
from enrich.versions import judge_versions

BATCH: Final = 500
"""Postings of one transaction: what a killed run has to do again, at most."""

_NEXT: Final = (
    "SELECT posting.id, posting.content, posting.content_sha256, board.employer, board.domain, board.fein,"
    " enrichment.input_sha256"
    " FROM posting JOIN board ON board.id = posting.board LEFT JOIN enrichment ON enrichment.posting = posting.id"
    " WHERE posting.id > ? ORDER BY posting.id LIMIT ?"
)
_WRITE: Final = (
    "INSERT OR REPLACE INTO enrichment (posting, input_sha256, reference_version, model_version, record)"
    " VALUES (?, ?, ?, ?, ?)"
)
_POSTING = msgspec.json.Decoder(JobPosting)
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
    """Distinct employers that were looked up."""
    reference_version: str | None = None
    model_version: str = ""
    problems: list[str] = field(default_factory=list)
    """What the operator should know: no reference data, postings that cannot be read."""


@cache
def code_version() -> str:
    """Return a digest of the enrich code and its tables, so that a change of a rule enriches again."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".json", ".toml"):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def enrich_ledger(
    ledger: Path, reference: Path, *, everything: bool = False, keep_personal_data: bool = False
) -> EnrichReport:
    """Enrich the postings of a ledger whose content, board, reference data, model or code changed.

    What belongs to the contacts of a posting is taken out before it is read, unless ``keep_personal_data``.

    Without usable reference data every verdict is unknown and says so; that is reported, not an error. Raises
    :class:`EnrichError` when there is no ledger, :class:`AliasError` for a broken aliases file and :class:`ModelError`
    for a broken file of models.
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
    try:
        with closing(sqlite3.connect(ledger, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys=ON")
            # Before the postings: while one of them waits to be enriched, nothing is exported.
            report.versions = judge_versions(
                connection,
                lambda content_sha256, board: input_digest(content_sha256, board, stamp_of(data), report.model_version),
                lambda posting, board: enrich_one(posting, board, data).sponsorship.tag,
                everything=everything,
            )
            _enrich_all(connection, data, report, everything, keep_personal_data)
            find_copies(connection)
    except sqlite3.DatabaseError as error:
        raise EnrichError(f"{ledger}: {error}; is it a ledger, and is no other command using it?") from error
    finally:
        if data is not None:
            report.employers = len(data.known)
            data.close()
    return report


def _enrich_all(
    connection: sqlite3.Connection, data: Reference | None, report: EnrichReport, everything: bool, keep: bool
) -> None:
    after = ""
    while rows := connection.execute(_NEXT, (after, BATCH)).fetchall():
        after = rows[-1][0]
        written = list(_enriched(rows, data, report, everything, keep))
        if written:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(_WRITE, written)


def _enriched(
    rows: list[tuple[str, ...]], data: Reference | None, report: EnrichReport, everything: bool, keep: bool
) -> Iterator[tuple[str, str, str | None, str, bytes | str]]:
    """Yield the rows to write for those postings whose input changed."""
    version = data.version if data is not None else None
    stamp = stamp_of(data)
    for posting_id, content, content_sha256, employer, domain, fein, known in rows:
        board = BoardFacts(employer=employer, domain=domain, fein=fein)
        input_sha256 = input_digest(content_sha256, board, stamp, report.model_version, keep=keep)
        if known == input_sha256 and not everything:
            report.unchanged += 1
            continue
        try:
            posting = _POSTING.decode(content)
        except msgspec.DecodeError as error:
            report.problems.append(
                f"{posting_id}: the ledger's content cannot be read ({error}); crawl the board again"
            )
            continue
        record = msgspec.json.encode(enrich_one(posting, board, data, keep_personal_data=keep)).decode()
        report.enriched += 1
        yield posting_id, input_sha256, version, report.model_version, record


def enrich_one(
    posting: JobPosting, board: BoardFacts, data: Reference | None, *, keep_personal_data: bool = False
) -> Enrichment:
    """Return the enrichment of one posting with the loaded reference data."""
    redacted: Redacted | None = None
    if not keep_personal_data:
        posting, redacted = redact_posting(posting)
    employer = data.employer(query_of(posting, board), board.employer) if data is not None else NO_EMPLOYER
    version = data.version if data is not None else None
    roles = data.roles if data is not None else bundled_roles()
    wages = data.wages if data is not None else None
    role = roles.read(posting.title)
    reading, model = read_text(posting), model_version_of(data)
    return enrich_posting(
        *(posting, board, employer, reading, version),
        role=role,
        model_version=model,
        wages=wages,
        redacted=redacted,
    )


def stamp_of(data: Reference | None) -> str | None:
    """Return the version of the loaded data and of the aliases, an operator's own among them."""
    return data.index.reference_version if data is not None else None


def model_version_of(data: Reference | None) -> str:
    """Return the version of the models in use: the operator's own, else the shipped ones."""
    return data.models.version if data is not None else load_models().version


def input_digest(
    content_sha256: str, board: BoardFacts, reference_version: str | None, model_version: str, *, keep: bool = False
) -> str:
    """Return a digest of all that the enrichment of a posting depends on."""
    facts = (board.employer, board.domain, board.fein)
    parts = (content_sha256, *facts, reference_version, model_version, code_version(), keep)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

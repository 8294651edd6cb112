"""Explain one posting's verdict: every part of it, and the SQL by which a reader finds each number again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from crawler.items import JobPosting
from enrich.employers.store import ReferenceUnusable
from enrich.enrichment import NO_EMPLOYER, BoardFacts, Employer, Reference, enrich_posting, query_of, read_text
from enrich.filings import COUNTS_SQL, COVERAGE_SQL, GRANTED
from enrich.likelihood import MODEL_VERSION, History
from enrich.record import CapExempt, Filer, FilingCount, Sponsorship, Statement
from enrich.stage import EnrichError

_POSTING_SQL: Final = (
    "SELECT posting.content, posting.status, board.employer, board.domain, board.fein FROM posting"
    " JOIN board ON board.id = posting.board WHERE posting.id = ?"
)


@dataclass(frozen=True, slots=True)
class ExplainedCandidate:
    """A filer that was considered and not chosen."""

    id: str
    name: str
    score: float
    """Similarity of the names, 0 to 100."""
    why_not: str


@dataclass(frozen=True, slots=True)
class ExplainedRate:
    """The row of the count-bin table that gave the probability of ``h1b`` and ``h1b_new``."""

    model_version: str
    approvals: str
    """The row's bin: ``3 to 5``."""
    any: float
    initial: float
    source: str
    fiscal_year: int
    count: int
    """Approvals of the filer in that year."""
    is_whole_year: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A query on reference.db that returns numbers of the explanation."""

    shows: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything behind the verdict on one posting."""

    posting: str
    title: str
    url: str
    employer: str
    """As the posting says it."""
    filer: Filer
    why_filer: str
    candidates: list[ExplainedCandidate]
    links: dict[str, str]
    """Spelling -> why it is counted for the filer, for those that are not the same name."""
    counts: list[FilingCount]
    statements: list[Statement]
    rate: ExplainedRate | None
    cap_exempt: CapExempt
    sponsorship: Sponsorship
    reference_version: str | None
    model_version: str
    queries: list[Query]


def explain(posting_id: str, ledger: Path, reference: Path) -> Explanation:
    """Return the explanation of one posting, enriched anew from the ledger and the reference data.

    Raises ``EnrichError`` when the ledger or the posting is not there.
    """
    posting, board = _read(posting_id, ledger)
    try:
        opened: Reference | None = Reference.open(reference)
    except ReferenceUnusable:
        opened = None
    with opened if opened is not None else nullcontext() as data:
        employer = data.employer(query_of(posting, board), board.employer) if data is not None else NO_EMPLOYER
        return _explained(posting, board, employer, data.version if data is not None else None)


def _read(posting_id: str, ledger: Path) -> tuple[JobPosting, BoardFacts]:
    if not ledger.is_file():
        raise EnrichError(f"{ledger}: no ledger here; run `sponsorfeed update` first")
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            row = connection.execute(_POSTING_SQL, (posting_id,)).fetchone()
    except sqlite3.DatabaseError as error:
        raise EnrichError(f"{ledger}: {error}; is it a ledger?") from error
    if row is None:
        raise EnrichError(f"{ledger}: no posting {posting_id!r}; ids look like greenhouse:acme:12345 (see jobs.jsonl)")
    content, _, employer, domain, fein = row
    return msgspec.json.decode(content, type=JobPosting), BoardFacts(employer=employer, domain=domain, fein=fein)


def _explained(posting: JobPosting, board: BoardFacts, employer: Employer, version: str | None) -> Explanation:
    record = enrich_posting(posting, board, employer, read_text(posting), version)
    answer, filings = employer.match, employer.filings
    history = employer.assessment.history
    return Explanation(
        posting=posting.id,
        title=posting.title,
        url=posting.url,
        employer=posting.hiring_organization.name,
        filer=record.filer,
        why_filer=answer.reason if answer is not None else "no filing data are loaded",
        candidates=[
            ExplainedCandidate(c.id, c.name, c.score, c.why_not) for c in (answer.candidates if answer else [])
        ],
        links=dict(answer.filer.links) if answer is not None and answer.filer is not None else {},
        counts=filings.counts if filings is not None else [],
        statements=record.statements,
        rate=_rate(history),
        cap_exempt=record.cap_exempt,
        sponsorship=record.sponsorship,
        reference_version=version,
        model_version=MODEL_VERSION,
        queries=_queries(record.filer.members, history) if filings is not None else [],
    )


def _rate(history: History) -> ExplainedRate | None:
    if history.row is None or history.source is None or history.fiscal_year is None:
        return None
    row = history.row
    return ExplainedRate(
        MODEL_VERSION,
        row.label,
        row.any,
        row.initial,
        history.source,
        history.fiscal_year,
        history.count,
        history.is_whole,
    )


def _queries(members: Sequence[str], history: History) -> list[Query]:
    names = ", ".join(map(_literal, members))
    queries = [
        Query("filings by source, visa class, fiscal year, occupation and outcome", COUNTS_SQL.format(names=names)),
        Query("filings loaded for each source and fiscal year, from which part years are told", COVERAGE_SQL),
    ]
    if history.source is not None and history.fiscal_year is not None:
        granted = ", ".join(map(_literal, sorted(GRANTED)))
        sql = (
            f"SELECT SUM(filings) FROM filing_total WHERE source = {_literal(history.source)}"
            f" AND fiscal_year = {history.fiscal_year} AND visa_class = 'H-1B' AND status IN ({granted})"
            f" AND employer_name IN ({names})"
        )
        queries.append(Query("the count that chose the row of the table", sql))
    return queries


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

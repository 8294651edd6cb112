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
from enrich.enrichment import NO_EMPLOYER, BoardFacts, Employer, Reference, groups_of, query_of
from enrich.filings import COUNTS_SQL, COVERAGE_SQL, FILES_SQL
from enrich.likelihood.history import Estimate, History, Part
from enrich.likelihood.model import FittedModel, Score, best_score
from enrich.likelihood.tags import TrackName
from enrich.likelihood.terms import TERMS
from enrich.likelihood.trace import case_sql, literal, probability_sql
from enrich.occupations.roles import Role
from enrich.occupations.store import bundled_roles
from enrich.posting import enrich_one
from enrich.privacy.redact import redact_posting
from enrich.record import (
    CapExempt,
    Enrichment,
    Filer,
    FilingCount,
    OccupationShare,
    Sponsorship,
    Statement,
    WageLevel,
    WageReason,
)
from enrich.stage import EnrichError

_CASES_SQL: Final = (
    "SELECT source, visa_class, fiscal_year, file, cases FROM filing_evidence WHERE employer_name IN ({names})"
    " ORDER BY source, visa_class, fiscal_year DESC, file"
)
_POSTING_SQL: Final = (
    "SELECT posting.content, posting.status, board.employer, board.domain, board.fein,"
    " enrichment.record IS NOT NULL AND json_extract(enrichment.record, '$.redacted') IS NULL"
    " FROM posting JOIN board ON board.id = posting.board LEFT JOIN enrichment ON enrichment.posting = posting.id"
    " WHERE posting.id = ?"
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
class ExplainedTerm:
    """One term of the model, with what it adds to the log odds."""

    name: str
    says: str
    value: float
    coefficient: float
    adds: float


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """The probability for one SOC minor group, or for the filer as a whole."""

    group: str | None
    share: float
    """Of the title's meaning."""
    probability: float
    intercept: float
    terms: list[ExplainedTerm]


@dataclass(frozen=True, slots=True)
class ExplainedEstimate:
    """Where the probability of a track comes from."""

    track: str
    probability: float
    source: str
    """Whose filings are the evidence."""
    fiscal_year: int
    """The last year of the evidence."""
    is_whole_year: bool
    fitted_on: str
    """Source whose outcomes the model was fitted on, and their fiscal years."""
    score: Score | None
    """On the newest year that a fit in the same way had not seen."""
    parts: list[ExplainedPart]


@dataclass(frozen=True, slots=True)
class ExplainedRole:
    """The occupations of the title, and what they rest on."""

    occupations: list[OccupationShare]
    confidence: float
    """Probability that the occupation is among them."""
    source: str
    """``filings`` (of applications), ``onet``, ``bundled`` (our list), ``nearest`` (similar titles) or ``none``."""
    rests_on: list[str]
    """Known titles, as the words they were found by, nearest first."""


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
    estimates: list[ExplainedEstimate]
    role: ExplainedRole
    wage_level: WageLevel | None
    wage_level_reason: WageReason | None
    cap_exempt: CapExempt
    sponsorship: Sponsorship
    reference_version: str | None
    model_version: str
    queries: list[Query]


def explain(posting_id: str, ledger: Path, reference: Path) -> Explanation:
    """Return the explanation of one posting, enriched anew from the ledger and the reference data.

    Raises ``EnrichError`` when the ledger or the posting is not there.
    """
    posting, board, kept = _read(posting_id, ledger)
    if not kept:
        posting, _ = redact_posting(posting)
    try:
        opened: Reference | None = Reference.open(reference)
    except ReferenceUnusable:
        opened = None
    with opened if opened is not None else nullcontext() as data:
        employer = data.employer(query_of(posting, board), board.employer) if data is not None else NO_EMPLOYER
        roles = data.roles if data is not None else bundled_roles()
        record = enrich_one(posting, board, data, keep_personal_data=True)
        return _explained(posting, record, employer, roles.read(posting.title))


def _read(posting_id: str, ledger: Path) -> tuple[JobPosting, BoardFacts, bool]:
    """The posting, what is known of its board, and whether it is published with what belongs to persons."""
    if not ledger.is_file():
        raise EnrichError(f"{ledger}: no ledger here; run `sponsorfeed update` first")
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            row = connection.execute(_POSTING_SQL, (posting_id,)).fetchone()
    except sqlite3.DatabaseError as error:
        raise EnrichError(f"{ledger}: {error}; is it a ledger?") from error
    if row is None:
        raise EnrichError(f"{ledger}: no posting {posting_id!r}; ids look like greenhouse:acme:12345 (see jobs.jsonl)")
    content, _, employer, domain, fein, kept = row
    board = BoardFacts(employer=employer, domain=domain, fein=fein)
    return msgspec.json.decode(content, type=JobPosting), board, bool(kept)


def _explained(posting: JobPosting, record: Enrichment, employer: Employer, role: Role) -> Explanation:
    answer, filings = employer.match, employer.filings
    history = employer.assessment.history(groups_of(role))
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
        estimates=[_estimate(track, found) for track, found in history.estimates.items()],
        role=ExplainedRole(record.occupational_category, role.confidence, role.source, list(role.rests_on)),
        wage_level=record.wage_level,
        wage_level_reason=record.wage_level_reason,
        cap_exempt=record.cap_exempt,
        sponsorship=record.sponsorship,
        reference_version=record.reference_version,
        model_version=record.model_version,
        queries=[
            *(_queries(record.filer.members, history) if filings is not None else []),
            *_role_queries(posting, role, record.wage_level),
        ],
    )


def _estimate(track: TrackName, found: Estimate) -> ExplainedEstimate:
    model = found.model
    return ExplainedEstimate(
        track=track,
        probability=found.probability,
        source=found.source,
        fiscal_year=found.fiscal_year,
        is_whole_year=found.is_whole,
        fitted_on=f"{model.source}: {', '.join(f'FY{year}' for year in model.fitted_on)}",
        score=best_score(model),
        parts=[
            ExplainedPart(part.group, part.share, part.probability, model.intercept, _terms(model, part))
            for part in found.parts
        ],
    )


def _terms(model: FittedModel, part: Part) -> list[ExplainedTerm]:
    found = []
    for name, weight in model.coefficients.items():
        value = TERMS[name].of(part.case)
        found.append(ExplainedTerm(name, TERMS[name].says, round(value, 4), weight, round(weight * value, 4)))
    return found


def _queries(members: Sequence[str], history: History) -> list[Query]:
    names = ", ".join(map(literal, members))
    queries = [
        Query("filings by source, visa class, fiscal year, occupation and outcome", COUNTS_SQL.format(names=names)),
        Query("names of the files that they come from", FILES_SQL.format(names=names)),
        Query("filings loaded for each source and fiscal year, from which part years are told", COVERAGE_SQL),
    ]
    if any(found.source != "uscis" for found in history.estimates.values()):
        queries.append(Query("case numbers, newest first in each row", _CASES_SQL.format(names=names)))
    for track, found in history.estimates.items():
        for part in found.parts:
            of = f" for work of {part.group}" if part.group is not None else ""
            read = case_sql(track, found, part, members)
            if read not in [query.sql for query in queries]:
                queries.append(Query(f"what the model reads of {track}{of}", read))
            queries.append(Query(f"the probability of {track}{of}", probability_sql(track, found, part, members)))
    return queries


def _role_queries(posting: JobPosting, role: Role, level: WageLevel | None) -> list[Query]:
    queries = []
    if role.source == "filings":
        sql = (
            "SELECT soc_code, soc_edition, COUNT(*), COUNT(DISTINCT employer_name) FROM lca_case"
            f" WHERE counted AND job_title = {literal(posting.title)} COLLATE NOCASE GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        queries.append(Query("codes that applications have under this very title; similar spellings count too", sql))
    if level is not None:
        socs = ", ".join(map(literal, level.socs))
        sql = (
            "SELECT area, soc_code, level_1, level_2, level_3, level_4, unit FROM oflc_wage"
            f" WHERE wage_year = {literal(level.wage_year)} AND soc_code IN ({socs}){_areas_sql(level)}"
        )
        queries.append(Query("wages of the levels, by area and occupation", sql))
    return queries


def _areas_sql(level: WageLevel) -> str:
    """Return the condition on the area, in words of the geography where a whole state is meant."""
    year = literal(level.wage_year)
    parts = []
    for label in level.area.split("; "):
        if label == "US":
            return ""
        if label.isalpha():
            parts.append(f"area IN (SELECT area FROM oflc_area WHERE wage_year = {year} AND state = {literal(label)})")
        else:
            parts.append(f"area IN ({', '.join(map(literal, label.split()))})")
    return f" AND ({' OR '.join(parts)})"

"""Compose everything derived from one posting: a pure function of the posting, its board and the reference data."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from crawler.items import JobPosting, Pay
from enrich.cap_exempt import read_cap_exempt
from enrich.employers.aliases import SHIPPED
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.store import load_index, open_reference, reference_version
from enrich.filings import Coverage, read_coverage, read_filings
from enrich.likelihood import MODEL_VERSION
from enrich.record import Enrichment, Filer, Filings
from enrich.text.reading import Reading, read_posting
from enrich.verdict import Assessment, assess, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """What the operator says about the board of a posting."""

    employer: str
    domain: str | None = None
    fein: str | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """The employer of a posting as the reference data know it."""

    match: Match | None
    """``None`` when no reference data are loaded."""
    filings: Filings | None
    """Of the filer, when the match is confident."""
    assessment: Assessment


NO_EMPLOYER = Employer(None, None, assess(None, None, Coverage()))


@dataclass(slots=True)
class Reference:
    """The loaded filing data: the index of filers and their filings, each employer looked up once."""

    version: str
    index: EmployerIndex
    coverage: Coverage
    connection: sqlite3.Connection
    known: dict[tuple[EmployerQuery, str], Employer] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, *, aliases: Path = SHIPPED) -> Self:
        """Open a reference database; raises ``ReferenceUnusable`` when it is absent or empty."""
        version = reference_version(path)
        index = load_index(path, aliases=aliases)
        connection = open_reference(path)
        return cls(version, index, read_coverage(connection), connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        with closing(self.connection):
            self.known.clear()

    def employer(self, query: EmployerQuery, board_employer: str) -> Employer:
        """Return who the employer is; the board's employer is asked when the posting's own name is not known."""
        key = (query, board_employer)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._look_up(query, board_employer)
        return found

    def _look_up(self, query: EmployerQuery, board_employer: str) -> Employer:
        answer = match(query, self.index)
        if answer.rule == "not_found" and board_employer.strip() and board_employer != query.name:
            by_board = match(EmployerQuery(board_employer, domain=query.domain, states=query.states), self.index)
            if by_board.decision != "none":
                answer = by_board
        filings = None
        if answer.decision == "match" and answer.filer is not None:
            filings = read_filings(self.connection, answer.filer.names, self.coverage)
        return Employer(answer, filings, assess(answer, filings, self.coverage))


def query_of(posting: JobPosting, board: BoardFacts) -> EmployerQuery:
    """Return what the posting and its board say about the employer."""
    organization = posting.hiring_organization
    states = {place.region for place in posting.job_location if place.country == "US" and place.region}
    return EmployerQuery(
        organization.name,
        domain=organization.domain or board.domain,
        legal_name=organization.legal_name,
        states=tuple(sorted(states)),
    )


def read_text(posting: JobPosting) -> Reading | None:
    """Return what the text of a posting says, ``None`` when it has none."""
    if posting.description_html is None:
        return None
    return read_posting(html=posting.description_html, title=posting.title)


def enrich_posting(
    posting: JobPosting,
    board: BoardFacts,
    employer: Employer,
    reading: Reading | None,
    reference_version: str | None,
) -> Enrichment:
    """Return everything derived from one posting; the same arguments give the same record."""
    statements = reading.statements if reading is not None else []
    names = [posting.hiring_organization.name]
    if employer.filings is not None and employer.match is not None and employer.match.filer is not None:
        names.append(employer.match.filer.name)
    return Enrichment(
        description_text=reading.description_text if reading is not None else None,
        base_salary=join_pay(posting.base_salary, reading.pay if reading is not None else []),
        statements=statements,
        experience=reading.experience if reading is not None else None,
        education=reading.education if reading is not None else None,
        eb_hint=reading.eb_hint if reading is not None else None,
        occupational_category=[],
        wage_level=None,
        filer=filer_of(employer.match),
        filings=employer.filings,
        cap_exempt=read_cap_exempt(names, posting.hiring_organization.domain or board.domain, statements),
        sponsorship=judge(posting.job_location, statements, employer.assessment),
        reference_version=reference_version,
        model_version=MODEL_VERSION,
    )


def join_pay(stated: list[Pay], read: list[Pay]) -> list[Pay]:
    """Return the system's pay first, then pay read from the text that does not repeat it."""
    seen = {_amount(pay) for pay in stated}
    return [*stated, *(pay for pay in read if _amount(pay) not in seen)]


def _amount(pay: Pay) -> tuple[float | None, float | None, str | None, str | None]:
    return (pay.min_value, pay.max_value, pay.currency, pay.unit_text)


def filer_of(answer: Match | None) -> Filer:
    """Return the record of a match; without reference data the decision is none by the rule ``no_reference_data``."""
    if answer is None:
        return Filer(id=None, name=None, decision="none", confidence=0.0, rule="no_reference_data")
    filer = answer.filer
    return Filer(
        id=filer.id if filer else None,
        name=filer.name if filer else None,
        decision=answer.decision,
        confidence=answer.confidence,
        rule=answer.rule,
        members=list(filer.names) if filer and answer.decision == "match" else [],
    )

"""Compose everything derived from one posting: a pure function of the posting, its board and the reference data."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Self

from crawler.items import JobPosting, Pay
from enrich.attested import Attestation, read_attestation
from enrich.cap_exempt import read_cap_exempt
from enrich.employers.aliases import SHIPPED
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match_all
from enrich.employers.normalise import core, squash
from enrich.employers.store import load_index, open_reference, reference_version
from enrich.evidence import read_filer_evidence
from enrich.filings import Coverage, read_coverage, read_filings
from enrich.institutions import Institution, Institutions, read_institutions
from enrich.likelihood.history import Groups
from enrich.likelihood.model import OWN_NAME, ModelFile, load_models
from enrich.occupations.roles import NO_ROLE, Role, RoleReader
from enrich.occupations.store import load_roles
from enrich.record import CapExempt, Enrichment, Filer, Filings, OccupationShare, Redacted, Statement
from enrich.reference.soc import soc_group, soc_titles
from enrich.text.reading import Reading, read_posting
from enrich.text.seniority import read_seniority
from enrich.towns import town_key
from enrich.verdict import Assessment, assess, judge
from enrich.wages import WageTable, read_wage_level


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
    institution: Institution | None = None
    """Of the IPEDS survey, by the names, domain or employer number."""
    attested: Attestation | None = None


_INTERNSHIP = re.compile(r"\b(?:intern(?:ship)?s?|co-?op)\b", re.IGNORECASE)
"""A title that says more than many systems' own field, which calls a full-time internship full-time."""

_KNOWN = 2_000

MOST_TOWNS = 8
"""Towns of a posting beyond which they say nothing of where its employer is."""

NO_EMPLOYER = Employer(None, None, assess(None, None, Coverage()))


@dataclass(slots=True)
class Reference:
    """The loaded data: the index of filers and their filings, each employer looked up once, and the table of titles."""

    version: str
    index: EmployerIndex
    roles: RoleReader
    wages: WageTable | None
    coverage: Coverage
    connection: sqlite3.Connection
    models: ModelFile
    institutions: Institutions
    known: dict[tuple[EmployerQuery, str], Employer] = field(default_factory=dict)
    """The last that were looked up: postings come board by board, and an employer with its filings may take 20 KB."""
    asked: set[int] = field(default_factory=set)
    """Hashes of those that were asked for since :meth:`take_asked`."""

    @classmethod
    def open(cls, path: Path, *, aliases: Path = SHIPPED) -> Self:
        """Open a reference database; raises ``ReferenceUnusable`` when it is absent or empty.

        A file ``likelihood.json`` beside it goes before the shipped models; raises ``ModelError`` for a broken one.
        """
        version = reference_version(path)
        index = load_index(path, aliases=aliases)
        roles = load_roles(path)
        connection = open_reference(path)
        wages = WageTable.open(connection, path, version)
        models = load_models(path.with_name(OWN_NAME))
        return cls(
            version, index, roles, wages, read_coverage(connection), connection, models, read_institutions(connection)
        )

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
        self.asked.add(_hash(key))
        found = self._known(key)
        if found is None:
            self.look_up([key])
            found = self._known(key)
            assert found is not None
        return found

    def look_up(self, asked: Iterable[tuple[EmployerQuery, str]]) -> None:
        """Look up employers, each with that of its board, that are going to be asked for: together they cost less.

        The towns of work are weighed only where a case is for review without them: an employer with places in a hundred
        towns is looked up once.
        """
        new = [key for key in dict.fromkeys(asked) if self._known(key) is None]
        if len(self.known) + 2 * len(new) > _KNOWN:
            self.known.clear()
        self._know((_by_states(query), board) for query, board in new)
        self._know(key for key in new if self._known(key) is None)

    def _known(self, key: tuple[EmployerQuery, str]) -> Employer | None:
        by_states = self.known.get((_by_states(key[0]), key[1]))
        doubted = by_states is not None and by_states.match is not None and by_states.match.decision == "review"
        return self.known.get(key) if doubted else by_states

    def _know(self, asked: Iterable[tuple[EmployerQuery, str]]) -> None:
        new = [key for key in dict.fromkeys(asked) if key not in self.known]
        for key, answer in zip(new, self._match(new), strict=True):
            self.known[key] = self._employer(key[0], answer)

    def take_asked(self) -> set[int]:
        """Hashes, the same in every process, of the employers that were asked for since this was asked last."""
        asked, self.asked = self.asked, set()
        return asked

    def _match(self, asked: Sequence[tuple[EmployerQuery, str]]) -> list[Match]:
        answers = match_all([query for query, _ in asked], self.index)
        again = {
            at: EmployerQuery(board_employer, domain=query.domain, states=query.states, towns=query.towns)
            for at, (query, board_employer) in enumerate(asked)
            if answers[at].rule == "not_found" and board_employer.strip() and board_employer != query.name
        }
        for at, by_board in zip(again, match_all(list(again.values()), self.index), strict=True):
            if by_board.decision != "none":
                answers[at] = by_board
        return answers

    def _employer(self, query: EmployerQuery, answer: Match) -> Employer:
        if answer.decision != "match" or answer.filer is None:
            institution = self.institutions.find([query.name], query.domain, query.states)
            return Employer(answer, None, assess(answer, None, self.coverage), institution)
        names = answer.filer.names
        filings = read_filings(self.connection, names, self.coverage)
        evidence = read_filer_evidence(self.connection, names, self.coverage, self.models)
        assessment = assess(answer, filings, self.coverage, self.models, evidence)
        institution = self.institutions.find(
            [answer.filer.name, query.name, *names], query.domain, (*query.states, *answer.filer.states)
        )
        return Employer(answer, filings, assessment, institution, read_attestation(self.connection, names))


def _by_states(query: EmployerQuery) -> EmployerQuery:
    """Return the query without the towns of work."""
    return replace(query, towns=()) if query.towns else query


def _hash(key: tuple[EmployerQuery, str]) -> int:
    return int.from_bytes(blake2b(repr(key).encode("utf-8", "replace"), digest_size=8).digest(), "big")


def query_of(posting: JobPosting, board: BoardFacts) -> EmployerQuery:
    """Return what the posting and its board say about the employer."""
    organization = posting.hiring_organization
    placed = [(p.region, p.locality) for p in posting.job_location if p.country == "US" and p.region]
    states = {state for state, _ in placed}
    towns = {town_key(state, town) for state, town in placed if town}
    return EmployerQuery(
        organization.name,
        domain=organization.domain or board.domain,
        legal_name=organization.legal_name,
        states=tuple(sorted(states)),
        towns=tuple(sorted(towns)) if len(towns) <= MOST_TOWNS else (),
        fein=_own_fein(posting, board),
    )


def _own_fein(posting: JobPosting, board: BoardFacts) -> str | None:
    """Return the board's employer number where the posting is in the name of the board's own employer.

    The client of an agency and a subsidiary, whose name the posting gives, have numbers of their own.
    """
    organization, own = posting.hiring_organization, squash(core(board.employer))
    if board.fein is None or not own or squash(core(organization.name)) != own:
        return None
    return board.fein if own in squash(core(organization.legal_name or board.employer)) else None


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
    *,
    role: Role = NO_ROLE,
    model_version: str = "",
    wages: WageTable | None = None,
    redacted: Redacted | None = None,
) -> Enrichment:
    """Return everything derived from one posting; the same arguments give the same record."""
    statements = reading.statements if reading is not None else []
    pay = join_pay(posting.base_salary, reading.pay if reading is not None else [])
    wage = read_wage_level(pay, posting.job_location, role.shares, wages, remote=_is_remote(posting, reading))
    return Enrichment(
        description_text=reading.description_text if reading is not None else None,
        language=reading.language if reading is not None else None,
        base_salary=pay,
        statements=statements,
        experience=reading.experience if reading is not None else None,
        education=reading.education if reading is not None else None,
        eb_hint=reading.eb_hint if reading is not None else None,
        seniority=reading.seniority if reading is not None else read_seniority(posting.title, ""),
        work_mode=reading.work_mode if reading is not None else [],
        work_places=reading.work_places if reading is not None else [],
        occupational_category=occupations_of(role),
        wage_level=wage.level,
        wage_level_reason=wage.reason,
        filer=filer_of(employer.match),
        filings=employer.filings,
        cap_exempt=_cap_exempt(posting, board, employer, statements),
        sponsorship=judge(
            posting.job_location,
            statements,
            employer.assessment,
            groups=groups_of(role),
            employment_type="INTERN" if _INTERNSHIP.search(posting.title) else posting.employment_type,
            job_location_type=posting.job_location_type,
        ),
        redacted=redacted,
        reference_version=reference_version,
        model_version=model_version,
    )


def _is_remote(posting: JobPosting, reading: Reading | None) -> bool:
    """Return whether the system says so, or where it is silent the text, and nothing else."""
    if posting.job_location_type is not None or reading is None:
        return posting.job_location_type == "remote"
    return {mode.value for mode in reading.work_mode} == {"remote"}


def _cap_exempt(
    posting: JobPosting, board: BoardFacts, employer: Employer, statements: Sequence[Statement]
) -> CapExempt:
    names = [posting.hiring_organization.name]
    if employer.filings is not None and employer.match is not None and employer.match.filer is not None:
        names.append(employer.match.filer.name)
    return read_cap_exempt(
        names,
        posting.hiring_organization.domain or board.domain,
        statements,
        institution=employer.institution,
        attested=employer.attested,
    )


def groups_of(role: Role) -> Groups:
    """Return the SOC minor groups of a role, each with its share."""
    return _groups(role.shares)


@lru_cache(maxsize=8192)
def _groups(socs: tuple[tuple[str, float], ...]) -> Groups:
    shares: dict[str, float] = {}
    for soc, share in socs:
        group = soc_group(soc, 2018)
        shares[group] = round(shares.get(group, 0.0) + share, 4)
    return tuple(sorted(shares.items()))


def occupations_of(role: Role) -> list[OccupationShare]:
    """Return the record of a role."""
    titles = soc_titles()
    return [OccupationShare(soc=soc, title=titles[soc], share=share) for soc, share in role.shares]


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

"""Read what a posting says about visas, citizenship and work authorization, with the words that say it.

Propositions, not phrases: a sentence on a topic is read for its sense of the word, its polarity and its conditions, and
is left alone when it asks, lists protected traits, describes a duty or gives advice. Silence stays silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from enrich.record import Statement, StatementKind
from enrich.text.authorization import read_cap_exempt, read_e_verify, read_work_authorization
from enrich.text.citizenship import is_strictly_citizen, read_citizenship, read_export_control
from enrich.text.document import Document
from enrich.text.page import in_spans
from enrich.text.rule import Context, Verdict
from enrich.text.sentences import Sentence
from enrich.text.sponsorship import read_sponsorship
from enrich.text.stems import Stems
from enrich.text.vetoes import is_foreign

STRENGTH: tuple[StatementKind, ...] = (
    "no_sponsorship",
    "citizenship_or_clearance_required",
    "export_control",
    "conditional",
    "offers",
    "work_authorization_required_only",
    "e_verify",
    "cap_exempt",
)
"""Kinds from the strongest to the weakest: what a posting comes to is its strongest statement."""

_STEMS = Stems(
    *(
        "sponsor",
        "visa",
        "immigra",
        "h1b",
        "h1bs",
        "h-1",
        "h1-b",
        "i-983",
        "i-9",
        "indefinite",
        "training plan",
        "cap-exempt",
    ),
    *("cap exempt", "exempt from the", "citizen", "non-citizen", "clearance", "cleared", "clearable", "classified"),
    *("secret", "ts/sci", "ts sci", "ts-sci", "polygraph", "poly", "public trust", "background investigation"),
    *("suitability", "fitness determination", "itar", "export", "u.s. person", "us person", "asyl", "refugee"),
    *(
        "green card",
        "greencard",
        "permanent resident",
        "usc",
        "us national",
        "authoriz",
        "authoris",
        "eligible to work",
    ),
    *("eligibility to work", "entitled to work", "right to work", "right-to-work", "permission to work", "legally"),
    *("to work in", "work permit", "work rights", "work eligib", "employment eligib", "work pass", "legal right"),
    *("legal status", "everify", "e-verify", "e verify", "opt", "cpt"),
)
"""What a sentence on any of the topics holds, each at the start of a word."""
_READERS: tuple[Callable[[str, Context], Verdict | None], ...] = (
    read_sponsorship,
    read_citizenship,
    read_export_control,
    read_work_authorization,
    read_e_verify,
    read_cap_exempt,
)
_INNER_STOP = re.compile(r"\.(?=\w)|(?<=\bu\.) (?=s\.)")
_ABBREVIATED = re.compile(r"\b(us|usa|eg|ie|phd|etc|inc|corp|vs|cfr|usc|ms|bs)\.(?= ?[\w,)\"])")
_DEMANDS = re.compile(
    r"\b(?:applicants?|candidates?|you|employees) must (?:be|have)|\bmust (?:be|have|possess)\b|\brequired to (?:be|"
    r"have)\b"
)


@dataclass(slots=True, frozen=True)
class Finding:
    """What one rule made of one sentence: a statement when ``kind`` is set, else a veto named by ``rule``.

    ``quote`` is ``text[start:end]``. A sentence has one finding that counts (``counted``): its strongest.
    """

    kind: StatementKind | None
    value: str | None
    rule: str
    start: int
    end: int
    quote: str
    counted: bool


def read_statements(text: str | Document) -> list[Statement]:
    """The statements of a posting, in text order; each quote is exactly ``text[start:end]``.

    What is said twice in the same words is listed once.
    """
    found = [finding for finding in explain_statements(text) if finding.counted]
    seen: set[tuple[str, str]] = set()
    statements: list[Statement] = []
    for finding in _combined(found):
        if finding.kind is not None and (finding.kind, finding.quote) not in seen:
            seen.add((finding.kind, finding.quote))
            statements.append(_statement(finding, finding.kind))
    return statements


def explain_statements(text: str | Document) -> list[Finding]:
    """Every rule that fired or was vetoed, in text order, vetoes included."""
    document = Document.of(text)
    findings: list[Finding] = []
    for sentence in document.sentences_with(_STEMS):
        findings.extend(_read(document, sentence))
    return findings


def strongest(statements: Sequence[Statement]) -> Statement | None:
    """The strongest statement by :data:`STRENGTH`, the first of equals; ``None`` when the posting is silent."""
    return min(statements, key=lambda statement: STRENGTH.index(statement.kind), default=None)


def _statement(finding: Finding, kind: StatementKind) -> Statement:
    return Statement(
        kind=kind, value=finding.value, quote=finding.quote, start=finding.start, end=finding.end, rule=finding.rule
    )


def _read(document: Document, sentence: Sentence) -> list[Finding]:
    """The findings of one sentence, the one that counts marked."""
    start, end = document.origin(sentence)
    quote = document.text[start:end]
    if not in_spans(document.spans, start):
        return [Finding(None, None, "veto.outside_posting", start, end, quote, False)]
    context = Context(document.section_of(sentence), sentence.bullet)
    plain = _plain(sentence.text)
    verdicts = [verdict for reader in _READERS if (verdict := reader(plain, context)) is not None]
    winner = _winner(plain, verdicts)
    if winner is not None and winner.kind != "e_verify" and is_foreign(plain):
        return [Finding(None, None, "veto.other_language", start, end, quote, False)]
    return [Finding(v.kind, v.value, v.rule, start, end, quote, v is winner) for v in verdicts]


def _plain(sentence: str) -> str:
    """A sentence without the full stops that end no clause, and without names that sound like a topic."""
    if "." in sentence[:-1]:
        sentence = _ABBREVIATED.sub(r"\1", _INNER_STOP.sub("", sentence))
    return sentence.replace("citizenship and immigration services", "uscis")


def _winner(sentence: str, verdicts: list[Verdict]) -> Verdict | None:
    """The strongest verdict of a sentence; a list of U.S. persons is export control, not citizenship."""
    kinds = {v.kind: v for v in verdicts if v.kind is not None}
    if "export_control" in kinds and "citizenship_or_clearance_required" in kinds:
        citizen = kinds["citizenship_or_clearance_required"]
        if citizen.value != "clearance" and not is_strictly_citizen(sentence):
            del kinds["citizenship_or_clearance_required"]
    if "e_verify" in kinds and "work_authorization_required_only" in kinds and not _DEMANDS.search(sentence):
        del kinds["work_authorization_required_only"]
    return min(kinds.values(), key=lambda v: STRENGTH.index(v.kind), default=None)


def _combined(findings: list[Finding]) -> list[Finding]:
    """Statements that change one another: a refusal of new petitions beside an accepted transfer is a condition."""
    transfers = any(f.kind == "conditional" and f.value in ("transfer_only", "listed_statuses") for f in findings)
    if not transfers:
        return findings
    return [
        replace(f, kind="conditional", value="transfer_only", rule="combine.new_petitions_refused")
        if f.kind == "no_sponsorship" and f.value == "new_petitions"
        else f
        for f in findings
    ]

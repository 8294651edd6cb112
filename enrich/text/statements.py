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
from enrich.text.fold import Folded, fold
from enrich.text.page import Span, in_spans, posting_spans
from enrich.text.rule import Context, Verdict
from enrich.text.sections import Section, section_at, sections
from enrich.text.sentences import Sentence, Sentences
from enrich.text.sponsorship import read_sponsorship

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

_STEMS: tuple[str, ...] = (
    *(
        "sponsor",
        "visa",
        "immigra",
        "h1b",
        "h-1b",
        "h1-b",
        "h-1 b",
        "i-983",
        "indefinite",
        "training plan",
        "cap-exempt",
        "cap exempt",
    ),
    *(
        "citizen",
        "clearance",
        "cleared",
        "clearable",
        "classified",
        "secret",
        "ts/sci",
        "ts sci",
        "ts-sci",
        "polygraph",
        " poly",
        "public trust",
        "background investigation",
    ),
    *(
        "suitability",
        "fitness determination",
        "itar",
        "export",
        "u.s. person",
        "us person",
        'u.s. "person',
        "asylee",
        "refugee",
        "asylum",
        "green card",
        "greencard",
    ),
    *(
        "permanent resident",
        "usc",
        "authorized",
        "authorised",
        "authorization",
        "authorisation",
        "to work",
        "to legally work",
        "work permit",
        "work rights",
        "work eligib",
    ),
    *(
        "employment eligib",
        "e-verify",
        "e verify",
        "everify",
        "i-9",
        "legal status",
        " opt ",
        " opt,",
        "opt/",
        "/opt",
        "opt)",
        " cpt",
        "work pass",
        "from the h-1",
        "us national",
    ),
)
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


def read_statements(text: str, *, body: Sequence[Span] | None = None) -> list[Statement]:
    """The statements of a posting's text, in text order; each quote is exactly ``text[start:end]``.

    ``body`` limits the reading to spans of the text; by default :func:`posting_spans` finds the posting in it.
    """
    found = [f for f in explain_statements(text, body=body) if f.counted and f.kind is not None]
    seen: set[tuple[str, str]] = set()
    statements: list[Statement] = []
    for finding in _combined(found):
        assert finding.kind is not None
        mark = (finding.kind, finding.quote)
        if mark not in seen:
            seen.add(mark)
            statements.append(_statement(finding, finding.kind))
    return statements


def explain_statements(text: str, *, body: Sequence[Span] | None = None) -> list[Finding]:
    """Every rule that fired or was vetoed, in text order, vetoes included."""
    folded = fold(text)
    offsets = _trigger_offsets(folded.text)
    if not offsets:
        return []
    spans = posting_spans(folded) if body is None else body
    headings = sections(folded.text)
    findings: list[Finding] = []
    for sentence in Sentences(folded).holding(offsets):
        findings.extend(_read(folded, sentence, headings, spans))
    return findings


def strongest(statements: Sequence[Statement]) -> Statement | None:
    """The strongest statement by :data:`STRENGTH`, the first of equals; ``None`` when the posting is silent."""
    return min(statements, key=lambda statement: STRENGTH.index(statement.kind), default=None)


def _statement(finding: Finding, kind: StatementKind) -> Statement:
    return Statement(
        kind=kind, value=finding.value, quote=finding.quote, start=finding.start, end=finding.end, rule=finding.rule
    )


def _trigger_offsets(text: str) -> list[int]:
    """Offsets of every stem of a topic, sorted; plain substring search, the cheapest gate there is."""
    offsets: list[int] = []
    for stem in _STEMS:
        place = text.find(stem)
        while place >= 0:
            offsets.append(place + len(stem) // 2)
            place = text.find(stem, place + len(stem))
    offsets.sort()
    return offsets


def _read(folded: Folded, sentence: Sentence, headings: list[Section], spans: Sequence[Span]) -> list[Finding]:
    """The findings of one sentence, the one that counts marked."""
    start, end = folded.origin(sentence.start, sentence.end)
    if not in_spans(spans, start):
        return [Finding(None, None, "veto.outside_posting", start, end, folded.original[start:end], False)]
    context = Context(section_at(headings, sentence.start), sentence.bullet)
    plain = _plain(sentence.text)
    verdicts = [verdict for reader in _READERS if (verdict := reader(plain, context)) is not None]
    winner = _winner(plain, verdicts)
    quote = folded.original[start:end]
    return [Finding(v.kind, v.value, v.rule, start, end, quote, v is winner) for v in verdicts]


def _plain(sentence: str) -> str:
    """A sentence without the full stops that end no clause, and without names that sound like a topic."""
    if "." in sentence:
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

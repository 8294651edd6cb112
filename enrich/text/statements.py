"""Read what a posting says about visas, citizenship and work authorization, with the words that say it.

Propositions, not phrases: a sentence on a topic is read for its sense of the word, its polarity and its conditions, and
is left alone when it asks, lists protected traits, describes a duty or gives advice. Silence stays silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from enrich.record import Statement, StatementKind
from enrich.text.authorization import read_cap_exempt, read_e_verify, read_work_authorization
from enrich.text.citizenship import is_strictly_citizen, read_citizenship, read_export_control
from enrich.text.document import Document
from enrich.text.language import is_foreign
from enrich.text.page import in_spans
from enrich.text.rule import Context, Verdict
from enrich.text.scope import read_scope
from enrich.text.sentences import Sentence
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

_READERS: tuple[Callable[[str, Context], Verdict | None], ...] = (
    read_sponsorship,
    read_citizenship,
    read_export_control,
    read_work_authorization,
    read_e_verify,
    read_cap_exempt,
)
_KNOWN_SENTENCES = 8_192
"""Sentences kept with what they say, of at most 1,000 characters: an employer's postings end in the same paragraphs."""
_INNER_STOP = re.compile(r"\.(?=\w)")
_SPACED_STOP = re.compile(r"\.(?=\w)|(?<=\bu\.) (?=s\.)")
_ABBREVIATED = re.compile(
    r"\.(?= ?[\w,)\"])(?:(?<=\b(?:us|eg|ie|vs|ms|bs)\.)|(?<=\b(?:usa|phd|etc|inc|cfr|usc)\.)|(?<=\bcorp\.))"
)
"""A full stop behind an abbreviation: it stands first, for a sign is found faster than a word."""
_DEMANDS = re.compile(
    r"\b(?:applicants?|candidates?|you|employees) must (?:be|have)|\bmust (?:be|have|possess)\b|\brequired to (?:be|"
    r"have)\b"
)


class Finding(NamedTuple):
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
    scope: tuple[str, ...] = ()


def read_statements(text: str | Document) -> list[Statement]:
    """The statements of a posting, in text order; each quote is exactly ``text[start:end]``.

    What is said twice in the same words is listed once.
    """
    found = [finding for finding in explain_statements(text) if finding.counted]
    seen: set[tuple[str, str]] = set()
    statements: list[Statement] = []
    for finding in found:
        if finding.kind is not None and (finding.kind, finding.quote) not in seen:
            seen.add((finding.kind, finding.quote))
            statements.append(_statement(finding, finding.kind))
    return statements


def explain_statements(text: str | Document) -> list[Finding]:
    """Every rule that fired or was vetoed, in text order, vetoes included; what changes one another is combined.

    An offer beside a refusal has a second finding, which does not count, that says so.
    """
    document = Document.of(text)
    findings: list[Finding] = []
    for sentence in document.sentences_on("statements"):
        findings.extend(_read(document, sentence))
    return _contradictions_shown(_combined(findings))


def strongest(statements: Sequence[Statement]) -> Statement | None:
    """The strongest statement by :data:`STRENGTH`, the first of equals; ``None`` when the posting is silent."""
    return min(statements, key=lambda statement: STRENGTH.index(statement.kind), default=None)


def _statement(finding: Finding, kind: StatementKind) -> Statement:
    return Statement(
        kind=kind,
        value=finding.value,
        quote=finding.quote,
        start=finding.start,
        end=finding.end,
        rule=finding.rule,
        scope=list(finding.scope),
    )


def _read(document: Document, sentence: Sentence) -> list[Finding]:
    """The findings of one sentence, the one that counts marked."""
    start, end = document.origin(sentence)
    quote = document.text[start:end]
    if not in_spans(document.spans, start):
        return [Finding(None, None, "veto.outside_posting", start, end, quote, False)]
    context = Context(document.section_of(sentence), sentence.bullet)
    foreign_words = 2 if document.language in (None, "en") else 1
    said = _said(sentence.text, context, foreign_words)
    return [Finding(kind, value, rule, start, end, quote, won, scope) for (kind, value, rule), won, scope in said]


@lru_cache(maxsize=_KNOWN_SENTENCES)
def _said(sentence: str, context: Context, foreign_words: int) -> tuple[tuple[Verdict, bool, tuple[str, ...]], ...]:
    """The verdicts on a folded sentence, each with whether it is the one that counts, and its scope then.

    A sentence with ``foreign_words`` function words of another language is left unread.
    """
    plain = _plain(sentence)
    verdicts = [verdict for reader in _READERS if (verdict := reader(plain, context)) is not None]
    winner = _winner(plain, verdicts)
    if winner is not None and winner.kind != "e_verify" and is_foreign(plain, foreign_words):
        return ((Verdict(None, None, "veto.other_language"), False, ()),)
    scope = tuple(read_scope(plain, winner.kind)) if winner is not None and winner.kind is not None else ()
    return tuple((v, v is winner, scope if v is winner else ()) for v in verdicts)


def _plain(sentence: str) -> str:
    """A sentence without the full stops that end no clause, and without names that sound like a topic."""
    if "." in sentence[:-1]:
        stop = _SPACED_STOP if "u. s." in sentence else _INNER_STOP
        sentence = _ABBREVIATED.sub("", stop.sub("", sentence))
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
    transfers = any(
        f.counted and f.kind == "conditional" and f.value in ("transfer_only", "listed_statuses") for f in findings
    )
    if not transfers:
        return findings
    return [
        f._replace(kind="conditional", value="transfer_only", rule="combine.new_petitions_refused")
        if f.kind == "no_sponsorship" and f.value == "new_petitions"
        else f
        for f in findings
    ]


def _contradictions_shown(findings: list[Finding]) -> list[Finding]:
    """The findings with a note behind each offer that a refusal in the same posting contradicts: both are kept."""
    if not any(f.counted and f.kind == "no_sponsorship" for f in findings):
        return findings
    shown: list[Finding] = []
    for finding in findings:
        shown.append(finding)
        if finding.counted and finding.kind == "offers":
            shown.append(finding._replace(kind=None, value=None, rule="combine.contradicted", counted=False, scope=()))
    return shown

"""Decide which filer an employer's name means: match, review or none, with the rule and the evidence.

A wrong employer is worse than none. Only a core, a reviewed alias or a name on the filings themselves decides; what
merely looks alike is shown to the reader as a candidate and is at most ``review``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from enrich.employers.candidates import Candidate, candidates
from enrich.employers.index import EmployerIndex, Filer, Spelling
from enrich.employers.normalise import core, squash
from enrich.employers.refuse import refuse
from enrich.employers.vocabulary import GENERIC_WORDS

Decision = Literal["match", "review", "none"]

MATCH_VERSION: Final = "exact-1"

CONFIDENCE: Final = {
    "alias": 0.98,
    "core": 0.95,
    "legal_name": 0.97,
    "trade_name": 0.85,
    "former_name": 0.85,
    "joined": 0.93,
    "cut": 0.92,
}
"""Share of right answers of each rule, from the year test read by eye (docs/matching.md)."""

REVIEW_CONFIDENCE: Final = 0.5
"""Stated for an answer that a person must look at: no rule here tells such answers apart any better."""

NAMESAKE_FACTOR: Final = 3
"""A one-word name is in doubt when a filer that begins with it has this many times its filings."""

NAMESAKE_FACTOR_WORDS: Final = 10
"""The same for a name of several words, which identifies better."""

NAMESAKE_FILINGS: Final = 20
"""Fewer filings than this make no larger namesake."""

COMMON_WORD_FILERS: Final = 8
"""A word with which this many filers begin identifies none of them that files little."""

SMALL_FILER: Final = 20
"""Filings below which a filer "files little"."""

SIMILAR_SCORE: Final = 92.0
"""Score of 100 from which a candidate is worth a person's look."""


@dataclass(frozen=True, slots=True)
class EmployerQuery:
    """What a posting says about its employer."""

    name: str
    city: str | None = None
    state: str | None = None
    domain: str | None = None
    legal_name: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The decision on one query."""

    decision: Decision
    confidence: float
    """Probability that ``filer`` is the employer; 0 when the decision is ``none``."""
    rule: str
    reason: str
    """The rule in words, with the names it rests on."""
    filer: Filer | None = None
    candidates: list[Candidate] = field(default_factory=list)
    """Filers that were not chosen, best first, each with why not."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A filer found by a key, before doubts are weighed."""

    filer: int
    rule: str
    reason: str
    doubt: tuple[str, str] | None = None


def match(query: EmployerQuery, index: EmployerIndex) -> Match:
    """Return the filer that the name means, when that is beyond reasonable doubt.

    A legal name that the system states decides over the brand; when the two disagree, the answer is for review.
    Bounded work for any name.
    """
    refused = refuse(query.name, domain=query.domain)
    legal = query.legal_name if query.legal_name and refuse(query.legal_name) is None else None
    if refused is not None and legal is None:
        return Match("none", 0.0, refused.rule, refused.reason)
    by_legal = _find(legal, index, query.state) if legal else None
    if by_legal is not None and by_legal.doubt is None:
        reason = f'the posting states the legal name "{legal}"; {by_legal.reason}'
        return _answer(query, index, _Found(by_legal.filer, "legal_name", reason))
    if refused is not None:
        return Match("none", 0.0, refused.rule, refused.reason)
    found = _find(query.name, index, query.state)
    if found is None:
        return _answer(query, index, by_legal) if by_legal else _similar(query, index)
    if legal is not None and found.doubt is None and not _agree(legal, query.name):
        differs = f'the posting states the legal name "{legal}", under which nothing is filed'
        found = _Found(found.filer, found.rule, found.reason, ("legal_name_differs", differs))
    return _answer(query, index, found)


def _find(name: str, index: EmployerIndex, state: str | None) -> _Found | None:
    """Return the filer found by the strongest key that the name has."""
    text = core(name)
    if (aliased := index.by_alias.get(text)) is not None and aliased:
        reason = f"alias: {index.alias_notes[text]}"
        doubt = None if len(aliased) == 1 else ("several_filers", "the alias names several filers")
        return _Found(aliased[0], "alias", reason, doubt or _filed_by_another(name, text, aliased[0], index))
    if (position := index.by_core.get(text)) is not None:
        filer = index.filers[position]
        reason = f'"{name.strip()}" and the filed name "{_spelling(filer, text)}" are the same name'
        return _Found(position, "core", reason, _doubt(text, filer, index, state))
    if (others := index.by_other_name.get(text)) is not None:
        return _by_other_name(name, others, index, state)
    return _by_shape(name, text, index, state)


def _by_other_name(name: str, others: list[Spelling], index: EmployerIndex, state: str | None) -> _Found:
    """Return the filer that trades, or was known, under the name; of several, the one in the query's state."""
    local = [other for other in others if state is not None and state in index.filers[other.filer].states]
    if len({other.filer for other in others}) > 1 and local:
        others = local
    best = others[0]
    kind = "trades as" if best.kind == "trade_name" else "was formerly called"
    reason = f'"{best.filed_as.strip()}" {kind} "{name.strip()}" on {best.filings} of its filings'
    held = sum(other.filings for other in others if other.filer == best.filer)
    if held < 0.9 * sum(other.filings for other in others):
        count = len({other.filer for other in others})
        return _Found(
            best.filer, best.kind, reason, ("several_filers", f"{count} filers give this as their other name")
        )
    return _Found(best.filer, best.kind, reason, _far_or_common(core(name), index.filers[best.filer], state))


def _by_shape(name: str, text: str, index: EmployerIndex, state: str | None) -> _Found | None:
    """Return the filer whose core differs only by spaces, or was cut by the hub where the name goes on."""
    key = squash(text)
    position = index.by_squash.get(key, -1)
    if position >= 0 and len(key) >= 6:
        filer = index.filers[position]
        reason = f'"{name.strip()}" is "{filer.name}" but for spaces'
        return _Found(position, "joined", reason, _doubt(filer.cores[0], filer, index, state))
    cut = index.cut_for(text)
    if cut is None:
        return None
    reason = f'"{name.strip()}" begins with "{index.filers[cut].name}", a name that the USCIS hub cut at 34 characters'
    return _Found(cut, "cut", reason)


def _filed_by_another(name: str, text: str, aliased: int, index: EmployerIndex) -> tuple[str, str] | None:
    """Return a doubt when the full name, legal form included, is filed by another filer than the alias says."""
    position = index.by_core.get(text)
    if position is None or position == aliased:
        return None
    written = squash(" ".join(name.upper().replace(".", "").replace(",", "").split())).replace(" ", "")
    for filed in index.filers[position].names:
        if written != squash(text).upper() and written == filed.upper().replace(" ", ""):
            return "filed_by_another", f'"{filed}" is also the filed name of another employer'
    return None


def _doubt(text: str, filer: Filer, index: EmployerIndex, state: str | None) -> tuple[str, str] | None:
    """Return why an equal name may still be another employer, as (rule, reason)."""
    if filer.ambiguous is not None:
        return "ambiguous_name", filer.ambiguous
    if (doubt := _far_or_common(text, filer, state)) is not None:
        return doubt
    if (doubt := _also_another(text, filer, index)) is not None:
        return doubt
    words = text.split()
    agrees = state is not None and state in filer.states
    factor = NAMESAKE_FACTOR if len(words) == 1 else NAMESAKE_FACTOR_WORDS
    heads = 0
    for _, position in index.beginning_with(f"{text} "):
        other = index.filers[position]
        if other is filer:
            continue
        heads += 1
        if other.filings >= max(NAMESAKE_FILINGS, factor * filer.filings):
            return "larger_namesake", f'"{other.name}" begins with the same name and files more ({other.filings})'
    if len(words) == 1 and heads >= COMMON_WORD_FILERS and filer.filings < SMALL_FILER and not agrees:
        return "common_words", f'"{text}" begins the names of {heads} other filers and this one files little'
    return None


def _far_or_common(text: str, filer: Filer, state: str | None) -> tuple[str, str] | None:
    """Return a doubt about a small filer elsewhere, or one whose name is made of common words."""
    agrees = state is not None and state in filer.states
    if agrees:
        return None
    if state is not None and filer.states and filer.filings < SMALL_FILER:
        return "other_state", f"this small filer is in {', '.join(filer.states)} and not in {state}"
    if filer.filings < 5 * SMALL_FILER and all(word in GENERIC_WORDS for word in text.split()):
        return "common_words", f'every word of "{text}" is common and the filer files little'
    return None


def _also_another(text: str, filer: Filer, index: EmployerIndex) -> tuple[str, str] | None:
    """Return a doubt when an employer elsewhere trades under the same name and files as much."""
    for other in index.by_other_name.get(text, ()):
        known = index.filers[other.filer]
        if known is not filer and other.filings >= filer.filings and set(known.states).isdisjoint(filer.states):
            return "several_filers", f'"{other.filed_as.strip()}" also trades under this name'
    return None


def _agree(legal: str, brand: str) -> bool:
    """Return whether a stated legal name contains the brand's words, so that it does not speak against it."""
    return set(core(brand).split()) <= set(core(legal).split()) or squash(core(brand)) in squash(core(legal))


def _spelling(filer: Filer, text: str) -> str:
    """Return the spelling to show for a core: the filer's main one when it has that core."""
    if core(filer.name) == text:
        return filer.name
    return next((name for name in filer.names if core(name) == text), filer.name)


def _answer(query: EmployerQuery, index: EmployerIndex, found: _Found) -> Match:
    filer = index.filers[found.filer]
    if found.doubt is None:
        return Match("match", CONFIDENCE[found.rule], found.rule, found.reason, filer)
    rule, doubt = found.doubt
    others = [c for c in candidates(query.name, index, state=query.state) if c.id != filer.id]
    return Match("review", REVIEW_CONFIDENCE, rule, f"{found.reason}, but {doubt}", filer, others)


def _similar(query: EmployerQuery, index: EmployerIndex) -> Match:
    """Return review with the nearest filer when it is very near, none otherwise; both with the candidates."""
    others = candidates(query.name, index, state=query.state)
    note = index.alias_notes.get(core(query.name))
    if note is not None:
        return Match("none", 0.0, "alias_not_loaded", f"{note}, which the loaded filings do not hold", None, others)
    if others and others[0].score >= SIMILAR_SCORE and others[0].identifying:
        reason = f'no filed name equals it; "{others[0].name}" is similar'
        return Match("review", REVIEW_CONFIDENCE / 2, "similar", reason, index.filers[others[0].filer], others[1:])
    return Match("none", 0.0, "not_found", "no filed name, trade name or alias equals it", None, others)

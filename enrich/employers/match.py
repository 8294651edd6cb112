"""Decide which filer an employer's name means: match, review or none, with the rule and the evidence.

A wrong employer is worse than none. A core, a reviewed alias or a name on the filings decides first; a name that merely
resembles one decides only when the fitted weights say that few such answers are wrong, and never by common words alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from enrich.employers.candidates import Candidate, candidates, shown, why_not
from enrich.employers.domains import filer_of_domain
from enrich.employers.doubts import (
    Doubt,
    Places,
    doubt_alias,
    doubt_equal,
    doubt_form,
    doubt_joined,
    doubt_other_name,
    doubt_similar,
    is_local,
)
from enrich.employers.index import EmployerIndex, Filer, Spelling
from enrich.employers.institutions import institution_of
from enrich.employers.likeness import only_common
from enrich.employers.normalise import core, squash
from enrich.employers.refuse import refuse
from enrich.employers.similar import probability, similar

Decision = Literal["match", "review", "none"]

MATCH_VERSION: Final = "weighed-1"

CONFIDENCE: Final = {
    "alias": 0.97,
    "core": 0.94,
    "legal_name": 0.97,
    "trade_name": 0.85,
    "former_name": 0.85,
    "joined": 0.93,
    "cut": 0.91,
    "domain": 0.9,
    "institution": 0.9,
}
"""Share of right answers of each rule for a filer in a state of the query: measured where docs/matching.md says so."""

CONFIDENCE_ANYWHERE: Final = CONFIDENCE | {"core": 0.91, "joined": 0.86, "cut": 0.89}
"""The same where the query names no state of the filer."""

REVIEW_CONFIDENCE: Final = {
    "other_state": 0.1,
    "other_form": 0.6,
    "common_words": 0.6,
    "larger_namesake": 0.6,
    "other_spelling": 0.7,
}
"""Stated for an answer that a person must look at, by its doubt: measured, and rounded down."""

REVIEW_ELSE: Final = 0.5
"""The same for doubts too rare to measure, or whose filer may be several employers."""

SIMILAR_MATCH: Final = 0.9
"""Fitted probability from which a similar name is a match."""

SIMILAR_REVIEW: Final = 0.3
"""The same from which it is worth a person's look."""


@dataclass(frozen=True, slots=True)
class EmployerQuery:
    """What a posting says about its employer."""

    name: str
    city: str | None = None
    state: str | None = None
    domain: str | None = None
    legal_name: str | None = None
    states: tuple[str, ...] = ()
    """States of the places of work: they speak for a filer there, and against none elsewhere."""

    @property
    def places(self) -> Places:
        """Where the query says that the employer is."""
        return Places(frozenset((*self.states, self.state) if self.state else self.states), self.state)


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
class Found:
    """A filer found by a key, before doubts are weighed."""

    filer: int
    rule: str
    reason: str
    doubt: Doubt | None = None


def match(query: EmployerQuery, index: EmployerIndex) -> Match:
    """Return the filer that the name means, when that is beyond reasonable doubt.

    A legal name that the system states decides over the brand; when the two disagree, the answer is for review.
    Bounded work for any name.
    """
    refused = refuse(query.name, domain=query.domain)
    legal = query.legal_name if query.legal_name and refuse(query.legal_name) is None else None
    if refused is not None and legal is None:
        return Match("none", 0.0, refused.rule, refused.reason)
    by_legal = find(legal, index, query.places) if legal else None
    if by_legal is not None and by_legal.doubt is None:
        reason = f'the posting states the legal name "{legal}"; {by_legal.reason}'
        return _answer(query, index, Found(by_legal.filer, "legal_name", reason))
    if refused is not None:
        return Match("none", 0.0, refused.rule, refused.reason)
    found = _by_domain(query, index, find(query.name, index, query.places))
    if found is None:
        return _answer(query, index, by_legal) if by_legal else _similar(query, index)
    if legal is not None and found.doubt is None and not _agree(legal, query.name):
        differs = f'the posting states the legal name "{legal}", under which nothing is filed'
        found = Found(found.filer, found.rule, found.reason, ("legal_name_differs", differs))
    return _answer(query, index, found)


def find(name: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer found by the strongest key that the name has."""
    text = core(name)
    if (aliased := index.by_alias.get(text)) is not None and aliased:
        reason = index.alias_notes[text]
        doubt = None if len(aliased) == 1 else ("several_filers", "the alias names several filers")
        return Found(aliased[0], "alias", reason, doubt or doubt_alias(name, text, aliased[0], index))
    if (position := index.by_core.get(text)) is not None:
        filer = index.filers[position]
        reason = f'"{name.strip()}" and the filed name "{_spelling(filer, text)}" are the same name'
        return Found(position, "core", reason, doubt_equal(text, filer, index, places) or doubt_form(name, filer))
    if (others := index.by_other_name.get(text)) is not None:
        return _by_other_name(name, others, index, places)
    return _by_shape(name, text, index, places)


def _by_domain(query: EmployerQuery, index: EmployerIndex, found: Found | None) -> Found | None:
    """Return the filer that the domain spells out when no key finds one, or doubt the one found when it is another."""
    spelt = filer_of_domain(query.name, query.domain, index)
    if spelt is None or (found is not None and found.filer == spelt[0]):
        return found
    filer = index.filers[spelt[0]]
    reason = (
        f'the domain {query.domain} spells "{_spelling(filer, spelt[1])}", which begins with "{query.name.strip()}"'
    )
    if found is not None and found.doubt is None:
        return Found(found.filer, found.rule, found.reason, ("domain_differs", reason))
    return Found(spelt[0], "domain", reason, doubt_equal(spelt[1], filer, index, query.places))


def _by_other_name(name: str, others: list[Spelling], index: EmployerIndex, places: Places) -> Found:
    """Return the filer that trades, or was known, under the name; of several, the one in the query's state."""
    local = [other for other in others if is_local(index.filers[other.filer], places)]
    if len({other.filer for other in others}) > 1 and local:
        others = local
    best = others[0]
    kind = "trades as" if best.kind == "trade_name" else "was formerly called"
    reason = f'"{best.filed_as.strip()}" {kind} "{name.strip()}" on {best.filings} of its filings'
    held = sum(other.filings for other in others if other.filer == best.filer)
    if held < 0.9 * sum(other.filings for other in others):
        count = len({other.filer for other in others})
        return Found(best.filer, best.kind, reason, ("several_filers", f"{count} filers give this as their other name"))
    return Found(best.filer, best.kind, reason, doubt_other_name(core(name), best, index.filers[best.filer], places))


def _by_shape(name: str, text: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer whose core differs only by spaces, or was cut by the hub where the name goes on."""
    key = squash(text)
    position = index.by_squash.get(key, -1)
    if position >= 0 and len(key) >= 6:
        filer = index.filers[position]
        reason = f'"{name.strip()}" is "{filer.name}" but for spaces'
        return Found(position, "joined", reason, doubt_joined(filer.cores[0], filer, index, places))
    cut = index.cut_for(text)
    if cut is None:
        return _by_institution(name, index, places)
    reason = f'"{name.strip()}" begins with "{index.filers[cut].name}", a name that the USCIS hub cut at 34 characters'
    return Found(cut, "cut", reason)


def _by_institution(name: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer of a college whose district or whole files for it."""
    college = institution_of(name, index, places)
    if college is None:
        return None
    filed = _spelling(index.filers[college[0]], college[1])
    return Found(college[0], "institution", f'"{name.strip()}" files as "{filed}", the only such filer in its state')


def _agree(legal: str, brand: str) -> bool:
    """Return whether a stated legal name contains the brand's words, so that it does not speak against it."""
    return set(core(brand).split()) <= set(core(legal).split()) or squash(core(brand)) in squash(core(legal))


def _spelling(filer: Filer, text: str) -> str:
    """Return the spelling to show for a core: the filer's main one when it has that core."""
    if core(filer.name) == text:
        return filer.name
    return next((name for name in filer.names if core(name) == text), filer.name)


def _answer(query: EmployerQuery, index: EmployerIndex, found: Found) -> Match:
    filer = index.filers[found.filer]
    if found.doubt is None:
        stated = CONFIDENCE if is_local(filer, query.places) else CONFIDENCE_ANYWHERE
        return Match("match", stated[found.rule], found.rule, found.reason, filer)
    rule, doubt = found.doubt
    others = [c for c in candidates(query.name, index, places=query.places) if c.id != filer.id]
    return Match(
        "review", REVIEW_CONFIDENCE.get(rule, REVIEW_ELSE), rule, f"{found.reason}, but {doubt}", filer, others
    )


def _similar(query: EmployerQuery, index: EmployerIndex) -> Match:
    """Return the filer whose name resembles the query's, by its fitted probability; with the candidates."""
    text = core(query.name)
    ranked = similar(text, index, query.places)
    note = index.alias_notes.get(text)
    if note is not None:
        reason = f"{note}, which the loaded filings do not hold"
        return Match("none", 0.0, "alias_not_loaded", reason, None, shown(text, ranked, index))
    chance = probability(ranked) if ranked else 0.0
    if chance < SIMILAR_REVIEW or only_common(ranked[0].met):
        nothing = "no filed name, trade name or alias equals it"
        return Match("none", 0.0, "not_found", nothing, None, shown(text, ranked, index))
    best = ranked[0]
    filer = index.filers[best.filer]
    reason = f'no filed name equals it; "{_spelling(filer, best.core)}" is similar ({why_not(best)})'
    doubt = doubt_similar(text, best.core, filer) or doubt_form(query.name, filer)
    if chance < SIMILAR_MATCH or doubt is not None:
        reason = reason if doubt is None else f"{reason}, but {doubt[1]}"
        return Match(
            "review", round(min(chance, SIMILAR_MATCH), 3), "similar", reason, filer, shown(text, ranked[1:], index)
        )
    return Match("match", round(chance, 3), "similar", reason, filer)

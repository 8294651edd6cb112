"""Decide which filer an employer's name means: match, review or none, with the rule and the evidence.

A wrong employer is worse than none. A core, a reviewed alias or a name on the filings decides first; a name that merely
resembles one decides only when the fitted weights say that few such answers are wrong, and never by common words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enrich.employers.by_number import by_number
from enrich.employers.candidates import candidates, why_not
from enrich.employers.confidence import CONFIDENCE_LOCAL, SIMILAR_MATCH, confidence, doubt_unlikely, in_doubt
from enrich.employers.decision import EmployerQuery, Match, Steps
from enrich.employers.domains import filer_of_domain, filer_without_ending
from enrich.employers.doubts import (
    Places,
    doubt_alias,
    doubt_equal,
    doubt_form,
    doubt_joined,
    doubt_similar,
    is_other_form,
)
from enrich.employers.index import EmployerIndex, Filer, uncollected
from enrich.employers.institutions import institution_of
from enrich.employers.joining import joined_filer
from enrich.employers.keyed import keyed
from enrich.employers.likeness import TERMS, only_common
from enrich.employers.normalise import core, squash
from enrich.employers.numbers import number_of
from enrich.employers.other_names import (
    Found,
    by_other_name,
    by_shared_name,
    is_rather_traded,
    of_those_sharing,
)
from enrich.employers.pairs import Wanted
from enrich.employers.refuse import refuse
from enrich.employers.schools import same_school
from enrich.employers.similar import Similar, probability, similar_all

__all__ = ["EmployerQuery", "Match", "find", "match", "match_all"]

MATCH_VERSION: Final = "weighed-4"

ALIAS_LETTERS: Final = 5
"""Letters from which an alias is known by its letters alone, as "Cal Tech" is Caltech."""

CONTRARY: Final = TERMS.index("contrary")

SIMILAR_REVIEW: Final = 0.1
"""The same from which it is worth a person's look."""

NAMES_SOMEBODY: Final = frozenset({"not_found", "alias_not_loaded"})
"""Rules by which a name that may be an employer's finds no filer."""

TOGETHER: Final = 256
"""Queries that are decided together: more take no less time for each."""


def match(query: EmployerQuery, index: EmployerIndex) -> Match:
    """Return the filer that the name means, when that is beyond reasonable doubt.

    A legal name that the system states decides over the brand; when the two disagree, the answer is for review.
    Bounded work for any name.
    """
    return match_all([query], index)[0]


def match_all(queries: Sequence[EmployerQuery], index: EmployerIndex) -> list[Match]:
    """Return the decision on each query, as :func:`match` does; many together take a fraction of the time."""
    found: list[Match] = []
    for start in range(0, len(queries), TOGETHER):
        with uncollected():
            found.extend(_match_together(queries[start : start + TOGETHER], index))
    return found


def _match_together(queries: Sequence[EmployerQuery], index: EmployerIndex) -> list[Match]:
    """Take every decision as far as it goes, look up together what they all want, and so on until all are taken."""
    answers: dict[int, Match] = {}
    waiting: dict[int, Steps] = {}
    wanted: list[Wanted] = []
    for at, query in enumerate(queries):
        steps = _steps(query, index)
        try:
            wanted.append(next(steps))
            waiting[at] = steps
        except StopIteration as end:
            answers[at] = end.value
    while waiting:
        going, wanted, sent = waiting, list[Wanted](), similar_all(wanted, index)
        waiting = {}
        for (at, steps), ranked in zip(going.items(), sent, strict=True):
            try:
                wanted.append(steps.send(ranked))
                waiting[at] = steps
            except StopIteration as end:
                answers[at] = end.value
    return [answers[at] for at in range(len(queries))]


def _steps(query: EmployerQuery, index: EmployerIndex) -> Steps:
    """Decide on one query: by its name, and then by its employer number, unless the name names nobody."""
    answer = yield from _by_name(query, index)
    number = number_of(query.fein)
    if number is None or (answer.decision == "none" and answer.rule not in NAMES_SOMEBODY):
        return answer
    return (yield from by_number(query, number, index, answer))


def _by_name(query: EmployerQuery, index: EmployerIndex) -> Steps:
    """Decide on one query without its employer number."""
    refused = refuse(query.name, domain=query.domain, filed=index.by_core)
    legal = query.legal_name if query.legal_name and refuse(query.legal_name) is None else None
    if refused is not None and legal is None:
        return Match("none", 0.0, refused.rule, refused.reason)
    places = query.places
    by_legal = find(legal, index, places) if legal else None
    if by_legal is not None and by_legal.doubt is None:
        reason = f'the posting states the legal name "{legal}"; {by_legal.reason}'
        return (yield from _answer(query, index, places, Found(by_legal.filer, "legal_name", reason)))
    if refused is not None:
        return Match("none", 0.0, refused.rule, refused.reason)
    found = _by_domain(query, index, places, find(query.name, index, places))
    if found is None:
        return (yield from _answer(query, index, places, by_legal) if by_legal else _similar(query, index, places))
    if found.doubt is not None and found.doubt[0] == "other_state":
        nearer = yield from _similar(query, index, places)
        if nearer.filer is not None and nearer.filer is not index.filers[found.filer]:
            return nearer
    if legal is not None and found.doubt is None and not _agree(legal, query.name):
        differs = f'the posting states the legal name "{legal}", under which nothing is filed'
        found = Found(found.filer, found.rule, found.reason, ("legal_name_differs", differs))
    return (yield from _answer(query, index, places, found))


def find(name: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer found by the strongest key that the name has."""
    text = core(name)
    if (shared := by_shared_name(name, index, places)) is not None:
        return shared
    if (aliased := _by_alias(name, text, index, places)) is not None:
        return aliased
    others = index.by_other_name.get(text, [])
    if (position := index.by_core.get(text)) is not None and not is_rather_traded(
        name, position, others, index, places
    ):
        filer = index.filers[position]
        reason = f'"{name.strip()}" and the filed name "{_spelling(filer, text)}" are the same name'
        return Found(position, "core", reason, doubt_equal(text, filer, index, places) or doubt_form(name, filer))
    if others:
        return by_other_name(name, others, index, places, beside=position)
    return _by_shape(name, text, index, places) or of_those_sharing(name, index)


def _by_domain(query: EmployerQuery, index: EmployerIndex, places: Places, found: Found | None) -> Found | None:
    """Return the filer that the domain spells out when no key finds one, or doubt the one found when it is another."""
    if found is None and (ended := filer_without_ending(query.name, query.domain, index)) is not None:
        filer = index.filers[ended[0]]
        reason = (
            f'"{query.name.strip()}" is "{_spelling(filer, ended[1])}" with the ending of its domain {query.domain}'
        )
        return Found(ended[0], "domain", reason, doubt_equal(ended[1], filer, index, places))
    # Whoever is found by name may be reached at name.com without being "NAME COM INC".
    spelt = filer_of_domain(query.name, query.domain, index, with_ending=found is None)
    if spelt is None or (found is not None and found.filer == spelt[0]):
        return found
    filer = index.filers[spelt[0]]
    reason = (
        f'the domain {query.domain} spells "{_spelling(filer, spelt[1])}", which begins with "{query.name.strip()}"'
    )
    if found is not None and found.doubt is None:
        return Found(found.filer, found.rule, found.reason, ("domain_differs", reason))
    return Found(spelt[0], "domain", reason, doubt_equal(spelt[1], filer, index, places))


def _by_shape(name: str, text: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer whose core differs only by spaces, or the whole that a college belongs to."""
    position = joined_filer(name, text, index)
    if position is not None:
        filer = index.filers[position]
        reason = f'"{name.strip()}" is "{filer.name}" but for spaces'
        return Found(position, "joined", reason, doubt_joined(filer.cores[0], filer, index, places))
    alias = index.joined_aliases.get(squash(text))
    if alias and len(squash(alias)) >= ALIAS_LETTERS and (aliased := _by_alias(name, alias, index, places)) is not None:
        return aliased
    return _by_institution(name, index, places)


def _by_alias(name: str, key: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer of a reviewed alias; None when none of its legal names is loaded."""
    aliased = index.by_alias.get(key)
    if not aliased:
        return None
    doubt = None if len(aliased) == 1 else ("several_filers", "the alias names several filers")
    doubt = doubt or doubt_alias(name, key, aliased[0], index, places)
    return Found(aliased[0], "alias", index.alias_notes[key], doubt)


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
    if len(filer.cores) == 1 or core(filer.name) == text:
        return filer.name
    return next((name for name in filer.names if core(name) == text), filer.name)


def _answer(query: EmployerQuery, index: EmployerIndex, places: Places, found: Found) -> Steps:
    filer = index.filers[found.filer]
    stated = confidence(query.name, filer, index, places, found.rule, found.doubt)
    doubted = found.doubt or doubt_unlikely(filer, places, found.rule, stated)
    if doubted is None:
        return Match("match", stated, found.rule, found.reason, filer)
    rule, doubt = doubted
    text = core(query.name)
    ranked = yield Wanted(text, places)
    others = candidates(text, ranked, index, beside=filer.id)
    stated = in_doubt(stated, found.rule, found.doubt, found.share)
    return Match("review", stated, rule, f"{found.reason}, but {doubt}", filer, others)


def _similar(query: EmployerQuery, index: EmployerIndex, places: Places) -> Steps:
    """Return the filer whose name resembles the query's, by its fitted probability; with the candidates."""
    text = core(query.name)
    ranked = yield Wanted(text, places, keyed(query.name, index))
    note = index.alias_notes.get(text)
    if note is not None:
        reason = f"{note}, which the loaded filings do not hold"
        return Match("none", 0.0, "alias_not_loaded", reason, None, candidates(text, ranked, index))
    filer = index.filers[ranked[0].filer] if ranked else None
    chance = probability(ranked, is_other_form(query.name, filer)) if filer is not None else 0.0
    school = same_school(text, ranked, chance, index, places)
    if school is not None:
        filer = index.filers[school.filer]
        reason = (
            f'"{_spelling(filer, school.core)}" is in education in its state, and differs in the kind of school only'
        )
        return Match("match", max(CONFIDENCE_LOCAL["institution"], round(chance, 3)), "institution", reason, filer)
    if filer is None or chance < SIMILAR_REVIEW or (only_common(ranked[0].met) and not ranked[0].kind):
        nothing = "no filed name, trade name or alias equals it"
        return Match("none", 0.0, "not_found", nothing, None, candidates(text, ranked, index))
    best, others = ranked[0], candidates(text, ranked[1:], index)
    rule, reason = _named(query.name, text, best, filer, index)
    doubt = doubt_similar(text, best.core, filer, places, bool(best.terms[CONTRARY])) or doubt_form(query.name, filer)
    if chance < SIMILAR_MATCH or doubt is not None:
        reason = reason if doubt is None else f"{reason}, but {doubt[1]}"
        return Match("review", round(chance, 3), rule, reason, filer, others)
    return Match("match", round(chance, 3), rule, reason, filer)


def _named(name: str, text: str, best: Similar, filer: Filer, index: EmployerIndex) -> tuple[str, str]:
    """Return the rule by which the best of the ranked filers was found, and the reason in words."""
    if best.kind == "own":
        return "trade_name", f'"{name.strip()}" gives "{best.core}" as its other name, which "{filer.name}" files as'
    if best.kind == "other":
        return "trade_name", f'"{best.core}" is another name of "{filer.name}" on its filings'
    cut = index.cut_for(text)
    if cut is not None and index.filers[cut] is filer:
        return "cut", f'"{name.strip()}" begins with "{filer.name}", a name that the USCIS hub cut at 34 characters'
    return "similar", f'no filed name equals it; "{_spelling(filer, best.core)}" is similar ({why_not(best)})'

"""What the federal employer number of a query says beside its name: it finds a filer, confirms one, or doubts one.

All nine digits, where filings show them, find the filer whatever the name, unless the name is plainly another filer's.
The last four, which the hub shows, meet by chance in one of ten thousand pairs, and are weighed by
Bayes' rule (``benchmarks/tax_ids.py`` counts how often they do). Parts of public bodies share a number, so that it
never speaks for one part more than for another.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Final

from enrich.employers.candidates import Candidate, Candidates
from enrich.employers.confidence import SIMILAR_MATCH
from enrich.employers.decision import EmployerQuery, Match, Steps
from enrich.employers.doubts import is_other_form
from enrich.employers.entities import ALIKE, HELD_SHARE, UNLIKE_FILINGS, likeness, other_numbers
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.keyed import keyed
from enrich.employers.normalise import core
from enrich.employers.numbers import LAST
from enrich.employers.pairs import Wanted
from enrich.employers.similar import Similar, probability
from enrich.employers.spelling import same_words
from enrich.employers.vocabulary import PUBLIC_WORDS

CHANCE: Final = 1e-4
"""Share of pairs of an employer and another one's filer with one number, in which the last four digits are equal."""

OTHER_DIGITS: Final = 0.04
"""Share of new names of a filer at its ZIP code that bear other digits than it had: a new number, or a slip."""

OTHER_DIGITS_MANY: Final = 0.15
"""The same for filers with several numbers, which are groups of entities."""

MANY_NUMBERS: Final = 4

BY_FEIN: Final = 0.98
BY_FEIN_UNLIKE: Final = 0.95
"""Stated of a filer found by all nine digits; set by hand, as too few filings show them to measure it."""

MOST_STATED: Final = 0.999
"""Most that a number makes of a probability."""

_OWN_NAME: Final = frozenset({"core", "joined", "legal_name"})
"""Rules by which the very name is filed, so that a number of another filer rather is that of a parent or a slip."""

_RESEMBLES: Final = frozenset({"similar", "cut"})
"""Rules of a name that resembles, which may be that of another part of the body that has the number."""


def by_number(query: EmployerQuery, number: int, index: EmployerIndex, answer: Match) -> Steps:
    """Return the answer that the name found, or another one, as the employer number has it."""
    filed = index.numbers.filed_under(number)
    named = _position(answer.filer, index)
    if named is not None and named in filed:
        return _confirmed(query, answer, index, named, number, "fein", 1.0)
    holder = index.numbers.filer_of(number)
    has_digits = named is not None and index.numbers.may_have(named, number)
    # A filer with the digits may be the holder by another name, that nothing joins: only a doubted one gives way to it.
    if holder is not None and not (has_digits and answer.decision == "match"):
        return _by_fein(query, number, holder, index, answer)
    if named is not None and has_digits:
        odds = _odds(answer.confidence) * _for_equal(named, index)
        return _confirmed(query, answer, index, named, number, "tax_id", odds / (1 + odds))
    if answer.decision == "match" and named is not None:
        return _doubted(answer, named, number, index)
    return (yield from _by_digits(query, number, index, answer, named))


def _confirmed(
    query: EmployerQuery, answer: Match, index: EmployerIndex, named: int, number: int, rule: str, chance: float
) -> Match:
    """Return the answer without its doubt, unless the number does not tell this filer from another one."""
    filer = index.filers[named]
    if answer.rule in _RESEMBLES and _is_part(core(query.name), filer):
        return answer
    shown = "and" if answer.decision == "match" else "yet"
    reason = f"{answer.reason}; {shown} its filings bear the employer number ..{number % LAST:04}"
    chance = round(min(chance, MOST_STATED), 3)
    if answer.decision == "match":
        return replace(answer, confidence=chance, reason=reason, rule=rule if rule == "fein" else answer.rule)
    if not _is_mostly(named, number, index):
        return replace(answer, reason=f"{reason}, under which it files only some")
    if chance < SIMILAR_MATCH:
        return replace(answer, confidence=chance, reason=reason)
    return Match("match", chance, rule, reason, filer)


def _by_fein(query: EmployerQuery, number: int, holder: int, index: EmployerIndex, answer: Match) -> Match:
    """Return the one filer of all nine digits, where the name found another one or none."""
    filer, text = index.filers[holder], core(query.name)
    filings = index.numbers.filed_under(number)[holder]
    reason = f'"{filer.name}" files under the employer number ..{number % LAST:04} ({filings} filings)'
    goes_with = any(_is_short_form(text, known) or likeness(text, known) >= ALIKE for known in filer.cores)
    if answer.decision == "match" and answer.filer is not None:
        short = any(_is_short_form(text, known) for known in filer.cores)
        if answer.rule in _OWN_NAME or not short:
            other = Candidate(filer.id, filer.name, likeness(text, filer.cores[0]), reason, holder)
            halved = round(answer.confidence / 2, 3)
            others = Candidates(partial(tuple, (other,)))
            return Match("review", halved, "fein_differs", f"{answer.reason}, but {reason}", answer.filer, others)
    doubt = None
    if _is_part(text, filer):
        doubt = "parts of a public body, and numbered companies, may share a number"
    elif not _is_mostly(holder, number, index):
        doubt = filer.ambiguous
    elif not goes_with and filings < UNLIKE_FILINGS:
        doubt = "the name is another one, and a single filing may have a slip"
    stated = BY_FEIN if goes_with else BY_FEIN_UNLIKE
    if doubt is not None:
        return Match("review", stated / 2, "fein", f"{reason}, but {doubt}", filer, answer.candidates)
    return Match("match", stated, "fein", reason, filer)


def _doubted(answer: Match, named: int, number: int, index: EmployerIndex) -> Match:
    """Return the answer with what is left of its probability when its filings bear other digits."""
    known = index.numbers.shares(named)
    if not known:
        return answer
    odds = _odds(answer.confidence) * _for_other(named, index)
    stated = round(odds / (1 + odds), 3)
    others = ", ".join(f"..{last:04}" for last in sorted(known, key=lambda last: (-known[last], last))[:3])
    reason = f"{answer.reason}, but its filings bear other employer numbers ({others}) than ..{number % LAST:04}"
    if answer.decision == "review" or stated >= SIMILAR_MATCH:
        return replace(answer, confidence=stated, reason=reason)
    return replace(answer, decision="review", confidence=stated, rule="fein_differs", reason=reason)


def _by_digits(query: EmployerQuery, number: int, index: EmployerIndex, answer: Match, named: int | None) -> Steps:
    """Return the filer that resembles the name and has the last four digits, where the name alone decides nothing."""
    text = core(query.name)
    ranked = yield Wanted(text, query.places, keyed(query.name, index))
    against = 0.0
    if named is not None:
        against = _odds(answer.confidence) * (_for_other(named, index) if index.numbers.shares(named) else 1.0)
    best, odds = None, 0.0
    for other in ranked:
        if other.filer != named and index.numbers.may_have(other.filer, number):
            filer = index.filers[other.filer]
            first = other is ranked[0]
            alone = probability(ranked, is_other_form(query.name, filer)) if first else _alone(other)
            weighed = _odds(alone) * _for_equal(other.filer, index)
            if weighed > odds and not _is_part(text, filer) and not other_numbers(text, other.core):
                best, odds = other, weighed
    chance = odds / (1 + odds + against)
    if best is None or chance < SIMILAR_MATCH:
        return answer if named is None else _doubted(answer, named, number, index)
    return _found(best, number, index, min(chance, MOST_STATED), answer)


def _found(best: Similar, number: int, index: EmployerIndex, chance: float, answer: Match) -> Match:
    filer = index.filers[best.filer]
    reason = f'"{filer.name}" resembles the name, and its filings bear the employer number ..{number % LAST:04}'
    if not _is_mostly(best.filer, number, index):
        some = f"{reason}, under which it files only some"
        return Match("review", round(chance, 3), "tax_id", some, filer, answer.candidates)
    return Match("match", round(chance, 3), "tax_id", reason, filer)


def _position(filer: Filer | None, index: EmployerIndex) -> int | None:
    return index.by_core[filer.cores[0]] if filer is not None else None


def _alone(other: Similar) -> float:
    """Return the probability of a filer that is not the best, from its weight."""
    return 1 / (1 + math.exp(-other.logit))


def _odds(chance: float) -> float:
    bounded = min(chance, MOST_STATED)
    return bounded / (1 - bounded)


def _for_equal(filer: int, index: EmployerIndex) -> float:
    """Return how many times likelier the equal last digits are when the filer is the employer."""
    return (1 - _for_other(filer, index)) / (CHANCE * len(index.numbers.shares(filer)))


def _for_other(filer: int, index: EmployerIndex) -> float:
    return OTHER_DIGITS_MANY if len(index.numbers.shares(filer)) >= MANY_NUMBERS else OTHER_DIGITS


def _is_mostly(filer: int, number: int, index: EmployerIndex) -> bool:
    """Return whether a name that several employers file under is mostly that of the number."""
    if index.filers[filer].ambiguous is None:
        return True
    return index.numbers.shares(filer).get(number % LAST, 0.0) >= HELD_SHARE


def _is_part(text: str, filer: Filer) -> bool:
    """Return whether a name may be that of another part of a body that files under one number."""
    if all(other_numbers(text, known) for known in filer.cores):
        return True
    public = not PUBLIC_WORDS.isdisjoint(text.split()) or any(
        not PUBLIC_WORDS.isdisjoint(known.split()) for known in filer.cores
    )
    return public and not any(same_words(text, known, cut=False) for known in filer.cores)


def _is_short_form(text: str, known: str) -> bool:
    return set(text.split()) <= set(known.split())

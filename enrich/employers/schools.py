"""Schools whose owner files under their name, but for what says of what kind they are ("Vexle Institute", "VEXLE INC").

Of all filers such a name may belong to many. Of those in education in the school's own state it belongs to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from enrich.employers.doubts import Places, is_local
from enrich.employers.index import EmployerIndex
from enrich.employers.likeness import TERMS
from enrich.employers.similar import Similar
from enrich.employers.spelling import DIRECTIONS, PLACE_CODES, loose_words
from enrich.employers.vocabulary import GENERIC_WORDS, LINKING_WORDS, SCHOOL_KINDS, SCHOOL_OWNERS, SCHOOL_WORDS

MISSPELT_FROM: Final = 0.7
"""Fitted probability from which a word of the first filer may be a misspelt one of the school."""

LEAST_LIKENESS: Final = 80.0
"""Likeness of 100 from which two first words are one, misspelt."""

_CONTRARY: Final = TERMS.index("contrary")
_KINDS: Final = frozenset(loose_words(" ".join(sorted(SCHOOL_KINDS))))
_OWNED: Final = SCHOOL_OWNERS | LINKING_WORDS
_DISTRICTS: Final = LINKING_WORDS | {"area", "district", "d"}
_NOT_ITS_OWN: Final = _KINDS | GENERIC_WORDS | DIRECTIONS.keys() | set(PLACE_CODES.values()) | {"st"}
_COMPASS: Final = ("north", "south", "east", "west")


def same_school(
    text: str, ranked: Sequence[Similar], chance: float, index: EmployerIndex, places: Places
) -> Similar | None:
    """Return the one filer in education and in the query's state that bears the name of a school.

    ``ranked`` are the filers that resemble the core, likeliest first, the first with this probability: only of that one
    a word may be misspelt.
    """
    asked = loose_words(text)
    own = set(asked) - _NOT_ITS_OWN
    if not own or not places.states or SCHOOL_WORDS.isdisjoint(asked):
        return None
    found: dict[int, Similar] = {}
    for other in ranked:
        filer, filed = index.filers[other.filer], loose_words(other.core)
        known = other.filer in index.in_education and is_local(filer, places) and filer.ambiguous is None
        likely = other is ranked[0] and chance >= MISSPELT_FROM
        if known and not other.terms[_CONTRARY] and (likely or own.issubset(filed)) and _is_it(other, asked, filed):
            found[other.filer] = other
    return next(iter(found.values())) if len(found) == 1 else None


def _is_it(other: Similar, asked: list[str], filed: list[str]) -> bool:
    """Return whether the filer is the school's owner, or the school by another form of its name.

    "Vexle College" is neither "College of Vexle" nor "Vexle Technical College".
    """
    missing = {word for _, word in other.met.missing}
    added = {word for _, word in other.met.added}
    if any(word.startswith(_COMPASS) for word in set(asked) ^ set(filed)):
        return False
    if SCHOOL_WORDS.isdisjoint(filed) and not any(word.startswith(filed[-1]) for word in SCHOOL_WORDS):
        return missing <= _KINDS and added <= _OWNED
    alike = fuzz.ratio(asked[0], filed[0]) >= LEAST_LIKENESS
    return alike and missing <= LINKING_WORDS and added <= _DISTRICTS

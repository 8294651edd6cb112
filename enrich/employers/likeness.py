"""How much two cores resemble each other, as few numbers that a person can read: the terms of the weighing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from enrich.employers.normalise import squash
from enrich.employers.vocabulary import CUT_FORMS, GENERIC_WORDS

SOFT_WORD: Final = 80.0
"""Likeness of 100 from which two words are one, misspelt."""

SOFT_CREDIT: Final = 0.85
"""What a misspelt or shortened word counts of the whole one."""

SHORTENED: Final = 3
"""Letters that a shortened word must keep ("comp" for "computer")."""

LEAST_CORES: Final = 150_000
"""Cores that an index is taken to have at least: in a small one every word would seem common."""

TERMS: Final = (
    "letters", "jaro_winkler", "words_asked", "words_filed", "rarest_missing", "rarest_added", "shared", "begins",
    "first_word", "numbers", "cut", "filings", "same_state", "other_state", "short",
)  # fmt: skip
"""Names of the terms, in the order of :func:`terms`."""


@dataclass(frozen=True, slots=True)
class Side:
    """One core made ready for comparing."""

    text: str
    words: list[str]
    weights: list[float]
    """How rare each word is: the logarithm of one in how many filers has it."""
    letters: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words of two cores meet."""

    shared: float
    """Summed rarity of the words that meet."""
    shared_words: list[str]
    missing: list[tuple[float, str]]
    """(rarity, word) of the words asked for that the filer lacks."""
    added: list[tuple[float, str]]
    """The same of the filer's words that were not asked for."""
    first: bool
    """Whether the first word asked for is among those that meet."""


def side(text: str, counts: dict[str, int], cores: int) -> Side:
    """Return a core with the rarity of its words: ``counts`` of ``cores`` have a word."""
    words = text.split()
    among = max(cores, LEAST_CORES) + 1
    weights = [math.log(among / (counts.get(word, 0) + 1)) for word in words]
    return Side(text, words, weights, squash(text))


def align(asked: Side, filed: Side) -> Alignment:
    """Return which words meet: equal ones first, then misspelt and shortened ones."""
    free = list(range(len(filed.words)))
    shared, meeting = 0.0, list[str]()
    left: list[int] = []
    for at, word in enumerate(asked.words):
        equal = next((other for other in free if filed.words[other] == word), None)
        if equal is None:
            left.append(at)
            continue
        free.remove(equal)
        meeting.append(word)
        shared += asked.weights[at]
    missing: list[tuple[float, str]] = []
    for at in left:
        word = asked.words[at]
        soft = next((other for other in free if _same_word(word, filed.words[other])), None)
        if soft is None:
            missing.append((asked.weights[at], word))
            continue
        free.remove(soft)
        meeting.append(word)
        shared += SOFT_CREDIT * min(asked.weights[at], filed.weights[soft])
    added = [(filed.weights[other], filed.words[other]) for other in free]
    return Alignment(shared, meeting, missing, added, asked.words[0] in meeting)


def _same_word(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if long.startswith(short):
        return len(short) >= SHORTENED or short in CUT_FORMS
    return len(short) > SHORTENED and fuzz.ratio(one, other) >= SOFT_WORD


def terms(asked: Side, filed: Side, met: Alignment, filings: int, local: int) -> list[float]:
    """Return the terms in the order of :data:`TERMS`.

    ``local`` is 1 for a filer in a state
    of the posting, -1 for a small one elsewhere, 0 when nothing is known.
    """
    short, long = sorted((asked.letters, filed.letters), key=len)
    of_asked, of_filed = sum(asked.weights) or 1.0, sum(filed.weights) or 1.0
    last = _weight_of(met.missing, asked), _weight_of(met.added, filed)
    return [
        fuzz.ratio(asked.letters, filed.letters) / 100,
        JaroWinkler.similarity(asked.letters, filed.letters),
        1 - sum(weight for weight, _ in met.missing) / of_asked,
        1 - sum(weight for weight, _ in met.added) / of_filed,
        last[0] / 12,
        last[1] / 12,
        math.log1p(met.shared) / 4,
        float(long.startswith(short) and len(short) >= 8),
        float(met.first),
        float(_digits(asked) != _digits(filed)),
        float(long.startswith(short) and len(short) >= 22),
        math.log10(1 + filings) / 4,
        float(local > 0),
        float(local < 0),
        1 / max(3, len(short)),
    ]


def _weight_of(words: list[tuple[float, str]], whole: Side) -> float:
    """Return the rarity of the rarest word left over; leftovers of a cut legal form weigh nothing."""
    return max((weight for weight, word in words if not (word in CUT_FORMS and word == whole.words[-1])), default=0.0)


def _digits(whole: Side) -> set[str]:
    return {word for word in whole.words if any(character.isdigit() for character in word)}


def only_common(met: Alignment) -> bool:
    """Return whether the words that meet are all common ones, which is never evidence."""
    return all(word in GENERIC_WORDS for word in met.shared_words)

"""How much two cores resemble each other, as few numbers that a person can read: the terms of the weighing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from enrich.employers.normalise import squash
from enrich.employers.spelling import PLACE_CODES
from enrich.employers.vocabulary import CUT_FORMS, GENERIC_WORDS

SOFT_WORD: Final = 80.0
"""Likeness of 100 from which two words are one, misspelt."""

SOFT_CREDIT: Final = 0.85
"""What a misspelt or shortened word counts of the whole one."""

MOST_RARITY: Final = 40.0
"""Summed rarity of words from which a name tells no more."""

MOST_INITIALS: Final = 6
"""Letters beyond which a word is not taken for the initials of others."""

SHORTENED: Final = 3
"""Letters that a shortened word must keep ("comp" for "computer")."""

LEAST_CORES: Final = 150_000
"""Cores that an index is taken to have at least: in a small one every word would seem common."""

TERMS: Final = (
    "letters", "jaro_winkler", "words_asked", "words_filed", "rarest_missing", "rarest_added", "shared", "begins",
    "first_word", "numbers", "cut", "filings", "same_state", "other_state", "short", "nearly", "equal", "other_name",
    "own_name", "local_letters", "local_words", "rarity", "same_words",
)  # fmt: skip
"""Names of the terms, in the order of :func:`terms`."""


@dataclass(slots=True)
class Side:
    """One core made ready for comparing."""

    text: str
    words: list[str]
    weights: list[float]
    """How rare each word is: the logarithm of one in how many filers has it."""
    letters: str
    numbers: set[str]
    """Words that hold a digit."""


@dataclass(slots=True)
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
    letters = squash(text)
    numbers = set() if letters.isalpha() else {word for word in words if any(map(str.isdigit, word))}
    return Side(text, words, weights, letters, numbers)


def align(asked: Side, filed: Side) -> Alignment:
    """Return which words meet: equal ones first, then misspelt and shortened ones."""
    free, weights = filed.words.copy(), filed.weights.copy()
    shared, meeting = 0.0, list[str]()
    left: list[tuple[float, str]] = []
    for word, weight in zip(asked.words, asked.weights, strict=True):
        if word not in free:
            left.append((weight, word))
            continue
        at = free.index(word)
        del free[at], weights[at]
        meeting.append(word)
        shared += weight
    missing: list[tuple[float, str]] = []
    for weight, word in left:
        soft = _same_word(word, free)
        width = 1
        if soft is None and 1 < len(word) <= MOST_INITIALS:
            soft, width = _spelt_out(word, free), len(word)
        if soft is None:
            missing.append((weight, word))
            continue
        meeting.append(word)
        shared += SOFT_CREDIT * min(weight, sum(weights[soft : soft + width]))
        del free[soft : soft + width], weights[soft : soft + width]
    missing = _without_spelt_out(missing, free, weights, meeting)
    return Alignment(shared, meeting, missing, list(zip(weights, free, strict=True)), asked.words[0] in meeting)


def _spelt_out(initials: str, words: list[str]) -> int | None:
    """Return where the words begin whose first letters the initials are ("hr" for "human resources")."""
    width = len(initials)
    for at in range(len(words) - width + 1):
        if all(word[0] == letter for word, letter in zip(words[at : at + width], initials, strict=True)):
            return at
    return None


def _without_spelt_out(
    missing: list[tuple[float, str]], free: list[str], weights: list[float], meeting: list[str]
) -> list[tuple[float, str]]:
    """Return the missing words without those whose initials the filed name gives, which is taken off ``free``."""
    for at in reversed(range(len(free))):
        initials = free[at]
        if not 1 < len(initials) <= min(MOST_INITIALS, len(missing)):
            continue
        start = _spelt_out(initials, [word for _, word in missing])
        if start is not None:
            meeting.extend(word for _, word in missing[start : start + len(initials)])
            missing = missing[:start] + missing[start + len(initials) :]
            del free[at], weights[at]
    return missing


def _same_word(word: str, others: list[str]) -> int | None:
    """Return the place of the first word that is this one, misspelt or shortened."""
    length, code = len(word), PLACE_CODES.get(word)
    for at, other in enumerate(others):
        if code == other or PLACE_CODES.get(other) == word:
            return at
        if length <= len(other):
            if other.startswith(word):
                if length >= SHORTENED or word in CUT_FORMS:
                    return at
                continue
        elif word.startswith(other):
            if len(other) >= SHORTENED or other in CUT_FORMS:
                return at
            continue
        if length > SHORTENED < len(other) and fuzz.ratio(word, other, score_cutoff=SOFT_WORD):
            return at
        if word[0] == other[0] and min(length, len(other)) >= SHORTENED and _abbreviates(word, other):
            return at
    return None


def _abbreviates(one: str, other: str) -> bool:
    """Return whether one word is the other with letters left out."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    letters = iter(long)
    return all(letter in letters for letter in short)


def terms(asked: Side, filed: Side, met: Alignment, filings: int, local: int, kind: str = "") -> list[float]:
    """Return the terms in the order of :data:`TERMS`.

    ``local`` is 1 for a filer in a state of the posting, -1 for a small one elsewhere, 0 when nothing is known.
    ``kind`` is "other" when the name compared with is a trade or former name of the filer, "own" when the one asked is.
    """
    short, long = asked.letters, filed.letters
    if len(long) < len(short):
        short, long = long, short
    begins = long.startswith(short)
    of_asked, of_filed = sum(asked.weights) or 1.0, sum(filed.weights) or 1.0
    last = _weight_of(met.missing, asked), _weight_of(met.added, filed)
    letters = fuzz.ratio(asked.letters, filed.letters) / 100
    words_asked = 1 - sum([weight for weight, _ in met.missing]) / of_asked
    words_filed = 1 - sum([weight for weight, _ in met.added]) / of_filed
    return [
        letters,
        JaroWinkler.similarity(asked.letters, filed.letters),
        words_asked,
        words_filed,
        last[0] / 12,
        last[1] / 12,
        math.log1p(met.shared) / 4,
        float(begins and len(short) >= 8),
        float(met.first),
        float(asked.numbers != filed.numbers),
        float(begins and len(short) >= 22),
        math.log10(1 + filings) / 4,
        float(local > 0),
        float(local < 0),
        1 / max(3, len(short)),
        max(0.0, letters - 0.85) / 0.15,
        float(asked.text == filed.text),
        float(kind == "other"),
        float(kind == "own"),
        (local > 0) * letters,
        (local > 0) * words_asked * words_filed,
        min(1.0, of_asked / MOST_RARITY),
        float(not met.missing and not met.added),
    ]


def _weight_of(words: list[tuple[float, str]], whole: Side) -> float:
    """Return the rarity of the rarest word left over; leftovers of a cut legal form weigh nothing."""
    last = whole.words[-1]
    return max([weight for weight, word in words if word != last or word not in CUT_FORMS], default=0.0)


def only_common(met: Alignment) -> bool:
    """Return whether the words that meet are all common ones, which is never evidence."""
    return all(word in GENERIC_WORDS for word in met.shared_words)

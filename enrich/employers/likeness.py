"""How much two cores resemble each other, as few numbers that a person can read: the terms of the weighing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler, Prefix

from enrich.employers.spelling import kind_of, loose_words
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

Measures = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Terms = np.ndarray[tuple[int, int], np.dtype[np.float64]]

MEASURES: Final = (
    "missing", "added", "rarest_missing", "rarest_added", "shared", "whole", "first", "numbers", "contrary", "short",
    "begins", "filings", "local", "town", "equal", "other", "own",
)  # fmt: skip
"""What the terms of a pair are made of: the share of its rarity that each side has in words left over, and the rarest
of these; the rarity that meets, and all that is asked for; whether the first word meets, numbers differ, and each has a
direction, a state or a number where the other has another one; letters of the shorter name, and whether the longer
begins with it; then what :class:`Pair` says."""

TERMS: Final = (
    "letters", "jaro_winkler", "words_asked", "words_filed", "rarest_missing", "rarest_added", "shared", "begins",
    "first_word", "numbers", "cut", "filings", "same_state", "other_state", "short", "nearly", "equal", "other_name",
    "own_name", "local_letters", "local_words", "rarity", "same_words", "contrary", "slips", "local_beginning",
    "local_one_slip", "same_town", "other_town", "town_letters",
)  # fmt: skip
"""Names of the terms, in the order of :func:`terms`."""


class Rarity(dict[str, float]):
    """Word -> the logarithm of one in how many cores has it; looked up once for each word that any core has."""

    def __init__(self, counts: Mapping[str, int], cores: int) -> None:
        super().__init__()
        self._counts = counts
        self.among = max(cores, LEAST_CORES) + 1
        self.most = math.log(self.among)

    def __missing__(self, word: str) -> float:
        count = self._counts.get(word)
        if count is None:
            return self.most
        rarity = self[word] = math.log(self.among / (count + 1))
        return rarity


@dataclass(slots=True)
class Side:
    """One core made ready for comparing."""

    text: str
    words: list[str]
    """With places as their codes and numbers as digits."""
    weights: list[float]
    """How rare each word is."""
    whole: float
    """Their sum."""
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


def side(text: str, rarity: Rarity) -> Side:
    """Return a core with the rarity of its words."""
    words = loose_words(text)
    weights = [rarity[word] for word in words]
    letters = "".join(words)
    numbers = set() if letters.isalpha() else {word for word in words if any(map(str.isdigit, word))}
    return Side(text, words, weights, sum(weights), letters, numbers)


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
    missing: list[tuple[float, str]] = [] if free else left
    for weight, word in left if free else ():
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
    if free and len(missing) > 1:
        missing = _without_spelt_out(missing, free, weights, meeting)
    return Alignment(shared, meeting, missing, list(zip(weights, free, strict=True)), asked.words[0] in meeting)


def align_equal(asked: Sequence[str], filed: Sequence[str]) -> Alignment:
    """Return the same of words that meet only where they are equal and of which none stands twice, without rarities."""
    shared = [word for word in asked if word in filed]
    missing = [(0.0, word) for word in asked if word not in shared]
    return Alignment(0.0, shared, missing, [(0.0, word) for word in filed if word not in shared], asked[0] in shared)


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
    return next((at for at, other in enumerate(others) if is_same_word(word, other)), None)


def is_same_word(word: str, other: str) -> bool:
    """Return whether two words that are not equal are one, misspelt or shortened; another number never is."""
    if not (word.isalpha() and other.isalpha()) and _digits(word) != _digits(other):
        return False
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if long.startswith(short):
        return len(short) >= SHORTENED or short in CUT_FORMS
    if len(short) > SHORTENED and fuzz.ratio(word, other, score_cutoff=SOFT_WORD):
        return True
    return word[0] == other[0] and len(short) >= SHORTENED and _abbreviates(word, other)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _abbreviates(one: str, other: str) -> bool:
    """Return whether one word is the other with letters left out."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    letters = iter(long)
    return all(letter in letters for letter in short)


class Pair(NamedTuple):
    """Two names that are compared, and what is known of the filer of the second."""

    asked: Side
    filed: Side
    met: Alignment
    filings: int
    local: int
    """1 for a filer in a state of the posting, -1 for a small one elsewhere, 0 when nothing is known."""
    town: int
    """The same of its towns."""
    kind: str = ""
    """``other`` when the name compared with is a trade or former name of the filer, ``own`` when the one asked is."""


def terms(asked: Sequence[str], filed: Sequence[str], measures: Measures) -> Terms:
    """Return the terms of each pair, a row each, in the order of :data:`TERMS`; all pairs of many names at once.

    ``asked`` and ``filed`` are the letters of the two names, ``measures`` a row from :func:`measure` for each.
    """
    letters = process.cpdist(asked, filed, scorer=fuzz.ratio, dtype=np.float64) / 100
    jaro_winkler = process.cpdist(asked, filed, scorer=JaroWinkler.similarity, dtype=np.float64)
    slips = process.cpdist(asked, filed, scorer=OSA.distance, dtype=np.float64)
    beginning = process.cpdist(asked, filed, scorer=Prefix.similarity, dtype=np.float64)
    longest = np.array([max(len(one), len(other), 1) for one, other in zip(asked, filed, strict=True)])
    missing, added, rarest_missing, rarest_added, shared, whole, first, numbers, contrary = measures.T[:9]
    short, begins, filings, local, town, equal, other, own = measures.T[9:]
    words_asked, words_filed, near, nearer = 1 - missing, 1 - added, local > 0, town > 0
    return np.column_stack((
        letters,
        jaro_winkler,
        words_asked,
        words_filed,
        rarest_missing / 12,
        rarest_added / 12,
        np.log1p(shared) / 4,
        begins * (short >= 8),
        first,
        numbers,
        begins * (short >= 22),
        np.log10(1 + filings) / 4,
        near,
        local < 0,
        1 / np.maximum(3, short),
        np.maximum(0.0, letters - 0.85) / 0.15,
        equal,
        other,
        own,
        near * letters,
        near * words_asked * words_filed,
        np.minimum(1.0, whole / MOST_RARITY),
        (missing == 0) & (added == 0),
        contrary,
        slips / longest,
        near * beginning / np.maximum(1, short),
        near * (slips <= 1),
        nearer,
        town < 0,
        nearer * letters,
    ))  # fmt: skip


def measure(pair: Pair) -> tuple[float, ...]:
    """Return of one pair what the terms are made of beside its letters, in the order of :data:`MEASURES`."""
    asked, filed, met, filings, local, town, kind = pair
    short, long = asked.letters, filed.letters
    if len(long) < len(short):
        short, long = long, short
    missing, added = met.missing, met.added
    return (
        sum([weight for weight, _ in missing]) / (asked.whole or 1.0) if missing else 0.0,
        sum([weight for weight, _ in added]) / (filed.whole or 1.0) if added else 0.0,
        _rarest_of(missing, asked) if missing else 0.0,
        _rarest_of(added, filed) if added else 0.0,
        met.shared,
        asked.whole or 1.0,
        met.first,
        asked.numbers != filed.numbers,
        _kinds(missing) & _kinds(added) > 0,
        len(short),
        long.startswith(short),
        filings,
        local,
        town,
        asked.text == filed.text,
        kind == "other",
        kind == "own",
    )


def _kinds(words: list[tuple[float, str]]) -> int:
    """Return the kinds of the words left over, a bit for each."""
    return reduce(or_, (kind_of(word) for _, word in words), 0)


def _rarest_of(words: list[tuple[float, str]], whole: Side) -> float:
    """Return the rarity of the rarest word left over; leftovers of a cut legal form weigh nothing."""
    last = whole.words[-1]
    return max([weight for weight, word in words if word != last or word not in CUT_FORMS], default=0.0)


def only_common(met: Alignment) -> bool:
    """Return whether the words that meet are all common ones, which is never evidence."""
    return all(word in GENERIC_WORDS for word in met.shared_words)

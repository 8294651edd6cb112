"""Whether two cores are the same words written otherwise: abbreviated, misspelt, cut, places as codes.

Too loose to find an employer by: it says what two names may be that other evidence joins, such as a tax id.
"""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz

from enrich.employers.vocabulary import STATE_NAMES

MISSPELT: Final = 80.0
"""Likeness of 100 from which two words are one, misspelt."""

LEAST_LETTERS: Final = 4
"""Letters that a misspelt word must have."""

CUT_LENGTH: Final = 26
"""Letters that the core of a name that was cut has at least."""

DIRECTIONS: Final = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "nw": "northwest", "ne": "northeast", "sw": "southwest", "se": "southeast",
}  # fmt: skip
"""Code of a direction -> its name."""

PLACE_CODES: Final = {
    **{name: code for code, name in STATE_NAMES.items() if len(code) == 2},
    "colorado": "co", "delaware": "de", "indiana": "in", "louisiana": "la", "maine": "me", "oregon": "or",
    "northern": "n", "southern": "s", "eastern": "e", "western": "w",
    "northwestern": "nw", "northeastern": "ne", "southwestern": "sw", "southeastern": "se",
    **{name: code for code, name in DIRECTIONS.items()},
}  # fmt: skip
"""Names of places and directions with the codes that clerks write for them."""

NUMERALS: Final = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "ii": "2", "iii": "3", "iv": "4", "first": "1st", "second": "2nd", "third": "3rd",
}  # fmt: skip
"""Number words and Roman numbers with their digits; single letters may be initials."""

_STATES: Final = frozenset(code for code in STATE_NAMES if len(code) == 2) - {"hi", "id", "ok", "ma", "md", "ne", "pa"}
"""Codes of states that are hardly another word."""

_LOOSE: Final = {**NUMERALS, **PLACE_CODES}
_LOOSE_FIRSTS: Final = frozenset(words.split()[0] for words in _LOOSE)


def same_words(one: str, other: str, *, cut: bool = True) -> bool:
    """Return whether two cores are the same words in the same order, abbreviated or misspelt; or ``cut`` at the end."""
    first, second = loose_words(one), loose_words(other)
    if len(first) == len(second):
        return all(map(_one_word, first, second))
    short, long = sorted((first, second), key=len)
    last = len(short) - 1
    if not cut or min(len(one), len(other)) < CUT_LENGTH:
        return False
    return long[:last] == short[:-1] and long[last].startswith(short[-1])


def loose_words(text: str) -> list[str]:
    """Return the words of a core, places as their codes and numbers as digits ("new york" -> "ny", "two" -> "2")."""
    words = text.split()
    if _LOOSE_FIRSTS.isdisjoint(words):
        return words
    found: list[str] = []
    at = 0
    while at < len(words):
        pair = f"{words[at]} {words[at + 1]}" if at + 1 < len(words) else ""
        found.append(_LOOSE.get(pair) or _LOOSE.get(words[at], words[at]))
        at += 2 if pair in _LOOSE else 1
    return found


def kind_of(word: str) -> int:
    """Return of what kind a loose word is, of which an employer has one: 1 direction, 2 state, 4 number, else 0."""
    if word in DIRECTIONS:
        return 1
    return 2 if word in _STATES else 4 if word[0].isdigit() else 0


def _one_word(one: str, other: str) -> bool:
    """Return whether one word may be the other, with letters left out or misspelt."""
    if one == other:
        return True
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if short[0] == long[0] and len(short) > 1:
        letters = iter(long)
        if all(letter in letters for letter in short):
            return True
    return len(short) >= LEAST_LETTERS and fuzz.ratio(one, other) >= MISSPELT

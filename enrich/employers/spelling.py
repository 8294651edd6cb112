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

PLACE_CODES: Final = {
    **{name: code for code, name in STATE_NAMES.items() if len(code) == 2},
    "colorado": "co", "delaware": "de", "indiana": "in", "louisiana": "la", "maine": "me", "oregon": "or",
    "north": "n", "south": "s", "east": "e", "west": "w", "northern": "n", "southern": "s", "eastern": "e",
    "western": "w", "northwest": "nw", "northeast": "ne", "southwest": "sw", "southeast": "se",
}  # fmt: skip
"""Names of places and directions with the codes that clerks write for them."""


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
    """Return the words of a core with places as their codes ("new york" -> "ny", "north" -> "n")."""
    words = text.split()
    found: list[str] = []
    at = 0
    while at < len(words):
        pair = f"{words[at]} {words[at + 1]}" if at + 1 < len(words) else ""
        found.append(PLACE_CODES.get(pair) or PLACE_CODES.get(words[at], words[at]))
        at += 2 if pair in PLACE_CODES else 1
    return found


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

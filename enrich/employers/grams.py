"""Cores that share rare pieces of letters with a text: sparse character n-grams, with bounded work for any text."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from enrich.employers.normalise import squash

WIDTH: Final = 3
"""Letters of a gram; spaces are taken out first, so that joined and split words meet."""

MOST_CORES: Final = 2500
"""A gram that more cores have tells nothing and is not kept."""

GRAMS_ASKED: Final = 8
"""Rarest grams of a text that are looked up."""

_TYPE: Final = "I"


def grams_of(text: str) -> set[str]:
    """Return the grams of a core; the beginning of the text is a letter of its own."""
    letters = f"^{squash(text)}"
    return {letters[at : at + WIDTH] for at in range(len(letters) - WIDTH + 1)}


def gram_lists(cores: Sequence[str]) -> dict[str, bytes]:
    """Return gram -> positions of the cores that have it, packed; of cores in their order."""
    lists: dict[str, array[int]] = defaultdict(lambda: array(_TYPE))
    for position, text in enumerate(cores):
        for gram in grams_of(text):
            lists[gram].append(position)
    return {gram: lists[gram].tobytes() for gram in sorted(lists) if len(lists[gram]) <= MOST_CORES}


def nearest(text: str, lists: dict[str, bytes], most: int) -> list[int]:
    """Return at most ``most`` positions of the cores that share the most of the rarest grams of the text."""
    found = sorted((packed for gram in grams_of(text) if (packed := lists.get(gram))), key=lambda p: (len(p), p))
    counts: Counter[int] = Counter()
    for packed in found[:GRAMS_ASKED]:
        counts.update(memoryview(packed).cast(_TYPE))
    if not counts:
        return []
    return [position for position, _ in counts.most_common(most)]

"""Filers that an equal name finds, to be weighed beside those that resemble: by core, other name, spaces or a cut."""

from __future__ import annotations

from typing import Final, NamedTuple

from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.normalise import known_parts, squash
from enrich.employers.spelling import loose_words

MOST_OTHERS: Final = 6
"""Filers of one trade name that are weighed."""


class Keyed(NamedTuple):
    """A filer that a key finds: the two names that are compared, and of what kind they are."""

    filer: int
    asked: str
    filed: str
    kind: str = ""


def keyed(name: str, index: EmployerIndex) -> list[Keyed]:
    """Return the filers that an equal name finds: a core, a trade or former name, of the name or of the filings."""
    parts = known_parts(name)
    found: list[Keyed] = []
    for text in (parts.legal, *parts.trade, *parts.former):
        own = "" if text == parts.legal else "own"
        if (position := index.by_core.get(text)) is not None:
            found.append(Keyed(position, text, text, own))
        elif (position := index.by_squash.get(squash(text), -1)) >= 0:
            found.append(Keyed(position, text, _squashed(index.filers[position], text), own))
        for position in _coded(text, index)[:MOST_OTHERS]:
            if position not in (other.filer for other in found):
                found.append(Keyed(position, text, _squashed(index.filers[position], text), own))
        for other in index.by_other_name.get(text, ())[:MOST_OTHERS]:
            found.append(Keyed(other.filer, text, text, "other"))
    if (cut := index.cut_for(parts.legal)) is not None:
        found.append(Keyed(cut, parts.legal, _continued(index.filers[cut], parts.legal)))
    return found


def _coded(text: str, index: EmployerIndex) -> list[int]:
    """Return the filers whose core is the text but for spaces, codes of places and number words."""
    letters = "".join(loose_words(text))
    plain = index.by_squash.get(letters, -1)
    return [*index.by_code.get(letters, ()), *((plain,) if plain >= 0 else ())]


def _squashed(filer: Filer, text: str) -> str:
    """Return the filer's core that is the text but for spaces and codes."""
    letters = "".join(loose_words(text))
    return next((known for known in filer.cores if "".join(loose_words(known)) == letters), filer.cores[0])


def _continued(filer: Filer, text: str) -> str:
    """Return the filer's core that begins most like the text."""
    return max(filer.cores, key=lambda known: _common_length(known, text))


def _common_length(one: str, other: str) -> int:
    """Return how many letters two names begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

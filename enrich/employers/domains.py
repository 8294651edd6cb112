"""The word of a web domain, which may spell the filed name out where the posting shortens it."""

from __future__ import annotations

from typing import Final

from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import core, squash
from enrich.employers.vocabulary import ABBREVIATIONS

SECOND_LEVELS: Final = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
"""Labels that stand before a country's own ("example.co.uk")."""

LONGER: Final = 3
"""Letters by which the domain must go on behind the name to tell anything that the name does not."""


LONGER_ENDING: Final = 2
"""The same with the ending of the domain, which may be a word of the name ("otter.ai")."""

SHORT_ENDING: Final = 3
"""Letters up to which an ending is none but that: "Relay Security" at relay.security is not "Relay"."""


def domain_word(domain: str) -> str:
    """Return what the owner of a domain chose, letters and digits only ("www.epicgames.com" -> "epicgames")."""
    return _owned(domain)[0]


def filer_of_domain(
    name: str, domain: str | None, index: EmployerIndex, *, with_ending: bool
) -> tuple[int, str] | None:
    """Return the one filer whose name begins with the posted name and whose words the domain spells, and its core.

    ``with_ending`` takes the ending of the domain for a word of the name, too.
    """
    text = core(name)
    word, ending = _owned(domain) if domain else ("", "")
    letters = squash(text)
    if not text or not word.startswith(letters):
        return None
    spelt = {word + ending} if with_ending and len(ending) >= LONGER_ENDING else set()
    if len(word) >= len(letters) + LONGER:
        rest = word.removeprefix(letters)
        spelt |= {word, letters + ABBREVIATIONS.get(rest, rest)}
    if not spelt:
        return None
    found = {
        position: known for known, position in index.beginning_with(f"{text} ", limit=500) if squash(known) in spelt
    }
    return next(iter(found.items())) if len(found) == 1 else None


def filer_without_ending(name: str, domain: str | None, index: EmployerIndex) -> tuple[int, str] | None:
    """Return the filer that has the posted name but for the ending of the domain ("Relay AI" at relay.ai)."""
    words = core(name).split()
    word, ending = _owned(domain) if domain else ("", "")
    if len(words) < 2 or len(ending) > SHORT_ENDING or words[-1] != ending or "".join(words[:-1]) != word:
        return None
    known = " ".join(words[:-1])
    position = index.by_core.get(known)
    return None if position is None else (position, known)


def _owned(domain: str) -> tuple[str, str]:
    """Return what the owner of a domain chose, and the ending behind it."""
    labels = [label for label in domain.strip().casefold().rstrip(".").split(".") if label]
    if len(labels) < 2:
        return "", ""
    at = -3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS else -2
    return "".join(filter(str.isalnum, labels[at])), "".join(labels[at + 1 :])

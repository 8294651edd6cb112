"""The word of a web domain, which may spell the filed name out where the posting shortens it."""

from __future__ import annotations

from typing import Final

from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import core, squash

SECOND_LEVELS: Final = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
"""Labels that stand before a country's own ("example.co.uk")."""

LONGER: Final = 3
"""Letters by which the domain must go on behind the name to tell anything that the name does not."""


def domain_word(domain: str) -> str:
    """Return what the owner of a domain chose, letters and digits only ("www.epicgames.com" -> "epicgames")."""
    labels = [label for label in domain.strip().casefold().rstrip(".").split(".") if label]
    if len(labels) < 2:
        return ""
    at = -3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS else -2
    return "".join(character for character in labels[at] if character.isalnum())


def filer_of_domain(name: str, domain: str | None, index: EmployerIndex) -> tuple[int, str] | None:
    """Return the one filer whose name begins with the posted name and whose words the domain spells, and its core."""
    text = core(name)
    word = domain_word(domain) if domain else ""
    if not text or len(word) < len(squash(text)) + LONGER or not word.startswith(squash(text)):
        return None
    found = {
        position: known for known, position in index.beginning_with(f"{text} ", limit=500) if squash(known) == word
    }
    return next(iter(found.items())) if len(found) == 1 else None

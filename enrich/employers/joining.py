"""Names that others write in one word or in two, where one half is a word that has an abbreviation.

"Tech Excel" has the core "technology excel", so that it meets "TechExcel" neither by its core nor without spaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import squash, written
from enrich.employers.vocabulary import ABBREVIATIONS, GLUED_FORMS

LEAST_LETTERS: Final = 6
"""Letters without spaces from which a name identifies an employer, however it is spaced."""

_LEAST_SHORT: Final = 3
_LENGTHS: Final = sorted({len(short) for short in ABBREVIATIONS if len(short) >= _LEAST_SHORT})
"""Of the abbreviations that may be one half of a name, and of what is left beside it at least."""


def joined_filer(name: str, text: str, index: EmployerIndex) -> int | None:
    """Return the one filer whose name is this one but for spaces; ``text`` is its core. ``None`` without one."""
    for letters in (squash(text), *_respelt(name, text)):
        position = index.by_squash.get(letters, -1)
        if position >= 0 and len(letters) >= LEAST_LETTERS:
            return position
    return None


def _respelt(name: str, text: str) -> Iterator[str]:
    """Yield the letters of a name as written, without a legal form at their end, and with an abbreviation spelt out."""
    letters = squash(written(name))
    if letters != squash(text):
        yield letters
    if " " not in text:
        yield from (letters.removesuffix(form) for form in GLUED_FORMS if letters.endswith(form))
    for length in _LENGTHS:
        if len(letters) < length + _LEAST_SHORT:
            break
        first, last = ABBREVIATIONS.get(letters[:length]), ABBREVIATIONS.get(letters[-length:])
        if first is not None and not letters.startswith(first):
            yield first + letters[length:]
        if last is not None and not letters.endswith(last):
            yield letters[:-length] + last

"""Colleges that file under another form of their name: their district, or the whole of which they are a part.

Only in the state asked for, and only when one filer there fits: two colleges of one name are in different states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from enrich.employers.doubts import Places, is_local
from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import core
from enrich.employers.vocabulary import INSTITUTION_WORDS, SYSTEM_NAMES

_CAMPUS: Final = re.compile(r"\s*[-\u2013\u2014]\s*")

SIBLING_FILINGS: Final = 5
"""Filings of a filer that begins with the same name from which it may be a campus of its own."""


def institution_of(name: str, index: EmployerIndex, places: Places) -> tuple[int, str] | None:
    """Return the one filer in the query's state under which a college files, with its core; ``None`` without one."""
    text = core(name)
    if not places.states or INSTITUTION_WORDS.isdisjoint(text.split()):
        return None
    for beginnings in (_district(text), _part_of_system(text), _former_college(text)):
        found = {
            position: known
            for beginning in beginnings
            for known, position in index.beginning_with(beginning, limit=40)
            if is_local(index.filers[position], places)
        }
        if len(found) == 1:
            return next(iter(found.items()))
    return _whole(name, index, places)


def _district(text: str) -> Iterator[str]:
    """Yield how the filed name of a community college's district begins; the hub may have cut its end."""
    if text.endswith(" community college"):
        yield f"{text} d"
    elif text.endswith(" college"):
        yield f"{text.removesuffix(' college')} community college"


def _part_of_system(text: str) -> Iterator[str]:
    """Yield the college without the state or city system that its name begins with."""
    for system in SYSTEM_NAMES:
        own = text.removeprefix(f"{system} ")
        if own != text and len(own.split()) > 1 and not INSTITUTION_WORDS.isdisjoint(own.split()):
            yield own


def _former_college(text: str) -> Iterator[str]:
    """Yield the college that a university was before it was called one."""
    if text.endswith(" university"):
        yield f"{text.removesuffix(' university')} college"


def _whole(name: str, index: EmployerIndex, places: Places) -> tuple[int, str] | None:
    """Return the university of "University-Place", when no filer looks like another campus of it."""
    whole, *place = _CAMPUS.split(name, maxsplit=1)
    text = core(whole)
    position = index.by_core.get(text) if place and not INSTITUTION_WORDS.isdisjoint(text.split()) else None
    if position is None or not is_local(index.filers[position], places) or index.filers[position].ambiguous:
        return None
    for _, other in index.beginning_with(f"{text} ", limit=40):
        if other != position and index.filers[other].filings >= SIBLING_FILINGS:
            return None
    return position, text

"""Colleges that file under another form of their name: their district, their whole, a longer form.

Only in the state asked for, and only when one filer there fits: two colleges of one name are in different states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from enrich.employers.doubts import Places, is_local
from enrich.employers.families import CUT_LETTERS
from enrich.employers.index import EmployerIndex
from enrich.employers.normalise import college_key, core
from enrich.employers.trading import RARE_CORES
from enrich.employers.vocabulary import (
    COLLEGE_DISTRICT,
    GENERIC_WORDS,
    INSTITUTION_WORDS,
    LINKING_WORDS,
    OFFICE_WORDS,
    SCHOOL_KINDS,
    SCHOOL_WORDS,
    STATE_NAMES,
    SYSTEM_NAMES,
    UNLIKE_COLLEGES,
)

_CAMPUS: Final = re.compile(r"\s*[-\u2013\u2014/]\s*|\s+(?:at|in)\s+", re.IGNORECASE)

_YOUNG: Final = frozenset({"community", "junior"})

_STATES: Final = frozenset(STATE_NAMES.values())

SIBLING_FILINGS: Final = 5
"""Filings of a filer that begins with the same name from which it may be a campus of its own."""

SIBLING_FACTOR: Final = 10
"""Times the filings of its largest campus that a university must have to be taken for one that does not file itself."""

PART_LETTERS: Final = 3
"""Letters of a word that are left of it where a name was cut, from which they stand for the word."""

Known = tuple[int, str]
"""Position of a filer, and the core by which it is known."""


def institution_of(name: str, index: EmployerIndex, places: Places) -> Known | None:
    """Return the one filer in the query's state under which a college files, with its core; ``None`` without one."""
    text = core(name)
    if not places.states or SCHOOL_WORDS.isdisjoint(text.split()):
        return None
    return _by_form(_without_office(text), index, places) or _whole(name, text, index, places)


def _by_form(text: str, index: EmployerIndex, places: Places) -> Known | None:
    """Return the filer of another form of the whole name."""
    forms = (text, *_equal_forms(text))
    found = _first_filed(forms, index, places) or _of_system(text, index, places) or _first_cut(forms, index, places)
    if found is not None:
        return found
    own = set(text.split()) - SCHOOL_KINDS - GENERIC_WORDS
    for beginning in (*_district(text), f"{text} ") if own else ():
        found = _only(_continued(beginning, index), index, places)
        if found is not None:
            return found
    found = _only(_district_named(text, index), index, places) if own else None
    if found is not None:
        return found
    alike = index.by_college.get(college_key(text) or "", ())
    known = ((position, index.filers[position].cores[0]) for position in alike)
    # A community college drops the word when it grows; "Vexle College" is not known to be "Vexle Community College".
    named = not _YOUNG.isdisjoint(text.split()) and "district" not in text
    return _only((found for found in known if not named or not _YOUNG.isdisjoint(found[1].split())), index, places)


def _without_office(text: str) -> str:
    """Return the institution of "Institution System Office"."""
    words = text.split()
    while len(words) > 2 and words[-1] in OFFICE_WORDS:
        words.pop()
    return " ".join(words)


def _first_filed(forms: Iterable[str], index: EmployerIndex, places: Places) -> Known | None:
    """Return the filer in the query's state of the first form that has one."""
    for form in forms:
        position = index.by_core.get(form)
        if position is not None and is_local(index.filers[position], places):
            return None if index.filers[position].ambiguous else (position, form)
    return None


def _first_cut(forms: Iterable[str], index: EmployerIndex, places: Places) -> Known | None:
    """Return the filer in the query's state of the first form whose filed name was cut."""
    return next((found for form in forms if (found := _only(_cut_names(form, index), index, places)) is not None), None)


def _cut_names(form: str, index: EmployerIndex) -> Iterator[Known]:
    """Yield the filer of the longest name that was cut where the form says only what kind of school it is."""
    at = next((at for at in range(len(form) - 1, CUT_LETTERS - 1, -1) if form[:at] in index.cuts), None)
    if at is None:
        return
    lost = form[at:].split()
    if form[at] != " ":
        part = form[:at].rpartition(" ")[2]
        lost[0] = "" if len(part) >= PART_LETTERS else part + lost[0]
    if SCHOOL_KINDS.issuperset(filter(None, lost)):
        filer = index.filers[index.cuts[form[:at]]]
        yield index.cuts[form[:at]], next((text for text in filer.cores if text.startswith(form[:at])), filer.cores[0])


def _only(found: Iterable[Known], index: EmployerIndex, places: Places) -> Known | None:
    """Return the filer in the query's state when there is one only."""
    local = {position: known for position, known in found if is_local(index.filers[position], places)}
    return next(iter(local.items())) if len(local) == 1 else None


def _continued(beginning: str, index: EmployerIndex) -> Iterator[Known]:
    """Yield the filers whose core begins so, and does not go on to name another kind of employer."""
    for known, position in index.beginning_with(beginning, limit=40):
        if UNLIKE_COLLEGES.isdisjoint(known[len(beginning) :].split()):
            yield position, known


def _equal_forms(text: str) -> Iterator[str]:
    """Yield other forms of the whole name: before it was called a university, or within its system."""
    if text.endswith(" university"):
        yield f"{text.removesuffix(' university')} college"
    elif text.startswith("university of ") and text.removeprefix("university of ") not in _STATES:
        yield f"{text.removeprefix('university of ')} college"
    elif text.endswith(" college"):
        yield f"college of {text.removesuffix(' college')}"
    for system in SYSTEM_NAMES:
        own = text.removeprefix(f"{system} ").split()
        if text.startswith(f"{system} college "):
            for at in range(1, len(own)):
                yield f"{system} {' '.join(own[at:])}"


def _district(text: str) -> Iterator[str]:
    """Yield how the filed name of a community college's district begins; the hub may have cut its end."""
    if text.endswith(" community college"):
        yield f"{text} d"
    elif text.endswith(" college"):
        yield f"{text.removesuffix(' college')} community college"


def _district_named(text: str, index: EmployerIndex) -> Iterator[Known]:
    """Yield the filers of community college districts that are named after a college beside another place or college.

    "Vexle College" is of the "Vexle-Orlop Community College District"; a common word may be that of another place.
    """
    own = text.removesuffix(" college").removesuffix(" community")
    if own == text or (" " not in own and index.word_counts.get(own, 0) > RARE_CORES):
        return
    for named, position in index.districts:
        if f" {own} " in named:
            yield position, next(known for known in index.filers[position].cores if COLLEGE_DISTRICT in known)


def _of_system(text: str, index: EmployerIndex, places: Places) -> Known | None:
    """Return the college of "System College", which files under its own name, with or without the system behind it."""
    for system in SYSTEM_NAMES:
        own = text.removeprefix(f"{system} ")
        if own == text or len(own.split()) < 2 or INSTITUTION_WORDS.isdisjoint(own.split()):
            continue
        found = list(_continued(own, index)) or list(_cut_names(own, index))
        behind = LINKING_WORDS.union(system.split())
        same = [known for known in found if behind.issuperset(known[1].removeprefix(own).split())]
        local = [known for known in same or found if is_local(index.filers[known[0]], places)]
        if same and local:
            return max(local, key=lambda known: index.filers[known[0]].filings)
        return _only(local, index, places)
    return None


def _whole(name: str, text: str, index: EmployerIndex, places: Places) -> Known | None:
    """Return the university of "University-Place", when no filer looks like another campus of it."""
    for whole, rest in _wholes(name, text):
        aliased = index.by_alias.get(whole, ())
        position = aliased[0] if len(aliased) == 1 else index.by_core.get(whole)
        if position is None or not is_local(index.filers[position], places) or index.filers[position].ambiguous:
            continue
        if not UNLIKE_COLLEGES.isdisjoint(rest) or _is_campus(index.filers[position].name, whole):
            return None
        if not OFFICE_WORDS.isdisjoint(rest) or not _has_campuses(position, whole, index, places):
            return position, whole
        return None
    return None


def _is_campus(name: str, whole: str) -> bool:
    """Return whether a filer that an alias or a cut gives for the whole files mostly under the name of one campus."""
    behind = core(name).removeprefix(f"{whole} ")
    return behind != core(name) and behind.split()[0] not in OFFICE_WORDS


def _wholes(name: str, text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the beginnings of a name that may be a whole institution, each with the words behind it; longest first."""
    for mark in reversed(list(_CAMPUS.finditer(name))):
        whole, rest = core(name[: mark.start()]), core(name[mark.end() :])
        if not SCHOOL_WORDS.isdisjoint(whole.split()) and rest:
            yield whole, rest.split()
    words = text.split()
    for end in range(len(words) - 1, 1, -1):
        if words[end] in LINKING_WORDS:
            continue
        if words[end - 1] in INSTITUTION_WORDS or (
            not OFFICE_WORDS.isdisjoint(words[end:]) and words[end] in OFFICE_WORDS
        ):
            yield " ".join(words[:end]), words[end:]


def _has_campuses(position: int, whole: str, index: EmployerIndex, places: Places) -> bool:
    """Return whether parts of the institution file by themselves, so that this one may do so or be another's."""
    most = max(SIBLING_FILINGS, index.filers[position].filings // SIBLING_FACTOR)
    for other, _ in _continued(f"{whole} ", index):
        if other != position and index.filers[other].filings >= most and is_local(index.filers[other], places):
            return True
    return False

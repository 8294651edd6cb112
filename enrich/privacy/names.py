"""Names of the people whom a posting gives as its contact, its recruiter or the one to report to.

A name is read where the posting says whose it is: after words of contact ("reach out to"), a label ("Hiring manager:")
or a title ("Dr."), before a role ("Jane Doe, Senior Recruiter"), or beside an e-mail or a phone of a person. Once
found, a full name is found wherever it stands again. Founders and others who are only spoken of are left as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from enrich.privacy.name_patterns import (
    ADDRESS_WORD,
    BETWEEN,
    CONTACT,
    CUES,
    FIRST,
    INITIAL,
    LABEL,
    LEFT,
    MOST,
    NAME,
    NOT_AFTER,
    OF_ROLE,
    POSSESSIVE,
    RIGHT,
    ROLE_AFTER,
    ROLE_LINE,
    RUN,
    SIGNED,
    STRONG_CONTACT,
    STRONG_CUES,
    TITLES,
    WITH_TITLE,
)
from enrich.privacy.name_words import BOTH, NOT_NAMES

Span = tuple[int, int]


class _Name(NamedTuple):
    start: int
    end: int
    words: tuple[str, ...]
    titled: bool


@cache
def given_names() -> frozenset[str]:
    """Common given names of many languages, lower case."""
    with (Path(__file__).parent / "given_names.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(row["name"] for row in csv.DictReader(rows))


def person_names(text: str, reachable: Sequence[Span], own: Set[str] = frozenset()) -> list[Span]:
    """Spans of the names of contacts in ``text``, in text order, without overlaps.

    ``reachable`` are the e-mails and phones of people in it. ``own`` are words of the employer's name, lower case,
    which are no person's.
    """
    lowered = _lower(text)
    found: set[Span] = set()
    for start, end in _windows(text, lowered):
        found.update(_by_words(text, lowered, start, end, own))
    found.update(_titled(text, own))
    found.update(_beside(text, lowered, reachable[:MOST], own))
    found.update(_by_address(text, reachable[:MOST]))
    full = {text[start:end] for start, end in found if " " in text[start:end].strip()}
    found.update(_again(text, sorted(full)[:MOST]))
    return _merged(found)


def _lower(text: str) -> str:
    """``text`` in lower case, letter for letter."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _windows(text: str, lowered: str) -> list[Span]:
    """The parts of the text where something that may be a name stands near a word of contact."""
    windows: list[Span] = []
    for run in RUN.finditer(text):
        interest = _interest(run.group())
        if not interest:
            continue
        start, end = max(0, run.start() - LEFT), run.end() + RIGHT
        if windows and end <= windows[-1][1]:
            continue
        near = lowered[start:end]
        if (interest == 1 and not any(cue in near for cue in STRONG_CUES)) or not any(cue in near for cue in CUES):
            continue
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


@lru_cache(maxsize=1 << 15)
def _interest(run: str) -> int:
    """2 for capitalised words with a given name among them, 1 for several that may be a name, 0 for no name."""
    names = given_names()
    if " " not in run:
        word = run.lower().rstrip(".")
        return 2 if word in names or ("-" in word and word.split("-")[0] in names) else 0
    kept = 0
    for word in run.lower().split(" "):
        word = word.rstrip(".")
        if (word in names and (word not in NOT_NAMES or word in BOTH)) or word.split("-")[0] in names:
            return 2
        kept += word not in NOT_NAMES
    return 1 if kept > 1 else 0


def _by_words(text: str, lowered: str, start: int, end: int, own: Set[str]) -> Iterator[Span]:
    """Names in a window that stand after a label or words of contact, or before a role."""
    for match in LABEL.finditer(lowered, start, end):
        yield from _listed(text, match.end(), own, True)
    for match in OF_ROLE.finditer(lowered, start, end):
        yield from _person(_name_at(text, match.end(), own), strong=False)
        yield from _before_role(text, lowered, match.start(), own)
    for match in SIGNED.finditer(lowered, start, end):
        yield from _person(_name_at(text, match.end(), own), strong=False)
    for match in CONTACT.finditer(lowered, start, end):
        strong = STRONG_CONTACT.search(match.group()) is not None
        yield from _listed(text, match.end(), own, strong)


def _titled(text: str, own: Set[str]) -> Iterator[Span]:
    if any(title in text for title in TITLES):
        for match in WITH_TITLE.finditer(text):
            yield from _person(_name_at(text, match.start(), own), strong=True)


def _before_role(text: str, lowered: str, role: int, own: Set[str]) -> Iterator[Span]:
    """The name that a role follows: "Jane Doe, Senior Recruiter"."""
    for name in _names_before(text, role, own):
        if ROLE_AFTER.match(lowered, name.end):
            yield from _person(name, strong=False)


def _listed(text: str, offset: int, own: Set[str], strong: bool) -> Iterator[Span]:
    """The name at ``offset``, and those that follow it after "or", "and" or a comma."""
    for _ in range(4):
        name = _name_at(text, offset, own)
        spans = list(_person(name, strong=strong))
        yield from spans
        joint = re.compile(r",? (?:or|and|&) |, ").match(text, name.end) if name and spans else None
        if joint is None:
            return
        offset = joint.end()


def _beside(text: str, lowered: str, reachable: Sequence[Span], own: Set[str]) -> Iterator[Span]:
    """Names right before or after an e-mail or a phone of a person."""
    for start, end in reachable:
        for name in _names_before(text, start, own):
            between = lowered[name.end : start]
            lines = [line for line in between.split("\n") if line.strip()]
            if BETWEEN.fullmatch(between) or (len(lines) <= 3 and all(_is_signature(line) for line in lines)):
                yield from _person(name, strong=True)
                break
        after = BETWEEN.match(lowered, end)
        if after is not None and after.end() - end <= 4 and "\n\n" not in after.group() and "(" in after.group():
            yield from _person(_name_at(text, after.end(), own), strong=False)


def _names_before(text: str, end: int, own: Set[str]) -> list[_Name]:
    """The names in the 140 characters before an offset, nearest first."""
    names: list[_Name] = []
    offset = max(0, end - 140)
    while (match := FIRST.search(text, offset, end)) is not None:
        name = _name_at(text, match.start(), own)
        if name is not None and name.end <= end:
            names.append(name)
        offset = name.end if name is not None else match.end()
    return names[::-1]


def _is_signature(line: str) -> bool:
    """Whether a line between a name and an e-mail is a role, a mark or nothing."""
    return BETWEEN.fullmatch(line) is not None or ROLE_LINE.match(line.strip(" ,()|-–—:")) is not None


def _by_address(text: str, reachable: Sequence[Span]) -> Iterator[Span]:
    """Names that an e-mail spells: ``jane.doe@`` and "Jane Doe", "Jane" where it is a given name."""
    for start, end in reachable:
        address = text[start:end]
        if "@" not in address:
            continue
        parts = [part for part in ADDRESS_WORD.findall(address[: address.index("@")].lower()) if len(part) > 1]
        if len(parts) == 2:
            pattern = re.compile(rf"\b{parts[0]}(?: [A-Z]\.?)? {parts[1]}\b|\b{parts[1]},? {parts[0]}\b", re.IGNORECASE)
            yield from (match.span() for match in pattern.finditer(text))
        if parts and parts[0] in given_names() and parts[0] not in BOTH:
            pattern = re.compile(rf"(?<![\w.@-]){parts[0].capitalize()}(?![\w@.-]*@)\b(?! [A-Z])")
            yield from (match.span() for match in pattern.finditer(text))


def _again(text: str, names: Iterable[str]) -> Iterator[Span]:
    for name in names:
        offset = text.find(name)
        while offset >= 0:
            yield offset, offset + len(name)
            offset = text.find(name, offset + len(name))


def _name_at(text: str, offset: int, own: Set[str]) -> _Name | None:
    """The name that starts at ``offset``, ended where words begin that are no one's; ``None`` when there is none."""
    match = NAME.match(text, offset)
    if match is None:
        return None
    words: list[str] = []
    end = match.start("words")
    for part in re.finditer(r"[^ \t\xa0]+", match["words"]):
        word = part.group().strip(".").lower()
        if (word in NOT_NAMES and (words or word not in BOTH)) or word in own:
            break
        bare = POSSESSIVE.sub("", part.group())
        words.append(bare)
        end = match.start("words") + part.start() + len(bare)
        if bare != part.group():
            break
    if not words or NOT_AFTER.match(text, end) or words[1:3] == ["Luther", "King"]:
        return None
    return _Name(match.start(), end, tuple(words), match["title"] is not None)


def _person(name: _Name | None, *, strong: bool) -> Iterator[Span]:
    """The span of a name that is a person's; without strong words beside it the first word must be a given name."""
    if name is None:
        return
    first = name.words[0].lower().split("-")[0]
    known = first in given_names()
    real = [word for word in name.words if not INITIAL.match(word)]
    capitals = all(word.isupper() for word in real)
    if name.titled and real:
        yield name.start, name.end
    elif not real or (capitals and not (known and len(real) > 1)):
        return
    elif ((len(real) > 1 or len(name.words) > 1) and (strong or known)) or (known and first not in BOTH):
        yield name.start, name.end


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

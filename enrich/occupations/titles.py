"""Read a job title: which words say what the work is, and which one names who does it.

Rank, places, requisition ids, terms of employment and gender marks are left out, abbreviations are written out, and
words of one root (*cardiology*, *cardiologist*) become one. The same is done to every title of the tables, so that
``Sr. SWE II - Payments (Remote)`` finds ``software engineer``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from enrich.occupations.vocabulary import (
    ABBREVIATIONS,
    ACTIVITIES,
    ANY_PHRASE,
    FOREIGN,
    KEPT_LEVELS,
    LEVELS,
    NOISE,
    NOT_PERSONS,
    PERSONS,
    PHRASES,
    PLACES,
    PREPOSITIONS,
    REQUISITION,
    S_KEPT,
    STOP,
)

LONGEST: Final = 200
"""Characters of a title that are read: no title is longer, and some boards put the whole posting there."""

_PARTS: Final = re.compile(r"\s[-–—]+\s|\s?[–—|:;()\[\]{}•·@,]\s?|\s?/\s?|\s>\s|\s-|-\s")
_WORD: Final = re.compile(r"\.net|c\+\+|c#|f#|[a-z0-9]+(?:&[a-z]+)?")
_MARKED: Final = re.compile(r"\w+")
_ROMAN: Final = re.compile(r"x?(?:ix|iv|v?i{0,3})")
_ROOTS: Final = tuple(
    (re.compile(rf"(?:{pattern})$"), root)
    for pattern, root in (
        (r"ologists?|ology|ological", "olog"),
        (r"iatrists?|iatry|iatric|iatrics|iatricians?", "iatr"),
        (r"neurosurg(?:eons?|ery|ical)", "neurosurg"),
        (r"surg(?:eons?|ery|ical|eries)", "surg"),
        (r"therap(?:ists?|y|ies|eutics?)", "therap"),
        (r"pharmac(?:ists?|y|ies)", "pharmac"),
        (r"dent(?:ists?|istry|al)", "dent"),
        (r"dont(?:ists?|ics)", "dont"),
        (r"anesth(?:esiologists?|esiolog|esiology|esia|etists?)", "anesth"),
        (r"obstetric(?:s|ians?)", "obstetric"),
        (r"optometr(?:ists?|y|ic)", "optometr"),
        (r"chiropract(?:ors?|ic)", "chiropract"),
        (r"orthop(?:edics?|edist)", "orthoped"),
        (r"orthot(?:ists?|ics?)", "orthot"),
        (r"prosthet(?:ists?|ics?)", "prosthet"),
        (r"actuar(?:y|ies|ial)", "actuar"),
        (r"transport(?:ation)?", "transport"),
        (r"statistic(?:s|al|ian|ians)", "statistic"),
        (r"mathematic(?:s|al|ian|ians)", "mathematic"),
        (r"robotics?", "robotic"),
        (r"analysts?", "analyst"),
        (r"physicists?|physics", "physics"),
        (r"electronics?", "electronic"),
        (r"mechatronics?", "mechatronic"),
        (r"photonics?", "photonic"),
        (r"optics?|optical", "optical"),
        (r"genetics?|geneticists?", "genetic"),
        (r"genomics?", "genomic"),
        (r"forensics?", "forensic"),
        (r"logistics?", "logistic"),
        (r"economics?", "economic"),
        (r"pediatrics?|pediatricians?", "pediatr"),
        (r"geriatrics?|geriatricians?", "geriatr"),
    )
)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """What a title says of the work; words are roots, each once, in the order of the title."""

    words: tuple[str, ...]
    main: tuple[str, ...]
    """Those of the part that names the work, before a comma, dash or bracket."""
    head: str | None
    """The word that names who does the work (``engineer``); ``None`` when no word does."""

    accented: frozenset[str] = frozenset()
    """Those that are written with letters English does not have."""

    @property
    def is_foreign(self) -> bool:
        """Whether a word of the part that names the work belongs to another language."""
        return not FOREIGN.isdisjoint(self.main)

    @property
    def endings(self) -> Iterator[tuple[str, ...]]:
        """The part that names the work up to its head, then ever fewer of the words before the head."""
        if self.head in self.main:
            named = self.main[: self.main.index(self.head) + 1]
            for start in range(len(named)):
                yield named[start:]

    @property
    def key(self) -> str:
        """The words in alphabetical order: ``Engineer, Software`` and ``Software Engineer`` are one title."""
        return key_of(self.words)


def key_of(words: tuple[str, ...] | list[str]) -> str:
    """Return the key of a set of words."""
    return " ".join(sorted(words))


def read_title(title: str) -> TitleWords:
    """Return what a title says of the work, without rank, place, numbers and terms; no words when nothing is left."""
    text = _fold(title)
    parts = [part for part in (_words(part) for part in _PARTS.split(text)) if part]
    if not parts:
        return TitleWords((), (), None)
    kept = _without_levels(parts)
    main_at = next((at for at, part in enumerate(kept) if _head(part) is not None), None)
    if main_at is None:
        kept = [[ACTIVITIES.get(word, word) for word in part] for part in kept]
        main_at = next((at for at, part in enumerate(kept) if _head(part) is not None), 0)
    main = kept[main_at] if kept else []
    words = dict.fromkeys(root(word) for part in kept for word in part if word not in PREPOSITIONS)
    words = {word: None for word in words if word not in STOP} or words
    head = _head(main)
    in_main = {root(word) for word in main}
    return TitleWords(
        tuple(words),
        tuple(word for word in words if word in in_main),
        root(head) if head is not None else None,
        frozenset() if title.isascii() else _accented(title) & in_main,
    )


def _accented(title: str) -> frozenset[str]:
    """Return the roots of the words that have a letter with a mark."""
    marked = (word for word in _MARKED.findall(title[:LONGEST].lower()) if not word.isascii())
    return frozenset(root(plain) for word in marked for plain in _WORD.findall(_unmarked(word)))


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _fold(title: str) -> str:
    text = title[:LONGEST]
    if not text.isascii():
        text = _unmarked(text)
    text = text.lower().replace("’", "'").replace("'s", "")
    if ANY_PHRASE.search(text):
        for pattern, words in PHRASES:
            text = pattern.sub(words, text)
    for pattern in (NOISE, REQUISITION, PLACES):
        text = pattern.sub(" , ", text)
    return text


def _words(part: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(part):
        found.extend(ABBREVIATIONS.get(word, (word,)))
    return found


def _without_levels(parts: list[list[str]]) -> list[list[str]]:
    """Leave words of rank out; when nothing else is in the title, they are the title."""
    kept = [[word for at, word in enumerate(part) if not _is_level(part, at)] for part in parts]
    kept = [part for part in kept if part]
    return kept or [part for part in parts if part]


def _is_level(part: list[str], at: int) -> bool:
    word = part[at]
    if word == "associate" and at == 0 and len(part) > 1 and part[1] not in PREPOSITIONS:
        return part[1] not in ("attending",)
    if word not in LEVELS and not word.isdigit() and not (word[0] in "xvi" and _ROMAN.fullmatch(word)):
        return False
    if word == "lead" and 0 < at == len(part) - 1 and not any(is_person(other) for other in part[:at]):
        return False  # of something (``product lead``), where nothing else says who does it
    before = part[at - 1] if at else ""
    after = part[at + 1] if at + 1 < len(part) else ""
    return not any(
        (word == second and _same(before, first)) or (word == first and _same(after, second))
        for first, second in KEPT_LEVELS
    ) and not (before == "of" or (at == 0 and after == "of"))


def _same(word: str, other: str) -> bool:
    return word == other or (len(other) > 3 and word == f"{other}s")


def _head(part: list[str]) -> str | None:
    """Return the word of a part that names a person: the last one before a preposition, else the last one."""
    end = next((at for at, word in enumerate(part) if word in PREPOSITIONS and at), len(part))
    for words in (part[:end], part[end:]):
        for word in reversed(words):
            if is_person(word):
                return word
    return None


@lru_cache(maxsize=16_384)
def is_person(word: str) -> bool:
    """Return whether a word names somebody who works (``engineer``, ``nurses``, ``cardiologist``)."""
    word = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 4 else word
    if word in PERSONS:
        return True
    if word in NOT_PERSONS or len(word) < 5:
        return False
    return word.endswith(("ist", "ician", "arian", "eer", "er", "or", "yst", "smith", "woman", "man"))


@lru_cache(maxsize=16_384)
def root(word: str) -> str:
    """Return the root that a word shares with its plural and, in the sciences, with its subject or its person."""
    for pattern, stem in _ROOTS:
        found = pattern.search(word)
        if found and found.start() + len(stem) >= 4:
            return word[: found.start()] + stem
    if word in S_KEPT or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]

"""Recognise the headings of a posting and the section that a place in the text belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Literal, NamedTuple

from enrich.text.gated import Gated

SectionKind = Literal["responsibilities", "required", "preferred", "pay", "benefits", "eeo", "about", "other"]

_KNOWN_HEADINGS = 4_096
"""Lines kept with their kinds: postings of one employer have the same headings."""
_LONGEST_HEADING = 70
"""Characters of a heading at most."""
_LONGEST_LINE = _LONGEST_HEADING + 10
"""Characters of the line of a heading at most, with what stands around it."""

_KINDS: tuple[tuple[SectionKind, str], ...] = (
    (
        "preferred",
        r"(?:preferred|desired|desirable|nice[ -]to[ -]haves?|bonus(?: points)?\b(?! plan)|pluses|a plus|"
        r"good to have|"
        r"additional qualifications|ideal(?:ly)? (?:candidate|you)|assets?$|extra credit|brownie points|"
        r"(?:even better|it's a plus|would be great|great if|we'd love|you'?ll stand out|"
        r"what will make you stand out|"
        r"sets? you apart|optional))",
    ),
    (
        "required",
        r"(?:(?:minimum|basic|required|key|mandatory|essential|must[ -]have|core|your|job|position|general|"
        r"other)?[ -]*"
        r"(?:qualifications?|requirements?|skills?\b|experience\b|education\b|competenc(?:y|ies)|must[ -]haves?|"
        r"credentials)"
        r"|what you(?:'ll)? (?:bring|need|have)|who you are|about you$|you have\b|you bring|what we(?:'re| are) "
        r"looking for|"
        r"what (?:it takes|you should have)|we(?:'re| are) looking for|you(?:'ll)? (?:need|must)|knowledge,? skills|"
        r"eligibility|who (?:can|may|should) apply|what makes you|your (?:background|profile|experience)|"
        r"to be (?:successful|considered)|minimum\b)",
    ),
    (
        "responsibilities",
        r"(?:(?:primary|key|core|essential|main|major|job|your|role and|roles and|duties and|other)?[ &]*"
        r"(?:responsibilit(?:y|ies)|duties|functions|accountabilities|tasks)|what you(?:'ll| will)|your (?:role|"
        r"impact|mission)|"
        r"the (?:impact|work|role|job|position|opportunity)\b|day[ -]to[ -]day|in this role|as an? .{3,40} you "
        r"will|how you'll|"
        r"job (?:description|summary)|position (?:summary|overview|description|purpose)|role (?:overview|summary)|"
        r"purpose$)",
    ),
    (
        "pay",
        r"(?:(?:local |base |target |expected |estimated |total |annual )*(?:pay|salary|compensation|wage)\b|"
        r"pay (?:range|transparency))",
    ),
    (
        "benefits",
        r"(?:(?:our |your |employee |company |additional )?(?:benefits|perks|rewards)\b|what we(?:'ll)? offer|why "
        r"join|we offer|"
        r"what's in it for you|total rewards|what you(?:'ll)? get|why you'll love|our offer)",
    ),
    (
        "eeo",
        r"(?:eeo\b|equal (?:employment )?opportunit|diversity|our commitment to (?:diversity|inclusion|equal)|"
        r"accommodations?\b|"
        r"reasonable accommodation|non-?discrimination|affirmative action|e-?verify\b|compliance$|legal$|disclaimer|"
        r"privacy)",
    ),
    (
        "about",
        r"(?:about\b(?! you$)|who we are|our (?:company|team|mission|values|culture|story)|company (?:overview|"
        r"description)|"
        r"the (?:team|company)\b|introduction$|overview$|meet the team)",
    ),
)
_VOCABULARY = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]
_ANY = re.compile("|".join(f"({pattern})" for _, pattern in _KINDS))
"""What any of the vocabulary takes, the first kind that does as its group: one look rules most short lines out."""
_BULLETS = ("- ", "• ", "* ", "· ")
_NO_END = frozenset(".!?;,")
"""What no heading ends with."""
_DRESS = " \t#*_:-•=|&"
_MORE_THAN_REQUIRED = Gated(
    r"preferred|desired|nice|bonus|\bplus\b|optional|additional",
    ("preferred", "desired", "nice", "bonus", "plus", "optional", "additional"),
)
_TITLE_WORDS = re.compile(
    r"[A-Z][^\s]*|[&/,()+-]+|(?:and|or|of|the|to|for|in|a|an|you|your|we|our|are|is|with|at|ll)\b"
)


class Section(NamedTuple):
    """A part of the text under one heading: ``start`` is where the heading begins."""

    start: int
    kind: SectionKind
    heading: str


@lru_cache(maxsize=_KNOWN_HEADINGS)
def heading_kind(line: str) -> SectionKind | None:
    """The section that a folded line opens when it is a heading of the known vocabulary, else ``None``."""
    bare = line.strip(_DRESS)
    if not bare or len(bare) > _LONGEST_HEADING or bare[-1] in _NO_END:
        return None
    if ":" in bare and len(bare.partition(":")[2]) > 3:
        return None
    first = _ANY.match(bare)
    if first is None:
        return None
    for kind, pattern in _VOCABULARY[(first.lastindex or 1) - 1 :]:
        match = pattern.match(bare)
        if match is None:
            continue
        if kind == "required" and _MORE_THAN_REQUIRED.search(bare):
            return "preferred"
        if len(bare) - match.end() <= 34:
            return kind
    return None


def sections(text: str) -> list[Section]:
    """The sections of a folded text, in text order; text before the first heading belongs to none."""
    found: list[Section] = []
    offset = 0
    for line in text.split("\n"):
        size = len(line)
        if 2 < size <= _LONGEST_LINE and line[-1] not in _NO_END and not line.startswith(_BULLETS):
            kind = heading_kind(line)
            if kind is not None and not line.lstrip().startswith(_BULLETS):
                found.append(Section(offset, kind, line.strip(_DRESS)))
        offset += size + 1
    return found


def section_at(found: list[Section], offset: int) -> SectionKind:
    """The kind of the section that holds a folded offset; ``other`` before the first heading."""
    index = bisect_right(found, (offset + 1,)) - 1
    return found[index].kind if index >= 0 else "other"

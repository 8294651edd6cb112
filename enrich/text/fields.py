"""Fields of study that a posting names after a degree."""

from __future__ import annotations

import re

from enrich.text.degrees import Event
from enrich.text.fold import Folded
from enrich.text.sentences import Sentence

_FIELD_START = re.compile(
    r"(?:[ ,]*\((?:or )?(?:foreign )?equivalent\))?(?:'s)?(?: degrees?)?(?: or (?:higher|above|foreign "
    r"equivalent))?,? (?:in|of)(?: an?| the)? (?P<fields>[^.;:\n]{3,220})"
)
_FIELD_END = re.compile(
    r"\b(?:or (?:an? )?(?:equivalent|related|similar|other|relevant|comparable|closely|adjacent)|and (?:\d|an? "
    r"minimum|at least|[a-z]+ years)|with\b|plus\b|or \d|required|is |from|preferred|and/or related|"
    r"\d+ ?\+?|minimum|one of|including|related)|\bor (?:a |an )?(?:ph|master|bachelor|bs|ms)"
)
_FIELD_SPLIT = re.compile(r",? (?:and|or) |, ?| ?/ ?|;")
_FIELD_NOISE = re.compile(
    r"^(?:an? |the |any |such as |e\.?g\.?,? |relevant field|related field|field|fields|discipline|technical field|"
    r"quantitative field|a )+"
)
_LONGEST_FIELD = 45


def fields_of_study(folded: Folded, sentence: Sentence, found: list[Event]) -> list[str]:
    """Fields of study named after a degree, in the posting's words."""
    for event in found:
        if event.level is None:
            continue
        match = _FIELD_START.match(sentence.text, event.end)
        if match is None:
            continue
        stop = _FIELD_END.search(match["fields"])
        length = stop.start() if stop else len(match["fields"])
        start = sentence.start + match.start("fields")
        if length <= 0:
            continue
        first, last = folded.origin(start, start + length)
        return _split_fields(folded.original[first:last])
    return []


def _split_fields(words: str) -> list[str]:
    """A list of fields of study cut into its items."""
    fields: list[str] = []
    for part in _FIELD_SPLIT.split(words.replace("\n", " ").partition("(")[0]):
        name = _FIELD_NOISE.sub("", part.strip(" ().*-,")).strip(" ().*-,")
        if 1 < len(name) <= _LONGEST_FIELD and not re.search(
            r"\b(?:field|discipline|degree|year|experience|equivalent|etc|january|may|june|december|20\\d\\d)s?\b",
            name.lower(),
        ):
            fields.append(name)
    return fields

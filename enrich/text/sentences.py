"""Cut a folded text into sentences: the unit in which a proposition is read.

A line is a block. A wrapped line (the next one goes on in lower case, or this one stops at a word that cannot end a
sentence) is joined with the next, and so is the name of a field with its answer ("Visa sponsorship:", "No"). No
sentence is longer than :data:`LONGEST`, so that whatever a rule costs on one sentence, the cost of a text stays
proportional to its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from enrich.text.fold import Folded
from enrich.text.rule import holds_any

LONGEST = 1000
"""Characters; longer sentences are cut at a space."""
_WRAPPED = 45
"""Characters that a line has at least when it goes on in lower case on the next: shorter ones are list items."""
_SHORTEST_WRAP = 8
"""Characters that a line has at least when it stops at a word that cannot end a sentence."""
_MOST_LINES = 40
"""Lines that are joined at most."""

_BULLET = re.compile(r"[ \t]*(?:[-*+•●▪◦·‣–—o]|\(?[0-9a-z]{1,2}[.)])(?:[ \t]|$)")
_LOOSE_ENDS = frozenset(
    (
        *("the", "a", "an", "to", "of", "for", "in", "and", "or", "not", "with", "without", "require"),
        *("be", "our", "will"),
    )
)
"""Words that cannot end a sentence."""
_STOP = re.compile(r"[.!?•●▪◦·‣](?:[\"')\]]*[ \n]+|(?=[a-z]{2}))")
_BULLET_STOPS = tuple("•●▪◦·‣")
"""Signs of lists that end a sentence; none is ASCII."""
_AFTER_STOP = frozenset("\"')] \nabcdefghijklmnopqrstuvwxyz")
"""What stands behind every full stop that may end a sentence before the end of its paragraph."""
_AROUND = " \n•●▪◦·‣"
"""What stands around a sentence and is no part of it."""
_LIST_MARKS = ("- ", "• ", "* ", "· ")
"""How most list items begin: no line goes on in one, nor is one the answer to a field."""
_LONGEST_ABBREVIATION = 7
"""Letters in a row before a full stop that no abbreviation has."""
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'/-])(?:[a-z]\.(?:[a-z]\.)*|e\.?g\.|i\.?e\.|etc\.|vs\.|ph\.?d\.|[bm]\.?s(?:c)?\.|inc\.|ltd\.|"
    r"co\.|corp\.|"
    r"sr\.|jr\.|dr\.|mr\.|ms\.|mrs\.|st\.|no\.|approx\.|dept\.|est\.|min\.|max\.|yrs?\.|mos?\.|incl\.|cir\.|sec\.)$"
)
_ANSWER_LINES = frozenset(
    (
        *("yes", "no", "y", "n", "none", "nil", "n/a", "na", "required", "available", "not applicable", "not required"),
        *("not needed", "not available", "not offered", "not provided"),
    )
)
"""Lines that are nothing but the answer to the field named on the line before them."""
_LONGEST_ANSWER = 40
_ENDS_LINE = frozenset(".!?:;")
"""Signs behind which no line goes on, but for an answer."""
_LABEL_LINE = re.compile(r"[ *#•-]*[a-z0-9][\w /&()'.-]{2,70}[\w)][ *]*")
"""A short line that may be the name of a field, though no colon says so."""
_TO_YOU = re.compile(r"\byou(?:r)?\b")
_ANSWER = re.compile(
    r"[:\s-]*(?:(?:(?:unfortunately|sorry|sadly),? )?(?:yes|no|none|not|n/a)|[yn](?=\W*$))\b"
    r"(?! (?:\w+ ){0,3}(?:sponsor|visa))"
)
_STARTER = re.compile(
    r"(?:we|this|these|the|must|you|your|applicants?|candidates?|all|at|no|if|please|our|it|in|to|for|individuals?|"
    r"any|as|by|and|while|unfortunately|note|only|they|he|she|there|position|positions|sponsorship)\b"
)


class Sentence(NamedTuple):
    """A sentence: ``text`` is the folded text at ``start:end`` with line breaks as spaces; offsets are folded ones."""

    start: int
    end: int
    text: str
    bullet: bool
    """It opens a list item."""


@dataclass(slots=True)
class Sentences:
    """The sentences of a folded text, cut on demand around the places that a reader asks for."""

    folded: Folded
    _starts: list[int] = field(init=False)
    _ends: list[int] = field(init=False)
    _cut: dict[int, list[Sentence]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._starts, self._ends = _paragraphs(self.folded)

    def at(self, offset: int) -> Sentence | None:
        """The sentence that holds a folded offset; ``None`` between sentences."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        sentences = self._of(index)
        place = bisect_right(sentences, (offset + 1,)) - 1
        if place < 0 or offset >= sentences[place].end:
            return None
        return sentences[place]

    def holding(self, offsets: Sequence[int]) -> Iterator[Sentence]:
        """The sentences that hold any of the sorted folded offsets, each once, in text order."""
        last = -1
        for offset in offsets:
            if offset < last:
                continue
            sentence = self.at(offset)
            if sentence is not None:
                last = sentence.end
                yield sentence

    def _of(self, index: int) -> list[Sentence]:
        found = self._cut.get(index)
        if found is None:
            found = _cut(self.folded, self._starts[index], self._ends[index])
            self._cut[index] = found
        return found


def _paragraphs(folded: Folded) -> tuple[list[int], list[int]]:
    """Starts and ends of the paragraphs: lines, with wrapped ones joined."""
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    joined = 0
    previous = ""
    apart = False
    for line in folded.text.split("\n"):
        size = len(line)
        end = offset + size
        if line and not line.isspace():
            short = size <= _LONGEST_ANSWER
            if (
                previous
                and (short or not (apart or previous[-1] in _ENDS_LINE))
                and not line.startswith(_LIST_MARKS)
                and joined < _MOST_LINES
                and _goes_on(folded, previous, line, offset, apart)
            ):
                ends[-1] = end
                joined += 1
            else:
                starts.append(offset)
                ends.append(end)
                joined = 0
            previous = line
            apart = False
        else:
            # An empty line ends a paragraph, but a field and its answer may stand in two of them.
            previous = "" if apart else previous
            apart = True
        offset = end + 1
    return starts, ends


def _goes_on(folded: Folded, line: str, following: str, offset: int, apart: bool) -> bool:
    """Whether a line goes on in the line that follows, which starts at ``offset``, ``apart`` by an empty line."""
    ending = line[-14:].rstrip()
    is_answer = len(following) <= _LONGEST_ANSWER and following.strip().removesuffix(".") in _ANSWER_LINES
    if is_answer and (ending.endswith((":", "?")) or _LABEL_LINE.fullmatch(line) is not None):
        # A question to the applicant is answered by the applicant: what stands below are the choices.
        return not _TO_YOU.search(line)
    if apart or not ending or ending[-1] in _ENDS_LINE or len(line) < _SHORTEST_WRAP:
        return False
    if ending[-1] != "," and ending.split()[-1] not in _LOOSE_ENDS:
        if len(line) < _WRAPPED:
            return False
        first = offset + len(following) - len(following.lstrip())
        if not folded.original_at(first).islower():
            return False
    return _BULLET.match(following) is None


def _cut(folded: Folded, start: int, end: int) -> list[Sentence]:
    """The sentences of one paragraph."""
    text = folded.text[start:end]
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    sentences: list[Sentence] = []
    for stop in _stops(folded, text, start, begin):
        while stop - begin > LONGEST:
            cut = _space_before(text, begin)
            _append(sentences, text, start, begin, cut, bullet is not None)
            begin = cut
        _append(sentences, text, start, begin, stop, bullet is not None)
        begin = stop
    return sentences


def _stops(folded: Folded, text: str, start: int, begin: int) -> list[int]:
    """Ends of the sentences within a paragraph, its own end the last."""
    stops: list[int] = []
    if "!" not in text and "?" not in text and (text.isascii() or not holds_any(text, _BULLET_STOPS)):
        place = text.find(".", begin)
        while place >= 0:
            match = _STOP.match(text, place) if text[place + 1 : place + 2] in _AFTER_STOP else None
            if match is not None and _ends_sentence(folded, text, start, match):
                stops.append(match.end())
            # Where a stop takes what follows, no other one starts there.
            place = text.find(".", match.end() if match is not None else place + 1)
    else:
        found = _STOP.finditer(text, begin)
        stops.extend(match.end() for match in found if _ends_sentence(folded, text, start, match))
    if not stops or stops[-1] < len(text):
        stops.append(len(text))
    return stops


def _ends_sentence(folded: Folded, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence: not an abbreviation, and what follows does not go on in lower case."""
    at, place = match.span()
    sign = text[at]
    if sign not in ".!?":
        return text.endswith(" ", 0, at)
    follower = folded.original_at(start + place) if place < len(text) else " "
    if place - at == 1:
        before = text[max(0, at - 2) : at]
        return follower.isupper() and before.replace(")", "a").isalpha() and len(before) == 2
    if sign == "?" and _ANSWER.match(text, place):
        return False
    if sign == "." and follower.islower():
        return False
    word = text[max(0, at - _LONGEST_ABBREVIATION) : at]
    if len(word) == _LONGEST_ABBREVIATION and word.isalpha():
        return True
    token = text[max(0, at - 12) : at + 1]
    return not (_ABBREVIATION.search(token) and not _STARTER.match(text, place))


def _space_before(text: str, begin: int) -> int:
    """A cut that keeps a sentence under :data:`LONGEST`, at a space where there is one."""
    space = text.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
    return space + 1 if space > 0 else begin + LONGEST


def _append(sentences: list[Sentence], text: str, offset: int, begin: int, end: int, bullet: bool) -> None:
    """Append the sentence ``begin:end`` without the spaces around it, when anything is left."""
    opened = text[begin:end].lstrip(_AROUND)
    stripped = opened.rstrip(_AROUND)
    if stripped:
        first = offset + end - len(opened)
        sentence = Sentence(first, first + len(stripped), stripped.replace("\n", " "), bullet and not sentences)
        sentences.append(sentence)

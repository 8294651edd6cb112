"""Cut a folded text into sentences: the unit in which a proposition is read.

A line is a block. A wrapped line (the next one goes on in lower case, or this one stops at a word that cannot end a
sentence) is joined with the next, and so is the name of a field with its answer ("Visa sponsorship:", "No"). No
sentence is longer than :data:`LONGEST`, so that whatever a rule costs on one sentence, the cost of a text stays
proportional to its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from enrich.text.fold import Folded

LONGEST = 1000
"""Characters; longer sentences are cut at a space."""
_WRAPPED = 45
"""Characters that a line has at least when it goes on in lower case on the next: shorter ones are list items."""
_SHORTEST_WRAP = 8
"""Characters that a line has at least when it stops at a word that cannot end a sentence."""
_MOST_LINES = 40
"""Lines that are joined at most."""

_BULLET = re.compile(r"[ \t]*(?:[-*+•●▪◦·‣–—o]|\(?[0-9a-z]{1,2}[.)])(?:[ \t]|$)")
_LOOSE_END = re.compile(r"(?:^|\s)(?:the|an?|to|of|for|in|and|or|not|with|without|require|be|our|will|u\.s\.)$|,$")
_STOP = re.compile(r"[.!?•●▪◦·‣](?:[\"')\]]*[ \n]+|(?=[a-z]{2}))")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'/-])(?:[a-z]\.(?:[a-z]\.)*|e\.?g\.|i\.?e\.|etc\.|vs\.|ph\.?d\.|[bm]\.?s(?:c)?\.|inc\.|ltd\.|"
    r"co\.|corp\.|"
    r"sr\.|jr\.|dr\.|mr\.|ms\.|mrs\.|st\.|no\.|approx\.|dept\.|est\.|min\.|max\.|yrs?\.|mos?\.|incl\.|cir\.|sec\.)$"
)
_ANSWER_LINE = re.compile(
    r"\s*(?:yes|no|none|nil|n/?a|not (?:applicable|required|needed|available|offered|provided)|required|available)"
    r"[.]?\s*"
)
"""A line that is nothing but the answer to the field named on the line before it."""
_TO_YOU = re.compile(r"\byou(?:r)?\b")
_ANSWER = re.compile(r"[:\s-]*(?:yes|no|none|n/a)\b(?! (?:\w+ ){0,3}(?:sponsor|visa))")
_STARTER = re.compile(
    r"(?:we|this|these|the|must|you|your|applicants?|candidates?|all|at|no|if|please|our|it|in|to|for|individuals?|"
    r"any|as|by|and|while|unfortunately|note|only|they|he|she|there|position|positions|sponsorship)\b"
)


@dataclass(slots=True, frozen=True)
class Sentence:
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
        place = bisect_right(sentences, offset, key=_start_of) - 1
        if place < 0 or offset >= sentences[place].end:
            return None
        return sentences[place]

    def holding(self, offsets: list[int]) -> Iterator[Sentence]:
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


def _start_of(sentence: Sentence) -> int:
    return sentence.start


def _paragraphs(folded: Folded) -> tuple[list[int], list[int]]:
    """Starts and ends of the paragraphs: lines, with wrapped ones joined."""
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    joined = 0
    previous = ""
    for line in folded.text.split("\n"):
        end = offset + len(line)
        if line and not line.isspace():
            if previous and joined < _MOST_LINES and _goes_on(folded, previous, line, offset):
                ends[-1] = end
                joined += 1
            else:
                starts.append(offset)
                ends.append(end)
                joined = 0
            previous = line
        else:
            previous = ""
        offset = end + 1
    return starts, ends


def _goes_on(folded: Folded, line: str, following: str, offset: int) -> bool:
    """Whether a line goes on in the line that follows, which starts at ``offset``."""
    ending = line[-14:].rstrip()
    if ending.endswith((":", "?")) and _ANSWER_LINE.fullmatch(following):
        # A question to the applicant is answered by the applicant: what stands below are the choices.
        return not _TO_YOU.search(line)
    if not ending or ending[-1] in ".!?:;" or _BULLET.match(following):
        return False
    if _LOOSE_END.search(ending):
        return len(line) >= _SHORTEST_WRAP
    if len(line) < _WRAPPED:
        return False
    first = offset + len(following) - len(following.lstrip())
    return folded.original[folded.origin(first, first + 1)[0]].islower()


def _cut(folded: Folded, start: int, end: int) -> list[Sentence]:
    """The sentences of one paragraph."""
    text = folded.text[start:end]
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    sentences: list[Sentence] = []
    for stop in _stops(folded, text, start, begin):
        _append(sentences, text, start, begin, stop, bullet is not None)
        begin = stop
    _append(sentences, text, start, begin, len(text), bullet is not None)
    return sentences


def _stops(folded: Folded, text: str, start: int, begin: int) -> Iterator[int]:
    """Ends of the sentences within a paragraph, cutting overlong ones."""
    last = begin
    for match in _STOP.finditer(text, begin):
        if not _ends_sentence(folded, text, start, match):
            continue
        yield from _overlong(text, last, match.end())
        last = match.end()
        yield last
    yield from _overlong(text, last, len(text))


def _ends_sentence(folded: Folded, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence: not an abbreviation, and what follows does not go on in lower case."""
    sign, place, before = text[match.start()], match.end(), text[max(0, match.start() - 2) : match.start()]
    if sign not in ".!?":
        return before.endswith(" ")
    follower = folded.original[folded.origin(start + place, start + place + 1)[0]] if place < len(text) else " "
    if match.end() - match.start() == 1:
        return follower.isupper() and before.replace(")", "a").isalpha() and len(before) == 2
    if sign == "?" and _ANSWER.match(text, place):
        return False
    if follower.islower() and sign == ".":
        return False
    token = text[max(0, match.start() - 12) : match.start() + 1]
    return not (_ABBREVIATION.search(token) and not _STARTER.match(text, place))


def _overlong(text: str, begin: int, end: int) -> Iterator[int]:
    """Cuts that keep a sentence under :data:`LONGEST`, at a space where there is one."""
    while end - begin > LONGEST:
        space = text.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        begin = space + 1 if space > 0 else begin + LONGEST
        yield begin


def _append(sentences: list[Sentence], text: str, offset: int, begin: int, end: int, bullet: bool) -> None:
    """Append the sentence ``begin:end`` without the spaces around it, when anything is left."""
    body = text[begin:end]
    stripped = body.strip(" \n•●▪◦·‣")
    if stripped:
        first = offset + begin + body.find(stripped)
        sentence = Sentence(first, first + len(stripped), stripped.replace("\n", " "), bullet and not sentences)
        sentences.append(sentence)

"""Find the posting in a page that holds more than the posting: site chrome, advice, other jobs, cookie text.

A text without such matter is all posting. Where there is some, the lines of the site cut the page into parts, and a
part is read only when it looks like a posting and not like advice; a posting printed twice is read once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.text.fold import Folded, fold
from enrich.text.sections import sections
from enrich.text.stems import WordStarts

Span = tuple[int, int]

_CHROME = re.compile(
    r"^\W*(?:(?:see|view|browse|show|explore|find|search)\b[^.]{0,50}\b(?:jobs|roles|openings|"
    r"positions)\b[^.]{0,30}|showing \d[^.]*|"
    r"sign (?:up|in)\b.{0,120}|log ?in\b.{0,30}|create (?:a free )?(?:account|alert|job alert).{0,60}|get access "
    r"to all.{0,160}|have you applied.{0,40}|"
    r"(?:similar|related|recommended|more|other|featured|latest) (?:jobs|roles|openings|positions|postings|"
    r"searches)\b.{0,60}|"
    r"(?:people also (?:viewed|searched)|jobs you may (?:like|be interested)|you might also like).{0,60}|"
    r"(?:frequently asked questions|faqs?)\b.{0,80}|.{0,90}frequently asked questions|(?:tips|advice|guide|how) "
    r"(?:for|to|on) (?!apply).{0,30}(?:visas?|sponsorship|green card|h-?1b|job|hired).{0,60}|.{0,40}tips for "
    r"finding.{0,60}|"
    r"share this (?:job|role|page).{0,30}|back to (?:search|jobs|results).{0,30}|(?:job )?alerts?|save (?:this "
    r")?job.{0,20}|"
    r"(?:we|this (?:web)?site) uses? cookies.{0,200}|(?:accept|manage|reject) (?:all )?cookies.{0,40}|cookie "
    r"(?:policy|preferences|settings).{0,40}|"
    r"all rights reserved.{0,60}|©.{0,120}|(?:privacy policy|terms of (?:use|service)).{0,60})\W*$"
)
_STRONG_CHROME = re.compile(
    r"^\W*(?:(?:see all|get access to all|showing \d|have you applied|sign up for free)|(?:similar|related|"
    r"recommended) (?:jobs|roles|postings)|"
    r"people also|jobs you may|you might also|.{0,90}frequently asked questions|.{0,40}tips for finding|(?:we|"
    r"this (?:web)?site) uses? cookies|accept (?:all )?cookies)"
)
_ADVICE = re.compile(
    r"\b(?:uscis|visa bulletin|priority dates?|i-140|i-485|i-129|perm\b|prevailing wage|h-?1b (?:lottery|cap|"
    r"portability|registration|petitions?|approval)|"
    r"your (?:employer|priority date|petition|h-?1b|green card|visa)|employers (?:who|that|file|must|sponsoring|"
    r"in|willing)|sponsor(?:ing|ed)? (?:employers|roles|jobs)|"
    r"visa sponsorship jobs|specialty occupation|eb-[123]|cap-exempt|adjustment of status|o\*net|lca)\b"
)
_QUESTION_HEADING = re.compile(
    r"(?m)^(?:do|does|can|how|what|where|which|is|are|will|should|when|why)\b[^\n]{10,140}\?$"
)
_POSTING = re.compile(
    r"\b(?:responsibilities|qualifications|requirements|you will|you'll|we are looking|equal opportunity|years of "
    r"(?:[\w-]+ ){0,4}experience|benefits|"
    r"preferred|apply|join (?:us|our)|our team|this role|this position|salary|pay range)\b"
)
_SHORTEST_PART = 400
"""Characters of the shortest part that is taken for a posting when others are longer."""
_ADVICE_PER_KILO = 1.5
"""Marks of advice in a thousand characters from which a part is advice."""


@dataclass(slots=True, frozen=True)
class _Part:
    start: int
    end: int
    posting: int
    advice: int

    @property
    def is_advice(self) -> bool:
        size = max(self.end - self.start, 300) / 1000
        return self.advice / size >= _ADVICE_PER_KILO


def posting_spans(page: str | Folded, words: WordStarts | None = None) -> list[Span]:
    """Spans of the original text that hold the posting; the whole text when nothing says that it is a larger page.

    ``words`` are those of the folded text, when they are known already.
    """
    folded = fold(page) if isinstance(page, str) else page
    text = folded.text
    whole = [(0, len(folded.original))]
    if not (words or WordStarts(text)).offsets("chrome"):
        return whole
    cuts = _chrome_lines(text)
    if not cuts:
        return whole
    parts = [_part(text, start, end) for start, end in _between(cuts, len(text))]
    kept = [part for part in parts if not part.is_advice and part.posting >= 2]
    if not kept:
        return whole
    longest = max(part.end - part.start for part in kept)
    kept = [part for part in kept if part.end - part.start >= min(_SHORTEST_PART, longest)]
    return [folded.origin(start, end) for start, end in _once(text, kept)]


def posting_body(page: str) -> str:
    """The posting in a page's text, without the site around it; parts are joined by an empty line.

    A text that is all posting comes back as it is.
    """
    spans = posting_spans(page)
    if spans == [(0, len(page))]:
        return page
    return "\n\n".join(page[start:end].strip() for start, end in spans)


def in_spans(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset is in one of the sorted spans."""
    if len(spans) == 1:
        start, end = spans[0]
        return start <= offset < end
    index = bisect_right(spans, (offset + 1,)) - 1
    return index >= 0 and offset < spans[index][1]


def _chrome_lines(text: str) -> list[Span]:
    """Lines of the site around a posting; none when no line is unmistakable."""
    cuts: list[Span] = []
    strong = 0
    offset = 0
    for line in text.split("\n"):
        if 3 < len(line) <= 220 and _CHROME.match(line):
            cuts.append((offset, offset + len(line)))
            strong += _STRONG_CHROME.match(line) is not None
        offset += len(line) + 1
    return cuts if strong else []


def _between(cuts: list[Span], size: int) -> list[Span]:
    """The spans between the cuts."""
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), size]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end - start > 1]


def _part(text: str, start: int, end: int) -> _Part:
    body = text[start:end]
    advice = len(_ADVICE.findall(body)) + 2 * len(_QUESTION_HEADING.findall(body))
    return _Part(start, end, len(set(_POSTING.findall(body))) + len(sections(body)), advice)


def _once(text: str, parts: list[_Part]) -> list[Span]:
    """The spans of the parts, a block of text that was there before left out."""
    seen: set[str] = set()
    spans: list[Span] = []
    for part in parts:
        offset = part.start
        for line in text[part.start : part.end].split("\n"):
            end = offset + len(line)
            known = line in seen
            seen.add(line)
            if line.strip() and not known:
                if spans and spans[-1][1] >= offset - 2:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((offset, end))
            offset = end + 1
    return spans

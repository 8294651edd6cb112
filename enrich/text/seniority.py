"""Read the level of a job from its title, and from the text where the title names none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.record import Seniority, SeniorityLevel
from enrich.text.document import Document
from enrich.text.fold import fold
from enrich.text.page import in_spans

_TITLE_WORDS: tuple[tuple[SeniorityLevel, str], ...] = (
    ("intern", r"\b(?:interns?|internship|co-?op|summer (?:analyst|associate))\b"),
    (
        "entry",
        r"\b(?:entry[ -]level|junior|jr\b\.?|new (?:college )?grad(?:uate)?s?|early[ -]career|graduate(?! "
        r"(?:school|student|"
        r"program|admissions|medical|education|recruit\w+))|apprentice|trainee|college grad)\b",
    ),
    ("mid", r"\b(?:mid[ -]?level|mid[ -]?career|intermediate|mid(?=[ -/](?:to )?(?:senior|sr|experienced)|\b$))\b"),
    (
        "senior",
        r"\b(?:senior(?! (?:living|care|citizens?|services|center|housing|housekeep\w*))|sr\b\.?)",
    ),
    (
        "staff",
        r"(?<!chief of )(?<!technical )(?<!medical )(?<!nursing )\bstaff(?! (?:accountants?|nurses?|physicians?|"
        r"pharmacists?|members?|"
        r"attorneys?|writers?|auditors?|chaplains?|assistants?|psycholog\w+|therapists?|rn\b|reporters?|counsel|"
        r"development|"
        r"coordinators?|services?|training|schedul\w+|sergeant|veterinar\w+|radiolog\w+|dentists?))",
    ),
    ("principal", r"\b(?:senior )?principal(?! (?:of|at)\b)\b|\bdistinguished\b|\bfellow(?= engineer| scientist)"),
    (
        "lead",
        r"\b(?:tech(?:nical)? |team |senior )?lead\b(?! (?:generation|gen\b|qualif\w+|management|teacher paint))",
    ),
    (
        "manager",
        r"\b(?:senior |sr\.? )?manager(?=,| of| -|:|$| \()(?<!product manager)(?<!project manager)(?<!program "
        r"manager)"
        r"(?<!account manager)(?<!case manager)(?<!community manager)(?<!success manager)(?<!office manager)|"
        r"\bengineering manager\b|\bsupervisor\b",
    ),
    ("director", r"\bdirector\b|\bhead of\b"),
    ("vice_president", r"\b(?:vice president|[se]?vp|avp)\b"),
    ("executive", r"\bchief (?!of staff)(?:\w+ ){1,3}officer\b|\bc[efot]o\b|\bpresident\b(?<!vice president)"),
)
_TITLE = [(level, re.compile(pattern)) for level, pattern in _TITLE_WORDS]
_NOT_A_LEVEL = re.compile(
    r"\bmember of (?:the )?technical staff\b|\bexecutive assistant\b.*|\bassistant to the \w+\b|\bart director\b|"
    r"\bunder the direction\b|\b(?:report\w*|assistant) to .*$"
)
"""Words in a title that sound like a level and are part of a role."""
_TEXT = re.compile(
    r"\b(?:seniority|career|experience|job|position) level\s*[:|-]\s*(?P<label>[a-z][a-z ,/-]{2,40})|"
    r"\b(?:this is|we are looking for|we're looking for|looking for|hiring) an? (?P<words>entry|mid|senior|junior|"
    r"staff|principal)"
    r"[ -]level (?:role|position|job|opportunity|engineer|candidate|developer|analyst)"
)
_INTRODUCTION = 2_000
"""Characters from the start of a posting in which it introduces the job."""
_INTRODUCED = re.compile(
    r"as an? (?P<role>(?:[^,.;:\n]|(?<=[sj]r)\.){3,60}?)(?:,? you\b|,? you'll\b| (?:within|at|on|in|for) )|"
    r"the (?P<name>(?:[^,.;:\n]|(?<=[sj]r)\.){3,70}?) (?:(?:is|will be) responsible\b|"
    r"is an? [^.\n]{0,80}\b(?:role|position)\b)"
)
"""A job named at the start of a sentence: "As a Sr./Staff Engineer, you will"."""
_WORDS: dict[str, SeniorityLevel] = {
    **{"entry": "entry", "junior": "entry", "mid": "mid", "senior": "senior", "staff": "staff"},
    **{"principal": "principal", "intern": "intern", "internship": "intern", "director": "director"},
    **{"executive": "executive", "manager": "manager", "lead": "lead"},
}


def read_seniority(title: str | None, text: str | Document) -> Seniority | None:
    """The level of a job: what the title names, else what the text says of the job itself; ``None`` when neither does.

    Without a title the name that the text introduces the job with stands for it.

    Several levels are kept in the order of :data:`enrich.record.SeniorityLevel` ("Sr./Staff"). Numerals ("Engineer
    II") are grades of one employer and name no level.
    """
    if title:
        found = _of_title(title)
        if found is not None:
            return found
    document = Document.of(text)
    return _of_text(document) or (None if title else _of_introduction(document))


def _of_title(title: str) -> Seniority | None:
    name = _NOT_A_LEVEL.sub(" ", fold(title).text)
    levels = [level for level, pattern in _TITLE if pattern.search(name)]
    if "director" in levels or "vice_president" in levels:
        levels = [level for level in levels if level in ("director", "vice_president", "executive")]
    return Seniority(levels=levels, quote=title.strip(), source="title") if levels else None


def _of_introduction(document: Document) -> Seniority | None:
    """The level of the job's name in a sentence that introduces it."""
    folded = document.folded
    # Where the posting begins in the folded text, or some dropped characters before.
    begin = max(0, document.spans[0][0] - len(folded.dropped)) if document.spans else 0
    for place in _openings(folded.text[begin : begin + _INTRODUCTION]):
        match = _INTRODUCED.match(folded.text, begin + place)
        if match is not None:
            start, end = folded.origin(*match.span(match.lastgroup or 0))
            found = _of_title(document.text[start:end]) if in_spans(document.spans, start) else None
            if found is not None:
                return Seniority(levels=found.levels, quote=found.quote, source="text")
    return None


def _openings(text: str) -> Iterator[int]:
    """Where a line or a sentence may begin to name the job."""
    if text.startswith(("as a", "the ")):
        yield 0
    starts: list[int] = []
    for opening in ("\nas a", "\nthe "):
        place = text.find(opening)
        while place >= 0:
            starts.append(place + 1)
            place = text.find(opening, place + 1)
    yield from sorted(starts)
    place = text.find(". as a")
    while place >= 0:
        yield place + len(". ")
        place = text.find(". as a", place + 1)


def _of_text(document: Document) -> Seniority | None:
    for sentence in document.sentences_on("seniority"):
        match = _TEXT.search(sentence.text)
        start, end = document.origin(sentence)
        if match is None or not in_spans(document.spans, start):
            continue
        named = re.split(r"[ ,/-]+", match["label"] or match["words"])
        levels = [_WORDS[word] for word in named if word in _WORDS]
        if levels:
            return Seniority(levels=list(dict.fromkeys(levels)), quote=document.text[start:end], source="text")
    return None

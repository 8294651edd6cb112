"""Read what a posting asks for: years of experience, degrees, the combinations it accepts, and what they would suit.

One line is read as the alternatives that it offers (degree with years, or years instead of a degree). Lines are then
put together: a line with both decides; else a degree line is joined with the line of total years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from enrich.record import EbHint, Education, Experience, ExperiencePath
from enrich.text.degrees import RANK, Event, Level, events, is_levelled
from enrich.text.document import Document
from enrich.text.fields import fields_of_study
from enrich.text.gated import Gated
from enrich.text.language import is_foreign
from enrich.text.page import in_spans
from enrich.text.sentences import Sentence
from enrich.text.vetoes import is_question

_KNOWN_SENTENCES = 8_192
"""Sentences kept with what they ask for, of at most 1,000 characters."""
_ELSEWHERE = frozenset(("benefits", "about", "eeo", "pay"))
"""Sections whose years and degrees are not asked for."""

_PREFERS_BEFORE = Gated(
    r"\b(?:preferably|ideally|preferred:|preferred qualifications?:?|desired:|nice to have:?|bonus(?: points)?:?|"
    r"preference (?:for|given))\b[^;]*$",
    ("prefer", "ideally", "desired:", "nice to have", "bonus"),
)
_PREFERS_AFTER = Gated(
    r"\b(?:prefer(?:red|able)?|desired|desirable|a plus|is a bonus|nice to have|an asset|advantageous|a bonus|an "
    r"advantage)\b",
    ("prefer", "desir", "a plus", "a bonus", "nice to have", "an asset", "advantage"),
)
_OTHER_WISH = re.compile(
    r"[,;.][^,;.]*\b(?:experience|knowledge|certifi\w+|skills?|background|familiarity|proficiency|required)\b|"
    r"\brequired\b"
)
_OR = re.compile(r"(?:^|[\s,;(*])(?:or|and/or)(?=[\s*])|;|\*\*or\*\*")
_AND = re.compile(r"\b(?:and|with|plus|including|coupled|having|followed|&)\b|\+|,|\(|;")
_EQUIVALENT = re.compile(
    r"\b(?:or|and/or) (?:an? |the )?(?:equivalent|comparable|commensurate|similar|relevant|related|practical|"
    r"demonstrated|proven|work|professional|industry)\b(?! (?:technical |scientific |quantitative )?(?:field|"
    r"discipline|major|area|subject|degree|stem|engineering field))"
    r"[^.;,]{0,40}\b(?:experience|combination|background|training|work|skills|expertise)|\bequivalent "
    r"(?:combination|experience|work experience|practical|professional|years|of education)|\bin lieu of\b|\bin "
    r"place of a degree|"
    r"\bcombination of (?:education|experience|training)|\bor (?:a )?(?:relevant )?(?:bootcamp|boot camp|training "
    r"program|certification)|\bsubstitut\w+"
)
_GENERAL = re.compile(
    r"^\W*(?:total |overall |minimum |work |professional )?experience(?: level| required)?\W+\d|\b(?:years?|"
    r"yrs?)\b\W*(?:of )?(?:(?:relevant|related|professional|industry|work|working|total|overall|progressive|"
    r"practical|post-\w+|full-time|hands-on|similar|direct|"
    r"demonstrated|proven|prior|combined|commercial|software|engineering|development|data|business|technical|"
    r"corporate|of|product|machine|learning|design|financial|experience)[ ,/-]*){0,6}"
    r"(?:experience|exp)\b\W*(?:$|[.,;(]|as\b|in\b|including|required|preferred|building|developing|leading|"
    r"designing|managing|or\b|and\b)"
)


@dataclass(slots=True)
class _Path:
    """One accepted combination within a line."""

    level: Level | None
    low: float | None
    high: float | None


class _Asked(NamedTuple):
    """What a sentence asks for, whatever posting it stands in."""

    found: list[Event]
    paths: list[_Path]
    preferred: Level | None
    equivalent: bool
    general: bool
    degrees: bool
    years: bool


@dataclass(slots=True)
class _Line:
    """What one sentence asks for."""

    quote: str
    paths: list[_Path]
    preferred: Level | None
    fields: list[str]
    equivalent: bool
    general: bool
    """It asks for years and no degree, and its years are of the occupation at large, not of one skill."""
    degrees: bool
    """It asks for a degree."""
    years: bool
    """It asks for years."""


@dataclass(slots=True)
class Requirements:
    """What a posting asks for; each part is ``None`` when the text does not say."""

    experience: Experience | None = None
    education: Education | None = None
    eb_hint: EbHint | None = None
    quotes: list[str] = field(default_factory=list)
    """The lines that were read, in text order."""


def read_requirements(text: str | Document) -> Requirements:
    """The experience and education that a text asks for, with the category that they would suit."""
    document = Document.of(text)
    sentences = document.sentences_on("requirements")
    lines = [line for sentence in sentences if (line := _line(document, sentence)) is not None]
    return _assembled(lines)


def _line(document: Document, sentence: Sentence) -> _Line | None:
    """What one sentence asks for; ``None`` when it asks for neither a degree nor years."""
    start, end = document.origin(sentence)
    section = document.section_of(sentence)
    if section in _ELSEWHERE or not in_spans(document.spans, start):
        return None
    asked = _asked(sentence.text, preferred=section == "preferred")
    if asked is None:
        return None
    fields = fields_of_study(document.folded, sentence, asked.found)
    return _Line(
        quote=document.text[start:end],
        paths=asked.paths,
        preferred=asked.preferred,
        fields=fields,
        equivalent=asked.equivalent,
        general=asked.general,
        degrees=asked.degrees,
        years=asked.years,
    )


@lru_cache(maxsize=_KNOWN_SENTENCES)
def _asked(sentence: str, *, preferred: bool) -> _Asked | None:
    """What a folded sentence asks for, in a section of wishes when ``preferred``; not to be changed by who gets it."""
    found = events(sentence)
    if not found or is_question(sentence) or is_foreign(sentence):
        return None
    wished = [preferred or _is_wish(sentence, event) for event in found]
    asked = [event for event, wish in zip(found, wished, strict=True) if not wish]
    wanted = [event.level for event, wish in zip(found, wished, strict=True) if wish and event.level]
    paths = _paths(sentence, asked)
    return _Asked(
        found=found,
        paths=paths,
        preferred=wanted[0] if wanted else None,
        equivalent=_is_equivalent(sentence, paths),
        general=_is_general(sentence, paths),
        degrees=any(path.level for path in paths),
        years=any(path.low is not None for path in paths),
    )


def _is_wish(sentence: str, event: Event) -> bool:
    """Whether an event is preferred only: a wish before it in its clause, or right after it."""
    if _PREFERS_BEFORE.search(sentence, 0, event.start):
        return True
    after = _PREFERS_AFTER.search(sentence, event.end)
    if after is None:
        return False
    between = sentence[event.end : after.start()]
    if between.rpartition(";")[2].strip() and ";" in between:
        return False  # a clause of its own: "bachelor's degree; certificate preferred"
    return not events(between) and not _OTHER_WISH.search(between)


def _paths(sentence: str, asked: list[Event]) -> list[_Path]:
    """The alternatives that the events of a sentence form."""
    paths: list[_Path] = []
    previous: Event | None = None
    for event in asked:
        between = sentence[previous.end : event.start] if previous else ""
        open_path = paths[-1] if paths else None
        if open_path is not None and _completes(open_path, event, between):
            if event.level:
                open_path.level = event.level
            else:
                open_path.low, open_path.high = event.low, event.high
        elif open_path is not None and event.level and _restates(open_path, between):
            open_path.level = event.level
        elif open_path is not None and _is_part(open_path, event, sentence, between):
            if event.low is not None and event.low > (open_path.low or 0):
                open_path.low, open_path.high = event.low, event.high
        else:
            paths.append(_Path(event.level, event.low, event.high))
        previous = event
    return [path for place, path in enumerate(paths) if path not in paths[:place]]


def _completes(path: _Path, event: Event, between: str) -> bool:
    """Whether an event adds the missing half to a path, rather than opening another."""
    if event.level is not None and path.level is not None:
        return False
    if event.low is not None and path.low is not None:
        return False
    # A semicolon parts alternatives that each name a degree; before years alone it goes on with what is asked for.
    joints = [match.end() for match in _OR.finditer(between) if event.level is not None or match.group() != ";"]
    if not joints:
        return True
    tail = between[joints[-1] :].strip(" *(")
    named = tail.startswith(
        (
            "equivalent",
            "a related",
            "related",
            "similar",
            "other",
            "closely",
            "relevant",
            "higher",
            "technical",
            "comparable",
        )
    )
    field_list = _AND.search(tail) is not None and len(tail) > 3
    return event.low is not None and (field_list or (named and not re.search(r"\bexperience\b", tail)))


def _restates(path: _Path, between: str) -> bool:
    """Whether a degree only spells out the degree before it ("advanced degree required: master's in law")."""
    return (
        path.level is not None
        and path.low is None
        and re.fullmatch(r"[\s()]*(?:is )?(?:required|needed)?\s*[:(-]\s*(?:an? )?", between) is not None
    )


def _is_part(path: _Path, event: Event, sentence: str, between: str) -> bool:
    """Whether years are part of the years before them ("10 years, 5 of them leading"), not another way in."""
    if event.low is None or path.low is None or _OR.search(between):
        return False
    return not is_levelled(sentence, event)


def _is_equivalent(sentence: str, paths: list[_Path]) -> bool:
    """Whether experience or training may stand in for the degree."""
    if not any(path.level for path in paths):
        return False
    if _EQUIVALENT.search(sentence):
        return not re.search(r"\bequivalent \d", sentence)
    return len(paths) > 1 and any(path.level is None for path in paths) and _degree_of(paths) is not None


def _is_general(sentence: str, paths: list[_Path]) -> bool:
    """Whether a line that asks for years alone means those of the occupation."""
    if any(path.level for path in paths) or all(path.low is None for path in paths):
        return False
    return _GENERAL.search(sentence) is not None


def _degree_of(paths: list[_Path]) -> Level | None:
    """The least degree that is asked for; none when years alone are the rule and a higher degree only shortens them."""
    levels = [path.level for path in paths if path.level]
    if not levels:
        return None
    least = min(levels, key=lambda level: RANK[level])
    if paths[0].level is None and RANK[least] >= RANK["master"]:
        return None
    return least


def _assembled(lines: list[_Line]) -> Requirements:
    """One reading of all lines."""
    if not lines:
        return Requirements()
    whole = next((line for line in lines if line.degrees and line.years), None)
    degree = whole or next((line for line in lines if line.degrees), None)
    years = whole or _total_years(lines)
    paths = _combined(whole, degree, years)
    preferred = next((line.preferred for line in lines if line.preferred), None)
    required = _degree_of(paths)
    education = None
    if required or preferred:
        source = degree or next(line for line in lines if line.preferred)
        education = Education(
            required=required,
            preferred=preferred,
            fields=source.fields,
            equivalent_ok=degree.equivalent if degree else None,
        )
    experience = _experience(paths) if years is not None else None
    main = degree or years
    if main is None:
        return Requirements(education=education, quotes=[line.quote for line in lines])
    hint = _eb_hint(paths, main, years, skill_only=whole is None and years is not None and not years.general)
    return Requirements(experience, education, hint, [line.quote for line in lines])


def _total_years(lines: list[_Line]) -> _Line | None:
    """The line of total years: the largest of the general ones, else the largest of a skill."""
    pure = [line for line in lines if line.years and not line.degrees]
    general = [line for line in pure if line.general]
    return max(general or pure, key=lambda line: min(path.low or 0 for path in line.paths), default=None)


def _combined(whole: _Line | None, degree: _Line | None, years: _Line | None) -> list[_Path]:
    """The paths of the posting: a line with both decides, else degree and total years are joined."""
    if whole is not None:
        return whole.paths
    if degree is None:
        return years.paths if years else []
    if years is None:
        return degree.paths
    stated = sorted((path for path in years.paths if path.low is not None), key=lambda path: path.low or 0)
    return [_Path(path.level, way.low, way.high) for path in degree.paths for way in stated]


def _experience(paths: list[_Path]) -> Experience:
    """Years over the accepted paths; a degree that needs no years counts as 0 beside one that does."""
    stated = [path for path in paths if path.low is not None]
    least = min((path.low or 0.0 for path in paths), default=None) if stated else None
    most = paths[0].high if len(paths) == 1 else None
    return Experience(
        min_years=least, max_years=most, paths=[ExperiencePath(degree=path.level, min_years=path.low) for path in paths]
    )


def _eb_hint(paths: list[_Path], line: _Line, years: _Line | None, *, skill_only: bool) -> EbHint:
    """EB-2 when every path is a master's or a bachelor's with five years; EB-3 when one is a bachelor's with less."""
    five = [_suits_eb2(path, skill_only=skill_only) for path in paths]
    if any(path.level == "bachelor" and (path.low or 0) < 5 for path in paths):
        return EbHint(value="EB-3", quote=line.quote)
    replaced = line.equivalent and line.degrees and len(paths) == 1
    if paths and all(five) and not replaced:
        return EbHint(value="EB-2", quote=line.quote)
    return EbHint(value="unclear", quote=line.quote)


def _suits_eb2(path: _Path, *, skill_only: bool) -> bool:
    if path.level in ("master", "phd"):
        return True
    return path.level == "bachelor" and (path.low or 0) >= 5 and not skill_only

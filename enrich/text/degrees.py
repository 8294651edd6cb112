"""Degrees and years of experience as they stand in one folded sentence: events in text order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from enrich.text.gated import Gated
from enrich.text.rule import holds_any

Level = Literal["any_degree", "enrolled_bachelor", "bachelor", "master", "phd"]
RANK: dict[str, int] = {"any_degree": 0, "enrolled_bachelor": 1, "bachelor": 2, "master": 3, "phd": 4}
"""Degrees from the least to the most demanding."""

_DEGREE = re.compile(
    r"\b(?=ph|d(?:oc|eg|\.?p)|m[abs.]|meng|an? |gra|adv|post|b[aste.]|un[di]|col|fou|4|enr|ass)(?:"
    r"(?P<phd>\bph\.? ?d\b\.?(?:'?s)?|\bdoctora(?:te|l)(?: degree)?s?\b|\bd\.?phil\b)|"
    r"(?P<master>\bmaster(?:'s|s'?)(?: of \w+| level)?(?:[ -]degrees?)?\b|\bmaster degrees?\b|\bmaster(?= (?:of|"
    r"in|or|and)\b)|\bmba\b|\bm\.?eng\b|\bmsc\b|\bm\.s\.?(?:c\.?)?(?=\W|$)|"
    r"\b(?:ms|ma)(?=/(?:ma|ms|phd|mba)|\b ?(?:degree|in (?!office|word|excel|sql|project|teams)|or (?:ph|doct|"
    r"higher)|and \d|with \d|\+|, (?:or )?ph|/ ?ph))|(?<=b[sa], )(?:ms|ma)\b|(?<=/)(?:ms|ma)\b|"
    r"\b(?:an? )?(?:graduate|advanced|postgraduate|post-graduate)(?:[ -]level)? degrees?\b)|"
    r"(?P<bachelor>\bbachelor(?:'s|s'?)?(?: of \w+| level)?(?:[ -]degrees?)?\b|\bb\.?sc?\.?(?=[/,]|(?:\b|(?<=\.)) ?(?:"
    r"degree|in\b|or\b|and\b|with\b|\+|\())|\bb\.s\.?(?=\W|$)|\bb\.a\.?(?=\W|$)|\bba(?=/bs|/ ?b\.?s| (?:degree|in |or |"
    r"and \d|with))|"
    r"\bbs(?=/)|(?<=/)(?:bs|ba)\b|\bb\.?(?:tech|eng|e)\b(?=[ /.,]?(?:degree|in|or|/))|\b(?:undergraduate|"
    r"university|college|four[- ]year|4[- ]year|baccalaureate)(?: or (?:college|university))?(?: level)? "
    r"degrees?\b|\b(?:enrolled|enrollment)\b[^.;]{0,60}\b(?:university|college)\b)|"
    r"(?P<any_degree>\bassociate(?:'s|s'?) degrees?\b|\bdegree(?= (?:in|or|from|is|preferred|required|"
    r"qualified)\b)|\ba (?:relevant |related |technical |stem )?degree\b))"
)
_DEGREE_WORDS = (
    *(
        "degree",
        "bachelor",
        "master",
        "ph.d",
        "phd",
        "ph. d",
        "doctor",
        "mba",
        "msc",
        "bsc",
        "b.s",
        "m.s",
        "b.a",
        "m.a",
    ),
    *(
        "enrol",
        "b.e",
        "b.t",
        "b tech",
        "btech",
        "m.e",
        "meng",
        "d.phil",
        "dphil",
    ),
)
_SHORT_DEGREE = re.compile(r"(?<![a-z])(?:bs|ba[/ ]|ms[/ ]|be/)")
_SHORT_PARTS = ("bs", "ba/", "ba ", "ms/", "ms ", "be/")
"""One of these words or of :data:`_DEGREE_WORDS` stands beside whatever :data:`_DEGREE` finds."""
_ENROLLED = Gated(
    r"\b(?:enrolled|pursuing|working towards?|currently (?:a student|studying|attending|completing)|student (?:in|"
    r"of|at)|rising (?:junior|senior)|in the process of obtaining)\b",
    ("enrolled", "pursuing", "working toward", "currently ", "student", "rising ", "in the process of"),
)
_NOT_HELD = Gated(
    r"\b(?:without|no|lack of|instead of|in lieu of|including)\b (?:an? |the )?(?:\w+ )?$",
    ("without", "no ", "lack of", "instead of", "in lieu of", "including"),
)
_MAY_BE_NO_DEGREE = frozenset(("master", "any_degree"))
"""Levels whose words may be of something else: "scrum master", "a degree of freedom"."""
_NOT_A_DEGREE = re.compile(
    r"\b(?:scrum|web|brand|quality|task|harbor|data|grand|head|rule|post|ring|spin|re) ?-?$|\bdegrees? of (?:comfort|"
    r"freedom|autonomy|independence|accuracy|care|\w+ility)|\bhigh $"
)

_WORDS = {
    **{
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
    },
    **{"twelve": 12, "fifteen": 15, "twenty": 20},
}
_WORD = "|".join(_WORDS)
_NUMBER = rf"(?:\d{{1,2}}(?:\.5)?|{_WORD})"
_YEARS = re.compile(
    rf"(?<![\w.,$€£/-])(?P<low>{_NUMBER})(?: ?\((?:\d{{1,2}}|{_WORD})\+?\))? ?(?:\+|plus\b|or more\b)?(?: ?(?:-|to|"
    rf"or|and) "
    rf"?(?P<high>{_NUMBER})(?: ?\((?:\d{{1,2}}|{_WORD})\))?)? ?(?:\+|plus\b|or more\b)? ?"
    r"(?:or more |full |total |progressive |solid |consecutive )?-?(?:years?|yrs?)(?:'|\b)(?: or more\b)?\+?"
)
_LONGEST_NUMBER = 120
"""Characters that years are written with before the word "year" at most; :data:`_YEARS` is searched from there."""
_LONGEST_UNIT = 20
"""Characters from that word to the end of what :data:`_YEARS` takes at most."""
_NOT_EXPERIENCE_AFTER = re.compile(
    r"'?s?[ -]*(?:old\b|of age\b|ago\b|since\b|degrees?\b|accredited|college|university|programs?\b|contract|"
    r"history|in business|in a row|anniversary|warrant|"
    r"term\b|plan\b|period\b|of (?:innovation|history|success|growth|service to|excellence|continuous|operation|"
    r"combined|serving|tradition|vesting)|vesting|strong\b|young\b|"
    r"before\b|after\b|later\b|commitment|diploma|round\b|end\b|over year|assignment|initial|fixed|lease|roadmap|"
    r"strategy|of college|of school|of study)"
)
_NOT_EXPERIENCE_BEFORE = re.compile(
    r"\b(?:past|last|next|every|first|within|for over|for more than|for nearly|for almost|celebrat\w+|after|since|"
    r"founded|aged?|vest\w* over|in just|each|"
    r"over the|for the|up to|valid for|renewable|combined|our|we have|we've)\s*$"
)
_EXPERIENCE = re.compile(
    r"\b(?:experience|exp|background|track record|practice|industry|professional(?:ly)?|work(?:ed|ing)?|working|"
    r"hands-on|employment|tenure|role|career)\b"
)
_LEVELLED = re.compile(r"^\W{0,3}\(?(?:sr|senior|staff|lead|principal|junior|jr|mid|level|l\d|with|if)\b")
_MOST_EVENTS = 12
"""Degrees and years that one sentence is read for."""
_MOST_YEARS = 25
"""Years above this are a company's age, not a demand."""


@dataclass(slots=True)
class Event:
    """A degree (``level``) or years (``low``, ``high``) at ``start:end``."""

    start: int
    end: int
    level: Level | None = None
    low: float | None = None
    high: float | None = None


def events(sentence: str) -> list[Event]:
    """The degrees and the years of experience of a folded sentence, in text order."""
    found = [*islice(_degree_events(sentence), _MOST_EVENTS), *islice(_year_events(sentence), _MOST_EVENTS)]
    if len(found) > 1:
        found.sort(key=_start_of)
        del found[_MOST_EVENTS:]
    return found


def _start_of(event: Event) -> int:
    return event.start


def _degree_events(sentence: str) -> Iterator[Event]:
    """Degrees, those named as alternatives in a row taken as one of the lowest level."""
    if not _may_name_a_degree(sentence):
        return
    last: Event | None = None
    for match in _DEGREE.finditer(sentence):
        if match.lastgroup in _MAY_BE_NO_DEGREE and _NOT_A_DEGREE.search(
            sentence[max(0, match.start() - 12) : match.end() + 24]
        ):
            continue
        if _NOT_HELD.search(sentence[max(0, match.start() - 24) : match.start()]):
            continue
        level: Level = match.lastgroup  # type: ignore[assignment]
        if level in ("bachelor", "any_degree") and _ENROLLED.search(sentence):
            level = "enrolled_bachelor"
        if last is not None and _is_alternative(sentence[last.end : match.start()]):
            if level == "any_degree" or RANK[level] >= RANK[last.level or level]:
                last.end = match.end()
                continue
            last.level, last.end = level, match.end()
            continue
        if last is not None:
            yield last
        last = Event(match.start(), match.end(), level=level)
    if last is not None:
        yield last


def _may_name_a_degree(sentence: str) -> bool:
    if holds_any(sentence, _DEGREE_WORDS):
        return True
    return holds_any(sentence, _SHORT_PARTS) and _SHORT_DEGREE.search(sentence) is not None


def _is_alternative(between: str) -> bool:
    """Whether the text between two degrees makes them one demand: ``bs/ms or phd``."""
    return (
        re.fullmatch(r"[\s,/|&]*(?:or|and/or)?[\s,/]*(?:an? |other |higher )?(?:degree )?(?:\(or )?", between)
        is not None
    )


def _year_events(sentence: str) -> Iterator[Event]:
    """Years that are asked for as experience."""
    places = [place for place in (sentence.find("year"), sentence.find("yr")) if place >= 0]
    if not places:
        return
    last = max(sentence.rfind("year"), sentence.rfind("yr"))
    of_work: bool | None = None
    for match in _YEARS.finditer(sentence, max(0, min(places) - _LONGEST_NUMBER), last + _LONGEST_UNIT):
        low, high = _value(match["low"]), _value(match["high"])
        if low is None or low > _MOST_YEARS or _NOT_EXPERIENCE_AFTER.match(sentence, match.end()):
            continue
        if _NOT_EXPERIENCE_BEFORE.search(sentence[max(0, match.start() - 24) : match.start()]):
            continue
        if of_work is None:
            of_work = _EXPERIENCE.search(sentence) is not None or _DEGREE.search(sentence) is not None
        if not of_work and not _LEVELLED.match(sentence[match.end() :]):
            continue
        if high is not None and high < low:
            high = None
        yield Event(match.start(), match.end(), low=low, high=high)


def is_levelled(sentence: str, event: Event) -> bool:
    """Whether years are those of one level or one degree among several: ``5+ years (senior)``."""
    return (
        _LEVELLED.match(sentence[event.end : event.end + 60]) is not None or "(" in sentence[event.end : event.end + 3]
    )


def _value(written: str | None) -> float | None:
    if written is None:
        return None
    return float(_WORDS[written]) if written in _WORDS else float(written)

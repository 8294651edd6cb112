"""What a posting's own statements do to the verdict of each visa track: a statement beats the history of filings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Literal

from crawler.items import Place
from enrich.likelihood.tags import TRACKS, TrackName
from enrich.record import Statement, Tag, Track

Effect = Literal["excluded", "limited", "conditional", "offered"]
Bearing = Literal["here", "elsewhere", "unclear"]

_ORDER: Final[tuple[Effect, ...]] = ("excluded", "conditional", "limited", "offered")
"""Strongest first: a refusal for this role outweighs a condition, a condition an offer."""

_SOFTENED: Final[dict[Effect, Effect]] = {
    "excluded": "limited",
    "conditional": "conditional",
    "limited": "limited",
    "offered": "conditional",
}
"""What is left of an effect when the statement may be about other jobs."""
_EVERY: Final = frozenset(TRACKS)
_NOT_HERE: Final = re.compile(r"\bonly\b|\bnot (?:in|for|at)\b", re.IGNORECASE)
_ANY_VISA: Final = re.compile(
    r"\bh-?\s?1|\b(?:work|employment|immigration|any|temporary|other)(?:-based)?(?: visas?| sponsorship| status)|"
    r"\bvisa (?:sponsorship|support)\b|\b(?:no|any) sponsor|\bsponsorship (?:now|or)\b",
    re.IGNORECASE,
)
"""Words that refuse more than the visas that are named."""
_H1B: Final[frozenset[TrackName]] = frozenset({"h1b", "h1b_new"})
_ONLY: Final = re.compile(r"\bonly\b", re.IGNORECASE)
_NAMES_VISA: Final = re.compile(r"visa|h-?\s?1-?\s?b\b|work (?:permit|authori[sz]ation)", re.IGNORECASE)
_NAMES_CLASS: Final[tuple[tuple[TrackName, re.Pattern[str]], ...]] = (
    ("e3", re.compile(r"\be-?3\b", re.IGNORECASE)),
    ("h1b1", re.compile(r"\bh-?1-?b-?1\b", re.IGNORECASE)),
    ("perm", re.compile(r"\b(?:green[- ]?cards?|perm\b|permanent residen)", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The strongest effect on each track, and the statements that have one."""

    effects: dict[TrackName, Effect] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    elsewhere: list[Statement] = field(default_factory=list)
    """Statements about other jobs: another country, office, kind of employment or way of working."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a statement's scope is held against; ``None`` and an empty list mean unknown."""

    places: Sequence[Place] = ()
    employment_type: str | None = None
    job_location_type: str | None = None


def read_stated(statements: Iterable[Statement], job: Job = Job()) -> Stated:
    """Return what the statements of one posting do to each track; silence does nothing.

    A statement about other jobs does nothing, one that may be about other jobs neither excludes nor promises.
    """
    effects: dict[TrackName, Effect] = {}
    telling: list[Statement] = []
    elsewhere: list[Statement] = []
    for statement in statements:
        where = bearing(statement, job)
        found = _effects(statement)
        if where == "elsewhere":
            elsewhere.append(statement)
            found = _left_here(statement)
        elif where == "unclear":
            found = {track: _SOFTENED[effect] for track, effect in found.items()}
        if found:
            telling.append(statement)
        for track, effect in found.items():
            known = effects.get(track)
            if known is None or _ORDER.index(effect) < _ORDER.index(known):
                effects[track] = effect
    return Stated(effects, telling, [statement for statement in elsewhere if statement not in telling])


def bearing(statement: Statement, job: Job) -> Bearing:
    """Return whether a statement is about the job: ``here``, ``elsewhere``, or ``unclear`` when too little is known."""
    scope: dict[str, set[str]] = {}
    for item in statement.scope:
        what, _, value = item.partition(":")
        scope.setdefault(what, set()).add(value)
    found = {
        _held(scope.get("country"), {place.country for place in job.places if place.country}),
        _in_place(scope.get("place"), job.places),
        _held(scope.get("employment_type"), {job.employment_type} if job.employment_type else set()),
        _held(scope.get("work_mode"), {job.job_location_type} if job.job_location_type else set()),
    }
    return "elsewhere" if "elsewhere" in found else "unclear" if "unclear" in found else "here"


def _held(scope: set[str] | None, known: Set[str]) -> Bearing:
    """How a scope bears on what is known of the job."""
    if not scope or scope & known:
        return "here"
    return "elsewhere" if known else "unclear"


def _in_place(scope: set[str] | None, places: Sequence[Place]) -> Bearing:
    if not scope:
        return "here"
    known = [f"{place.raw} {place.locality or ''} {place.region or ''}".lower() for place in places]
    if any(name in place for name in scope for place in known):
        return "here"
    return "elsewhere" if any(place.locality for place in places) else "unclear"


def _left_here(statement: Statement) -> dict[TrackName, Effect]:
    """What is left for this job when a statement is about others: nothing, save that "only there" means not here."""
    if statement.kind == "conditional" and _NOT_HERE.search(statement.quote):
        return dict.fromkeys(_EVERY, "excluded")
    return {}


def apply(track: Track, effect: Effect | None) -> Track:
    """Return the track's verdict after the posting was heard; the probability stays what the filings say."""
    if effect is None:
        return track
    if effect == "excluded":
        return Track(tag="excluded_by_posting", probability=track.probability)
    if effect == "offered":
        return Track(tag="stated_yes", probability=track.probability)
    tag: Tag = track.tag
    if tag == "likely" or (effect == "conditional" and tag in ("unlikely", "unknown")):
        tag = "possible"
    return Track(tag=tag, probability=track.probability)


def _effects(statement: Statement) -> dict[TrackName, Effect]:
    match statement.kind:
        case "no_sponsorship" if statement.value == "new_petitions":
            return {"h1b_new": "excluded", "h1b": "limited"}
        case "no_sponsorship":
            return _refused(statement)
        case "citizenship_or_clearance_required":
            return dict.fromkeys(_EVERY, "excluded")
        case "export_control" if statement.value == "us_person":
            return dict.fromkeys(_EVERY, "excluded")
        case "export_control" if statement.value in ("licence_possible", "licence_discretion"):
            return dict.fromkeys(_EVERY, "limited")
        case "conditional":
            return _conditional(statement)
        case "offers":
            return _offered(statement)
    return {}


def _refused(statement: Statement) -> dict[TrackName, Effect]:
    """A refusal is of every track unless it names other visas than the H-1B and nothing else."""
    visas = {item.partition(":")[2] for item in statement.scope if item.startswith("visa:")}
    if not visas or "H-1B" in visas or _ANY_VISA.search(statement.quote):
        return dict.fromkeys(_EVERY, "excluded")
    if "OPT" in visas:
        return dict.fromkeys(_EVERY, "limited")
    tracks: dict[str, TrackName] = {"green card": "perm", "E-3": "e3", "H-1B1": "h1b1"}
    return {tracks[visa]: "excluded" for visa in visas if visa in tracks}


def _conditional(statement: Statement) -> dict[TrackName, Effect]:
    """A condition leaves H-1B possible; what is accepted only from another employer refuses a new petition."""
    refuses_new = statement.rule == "combine.new_petitions_refused" or _ONLY.search(statement.quote) is not None
    if statement.value == "transfer_only" and refuses_new:
        return {"h1b_new": "excluded", "h1b": "conditional"}
    if statement.rule == "sponsorship.contrast" and statement.value in ("opt_cpt", "listed_visas"):
        return dict.fromkeys(_EVERY, "excluded")
    if statement.value in ("transfer_only", "listed_statuses"):
        return {"h1b": "conditional", "h1b_new": "limited"}
    if statement.value == "opt_cpt":
        return dict.fromkeys(_EVERY, "limited")
    return {**dict.fromkeys(_EVERY - _H1B, "limited"), **dict.fromkeys(_H1B, "conditional")}


def _offered(statement: Statement) -> dict[TrackName, Effect]:
    """An offer is for H-1B unless it names green cards alone; other classes only when it names them."""
    effects: dict[TrackName, Effect] = {
        track: "offered" for track, pattern in _NAMES_CLASS if pattern.search(statement.quote)
    }
    if "perm" not in effects or _NAMES_VISA.search(statement.quote):
        effects.update(dict.fromkeys(_H1B, "offered"))
    return effects

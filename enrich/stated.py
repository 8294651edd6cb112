"""What a posting's own statements do to the verdict of each visa track: a statement beats the history of filings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from enrich.likelihood import TRACKS, TrackName
from enrich.record import Statement, Tag, Track

Effect = Literal["excluded", "limited", "conditional", "offered"]

_ORDER: Final[tuple[Effect, ...]] = ("excluded", "conditional", "limited", "offered")
"""Strongest first: a refusal for this role outweighs a condition, a condition an offer."""

_EVERY: Final = frozenset(TRACKS)
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


def read_stated(statements: Iterable[Statement]) -> Stated:
    """Return what the statements of one posting do to each track; silence does nothing."""
    effects: dict[TrackName, Effect] = {}
    telling: list[Statement] = []
    for statement in statements:
        found = _effects(statement)
        if found:
            telling.append(statement)
        for track, effect in found.items():
            known = effects.get(track)
            if known is None or _ORDER.index(effect) < _ORDER.index(known):
                effects[track] = effect
    return Stated(effects, telling)


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
        case "no_sponsorship" | "citizenship_or_clearance_required":
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


def _conditional(statement: Statement) -> dict[TrackName, Effect]:
    """A condition leaves H-1B possible; what is accepted only from another employer refuses a new petition."""
    refuses_new = statement.rule == "combine.new_petitions_refused" or _ONLY.search(statement.quote) is not None
    if statement.value == "transfer_only" and refuses_new:
        return {"h1b_new": "excluded", "h1b": "conditional"}
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

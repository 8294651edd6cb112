"""What a rule is, and what reading one sentence with it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from enrich.record import StatementKind


@dataclass(slots=True, frozen=True)
class Rule:
    """A pattern over one folded sentence. ``id`` is what a statement names; ``value`` is the finer mark it sets."""

    id: str
    pattern: re.Pattern[str]
    value: str | None = None
    parts: tuple[str, ...] = ()
    """One of these stands in whatever the pattern finds; empty when nothing cheaper is known."""


class Verdict(NamedTuple):
    """How one topic of a sentence was read: a statement of ``kind``, or vetoed (``kind`` is ``None``) by ``rule``."""

    kind: StatementKind | None
    value: str | None
    rule: str


class Context(NamedTuple):
    """Where a sentence stands: the section it is in and whether it opens a list item."""

    section: str = "other"
    bullet: bool = False


Row = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str | None, tuple[str, ...]]


def rules(*table: Row) -> tuple[Rule, ...]:
    """Rules from rows ``(id, pattern[, value[, parts]])``; patterns are for folded text."""
    return tuple(Rule(row[0], re.compile(row[1]), *row[2:]) for row in table)


def holds_any(sentence: str, parts: tuple[str, ...]) -> bool:
    """Whether a sentence holds any of the parts: the cheap look before a pattern that needs one of them."""
    for part in parts:  # noqa: SIM110 - a generator would cost more than the look saves
        if part in sentence:
            return True
    return False


def first(table: tuple[Rule, ...], sentence: str) -> Rule | None:
    """The first rule of a table that a sentence meets, else ``None``."""
    for rule in table:
        if rule.parts and not holds_any(sentence, rule.parts):
            continue
        if rule.pattern.search(sentence):
            return rule
    return None

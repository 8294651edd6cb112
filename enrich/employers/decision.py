"""What is asked about an employer, and what is decided."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

from enrich.employers.candidates import Candidates
from enrich.employers.doubts import Places
from enrich.employers.index import Filer
from enrich.employers.pairs import Wanted
from enrich.employers.similar import Ranked
from enrich.towns import town_key

Decision = Literal["match", "review", "none"]


@dataclass(frozen=True, slots=True)
class EmployerQuery:
    """What a posting says about its employer."""

    name: str
    city: str | None = None
    state: str | None = None
    domain: str | None = None
    legal_name: str | None = None
    states: tuple[str, ...] = ()
    """States of the places of work: they speak for a filer there, and against none elsewhere."""
    towns: tuple[str, ...] = ()
    """Towns of the places of work, as ``towns.town_key`` writes them: likewise."""
    fein: str | None = None
    """Federal employer number of this very employer, with the dash or without; what is none says nothing."""

    @property
    def places(self) -> Places:
        """Where the query says that the employer is."""
        states = frozenset((*self.states, self.state) if self.state else self.states)
        if not self.city or not self.state:
            return Places(states, self.state, frozenset(self.towns))
        return Places(states, self.state, frozenset((*self.towns, town_key(self.state, self.city))), own_town=True)


@dataclass(frozen=True, slots=True)
class Match:
    """The decision on one query."""

    decision: Decision
    confidence: float
    """Probability that ``filer`` is the employer; 0 when the decision is ``none``."""
    rule: str
    reason: str
    """The rule in words, with the names it rests on."""
    filer: Filer | None = None
    candidates: Candidates = field(default_factory=Candidates)
    """Filers that were not chosen, best first, each with why not."""


Steps = Generator[Wanted, Ranked, Match]
"""A decision under way: it yields a name for which similar filers are wanted, and is sent them, likeliest first."""

"""Cores that are one employer, joined by cuts, aliases and other evidence, each with its reason; and their filers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from enrich.employers.aliases import Alias
from enrich.employers.columns import KEPT_STATES
from enrich.employers.entities import EntityLink
from enrich.employers.index import Filer, filer_id
from enrich.employers.normalise import core, cut_core, is_cut, squash
from enrich.employers.vocabulary import LINKING_WORDS

CUT_LETTERS: Final = 18
"""Letters that the beginning of a name must have before it stands for the whole."""

UNKNOWN_YEAR: Final = 9999
"""Stands for the first year of a name where nothing tells it."""


@dataclass(slots=True)
class Gathered:
    """What was read about one core."""

    names: dict[str, int] = field(default_factory=dict)
    """Spelling -> filings."""
    states: dict[str, int] = field(default_factory=dict)
    """State of the employer's address -> filings."""
    first_year: int = UNKNOWN_YEAR
    whole: tuple[str, ...] = ()
    """Spellings as long as a cut one that are none; few have any, and an empty set for each takes 33 MiB."""

    def is_cut(self, name: str) -> bool:
        """Return whether a spelling may have lost its end."""
        return is_cut(name) and name not in self.whole


class Joins:
    """Cores that are one employer, as a forest: every core knows the core that its filer is named after."""

    def __init__(self, gathered: dict[str, Gathered]) -> None:
        self.gathered = gathered
        self.every = sorted(gathered)
        """Every core in order."""
        self.root: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self.id_core: dict[str, str] = {}
        """Root core of a family that an alias names -> the core that gives its id."""

    def root_of(self, text: str) -> str:
        """Return the core that the family of a core is kept under."""
        while text in self.root:
            text = self.root[text]
        return text

    def join(self, text: str, root: str, why: str) -> None:
        """Join the family of a core to that of another, for a reason in words."""
        text, root = self.root_of(text), self.root_of(root)
        if text != root:
            self.root[text] = root
            self.why[text] = why

    def states_of(self, text: str) -> Collection[str]:
        """Return the states from which a core is filed; none of one that is not."""
        record = self.gathered.get(text)
        return record.states if record is not None else ()

    def join_cuts(self) -> dict[str, str]:
        """Join spellings that were cut inside a word to the one whole core that continues them.

        Returns the beginning of every cut core with the core of its spelling.
        """
        every = self.every
        cuts: dict[str, str] = {}
        for text in every:
            for name in self.gathered[text].names:
                if not self.gathered[text].is_cut(name):
                    continue
                beginning = cut_core(name)
                if len(squash(beginning)) < CUT_LETTERS:
                    continue
                cuts[beginning] = text
                goal = self._one_continuation(every, beginning, text) if self._all_cut(text) else None
                if goal is not None and not self._all_cut(goal):
                    # The older, cut spelling names the filer, so that a newer file does not change its id.
                    self.join(goal, text, f'"{name}" was cut at the end by the USCIS hub')
        return cuts

    def _one_continuation(self, every: list[str], beginning: str, cut: str) -> str | None:
        """Return the core that continues a cut one inside its last word, if only one does."""
        inside_word = beginning.rsplit(" ", 1)[-1] not in LINKING_WORDS
        found: str | None = None
        for at in range(bisect_left(every, beginning), len(every)):
            text = every[at]
            if not text.startswith(beginning):
                break
            if text in (beginning, cut):
                continue
            leads_up = found is None or (text.startswith(found) and self._all_cut(found))
            if not leads_up or (inside_word and text[len(beginning)] == " "):
                return None
            found = text
        return found

    def _all_cut(self, text: str) -> bool:
        return all(map(self.gathered[text].is_cut, self.gathered[text].names))

    def join_aliases(self, grouped: dict[str, list[Alias]]) -> None:
        """Join the legal names of each alias, of which the first gives the id."""
        present: list[tuple[str, str]] = []
        for rows in grouped.values():
            legal = [c for row in rows if (c := core(row.legal_name)) in self.gathered]
            for text in legal[1:]:
                self.join(text, legal[0], f'alias "{rows[0].alias}" ({rows[0].source})')
            if legal:
                present.append((legal[0], core(rows[0].legal_name)))
        for text, id_core in present:
            self.id_core.setdefault(self.root_of(text), id_core)

    def first_year_of(self, text: str) -> int:
        """Return when a core was first filed; a late year of one that is not, or where nothing tells it."""
        record = self.gathered.get(text)
        return record.first_year if record is not None else UNKNOWN_YEAR

    def join_entities(self, links: Iterable[EntityLink]) -> None:
        """Join names that other evidence links; families that aliases name stay as the aliases have them."""
        for link in links:
            if link.core not in self.gathered or link.older not in self.gathered:
                continue
            newer, older = self.root_of(link.core), self.root_of(link.older)
            if newer in self.id_core:
                if older in self.id_core:
                    continue
                newer, older = older, newer
            self.join(newer, older, link.why)

    def filers(self, several: dict[str, str]) -> tuple[list[Filer], dict[str, int]]:
        """Return the filers in the order of their root cores, and core -> position, in the order of all cores."""
        members: dict[str, list[str]] = defaultdict(list)
        for text in sorted(self.root):
            members[self.root_of(text)].append(text)
        filers: list[Filer] = []
        by_core = dict.fromkeys(self.every, -1)
        for root in self.every:
            if root in self.root:
                continue
            cores = [root, *members.get(root, ())]
            ambiguous = several.get(root) if len(cores) == 1 and root not in self.id_core else None
            for text in cores:
                by_core[text] = len(filers)
            filers.append(self._filer(self.id_core.get(root) or self._first_filed(cores), cores, ambiguous))
        return filers, by_core

    def _first_filed(self, cores: list[str]) -> str:
        """Return the core that was filed first, so that no newer file changes the id; where nothing tells, the root."""
        if len(cores) == 1 or min(map(self.first_year_of, cores)) == UNKNOWN_YEAR:
            return cores[0]
        return min(cores, key=lambda text: (self.first_year_of(text), len(text), text))

    def _filer(self, id_core: str, cores: list[str], ambiguous: str | None) -> Filer:
        names, states = self.gathered[cores[0]].names, self.gathered[cores[0]].states
        if len(cores) == len(names) == len(states) == 1:
            [(name, filings)] = names.items()
            return Filer(
                id=filer_id(id_core), name=name, names=[name], cores=cores, filings=filings, states=list(states),
                links={}, ambiguous=ambiguous,
            )  # fmt: skip
        links: dict[str, str] = {}
        if len(cores) > 1:
            names, states = Counter(names), Counter(states)
            for text in cores[1:]:
                names.update(self.gathered[text].names)
                states.update(self.gathered[text].states)
                links.update(dict.fromkeys(self.gathered[text].names, self.why[text]))
        best = min(names, key=lambda name: (-names[name], name)) if len(names) > 1 else next(iter(names))
        top = (
            sorted(states, key=lambda state: (-states[state], state))[:KEPT_STATES] if len(states) > 1 else list(states)
        )
        return Filer(
            id=filer_id(id_core), name=best, names=sorted(names), cores=cores, filings=sum(names.values()), states=top,
            links=dict(sorted(links.items())), ambiguous=ambiguous,
        )  # fmt: skip

"""Gather the spellings of the filing data into filers, and make the keys by which a name finds them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from enrich.employers.addresses import Address, Addresses
from enrich.employers.aliases import Alias, groups
from enrich.employers.colleges import College, college_filers, teaching
from enrich.employers.columns import KEPT_STATES, FilerColumns
from enrich.employers.entities import EntityLink, TaxIdRow, entity_links
from enrich.employers.fein_families import fein_families
from enrich.employers.grams import gram_lists
from enrich.employers.index import (
    INDEX_VERSION,
    EmployerIndex,
    Filer,
    Spelling,
    filer_id,
    uncollected,
)
from enrich.employers.namesakes import several_employers
from enrich.employers.normalise import NameParts, core, cut_core, is_cut, legal_form, name_parts, squash
from enrich.employers.numbers import employer_numbers
from enrich.employers.spelling import loose_words
from enrich.employers.trading import brand_links, group_links, office_links, own_trade_links
from enrich.employers.vocabulary import LINKING_WORDS
from enrich.employers.words import pack_words
from enrich.towns import town_key

CUT_LETTERS: Final = 18
"""Letters that the beginning of a name must have before it stands for the whole."""

NO_TRADE_NAMES: Final = frozenset({"", "n", "na", "none", "same", "varies", "various", "not applicable", "nil", "see"})
"""Cores of what filers write into the trade name field when they have none."""

UNKNOWN_YEAR: Final = 9999
"""Stands for the first year of a name where nothing tells it."""


class FiledName(NamedTuple):
    """A spelling with its filings: one row per name, trade name and employer's state."""

    name: str
    trade_name: str
    state: str
    filings: int
    first_year: int = 0
    """First fiscal year of it; 0 when not told."""
    is_whole: bool = False
    """Whether a file says it that cuts no names."""


@dataclass(slots=True)
class _Gathered:
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


def build_index(
    filed: Iterable[FiledName],
    aliases: Sequence[Alias],
    *,
    tax_ids: Iterable[TaxIdRow] = (),
    colleges: Iterable[College] = (),
    addresses: Iterable[Address] = (),
    version: str = "",
) -> EmployerIndex:
    """Return the index of the filings, joined by the aliases; the same input gives the same index."""
    with uncollected():
        return _build(filed, aliases, tax_ids, colleges, addresses, version)


def _build(
    filed: Iterable[FiledName],
    aliases: Sequence[Alias],
    tax_ids: Iterable[TaxIdRow],
    colleges: Iterable[College],
    addresses: Iterable[Address],
    version: str,
) -> EmployerIndex:
    cores: dict[str, str] = {}
    gathered, others, forms = _gather(filed, cores)
    joined = _Joins(gathered)
    cuts = joined.join_cuts()
    grouped = groups(aliases)
    joined.join_aliases(grouped)
    rows = list(tax_ids)
    several = several_employers(rows, cores)
    numbered = fein_families(rows, cores, joined.first_year_of, several)
    own = (row for row in rows if row.fein not in numbered.nobodys)
    joined.join_entities(entity_links(own, cores, several))
    joined.join_entities(numbered.links)
    in_order = joined.every
    loose = {at: spelt for at, text in enumerate(in_order) if (spelt := " ".join(loose_words(text))) != text}
    word_counts, packed_words, packed_lengths = pack_words([loose.get(at, text) for at, text in enumerate(in_order)])
    filings = array("I", [sum(gathered[text].names.values()) for text in in_order]).tobytes()
    traded = sorted({(other, legal) for other, kind, legal, _ in others if kind == "trade_name"})
    joined.join_entities(group_links(traded, word_counts, several))
    joined.join_entities(own_trade_links(others, joined.states_of, several))
    families = {brand: {core(alias.legal_name) for alias in listed} for brand, listed in grouped.items()}
    joined.join_entities(brand_links(others, families, joined.states_of, several))
    branded = ((brand, text) for brand, family in families.items() for text in family)
    joined.join_entities(office_links(chain(traded, branded), rows, cores, several))
    for found in college_filers(colleges, rows, cores):
        others[found.college, "institution", found.core, found.spelling] += found.filings
    filers, by_core = joined.filers(several)
    towns = Addresses.of(_towns(chain(rows, addresses), cores, by_core), len(filers))
    schools = sorted({by_core[text] for text in teaching(rows, cores)})
    # What was read is a third of the memory, and the lists of grams take as much while they are made.
    del gathered, joined, several
    numbers = employer_numbers(rows, cores, by_core, numbered.nobodys)
    del rows, numbered, cores
    return EmployerIndex(
        version=INDEX_VERSION,
        reference_version=version,
        filers=filers,
        columns=FilerColumns.of([filer.filings for filer in filers], [filer.states for filer in filers]),
        by_core=by_core,
        by_alias={
            key: sorted({by_core[c] for row in rows if (c := core(row.legal_name)) in by_core})
            for key, rows in grouped.items()
        },
        alias_notes={key: _alias_note(rows) for key, rows in grouped.items()},
        by_other_name=_other_names(others, by_core, forms),
        cuts={text: by_core[core_text] for text, core_text in cuts.items()},
        grams=gram_lists(in_order),
        word_counts=word_counts,
        packed_words=packed_words,
        packed_lengths=packed_lengths,
        loose=loose,
        packed_filings=filings,
        addresses=towns,
        numbers=numbers,
        schools=schools,
    )


def _towns(
    rows: Iterable[TaxIdRow | Address], cores: Mapping[str, str], by_core: Mapping[str, int]
) -> Iterator[tuple[int, str]]:
    """Yield the filer of each row that has an address, and its town."""
    keys: dict[tuple[str, str], str] = {}
    for row in rows:
        position = by_core.get(cores.get(row.name, ""))
        if position is not None and row.city and row.state:
            place = row.state, row.city
            yield position, keys.get(place) or keys.setdefault(place, town_key(*place))


def _gather(
    filed: Iterable[FiledName], cores: dict[str, str]
) -> tuple[dict[str, _Gathered], Counter[tuple[str, str, str, str]], dict[str, str]]:
    """Return the spellings by core, (other core, kind, legal core, legal spelling) -> filings, and other core -> form.

    Fills the cores.
    """
    gathered: dict[str, _Gathered] = {}
    others: Counter[tuple[str, str, str, str]] = Counter()
    forms: dict[str, str] = {}
    named: dict[str, NameParts] = {}
    """Parts of the names that say how else the employer is called."""
    for row in filed:
        legal = cores.get(row.name)
        if legal is None:
            parts = name_parts(row.name)
            legal = cores[row.name] = parts.legal
            if parts.trade or parts.former:
                named[row.name] = parts
        if not legal:
            continue
        record = gathered.get(legal) or gathered.setdefault(legal, _Gathered())
        record.names[row.name] = record.names.get(row.name, 0) + row.filings
        if 0 < row.first_year < record.first_year:
            record.first_year = row.first_year
        if row.is_whole and is_cut(row.name) and row.name not in record.whole:
            record.whole = (*record.whole, row.name)
        if row.state:
            record.states[row.state] = record.states.get(row.state, 0) + row.filings
        if row.trade_name or row.name in named:
            _gather_others(row, legal, named.get(row.name), others)
        if row.trade_name and (form := legal_form(row.trade_name)) is not None:
            forms[core(row.trade_name)] = form
    return gathered, others, forms


def _gather_others(
    row: FiledName, legal: str, parts: NameParts | None, others: Counter[tuple[str, str, str, str]]
) -> None:
    """Count what a filing says the employer trades as, or was called."""
    trades = parts.trade if parts is not None and (row.is_whole or not is_cut(row.name)) else ()
    if row.trade_name:
        trades = (*trades, name_parts(row.trade_name).legal)
    for kind, found in (("trade_name", trades), ("former_name", parts.former if parts is not None else ())):
        for other in found:
            if other not in NO_TRADE_NAMES and other != legal:
                others[other, kind, legal, row.name] += row.filings


class _Joins:
    """Cores that are one employer, as a forest: every core knows the core that its filer is named after."""

    def __init__(self, gathered: dict[str, _Gathered]) -> None:
        self.gathered = gathered
        self.every = sorted(gathered)
        """Every core in order."""
        self.root: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self.id_core: dict[str, str] = {}
        """Root core of a family that an alias names -> the core that gives its id."""

    def root_of(self, text: str) -> str:
        while text in self.root:
            text = self.root[text]
        return text

    def join(self, text: str, root: str, why: str) -> None:
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


def _other_names(
    others: Counter[tuple[str, str, str, str]], by_core: dict[str, int], forms: dict[str, str]
) -> dict[str, list[Spelling]]:
    """Return other name -> filers known by it, one entry per filer and kind, most filings first."""
    found: dict[str, dict[tuple[int, str], list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for (other, kind, legal, spelling), filings in others.items():
        found[other][by_core[legal], kind].append((filings, spelling))
    listed: dict[str, list[Spelling]] = {}
    for other in sorted(found):
        entries = [
            Spelling(filer, kind, max(rows)[1], sum(filings for filings, _ in rows), forms.get(other))
            for (filer, kind), rows in found[other].items()
        ]
        listed[other] = sorted(entries, key=lambda entry: (-entry.filings, entry.filer, entry.kind))
    return listed


def _alias_note(rows: list[Alias]) -> str:
    names = ", ".join(dict.fromkeys(row.legal_name for row in rows))
    return f"{rows[0].alias} files as {names} ({rows[0].kind}; {rows[0].source})"

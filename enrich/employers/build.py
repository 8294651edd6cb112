"""Gather the spellings of the filing data into filers, and make the keys by which a name finds them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from enrich.employers.aliases import Alias, groups
from enrich.employers.entities import TaxIdRow, entity_links
from enrich.employers.grams import gram_lists
from enrich.employers.index import (
    INDEX_VERSION,
    EmployerIndex,
    Filer,
    Spelling,
    filer_id,
    uncollected,
)
from enrich.employers.normalise import NameParts, core, cut_core, is_cut, name_parts, squash
from enrich.employers.vocabulary import GENERIC_WORDS, LINKING_WORDS

CUT_LETTERS: Final = 18
"""Letters that the beginning of a name must have before it stands for the whole."""

ONE_EMPLOYER_SHARE: Final = 0.9
"""Share of a core's filings that one employer must hold before the core is taken for that employer."""

MOST_TRADING: Final = 3
"""Legal names beyond which a trade name is that of a chain, whose shops may be different employers."""

NO_TRADE_NAMES: Final = frozenset({"", "n", "na", "none", "same", "varies", "various", "not applicable", "nil", "see"})
"""Cores of what filers write into the trade name field when they have none."""


@dataclass(frozen=True, slots=True)
class FiledName:
    """A spelling with its filings: one row per name, trade name and employer's state."""

    name: str
    trade_name: str
    state: str
    filings: int


@dataclass(slots=True)
class _Gathered:
    """What was read about one core."""

    names: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)


def build_index(
    filed: Iterable[FiledName], aliases: Sequence[Alias], *, tax_ids: Iterable[TaxIdRow] = (), version: str = ""
) -> EmployerIndex:
    """Return the index of the filings, joined by the aliases; the same input gives the same index."""
    with uncollected():
        return _build(filed, aliases, tax_ids, version)


def _build(
    filed: Iterable[FiledName], aliases: Sequence[Alias], tax_ids: Iterable[TaxIdRow], version: str
) -> EmployerIndex:
    cores: dict[str, NameParts] = {}
    gathered, others = _gather(filed, cores)
    joined = _Joins(gathered)
    cuts = joined.join_cuts()
    grouped = groups(aliases)
    joined.join_aliases(grouped)
    rows = list(tax_ids)
    several = _several_employers(rows, cores)
    joined.join_entities(rows, {name: parts.legal for name, parts in cores.items()}, several)
    joined.join_trade_names(others, several)
    filers, by_core = joined.filers(several)
    return EmployerIndex(
        version=INDEX_VERSION,
        reference_version=version,
        filers=filers,
        by_core=by_core,
        by_alias={
            key: sorted({by_core[c] for row in rows if (c := core(row.legal_name)) in by_core})
            for key, rows in grouped.items()
        },
        alias_notes={key: _alias_note(rows) for key, rows in grouped.items()},
        by_other_name=_other_names(others, by_core),
        cuts={text: by_core[core_text] for text, core_text in cuts.items()},
        grams=gram_lists(sorted(by_core)),
    )


def _gather(
    filed: Iterable[FiledName], cores: dict[str, NameParts]
) -> tuple[dict[str, _Gathered], Counter[tuple[str, str, str, str]]]:
    """Return the spellings by core, and (other core, kind, legal core, legal spelling) -> filings."""
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    others: Counter[tuple[str, str, str, str]] = Counter()
    for row in filed:
        parts = cores.get(row.name) or cores.setdefault(row.name, name_parts(row.name))
        legal = parts.legal
        if not legal:
            continue
        gathered[legal].names[row.name] += row.filings
        if row.state:
            gathered[legal].states[row.state] += row.filings
        trades = () if is_cut(row.name) else parts.trade
        if row.trade_name:
            trades = (*trades, name_parts(row.trade_name).legal)
        for kind, found in (("trade_name", trades), ("former_name", parts.former)):
            for other in found:
                if other not in NO_TRADE_NAMES and other != legal:
                    others[other, kind, legal, row.name] += row.filings
    return dict(gathered), others


class _Joins:
    """Cores that are one employer, as a forest: every core knows the core that its filer is named after."""

    def __init__(self, gathered: dict[str, _Gathered]) -> None:
        self.gathered = gathered
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

    def join_cuts(self) -> dict[str, str]:
        """Join spellings that were cut inside a word to the one whole core that continues them.

        Returns the beginning of every cut core with the core of its spelling.
        """
        every = sorted(self.gathered)
        cuts: dict[str, str] = {}
        for text in every:
            for name in self.gathered[text].names:
                beginning = cut_core(name) if is_cut(name) else ""
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
        return all(map(is_cut, self.gathered[text].names))

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

    def join_entities(self, rows: list[TaxIdRow], cores: dict[str, str], apart: dict[str, str]) -> None:
        """Join the names of one tax id and ZIP; families that aliases name stay as the aliases have them."""
        for link in entity_links(rows, cores, apart):
            if link.core not in self.gathered or link.older not in self.gathered:
                continue
            newer, older = self.root_of(link.core), self.root_of(link.older)
            if newer in self.id_core:
                if older in self.id_core:
                    continue
                newer, older = older, newer
            self.join(newer, older, link.why)

    def join_trade_names(self, others: Counter[tuple[str, str, str, str]], apart: dict[str, str]) -> None:
        """Join a legal name with the trade name on its filings where that is filed too, in one of the same states."""
        trading: dict[str, set[str]] = defaultdict(set)
        for other, _, legal, _ in others:
            trading[other].add(legal)
        for (other, kind, legal, spelling), filings in sorted(others.items()):
            trade = self.gathered.get(other)
            if kind != "trade_name" or trade is None or {other, legal} & apart.keys():
                continue
            if len(trading[other]) > MOST_TRADING:
                continue
            if GENERIC_WORDS.issuperset(other.split()) or self.gathered[legal].states.keys().isdisjoint(trade.states):
                continue
            newer, older = self.root_of(other), self.root_of(legal)
            if newer in self.id_core:
                newer, older = older, newer
            if newer not in self.id_core:
                self.join(newer, older, f'"{spelling.strip()}" gives "{other}" as its trade name on {filings} filings')

    def filers(self, several: dict[str, str]) -> tuple[list[Filer], dict[str, int]]:
        """Return the filers in the order of their root cores, and core -> position."""
        members: dict[str, list[str]] = defaultdict(list)
        for text in sorted(self.gathered):
            members[self.root_of(text)].append(text)
        filers: list[Filer] = []
        by_core: dict[str, int] = {}
        for root in sorted(members):
            cores = sorted(members[root], key=lambda text: text != root)
            ambiguous = several.get(root) if len(cores) == 1 and root not in self.id_core else None
            filers.append(self._filer(self.id_core.get(root, root), cores, ambiguous))
            by_core.update(dict.fromkeys(cores, len(filers) - 1))
        return filers, by_core

    def _filer(self, id_core: str, cores: list[str], ambiguous: str | None) -> Filer:
        names: Counter[str] = Counter()
        states: Counter[str] = Counter()
        links: dict[str, str] = {}
        for text in cores:
            names.update(self.gathered[text].names)
            states.update(self.gathered[text].states)
            if why := self.why.get(text):
                links.update(dict.fromkeys(self.gathered[text].names, why))
        best = min(names, key=lambda name: (-names[name], name))
        top = sorted(states, key=lambda state: (-states[state], state))[:6]
        return Filer(
            id=filer_id(id_core), name=best, names=sorted(names), cores=cores, filings=names.total(), states=top,
            links=dict(sorted(links.items())), ambiguous=ambiguous,
        )  # fmt: skip


def _several_employers(tax_ids: Iterable[TaxIdRow], cores: dict[str, NameParts]) -> dict[str, str]:
    """Return core -> reason, for cores under which employers with unlike tax ids file from different states.

    Tax ids of one core that share a state are taken for one employer (entities of a group, typing errors); the core is
    one employer when such a cluster holds :data:`ONE_EMPLOYER_SHARE` of its filings.
    """
    rows: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in tax_ids:
        text = (cores.get(row.name) or cores.setdefault(row.name, name_parts(row.name))).legal
        rows[text][row.tax_id][row.state] += max(row.filings, 1)
    reasons: dict[str, str] = {}
    for text, by_tax_id in rows.items():
        if len(by_tax_id) > 1:
            clusters = _clusters(by_tax_id)
            total = sum(filings for _, filings in clusters)
            if clusters[0][1] < ONE_EMPLOYER_SHARE * total:
                places = ", ".join(sorted({state for states, _ in clusters[:4] for state in states if state}))
                reasons[text] = f"{len(clusters)} employers with unlike tax ids file under this name ({places})"
    return reasons


def _clusters(by_tax_id: dict[str, Counter[str]]) -> list[tuple[set[str], int]]:
    """Return (states, filings) of the tax ids joined by a common state, most filings first."""
    clusters: list[tuple[set[str], int]] = []
    for states in by_tax_id.values():
        total = states.total()
        shown = {state for state, filings in states.items() if filings >= 0.1 * total}
        apart: list[tuple[set[str], int]] = []
        for other, filings in clusters:
            if shown & other:
                shown, total = shown | other, total + filings
            else:
                apart.append((other, filings))
        clusters = [*apart, (shown, total)]
    return sorted(clusters, key=lambda cluster: (-cluster[1], sorted(cluster[0])))


def _other_names(others: Counter[tuple[str, str, str, str]], by_core: dict[str, int]) -> dict[str, list[Spelling]]:
    """Return other name -> filers known by it, one entry per filer and kind, most filings first."""
    found: dict[str, dict[tuple[int, str], list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for (other, kind, legal, spelling), filings in others.items():
        found[other][by_core[legal], kind].append((filings, spelling))
    listed: dict[str, list[Spelling]] = {}
    for other in sorted(found):
        entries = [
            Spelling(filer, kind, max(rows)[1], sum(filings for filings, _ in rows))
            for (filer, kind), rows in found[other].items()
        ]
        listed[other] = sorted(entries, key=lambda entry: (-entry.filings, entry.filer, entry.kind))
    return listed


def _alias_note(rows: list[Alias]) -> str:
    names = ", ".join(dict.fromkeys(row.legal_name for row in rows))
    return f"{rows[0].alias} files as {names} ({rows[0].kind}; {rows[0].source})"

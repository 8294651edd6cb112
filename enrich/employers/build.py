"""Gather the spellings of the filing data into filers, and make the keys by which a name finds them."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from enrich.employers.addresses import Address, Addresses
from enrich.employers.aliases import Alias, groups
from enrich.employers.colleges import College, college_filers, teaching
from enrich.employers.columns import FilerColumns
from enrich.employers.entities import TaxIdRow, entity_links
from enrich.employers.families import Gathered, Joins
from enrich.employers.fein_families import fein_families
from enrich.employers.grams import gram_lists
from enrich.employers.index import (
    INDEX_VERSION,
    EmployerIndex,
    Spelling,
    uncollected,
)
from enrich.employers.namesakes import several_employers
from enrich.employers.normalise import NameParts, core, is_cut, legal_form, name_parts
from enrich.employers.numbers import employer_numbers
from enrich.employers.spelling import loose_words
from enrich.employers.trading import brand_links, group_links, office_links, own_trade_links
from enrich.employers.words import pack_words
from enrich.towns import town_key

NO_TRADE_NAMES: Final = frozenset({"", "n", "na", "none", "same", "varies", "various", "not applicable", "nil", "see"})
"""Cores of what filers write into the trade name field when they have none."""


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
    joined = Joins(gathered)
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
        legal_aliases=sorted(key for key, rows in grouped.items() if any(map(_is_legal_name, rows))),
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
) -> tuple[dict[str, Gathered], Counter[tuple[str, str, str, str]], dict[str, str]]:
    """Return the spellings by core, (other core, kind, legal core, legal spelling) -> filings, and other core -> form.

    Fills the cores.
    """
    gathered: dict[str, Gathered] = {}
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
        record = gathered.get(legal) or gathered.setdefault(legal, Gathered())
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


def _is_legal_name(alias: Alias) -> bool:
    """Return whether an alias is a name that the employer itself had, or is written with a legal form."""
    return alias.kind == "rename" or legal_form(alias.alias) is not None


def _alias_note(rows: list[Alias]) -> str:
    names = ", ".join(dict.fromkeys(row.legal_name for row in rows))
    return f"{rows[0].alias} files as {names} ({rows[0].kind}; {rows[0].source})"

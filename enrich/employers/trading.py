"""What trade names say of who is one employer: a trade name that is filed itself, and legal entities of one group.

A trade name alone joins no legal names, since the shops of a chain are different employers. Entities whose names share
a rare word beside the trade name, or have nothing beside it but a state or a common word, are one group's; so are those
that file from one ZIP code, as the entities of a group do from its office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from enrich.employers.entities import ALIKE_ANYWHERE, EntityLink, TaxIdRow, likeness, other_numbers
from enrich.employers.spelling import PLACE_CODES, loose_words
from enrich.employers.vocabulary import DROPPED_WORDS, GENERIC_WORDS, LINKING_WORDS

MOST_TRADING: Final = 3
"""Legal names beyond which a trade name is that of a chain, whose shops may be different employers."""

MOST_LEGAL: Final = 12
"""Legal names beyond which a trade name is that of a chain."""

RARE_CORES: Final = 60
"""Filed cores that a rare word is in at most."""

RARE_LETTERS: Final = 3
"""Letters that it has at least: shorter words are initials, which meet by chance."""

SHARED_WORDS: Final = 3
"""Words beside the trade name that two legal names have in common when no word of them is rare."""

_PLACES: Final = frozenset(PLACE_CODES.values())
_SAYS_NOTHING: Final = _PLACES | LINKING_WORDS | GENERIC_WORDS
_NOBODYS: Final = GENERIC_WORDS | DROPPED_WORDS


def group_links(
    traded: Iterable[tuple[str, str]], counts: Mapping[str, int], apart: Collection[str]
) -> Iterator[EntityLink]:
    """Yield the links between legal cores of one group from pairs of (trade name's core, legal core).

    ``counts`` says how many cores a word is in; cores in ``apart`` belong to several employers and are left alone.
    """
    legal: dict[str, set[str]] = defaultdict(set)
    for trade, text in traded:
        if text not in apart and not GENERIC_WORDS.issuperset(trade.split()):
            legal[trade].add(text)
    for trade in sorted(legal):
        if 1 < len(legal[trade]) <= MOST_LEGAL:
            for older, text in combinations(sorted(legal[trade]), 2):
                if _one_group(text, older, trade, counts):
                    yield EntityLink(text, older, f'gives the trade name "{trade}", as {older!r} does, spelt alike')


def office_links(
    traded: Iterable[tuple[str, str]], rows: Iterable[TaxIdRow], cores: Mapping[str, str], apart: Collection[str]
) -> Iterator[EntityLink]:
    """Yield the links between cores that give one trade name, or are that name, and file from one ZIP code.

    A brand that is filed itself, but not from there, may be that of a chain whose shops have met in one ZIP code. The
    order of the rows does not matter.
    """
    brands: dict[str, set[str]] = defaultdict(set)
    for trade, text in traded:
        if not _NOBODYS.issuperset(trade.split()):
            brands[trade].update({trade, text}.difference(apart))
    wanted = {text for texts in brands.values() if len(texts) > 1 for text in texts}
    zips, first_year = _filed_from(rows, cores, wanted)
    for trade in sorted(brands):
        offices: dict[str, set[str]] = defaultdict(set)
        for text in brands[trade]:
            for code in zips.get(text, ()):
                offices[code].add(text)
        for code in sorted(offices):
            if len(offices[code]) > 1 and (trade in offices[code] or trade not in zips):
                yield from _office(trade, code, sorted(offices[code], key=lambda text: (first_year[text], text)))


def _filed_from(
    rows: Iterable[TaxIdRow], cores: Mapping[str, str], wanted: Collection[str]
) -> tuple[dict[str, set[str]], dict[str, int]]:
    """Return the ZIP codes that each wanted core files from, and the first year in which it did."""
    zips: dict[str, set[str]] = defaultdict(set)
    first_year: dict[str, int] = {}
    for row in rows:
        if (text := cores.get(row.name, "")) in wanted and row.zip:
            zips[text].add(row.zip)
            first_year[text] = min(row.first_year, first_year.get(text, row.first_year))
    return zips, first_year


def _office(trade: str, code: str, oldest_first: list[str]) -> Iterator[EntityLink]:
    """Yield the link of each core of an office to the oldest one that is not numbered otherwise."""
    for at, text in enumerate(oldest_first):
        older = next((known for known in oldest_first[:at] if not other_numbers(text, known)), None)
        if older is not None:
            yield EntityLink(text, older, f'trades as "{trade}" at ZIP {code}, as {older!r} does')


def own_trade_links(
    others: Mapping[tuple[str, str, str, str], int], states_of: Callable[[str], Collection[str]], apart: Collection[str]
) -> Iterator[EntityLink]:
    """Yield the links of a trade name to the legal name that gives it, where it is filed in one of the same states.

    ``others`` counts filings by (other core, kind, legal core, legal spelling); a core that is not filed has no states.
    """
    trading: dict[str, set[str]] = defaultdict(set)
    for other, _, legal, _ in others:
        trading[other].add(legal)
    for (other, kind, legal, spelling), filings in sorted(others.items()):
        if kind != "trade_name" or other in apart or legal in apart or len(trading[other]) > MOST_TRADING:
            continue
        if GENERIC_WORDS.issuperset(other.split()) or set(states_of(legal)).isdisjoint(states_of(other)):
            continue
        yield EntityLink(other, legal, f'"{spelling.strip()}" gives "{other}" as its trade name on {filings} filings')


def brand_links(
    others: Iterable[tuple[str, str, str, str]],
    families: Mapping[str, Collection[str]],
    states_of: Callable[[str], Collection[str]],
    apart: Collection[str],
) -> Iterator[EntityLink]:
    """Yield the links of a legal name to the family whose brand it gives as its trade name, where they look alike.

    ``families`` holds the legal cores that the aliases list for a brand. A franchise is in none: it files from another
    state, or has nothing in common with the owner's name beside the brand.
    """
    for brand, kind, legal, spelling in sorted(others):
        family = families.get(brand, ()) if kind == "trade_name" and legal not in apart else ()
        words = set(brand.split())
        own, states = _beside(legal, words), set(states_of(legal))
        for known in sorted(family):
            alike = bool(own) and likeness(own, _beside(known, words)) >= ALIKE_ANYWHERE
            if known != legal and alike and not states.isdisjoint(states_of(known)) and not other_numbers(legal, known):
                yield EntityLink(
                    legal, known, f'"{spelling.strip()}" gives "{brand}" as its trade name, an alias of {known!r}'
                )
                break


def _beside(text: str, words: Collection[str]) -> str:
    """Return a core without some words."""
    return " ".join(word for word in text.split() if word not in words)


def _one_group(text: str, older: str, trade: str, counts: Mapping[str, int]) -> bool:
    """Return whether two legal names with one trade name are those of one group."""
    if other_numbers(text, older):
        return False
    words, others, traded = (set(loose_words(name)) for name in (text, older, trade))
    if any(_is_rare(word, counts) for word in (words & others) - traded):
        return True
    if traded <= words & others and (words | others) - traded <= _SAYS_NOTHING:
        return True
    if len((words & others) - traded - _PLACES - LINKING_WORDS) >= SHARED_WORDS or _is_abbreviated(text, older):
        return True
    return likeness(text, older) >= ALIKE_ANYWHERE and any(_is_rare(word, counts) for word in words & others)


def _is_abbreviated(one: str, other: str) -> bool:
    """Return whether one name is the other with its first words as initials ("iu health" is "indiana univ health")."""
    short, long = sorted((one.split(), other.split()), key=len)
    width = len(short[0])
    begins = "".join(word[0] for word in long[:width]) == short[0]
    return begins and len(short) > 1 and 1 < width < len(long) and long[width:] == short[1:]


def _is_rare(word: str, counts: Mapping[str, int]) -> bool:
    long = len(word) >= RARE_LETTERS and word not in GENERIC_WORDS and word not in _PLACES
    return long and counts.get(word, 0) <= RARE_CORES

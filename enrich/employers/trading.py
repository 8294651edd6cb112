"""What trade names say of who is one employer: a trade name that is filed itself, and legal entities of one group.

A trade name alone joins no legal names, since the shops of a chain are different employers. Entities whose names share
a rare word beside the trade name, or have nothing beside it but a state or a common word, are one group's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from enrich.employers.entities import ALIKE_ANYWHERE, EntityLink, likeness, other_numbers
from enrich.employers.spelling import PLACE_CODES, loose_words
from enrich.employers.vocabulary import GENERIC_WORDS, LINKING_WORDS

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

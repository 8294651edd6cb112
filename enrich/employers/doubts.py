"""Reasons to doubt that an equal name is the same employer: what turns a match into a case for review.

Each rule was read off answers on real company names (docs/matching.md), and holds for any name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from enrich.employers.columns import KEPT_STATES
from enrich.employers.index import EmployerIndex, Filer, Spelling
from enrich.employers.normalise import core, legal_form, squash
from enrich.employers.vocabulary import GENERIC_WORDS, INSTITUTION_WORDS

Doubt = tuple[str, str]
"""Rule, and the reason in words."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the employer is, as far as the query says."""

    states: frozenset[str] = frozenset()
    """States of the employer or of places of work: a filer there is likelier meant."""
    own: str | None = None
    """The employer's own state: a small filer that is not there is hardly meant. A place of work does not say that."""
    towns: frozenset[str] = frozenset()
    """Its towns, as ``towns.town_key`` writes them: a filer with an address there is likelier meant."""
    own_town: bool = False
    """Whether the town is the employer's own."""


NOWHERE: Final = Places()

NAMESAKE_FACTOR: Final = 3
"""A one-word name is in doubt when a filer that begins with it has this many times its filings."""

NAMESAKE_FACTOR_WORDS: Final = 10
"""The same for a name of several words, which identifies better."""

MOST_NAMESAKES: Final = 4000
"""Names that are looked at, so that the work is bounded for any name."""

NAMESAKE_FILINGS: Final = 20
"""Fewer filings than this make no larger namesake."""

SMALL_FILER: Final = 20
"""Filings below which a filer files little."""

TINY_FILER: Final = 5
"""Filings below which it takes a distinctive name to tell a filer from an employer that never filed."""

COMMON_WORD_FILERS: Final = 8
"""A word with which this many other filers begin identifies none of them that files little."""

KNOWN_WORD_FILERS: Final = 3
"""The same for a filer with hardly any filings."""

SHORT_WORD: Final = 4
"""Letters up to which a single word is too short to identify such a filer."""


FORM_INITIALS: Final = "pc"
"""Initials of a professional corporation, which stand behind those of its name."""

SIMILAR_LETTERS: Final = 9
"""Letters below which a name that is not equal is not taken for a misspelling."""


def is_local(filer: Filer, places: Places) -> bool:
    """Return whether the filer has an address in a state of the posting."""
    return not places.states.isdisjoint(filer.states)


def is_in_town(filer: Filer, index: EmployerIndex, places: Places) -> bool:
    """Return whether the filer has an address in a town of the query."""
    return bool(places.towns) and index.addresses.is_in(index.by_core[filer.cores[0]], places.towns)


def has_no_address(filer: Filer, places: Places) -> bool:
    """Return whether all states of the filer's addresses are known, and none is the employer's own state."""
    return places.own is not None and 0 < len(filer.states) < KEPT_STATES and not is_local(filer, places)


def is_elsewhere(filer: Filer, places: Places) -> bool:
    """Return whether the filer is small and not in the employer's own state; large ones hire everywhere."""
    return filer.filings < SMALL_FILER and has_no_address(filer, places)


def doubt_equal(text: str, filer: Filer, index: EmployerIndex, places: Places) -> Doubt | None:
    """Return why a filer with the same core may be another employer."""
    if filer.ambiguous is not None:
        return "ambiguous_name", filer.ambiguous
    if is_in_town(filer, index, places):
        return None
    return (
        _far_or_common(text, filer, places)
        or _also_another(text, filer, index)
        or _namesakes(text, filer, index, places)
    )


def is_other_form(name: str, filer: Filer) -> bool:
    """Return whether the name has another legal form than every spelling of the filer, all of which show one."""
    form = None if name in filer.names else legal_form(name)
    if form is None:
        return False
    filed = {legal_form(spelling) for spelling in filer.names}
    return None not in filed and form not in filed


def doubt_form(name: str, filer: Filer) -> Doubt | None:
    """Return a doubt when the name has another legal form than every spelling of a filer that does not file much."""
    if filer.filings >= 5 * SMALL_FILER or not is_other_form(name, filer):
        return None
    filed = ", ".join(sorted({str(legal_form(spelling)) for spelling in filer.names}))
    return "other_form", f"it is filed with another legal form ({filed}, not {legal_form(name)})"


def doubt_other_name(asked: str, name: Spelling, index: EmployerIndex, places: Places) -> Doubt | None:
    """Return why a filer that trades, or was known, under the name may not be the employer."""
    filer, text = index.filers[name.filer], core(asked)
    doubt = _far_or_common(text, filer, places)
    form = legal_form(asked) if name.kind == "trade_name" else None
    if doubt is None and form and form != name.form and name.filings < 5 * SMALL_FILER:
        return "other_form", f"with its legal form ({form}) the name is rather that of another entity"
    small = name.filings < SMALL_FILER and not is_local(filer, places)
    if doubt is None and " " not in text and small and not any(_stands_for(text, known) for known in filer.cores):
        return "common_words", f'the one word "{text}" stands on only {name.filings} of its filings'
    return doubt


def doubt_joined(text: str, filer: Filer, index: EmployerIndex, places: Places) -> Doubt | None:
    """Return why a filer whose name differs by spaces only may be another employer."""
    if filer.filings < TINY_FILER and not is_local(filer, places):
        return "other_spelling", "the names are written differently and the filer has hardly filed"
    return doubt_equal(text, filer, index, places)


def doubt_similar(text: str, known: str, filer: Filer, places: Places, contrary: bool = False) -> Doubt | None:
    """Return why a similar name may be another employer's, whatever its weight: too few letters to be a misspelling.

    ``contrary`` says that each name has a number, a direction or a state where the other has another one.
    """
    if contrary:
        return "similar", "each has a number, a direction or a state where the other has another one"
    if places.own is not None and not is_local(filer, places) and not INSTITUTION_WORDS.isdisjoint(known.split()):
        return "similar", f"this institution is in {', '.join(filer.states)} and not in {places.own}"
    if min(len(squash(text)), len(squash(known))) < SIMILAR_LETTERS:
        return "similar", "so short a name is often another one, and not a misspelling"
    if filer.ambiguous is not None:
        return "similar", filer.ambiguous
    return None


def doubt_alias(name: str, text: str, aliased: int, index: EmployerIndex, places: Places) -> Doubt | None:
    """Return a doubt when the full name, legal form included, is another's than the alias says.

    Either another filer files it, or it has a legal form of its own, as no brand has, where the filer has no address or
    no name that begins so.
    """
    position, filer = index.by_core.get(text), index.filers[aliased]
    own_form = legal_form(name) is not None if position is None else position == aliased and is_other_form(name, filer)
    if own_form and has_no_address(filer, places):
        return "other_state", f"with its legal form this is no brand, and the filer is not in {places.own}"
    begins = any(known == text or known.startswith(f"{text} ") for known in filer.cores)
    if own_form and not begins and text not in index.legal_aliases:
        return "other_form", f"with its legal form this is no brand, and no name of {filer.name} begins with it"
    if position is None or position == aliased:
        return None
    written = "".join(character for character in name.upper() if character.isalnum())
    for filed in index.filers[position].names:
        if written != squash(text).upper() and written == "".join(c for c in filed.upper() if c.isalnum()):
            return "filed_by_another", f'"{filed}" is also the filed name of another employer'
    return None


def _stands_for(word: str, legal: str) -> bool:
    """Return whether one word is made of a legal name: one of its words, that with a common word, or its initials."""
    words = legal.split()
    if len(word) <= SHORT_WORD:
        return False
    own = [known for known in words if known not in GENERIC_WORDS and len(known) > 2]
    if word in squash(legal) or any(
        word.startswith(known) and word.removeprefix(known) in GENERIC_WORDS for known in own
    ):
        return True
    letters = "".join(known[0] for known in words)
    initials = iter(letters + FORM_INITIALS)
    in_order = word[0] == letters[0] and all(letter in initials for letter in word)
    return in_order or (len(word) + 1 >= len(letters) and Counter(word) <= Counter(letters))


def _far_or_common(text: str, filer: Filer, places: Places) -> Doubt | None:
    """Return a doubt about a small filer elsewhere, or one whose name is made of common words."""
    if is_local(filer, places):
        return None
    if is_elsewhere(filer, places):
        return "other_state", f"this small filer is in {', '.join(filer.states)} and not in {places.own}"
    if filer.filings < 5 * SMALL_FILER and all(word in GENERIC_WORDS for word in text.split()):
        return "common_words", f'every word of "{text}" is common and the filer files little'
    return None


def _also_another(text: str, filer: Filer, index: EmployerIndex) -> Doubt | None:
    """Return a doubt when an employer elsewhere trades under the same name and files as much."""
    for other in index.by_other_name.get(text, ()):
        known = index.filers[other.filer]
        if known is not filer and other.filings >= filer.filings and set(known.states).isdisjoint(filer.states):
            return "several_filers", f'"{other.filed_as.strip()}" also trades under this name'
    return None


def _namesakes(text: str, filer: Filer, index: EmployerIndex, places: Places) -> Doubt | None:
    """Return a doubt when a larger filer begins with the name, or the name is one that many begin with."""
    one_word = " " not in text
    factor = NAMESAKE_FACTOR if one_word else NAMESAKE_FACTOR_WORDS
    others, least = 0, max(NAMESAKE_FILINGS, factor * filer.filings)
    filings: Counter[int] = Counter()
    for at in index.places_beginning(f"{text} ", MOST_NAMESAKES):
        position = index.by_core[index.sorted_cores[at]]
        other = index.filers[position]
        if other is filer:
            continue
        others += 1
        if other.filings < least or (has_no_address(other, places) and is_local(filer, places)):
            continue
        # Of a family only the names that begin so: it may file much more under others.
        filings[position] += index.core_filings[at]
        if filings[position] >= least:
            return "larger_namesake", f'"{other.name}" begins with the same name and files more ({filings[position]})'
    if not one_word or is_local(filer, places):
        return None
    if filer.filings < TINY_FILER and (others >= KNOWN_WORD_FILERS or len(text) <= SHORT_WORD):
        return "common_words", f'the one word "{text}" is short or common and the filer has hardly filed'
    if filer.filings < SMALL_FILER and others >= COMMON_WORD_FILERS:
        return "common_words", f'"{text}" begins the names of {others} other filers and this one files little'
    return None

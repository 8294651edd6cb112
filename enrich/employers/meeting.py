"""Which words of two cores meet, for many pairs at once; the pairs whose words may be misspelt are left to ``align``.

Most pairs share a word or none, and no other word of one resembles a word of the other. Which those are the letters of
the words tell: a word is another one shortened only when it has none but its letters, and misspelt only when few of its
letters are strange to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from enrich.employers.likeness import MOST_INITIALS, SHORTENED, SOFT_CREDIT, SOFT_WORD, is_same_word
from enrich.employers.words import CoreWords, Flags, Floats, Numbers, Words


@dataclass(frozen=True, slots=True)
class Met:
    """How the words of each pair meet, in columns."""

    measures: tuple[Floats | Flags, ...]
    """The first of ``likeness.MEASURES``, from "missing" to "contrary"."""
    soft: Flags
    """Whether words of the pair meet that are not equal."""
    open: Flags
    """Whether it takes ``align`` to tell which words meet, so that the measures do not hold."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """One side of all pairs: its words, one pair after the other."""

    words: Words
    lengths: Numbers
    starts: Numbers
    free: Flags
    """Words that have no equal on the other side."""

    def without(self, met: Flags) -> _Sides:
        """Return the side without words that meet others."""
        return replace(self, free=self.free & ~met)

    def sums(self, of: Flags) -> Floats:
        """Return the rarity of some of the words of each pair, summed."""
        pairs = np.repeat(np.arange(len(self.lengths)), self.lengths)
        return np.bincount(pairs[of], weights=self.words.rarity[of], minlength=len(self.lengths)).astype(np.float64)

    def most(self, of: Flags) -> Floats:
        """Return the rarity of the rarest of some of the words of each pair, 0 without one."""
        return np.maximum.reduceat(np.where(of, self.words.rarity, 0.0), self.starts)

    def rarest_free(self) -> Floats:
        """Return the rarity of the rarest word left over; leftovers of a cut legal form weigh nothing."""
        last = np.repeat(self.words.number[self.starts + self.lengths - 1], self.lengths)
        return self.most(self.free & ~(self.words.is_cut_form & (self.words.number == last)))

    def firsts_free(self) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Return the first letters of the words left over of each pair."""
        return np.bitwise_or.reduceat(np.where(self.free, self.words.first, np.uint64(0)), self.starts)

    def kinds_free(self) -> Numbers:
        """Return the kinds of the words left over of each pair."""
        return np.bitwise_or.reduceat(np.where(self.free, self.words.kind, 0), self.starts)

    def any_free(self, of: Flags) -> Flags:
        """Return of each pair whether some of its words left over are among these."""
        return np.logical_or.reduceat(self.free & of, self.starts)

    def counts_free(self) -> Numbers:
        """Return how many words of each pair are left over."""
        return np.add.reduceat(self.free.astype(np.intp), self.starts)


def meet(texts: Sequence[Sequence[str]], owners: Numbers, places: Numbers, cores: CoreWords) -> Met:
    """Return how words of names meet those of cores: a pair is a name of ``owners`` and the core at its place."""
    asked, filed = cores.asked(texts), cores.filed(places)
    of_name = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    asked_lengths, filed_lengths = of_name[owners], cores.lengths[places]
    asked_starts, filed_starts = _starts(asked_lengths), _starts(filed_lengths)
    pairs_asked = np.arange(int(asked_lengths.sum())) + np.repeat(
        _starts(of_name)[owners] - asked_starts, asked_lengths
    )
    asked = asked.take(pairs_asked)
    # Every word of the one with every word of the other.
    sizes = asked_lengths * filed_lengths
    within = np.arange(int(sizes.sum())) - np.repeat(_starts(sizes), sizes)
    row, column = np.divmod(within, np.repeat(filed_lengths, sizes))
    one, other = row + np.repeat(asked_starts, sizes), column + np.repeat(filed_starts, sizes)
    equal = (asked.number[one] == filed.number[other]).nonzero()[0]
    met_asked = np.bincount(one[equal], minlength=len(asked.number))
    met_filed = np.bincount(other[equal], minlength=len(filed.number))
    mine = _Sides(asked, asked_lengths, asked_starts, met_asked == 0)
    theirs = _Sides(filed, filed_lengths, filed_starts, met_filed == 0)
    whole, of_filed = mine.sums(np.ones_like(mine.free)), theirs.sums(np.ones_like(theirs.free))
    shared = mine.sums(~mine.free)
    numbers = mine.any_free(asked.is_number) | theirs.any_free(filed.is_number)
    open_pairs = _several(met_asked, asked_starts) | _several(met_filed, filed_starts)
    open_pairs |= _may_spell_out(mine, theirs) | _may_spell_out(theirs, mine)
    left = (mine.free[one] & theirs.free[other]).nonzero()[0]
    left = left[_resemble(asked, one[left], filed, other[left])]
    words = [word for text in texts for word in text]
    same = [
        is_same_word(words[mine_at], cores.texts[theirs_at])
        for mine_at, theirs_at in zip(pairs_asked[one[left]].tolist(), filed.number[other[left]].tolist(), strict=True)
    ]
    left = left[np.array(same, dtype=np.bool_)]
    one, other, soft_pairs = one[left], other[left], np.repeat(np.arange(len(owners)), sizes)[left]
    met_asked, met_filed = (np.bincount(met, minlength=len(side.free)) for met, side in ((one, mine), (other, theirs)))
    open_pairs |= _several(met_asked, asked_starts) | _several(met_filed, filed_starts)
    np.add.at(shared, soft_pairs, SOFT_CREDIT * np.minimum(asked.rarity[one], filed.rarity[other]))
    mine, theirs = mine.without(met_asked > 0), theirs.without(met_filed > 0)
    soft = np.zeros(len(owners), dtype=np.bool_)
    soft[soft_pairs] = True
    measures = (
        mine.sums(mine.free) / np.where(whole == 0, 1.0, whole),
        theirs.sums(theirs.free) / np.where(of_filed == 0, 1.0, of_filed),
        mine.rarest_free(),
        theirs.rarest_free(),
        shared,
        np.where(whole == 0, 1.0, whole),
        ~mine.free[asked_starts],
        numbers,
        mine.kinds_free() & theirs.kinds_free() > 0,
    )
    return Met(measures, soft, open_pairs)


def _several(met: Numbers, starts: Numbers) -> Flags:
    """Return of each pair whether a word of it meets several."""
    most: Flags = np.maximum.reduceat(met, starts) > 1
    return most


def _starts(lengths: Numbers) -> Numbers:
    starts: Numbers = np.cumsum(lengths) - lengths
    return starts


def _resemble(asked: Words, one: Numbers, filed: Words, other: Numbers) -> Flags:
    """Return of pairs of words whether one may be the other, shortened or misspelt; never no where it is."""
    mine, theirs = asked.letters[one], filed.letters[other]
    of_mine, of_theirs = asked.length[one], filed.length[other]
    strange, missed = mine & ~theirs, theirs & ~mine
    shortened = ((strange == 0) | (missed == 0)) & (asked.first[one] == filed.first[other])
    common = np.minimum(of_mine - np.bitwise_count(strange), of_theirs - np.bitwise_count(missed))
    misspelt = 200 * common >= SOFT_WORD * (of_mine + of_theirs)
    either: Flags = shortened | (misspelt & (np.minimum(of_mine, of_theirs) > SHORTENED))
    return either


def _may_spell_out(short: _Sides, long: _Sides) -> Flags:
    """Return of each pair whether a word left over may be the initials of words left over on the other side."""
    words = short.words
    firsts, counts = np.repeat(long.firsts_free(), short.lengths), np.repeat(long.counts_free(), short.lengths)
    fits = (words.length > 1) & (words.length <= np.minimum(counts, MOST_INITIALS))
    return short.any_free(fits & (words.letters & ~firsts == 0))

"""The words of every core as numbers, so that many pairs of cores are compared at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from enrich.employers.spelling import PLACE_CODES, kind_of
from enrich.employers.vocabulary import CUT_FORMS

Numbers = np.ndarray[tuple[int], np.dtype[np.intp]]
Masks = np.ndarray[tuple[int], np.dtype[np.uint64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_BITS: Final = 64
_LAST_ASCII: Final = 127
_LONGEST_CUT: Final = max(map(len, CUT_FORMS))
_LONGEST_PLACE: Final = max(map(len, PLACE_CODES.values()))
_TYPE: Final = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of each of some words, column by column."""

    number: Numbers
    """Equal words have one number."""
    rarity: Floats
    letters: Masks
    """The letters of a word, one bit each; letters of other scripts share bits."""
    first: Masks
    """Its first letter, in the same form."""
    length: Numbers
    is_number: Flags
    """Whether it holds a digit."""
    is_cut_form: Flags
    """Whether it may be what is left of a legal form that was cut."""
    kind: Numbers
    """Of what kind of word it is of which an employer has one, by its bit; 0 for most words."""

    @classmethod
    def of(cls, texts: Sequence[str], number: Numbers, rarity: Floats) -> Words:
        """Return the columns of words, none of which is empty."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        bits = np.left_shift(np.uint64(1), codes.astype(np.uint64) % np.uint64(_BITS))
        length = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        starts = np.cumsum(length) - length
        digits = (codes >= ord("0")) & (codes <= ord("9"))
        is_number, strange = (np.logical_or.reduceat(of, starts) for of in (digits, codes > _LAST_ASCII))
        for at in strange.nonzero()[0].tolist():
            is_number[at] = any(map(str.isdigit, texts[at]))
        is_cut_form = np.zeros(len(texts), dtype=np.bool_)
        # Few words are as short as these forms.
        for at in (length <= _LONGEST_CUT).nonzero()[0].tolist():
            is_cut_form[at] = texts[at] in CUT_FORMS
        # Nor are many words a place or a number.
        kind = np.zeros(len(texts), dtype=np.intp)
        for at in ((length <= _LONGEST_PLACE) | is_number).nonzero()[0].tolist():
            kind[at] = kind_of(texts[at])
        letters = np.bitwise_or.reduceat(bits, starts)
        return cls(number, rarity, letters, bits[starts], length, is_number, is_cut_form, kind)

    def take(self, places: Numbers) -> Words:
        """Return the words at some places."""
        return Words(
            self.number[places], self.rarity[places], self.letters[places], self.first[places], self.length[places],
            self.is_number[places], self.is_cut_form[places], self.kind[places],
        )  # fmt: skip

    def put(self, places: Sequence[int], words: Words) -> None:
        """Replace the words at some places."""
        self.number[places] = words.number
        self.rarity[places] = words.rarity
        self.letters[places] = words.letters
        self.first[places] = words.first
        self.length[places] = words.length
        self.is_number[places] = words.is_number
        self.is_cut_form[places] = words.is_cut_form
        self.kind[places] = words.kind


@dataclass(frozen=True, slots=True)
class CoreWords:
    """The words of each core of an index."""

    numbers: Mapping[str, int]
    """Word -> its place among ``words``."""
    texts: Sequence[str]
    """The words themselves."""
    words: Words
    of_cores: np.ndarray[tuple[int], np.dtype[np.uint32]]
    """The words of the first core, by their places, then those of the second, and so on."""
    starts: Numbers
    lengths: Numbers
    """How many words each core has."""
    rarest: float
    """Rarity of a word that no core has."""

    @classmethod
    def of(cls, counts: Mapping[str, int], packed: bytes, packed_lengths: bytes, among: int) -> CoreWords:
        """Return the words of cores from :func:`pack_words`; of ``among`` cores a word of ``counts`` is in so many."""
        numbers = dict(zip(counts, range(len(counts)), strict=True))
        held_by = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        lengths = np.frombuffer(packed_lengths, dtype=_TYPE).astype(np.intp)
        return cls(
            numbers,
            list(counts),
            Words.of(list(counts), np.arange(len(counts)), np.log(among / (held_by + 1))),
            np.frombuffer(packed, dtype=_TYPE),
            np.cumsum(lengths) - lengths,
            lengths,
            math.log(among),
        )

    def asked(self, texts: Sequence[Sequence[str]]) -> Words:
        """Return the words of names, one name after the other; those that no core has are numbered below zero."""
        every = [word for words in texts for word in words]
        places = np.fromiter((self.numbers.get(word, -1) for word in every), dtype=np.intp, count=len(every))
        found = self.words.take(places)
        unknown = (places < 0).nonzero()[0].tolist()
        if unknown:
            own: dict[str, int] = {}
            new = [every[at] for at in unknown]
            number = np.array([own.setdefault(word, -1 - len(own)) for word in new])
            found.put(unknown, Words.of(new, number, np.full(len(new), self.rarest)))
        return found

    def filed(self, places: Numbers) -> Words:
        """Return the words of the cores at some places, one core after the other."""
        lengths = self.lengths[places]
        slots = np.arange(int(lengths.sum())) + np.repeat(self.starts[places] - (np.cumsum(lengths) - lengths), lengths)
        return self.words.take(self.of_cores[slots].astype(np.intp))


def pack_words(cores: Sequence[str]) -> tuple[dict[str, int], bytes, bytes]:
    """Return in how many cores each of their words is; the words by their places in that; how many each core has.

    The last two are packed.
    """
    words = " ".join(cores).split(" ") if cores else []
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    packed = np.fromiter(map(numbers.__getitem__, words), dtype=_TYPE, count=len(words))
    lengths = np.fromiter((text.count(" ") for text in cores), dtype=np.intp, count=len(cores)) + 1
    # A word that stands twice in a core is counted once.
    pairs = np.repeat(np.arange(len(cores)), lengths) * len(numbers) + packed
    pairs.sort()
    held = pairs[np.diff(pairs, prepend=-1) != 0] % max(1, len(numbers))
    counts = dict(zip(numbers, np.bincount(held, minlength=len(numbers)).tolist(), strict=True))
    return counts, packed.tobytes(), lengths.astype(_TYPE).tobytes()

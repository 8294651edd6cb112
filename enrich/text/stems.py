"""Find where words of the topics stand in a text: one look at each word instead of one search for each stem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from enrich.text.topics import STEMS, Topic

_KEY = 4
"""Letters of a word, with the signs among them as spaces, that are looked up at a time."""
_KEYS = 3
"""Keys of a word, one behind the other, that rule out most of those whose first letters are those of a stem."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_APART = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_SPREAD = np.array((2_654_435_761, 2_246_822_519, 3_266_489_917), dtype=np.uint32)
"""Knuth's multiplier and two more odd numbers: they spread keys over the tables below."""
_SIZE = 16
"""Bits of a place in a table."""
_SHIFT = np.uint32(32 - _SIZE)
_SPACE, _A = b" a"
"""Digits stand between them, letters from the second on."""
_PADDING = _KEY * _KEYS

_Keys = npt.NDArray[np.uint32]


class Stems:
    """Stems (lower case) of topics, each under the keys that its words may have.

    A stem matches what goes on after it ("eligib"); one word of fewer than four letters is a whole word ("opt").
    """

    def __init__(self, topics: Mapping[Topic, tuple[str, ...]]) -> None:
        self.topics = tuple(topics)
        self.keyed: dict[bytes, list[tuple[str, bool, Topic]]] = {}
        self.tables = [np.zeros(1 << _SIZE, dtype=np.bool_) for _ in range(_KEYS)]
        """For each number of keys that a stem fills, whether one of its stems has these."""
        self.first = np.zeros(1 << _SIZE, dtype=np.bool_)
        """Whether any stem has this first key."""
        for topic, stems in topics.items():
            for stem in stems:
                self._add(stem, topic)

    def _add(self, stem: str, topic: Topic) -> None:
        whole = stem.isalnum() and len(stem) < _KEY
        known = stem.encode("latin-1").translate(_APART)
        for key in _first_keys(known, whole=whole):
            self.keyed.setdefault(key, []).append((stem, whole, topic))
            filled = min(max(len(known) // _KEY, 1), _KEYS)
            keys = np.frombuffer(key + known[_KEY : filled * _KEY], dtype=np.uint32)
            hashed = keys * _SPREAD[:filled]
            self.tables[filled - 1][np.bitwise_xor.reduce(hashed) >> _SHIFT] = True
            self.first[hashed[0] >> _SHIFT] = True

    def may_start(self, keys: _Keys, starts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Those of the starts of words where a stem may stand; ``keys[i]`` are the letters from the offset ``i``."""
        hashed = keys.take(starts)
        hashed *= _SPREAD[0]
        likely = self.first.take(hashed >> _SHIFT).nonzero()[0]
        starts, hashed = starts.take(likely), hashed.take(likely)
        found = self.tables[0].take(hashed >> _SHIFT)
        for number in range(1, _KEYS):
            # take() would copy all keys first, for they overlap.
            hashed = hashed ^ keys[starts + number * _KEY] * _SPREAD[number]
            found |= self.tables[number].take(hashed >> _SHIFT)
        kept: npt.NDArray[np.intp] = starts[found]
        return kept


class WordStarts:
    """The stems of a folded text by topic, found in one look at the first letters of every word."""

    def __init__(self, text: str, stems: Stems | None = None) -> None:
        stems = stems or _ALL
        padded = b" " + text.encode("latin-1", "replace").translate(_APART) + b" " * _PADDING
        signs = np.frombuffer(padded, dtype=np.uint8)
        # A word starts at a letter or a digit that no letter stands before: "5years" holds two.
        starts = ((signs[1:-_PADDING] > _SPACE) & (signs[: -_PADDING - 1] < _A)).nonzero()[0]
        keys: _Keys = np.ndarray((len(padded) - _KEY,), dtype=np.uint32, buffer=padded, offset=1, strides=(1,))
        self._found: dict[Topic, list[int]] = {topic: [] for topic in stems.topics}
        plain = text.isascii()
        keyed, stands = stems.keyed, text.startswith
        for place in stems.may_start(keys, starts).tolist():
            for stem, whole, topic in keyed.get(padded[place + 1 : place + 5], ()):
                if not stands(stem, place):
                    continue
                if whole and text[place + len(stem) : place + len(stem) + 1].isalnum():
                    continue
                if plain or not place or not text[place - 1].isalpha():
                    self._found[topic].append(place + len(stem) // 2)

    def offsets(self, topic: Topic) -> Sequence[int]:
        """Sorted offsets, inside the word, of the stems of a topic where they start a word or follow a sign."""
        return self._found[topic]


def _first_keys(known: bytes, *, whole: bool) -> list[bytes]:
    """The first letters that a word matched by a stem may have: a short stem is followed by anything, or by none."""
    keys = [known[:_KEY] + b" " if whole else known[:_KEY]]
    while len(keys[0]) < _KEY:
        keys = [key + bytes((letter,)) for key in keys for letter in (*_LETTERS, 32)]
    return keys


_ALL = Stems(STEMS)

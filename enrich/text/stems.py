"""Find where words of a topic stand in a text: one look at each word instead of one search for each stem."""

from __future__ import annotations

from operator import itemgetter

_KEY = 4
"""Letters of a word that are looked up first."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_APART = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_first_letters = itemgetter(slice(_KEY))


class Stems:
    """Stems (lower case) of one topic, each with the keys under which its words are looked up."""

    def __init__(self, *stems: str) -> None:
        self.keyed: dict[bytes, list[tuple[frozenset[bytes], str]]] = {}
        for stem in stems:
            key, others = _keys(stem)
            self.keyed.setdefault(key, []).append((others, stem))


class WordStarts:
    """The first letters of every word of a folded text, so that most stems are ruled out without a search."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = text.encode("latin-1", "replace").translate(_APART).split()
        self._starts = set(map(_first_letters, words))

    def offsets(self, stems: Stems) -> list[int]:
        """Sorted offsets, inside the word, of the stems where they start a word or follow a sign."""
        found: list[int] = []
        text = self._text
        for key in stems.keyed.keys() & self._starts:
            for others, stem in stems.keyed[key]:
                if not others <= self._starts:
                    continue
                place = text.find(stem)
                while place >= 0:
                    if not place or not text[place - 1].isalpha():
                        found.append(place + len(stem) // 2)
                    place = text.find(stem, place + len(stem))
        found.sort()
        return found


def _keys(stem: str) -> tuple[bytes, frozenset[bytes]]:
    """The first letters of the longest word of a stem, and those of its other words.

    The last word may go on after the stem ("eligib"), so one that is shorter than a key has none unless it is the
    longest, and is then taken to be whole.
    """
    parts = stem.encode("latin-1").translate(_APART).split()
    longest = max(parts, key=len)
    known = [part for part in parts[:-1] if part != longest]
    if len(parts[-1]) >= _KEY:
        known.append(parts[-1])
    return longest[:_KEY], frozenset(part[:_KEY] for part in known)

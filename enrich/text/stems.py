"""Find where words of a topic stand in a text: one look at each word instead of one search for each stem."""

from __future__ import annotations

_KEY = 4
"""Letters of a word that are looked up first."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_APART = bytes(byte if byte in _LETTERS else 32 for byte in range(256))


class Stems:
    """Stems (lower case) of one topic, each with the key under which a word of it is looked up."""

    def __init__(self, *stems: str) -> None:
        self.keyed: dict[bytes, list[str]] = {}
        for stem in stems:
            self.keyed.setdefault(_key(stem), []).append(stem)


class WordStarts:
    """The first letters of every word of a folded text, so that most stems are ruled out without a search."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = text.encode("latin-1", "replace").translate(_APART).split()
        self._starts = {word[:_KEY] for word in words}

    def offsets(self, stems: Stems) -> list[int]:
        """Sorted offsets, inside the word, of the stems where they start a word or follow a sign."""
        found: list[int] = []
        text = self._text
        for key in stems.keyed.keys() & self._starts:
            for stem in stems.keyed[key]:
                place = text.find(stem)
                while place >= 0:
                    if not place or not text[place - 1].isalpha():
                        found.append(place + len(stem) // 2)
                    place = text.find(stem, place + len(stem))
        found.sort()
        return found


def _key(stem: str) -> bytes:
    """The first letters of the longest word of a stem; a word shorter than the key is taken to be whole."""
    raw = stem.encode("latin-1")
    parts = raw.translate(_APART).split()
    return max(parts, key=len)[:_KEY]

"""Cores that share rare pieces of letters with a text: sparse character n-grams, with bounded work for any text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from enrich.employers.normalise import squash

WIDTH: Final = 3
"""Letters of a gram; spaces are taken out first, so that joined and split words meet."""

MOST_CORES: Final = 2500
"""A gram that more cores have tells nothing and is not kept."""

GRAMS_ASKED: Final = 8
"""Rarest grams of a text that are looked up."""

TOGETHER: Final = 32_768
"""Cores whose grams are sorted at a time: more take more memory and no less time."""

_TYPE: Final = np.dtype("<u4")

_Positions = np.ndarray[tuple[int], np.dtype[np.intp]]
_Counts = np.ndarray[tuple[int], np.dtype[np.uint8]]


def grams_of(text: str) -> set[str]:
    """Return the grams of a core; the beginning of the text is a letter of its own."""
    letters = f"^{squash(text)}"
    return {letters[at : at + WIDTH] for at in range(len(letters) - WIDTH + 1)}


def gram_lists(cores: Sequence[str]) -> dict[str, bytes]:
    """Return gram -> positions of the cores that have it, packed; of cores in their order."""
    lists: dict[str, bytearray] = {}
    for start in range(0, len(cores), TOGETHER):
        for gram, packed in _lists_from(start, cores[start : start + TOGETHER]):
            lists.setdefault(gram, bytearray()).extend(packed)
    return {gram: bytes(lists[gram]) for gram in sorted(lists) if len(lists[gram]) <= MOST_CORES * _TYPE.itemsize}


def _lists_from(start: int, cores: Sequence[str]) -> Iterator[tuple[str, memoryview]]:
    """Yield each gram with the positions of the cores that have it, of which the first has position ``start``."""
    texts = [f"^{squash(text)}" for text in cores]
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    alphabet = np.flatnonzero(np.bincount(letters))
    codes = np.zeros(alphabet.max(initial=0) + 1, dtype=np.intp)
    codes[alphabet] = np.arange(len(alphabet))
    coded = codes[letters]
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    starts = max(0, len(coded) - WIDTH + 1)
    pairs = np.zeros(starts, dtype=np.intp)
    for at in range(WIDTH):
        pairs = pairs * len(alphabet) + coded[at : at + starts]
    pairs = pairs * len(texts) + np.repeat(np.arange(len(texts)), lengths)[:starts]
    # A gram that starts among the last letters of a text would reach into the next one.
    inside = np.arange(WIDTH, starts + WIDTH) <= np.repeat(np.cumsum(lengths), lengths)[:starts]
    pairs = pairs[inside]
    pairs.sort()
    grams, owners = np.divmod(pairs[np.diff(pairs, append=-1) != 0], len(texts))
    packed = memoryview((owners + start).astype(_TYPE).tobytes())
    ends = np.flatnonzero(np.diff(grams, append=-1)) + 1
    spelt = [chr(letter) for letter in alphabet.tolist()]
    at = 0
    for code, end in zip(grams[ends - 1].tolist(), (ends * _TYPE.itemsize).tolist(), strict=True):
        yield _gram(code, spelt), packed[at:end]
        at = end


def _gram(code: int, alphabet: list[str]) -> str:
    """Return the gram of a number whose digits, in the base of the alphabet, are its letters."""
    letters = ""
    for _ in range(WIDTH):
        code, last = divmod(code, len(alphabet))
        letters = alphabet[last] + letters
    return letters


def nearest(text: str, lists: dict[str, bytes], most: int) -> list[int]:
    """Return at most ``most`` positions of the cores that share the most of the rarest grams of the text.

    Of those that share equally many, the ones that share a rarer gram come first, then the earlier ones.
    """
    asked = sorted(packed for gram in grams_of(text) if (packed := lists.get(gram)))
    asked.sort(key=len)
    del asked[GRAMS_ASKED:]
    if not asked:
        return []
    # numpy counts four thousand positions in the time in which a Counter takes four hundred.
    positions = np.frombuffer(b"".join(asked), dtype=_TYPE).astype(np.intp)
    counts = np.zeros(int(positions.max()) + 1, dtype=np.uint8)
    at = 0
    for packed in asked:
        counts[positions[at : (at := at + len(packed) // _TYPE.itemsize)]] += 1
    return _most_counted(positions, counts[positions], most)


def _most_counted(positions: _Positions, counts: _Counts, most: int) -> list[int]:
    """Return the positions with the highest counts, each once, in the order in which they stand first."""
    best: dict[int, None] = {}
    for count in range(int(counts.max()), 0, -1):
        # A position stands once for each time that it was counted.
        held = (counts == count).nonzero()[0][: count * (most - len(best))]
        best.update(dict.fromkeys(positions[held].tolist()))
        if len(best) >= most:
            break
    return list(best)[:most]

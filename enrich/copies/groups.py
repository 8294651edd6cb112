"""Put the texts of a board into groups of near copies.

Each group has a first text, and what is nearly the same as it belongs to it; so a chain of small edits cannot join
texts that have little in common. Texts that share a band of their sketches are compared, first by sketch, then run by
run: the bands find a copy that is like by :data:`NEAR` with a probability of .99, one that is like by .8 with .9999.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np

from enrich.copies.sketch import VALUES, Hashes, Sketch, likeness

NEAR: Final = 0.7
"""Least share of common runs of a near copy. Two jobs of an employer whose texts are to four fifths the same standard
paragraphs share two thirds of their runs (.8 / 1.2); two copies that each changed one word in forty share three
quarters."""

_ROWS: Final = 5
_BANDS: Final = VALUES // _ROWS
_LOWEST_ESTIMATE: Final = NEAR - 0.16  # four standard errors

Text = tuple[str, Sketch]
"""The digest of a text, and its sketch."""


class Groups:
    """First texts of the groups of one board, findable by their bands."""

    def __init__(self, runs: Callable[[str], Hashes]) -> None:
        """``runs`` gives the runs of a text by its digest; it is asked only for texts that look alike."""
        self._runs = runs
        self._firsts: list[str] = []
        self._sketches: Sketch = np.empty((16, VALUES), dtype=np.uint16)
        self._bands: list[dict[bytes, list[int]]] = [defaultdict(list) for _ in range(_BANDS)]

    def place(self, digest: str, sketch: Sketch) -> str:
        """The digest of the first text of the group that this text belongs to: its own when it is like none before."""
        keys = [sketch[band * _ROWS : (band + 1) * _ROWS].tobytes() for band in range(_BANDS)]
        near = self._nearest(
            digest, sketch, {one for key, band in zip(keys, self._bands, strict=True) for one in band.get(key, ())}
        )
        if near is not None:
            return near
        number = len(self._firsts)
        if number == len(self._sketches):
            self._sketches = np.concatenate([self._sketches, np.empty_like(self._sketches)])
        self._sketches[number] = sketch
        self._firsts.append(digest)
        for key, band in zip(keys, self._bands, strict=True):
            band[key].append(number)
        return digest

    def _nearest(self, digest: str, sketch: Sketch, numbers: set[int]) -> str | None:
        if not numbers:
            return None
        candidates = np.array(sorted(numbers))
        estimates = (self._sketches[candidates] == sketch).mean(axis=1)
        promising = candidates[estimates >= _LOWEST_ESTIMATE]
        if not len(promising):
            return None
        runs = self._runs(digest)
        share, place = max((likeness(runs, self._runs(self._firsts[number])), -number) for number in promising)
        return self._firsts[-place] if share >= NEAR else None


def group(texts: Iterable[Text], runs: Callable[[str], Hashes]) -> dict[str, str]:
    """For each digest of ``texts`` the digest of the first text of its group; who comes earlier is the first."""
    groups = Groups(runs)
    found: dict[str, str] = {}
    for digest, sketch in texts:
        if digest not in found:
            found[digest] = groups.place(digest, sketch)
    return found

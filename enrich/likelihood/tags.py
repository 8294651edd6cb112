"""The visa tracks, and the tag that a probability gives."""

from __future__ import annotations

from typing import Final, Literal

from enrich.record import Tag, Track

LIKELY: Final = 0.75
"""Least probability of ``likely``: three of four such filers do."""

POSSIBLE: Final = 0.25
"""Least probability of ``possible``; below it is ``unlikely``."""

TrackName = Literal["h1b", "h1b_new", "perm", "e3", "h1b1"]
TRACKS: Final[tuple[TrackName, ...]] = ("h1b", "h1b_new", "perm", "e3", "h1b1")

VISA_CLASS: Final[dict[TrackName, str]] = {
    "h1b": "H-1B",
    "h1b_new": "H-1B",
    "perm": "PERM",
    "e3": "E-3",
    "h1b1": "H-1B1",
}
"""Beginning of the visa classes, as filed, that a track is about."""

UNKNOWN: Final = Track(tag="unknown", probability=None)


def tag_for(probability: float) -> Tag:
    """Return the tag of a probability for a filer that is surely matched."""
    if probability >= LIKELY:
        return "likely"
    return "possible" if probability >= POSSIBLE else "unlikely"

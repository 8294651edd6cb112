"""A text cut where quotes begin and end, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted part of a text: offsets in code points, what it is, and the anchor that the page gives it."""

    start: int
    end: int
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text in which the same quotes hold; none when it is not quoted."""

    text: str
    kinds: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    """Of the quotes that begin here."""


def cut(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The pieces of ``text`` in order; joined they are ``text``. A span that is not within it is left out."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    edges = sorted({0, len(text), *(span.start for span in inside), *(span.end for span in inside)})
    pieces = []
    for start, end in pairwise(edges):
        here = [span for span in inside if span.start <= start and end <= span.end]
        kinds = tuple(dict.fromkeys(span.kind for span in here))
        pieces.append(Piece(text[start:end], kinds, tuple(span.anchor for span in here if span.start == start)))
    return pieces

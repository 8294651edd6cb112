"""HTML as the text that a reader sees, with the way back: what is taken out of the text is taken out of the HTML.

The tags stay where they are, so that :func:`enrich.text.body.html_to_text` of the outcome is the text of the original
with the same pieces taken out.
"""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

Span = tuple[int, int]

_TAG: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)?[^<>]*>")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_ATTRIBUTE: Final = re.compile(r"\s[a-zA-Z][\w:-]*=(?:\"([^\"]*)\"|'([^']*)')")


class Markup:
    """An HTML fragment, its text, and where in the fragment each piece of the text stands."""

    def __init__(self, html: str) -> None:
        self.html = html
        self._offsets: list[int] = []
        self._pieces: list[tuple[int, int, int]] = []
        self._parts: list[str] = []
        self._size = 0
        offset = 0
        for tag in _TAG.finditer(html):
            start, end = tag.span()
            if start > offset:
                self._add_run(offset, start)
            if tag[1] is not None and tag[1].lower() not in _INLINE:
                self._add("\n", end, 0)
            offset = end
        self._add_run(offset, len(html))
        self.text = "".join(self._parts)

    def _add(self, piece: str, start: int, length: int) -> None:
        """Add a piece of text that stands in ``length`` characters of the HTML from ``start`` on."""
        if piece:
            self._offsets.append(self._size)
            self._pieces.append((start, length, len(piece)))
            self._parts.append(piece)
            self._size += len(piece)

    def _add_run(self, start: int, end: int) -> None:
        """Add the text between two tags, its entities read."""
        html = self.html
        if html.find("&", start, end) >= 0:
            for entity in _ENTITY.finditer(html, start, end):
                self._add(html[start : entity.start()], start, entity.start() - start)
                self._add(entities.unescape(entity.group()), entity.start(), entity.end() - entity.start())
                start = entity.end()
        self._add(html[start:end], start, end - start)

    def replaced(self, spans: Sequence[tuple[int, int, str]]) -> str:
        """The HTML with each span of the text, sorted and apart from the others, replaced by a label."""
        parts: list[str] = []
        offset = 0
        for start, end, label in spans:
            for index, (first, last) in enumerate(self._places(start, end)):
                parts.append(self.html[offset:first])
                if index == 0:
                    parts.append(label)
                offset = last
        parts.append(self.html[offset:])
        return "".join(parts)

    def _places(self, start: int, end: int) -> list[Span]:
        """Where in the HTML a span of the text stands, one span a piece; line breaks of tags have no place."""
        places: list[Span] = []
        index = bisect_right(self._offsets, start) - 1
        while index < len(self._pieces) and self._offsets[index] < end:
            origin, length, size = self._pieces[index]
            at = self._offsets[index]
            if length == size:
                places.append((origin + max(0, start - at), origin + min(size, end - at)))
            elif length:
                places.append((origin, origin + length))
            index += 1
        return [place for place in places if place[1] > place[0]]


def without_attributes(html: str, is_private: Callable[[str], bool]) -> tuple[str, int]:
    """``html`` without the attributes for whose value, entities read, ``is_private`` is true; how many they were."""
    cut = 0

    def of_tag(tag: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(of_attribute, tag.group()) if "=" in tag.group() else tag.group()

    def of_attribute(attribute: re.Match[str]) -> str:
        nonlocal cut
        value = attribute[1] if attribute[1] is not None else attribute[2]
        if not is_private(entities.unescape(value)):
            return attribute.group()
        cut += 1
        return ""

    return _TAG.sub(of_tag, html), cut

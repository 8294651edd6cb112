"""A pattern that is searched only where a part of what it finds stands: a look for words costs far less."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator


class Gated:
    """A pattern with its ``parts``: one of them stands in whatever it finds, so a text without any holds no match.

    ``search``, ``match``, ``finditer`` and ``sub`` are those of the pattern. The text is folded, the parts are in lower
    case.
    """

    __slots__ = ("parts", "pattern")

    def __init__(self, pattern: str, parts: tuple[str, ...]) -> None:
        self.pattern = re.compile(pattern)
        self.parts = parts

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in a text, between two offsets."""
        for part in self.parts:
            if part in text:
                return self.pattern.search(text, start, end)
        return None

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the start of a text."""
        for part in self.parts:
            if part in text:
                return self.pattern.match(text)
        return None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in a text."""
        for part in self.parts:
            if part in text:
                return self.pattern.finditer(text)
        return iter(())

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """A text with every match replaced."""
        for part in self.parts:
            if part in text:
                return self.pattern.sub(replacement, text)
        return text

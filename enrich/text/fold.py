"""Fold a text so that rules can match it: lower case, plain quotes, dashes and spaces, nothing invisible.

Every rule reads the folded text; every quote is cut from the original. :class:`Folded` keeps the way back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u061c\u180e"
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\x0b\x0c\x00"
)
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc\u0060"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_BREAKS = "\u2028\u2029\u0085"

_PLAIN: dict[str, str] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_BREAKS, "\n"),
}
_ASCII = bytes(range(128))
_UTF_8 = ("utf-8", "surrogatepass")
_ASCII_SIGNS = tuple(sign for sign in _PLAIN if sign.isascii())
_IS_INVISIBLE = re.compile(f"[{_INVISIBLE}]")


@dataclass(slots=True, frozen=True)
class Folded:
    """A folded text with the way back to the original.

    ``dropped`` are the folded offsets before which characters were dropped, one entry for each, sorted.
    """

    original: str
    text: str
    dropped: list[int]

    def original_at(self, offset: int) -> str:
        """The character of the original that stands at a folded offset."""
        return self.original[offset + bisect_right(self.dropped, offset) if self.dropped else offset]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded span ``start:end``, which must not be empty."""
        if not self.dropped:
            return start, end
        return start + bisect_right(self.dropped, start), end + bisect_right(self.dropped, end - 1)


def _lower(text: str) -> str:
    """Lower case without changing the length (one capital, U+0130, grows to two code points)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def fold(text: str) -> Folded:
    """Fold a text; the result has one character for each visible character of it."""
    if text.isascii():
        return Folded(text, text.lower().replace("\t", " ").replace("\r", " ").replace("`", "'"), [])
    # UTF-8 is searched for what is not ASCII, and lowered, many times faster than text.
    data = text.encode(*_UTF_8)
    foreign = data.translate(None, _ASCII).decode(*_UTF_8)
    signs = set(foreign)
    plain = data.lower().decode(*_UTF_8) if foreign == foreign.lower() else _lower(text)
    dropped: list[int] = []
    if not signs.isdisjoint(_INVISIBLE):
        dropped = [match.start() - before for before, match in enumerate(_IS_INVISIBLE.finditer(text))]
        plain = _IS_INVISIBLE.sub("", plain)
    for sign in _ASCII_SIGNS:
        plain = plain.replace(sign, _PLAIN[sign])
    for sign in signs:
        if sign in _PLAIN:
            plain = plain.replace(sign, _PLAIN[sign])
    return Folded(text, plain, dropped)

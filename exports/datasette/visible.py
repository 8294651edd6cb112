"""Characters that act instead of showing: none of them reaches a page."""

from __future__ import annotations

from exports.cleaning import REPLACEMENT

# Controls other than tab and line feed, and those that turn the direction of what follows.
_CONTROLS: dict[int, str] = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), REPLACEMENT
)
_CONTROLS[ord("\r")] = " "


def visible(text: str) -> str:
    """``text``, a page or a part of one, with each such character replaced by one that shows."""
    return text.translate(_CONTROLS)

"""The filters in force as words, each with the changes to the list that would lift it."""

from __future__ import annotations

from typing import Any

from exports.datasette.filters import RECENT, Filters
from exports.datasette.words import MODES, STATES, TAGS, TRACKS

Chip = tuple[str, dict[str, Any]]


def chips(filters: Filters, roles: dict[str, str]) -> list[Chip]:
    """Each filter in force, in the order in which a page offers them; ``roles`` are the titles of SOC codes."""
    found: list[Chip] = []
    if filters.q:
        found.append((f"“{filters.q}”", {"q": "", "sort": "" if filters.sort == "relevance" else filters.sort}))
    for name, said in (
        ("role", roles.get(filters.role, filters.role)),
        ("employer", filters.employer),
        ("track", TRACKS.get(filters.track, "")),
    ):
        if said:
            found.append((said, {name: ""}))
    for tag in filters.tag:
        found.append((TAGS[tag], {"tag": tuple(other for other in filters.tag if other != tag)}))
    for name, said in (
        ("state", STATES.get(filters.state, "")),
        ("mode", MODES.get(filters.mode, "")),
        ("pay", "" if filters.pay is None else f"Pay reaches ${filters.pay:,}"),
        ("wage", "" if filters.wage is None else f"Wage level {filters.wage} or higher"),
        ("posted", _posted(filters.posted)),
    ):
        if said:
            found.append((said, {name: None if name in ("pay", "wage") else ""}))
    return found


def _posted(posted: str) -> str:
    if not posted:
        return ""
    return RECENT.get(posted) or (f"Since {posted}" if "-" in posted else f"Last {int(posted)} days")

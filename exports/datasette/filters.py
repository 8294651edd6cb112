"""What a list of postings is narrowed to: read from an address, written to one, and put into SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from exports.datasette.words import MODES, STATES, TAGS, TRACKS, UNKNOWN_ROLE

PAGE_SIZE = 25
SORTS = {"newest": "Newest", "pay": "Highest pay", "relevance": "Best match"}
RECENT = {"1": "Last day", "7": "Last 7 days", "30": "Last 30 days"}
"""Days that a page offers to look back."""
OPEN_TAGS = ("stated_yes", "likely", "possible")
"""What a visa track alone asks for: postings that do not look closed to it."""
EVERYTHING = "1"
"""The WHERE clause of no filter."""

_LONGEST_QUERY = 200
_LONGEST_NAME = 300
_MOST_PAY = 10_000_000
_LAST_PAGE = 100_000
_DAYS = re.compile(r"\d{1,4}")
_SOC = re.compile(r"\d{2}-\d{4}")
_WORD = re.compile(r"[^\W_]+")


class BadFilter(ValueError):
    """A value that a filter cannot have; the message is for the reader of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """One narrowed list; an empty field narrows nothing."""

    q: str = ""
    role: str = ""
    """SOC code, or ``unknown``."""
    employer: str = ""
    track: str = ""
    tag: tuple[str, ...] = ()
    """Verdicts, of the track if there is one."""
    state: str = ""
    pay: int | None = None
    """U.S. dollars a year that the top of the stated range reaches."""
    wage: int | None = None
    """OFLC wage level, at least."""
    mode: str = ""
    posted: str = ""
    """A day (``YYYY-MM-DD``), or a number of days before the newest crawl."""
    sort: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """The query string of this list with ``changes``; another list begins at its first page."""
        wanted = replace(self, **({"page": 1} | changes))
        pairs = [(name, value) for name in _FIELDS for value in _values(wanted, name)]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def order(self) -> str:
        """The sort in force."""
        return self.sort or ("relevance" if self.words else "newest")

    @property
    def words(self) -> str:
        """The search as FTS5 takes it: every word must be there, nothing in it is an operator."""
        return " ".join(f'"{word}"' for word in _WORD.findall(self.q))


def read_filters(query_string: str, fixed: Mapping[str, str] | None = None) -> Filters:
    """Filters of an address's query string, with ``fixed`` ones that the path says; :class:`BadFilter` names a fault.

    Names that are no filter are ignored: addresses collect them on their way.
    """
    given: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(query_string, errors="strict", max_num_fields=100)
    except ValueError:
        raise BadFilter("The address cannot be read: it is not UTF-8, or has too many parts.") from None
    for name, value in [*pairs, *(fixed or {}).items()]:
        if name in _FIELDS and value.strip():
            # The name of an employer is a key: whatever it begins or ends with belongs to it.
            given.setdefault(name, []).append(value if name == "employer" else value.strip())
    read: dict[str, Any] = {}
    for name, values in given.items():
        parse = _FIELDS[name]
        if name == "tag":
            read[name] = tuple(dict.fromkeys(parse(value) for value in values))
        else:
            read[name] = parse(values[-1])
    return Filters(**read)


def conditions(
    filters: Filters, newest: str, *, searched: bool = True, judged: bool = True
) -> tuple[str, dict[str, Any]]:
    """The WHERE clause over ``listing``, and its parameters; ``newest`` is the time of the newest crawl.

    Without ``searched`` the search is left out, for a query that joins it; without ``judged`` the verdict.
    """
    wheres: list[str] = []
    values: dict[str, Any] = {}
    if filters.words and searched:
        wheres.append("id IN (SELECT rowid FROM posting_fts WHERE posting_fts MATCH :words)")
        values["words"] = filters.words
    elif filters.q and not filters.words:
        wheres.append("0")  # nothing in it is a word, so nothing holds it
    if filters.role == UNKNOWN_ROLE:
        wheres.append("soc IS NULL")
    elif filters.role:
        wheres.append("soc = :role")
        values["role"] = filters.role
    tags = filters.tag or (OPEN_TAGS if filters.track else ())
    if tags and judged:
        names = {f"tag{number}": tag for number, tag in enumerate(tags)}
        wheres.append(f"{filters.track or 'sponsorship'} IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    for value, name, clause in (
        (filters.employer, "employer", "employer = :employer"),
        (f" {filters.state} " if filters.state else None, "state", "instr(states, :state)"),
        (filters.pay, "pay", "pay_max_usd_year >= :pay"),
        (filters.wage, "wage", "wage_level >= :wage"),
        (filters.mode, "mode", "work_mode = :mode"),
        (since(filters.posted, newest) if filters.posted else None, "posted", "posted >= :posted"),
    ):
        if value:
            wheres.append(clause)
            values[name] = value
    return " AND ".join(wheres) or EVERYTHING, values


def indexed(filters: Filters) -> str:
    """``listing`` with the index to find the rows of ``filters`` by.

    Wider indexes begin with the same columns; SQLite takes them for as good, and then reads the rows out of order,
    which costs five times as much for an employer with a third of all postings.
    """
    if filters.employer:
        return "listing INDEXED BY idx_listing_employer"
    if filters.role and filters.role != UNKNOWN_ROLE:
        return "listing INDEXED BY idx_listing_soc"
    return "listing"


def since(posted: str, newest: str) -> str:
    """The first day that ``posted`` means, counted back from the day of ``newest``."""
    if not _DAYS.fullmatch(posted):
        return posted
    return (date.fromisoformat(newest[:10]) - timedelta(days=int(posted))).isoformat()


def _values(filters: Filters, name: str) -> tuple[Any, ...]:
    value = getattr(filters, name)
    if isinstance(value, tuple):
        return value
    return () if value in ("", None) or (name == "page" and value == 1) else (value,)


def _text(label: str, longest: int) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if len(value) > longest:
            raise BadFilter(f"{label} is longer than {longest} characters.")
        return value

    return parse


def _one_of(label: str, choices: Mapping[str, str]) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise BadFilter(f"{label} cannot be “{_short(value)}”; it is one of {', '.join(choices)}.")
        return value

    return parse


def _number(label: str, lowest: int, highest: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        plain = value.replace(",", "").removeprefix("$")
        if not (plain.isascii() and plain.isdigit() and len(plain) < 12 and lowest <= int(plain) <= highest):
            raise BadFilter(f"{label} cannot be “{_short(value)}”; it is a number from {lowest} to {highest}.")
        return int(plain)

    return parse


def _role(value: str) -> str:
    if value != UNKNOWN_ROLE and not _SOC.fullmatch(value):
        raise BadFilter(f"Role cannot be “{_short(value)}”; it is a SOC code such as 15-1252.")
    return value


def _posted(value: str) -> str:
    if _DAYS.fullmatch(value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadFilter(
            f"Posted since cannot be “{_short(value)}”; it is a day such as 2026-10-31, or a number of days."
        ) from None


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"


_FIELDS: dict[str, Callable[[str], Any]] = {
    "q": _text("Search", _LONGEST_QUERY),
    "role": _role,
    "employer": _text("Employer", _LONGEST_NAME),
    "track": _one_of("Visa track", TRACKS),
    "tag": _one_of("Verdict", TAGS),
    "state": _one_of("State", STATES),
    "pay": _number("Pay", 1, _MOST_PAY),
    "wage": _number("Wage level", 1, 4),
    "mode": _one_of("Place", MODES),
    "posted": _posted,
    "sort": _one_of("Order", SORTS),
    "page": _number("Page", 1, _LAST_PAGE),
}

"""Read the demo's boards: one TOML file a board, with the postings of day 1 and what differs on day 2."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from enrich.record import StatementKind, Tag

System = Literal["greenhouse", "lever", "ashby", "workday", "jsonld"]
Life = Literal["open", "changed", "new", "closed", "must_not_close"]
Outcome = Literal["complete", "partial"]


class SampleError(ValueError):
    """A board source that cannot be built; the message names the file and what to mend."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a source file: a misspelt key is an error, never a silent default."""


class PayRange(_Strict, frozen=True, kw_only=True):
    """Pay as a careful person reads it."""

    min: float | None = None
    max: float | None = None
    currency: str
    unit: Literal["YEAR", "MONTH", "WEEK", "DAY", "HOUR"]
    kind: Literal["base", "ote"] = "base"
    scope: str | None = None


class Expectation(_Strict, frozen=True, kw_only=True):
    """What a careful person says of one posting."""

    statements: list[StatementKind] = []
    """Every kind that the posting states, strongest first."""
    pay: PayRange | None = None
    pay_also: list[PayRange] = []
    """Further ranges: by place, or on-target earnings beside the base."""
    tag: Tag | Literal["uncertain", ""] = ""
    """Empty: as the board's silent postings; ``uncertain``: no single tag is certain."""
    note: str = ""


class Address(_Strict, frozen=True, kw_only=True):
    """Place of work in parts, for the systems that send parts."""

    locality: str = ""
    region: str = ""
    country: str
    """ISO 3166-1 alpha-2 code."""
    postal_code: str = ""


class ShownPay(_Strict, frozen=True, kw_only=True):
    """Pay in the system's own pay field."""

    title: str = "Annual Salary:"
    min: float
    max: float
    currency: str = "USD"
    unit: Literal["YEAR", "HOUR"] = "YEAR"
    blurb: str = ""


class Posting(_Strict, frozen=True, kw_only=True):
    """One posting of a board."""

    id: str
    title: str
    """Empty for the one posting of the demo that no reader can use."""
    body: str
    """Light markup: see :mod:`samples.markup`."""
    location: str
    locations: list[str] = []
    """Further places, for the systems that list them."""
    address: Address | None = None
    department: str = ""
    team: str = ""
    employment: str = ""
    """In the system's own words (``Full-time``, ``FullTime``, ``FULL_TIME``)."""
    workplace: Literal["remote", "hybrid", "onsite", ""] = ""
    posted: datetime
    requisition: str = ""
    pay: list[ShownPay] = []
    json_ld: Literal["object", "graph", "raw_newlines"] = "object"
    """How the page carries its JSON-LD: one object, inside ``@graph``, or with line breaks that JSON forbids."""
    expect: Expectation = Expectation()


class Edit(_Strict, frozen=True, kw_only=True):
    """What day 2 changes in one posting; ``old`` must occur exactly once in its body."""

    id: str
    old: str = ""
    new: str = ""
    title: str | None = None
    location: str | None = None
    pay: list[ShownPay] | None = None
    expect: Expectation | None = None


class DayTwo(_Strict, frozen=True, kw_only=True):
    """What differs on day 2. Added postings come first in the listing, as the newest do."""

    outcome: Outcome = "complete"
    removed: list[str] = []
    added: list[Posting] = []
    edited: list[Edit] = []
    advertised: int | None = None
    """Total that the listing claims, when it is not the number of its rows."""
    failed_offset: int | None = None
    """Offset of the list page that is answered with HTTP 500."""


class Board(_Strict, frozen=True, kw_only=True):
    """One invented employer's careers site: everything needed to answer for its system on both days."""

    employer: str
    system: System
    token: str
    host: str = ""
    """Host of the careers site, for the systems where every employer has one."""
    site_url: str = ""
    """Start of the public posting URL, where it is not the system's own."""
    legal_name: str = ""
    """Legal entity, where the system has a field for it."""
    about: str = ""
    closing: str = ""
    silent_tag: Tag
    """Verdict for a posting in the U.S. that says nothing about visas."""
    filer: str | None = None
    """Name, in the reference extract, of the filer that the employer is; absent when there is none."""
    note: str = ""
    postings: list[Posting]
    day2: DayTwo

    @property
    def id(self) -> str:
        """``<ats>:<token>``."""
        return f"{self.system}:{self.token}"


def read_boards(folder: Path) -> list[Board]:
    """Boards of the TOML files in ``folder``, sorted by file name. Raises :class:`SampleError`."""
    return [read_board(path) for path in sorted(folder.glob("*.toml"))]


def read_board(path: Path) -> Board:
    """The board described by ``path``. Raises :class:`SampleError` naming the file and the key."""
    try:
        board = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Board)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SampleError(f"{path}: {error}") from error
    for problem in _problems(board):
        raise SampleError(f"{path}: {problem}")
    return board


def postings_on(board: Board, day: int) -> list[Posting]:
    """Postings that exist on crawl day ``day`` (1 or 2), in listing order; a failed page still hides some of them."""
    if day == 1:
        return board.postings
    edits = {edit.id: edit for edit in board.day2.edited}
    kept = [p for p in board.postings if p.id not in board.day2.removed]
    return [*board.day2.added, *(_edited(p, edits[p.id]) if p.id in edits else p for p in kept)]


def seen_on(board: Board, day: int) -> list[Posting]:
    """Postings that a crawl of ``day`` can collect."""
    postings = postings_on(board, day)
    return postings[: board.day2.failed_offset] if day == 2 else postings


def lives(board: Board) -> dict[str, Life]:
    """What becomes of every posting by the end of day 2, by id."""
    before = {p.id for p in board.postings}
    seen = {p.id for p in seen_on(board, 2)}
    edited = {edit.id for edit in board.day2.edited}
    unseen: Life = "closed" if board.day2.outcome == "complete" else "must_not_close"
    found: dict[str, Life] = {p.id: "new" for p in seen_on(board, 2) if p.id not in before}
    for posting in board.postings:
        seen_life: Life = "changed" if posting.id in edited else "open"
        found[posting.id] = seen_life if posting.id in seen else unseen
    return found


def _edited(posting: Posting, edit: Edit) -> Posting:
    changes = {name: getattr(edit, name) for name in ("title", "location", "pay", "expect")}
    changes = {name: value for name, value in changes.items() if value is not None}
    body = posting.body.replace(edit.old, edit.new) if edit.old else posting.body
    return msgspec.structs.replace(posting, body=body, **changes)


def _problems(board: Board) -> Iterator[str]:
    ids = [p.id for p in [*board.postings, *board.day2.added]]
    yield from (f"posting {twice} appears twice" for twice in sorted({i for i in ids if ids.count(i) > 1}))
    bodies = {p.id: p.body for p in board.postings}
    yield from (f"day2.removed: no posting {gone}" for gone in board.day2.removed if gone not in bodies)
    for edit in board.day2.edited:
        if edit.id not in bodies or edit.id in board.day2.removed:
            yield f"day2.edited: no posting {edit.id}"
        elif edit.old and bodies[edit.id].count(edit.old) != 1:
            yield f"day2.edited: {edit.old!r} is not exactly once in the body of {edit.id}"
    for posting in [*board.postings, *board.day2.added]:
        if posting.posted.tzinfo is None:
            yield f"posting {posting.id}: posted needs an offset, such as 2026-10-02T14:05:00-04:00"

"""A published feed in a few lines: what is on each board, and what some postings say in their own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from enrich.record import EnrichedPosting, StatementKind


@dataclass(slots=True, kw_only=True)
class BoardRow:
    """One board of the feed."""

    board: str
    open: int = 0
    closed: int = 0
    filers: Counter[str] = field(default_factory=Counter)
    """Matched filer's name -> open postings."""
    tags: Counter[str] = field(default_factory=Counter)
    """Tag -> open postings."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement with the posting that makes it."""

    id: str
    title: str
    kind: StatementKind
    quote: str
    tag: str


def board_rows(feed: Path) -> list[BoardRow]:
    """Open and closed postings, filers and tags of each board in ``feed``, by board."""
    rows: dict[str, BoardRow] = {}
    for posting in _read(feed):
        row = rows.setdefault(posting.board, BoardRow(board=posting.board))
        if posting.status == "closed":
            row.closed += 1
            continue
        row.open += 1
        row.tags[posting.sponsorship.tag] += 1
        if posting.filer.decision == "match" and posting.filer.name:
            row.filers[posting.filer.name] += 1
    return [rows[board] for board in sorted(rows)]


def telling_quotes(feed: Path) -> list[Quote]:
    """The first open posting of each statement kind, with its words; the kinds that decide a tag first."""
    found: dict[str, Quote] = {}
    for posting in _read(feed):
        for statement in posting.statements if posting.status == "open" else []:
            quote = Quote(posting.id, posting.title, statement.kind, statement.quote, posting.sponsorship.tag)
            found.setdefault(statement.kind, quote)
    order = ("offers", "no_sponsorship", "conditional", "citizenship_or_clearance_required", "export_control")
    return sorted(found.values(), key=lambda quote: (order.index(quote.kind) if quote.kind in order else 9, quote.kind))


def _read(feed: Path) -> Iterator[EnrichedPosting]:
    decoder = msgspec.json.Decoder(EnrichedPosting)
    with feed.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)

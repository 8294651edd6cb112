"""When a snapshot may close what it lacks.

A wrong close takes a live job away from everybody who reads the feed, so the right to close has to be proven:

- ``complete`` closes, unless its header contradicts itself or a posting was unreadable whose id is unknown (it may be
  the one that seems to be missing).
- A listing without any posting closes once it has been seen several times in a row over long enough a time
  (:data:`EMPTY_PROOF`), with no other outcome in between: one empty answer is as often an outage as a hiring freeze.
- Everything else closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.items import Outcome, Snapshot

EMPTY_PROOF = {True: (2, timedelta(hours=20)), False: (3, timedelta(days=7))}
"""Whether the board itself says that it has 0 postings -> how many such sights in a row, over how long.

Chosen, not measured: two daily crawls of a board that counts its postings; a week of a board that only lists nothing,
which looks the same as a listing that broke.
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one earlier crawl of the board saw."""

    crawled_at: str
    outcome: Outcome
    advertised_total: int | None
    collected: int


def why_held(header: Snapshot, postings: int, earlier: Iterable[Sight]) -> str | None:
    """Why the snapshot may not close anything, in words; ``None`` when it may.

    ``postings`` is how many the file holds, ``earlier`` the board's earlier crawls, newest first.
    """
    if header.outcome not in ("complete", "empty"):
        return header.reason or header.outcome
    if postings != header.collected:
        return f"the header says {header.collected} postings, the file holds {postings}"
    if header.unreadable > len(header.unreadable_ids):
        return f"{header.unreadable - len(header.unreadable_ids)} unreadable postings of unknown id"
    if header.advertised_total is not None and header.advertised_total > postings + header.unreadable:
        return f"the board says {header.advertised_total} postings, {postings + header.unreadable} were listed"
    if postings or header.unreadable:
        return None if header.outcome == "complete" else f"called empty, lists {postings + header.unreadable} postings"
    return _why_empty_is_unproven(header, earlier)


def _why_empty_is_unproven(header: Snapshot, earlier: Iterable[Sight]) -> str | None:
    says_zero = header.advertised_total == 0
    since, sights = header.crawled_at, 1
    for sight in earlier:
        if sight.outcome not in ("complete", "empty") or sight.collected:
            break
        if says_zero and sight.advertised_total != 0:
            break
        since, sights = sight.crawled_at, sights + 1
    needed, span = EMPTY_PROOF[says_zero]
    seen_for = datetime.fromisoformat(header.crawled_at) - datetime.fromisoformat(since)
    if sights >= needed and seen_for >= span:
        return None
    hours = span // timedelta(hours=1)
    return f"no postings, seen so {sights} times in a row; {needed} times over at least {hours} hours close"

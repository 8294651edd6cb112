"""When a snapshot may close what it lacks.

A wrong close takes a live job away from everybody who reads the feed, so the right to close has to be proven:

- ``complete`` closes, unless its header contradicts itself or a posting was unreadable whose id is unknown (it may be
  the one that seems to be missing).
- A listing without any posting closes once it has been seen several times in a row over long enough a time
  (:data:`EMPTY_PROOF`), with no other outcome in between: one empty answer is as often an outage as a hiring freeze.
- A listing of less than half of what the board used to have, and ten postings less, is doubted as long as an empty one
  (:data:`FALLEN`): a site that breaks off its listing still answers, and seldom says that it did.
- Everything else closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from math import ceil
from statistics import median

from crawler.items import WHOLE, Outcome, Snapshot

EMPTY_PROOF = {True: (2, timedelta(hours=20)), False: (3, timedelta(days=7))}
"""Whether the board itself says that it has so few postings -> how many such sights in a row, over how long.

Chosen, not measured: two daily crawls of a board that counts its postings; a week of a board that only lists nothing,
which looks the same as a listing that broke.
"""

FALLEN = 0.5
"""A listing has fallen when it is below this share of the median of the last :data:`MEDIAN_OF` believed ones and of the
last of them, and has lost :data:`LEAST_LOST` postings or more: few boards lose half of what they have overnight."""

MEDIAN_OF = 5
LEAST_LOST = 10


@dataclass(frozen=True, slots=True)
class Sight:
    """What one earlier crawl of the board saw."""

    crawled_at: str
    outcome: Outcome
    advertised_total: int | None
    collected: int
    held: bool = False
    """Whether it was not believed."""


def why_held(header: Snapshot, postings: int, earlier: Iterable[Sight]) -> str | None:
    """Why the snapshot may not close anything, in words; ``None`` when it may.

    ``postings`` is how many the file holds, ``earlier`` the board's earlier crawls, newest first.
    """
    if header.outcome not in WHOLE:
        return header.reason or header.outcome
    if postings != header.collected:
        return f"the header says {header.collected} postings, the file holds {postings}"
    if header.unreadable > len(header.unreadable_ids):
        return f"{header.unreadable - len(header.unreadable_ids)} unreadable postings of unknown id"
    if header.advertised_total is not None and header.advertised_total > postings + header.unreadable:
        return f"the board says {header.advertised_total} postings, {postings + header.unreadable} were listed"
    if (postings or header.unreadable) and header.outcome != "complete":
        return f"called empty, lists {postings + header.unreadable} postings"
    if postings or header.unreadable:
        return _why_fall_is_unproven(header, postings + header.unreadable, list(islice(earlier, _LOOKED_BACK)))
    return _why_unproven(header, earlier, 0, "no postings")


_LOOKED_BACK = 60  # two months of nights; a fall that began before has long been proven or ended


def _why_fall_is_unproven(header: Snapshot, listed: int, earlier: list[Sight]) -> str | None:
    believed = [sight.collected for sight in earlier if sight.outcome == "complete" and not sight.held][:MEDIAN_OF]
    if not believed:
        return None
    usual = min(median(believed), believed[0])
    if listed >= FALLEN * usual or usual - listed < LEAST_LOST:
        return None
    return _why_unproven(header, earlier, ceil(FALLEN * usual) - 1, f"{listed} postings, {believed[0]} before")


def _why_unproven(header: Snapshot, earlier: Iterable[Sight], most: int, said: str) -> str | None:
    """Why a listing of so few is not believed yet: it is, once it was seen several times in a row, over long enough.

    A sight of up to ``most`` postings counts as one of the row.
    """
    says_so = header.advertised_total is not None and header.advertised_total <= most
    since, sights = header.crawled_at, 1
    for sight in earlier:
        if sight.outcome not in WHOLE or sight.collected > most:
            break
        if says_so and (sight.advertised_total is None or sight.advertised_total > most):
            break
        since, sights = sight.crawled_at, sights + 1
    needed, span = EMPTY_PROOF[says_so]
    seen_for = datetime.fromisoformat(header.crawled_at) - datetime.fromisoformat(since)
    if sights >= needed and seen_for >= span:
        return None
    hours = span // timedelta(hours=1)
    return f"{said}, seen so {sights} times in a row; {needed} times over at least {hours} hours close"

"""Boards that fail night after night: asked more and more seldom, and never forgotten.

A board without a usable answer :data:`FAILURES` runs in a row, or one that ends the process that crawls it, is set
aside until a date. It is crawled again then; each further failure doubles the pause, up to :data:`LONGEST`, and an
answer ends it. What is known is in ``<data>/aside.json``; without that file every board is crawled.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from crawler.clean import utc
from crawler.files.small_files import replace_file
from crawler.items import Board, Snapshot

log = logging.getLogger(__name__)

FAILURES: Final = 3
FIRST: Final = timedelta(days=2)
LONGEST: Final = timedelta(days=30)
SLACK: Final = timedelta(hours=4)
"""A nightly run may begin so much earlier than the one before and still find the pause over."""

POISON: Final = "crawling it ended the process twice"
"""How the reason of a board begins that is set aside at the first failure."""

_ANSWERED: Final = ("complete", "empty", "partial")


class Trouble(msgspec.Struct):
    """A board whose last runs had no usable answer; times are UTC."""

    failures: int
    """Runs in a row."""
    since: str
    """The first of them."""
    run: str
    """The last of them."""
    reason: str
    retry_at: str | None = None
    """It is left alone until then; ``None``: not set aside yet."""


class AsideError(ValueError):
    """A board that is not set aside was to be brought back."""


def read_troubles(data: Path) -> dict[str, Trouble]:
    """Boards in trouble, by id; none when nothing is known."""
    path = _path(data)
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Trouble])
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, OSError) as error:
        log.warning("%s: cannot be read (%s); no board is left out", path, error)
        return {}


def set_aside(troubles: dict[str, Trouble], boards: Iterable[Board], at: str) -> list[Board]:
    """Those of ``boards`` that a run which started ``at`` leaves alone."""
    return [board for board in boards if (known := troubles.get(board.id)) and known.retry_at and known.retry_at > at]


def note_run(data: Path, run: str, crawled_at: str, snapshots: Iterable[Snapshot], defects: Iterable[str]) -> None:
    """Remember which boards failed in ``run``, ``defects`` among them, and forget those that answered.

    Noting a run again changes nothing.
    """
    before = read_troubles(data)
    after = dict(before)
    failed = {snapshot.board.id: snapshot.reason or snapshot.outcome for snapshot in snapshots}
    for snapshot in snapshots:
        if snapshot.outcome in _ANSWERED:
            after.pop(snapshot.board.id, None)
            del failed[snapshot.board.id]
    failed |= dict.fromkeys(defects, "a defect of the crawler; the log has it")
    for board, reason in failed.items():
        known = before.get(board)
        if known is None or known.run != run:
            after[board] = _after_failure(known, run, crawled_at, reason)
    if after != before:
        _write(data, after)


def bring_back(data: Path, boards: Iterable[str]) -> list[str]:
    """Forget the troubles of ``boards``, of all when there are none given; ids of those that were set aside.

    Raises :class:`AsideError` for a board that is in no trouble.
    """
    troubles = read_troubles(data)
    wanted = list(boards) or list(troubles)
    if unknown := [board for board in wanted if board not in troubles]:
        known = ", ".join(sorted(troubles)[:5]) or "no board"
        raise AsideError(f"{unknown[0]} is not set aside; in trouble: {known}")
    back = [board for board in wanted if troubles.pop(board).retry_at is not None]
    _write(data, troubles)
    return back


def _after_failure(known: Trouble | None, run: str, crawled_at: str, reason: str) -> Trouble:
    failures = known.failures + 1 if known is not None else 1
    if reason.startswith(POISON):
        failures = max(failures, FAILURES)
    retry_at = None
    if failures >= FAILURES:
        pause = min(FIRST * 2 ** min(failures - FAILURES, 10), LONGEST) - SLACK
        retry_at = utc(datetime.fromisoformat(crawled_at) + pause)
    return Trouble(failures, known.since if known is not None else crawled_at, run, reason, retry_at)


def _path(data: Path) -> Path:
    return data / "aside.json"


def _write(data: Path, troubles: dict[str, Trouble]) -> None:
    replace_file(_path(data), msgspec.json.format(msgspec.json.encode(troubles, order="sorted")) + b"\n")

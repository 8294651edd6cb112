"""Which of the listed boards a crawl is about: by name, by how long ago they were crawled."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from crawler.clean import utc
from crawler.fold.ledger_schema import view_ledger
from crawler.items import Board

_AGO: Final = re.compile(r"(\d{1,5})([hd])")
_UNITS: Final = {"h": "hours", "d": "days"}


class SelectionError(ValueError):
    """No board is meant, or it cannot be told which; the message says what to write."""


def only(boards: list[Board], patterns: tuple[str, ...]) -> list[Board]:
    """Boards whose id or employer one of ``patterns`` names: as part of it, or as a whole with ``*`` and ``?``.

    Upper and lower case are one. Raises :class:`SelectionError` for a pattern that no board has.
    """
    if not patterns:
        return boards
    matched = {pattern: {board.id for board in boards if _names(pattern, board)} for pattern in patterns}
    for pattern, ids in matched.items():
        if not ids:
            raise SelectionError(f"no board is named by {pattern!r}; `sponsorfeed boards check` lists them")
    wanted = set().union(*matched.values())
    return [board for board in boards if board.id in wanted]


def _names(pattern: str, board: Board) -> bool:
    pattern = pattern.casefold()
    if not any(wild in pattern for wild in "*?["):
        pattern = f"*{pattern}*"
    return any(fnmatchcase(text.casefold(), pattern) for text in (board.id, board.employer))


def parse_since(text: str, now: datetime | None = None) -> str:
    """``2026-11-19``, ``2026-11-19T06:00:00Z``, or ago: ``12h``, ``3d``; as UTC ``YYYY-MM-DDTHH:MM:SSZ``.

    Raises :class:`SelectionError`.
    """
    if match := _AGO.fullmatch(text.strip()):
        ago = timedelta(**{_UNITS[match[2]]: int(match[1])})
        return utc((now or datetime.now(UTC)).replace(microsecond=0) - ago)
    try:
        time = datetime.fromisoformat(text.strip())
        return utc(time if time.tzinfo is not None else time.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        said = "a date, 2026-11-19, a UTC time, 2026-11-19T06:00:00Z, or how long ago, 12h or 3d"
        raise SelectionError(f"since {text!r}: write {said}") from error


def not_crawled_since(boards: list[Board], ledger: Path, since: str) -> list[Board]:
    """Boards that the ledger has no crawl of since that time; all when there is no ledger.

    Raises :class:`SelectionError` when the ledger cannot be read.
    """
    if not ledger.is_file():
        return boards
    try:
        with view_ledger(ledger) as db:
            crawled = {id for (id,) in db.execute("SELECT id FROM board WHERE last_crawled >= ?", (since,))}
    except sqlite3.Error as error:
        raise SelectionError(f"{ledger}: {error}; --since asks the ledger when a board was crawled") from error
    return [board for board in boards if board.id not in crawled]

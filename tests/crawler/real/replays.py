"""Replay real captures of one board and hand back its postings by their id at the system."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from crawler.boards import board_from_url
from crawler.items import JobPosting, Snapshot
from tests.capture import crawl_exchanges

Postings = dict[str, JobPosting]


def replay(ats: str, url: str, exchanges: list[dict[str, Any]], folder: Path) -> tuple[Snapshot, Postings]:
    """Header and postings of the board ``ats`` (``<name>:<token>``) at ``url``."""
    board = board_from_url(url, employer="The Employer", ats=ats)
    header, postings = crawl_exchanges(board, exchanges, folder)
    return header, {posting.id.removeprefix(f"{board.id}:"): posting for posting in postings}


def plain(fragment: str) -> str:
    """Text of a fragment of markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def squeezed(text: str) -> str:
    """``text`` without its blanks, for comparing what differs in them only."""
    return "".join(text.split())

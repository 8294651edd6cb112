"""Headers of invented snapshots."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crawler import PARSER_VERSION
from crawler.items import Board, Snapshot
from crawler.snapshots import FORMAT


def header(board: Board, run: str, crawled_at: str, **said: Any) -> Snapshot:
    """That of a whole crawl that found nothing, but for what is ``said``."""
    plain = Snapshot(
        format=FORMAT,
        run=run,
        board=board,
        crawled_at=crawled_at,
        outcome="complete",
        reason=None,
        advertised_total=None,
        collected=0,
        unreadable=0,
        detail_missing=0,
        requests=1,
        parser_version=PARSER_VERSION,
    )
    return replace(plain, **said)

"""Run spider classes over loopback boards, as the crawl stage does."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project_settings
from crawler.items import Board, JobPosting, Snapshot
from crawler.listings.board_spider import BoardSpider
from crawler.politeness import pace_of
from crawler.snapshots import read_header, read_postings, snapshot_path
from tests.loopback import HOST


def crawl_with(
    spider: type[BoardSpider],
    board: Board,
    snapshots: Path,
    *,
    run: str,
    full: bool = False,
    **settings: object,
) -> tuple[Snapshot, list[JobPosting]]:
    """Header and postings of one board crawled in ``run`` (``YYYYMMDDTHHMMSSZ``, also the crawl's clock)."""
    crawl_boards([(spider, [board])], snapshots, run=run, full=full, **settings)
    path = snapshot_path(snapshots, run, board)
    return read_header(path), list(read_postings(path))


def crawl_boards(
    groups: Iterable[tuple[type[BoardSpider], list[Board]]],
    snapshots: Path,
    *,
    run: str,
    full: bool = False,
    **settings: object,
) -> None:
    """Crawl the boards of several spiders at once, without any delay but what ``settings`` say."""
    own = Settings()
    own.setmodule(project_settings)
    own.setdict(
        {
            "GUARD_ALLOWED_HOSTS": [HOST],
            "DOWNLOAD_DELAY": 0,
            "DOWNLOAD_SLOTS": {},
            "LOG_INSTALL_ROOT_HANDLER": False,
            "RETRY_BACKOFF_SECONDS": 0.01,
            **settings,
        }
    )
    own.set("PACE", pace_of(own))
    process = AsyncCrawlerProcess(own)
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    crawled_at = f"{run[:4]}-{run[4:6]}-{run[6:8]}T{run[9:11]}:{run[11:13]}:{run[13:15]}Z"
    for spider, boards in groups:
        process.crawl(spider, boards=boards, snapshots=snapshots, run=run, crawled_at=crawled_at, full=full)
    process.start(install_signal_handlers=False)

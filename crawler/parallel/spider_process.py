"""Run the spiders of some boards in this process: one Scrapy crawler a system, one event loop, one pace."""

from __future__ import annotations

import gc
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project_settings
from crawler.archive import Archive, replay_settings
from crawler.files.storage import Location
from crawler.items import Board, Snapshot


@dataclass(slots=True, kw_only=True)
class Orders:
    """What spiders are told besides their boards."""

    snapshots: Location
    run: str
    crawled_at: str
    full: bool = False
    at_once: int | None = None
    """Boards of a system that are under way at once; ``None``: as many as its spider likes."""
    begun: Callable[[Board], None] = lambda _: None
    progress: Callable[[Board, Snapshot | None], None] = lambda *_: None
    """Called when a board is over; ``None`` when a defect left it without a snapshot."""
    stopping: Callable[[], bool] = lambda: False


def run_spiders(
    settings: Settings, boards: list[Board], orders: Orders, at_start: Callable[[], None] = lambda: None
) -> None:
    """Crawl ``boards``; runs an event loop of its own, which is there, but does not run yet, ``at_start``."""
    # The others need not be imported.
    settings.set("SPIDER_MODULES", sorted({f"crawler.spiders.{board.ats}" for board in boards}))
    loader = SpiderLoader.from_settings(settings)
    by_system: dict[str, list[Board]] = defaultdict(list)
    for board in boards:
        by_system[board.ats].append(board)
    process = make_process(settings)
    for ats, group in sorted(by_system.items()):
        process.crawl(
            loader.load(ats),
            boards=group,
            snapshots=orders.snapshots,
            run=orders.run,
            crawled_at=orders.crawled_at,
            full=orders.full,
            at_once=orders.at_once,
            begun=orders.begun,
            progress=orders.progress,
            stopping=orders.stopping,
        )
    at_start()
    process.start(install_signal_handlers=False)


def make_process(settings: Settings) -> AsyncCrawlerProcess:
    """Scrapy's process without what costs a crawl time and gives it nothing."""
    process = AsyncCrawlerProcess(settings)
    # Scrapy's log records cost a tenth of a crawl even when no handler prints them; its process turns them on.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # What is imported stays: the collector need not look at it each time.
    gc.freeze()
    return process


def crawl_settings(contact: str | None, allowed_hosts: tuple[str, ...], archive: Archive | None = None) -> Settings:
    """Settings of a crawl: live with ``contact`` in the user agent, or answered by ``archive``."""
    settings = Settings()
    settings.setmodule(project_settings)
    own: dict[str, Any] = {
        "LOG_INSTALL_ROOT_HANDLER": False,
        "USER_AGENT": f"sponsorfeed ({contact or 'replay'})",
        "GUARD_ALLOWED_HOSTS": list(allowed_hosts),
        # A host that the operator allows by name is the operator's own: there is nobody to be slow for.
        "DOWNLOAD_SLOTS": settings.getdict("DOWNLOAD_SLOTS")
        | {host: {"concurrency": 8, "delay": 0.0} for host in allowed_hosts},
        "DOWNLOADER_MIDDLEWARES": dict(settings.getdict("DOWNLOADER_MIDDLEWARES")),
    }
    settings.setdict(own, priority="cmdline")
    if archive is not None:
        settings.setdict(replay_settings(archive, settings), priority="cmdline")
    return settings

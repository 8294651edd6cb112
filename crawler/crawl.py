"""The crawl stage: boards in, one snapshot each out, and what became of them."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project_settings
from crawler.archive import Archive, Recorder, replay_settings
from crawler.items import Board, Snapshot
from crawler.runs import Run, boards_to_do, live_run, replay_run, save_run
from crawler.snapshots import SnapshotError, read_header, remove_torn, snapshot_path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl. ``replay`` and ``record`` exclude each other; a live crawl needs ``contact``."""

    data: Path
    contact: str | None = None
    """E-mail or web address in the user agent, so that a site's operator can reach whoever runs the crawl."""
    replay: tuple[Path, ...] = ()
    record: Path | None = None
    full: bool = False
    """Ask for every detail again; a recording and a replay always do, so that an archive stands on its own."""
    allowed_hosts: tuple[str, ...] = ()
    """Hosts that may resolve to a private address (an intranet, a test server)."""


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did: every board of the run with its outcome."""

    run: str
    snapshots: list[Snapshot] = field(default_factory=list)
    resumed: int = 0
    """Boards that had their snapshot from an earlier start of the same run."""
    unfinished: list[str] = field(default_factory=list)
    """Boards without a snapshot: the crawl was interrupted."""
    interrupted: int | None = None
    """Number of the signal that ended the crawl early."""

    @property
    def healthy(self) -> bool:
        """Every board is complete or proven empty."""
        return not self.unfinished and all(s.outcome in ("complete", "empty") for s in self.snapshots)

    @property
    def postings(self) -> int:
        """Postings collected."""
        return sum(snapshot.collected for snapshot in self.snapshots)


def plan(boards: list[Board], options: CrawlOptions) -> tuple[Run, list[Board], Archive | None]:
    """The run that a crawl of ``boards`` belongs to and the boards of it still to do. Raises ``ArchiveError``."""
    archive = Archive(list(options.replay)) if options.replay else None
    run = replay_run(archive.started) if archive else live_run(options.data / "runs", boards)
    return run, boards_to_do(options.data / "snapshots", run, boards), archive


def crawl(
    boards: list[Board], options: CrawlOptions, progress: Callable[[Snapshot], None] | None = None
) -> CrawlReport:
    """Crawl ``boards`` into ``<data>/snapshots``; boards of the run that have a snapshot are left alone.

    Runs an event loop of its own. A first SIGINT or SIGTERM finishes the boards under way, a second ends the process at
    once; both leave whole snapshots only. Raises ``ArchiveError``.
    """
    run, to_do, archive = plan(boards, options)
    folder = options.data / "snapshots"
    save_run(options.data / "runs", run, boards, finished=not to_do)
    remove_torn(folder / run.id)
    stopping = Stopping()
    if to_do:
        with ExitStack() as stack:
            stack.enter_context(stopping)
            settings = _settings(options, archive)
            if options.record is not None:
                recorder = Recorder(options.record, run.crawled_at)
                stack.callback(recorder.close)
                settings.set("WARC_RECORDER", recorder)
                settings["DOWNLOADER_MIDDLEWARES"]["crawler.archive.RecordMiddleware"] = 880
            full = options.full or options.record is not None or archive is not None
            _run_spiders(settings, to_do, folder, run, progress, stopping, full)
    report = CrawlReport(run.id, resumed=len(boards) - len(to_do), interrupted=stopping.signal)
    for board in boards:
        try:
            report.snapshots.append(read_header(snapshot_path(folder, run.id, board)))
        except FileNotFoundError:
            report.unfinished.append(board.id)
        except SnapshotError as error:
            log.error("%s", error)
            report.unfinished.append(board.id)
    save_run(options.data / "runs", run, boards, finished=not report.unfinished)
    return report


class Stopping:
    """Turns SIGINT and SIGTERM into a wish to stop, and a second one into the end of the process."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, _: FrameType | None) -> None:
        if self.signal is not None:
            os._exit(128 + number)  # nothing to clean up: what is not a whole snapshot is not there
        self.signal = number
        log.warning("stopping after the boards under way; once more stops at once")


def _run_spiders(
    settings: Settings,
    boards: list[Board],
    snapshots: Path,
    run: Run,
    progress: Callable[[Snapshot], None] | None,
    stopping: Stopping,
    full: bool,
) -> None:
    loader = SpiderLoader.from_settings(settings)
    by_system: dict[str, list[Board]] = defaultdict(list)
    for board in boards:
        by_system[board.ats].append(board)
    process = AsyncCrawlerProcess(settings)
    # Scrapy's log records cost a tenth of a crawl even when no handler prints them; its process turns them on.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    for ats, group in sorted(by_system.items()):
        process.crawl(
            loader.load(ats),
            boards=group,
            snapshots=snapshots,
            run=run.id,
            crawled_at=run.crawled_at,
            progress=progress,
            stopping=lambda: stopping.signal is not None,
            full=full,
        )
    process.start(install_signal_handlers=False)


def _settings(options: CrawlOptions, archive: Archive | None) -> Settings:
    settings = Settings()
    settings.setmodule(project_settings)
    own: dict[str, Any] = {
        "LOG_INSTALL_ROOT_HANDLER": False,
        "USER_AGENT": f"sponsorfeed ({options.contact or 'replay'})",
        "GUARD_ALLOWED_HOSTS": list(options.allowed_hosts),
        # A host that the operator allows by name is the operator's own: there is nobody to be slow for.
        "DOWNLOAD_SLOTS": settings.getdict("DOWNLOAD_SLOTS")
        | {host: {"concurrency": 8, "delay": 0.0} for host in options.allowed_hosts},
        "DOWNLOADER_MIDDLEWARES": dict(settings.getdict("DOWNLOADER_MIDDLEWARES")),
    }
    settings.setdict(own, priority="cmdline")
    if archive is not None:
        settings.setdict(replay_settings(archive, settings), priority="cmdline")
    return settings

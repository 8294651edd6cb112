"""One night: crawl, update, enrich and export, and a row in the history that tells how it went."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from crawler.crawl import CrawlOptions, CrawlReport, Watch, crawl
from crawler.files.storage import Location, check_writable
from crawler.items import Board
from crawler.ledger import FoldReport, fold_snapshots
from crawler.parallel.dispatch import Hands
from crawler.runs.runs import finish_run
from enrich.stage import EnrichReport, enrich_ledger
from exports.publication import ExportReport
from operations.aftermath import leave_word
from operations.history import Entry, keep
from operations.publishing import publish


@dataclass(frozen=True, slots=True)
class Night:
    """What a run did; a stage is ``None`` when the crawl was interrupted before it."""

    crawled: CrawlReport
    folded: FoldReport | None = None
    enriched: EnrichReport | None = None
    published: ExportReport | None = None
    page: Path | None = None
    """The report."""

    @property
    def exit_code(self) -> int:
        """0 published and healthy, 1 published and some boards failed or were held, 128 + signal interrupted."""
        if self.crawled.interrupted:
            return 128 + self.crawled.interrupted
        assert self.folded is not None
        return 1 if self.folded.problems or self.folded.held or not self.crawled.healthy else 0


def spend_night(
    boards: list[Board],
    options: CrawlOptions,
    *,
    out: Location,
    formats: tuple[str, ...],
    prometheus: Path | None,
    keep_personal_data: bool,
    watch: Watch,
    hands: Hands | None = None,
    executor: Executor | None = None,
) -> Night:
    """Do all stages in the data folder of ``options``, whose lock is held, and publish to ``out``.

    With ``hands`` these crawl, and ``executor`` does what the other stages share out. The run is over when its report
    is written: killed before, it is taken up by the next call with the same boards. A signal during the crawl is the
    crawl's; one after it ends the process by ``SystemExit``, with every file whole. Raises what the stages raise.
    """
    data = options.data
    ledger, reference = data / "ledger.db", data / "reference.db"
    with keep(ledger, "run") as entry:
        if not isinstance(out, Path):
            check_writable(out)  # before a night's work rather than after it
        with _timed(entry, "crawl"):
            crawled = crawl(boards, options, watch, hands)
        entry.note_crawl(crawled)
        if crawled.interrupted:
            entry.exit_code = 128 + crawled.interrupted
            return Night(crawled)
        with stoppable():
            with _timed(entry, "update", watch):
                folded = fold_snapshots(options.store, ledger, executor)
            with _timed(entry, "enrich", watch):
                enriched = enrich_ledger(
                    ledger, reference, keep_personal_data=keep_personal_data, executor=executor, store=options.store
                )
            with _timed(entry, "export", watch):
                published = publish(ledger, reference, out, formats, executor)
            night = Night(crawled, folded, enriched, published)
            entry.note_publication(folded, published)
            page = leave_word(
                data, out if isinstance(out, Path) else data / "out", crawled.run, night.exit_code, prometheus
            )
            if not crawled.unfinished:
                finish_run(data / "runs", crawled.run)
        entry.exit_code = night.exit_code
    return Night(crawled, folded, enriched, published, page)


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGINT and SIGTERM raise ``SystemExit`` with 128 + their number here; a second one ends the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        if came:
            os._exit(128 + number)
        came.append(number)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _timed(entry: Entry, stage: str, watch: Watch | None = None) -> Iterator[None]:
    if watch is not None:
        watch.stage(stage)
    started = time.monotonic()
    try:
        yield
    finally:
        entry.seconds[stage] = round(time.monotonic() - started, 3)

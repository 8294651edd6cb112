"""What every spider does: boards in, one snapshot or one stream of items each, with a guard around each posting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Final

from scrapy import Spider

from crawler.boards import board_from_url
from crawler.carry import Earlier
from crawler.collect import BoardCrawl, FetchError
from crawler.items import Board, IncompletePosting, JobPosting, Snapshot
from crawler.runs import new_run
from crawler.snapshots import snapshot_path

UNREADABLE: Final = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
"""What a mapping raises on a job of an unexpected shape: a missing key, a null, a list where an object was."""


class BoardSpider(Spider):
    """Crawls boards of one system.

    ``scrapy crawl <ats> -a board=URL`` yields the postings of one board as items. The crawl stage hands over many
    boards and a folder instead, and each board becomes a snapshot there as soon as it is done.
    """

    boards_at_once: ClassVar[int] = 8
    details_at_once: ClassVar[int] = 8

    def __init__(
        self,
        board: str | None = None,
        boards: Iterable[Board] = (),
        snapshots: Path | None = None,
        run: str = "",
        crawled_at: str = "",
        progress: Callable[[Snapshot], None] | None = None,
        stopping: Callable[[], bool] = lambda: False,
        full: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.boards = list(boards) or ([board_from_url(board, ats=self.name)] if board else [])
        if not self.boards:
            raise ValueError(f"no board; run: scrapy crawl {self.name} -a board=URL")
        self._snapshots = snapshots
        self._progress = progress
        self._stopping = stopping
        self._full = full
        fresh = new_run()
        self._run, self._crawled_at = run or fresh.id, crawled_at or fresh.crawled_at

    async def start(self) -> AsyncIterator[Any]:
        """Crawl every board: to snapshots when there is a folder for them, else as items."""
        if self._snapshots is None:
            for board in self.boards:
                async for posting in self._emit(board):
                    yield posting
            return
        waiting = iter(self.boards)
        await asyncio.gather(*(self._work(waiting) for _ in range(self.boards_at_once)))

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job as the system describes it. Pure: no requests, no clock, no settings."""
        raise NotImplementedError

    def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of one board. Raises :class:`FetchError` when the listing cannot be had."""
        raise NotImplementedError

    def read(self, crawl: BoardCrawl, job: Any, entry: object = None) -> JobPosting | None:
        """The guard: one job through :meth:`posting`; ``None`` and counted when it cannot be read.

        ``entry`` is the list entry that the job's detail was asked for.
        """
        try:
            return crawl.add(self.posting(job, crawl.board), job, entry)
        except UNREADABLE as error:
            if isinstance(error, IncompletePosting) or not isinstance(job, dict):
                crawl.unreadable(error)
                return None
            return self._read_without_a_field(crawl, job, entry, error)

    def _read_without_a_field(
        self, crawl: BoardCrawl, job: dict[str, Any], entry: object, failure: Exception
    ) -> JobPosting | None:
        """One optional field of an unexpected shape is unknown; it does not cost the posting."""
        posting_id = None
        for name in job:
            without = job | {"detail": None} if name == "detail" else {k: v for k, v in job.items() if k != name}
            try:
                posting = crawl.add(self.posting(without, crawl.board), job, entry)
            except IncompletePosting as error:
                posting_id = posting_id or error.posting_id
            except UNREADABLE:
                continue
            else:
                what = f"{type(failure).__name__}: {failure}"
                crawl.problem(f"{posting.id if posting else 'a posting'}: {name!r} left out, unreadable ({what})")
                return posting
        crawl.unreadable(failure, posting_id)
        return None

    async def _work(self, waiting: Iterator[Board]) -> None:
        for board in waiting:
            if self._stopping():
                return
            # A defect met on one board leaves that board without a snapshot, and every other board alone.
            (defect,) = await asyncio.gather(self._write(board), return_exceptions=True)
            if isinstance(defect, Exception):
                self.logger.error("%s: not crawled, %r", board.id, defect, exc_info=defect)

    async def _emit(self, board: Board) -> AsyncIterator[JobPosting]:
        archive = self.crawler.settings.get("REPLAY_ARCHIVE")
        crawl = BoardCrawl(board, self.crawler, self._run, archive.started if archive else self._crawled_at)
        with crawl.writer:
            try:
                async for posting in self.collect(crawl):
                    yield posting
            except FetchError as error:
                crawl.failed(error)
            header = crawl.snapshot()
            self.logger.warning("%s: %s %s", board.id, header.outcome, header.reason or "")

    async def _write(self, board: Board) -> None:
        assert self._snapshots is not None
        earlier = None if self._full else Earlier(self._snapshots, self._run, board)
        crawl = BoardCrawl(board, self.crawler, self._run, self._crawled_at, earlier)
        with crawl.writer:
            try:
                async for _ in self.collect(crawl):
                    pass
            except FetchError as error:
                crawl.failed(error)
            header = crawl.snapshot()
            crawl.writer.write(snapshot_path(self._snapshots, self._run, board), header)
        if self._progress is not None:
            self._progress(header)

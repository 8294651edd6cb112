"""What every spider does: boards in, one snapshot or one stream of items each, with a guard around each posting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import Any, ClassVar

from scrapy import Spider

from crawler.boards import board_from_url
from crawler.files.storage import Location, ObjectPath, StorageError
from crawler.items import Board, JobPosting, Snapshot
from crawler.listings.carry import Earlier
from crawler.listings.collect import BoardCrawl, FetchError
from crawler.runs.run_log import board_of_log
from crawler.runs.runs import new_run
from crawler.snapshots import snapshot_path
from crawler.values.conform import conform
from crawler.values.odd_fields import UNREADABLE, OddFields, Reading


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
        snapshots: Location | None = None,
        run: str = "",
        crawled_at: str = "",
        begun: Callable[[Board], None] = lambda _: None,
        progress: Callable[[Board, Snapshot | None], None] = lambda *_: None,
        stopping: Callable[[], bool] = lambda: False,
        full: bool = False,
        at_once: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.boards = list(boards) or ([board_from_url(board, ats=self.name)] if board else [])
        if not self.boards:
            raise ValueError(f"no board; run: scrapy crawl {self.name} -a board=URL")
        self._snapshots = snapshots
        self._begun = begun
        self._progress = progress
        self._stopping = stopping
        self._full = full
        self._at_once = at_once or self.boards_at_once
        self._odd_fields: dict[str, OddFields] = {}
        self._store_fails = False
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
        await asyncio.gather(*(self._work(waiting) for _ in range(self._at_once)))

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one job as the system describes it. Pure: no requests, no clock, no settings."""
        raise NotImplementedError

    def collect(self, crawl: BoardCrawl) -> AsyncIterator[JobPosting]:
        """Postings of one board as they are read; those that are carried are kept by ``crawl`` and not among them.

        Raises :class:`FetchError` when the listing cannot be had.
        """
        raise NotImplementedError

    def read(self, crawl: BoardCrawl, job: Any, entry: object = None) -> JobPosting | None:
        """The guard: one job through :meth:`posting`; ``None`` and counted when it cannot be read.

        ``entry`` is the list entry that the job's detail was asked for.
        """
        try:
            return crawl.add(self.posting(job, crawl.board), job, entry)
        except UNREADABLE as error:
            return self._read_without_odd_fields(crawl, job, entry, error)

    def _read_without_odd_fields(
        self, crawl: BoardCrawl, job: Any, entry: object, failure: Exception
    ) -> JobPosting | None:
        """One optional field of an unexpected shape is unknown; it does not cost the posting."""

        def mapping(given: dict[str, Any]) -> JobPosting:
            posting = self.posting(given, crawl.board)
            conform(posting)
            return posting

        odd = self._odd_fields.setdefault(crawl.board.id, OddFields())
        reading = odd.read(job, mapping) if isinstance(job, dict) else Reading(None, [], None)
        if reading.posting is None:
            crawl.unreadable(failure, reading.posting_id)
            return None
        what = f"{type(failure).__name__}: {failure}"
        crawl.problem(f"{reading.posting.id}: {', '.join(reading.without)} left out, unreadable ({what})")
        return crawl.add(reading.posting, job, entry)

    async def _work(self, waiting: Iterator[Board]) -> None:
        for board in waiting:
            if self._stopping() or self._store_fails:
                return
            # A defect met on one board leaves that board without a snapshot, and every other board alone.
            board_of_log.set(board.id)
            self._begun(board)
            (done,) = await asyncio.gather(self._write(board), return_exceptions=True)
            if isinstance(done, StorageError):  # nor would it take what the next board sends
                self._store_fails = True
                self.logger.error("%s: not kept, and no further board of this system is crawled: %s", board.id, done)
            elif isinstance(done, Exception):
                self.logger.error("%s: not crawled, %r", board.id, done, exc_info=done)
            self._progress(board, done if isinstance(done, Snapshot) else None)

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

    async def _write(self, board: Board) -> Snapshot:
        assert self._snapshots is not None
        earlier = None if self._full else await self._earlier(board)
        crawl = BoardCrawl(board, self.crawler, self._run, self._crawled_at, earlier)
        with crawl.writer, earlier or nullcontext():
            try:
                async for _ in self.collect(crawl):
                    pass
            except FetchError as error:
                crawl.failed(error)
            header = crawl.snapshot()
            path = snapshot_path(self._snapshots, self._run, board)
            if isinstance(path, ObjectPath):
                await asyncio.to_thread(crawl.writer.write, path, header)
            else:
                crawl.writer.write(path, header)
        return header

    async def _earlier(self, board: Board) -> Earlier:
        """The last crawl of ``board``; other boards go on while it comes from an object store."""
        if not isinstance(self._snapshots, ObjectPath):
            assert self._snapshots is not None
            return Earlier(self._snapshots, self._run, board)

        def fetched(snapshots: ObjectPath) -> Earlier:
            earlier = Earlier(snapshots, self._run, board)
            earlier.fetch()
            return earlier

        return await asyncio.to_thread(fetched, self._snapshots)

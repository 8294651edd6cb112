"""Crawl boards in several processes, watched: what crashes or freezes one costs its own board only.

Each worker has a share of the boards (:mod:`crawler.parallel.shares`) and asks here for every turn
(:mod:`crawler.parallel.remote_pace`). One that says nothing for :data:`FROZEN_SECONDS` is killed. The boards that were
under way in a worker that ended before its time are crawled again, one after the other; the one that ends that worker
too gets a ``failed`` snapshot that says so.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from contextlib import suppress
from typing import Final

from crawler import PARSER_VERSION
from crawler.items import Board, Snapshot
from crawler.manners.pace import Pace
from crawler.manners.traffic import Traffic, sum_of
from crawler.parallel.lease import Hold
from crawler.parallel.remote_pace import LEASE_OVER
from crawler.parallel.spider_process import Orders
from crawler.parallel.stopping import DRAIN_SECONDS, Stopping
from crawler.parallel.worker_messages import Alive, Begun, Done, FromWorker, Job, Leased, Silence, Stop
from crawler.parallel.worker_process import START_SECONDS, WorkerProcess, start_worker
from crawler.runs.aside import POISON
from crawler.runs.run_log import JsonLines
from crawler.snapshots import FORMAT, SnapshotError, SnapshotWriter, read_header, snapshot_path

log = logging.getLogger(__name__)

FROZEN_SECONDS: Final = 300.0
"""A worker says something every second; the largest boards keep it from that for a few."""

_LATE_SECONDS: Final = 10.0  # for a worker to end after its last board, or the last moment of a drain
_STARTS: Final = 3


class Crew:
    """The workers of one crawl. ``orders`` are as for spiders in this process; with ``hold`` all end with its lease."""

    def __init__(
        self,
        orders: Orders,
        pace: Pace,
        *,
        contact: str | None,
        allowed_hosts: tuple[str, ...] = (),
        frozen_seconds: float = FROZEN_SECONDS,
        drain_seconds: float = DRAIN_SECONDS,
        hold: Hold | None = None,
    ) -> None:
        self.traffic = Traffic()
        self.has_lapsed = False
        """The lease ended before the crawl did."""
        self._orders = orders
        self._pace = pace
        self._contact = contact
        self._allowed_hosts = allowed_hosts
        self._frozen_seconds = frozen_seconds
        self._drain_seconds = drain_seconds
        self._hold = hold
        self._running: set[WorkerProcess] = set()
        self._given = Traffic()
        self._drained_by: float | None = None

    def crawl(self, shares: list[list[Board]], stopping: Stopping) -> None:
        """Crawl each of ``shares`` in a worker. Runs an event loop of its own."""
        asyncio.run(self._crawl(shares, stopping))
        for name, backend in self.traffic.backends.items():
            # Each worker knows how far apart its own requests were, and only here it is known of all of them.
            given = self._given.backends.get(name)
            gaps = [one.least_gap for one in (backend, given) if one is not None and one.least_gap is not None]
            backend.least_gap = min(gaps, default=None)

    def kill(self) -> None:
        """End every worker at once."""
        for worker in self._running:
            worker.kill()

    async def _crawl(self, shares: list[list[Board]], stopping: Stopping) -> None:
        loop = asyncio.get_running_loop()

        def drain() -> None:
            loop.call_soon_threadsafe(self._drain)

        stopping.at_first = drain
        stopping.at_last = self.kill
        if stopping.signal is not None:  # it came before there was a loop to tell
            self._drain()
        watch = loop.create_task(self._watch())
        try:
            await asyncio.gather(*(self._tend(share) for share in shares))
        finally:
            watch.cancel()
            stopping.at_first = lambda: None  # the loop is over

    def _drain(self) -> None:
        self._drained_by = time.monotonic() + self._drain_seconds
        for worker in self._running:
            worker.send(Stop(self._drain_seconds))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(min(1.0, self._frozen_seconds / 4))
            if self._hold is not None:
                self._follow(self._hold)
            now = time.monotonic()
            for worker in self._running:
                late = self._drained_by is not None and now > self._drained_by + _LATE_SECONDS
                patience = max(START_SECONDS, self._frozen_seconds) if worker.heard is None else self._frozen_seconds
                if late or now - (worker.heard or worker.started) > patience:
                    worker.frozen = not late
                    worker.kill()

    def _lapse(self) -> None:
        self.has_lapsed = True
        self._drained_by = time.monotonic()
        self.kill()

    def _follow(self, hold: Hold) -> None:
        """Do as the lead of the lease says."""
        if hold.is_over:
            if not self.has_lapsed:
                log.warning("the lease is over (%s); what is under way ends here", hold.state)
            self._lapse()
            return
        for worker in self._running:
            with suppress(OSError):  # it is about to end; one that does not listen is told nothing and ends, too
                worker.line.send(Leased(hold.until))
        if hold.drain is not None and self._drained_by is None:
            self._drain_seconds = hold.drain
            self._drain()

    async def _tend(self, boards: list[Board]) -> None:
        """Crawl ``boards`` whatever becomes of the processes that do it."""
        in_vain = 0
        while boards and self._drained_by is None and in_vain < _STARTS:
            worker, status = await self._work(boards)
            boards = self._left(boards, worker)
            if status == 0 or self._drained_by is not None:
                return
            suspects: dict[str, list[Board]] = defaultdict(list)
            for board in boards:
                if board.id in worker.under_way:
                    suspects[board.ats].append(board)
            log.warning("a worker %s with %d boards under way", worker.ending(status), len(worker.under_way))
            in_vain = 0 if suspects or worker.over else in_vain + 1
            for group in suspects.values():
                await self._find_poison(group)
            boards = [board for board in boards if board.id not in worker.under_way]
        if boards and self._drained_by is None:
            log.error("workers end before they begin; %d boards are not crawled", len(boards))

    async def _find_poison(self, boards: list[Board]) -> None:
        """Crawl ``boards``, all of one system, one after the other, and give up those that end the process again."""
        in_vain = 0
        while boards and self._drained_by is None and in_vain < _STARTS:
            worker, status = await self._work(boards, one_by_one=True)
            boards = self._left(boards, worker)
            if status == 0 or self._drained_by is not None:
                return
            poison = [board for board in boards if board.id in worker.under_way]
            for board in poison:
                give_up(self._orders, board, f"{POISON}: it {worker.ending(status)}")
            boards = [board for board in boards if board not in poison]
            in_vain = 0 if poison or worker.over else in_vain + 1
        if boards and self._drained_by is None:
            log.error("workers end before they begin; %d boards are not crawled", len(boards))

    def _left(self, boards: list[Board], worker: WorkerProcess) -> list[Board]:
        """Those of ``boards`` that ``worker`` left without a snapshot; it may have ended before it told of the last."""
        left = []
        for board in boards:
            if board.id in worker.over:
                continue
            if snapshot_path(self._orders.snapshots, self._orders.run, board).exists():
                self._orders.progress(board, self._header(board))
            else:
                left.append(board)
        return left

    async def _work(self, boards: list[Board], *, one_by_one: bool = False) -> tuple[WorkerProcess, int]:
        """Start a worker for ``boards`` and see it end; how it ended, negative: by which signal."""
        by_id = {board.id: board for board in boards}
        worker = await self._start(boards, one_by_one)
        self._running.add(worker)
        loop = asyncio.get_running_loop()

        def hear(message: FromWorker) -> None:
            worker.heard = time.monotonic()
            self._take(worker, message, by_id)

        def listen() -> None:
            if not worker.line.receive(hear):
                loop.remove_reader(worker.line)

        loop.add_reader(worker.line, listen)
        try:
            status = await worker.process.wait()
            if status == LEASE_OVER:  # it may know before this process does, as when both were frozen
                self._lapse()
            while worker.line.receive(hear):  # what it said last
                pass
        finally:
            loop.remove_reader(worker.line)
            self._running.discard(worker)
            await worker.desk.close()
            worker.line.close()
            for name, backend in worker.traffic.items():
                known = self.traffic.backends.get(name)
                self.traffic.backends[name] = sum_of(known, backend) if known is not None else backend
        return worker, status

    async def _start(self, boards: list[Board], one_by_one: bool) -> WorkerProcess:
        worker = await start_worker(self._pace, self._given)
        root_log = logging.getLogger()
        job = Job(
            boards=boards,
            one_by_one=one_by_one,
            snapshots=str(self._orders.snapshots),
            run=self._orders.run,
            crawled_at=self._orders.crawled_at,
            full=self._orders.full,
            contact=self._contact,
            allowed_hosts=list(self._allowed_hosts),
            log_level=root_log.level or logging.WARNING,
            until=self._hold.until if self._hold is not None else None,
            log_json=any(isinstance(handler.formatter, JsonLines) for handler in root_log.handlers),
        )
        await worker.begin(job)
        if self._drained_by is not None:
            worker.send(Stop(max(0.0, self._drained_by - time.monotonic())))
        return worker

    def _take(self, worker: WorkerProcess, message: FromWorker, by_id: dict[str, Board]) -> None:
        if isinstance(message, Alive):
            worker.traffic |= message.traffic
        elif isinstance(message, Begun):
            worker.under_way[message.board] = None
            self._orders.begun(by_id[message.board])
        elif isinstance(message, Done):
            worker.under_way.pop(message.board, None)
            worker.over.add(message.board)
            self._orders.progress(by_id[message.board], message.snapshot)
        else:
            for key, seconds in worker.desk.take(message).items():
                for other in self._running:
                    other.send(Silence(key, seconds))

    def _header(self, board: Board) -> Snapshot | None:
        try:
            return read_header(snapshot_path(self._orders.snapshots, self._orders.run, board))
        except (SnapshotError, OSError) as error:
            log.error("%s: %s", board.id, error)
            return None


def give_up(orders: Orders, board: Board, reason: str) -> None:
    """Write down that a board cannot be crawled, so that the run goes on and everybody can read why."""
    log.error("%s: %s", board.id, reason)
    header = Snapshot(
        format=FORMAT,
        run=orders.run,
        board=board,
        crawled_at=orders.crawled_at,
        outcome="failed",
        reason=reason,
        advertised_total=None,
        collected=0,
        unreadable=0,
        detail_missing=0,
        requests=0,
        problems=[reason],
        parser_version=PARSER_VERSION,
    )
    with SnapshotWriter() as writer:
        writer.write(snapshot_path(orders.snapshots, orders.run, board), header)
    orders.progress(board, header)

"""Lead a crawl by many workers: hand out tasks, take what they did, and do again what was lost.

A lane (:mod:`crawler.parallel.lanes`) has one task under way at a time. When a task is lost its lane waits until the
lease of the task is over for certain (:mod:`crawler.parallel.lease`), and then goes on with the boards that have no
snapshot. A board whose tasks are lost again and again, alone in them at the end, is given up as one that ends its
process.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawler.files.storage import StorageError
from crawler.items import Board, Snapshot
from crawler.manners.traffic import Traffic, sum_of
from crawler.parallel.crawl_task import Crawled, CrawlOrder, WorkersFail, crawl_task
from crawler.parallel.lanes import Lane
from crawler.parallel.lease import Lead
from crawler.parallel.spider_process import Orders
from crawler.parallel.stopping import Stopping
from crawler.parallel.tasks import AllLost
from crawler.parallel.workers import give_up
from crawler.runs.aside import POISON
from crawler.snapshots import SnapshotError, read_header, snapshot_path

log = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.5
_LATE_SECONDS: Final = 20.0  # for the word of the drain to come, and the answer of a task
_LOSSES: Final = 6  # of a board that is to blame: a crash ends its process, not its worker, so this takes a lot
_ALONE: Final = 2  # losses after which each board has a task of its own
_FAILURES: Final = 3  # tasks in a row that say why they cannot be done


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the tasks of a crawl: ``executor``, so many at once as ``width`` says at the time."""

    executor: Executor
    width: Callable[[], int]


@dataclass(frozen=True, slots=True)
class _Flight:
    """A task under way."""

    task: str
    lane: Lane
    boards: list[Board]

    def __str__(self) -> str:
        more = len(self.boards) - 1
        return f"the task of {self.boards[0].id}{f' and {more} more' if more else ''}"


class Dispatch:
    """Leads one crawl. ``orders`` are as for spiders in this process."""

    def __init__(
        self,
        hands: Hands,
        lead: Lead,
        orders: Orders,
        *,
        contact: str | None,
        allowed_hosts: tuple[str, ...],
        frozen_seconds: float,
        drain_seconds: float,
    ) -> None:
        self.traffic = Traffic()
        self._hands = hands
        self._lead = lead
        self._orders = orders
        self._contact = contact
        self._allowed_hosts = allowed_hosts
        self._frozen_seconds = frozen_seconds
        self._drain_seconds = drain_seconds
        self._ready: list[Lane] = []
        self._running: dict[Future[Crawled], _Flight] = {}
        self._lost: list[_Flight] = []
        self._drained_by: float | None = None
        self._failures = 0

    def crawl(self, lanes: list[Lane], stopping: Stopping) -> None:
        """Crawl all ``lanes``, or as much as there is time for once ``stopping``.

        Raises :class:`crawler.parallel.lease.LeaseLost`, what the executor raises when it is gone for good, and what
        several tasks in a row failed of.
        """
        self._ready = list(lanes)
        while self._ready or self._running or self._lost:
            if stopping.signal is not None and self._drained_by is None:
                self._drain()
            if self._drained_by is None:
                self._hand_out()
            elif time.monotonic() > self._drained_by:
                return
            if self._running:
                done, _ = wait(self._running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    self._settle(future, self._running.pop(future))
            else:
                time.sleep(min(_LOOK_SECONDS, self._lead.seconds / 20))
            self._take_up()

    def _drain(self) -> None:
        self._lead.drain(self._drain_seconds)
        self._drained_by = time.monotonic() + self._drain_seconds + _LATE_SECONDS
        self._ready.clear()

    def _hand_out(self) -> None:
        if not self._ready:
            return
        free = self._hands.width() - len(self._running)
        if free <= 0:
            return
        self._ready.sort(key=lambda lane: lane.left)
        lanes = [self._ready.pop() for _ in range(min(free, len(self._ready)))]
        flights = [_Flight(f"{self._orders.run}-{uuid.uuid4().hex}", lane, lane.take()) for lane in lanes]
        self._lead.begin(flight.task for flight in flights)
        for flight in flights:
            self._running[self._hands.executor.submit(crawl_task, self._order(flight))] = flight

    def _order(self, flight: _Flight) -> CrawlOrder:
        store = self._orders.snapshots
        return CrawlOrder(
            task=flight.task,
            lead=self._lead.id,
            lease_seconds=self._lead.seconds,
            boards=flight.boards,
            standings=flight.lane.standings,
            snapshots=str(store.absolute() if isinstance(store, Path) else store),
            run=self._orders.run,
            crawled_at=self._orders.crawled_at,
            full=self._orders.full,
            contact=self._contact,
            allowed_hosts=self._allowed_hosts,
            frozen_seconds=self._frozen_seconds,
        )

    def _settle(self, future: Future[Crawled], flight: _Flight) -> None:
        try:
            crawled = future.result()
        except (BrokenExecutor, CancelledError) as error:
            if not isinstance(error, AllLost):
                flight.lane.losses += 1
            self._lose(flight, str(error) or type(error).__name__)
        except (WorkersFail, StorageError, OSError) as error:
            self._failures += 1
            if self._failures >= _FAILURES:
                raise
            log.warning("%s failed, and is done again: %s", flight, error)
            self._lead.end(flight.task)
            self._again(flight, flight.boards)
        else:
            if crawled.is_mine:
                self._failures = 0
                self._note(flight, crawled)
            else:
                flight.lane.losses += 1
                self._lose(flight, "the worker that had it is gone, or cannot be reached")

    def _note(self, flight: _Flight, crawled: Crawled) -> None:
        self._lead.end(flight.task)
        for name, backend in crawled.traffic.items():
            known = self.traffic.backends.get(name)
            self.traffic.backends[name] = sum_of(known, backend) if known is not None else backend
        flight.lane.standings = crawled.standings
        if crawled.snapshots:
            flight.lane.losses = 0
        by_id = {board.id: board for board in flight.boards}
        for snapshot in crawled.snapshots:
            self._orders.progress(by_id.pop(snapshot.board.id), snapshot)
        for board in crawled.defects:
            self._orders.progress(by_id.pop(board), None)
        self._again(flight, list(by_id.values()))

    def _lose(self, flight: _Flight, reason: str) -> None:
        log.warning("%s is lost, and is done again: %s", flight, reason)
        self._lead.lose(flight.task)
        self._lost.append(flight)

    def _take_up(self) -> None:
        """Go on with lanes whose lost task is over."""
        over = [flight for flight in self._lost if self._lead.is_over(flight.task)]
        for flight in over:
            self._lost.remove(flight)
            left = []
            for board in flight.boards:
                header = self._header(board)
                if header is None:
                    left.append(board)
                else:
                    self._orders.progress(board, header)
            if len(left) < len(flight.boards):
                flight.lane.losses = 0
            self._again(flight, self._without_poison(flight.lane, left))

    def _without_poison(self, lane: Lane, left: list[Board]) -> list[Board]:
        if len(left) == 1 and lane.losses >= _LOSSES:
            give_up(self._orders, left[0], f"{POISON}: its worker was lost each time")
            lane.losses = 0
            return []
        return left

    def _again(self, flight: _Flight, left: list[Board]) -> None:
        """Put ``left`` in front of its lane, one by one when one of them may be to blame."""
        lane = flight.lane
        gone = {board.id for board in left}
        lane.over([board for board in flight.boards if board.id not in gone])
        if left:
            alone = lane.losses >= _ALONE
            lane.tasks.extendleft(reversed([[board] for board in left] if alone else [left]))
        if lane.tasks and self._drained_by is None:
            self._ready.append(lane)

    def _header(self, board: Board) -> Snapshot | None:
        try:
            return read_header(snapshot_path(self._orders.snapshots, self._orders.run, board))
        except FileNotFoundError:
            return None
        except SnapshotError as error:
            log.error("%s: %s", board.id, error)
            return None

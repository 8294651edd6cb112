"""Leading a crawl by workers elsewhere, which are threads here that crawl nothing: what is lost, and in which order."""

from __future__ import annotations

import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.crawl import CrawlOptions, crawl
from crawler.items import Board, Snapshot
from crawler.manners.pace import Standing
from crawler.manners.traffic import Backend
from crawler.parallel.crawl_task import Crawled, CrawlOrder, WorkersFail
from crawler.parallel.dispatch import Dispatch, Hands
from crawler.parallel.lanes import Cut, cut_lanes
from crawler.parallel.lease import Lead
from crawler.parallel.spider_process import Orders
from crawler.parallel.stopping import Stopping
from crawler.parallel.tasks import AllLost
from crawler.runs.aside import POISON
from crawler.snapshots import SnapshotWriter, snapshot_path
from tests.crawler.test_lanes import alone, on_vendor
from tests.headers import header

LEASE_SECONDS = 0.3
WORKERS = 3


class Workers(Executor):
    """``do`` is what a worker makes of an order."""

    def __init__(self, do: Callable[[CrawlOrder], Crawled]) -> None:
        self._do = do
        self._threads = ThreadPoolExecutor(WORKERS)

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[Crawled]:  # type: ignore[override]
        [order] = args
        assert isinstance(order, CrawlOrder)
        return self._threads.submit(self._do, order)


class House:
    """One crawl into a folder, and what was told of it."""

    def __init__(self, folder: Path) -> None:
        self.snapshots = folder / "snapshots"
        self.over: dict[str, Snapshot | None] = {}
        self.dispatch: Dispatch | None = None

    def crawl(
        self,
        boards: list[Board],
        do: Callable[[CrawlOrder], Crawled],
        cut: Cut | None = None,
        seconds: float = 30.0,
        stopping: Stopping | None = None,
    ) -> None:
        def progress(board: Board, snapshot: Snapshot | None) -> None:
            assert board.id not in self.over
            self.over[board.id] = snapshot

        orders = Orders(snapshots=self.snapshots, run="20261120T000000Z", crawled_at="", progress=progress)
        lanes = cut_lanes(boards, [seconds] * len(boards), WORKERS, cut)
        with Lead(self.snapshots, LEASE_SECONDS) as lead:
            self.dispatch = Dispatch(
                Hands(Workers(do), lambda: WORKERS),
                lead,
                orders,
                contact=None,
                allowed_hosts=(),
                frozen_seconds=1.0,
                drain_seconds=1.0,
            )
            self.dispatch.crawl(lanes, stopping or Stopping())

    def write(self, order: CrawlOrder, board: Board) -> Snapshot:
        said = header(board, order.run, order.crawled_at)
        with SnapshotWriter() as writer:
            writer.write(snapshot_path(Path(order.snapshots), order.run, board), said)
        return said

    def do(self, order: CrawlOrder) -> Crawled:
        """As a worker that is well."""
        return Crawled(is_mine=True, snapshots=[self.write(order, board) for board in order.boards])


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_each_board_is_crawled_once_and_what_was_asked_is_added_up(house: House) -> None:
    boards = [alone(n) for n in range(7)] + [on_vendor(n, "lever") for n in range(7, 13)]

    def do(order: CrawlOrder) -> Crawled:
        done = house.do(order)
        done.traffic = {"lever": Backend(requests=len(order.boards))}
        return done

    house.crawl(boards, do, Cut(fewest=2, most=2))
    assert sorted(house.over) == sorted(board.id for board in boards)
    assert house.dispatch is not None and house.dispatch.traffic.backends["lever"].requests == 13


def test_a_backend_has_one_worker_at_a_time_who_goes_on_as_the_one_before_stood(house: House) -> None:
    boards = [on_vendor(n, ats) for n in range(12) for ats in ("lever", "ashby")]
    under_way: dict[str, int] = defaultdict(int)
    begun: dict[str, int] = defaultdict(int)
    counting = threading.Lock()
    seen = []

    def do(order: CrawlOrder) -> Crawled:
        [ats] = {board.ats for board in order.boards}
        with counting:
            under_way[ats] += 1
            begun[ats] += 1
            seen.append((under_way[ats], begun[ats], {key: s.failures for key, s in order.standings.items()}))
        time.sleep(0.02)
        done = house.do(order)
        done.standings = {f"backend {ats}": Standing(begun[ats], 0, 1.0, 0.0, None, "HTTP 503")}
        with counting:
            under_way[ats] -= 1
        return done

    house.crawl(boards, do)
    assert begun == {"lever": 6, "ashby": 6}
    assert {at_once for at_once, _, _ in seen} == {1}
    assert all(sum(failures.values()) == number - 1 for _, number, failures in seen)


def test_what_is_long_begins_first(house: House) -> None:
    boards = [alone(0), *(on_vendor(n, "lever") for n in range(1, 4)), *(on_vendor(n, "ashby") for n in range(4, 12))]
    began = []

    def do(order: CrawlOrder) -> Crawled:
        began.append(order.boards[0].ats)
        return house.do(order)

    house.crawl(boards, do)
    assert began[:3] == ["ashby", "lever", "jsonld"]


def test_a_lost_task_is_done_again_for_the_boards_without_a_snapshot_after_its_lease(house: House) -> None:
    boards = [on_vendor(n, "lever") for n in range(4)]
    asked: list[tuple[float, list[str]]] = []

    def do(order: CrawlOrder) -> Crawled:
        asked.append((time.monotonic(), [board.token for board in order.boards]))
        if len(asked) == 1:
            house.write(order, order.boards[0])
            raise BrokenExecutor("killed")
        return house.do(order)

    house.crawl(boards, do, seconds=1.0)
    assert [tokens for _, tokens in asked] == [["s0", "s1", "s2", "s3"], ["s1", "s2", "s3"]]
    assert asked[1][0] - asked[0][0] >= LEASE_SECONDS
    assert all(house.over.values()) and len(house.over) == 4


def test_a_task_that_two_workers_have_is_done_again_after_its_lease(house: House) -> None:
    began: list[float] = []

    def do(order: CrawlOrder) -> Crawled:
        began.append(time.monotonic())
        return house.do(order) if len(began) > 1 else Crawled(is_mine=False)

    house.crawl([alone(0)], do)
    assert began[1] - began[0] >= LEASE_SECONDS
    assert len(house.over) == 1


def test_a_board_that_ends_every_worker_is_named_and_costs_no_other(house: House) -> None:
    boards = [on_vendor(n, "lever") for n in range(5)]

    def do(order: CrawlOrder) -> Crawled:
        done = Crawled(is_mine=True)
        for board in order.boards:
            if board.token == "s2":
                raise BrokenExecutor("killed")
            done.snapshots.append(house.write(order, board))
        return done

    house.crawl(boards, do, seconds=1.0)
    outcomes = {id: said.outcome for id, said in house.over.items() if said is not None}
    assert outcomes.pop("lever:s2") == "failed"
    assert set(outcomes.values()) == {"complete"} and len(outcomes) == 4
    poisoned = house.over["lever:s2"]
    assert poisoned is not None and poisoned.reason is not None and poisoned.reason.startswith(POISON)


def test_no_board_is_to_blame_for_a_scheduler_that_goes_away(house: House) -> None:
    began: list[CrawlOrder] = []

    def do(order: CrawlOrder) -> Crawled:
        began.append(order)
        if len(began) < 9:
            raise AllLost("the scheduler went away")
        return house.do(order)

    house.crawl([alone(0), on_vendor(1, "lever")], do, seconds=90.0)
    assert {said.outcome for said in house.over.values() if said is not None} == {"complete"}
    assert len(house.over) == 2


def test_a_worker_that_cannot_work_does_not_end_the_crawl_but_all_of_them_do(house: House) -> None:
    failed: list[CrawlOrder] = []

    def once(order: CrawlOrder) -> Crawled:
        if not failed:
            failed.append(order)
            raise OSError("no space left")
        return house.do(order)

    house.crawl([alone(0)], once)
    assert len(house.over) == 1

    def never(order: CrawlOrder) -> Crawled:
        raise WorkersFail("workers end before they begin")

    with pytest.raises(WorkersFail):
        house.crawl([alone(1)], never)


def test_a_defect_is_told_and_not_tried_again(house: House) -> None:
    house.crawl([alone(0)], lambda order: Crawled(is_mine=True, defects=[order.boards[0].id]))
    assert house.over == {alone(0).id: None}


def test_a_signal_lets_what_is_under_way_end_and_begins_nothing(house: House) -> None:
    boards = [on_vendor(n, "lever") for n in range(6)]
    stopping = Stopping()

    def do(order: CrawlOrder) -> Crawled:
        stopping.signal = signal.SIGTERM
        time.sleep(1.0)
        return Crawled(is_mine=True, snapshots=[house.write(order, order.boards[0])], is_whole=False)

    house.crawl(boards, do, stopping=stopping)
    assert list(house.over) == ["lever:s0"]


def test_what_a_killed_writer_left_is_gone_when_the_crawl_is_over(house: House, tmp_path: Path) -> None:
    def do(order: CrawlOrder) -> Crawled:
        done = house.do(order)
        path = snapshot_path(Path(order.snapshots), order.run, order.boards[0])
        path.with_name(f".{path.name}.77.tmp").write_bytes(b"half of it")
        return done

    options = CrawlOptions(data=tmp_path, contact="a@b.example", lease_seconds=LEASE_SECONDS)
    report = crawl([alone(0)], options, hands=Hands(Workers(do), lambda: WORKERS))
    assert report.healthy
    left = [path.name for path in house.snapshots.rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert left == [".lease"]

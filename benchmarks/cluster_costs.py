"""What leading a crawl on a cluster costs, and what its workers gain: for ``python -m benchmarks.cluster``."""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import statistics
import tempfile
import time
from concurrent.futures import Executor, Future
from pathlib import Path

from benchmarks.dask_cluster import open_cluster, wait_for_workers
from crawler.items import Board, Snapshot
from crawler.parallel.crawl_task import Crawled, CrawlOrder
from crawler.parallel.dispatch import Dispatch, Hands
from crawler.parallel.lanes import cut_lanes
from crawler.parallel.lease import Lead
from crawler.parallel.spider_process import Orders
from crawler.parallel.stopping import Stopping
from operations.executors import open_executor, width


class _AtOnce(Executor):
    """Does each task at once and crawls nothing: what is left is the cost of leading."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[Crawled]:  # type: ignore[override]
        [order] = args
        assert isinstance(order, CrawlOrder)
        done: Future[Crawled] = Future()
        done.set_result(Crawled(is_mine=True, snapshots=[_header(order, board) for board in order.boards]))
        return done


def _header(order: CrawlOrder, board: Board) -> Snapshot:
    return Snapshot(
        format="sponsorfeed-snapshot/1",
        run=order.run,
        board=board,
        crawled_at=order.crawled_at,
        outcome="complete",
        reason=None,
        advertised_total=1,
        collected=1,
        unreadable=0,
        detail_missing=0,
        requests=3,
        problems=[],
        parser_version="0",
    )


def lead_boards(folder: Path, hands: Hands, boards: list[Board]) -> float:
    """Lead a crawl of ``boards`` that crawls nothing; seconds."""
    orders = Orders(snapshots=folder, run="20261120T000000Z", crawled_at="2026-11-20T00:00:00Z")
    started = time.monotonic()
    with Lead(folder) as lead:
        dispatch = Dispatch(
            hands, lead, orders, contact=None, allowed_hosts=(), frozen_seconds=300.0, drain_seconds=60.0
        )
        dispatch.crawl(cut_lanes(boards, [20.0] * len(boards), hands.width()), Stopping())
    return time.monotonic() - started


def many_boards(count: int) -> list[Board]:
    """Boards of which one in ten shares its backend with others."""
    return [
        Board(
            employer=f"Hoop {n}",
            url=f"https://jobs.lever.co/hoop{n}" if n % 10 == 0 else f"https://careers.hoop{n}.example/",
            ats="lever" if n % 10 == 0 else "jsonld",
            token=f"hoop{n}",
        )
        for n in range(count)
    ]


def scheduling(arguments: argparse.Namespace) -> None:
    """Time for a board besides its crawl."""
    boards = many_boards(arguments.boards)
    with tempfile.TemporaryDirectory() as name:
        alone = lead_boards(Path(name) / "alone", Hands(_AtOnce(), lambda: 2), boards)
        print(f"leading {len(boards)} boards without a cluster: {1000 * alone / len(boards):.2f} ms a board")
        with open_cluster(2, Path(name)) as cluster:
            wait_for_workers(cluster, 2)
            with open_executor(cluster.address, 0) as executor:
                hands = Hands(_Nothing(executor), lambda: width(executor))
                through = lead_boards(Path(name) / "through", hands, boards)
        print(f"through the scheduler, two workers that do nothing: {1000 * through / len(boards):.2f} ms a board")


def answer_at_once(order: CrawlOrder) -> Crawled:
    """A task that crawls nothing."""
    return Crawled(is_mine=True, snapshots=[_header(order, board) for board in order.boards])


class _Nothing(Executor):
    """Sends the tasks of a crawl through another executor, to be answered without a crawl."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[Crawled]:  # type: ignore[override]
        return self._executor.submit(answer_at_once, *args)  # type: ignore[arg-type]


def memory(arguments: argparse.Namespace) -> None:
    """Memory by the number of boards."""
    print("| boards | scheduler MB | leading process MB | of it for leading MB |\n|---|---|---|---|")
    for count in (1_000, 5_000, 20_000):
        with tempfile.TemporaryDirectory() as name, open_cluster(2, Path(name)) as cluster:
            wait_for_workers(cluster, 2)
            words = cluster.address, cluster.scheduler.process.pid, Path(name), count
            leading = multiprocessing.get_context("spawn").Process(target=_lead_and_tell, args=words)
            leading.start()
            leading.join()


def _lead_and_tell(url: str, scheduler: int, folder: Path, count: int) -> None:
    boards = many_boards(count)
    before = _megabytes(os.getpid())
    with open_executor(url, 0) as executor:
        lead_boards(folder, Hands(_Nothing(executor), lambda: width(executor)), boards)
        after = _megabytes(os.getpid())
        print(f"| {count} | {_megabytes(scheduler):.0f} | {after:.0f} | {after - before:.1f} |", flush=True)


def _megabytes(pid: int) -> float:
    """Resident memory of a process, Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def burn(rounds: int) -> str:
    """Work of the processor alone."""
    digest = b"stave"
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return digest.hex()


def _seconds(executor: Executor, tasks: int, rounds: int) -> float:
    started = time.monotonic()
    assert len(set(executor.map(burn, [rounds] * tasks))) == 1
    return time.monotonic() - started


def speed(arguments: argparse.Namespace) -> None:
    """Work that is bound by the processor."""
    seconds: dict[str, list[float]] = {"one worker": [], "two workers": [], "two processes": []}
    with tempfile.TemporaryDirectory() as name:
        one, two = Path(name) / "one", Path(name) / "two"
        one.mkdir()
        two.mkdir()
        with (
            open_cluster(1, one) as small,
            open_cluster(2, two) as large,
        ):
            wait_for_workers(small, 1)
            wait_for_workers(large, 2)
            with (
                open_executor(small.address, 0) as by_one,
                open_executor(large.address, 0) as by_two,
                open_executor(None, 2) as by_pool,
            ):
                for _ in range(arguments.rounds + 1):
                    for name_of, executor in zip(seconds, (by_one, by_two, by_pool), strict=True):
                        seconds[name_of].append(_seconds(executor, 40, arguments.work))
    medians = {name_of: statistics.median(several[1:]) for name_of, several in seconds.items()}
    for name_of, median in medians.items():
        print(f"{name_of}: {median:.2f} s")
    print(f"two workers against one: {medians['one worker'] / medians['two workers']:.2f} times")
    print(f"two workers against two processes: {medians['two processes'] / medians['two workers']:.2f} times")

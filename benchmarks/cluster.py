"""A crawl on a Dask cluster, on loopback: ``python -m benchmarks.cluster kills|polite|scheduling|memory|speed``.

``kills``: workers and the scheduler are killed at random moments, and what comes out is compared, byte for byte, with
an undisturbed crawl by this machine alone. ``polite``: by the servers' own record of who asked when, no address has two
workers at once, and none is asked faster than it wants, while workers are killed and frozen. ``scheduling``: what a
board costs besides its crawl. ``memory``: of the scheduler and of the process that leads, by the number of boards.
``speed``: work that is bound by the processor on one worker, on two, and in a process pool.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.cluster_sites import Street, least_gap, open_street, two_guests
from benchmarks.dask_cluster import DaskCluster, open_cluster, wait_for_workers
from benchmarks.town import Town, address, open_town
from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, crawl
from crawler.crawl_task import Crawled, CrawlOrder
from crawler.dispatch import Dispatch, Hands
from crawler.items import Board, Snapshot
from crawler.lanes import Cut, cut_lanes
from crawler.lease import Lead
from crawler.ledger import fold_snapshots, ledger_version
from crawler.runs import Run, save_run
from crawler.spider_process import Orders
from crawler.stopping import Stopping
from enrich.stage import enrich_ledger
from exports.publication import USUAL, export
from operations.executors import open_executor, width

LEASE_SECONDS = 4.0
"""Short, so that what is lost is taken up soon; the worker's word for a lost lease takes a twentieth of it."""


def town_options(data: Path, town: Town) -> CrawlOptions:
    """A crawl of ``town`` in tasks of few boards."""
    return CrawlOptions(
        data=data,
        contact="cluster@bench.example",
        allowed_hosts=tuple(address(board) for board in range(town.boards)),
        lease_seconds=LEASE_SECONDS,
        cut=Cut(fewest=4, most=4),
    )


def town_boards(folder: Path, town: Town) -> list[Board]:
    """The boards of ``town``."""
    path = folder / "boards.csv"
    path.write_text(town.boards_csv(), encoding="utf-8")
    return read_boards(path)


def begin_run(data: Path, boards: list[Board], started: datetime) -> None:
    """Let the next crawl of ``boards`` in ``data`` be the run of that start: so two can be the same to the byte."""
    save_run(data / "runs", Run(started), boards, finished=False)


def publish(data: Path) -> None:
    """Every stage after the crawl."""
    fold_snapshots(data / "snapshots", data / "ledger.db")
    enrich_ledger(data / "ledger.db", data / "reference.db")
    export(data / "ledger.db", data / "reference.db", data / "out", USUAL)


def contents(data: Path) -> dict[str, str]:
    """What a night left: its snapshots, its ledger and what is published, each by a hash."""
    found = {"ledger": ledger_version(data / "ledger.db")}
    snapshots = [path for path in (data / "snapshots").rglob("*") if path.is_file() and path.name != ".lease"]
    for path in [*snapshots, *(path for path in (data / "out").rglob("*") if path.is_file())]:
        found[path.relative_to(data).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@contextmanager
def hands_on(cluster: DaskCluster) -> Iterator[Hands]:
    """The workers of ``cluster``."""
    with open_executor(cluster.address, 0) as executor:
        yield Hands(executor, lambda: width(executor))


class Killer:
    """Does something at random moments until it is told to stop, or has done it often enough."""

    def __init__(self, strikes: list[Callable[[], None]], pause: tuple[float, float], rng: random.Random) -> None:
        self.left = list(strikes)
        self._pause = pause
        self._rng = rng
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while self.left and not self._ending.wait(self._rng.uniform(*self._pause)):
            self.left.pop()()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While this is entered it strikes."""
        self._thread.start()
        try:
            yield
        finally:
            self._ending.set()
            self._thread.join()


def strikes_of(cluster: DaskCluster, workers: int, schedulers: int, rng: random.Random) -> list[Callable[[], None]]:
    """Kill -9 of a worker so often, and of the scheduler so often, in random order."""
    strikes: list[Callable[[], None]] = [
        lambda: rng.choice(cluster.workers).send(signal.SIGKILL) for _ in range(workers)
    ]
    strikes += [lambda: cluster.scheduler.send(signal.SIGKILL) for _ in range(schedulers)]
    rng.shuffle(strikes)
    return strikes


def disturb(
    folder: Path, town: Town, cluster: DaskCluster, workers: int, schedulers: int, seed: int, pause: tuple[float, float]
) -> int:
    """Crawl ``town`` until all kills are done; how many nights that took. Raises ``AssertionError`` if one differs."""
    rng = random.Random(seed)
    boards = town_boards(folder, town)
    left, nights = strikes_of(cluster, workers, schedulers, rng), 0
    while left:
        started = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1) + timedelta(seconds=nights)
        alone, struck = folder / f"alone{nights}", folder / f"struck{nights}"
        for data in (alone, struck):
            begin_run(data, boards, started)
        assert crawl(boards, replace(town_options(alone, town), processes=2)).healthy
        killer = Killer(left, pause, rng)
        with hands_on(cluster) as hands, killer.at_work():
            report = crawl(boards, town_options(struck, town), hands=hands)
        assert report.healthy, [(header.board.id, header.reason) for header in report.snapshots if header.reason]
        left = killer.left
        for data in (alone, struck):
            publish(data)
        expected, found = contents(alone), contents(struck)
        assert found == expected, sorted(name for name in expected | found if expected.get(name) != found.get(name))
        nights += 1
    return nights


def _kills(arguments: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        open_town(arguments.boards, arguments.jobs) as town,
        open_cluster(2, Path(name)) as cluster,
    ):
        wait_for_workers(cluster, 2)
        kills, schedulers = arguments.kills, arguments.schedulers
        nights = disturb(Path(name), town, cluster, kills, schedulers, arguments.seed, (1.0, 8.0))
        restarts = sum(worker.restarts for worker in cluster.workers)
    print(f"{kills} kills of workers and {schedulers} of the scheduler, at random moments (seed {arguments.seed})")
    print(f"{nights} nights of {arguments.boards} boards, each the same to the byte as a crawl by one machine alone")
    print(f"workers were started again {restarts} times")


def freeze(cluster: DaskCluster, rng: random.Random, seconds: float) -> None:
    """Stop a worker and what it has started, for so long."""
    worker = rng.choice(cluster.workers).process.pid
    os.killpg(worker, signal.SIGSTOP)
    time.sleep(seconds)
    os.killpg(worker, signal.SIGCONT)


def street_options(data: Path, street: Street, tasks_of: float) -> CrawlOptions:
    """A crawl of ``street`` in tasks of about so many seconds."""
    return CrawlOptions(
        data=data,
        contact="cluster@bench.example",
        allowed_hosts=tuple(street.hosts()),
        lease_seconds=LEASE_SECONDS,
        cut=Cut(seconds=tasks_of, fewest=1),
    )


def check_polite(street: Street) -> tuple[int, int, float]:
    """Requests, processes that sent them, and the least gap at any address. Raises ``AssertionError``."""
    least, processes = float("inf"), set()
    for host, requests in street.by_host().items():
        assert not (met := two_guests(requests)), (host, met[0])
        processes |= {request.process for request in requests}
        least = min(least, least_gap(requests))
    # What left in time may arrive closely together: the gap is between arrivals.
    assert least > street.spacing * 0.8, least
    assert street.log is not None
    return len(street.log), len(processes - {0}), least


def _polite(arguments: argparse.Namespace) -> None:
    rng = random.Random(arguments.seed)
    with (
        tempfile.TemporaryDirectory() as name,
        open_street(arguments.houses, 6, 3, spacing=0.3) as street,
        open_cluster(2, Path(name), DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="8s") as cluster,
    ):
        wait_for_workers(cluster, 2)
        strikes = strikes_of(cluster, arguments.kills, 1, rng)
        strikes += [lambda: freeze(cluster, rng, 12.0) for _ in range(arguments.freezes)]
        rng.shuffle(strikes)
        with hands_on(cluster) as hands, Killer(strikes, (4.0, 10.0), rng).at_work():
            report = crawl(street.listed(), street_options(Path(name), street, 12.0), hands=hands)
        assert report.healthy
        requests, processes, least = check_polite(street)
    print(f"{len(report.snapshots)} boards on {arguments.houses} addresses that want 0.3 s between requests")
    print(f"{requests} requests by {processes} processes; no address had two at once, least gap {least:.3f} s")


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


def _scheduling(arguments: argparse.Namespace) -> None:
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


def _memory(arguments: argparse.Namespace) -> None:
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


def _speed(arguments: argparse.Namespace) -> None:
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, function in (
        ("kills", _kills),
        ("polite", _polite),
        ("scheduling", _scheduling),
        ("memory", _memory),
        ("speed", _speed),
    ):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--boards", type=int, default=5_000 if name == "scheduling" else 24)
        command.add_argument("--jobs", type=int, default=3)
        command.add_argument("--houses", type=int, default=8)
        command.add_argument("--kills", type=int, default=3 if name == "polite" else 20)
        command.add_argument("--freezes", type=int, default=2)
        command.add_argument("--schedulers", type=int, default=5)
        command.add_argument("--rounds", type=int, default=5)
        command.add_argument("--work", type=int, default=400_000)
        command.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()

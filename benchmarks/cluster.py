"""A crawl on a Dask cluster, on loopback: ``python -m benchmarks.cluster kills|polite|cut|scheduling|memory|speed``.

``kills``: workers and the scheduler are killed at random moments, and what comes out is compared, byte for byte, with
an undisturbed crawl by this machine alone. ``polite``: by the servers' own record of who asked when, no address has two
workers at once, and none is asked faster than it wants, while workers are killed and frozen. ``cut``: the same while a
worker is cut off the scheduler and the store, but not off the sites that it crawls. ``scheduling``: what a
board costs besides its crawl. ``memory``: of the scheduler and of the process that leads, by the number of boards.
``speed``: work that is bound by the processor on one worker, on two, and in a process pool.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moto.server import ThreadedMotoServer

from benchmarks.cluster_costs import memory, scheduling, speed
from benchmarks.cluster_sites import Street, least_gap, open_street, two_guests
from benchmarks.dask_cluster import DaskCluster, open_cluster, wait_for_workers
from benchmarks.town import Town, address, open_town
from benchmarks.wire import lay_cable
from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, CrawlReport, crawl
from crawler.files.object_store import filesystem
from crawler.files.storage import close_filesystems, parse_location
from crawler.items import Board
from crawler.ledger import fold_snapshots, ledger_version
from crawler.parallel.dispatch import Hands
from crawler.parallel.lanes import Cut
from crawler.runs.runs import Run, save_run
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
        nights = disturb(Path(name), town, cluster, kills, schedulers, arguments.seed, (2.0, 10.0))
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


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """An S3 endpoint with a bucket ``night``; the environment variables for it, which are set here as well."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells of each request
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    close_filesystems()  # of another endpoint
    filesystem("s3").mkdir("night")
    try:
        yield environment
    finally:
        close_filesystems()
        server.stop()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def cut_off(folder: Path, street: Street, lease_seconds: float) -> CrawlReport:
    """Crawl ``street`` by a worker that is cut off, for two leases, once it has begun; another is there to go on.

    The lease is to be long beside what the scheduler takes to give up the first, which is at work until it ends.
    """
    assert street.log is not None
    asked = street.log
    with (
        s3_server() as environment,
        open_cluster(0, folder, DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="3s", **environment) as cluster,
        lay_cable(cluster.port, int(environment["AWS_ENDPOINT_URL"].rpartition(":")[2])) as cable,
    ):
        scheduler, store = (wire.port for wire in cable.wires)
        cluster.add_worker({"AWS_ENDPOINT_URL": f"http://127.0.0.1:{store}"}, f"tcp://127.0.0.1:{scheduler}")
        wait_for_workers(cluster, 1)

        def cut() -> None:
            while len(asked) < 4:
                time.sleep(0.05)
            cluster.add_worker({}, cluster.address)
            wait_for_workers(cluster, 2)
            cable.cut()
            time.sleep(2 * lease_seconds)
            cable.mend()

        options = street_options(folder, street, 60.0)
        options = replace(options, snapshots=parse_location("s3://night/snapshots"), lease_seconds=lease_seconds)
        with hands_on(cluster) as hands, Killer([cut], (0.0, 0.1), random.Random(1)).at_work():
            return crawl(street.listed(), options, hands=hands)


def _cut(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name, open_street(1, 8, 12, spacing=0.4) as street:
        report = cut_off(Path(name), street, 25.0)
        assert report.healthy, report
        requests, processes, least = check_polite(street)
    print(f"{len(report.snapshots)} boards on an address that wants 0.4 s between requests, a worker cut off for 50 s")
    print(f"{requests} requests by {processes} processes, never two at once, least gap {least:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, function in (
        ("kills", _kills),
        ("polite", _polite),
        ("cut", _cut),
        ("scheduling", scheduling),
        ("memory", memory),
        ("speed", speed),
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

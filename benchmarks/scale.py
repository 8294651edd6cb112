"""How long a night takes and what it costs: ``python -m benchmarks.scale [--boards N ...] [--workers N ...]``.

A simulation, not a measurement. It makes boards in the proportions of a public list of careers sites, counts the
requests of each by how its system is asked, cuts them into tasks by the rule that a crawl uses
(crawler/parallel/lanes.py), and gives the tasks to workers as a crawl does (crawler/parallel/dispatch.py): a worker
that is free takes the next task of the lane with most before it, and a lane has one task under way. A task takes as
long as the slowest of: the pace of its backends (crawler/manners/backends.py), the boards that a system's spider has
under way at once, and the processor. Costs are those of benchmarks/scale_costs.py. A worker is one core with several
tasks at once, since a task mostly waits. ``alone`` is a machine of two cores without a cluster, whose processes crawl
all of their boards at once.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from benchmarks.scale_costs import SYSTEMS, WORKDAY_CENTRES, Costs, System
from crawler.items import Board
from crawler.listings.board_spider import BoardSpider
from crawler.listings.carry import REFRESH_DAYS
from crawler.manners.backends import backend_of, limit_of
from crawler.parallel.lanes import cut_lanes
from crawler.runs.estimate import ANSWER_SECONDS, WISHES

ALONE: Final = 2
"""Cores, and processes, of a machine without a cluster."""

_SHOWN: Final = 6
_SPREAD: Final = 1.5
"""Standard deviation of the logarithm of a board's size: most are small, and a few have thousands of postings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What is assumed of the world and not measured."""

    postings: float = 50.0
    """Of a board, on average."""
    changed: float = 0.03
    """Share of the postings that are new or edited since the night before."""
    answer_seconds: float = ANSWER_SECONDS
    first: bool = False
    """The first night: nothing is carried forward."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the crawl of one board asks: ``seconds`` is how long it keeps its backend busy, ``cpu`` its worker."""

    requests: int
    seconds: float
    cpu: float
    bytes: int
    postings: int


@dataclass(slots=True)
class Night:
    """What became of a simulated crawl. Seconds are of the wall clock unless ``cpu``."""

    seconds: float = 0.0
    busy: float = 0.0
    """Sum over the workers."""
    cpu: float = 0.0
    tasks: int = 0
    backends: dict[str, float] = field(default_factory=dict)
    """How long each is asked, slowest first."""

    def limit(self, slots: int) -> str:
        """What the crawl waits for: the pace of its slowest backend, or workers that are free."""
        name, seconds = next(iter(self.backends.items()))
        return f"pace of {name}" if seconds >= self.busy / slots else "workers"


def make_boards(count: int, seed: int = 7) -> list[tuple[Board, System]]:
    """``count`` boards in the proportions of :data:`benchmarks.scale_costs.SYSTEMS`."""
    draw = random.Random(seed)
    names = draw.choices(list(SYSTEMS), [system.boards for system in SYSTEMS.values()], k=count)
    centres = draw.choices(list(WORKDAY_CENTRES), list(WORKDAY_CENTRES.values()), k=count)
    made = []
    for number, (name, centre) in enumerate(zip(names, centres, strict=True)):
        url = SYSTEMS[name].url.format(n=number, centre=centre)
        made.append((Board(employer="-", url=url, ats=name, token=str(number)), SYSTEMS[name]))
    return made


def load_of(board: Board, system: System, postings: int, assumed: Assumed, costs: Costs) -> Load:
    """What a crawl of ``board`` with so many postings asks."""
    pages = 1 if system.page is None else max(1, math.ceil(postings / system.page))
    # Of what is the same, each detail is asked again between the first and the last of these ages.
    stale = 2 / sum(REFRESH_DAYS)
    share = 1.0 if assumed.first else assumed.changed + (1 - assumed.changed) * stale
    details = math.ceil(postings * share) if system.has_detail else 0
    own_host = "{n}" in system.url.partition("://")[2].partition("/")[0]
    requests = pages + details + (WISHES if own_host else 0)
    limit = limit_of(backend_of(board.url, board.ats))
    seconds = requests * max(limit.delay, assumed.answer_seconds / limit.concurrency)
    cpu = pages * costs.request + details * (costs.page if board.ats == "jsonld" else costs.request)
    rows = postings * (costs.row_bytes if system.has_detail else costs.text_bytes)
    return Load(requests, seconds, cpu, rows + details * costs.text_bytes, postings)


def simulate(boards: list[Board], loads: dict[str, Load], slots: int, costs: Costs) -> Night:
    """Crawl ``boards``, each with its load by id, by so many tasks at once."""
    lanes = cut_lanes(boards, [loads[board.id].seconds for board in boards], slots)
    night = Night(backends=_by_backend(boards, loads))
    left = [lane.left for lane in lanes]
    waiting = [(-seconds, number) for number, seconds in enumerate(left)]
    heapq.heapify(waiting)
    running: list[tuple[float, int]] = []
    while waiting or running:
        while waiting and len(running) < slots:
            _, number = heapq.heappop(waiting)
            taken = lanes[number].take()
            seconds, cpu = _task(taken, loads, costs)
            left[number] -= sum(loads[board.id].seconds for board in taken)
            heapq.heappush(running, (night.seconds + seconds, number))
            night.busy += seconds
            night.cpu += cpu
            night.tasks += 1
        night.seconds, number = heapq.heappop(running)
        if lanes[number].tasks:
            heapq.heappush(waiting, (-left[number], number))
    return night


def crawl_alone(boards: list[Board], loads: dict[str, Load], processes: int, costs: Costs) -> Night:
    """Crawl ``boards`` by this machine alone, as :func:`crawler.runs.estimate.estimate` expects it."""
    backends = _by_backend(boards, loads)
    systems: dict[str, float] = defaultdict(float)
    for board in boards:
        systems[board.ats] += loads[board.id].seconds
    cpu = processes * costs.start + sum(load.cpu for load in loads.values())
    abreast = max(systems.values()) / (BoardSpider.boards_at_once * processes)
    # The boards of a vendor are in one process, and a machine has no more than its cores.
    seconds = max(next(iter(backends.values())), abreast, cpu / processes)
    return Night(seconds, processes * seconds, cpu, processes, backends)


def _task(boards: list[Board], loads: dict[str, Load], costs: Costs) -> tuple[float, float]:
    """Seconds and CPU-seconds of one task."""
    backends: dict[str, float] = defaultdict(float)
    systems: dict[str, float] = defaultdict(float)
    cpu = costs.start
    for board in boards:
        load = loads[board.id]
        backends[backend_of(board.url, board.ats)] += load.seconds
        systems[board.ats] += load.seconds
        cpu += load.cpu
    abreast = max(systems.values()) / BoardSpider.boards_at_once
    return costs.start + max(*backends.values(), abreast, cpu - costs.start), cpu


def _by_backend(boards: list[Board], loads: dict[str, Load]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for board in boards:
        found[backend_of(board.url, board.ats)] += loads[board.id].seconds
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def stages_cpu(postings: int, assumed: Assumed, costs: Costs) -> dict[str, float]:
    """CPU-seconds of the stages after the crawl. Enriching may be spread over the workers."""
    new = postings if assumed.first else postings * assumed.changed
    return {
        "update": new * costs.fold_new + (postings - new) * costs.fold,
        "enrich": new * costs.enrich + (postings - new) * costs.unchanged,
        "export": postings * costs.export,
    }


def _loads(count: int, assumed: Assumed, costs: Costs, seed: int = 7) -> tuple[list[Board], dict[str, Load]]:
    draw = random.Random(seed)
    boards, loads = [], {}
    middle = math.log(assumed.postings) - _SPREAD**2 / 2  # so that the mean is as assumed
    for board, system in make_boards(count, seed):
        postings = round(draw.lognormvariate(middle, _SPREAD))
        boards.append(board)
        loads[board.id] = load_of(board, system, postings, assumed, costs)
    return boards, loads


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the simulation."""

    boards: list[int]
    workers: list[int]
    assumed: Assumed
    price: float
    """Of a machine-hour of one core."""
    slots: int
    """Tasks that a worker has at once."""
    window: float
    """Hours that a night may take."""


def answer(question: Question, costs: Costs) -> Iterator[str]:
    """The tables, line by line."""
    work = ["| boards | postings | requests | GB | crawl, CPU-hours | update | enrich | export |", "|" + "---|" * 8]
    slow = ["| boards | backend | boards of it | hours | nights to go round |", "|" + "---|" * 5]
    yield "| boards | workers | crawl, hours | waits for | CPU used | core-hours | cost |"
    yield "|" + "---|" * 7
    for count in question.boards:
        boards, loads = _loads(count, question.assumed, costs)
        stages = stages_cpu(sum(load.postings for load in loads.values()), question.assumed, costs)
        night = crawl_alone(boards, loads, ALONE, costs)
        yield _outcome(count, "alone", ALONE, 1, night, stages, question.price)
        for workers in question.workers:
            night = simulate(boards, loads, workers * question.slots, costs)
            yield _outcome(count, str(workers), workers, question.slots, night, stages, question.price)
        work.append(_work(count, loads, night, stages))
        slow += _slowest(count, boards, night, question.window)
    yield from ["", *work, "", *slow]


def _outcome(
    count: int, name: str, cores: int, slots: int, night: Night, stages: dict[str, float], price: float
) -> str:
    # The cores are held all through the crawl; the stages after it are paid by what they work.
    hours = (cores * night.seconds + sum(stages.values())) / 3600
    return (
        f"| {count:,} | {name} | {night.seconds / 3600:.1f} | {night.limit(cores * slots)} |"
        f" {night.cpu / cores / night.seconds:.0%} | {hours:,.1f} | {hours * price:,.2f} |"
    )


def _work(count: int, loads: dict[str, Load], night: Night, stages: dict[str, float]) -> str:
    postings, requests, size = (
        sum(getattr(load, name) for load in loads.values()) for name in ("postings", "requests", "bytes")
    )
    hours = " | ".join(f"{seconds / 3600:.2f}" for seconds in (night.cpu, *stages.values()))
    return f"| {count:,} | {postings:,} | {requests:,} | {size / 1e9:.1f} | {hours} |"


def _slowest(count: int, boards: list[Board], night: Night, window: float) -> Iterator[str]:
    having = Counter(backend_of(board.url, board.ats) for board in boards)
    for name, seconds in list(night.backends.items())[:_SHOWN]:
        nights = math.ceil(seconds / 3600 / window)
        yield f"| {count:,} | {name} | {having[name]:,} | {seconds / 3600:.1f} | {nights} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--boards", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--workers", type=int, nargs="+", default=[1, 10, 100])
    options.add_argument("--postings", type=float, default=50.0, help="postings of a board, on average")
    options.add_argument("--changed", type=float, default=0.03, help="share of postings new or edited in a night")
    options.add_argument("--answer", type=float, default=ANSWER_SECONDS, help="seconds until a backend has answered")
    options.add_argument("--first", action="store_true", help="the first night, with nothing carried forward")
    options.add_argument("--price", type=float, default=0.05, help="of a machine-hour of one core")
    options.add_argument("--slots", type=int, default=8, help="tasks that a worker has at once")
    options.add_argument("--window", type=float, default=8.0, help="hours that a night may take")
    chosen = options.parse_args()
    assumed = Assumed(
        postings=chosen.postings, changed=chosen.changed, answer_seconds=chosen.answer, first=chosen.first
    )
    question = Question(chosen.boards, chosen.workers, assumed, chosen.price, chosen.slots, chosen.window)
    for line in answer(question, Costs()):
        print(line)


if __name__ == "__main__":
    main()

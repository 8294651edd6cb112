"""How long a crawl should take, before it is made: by what each board took last time, and the pace of its backend."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Final

from crawler.fold.ledger_schema import view_ledger
from crawler.items import Board
from crawler.listings.board_spider import BoardSpider
from crawler.manners.backends import Limit, backend_of, limit_of
from crawler.manners.traffic import read_traffic, traffic_path

ANSWER_SECONDS: Final = 0.5
"""Time of an answer of a backend that was never asked."""

WISHES: Final = 2
"""Requests for a host's robots.txt and tdmrep.json."""

FIRST_REQUESTS: Final = 50
"""Requests of a board when nothing like it was ever crawled: a guess."""

_RUNS_BACK: Final = 5
# The newest whole crawl of each board, by the index on (board, crawled_at).
_REQUESTS: Final = """
    SELECT board.id, requests FROM board JOIN crawl ON crawl.rowid = (
        SELECT rowid FROM crawl WHERE crawl.board = board.id AND outcome = 'complete' ORDER BY crawled_at DESC LIMIT 1
    )
"""


@dataclass(slots=True, kw_only=True)
class BackendEstimate:
    """What is ahead for one backend."""

    boards: int = 0
    requests: int = 0
    seconds: float = 0.0


@dataclass(slots=True, kw_only=True)
class Estimate:
    """What a crawl would do; ``seconds`` is of the wall clock, with nothing in the way."""

    boards: int
    requests: int
    seconds: float
    guessed: int
    """Boards that were never crawled whole: their requests are the median of their system, or a guess."""
    backends: dict[str, BackendEstimate] = field(default_factory=dict)
    """Slowest first."""


def estimate(boards: list[Board], data: Path, processes: int, allowed_hosts: tuple[str, ...] = ()) -> Estimate:
    """What crawling ``boards`` would take, by the ledger and the traffic of earlier runs in ``data``."""
    ahead, guessed = _expected(boards, data, allowed_hosts)
    backends: dict[str, BackendEstimate] = defaultdict(BackendEstimate)
    systems: dict[str, float] = defaultdict(float)
    for board, (requests, seconds) in zip(boards, ahead, strict=True):
        backend = backends[backend_of(board.url, board.ats)]
        backend.boards += 1
        backend.requests += requests
        backend.seconds += seconds
        systems[board.ats] += seconds
    at_once = BoardSpider.boards_at_once * max(1, processes)
    slowest = max((backend.seconds for backend in backends.values()), default=0.0)
    longest = max((seconds / at_once for seconds in systems.values()), default=0.0)
    return Estimate(
        boards=len(boards),
        requests=sum(backend.requests for backend in backends.values()),
        seconds=round(max(slowest, longest), 1),
        guessed=guessed,
        backends=dict(sorted(backends.items(), key=lambda item: (-item[1].seconds, item[0]))),
    )


def board_seconds(boards: list[Board], data: Path, allowed_hosts: tuple[str, ...] = ()) -> list[float]:
    """Seconds that each of ``boards`` keeps its backend busy, by what its last crawl asked."""
    return [seconds for _, seconds in _expected(boards, data, allowed_hosts)[0]]


def _expected(boards: list[Board], data: Path, allowed_hosts: tuple[str, ...]) -> tuple[list[tuple[int, float]], int]:
    """Requests and seconds of each board, and of how many they are a guess."""
    known = _requests(data / "ledger.db")
    answers = _answer_seconds(data / "runs")
    by_system: dict[str, list[int]] = defaultdict(list)
    for board in boards:
        if board.id in known:
            by_system[board.ats].append(known[board.id])
    usual = {ats: round(median(requests)) for ats, requests in by_system.items()}
    ahead = []
    for board in boards:
        requests = known.get(board.id, usual.get(board.ats, FIRST_REQUESTS)) + WISHES
        name = backend_of(board.url, board.ats)
        limit = Limit(8, 0.0) if name in allowed_hosts else limit_of(name)
        answer = answers.get(name, ANSWER_SECONDS)
        ahead.append((requests, requests * max(limit.delay, answer / limit.concurrency)))
    return ahead, sum(board.id not in known for board in boards)


def _requests(ledger: Path) -> dict[str, int]:
    if not ledger.is_file():
        return {}
    try:
        with view_ledger(ledger) as db:
            return dict(db.execute(_REQUESTS).fetchall())
    except sqlite3.Error:
        return {}  # an estimate is no reason to fail; the run itself will say what is wrong


def _answer_seconds(runs: Path) -> dict[str, float]:
    """Mean time of an answer, by backend, over the last runs."""
    times: dict[str, list[float]] = defaultdict(list)
    ids = sorted((path.name.partition(".")[0] for path in runs.glob("*.traffic.json")), reverse=True)
    for run in ids[:_RUNS_BACK]:
        for name, backend in read_traffic(traffic_path(runs, run)).items():
            if backend.requests:
                times[name].append(backend.seconds / backend.requests)
    return {name: mean(several) for name, several in times.items()}

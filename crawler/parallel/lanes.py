"""How a crawl is cut into tasks for many workers: which boards go together, in which order, and how much at a time.

Boards that meet at a backend are one lane, and the tasks of a lane follow one another, so that no two workers ever ask
one backend. Boards that meet nobody are put together, since a task costs its worker the start of a process. Lanes with
most before them come first: what is long and begins late is what everybody waits for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from crawler.items import Board
from crawler.listings.board_spider import BoardSpider
from crawler.manners.pace import Standing
from crawler.parallel.shares import BOARDS_EACH, together

TASK_SECONDS: Final = 60.0
"""About how long a task takes: long beside the start of a process, short beside a night when it is done again."""

MOST_BOARDS: Final = 500
"""Boards of a task, however quickly each is crawled: its order and its answer are one message."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How large tasks are made."""

    seconds: float = TASK_SECONDS
    fewest: int = BOARDS_EACH
    """Boards that meet nobody are not put into smaller tasks than this while there are so many."""
    most: int = MOST_BOARDS


@dataclass(slots=True)
class Lane:
    """Tasks that follow one another, each a list of boards, with what they are expected to take."""

    tasks: deque[list[Board]]
    seconds: dict[str, float]
    """By board, of those that are left."""
    standings: dict[str, Standing] = field(default_factory=dict)
    """How its backends stood with the pace when its last task ended."""
    losses: int = 0
    """Tasks in a row that were lost before any of their boards was crawled."""

    @property
    def left(self) -> float:
        """Seconds that are expected yet."""
        return sum(self.seconds.values())

    def take(self) -> list[Board]:
        """The boards of the next task."""
        return self.tasks.popleft()

    def over(self, boards: list[Board]) -> None:
        """``boards`` need no more work."""
        for board in boards:
            self.seconds.pop(board.id, None)


def cut_lanes(boards: list[Board], seconds: list[float], workers: int, cut: Cut | None = None) -> list[Lane]:
    """``boards``, each with the seconds that it is expected to keep its backend busy, in lanes, longest first.

    ``workers`` is how many tasks run at once: boards that meet nobody are spread over them.
    """
    cut = cut or Cut()
    costs = {board.id: cost for board, cost in zip(boards, seconds, strict=True)}
    companies = [[boards[number] for number in group] for group in together(boards)]
    by_cost = [(sum(costs[board.id] for board in company), company) for company in companies]
    by_cost.sort(key=lambda item: -item[0])
    lanes = [_lane(company, costs, cut) for cost, company in by_cost if cost >= cut.seconds]
    small = [(cost, company) for cost, company in by_cost if cost < cut.seconds]
    lanes += [_lane(bundle, costs, cut, whole=True) for bundle in _bundles(small, workers, cut)]
    return sorted(lanes, key=lambda lane: -lane.left)


def _lane(boards: list[Board], costs: dict[str, float], cut: Cut, *, whole: bool = False) -> Lane:
    tasks = [boards] if whole else _cut(boards, costs, cut)
    return Lane(deque(tasks), {board.id: costs[board.id] for board in boards})


def _cut(boards: list[Board], costs: dict[str, float], cut: Cut) -> Iterator[list[Board]]:
    """``boards`` in the order given, in pieces of about the seconds of a task."""
    piece: list[Board] = []
    cost = 0.0
    for board in boards:
        if piece and (cost + costs[board.id] > cut.seconds or len(piece) == cut.most):
            yield piece
            piece, cost = [], 0.0
        piece.append(board)
        cost += costs[board.id]
    yield piece


def _bundles(small: list[tuple[float, list[Board]]], workers: int, cut: Cut) -> Iterator[list[Board]]:
    """Companies of boards put together; those of one bundle are crawled at once, so many boards at a time."""
    count = sum(len(company) for _, company in small)
    # A few tasks for each worker, so that one that is slow does not keep the others waiting for long.
    enough = min(cut.most, max(cut.fewest, -(-count // max(1, 4 * workers))))
    bundle: list[Board] = []
    cost = 0.0
    for seconds, company in small:
        is_full = len(bundle) + len(company) > enough or (cost + seconds) / BoardSpider.boards_at_once > cut.seconds
        if bundle and is_full:
            yield bundle
            bundle, cost = [], 0.0
        bundle += company
        cost += seconds
    if bundle:
        yield bundle

"""How the cost of a work grows with what it is given: a ratio within one test, so that no machine is too slow for it.

The cost is processor time of the thread, which other processes do not add to, and the least of several measurements,
which what they do to the caches hardly changes. A work that grows with the square of what it is given needs sixteen
times the time for four times as much, far from the eight that are allowed, however often it is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4
ALLOWED = 8.0
_ROUNDS = 6
_SHORTEST = 0.002
"""Seconds; what takes less is counted as this long, since a collection of garbage takes as long."""

Work = Callable[[], object]


def cost(work: Work) -> float:
    """Processor seconds of one go of ``work``."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def assert_grows_with_size(work_of: Callable[[int], Work], size: int, *, at_least: int = 2) -> None:
    """Fail when four times ``size`` costs more than eight times as much.

    ``work_of(size)`` makes the work, what it is given made beforehand. It is measured ``at_least`` so often, and more
    often where the answer is not clear yet.
    """
    assert_costs_at_most(ALLOWED, work_of(TIMES * size), work_of(size), at_least=at_least)


def assert_costs_at_most(times: float, work: Work, yardstick: Work, *, at_least: int = 2) -> None:
    """Fail when ``work`` costs more than ``times`` what ``yardstick`` costs."""
    most, least = float("inf"), float("inf")
    for number in range(_ROUNDS):
        most, least = min(most, cost(work)), min(least, cost(yardstick))
        if number + 1 >= at_least and most <= times * max(least, _SHORTEST):
            return
    raise AssertionError(f"{most:.3f} s against {least:.3f} s: {most / max(least, _SHORTEST):.1f} times, not {times}")

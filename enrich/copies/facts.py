"""What copies on one board amount to: counts that a reader can check, and no judgement."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Life(NamedTuple):
    """A posting of a board, in the group of its text."""

    id: str
    status: str
    first_seen: str
    closed_at: str | None
    job: str
    """The same for postings of the same title in the same places."""
    text_group: str


class Copy(NamedTuple):
    """What is said of one posting."""

    posting: str
    text_group: str
    open_alike: int
    """Open postings of the board in the group, itself included if it is open."""
    reposts: int
    """Postings of the same job in the group that had closed when this one came."""
    first_posted: str
    """When the earliest of those came; its own ``first_seen`` when there is none."""


def copies(lives: Iterable[Life]) -> list[Copy]:
    """One row for each posting whose group has others, in the order of ``lives``."""
    ordered = list(lives)
    sizes, still_open = Counter[str](), Counter[str]()
    jobs: dict[tuple[str, str], list[Life]] = defaultdict(list)
    for life in ordered:
        sizes[life.text_group] += 1
        still_open[life.text_group] += life.status == "open"
        jobs[life.text_group, life.job].append(life)
    histories = {key: _History(lives) for key, lives in jobs.items() if len(lives) > 1}
    found = []
    for life in ordered:
        if sizes[life.text_group] > 1:
            history = histories.get((life.text_group, life.job))
            reposts, first_posted = (0, life.first_seen) if history is None else history.before(life)
            found.append(Copy(life.id, life.text_group, still_open[life.text_group], reposts, first_posted))
    return found


class _History:
    """Lives of one job that have ended, by their end: a job may have been posted a thousand times."""

    def __init__(self, lives: list[Life]) -> None:
        ended = sorted((life.closed_at, life.first_seen) for life in lives if life.closed_at is not None)
        self._ends = [end for end, _ in ended]
        self._earliest = list(accumulate((first_seen for _, first_seen in ended), min))

    def before(self, life: Life) -> tuple[int, str]:
        """How many had ended when ``life`` began, and when the earliest of them began."""
        # A life that ends when it begins is not before itself.
        number = bisect_right(self._ends, life.first_seen) - (life.closed_at == life.first_seen)
        return number, self._earliest[number - 1] if number else life.first_seen

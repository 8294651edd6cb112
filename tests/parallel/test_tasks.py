from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from crawler.parallel.tasks import TRIES, TaskFailed, in_order
from tests.parallel.executors import Lossy


def double(part: int) -> int:
    return 2 * part


def refuse(part: int) -> int:
    raise ValueError(f"no {part}")


def test_results_come_in_the_order_of_the_parts() -> None:
    executor = Lossy()
    assert list(in_order(executor, double, range(100))) == [2 * part for part in range(100)]
    assert executor.submitted == 100


def test_parts_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def parts() -> Iterator[int]:
        for part in range(1000):
            taken.append(part)
            yield part

    executor = Lossy()
    results = in_order(executor, double, parts(), ahead=8)
    assert [next(results), next(results)] == [0, 2]
    assert executor.most_under_way == 8 and len(taken) == 9


@pytest.mark.parametrize(("parts", "submitted"), [(4, 0), (5, 5)])
def test_little_work_starts_no_process(parts: int, submitted: int) -> None:
    executor = Lossy()
    assert list(in_order(executor, double, range(parts), least=5)) == [2 * part for part in range(parts)]
    assert executor.submitted == submitted


def test_a_lost_worker_loses_no_part_and_gives_none_twice() -> None:
    deaths = Counter({3: 1, 40: 2, 41: 2})

    def dies(part: int) -> bool:
        deaths[part] -= 1
        return deaths[part] >= 0

    assert list(in_order(Lossy(dies), double, range(60))) == [2 * part for part in range(60)]


def test_a_part_that_always_kills_its_worker_is_told_and_those_before_it_are_done() -> None:
    tried: list[int] = []

    def dies(part: int) -> bool:
        tried.append(part)
        return part == 7

    done = []
    with pytest.raises(TaskFailed, match=f"lost {TRIES} times"):
        for result in in_order(Lossy(dies), double, range(20)):
            done.append(result)
    assert done == [2 * part for part in range(7)] and tried.count(7) == TRIES


def test_what_a_task_raises_is_raised_where_its_result_was_due() -> None:
    with pytest.raises(ValueError, match="no 0"):
        list(in_order(Lossy(), refuse, range(3)))

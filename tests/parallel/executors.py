"""Executors for tests: one that loses what it is told to lose, as a pool does whose process was killed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any


class Lossy(Executor):
    """Does each task when its result is asked for; ``dies(part)`` tells which task ends its process.

    With a process all that was submitted before is lost, as with a process pool.
    """

    def __init__(self, dies: Callable[[Any], bool] = lambda part: False) -> None:
        self.dies = dies
        self.submitted = 0
        self.most_under_way = 0
        self._waiting: list[_Asked] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        future = _Asked(self, fn, args)
        self._waiting.append(future)
        self.most_under_way = max(self.most_under_way, len(self._waiting))
        return future

    def work(self, asked: _Asked) -> None:
        if self.dies(asked.args[0]):
            lost, self._waiting = self._waiting, []
            for future in lost:
                future.set_exception(BrokenExecutor("a process ended"))
            return
        self._waiting.remove(asked)
        try:
            asked.set_result(asked.task(*asked.args))
        except Exception as error:  # noqa: BLE001 - whatever the task raises belongs to its future
            asked.set_exception(error)


class _Asked(Future[Any]):
    def __init__(self, executor: Lossy, task: Callable[..., Any], args: tuple[Any, ...]) -> None:
        super().__init__()
        self.executor, self.task, self.args = executor, task, args

    def result(self, timeout: float | None = None) -> Any:
        if not self.done():
            self.executor.work(self)
        return super().result(timeout)

"""Do one task for each of many parts, here or on an executor, and take the results in the order of the parts.

So that the bytes that a stage writes do not depend on who did the work: what comes back is what one process would have
made, one part after the other. A bounded number of parts is under way, so memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import chain, islice
from typing import Final, TypeVar

AHEAD: Final = 48
"""Parts under way at once: enough for two dozen workers that never wait for the next one."""

TRIES: Final = 3
"""How often a part is tried whose worker was lost."""

Part = TypeVar("Part")
Result = TypeVar("Result")


class AllLost(BrokenExecutor):
    """What gives tasks to workers went away with all that it had: no task is to blame."""


class TaskFailed(RuntimeError):
    """A part could not be done, because whatever worked on it died each time."""


def in_order(
    executor: Executor | None,
    task: Callable[[Part], Result],
    parts: Iterable[Part],
    *,
    least: int = 1,
    ahead: int = AHEAD,
) -> Iterator[Result]:
    """Yield ``task(part)`` for each of ``parts``, in their order.

    ``task`` has to be a function of a module, part and result have to be picklable. Fewer than ``least`` parts are done
    in this process, since to start another one would take longer. A part whose worker was lost is tried again. Raises
    :class:`TaskFailed` when it is lost :data:`TRIES` times, and what ``task`` raises.
    """
    source = iter(parts)
    first = list(islice(source, least)) if executor is not None else []
    if executor is None or len(first) < least:
        yield from map(task, chain(first, source))
        return
    yield from _submitted(executor, task, chain(first, source), ahead)


def _submitted(
    executor: Executor, task: Callable[[Part], Result], parts: Iterator[Part], ahead: int
) -> Iterator[Result]:
    waiting: deque[tuple[Part, Future[Result]]] = deque()
    try:
        while True:
            for part in islice(parts, ahead - len(waiting)):
                waiting.append((part, executor.submit(task, part)))
            if not waiting:
                return
            part, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenExecutor as error:
                result = _again(executor, task, part, error)
                # What was under way beside it is lost as well, and none of it need be the cause.
                waiting = deque((other, _renewed(executor, task, other, lost)) for other, lost in waiting)
            yield result
    finally:
        for _, future in waiting:
            future.cancel()


def _again(executor: Executor, task: Callable[[Part], Result], part: Part, error: BrokenExecutor) -> Result:
    """The result of a part that was lost, with nothing submitted beside it: if it is lost again, it is the cause."""
    for _ in range(TRIES - 1):
        try:
            return executor.submit(task, part).result()
        except BrokenExecutor as again:
            error = again
    raise TaskFailed(
        f"a worker process was lost {TRIES} times over one part of the work ({error}); is there enough memory?"
        " What was written before stands, nothing is half-written: run the command again, with --processes 1 to see why"
    ) from error


def _renewed(executor: Executor, task: Callable[[Part], Result], part: Part, future: Future[Result]) -> Future[Result]:
    if future.done() and not future.cancelled() and isinstance(future.exception(), BrokenExecutor):
        return executor.submit(task, part)
    return future

"""One pace for all processes of a crawl: a worker asks the leading process for each turn, and tells it how it went."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from typing import Any, Final, Self

from crawler.manners.pace import CircuitOpen, Pace
from crawler.manners.traffic import Traffic
from crawler.parallel.clock import clock
from crawler.parallel.worker_messages import Ended, Granted, Line, Refused, Silence, Space, Turn

LEASE_OVER: Final = 75
"""Exit status of a worker whose lease ended (EX_TEMPFAIL)."""


class RemotePace:
    """The pace as a worker sees it: :class:`crawler.manners.pace.Turns`, kept in another process."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._asked: dict[int, tuple[tuple[str, ...], asyncio.Future[None]]] = {}
        self._number = 0
        self._silent_until: dict[str, float] = {}
        self.until: float | None = None
        """When the lease of this process ends, on :func:`crawler.parallel.clock.clock`; ``None``: it has none."""

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Itself, as :class:`crawler.manners.pace.Pace`."""
        return self

    async def turn(self, *keys: str) -> None:
        """Wait until all ``keys`` may be asked at once. Raises :class:`crawler.manners.pace.CircuitOpen`."""
        self._number += 1
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[self._number] = keys, answer
        self._line.send(Turn(self._number, list(keys)))
        await answer

    def take(self, message: Granted | Refused | Silence) -> None:
        """An answer, or news, of the leading process."""
        if isinstance(message, Silence):
            self._silent_until[message.key] = time.monotonic() + message.seconds
            return
        keys, answer = self._asked.pop(message.number)
        if isinstance(message, Refused):
            if not answer.done():
                answer.set_exception(CircuitOpen(message.reason))
        elif answer.done():  # nobody waits for it any more
            for key in keys:
                self.released(key)
        else:
            answer.set_result(None)

    def is_over(self, *keys: str) -> bool:
        """Whether a turn that was given has to be given back, because a failure since then asks for a pause.

        Asked just before a request is sent: without a lease it never is, however long this process was frozen.
        """
        self.keep_lease()
        return any(self._silent_until.get(key, 0.0) > time.monotonic() for key in keys)

    def keep_lease(self) -> None:
        """End this process when its lease is over: another may crawl these boards by now."""
        if self.until is not None and clock() >= self.until:
            os._exit(LEASE_OVER)

    def succeeded(self, key: str) -> None:
        """The turn had an answer that is not a failure."""
        self._line.send(Ended(key, "succeeded"))

    def released(self, key: str) -> None:
        """The turn came to nothing that says anything of ``key``."""
        self._line.send(Ended(key, "released"))

    def failed(self, key: str, reason: str, *, asked_wait: float | None = None) -> None:
        """The turn failed; ``asked_wait`` is the server's own Retry-After in seconds."""
        self._line.send(Ended(key, "failed", reason, asked_wait))

    def space(self, key: str, seconds: float) -> None:
        """Keep turns of ``key`` at least ``seconds`` apart."""
        self._line.send(Space(key, seconds))


class Desk:
    """Gives one worker its turns from the pace of the run, and takes back what it held when it is gone.

    Each turn at a backend is noted in ``given``, which all desks of a run share.
    """

    def __init__(self, pace: Pace, line: Line, given: Traffic) -> None:
        self._given = given
        self._pace = pace
        self._line = line
        self._waiting: set[asyncio.Task[None]] = set()
        self._held: dict[str, int] = {}

    def take(self, message: Turn | Ended | Space) -> dict[str, float]:
        """What the worker said; the silences that follow from it, in seconds, for every worker to know."""
        if isinstance(message, Turn):
            task = asyncio.get_running_loop().create_task(self._give(message))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)
        elif isinstance(message, Space):
            self._pace.space(message.key, message.seconds)
        else:
            self._held[message.key] = self._held.get(message.key, 0) - 1
            if message.how == "failed":
                self._pace.failed(message.key, message.reason, asked_wait=message.asked_wait)
                return {key: left for key, left in self._pace.silences().items() if key == message.key}
            (self._pace.succeeded if message.how == "succeeded" else self._pace.released)(message.key)
        return {}

    async def _give(self, asked: Turn) -> None:
        try:
            await self._pace.turn(*asked.keys)
        except CircuitOpen as error:
            answer: Granted | Refused = Refused(asked.number, str(error))
        else:
            answer = Granted(asked.number)
            for key in asked.keys:
                self._held[key] = self._held.get(key, 0) + 1
                kind, _, name = key.partition(" ")
                if kind == "backend":
                    self._given.asked(name)
        with suppress(OSError):  # the worker is gone, and :meth:`close` gives back what it held
            self._line.send(answer)

    async def close(self) -> None:
        """Give back the turns of a worker that ended."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        for key, turns in self._held.items():
            for _ in range(turns):
                self._pace.released(key)
        self._held.clear()

"""When a backend may be asked again: waits that it asked for, its crawl delay, and a circuit breaker.

A server that answers 429 or 503 is left alone for as long as it says, or for an exponential back-off with jitter. One
that keeps failing opens its circuit: nobody asks for a while, then a single probe does; when that fails the pause
doubles, and after :data:`OPENINGS` pauses the rest of the run does without it. A host and its backend each have a
circuit, so that one broken tenant does not stop a vendor, and a broken vendor is not asked tenant by tenant.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from scrapy.exceptions import IgnoreRequest

FAILURES: Final = 5
"""Failures in a row, without a success between them, that open a circuit."""

FIRST_PAUSE: Final = 20.0
"""Seconds that a circuit stays open the first time; each opening doubles it."""

OPENINGS: Final = 3
"""Pauses after which a circuit stays open for the rest of the run: 20 + 40 + 80 seconds have passed then."""

LONGEST_WAIT: Final = 300.0
"""A longer Retry-After is not waited for; what needs it fails, and the next run tries again."""


class CircuitOpen(IgnoreRequest):
    """A backend failed so often that it is not asked any more in this run. Never retried."""


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    openings: int = 0
    not_before: float = 0.0
    """Set by failures: nobody is asked earlier."""
    spacing: float = 0.0
    next_turn: float = 0.0
    """Set by the last turn: the next one is no earlier."""
    probing: bool = False
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES


class Pace:
    """Turns for requests, by any key (a host, a backend)."""

    def __init__(
        self,
        backoff: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),
    ) -> None:
        self._backoff = backoff
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._circuits: dict[str, _Circuit] = defaultdict(_Circuit)

    async def turn(self, *keys: str) -> None:
        """Wait until all ``keys`` may be asked at once. Raises :class:`CircuitOpen`.

        A turn is followed by one of :meth:`succeeded`, :meth:`failed`, or :meth:`released` for each key.
        """
        circuits = [self._circuits[key] for key in keys]
        while True:
            for key, circuit in zip(keys, circuits, strict=True):
                if circuit.openings > OPENINGS:
                    raise CircuitOpen(f"{key} is not asked any more in this run: {circuit.reason}")
            now = self._clock()
            # All keys together: a turn at one that then waits for another would come too early by the time it is used.
            wait = max(max(circuit.not_before, circuit.next_turn) - now for circuit in circuits)
            if wait <= 0 and not any(circuit.is_open and circuit.probing for circuit in circuits):
                break
            await self._sleep(max(wait, 0.05))
        for circuit in circuits:
            circuit.probing = circuit.is_open
            if circuit.spacing:
                circuit.next_turn = now + circuit.spacing

    def is_over(self, *keys: str) -> bool:
        """Whether a turn that was given has to be given back, because a failure since then asks for a pause."""
        now = self._clock()
        return any(self._circuits[key].not_before > now for key in keys)

    def succeeded(self, key: str) -> None:
        """The turn had an answer that is not a failure: the circuit is whole again."""
        circuit = self._circuits[key]
        circuit.failures = circuit.openings = 0
        circuit.probing = False

    def released(self, key: str) -> None:
        """The turn came to nothing that says anything of ``key`` (refused before it was sent)."""
        self._circuits[key].probing = False

    def failed(self, key: str, reason: str, *, asked_wait: float | None = None) -> None:
        """The turn failed; ``asked_wait`` is the server's own Retry-After in seconds."""
        circuit = self._circuits[key]
        was_probe, circuit.probing = circuit.probing, False
        circuit.failures += 1
        circuit.reason = reason
        if asked_wait is not None and asked_wait > LONGEST_WAIT:
            circuit.openings = OPENINGS + 1  # asking earlier would be against its word
            circuit.reason = f"{reason}, wants to be left alone for {asked_wait:.0f} seconds"
            return
        if circuit.failures == FAILURES or was_probe:
            circuit.openings += 1
            wait = FIRST_PAUSE * 2.0 ** (circuit.openings - 1)
        else:
            wait = self._backoff * 2.0 ** (min(circuit.failures, FAILURES) - 1) * self._jitter()
        if asked_wait is not None:
            wait = max(asked_wait, wait) if circuit.is_open else asked_wait
        circuit.not_before = max(circuit.not_before, self._clock() + min(wait, LONGEST_WAIT))

    def space(self, key: str, seconds: float) -> None:
        """Keep turns of ``key`` at least ``seconds`` apart (a robots.txt Crawl-delay)."""
        self._circuits[key].spacing = seconds

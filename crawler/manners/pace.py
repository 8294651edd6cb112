"""When a backend may be asked again: waits that it asked for, its crawl delay, and a circuit breaker.

A server that answers 429 or 503 is left alone for as long as it says, or for an exponential back-off with jitter. One
that keeps failing opens its circuit: nobody asks for a while, then a single probe does; when that fails the pause
doubles, and after :data:`OPENINGS` pauses the rest of the run does without it. A host and its backend each have a
circuit, so that one broken tenant does not stop a vendor, and a broken vendor is not asked tenant by tenant.

There is one pace of a run, whatever the number of systems and processes that ask: two systems on one backend are one
guest there (:mod:`crawler.parallel.remote_pace` carries turns to other processes, :class:`Standing` what is known
elsewhere).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self

from scrapy.exceptions import IgnoreRequest

from crawler.manners.backends import Limit

FAILURES: Final = 5
"""Failures in a row, without a success between them, that open a circuit."""

FIRST_PAUSE: Final = 20.0
"""Seconds that a circuit stays open the first time; each opening doubles it."""

OPENINGS: Final = 3
"""Pauses after which a circuit stays open for the rest of the run: 20 + 40 + 80 seconds have passed then."""

LONGEST_WAIT: Final = 300.0
"""A longer Retry-After is not waited for; what needs it fails, and the next run tries again."""


_MANY: Final = 1_000
"""Keys that are kept before those that are idle are forgotten."""


class CircuitOpen(IgnoreRequest):
    """A backend failed so often that it is not asked any more in this run. Never retried."""


class Turns(Protocol):
    """What gives turns: :class:`Pace`, or one that asks the pace of another process."""

    async def turn(self, *keys: str) -> None:
        """Wait until all ``keys`` may be asked at once. Raises :class:`CircuitOpen`."""

    def is_over(self, *keys: str) -> bool:
        """Whether a turn that was given has to be given back, because a failure since then asks for a pause."""

    def succeeded(self, key: str) -> None:
        """The turn had an answer that is not a failure."""

    def released(self, key: str) -> None:
        """The turn came to nothing that says anything of ``key``."""

    def failed(self, key: str, reason: str, *, asked_wait: float | None = None) -> None:
        """The turn failed."""

    def space(self, key: str, seconds: float) -> None:
        """Keep turns of ``key`` at least ``seconds`` apart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a key stands, for a pace elsewhere to go on with; times are seconds from now."""

    failures: int
    openings: int
    not_before: float
    next_turn: float
    spacing: float | None
    """As a site asked for it; ``None``: none did."""
    reason: str


@dataclass(slots=True)
class _Circuit:
    at_once: int = 0
    """Turns that may be under way at once; 0: any number."""
    spacing: float = 0.0
    is_spaced: bool = False
    """Whether a site asked for the spacing."""
    failures: int = 0
    openings: int = 0
    not_before: float = 0.0
    """Set by failures: nobody is asked earlier."""
    next_turn: float = 0.0
    """Set by the last turn: the next one is no earlier."""
    under_way: int = 0
    wanted: int = 0
    """Who waits for a turn."""
    probing: bool = False
    reason: str = ""
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever waits for this key; the others queue behind, in the order in which they came."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a turn ends."""

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES

    @property
    def is_taken(self) -> bool:
        # A probe goes alone: the late answer to a turn from before the circuit opened would be taken for the probe's.
        return (self.is_open and self.under_way > 0) or 0 < self.at_once <= self.under_way

    def wait(self, now: float) -> float:
        return max(self.not_before, self.next_turn) - now

    def is_idle(self, now: float) -> bool:
        """Whether a new circuit would do as well."""
        busy = self.wanted or self.under_way or self.failures or self.openings or self.is_spaced
        return not busy and self.wait(now) <= 0

    def end_turn(self) -> None:
        self.probing = False
        self.under_way = max(0, self.under_way - 1)
        self.ended.set()


class Pace:
    """Turns for requests, by any key (a host, a backend); ``limit_of`` says how a key is asked, ``None``: no limit."""

    def __init__(
        self,
        backoff: float,
        limit_of: Callable[[str], Limit | None] = lambda _: None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),
    ) -> None:
        self._backoff = backoff
        self._limit_of = limit_of
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._circuits: dict[str, _Circuit] = {}
        self._many = _MANY

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Itself: Scrapy copies the settings it hangs in, once for each system, and there is one pace of a run."""
        return self

    def _circuit(self, key: str) -> _Circuit:
        if key not in self._circuits:
            limit = self._limit_of(key)
            self._circuits[key] = _Circuit(limit.concurrency, limit.delay) if limit is not None else _Circuit()
        return self._circuits[key]

    async def turn(self, *keys: str) -> None:
        """Wait until all ``keys`` may be asked at once. Raises :class:`CircuitOpen`.

        Who asks for the last key queues there; while an earlier one has to wait, others of the queue go first. A turn
        is followed by one of :meth:`succeeded`, :meth:`failed`, or :meth:`released` for each key.
        """
        circuits = [self._circuit(key) for key in keys]
        # Without a distance to keep there is no order to keep either: a queue would only hand out one turn at a time.
        if (
            not circuits[-1].spacing
            and not any(circuit.failures or circuit.openings for circuit in circuits)
            and self._are_free(circuits)
        ):
            self._take(circuits)
            self._forget_idle()
            return
        for circuit in circuits:
            circuit.wanted += 1
        try:
            await self._take_turn(keys, circuits)
        finally:
            for circuit in circuits:
                circuit.wanted -= 1
        self._forget_idle()

    async def _take_turn(self, keys: tuple[str, ...], circuits: list[_Circuit]) -> None:
        *before, last = keys
        while True:
            for key in before:
                await self._until_free(key)
            async with self._circuit(last).door:
                await self._until_free(last)
                # All keys together: a turn at one that then waits for another would come too early once it is used.
                if self._are_free(circuits):
                    self._take(circuits)
                    return

    def _are_free(self, circuits: list[_Circuit]) -> bool:
        now = self._clock()
        return all(circuit.wait(now) <= 0 and not circuit.is_taken for circuit in circuits)

    async def _until_free(self, key: str) -> None:
        circuit = self._circuit(key)
        while True:
            if circuit.openings > OPENINGS:
                raise CircuitOpen(f"{key} is not asked any more in this run: {circuit.reason}")
            if (wait := circuit.wait(self._clock())) > 0:
                await self._sleep(wait)
            elif circuit.is_taken:
                circuit.ended.clear()
                await circuit.ended.wait()
            else:
                return

    def _take(self, circuits: list[_Circuit]) -> None:
        now = self._clock()
        for circuit in circuits:
            circuit.probing = circuit.is_open
            circuit.under_way += 1
            if circuit.spacing:
                circuit.next_turn = now + circuit.spacing

    def _forget_idle(self) -> None:
        """Drop what says nothing any more: a crawl of many hosts asks most of them for a short while only."""
        if len(self._circuits) < self._many:
            return
        now = self._clock()
        self._circuits = {key: circuit for key, circuit in self._circuits.items() if not circuit.is_idle(now)}
        self._many = max(_MANY, 2 * len(self._circuits))

    def standings(self) -> dict[str, Standing]:
        """Keys that a new pace would ask otherwise, for it to :meth:`resume`."""
        now = self._clock()
        return {
            key: Standing(
                circuit.failures,
                circuit.openings,
                max(0.0, circuit.not_before - now),
                max(0.0, circuit.next_turn - now),
                circuit.spacing if circuit.is_spaced else None,
                circuit.reason,
            )
            for key, circuit in self._circuits.items()
            if circuit.failures or circuit.openings or circuit.is_spaced or circuit.wait(now) > 0
        }

    def resume(self, standings: Mapping[str, Standing]) -> None:
        """Go on as another pace stood when it ended; nobody is asked sooner than it would have asked."""
        now = self._clock()
        for key, standing in standings.items():
            circuit = self._circuit(key)
            circuit.failures, circuit.openings = standing.failures, standing.openings
            circuit.not_before = now + standing.not_before
            circuit.next_turn = now + standing.next_turn
            circuit.reason = standing.reason
            if standing.spacing is not None:
                self.space(key, standing.spacing)

    def silences(self) -> dict[str, float]:
        """Keys that failures keep from being asked, and for how many seconds yet."""
        now = self._clock()
        return {key: circuit.not_before - now for key, circuit in self._circuits.items() if circuit.not_before > now}

    def is_over(self, *keys: str) -> bool:
        """Whether a turn that was given has to be given back, because a failure since then asks for a pause."""
        now = self._clock()
        return any(self._circuit(key).not_before > now for key in keys)

    def succeeded(self, key: str) -> None:
        """The turn had an answer that is not a failure: the circuit is whole again."""
        circuit = self._circuit(key)
        circuit.failures = circuit.openings = 0
        circuit.end_turn()

    def released(self, key: str) -> None:
        """The turn came to nothing that says anything of ``key`` (refused before it was sent)."""
        self._circuit(key).end_turn()

    def failed(self, key: str, reason: str, *, asked_wait: float | None = None) -> None:
        """The turn failed; ``asked_wait`` is the server's own Retry-After in seconds."""
        circuit = self._circuit(key)
        was_probe = circuit.probing
        circuit.end_turn()
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
        """Keep turns of ``key`` at least ``seconds`` apart (a robots.txt Crawl-delay), its limit still kept."""
        circuit = self._circuit(key)
        circuit.spacing = max(circuit.spacing, seconds)
        circuit.is_spaced = True

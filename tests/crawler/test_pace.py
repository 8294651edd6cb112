"""The pace on a virtual clock: whatever the server does, nobody is asked too soon, and what fails is left alone."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.backends import Limit
from crawler.manners.pace import FAILURES, FIRST_PAUSE, LONGEST_WAIT, OPENINGS, CircuitOpen, Pace


class Clock:
    """Time that passes only while everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (self.now + seconds, self._count, future))
        await future

    def run(self, *tasks: Coroutine[Any, Any, None]) -> None:
        asyncio.run(self._run(*tasks))

    async def _run(self, *tasks: Coroutine[Any, Any, None]) -> None:
        running = asyncio.gather(*tasks)
        while True:
            for _ in range(50):
                await asyncio.sleep(0)
            if running.done():
                break
            when, _, future = heapq.heappop(self._waiting)
            self.now = max(self.now, when)
            future.set_result(None)
        await running


def pace_of(clock: Clock, backoff: float = 2.0, jitter: float = 1.0) -> Pace:
    return Pace(backoff, clock=clock.time, sleep=clock.sleep, jitter=lambda: jitter)


answers = st.one_of(
    st.just("ok"),
    st.just("released"),
    st.just("failed"),
    st.floats(0, LONGEST_WAIT).map(lambda seconds: ("asked", seconds)),
)


@given(
    st.lists(answers, min_size=1, max_size=30),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.5, 30.0]),
    st.floats(0.5, 1.5),
)
def test_nobody_is_asked_too_soon(script: list[Any], workers: int, spacing: float, jitter: float) -> None:
    clock, turns, asked = Clock(), list[float](), list[tuple[float, float]]()
    pace, remaining = pace_of(clock, jitter=jitter), iter(script)
    pace.space("a", spacing)

    async def work() -> None:
        for answer in remaining:
            try:
                await pace.turn("a")
            except CircuitOpen:
                return
            turns.append(clock.now)
            await clock.sleep(0.01)
            if answer == "ok":
                pace.succeeded("a")
            elif answer == "released":
                pace.released("a")
            elif answer == "failed":
                pace.failed("a", "down")
            else:
                pace.failed("a", "busy", asked_wait=answer[1])
                asked.append((clock.now, clock.now + answer[1]))

    clock.run(*(work() for _ in range(workers)))
    assert all(later - earlier >= spacing - 1e-6 for earlier, later in zip(turns, turns[1:], strict=False))
    for said, until in asked:
        assert not [turn for turn in turns if said < turn < until - 1e-6]


def test_the_back_off_doubles_and_the_circuit_opens_and_gives_up() -> None:
    clock, turns = Clock(), list[float]()
    pace = pace_of(clock)

    async def work() -> None:
        with pytest.raises(CircuitOpen, match="a is not asked any more in this run: HTTP 503"):
            while True:
                await pace.turn("a")
                turns.append(clock.now)
                pace.failed("a", "HTTP 503")

    clock.run(work())
    gaps = [round(later - earlier, 3) for earlier, later in zip(turns, turns[1:], strict=False)]
    backoffs = [2.0 * 2**n for n in range(FAILURES - 1)]
    assert gaps == backoffs + [FIRST_PAUSE * 2**n for n in range(OPENINGS)]


@pytest.mark.parametrize("heals", [True, False])
def test_an_open_circuit_lets_one_probe_through(heals: bool) -> None:
    clock, turns = Clock(), list[float]()
    pace = pace_of(clock)
    for _ in range(FAILURES):
        pace.failed("a", "down")

    async def work() -> None:
        await pace.turn("a")
        turns.append(clock.now)
        await clock.sleep(1.0)  # the answer takes its time, and the others wait for it
        pace.succeeded("a") if heals else pace.failed("a", "down")

    async def ask() -> None:
        try:
            await work()
        except CircuitOpen:
            turns.append(float("inf"))

    clock.run(ask(), ask(), ask())
    probe, *others = turns
    assert probe == FIRST_PAUSE
    if heals:
        assert all(probe + 1.0 <= turn <= probe + 1.2 for turn in others)
    else:
        assert others[0] >= probe + 1.0 + 2 * FIRST_PAUSE
        assert others[1] >= others[0] + 1.0 + 4 * FIRST_PAUSE


@given(st.lists(st.booleans(), max_size=40))
def test_a_success_makes_the_circuit_whole(answers: list[bool]) -> None:
    clock, in_a_row = Clock(), 0
    pace = pace_of(clock)

    async def work() -> None:
        nonlocal in_a_row
        for fine in [*answers, True]:
            before = clock.now
            await pace.turn("a")
            if in_a_row == 0:
                assert clock.now == before
            elif in_a_row >= FAILURES:
                assert clock.now - before >= FIRST_PAUSE
            if fine or in_a_row + 1 == FAILURES + OPENINGS:  # one more failure gives up
                pace.succeeded("a")
                in_a_row = 0
            else:
                pace.failed("a", "down")
                in_a_row += 1

    clock.run(work())


def test_a_late_answer_from_before_the_circuit_opened_is_not_taken_for_the_probes() -> None:
    clock, turns = Clock(), list[float]()
    pace = pace_of(clock, backoff=0.0)
    late = 10 * FIRST_PAUSE

    async def ask(answer_takes: float) -> None:
        await pace.turn("a")
        turns.append(clock.now)
        await clock.sleep(answer_takes)
        pace.failed("a", "down")

    async def open_it() -> None:
        for _ in range(FAILURES):
            await ask(0.0)

    async def probe() -> None:
        await clock.sleep(1.0)
        await ask(0.0)

    clock.run(ask(late), open_it(), probe())
    assert turns[:-1] == [0.0] * (FAILURES + 1)
    assert turns[-1] >= late  # alone: nobody knew what the one before had to say


def test_a_wait_longer_than_a_run_is_not_waited_for() -> None:
    clock = Clock()
    pace = pace_of(clock)
    pace.failed("a", "HTTP 429", asked_wait=LONGEST_WAIT + 1)

    async def work() -> None:
        with pytest.raises(CircuitOpen, match="wants to be left alone for 301 seconds"):
            await pace.turn("a")
        await pace.turn("b")

    clock.run(work())
    assert clock.now == 0


def test_a_probe_that_came_to_nothing_leaves_the_turn_to_another() -> None:
    clock = Clock()
    pace = pace_of(clock)
    for _ in range(FAILURES):
        pace.failed("a", "down")

    async def work() -> None:
        await pace.turn("a")
        pace.released("a")
        await pace.turn("a")

    clock.run(work())
    assert clock.now <= FIRST_PAUSE + 0.1


@given(
    st.integers(1, 3),
    st.sampled_from([0.0, 0.1, 1.0]),
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.001, 0.5), st.booleans()), min_size=1, max_size=25),
)
def test_a_backend_is_asked_by_its_limit_whoever_asks(
    at_once: int, delay: float, requests: list[tuple[str, float, bool]]
) -> None:
    clock, turns, under_way = Clock(), list[float](), 0

    def limit_of(key: str) -> Limit | None:
        return Limit(at_once, delay) if key == "vendor" else None

    pace = Pace(2.0, limit_of, clock=clock.time, sleep=clock.sleep, jitter=lambda: 1.0)

    async def ask(tenant: str, takes: float, fine: bool) -> None:
        nonlocal under_way
        try:
            await pace.turn(tenant, "vendor")
        except CircuitOpen:
            return
        turns.append(clock.now)
        under_way += 1
        assert under_way <= at_once
        await clock.sleep(takes)
        under_way -= 1
        pace.succeeded(tenant) if fine else pace.failed(tenant, "down")
        pace.released("vendor")

    clock.run(*(ask(*request) for request in requests))
    assert all(later - earlier >= delay - 1e-6 for earlier, later in zip(turns, turns[1:], strict=False))


def test_who_has_to_wait_for_its_own_host_lets_others_of_the_backend_go_first() -> None:
    clock, order = Clock(), list[str]()
    pace = Pace(2.0, lambda key: Limit(1, 0.1) if key == "vendor" else None, clock=clock.time, sleep=clock.sleep)
    pace.failed("broken", "HTTP 503", asked_wait=60.0)

    async def ask(tenant: str) -> None:
        await pace.turn(tenant, "vendor")
        order.append(tenant)
        pace.succeeded(tenant)
        pace.released("vendor")

    clock.run(ask("broken"), ask("one"), ask("two"))
    assert order == ["one", "two", "broken"]
    assert clock.now == 60.0


def test_hosts_that_are_over_are_forgotten_and_what_failed_or_asked_for_time_is_not() -> None:
    clock = Clock()
    pace = Pace(2.0, lambda key: Limit(1, 0.5) if key == "vendor" else None, clock=clock.time, sleep=clock.sleep)
    pace.failed("broken", "HTTP 503", asked_wait=600.0)
    pace.space("slow", 30.0)

    async def ask_many() -> None:
        for number in range(5_000):
            await pace.turn(f"host {number}")
            pace.succeeded(f"host {number}")

    clock.run(ask_many())
    assert len(pace._circuits) < 1_500
    with pytest.raises(CircuitOpen):
        clock.run(pace.turn("broken"))
    clock.run(pace.turn("slow"))
    pace.succeeded("slow")
    before = clock.now
    clock.run(pace.turn("slow"))
    assert clock.now - before >= 30.0


@given(st.lists(st.tuples(st.sampled_from(["host a", "backend b"]), answers), max_size=25), st.floats(0, 400))
def test_a_pace_that_goes_on_elsewhere_asks_nobody_sooner(said: list[tuple[str, Any]], waited: float) -> None:
    clock = Clock()
    here = pace_of(clock)
    here.space("host a", 3.0)
    for key, answer in said:
        if answer == "ok":
            here.succeeded(key)
        elif answer == "released":
            here.released(key)
        else:
            here.failed(key, "HTTP 503", asked_wait=None if answer == "failed" else answer[1])
    there = pace_of(clock)
    there.resume(here.standings())
    clock.now += waited
    assert there.silences() == pytest.approx(here.silences())
    for key in ("host a", "backend b"):
        began: dict[str, float | str] = {}
        for name, pace in (("here", here), ("there", there)):
            own = clock.now
            try:
                clock.run(pace.turn(key))
                began[name] = clock.now
            except CircuitOpen as error:
                began[name] = str(error)
            clock.now = own
        assert began["there"] == pytest.approx(began["here"])


def test_a_crawl_delay_is_kept_by_the_pace_that_goes_on() -> None:
    clock = Clock()
    here, there = pace_of(clock), pace_of(clock)
    here.space("host a", 9.0)
    clock.run(here.turn("host a"))
    there.resume(here.standings())
    clock.run(there.turn("host a"))
    assert clock.now == 9.0
    there.succeeded("host a")
    clock.run(there.turn("host a"))
    assert clock.now == 18.0

"""The lease of a snapshot store: one process leads a crawl into it, and workers crawl only while they hear of it.

The lead writes an object, ``.lease``, every few seconds: a count, and the tasks that may be under way. A worker reads
it and goes on for :data:`LEASE_SECONDS` after each new count that names its task; then it ends, whatever became of the
lead, of the network between them, or of the clock on the wall: all times are durations, each on one machine's clock. So
a task whose worker is lost is over for certain when it was taken off the list that long ago, and then, not before, its
backends may be asked by another. A task is claimed by an object of its own that only one can create, so that a
scheduler that gives it to two workers does not make two guests.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import msgspec

from crawler.files.storage import Location, StorageError
from crawler.parallel.clock import clock
from crawler.parallel.lease_object import Cell, Word, claim_of, read_word
from crawler.runs.lock import LockHeld

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 60.0
"""How long a worker goes on without a word of the lead, and how long a lost task keeps its backends."""

_BEATS: Final = 20
"""Words of the lead within a lease: some may be late or lost."""

_DRIFT: Final = 1.1
"""Clocks run at rates that differ; a lease of another machine is waited for this much longer."""


class LeaseLost(RuntimeError):
    """Another process leads in this store now; nothing more may be begun for this one."""


class Lead:
    """Holds the lease of ``store`` and says what is under way. Use as a context manager.

    Entering waits for the end of a lease that was not given back, and raises :class:`crawler.runs.lock.LockHeld` when
    somebody keeps it up. ``home`` names what this process has to itself, such as a data folder by its lock: an earlier
    lead of the same home must have ended, and only its tasks are waited for.
    """

    def __init__(self, store: Location, seconds: float = LEASE_SECONDS, home: str = "") -> None:
        self.id = uuid.uuid4().hex
        self.seconds = seconds
        self._store = store
        self._cell = Cell(store / ".lease")
        self._word = Word(self.id, 0, [], home=home)
        self._gone: dict[str, float | None] = {}
        self._writing = threading.Lock()
        self._ending = threading.Event()
        self._lost = False
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._take()
        self._beating.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        self._beating.join()
        if self._lost:
            return
        # What may be under way yet keeps the lease: whoever leads next waits for its end.
        self._word.over = self.is_idle
        with suppress(OSError, RuntimeError):
            self._write()

    @property
    def is_idle(self) -> bool:
        """Whether nothing can be under way."""
        return not self._word.tasks and not self._gone

    def begin(self, tasks: Iterable[str]) -> None:
        """``tasks`` may be under way from now on. Raises :class:`LeaseLost`, or what the store raises."""
        self._word.tasks += tasks
        for left in (2, 1, 0):
            try:
                self._write()
            except OSError as error:
                if not left:
                    if isinstance(error.__cause__, StorageError):
                        raise error.__cause__ from None
                    raise
                time.sleep(self.seconds / _BEATS)
            else:
                return

    def end(self, task: str) -> None:
        """``task`` is over."""
        self._word.tasks.remove(task)
        self._forget(task)

    def lose(self, task: str) -> None:
        """Nobody knows whether ``task`` is under way: it may not be, as soon as that is said."""
        self._word.tasks.remove(task)
        self._gone[task] = None

    def is_over(self, task: str) -> bool:
        """Whether a lost ``task`` has ended for certain. Raises :class:`LeaseLost`."""
        if self._lost:
            raise LeaseLost(f"{self._store}: another run leads here now")
        said = self._gone[task]
        if said is None or clock() < said + self.seconds * _DRIFT:
            return False
        del self._gone[task]
        self._forget(task)
        return True

    def drain(self, seconds: float) -> None:
        """Tell every worker to begin no further board, and to end within so many seconds. Raises :class:`LeaseLost`."""
        self._word.drain = seconds
        with suppress(OSError):  # it is said again soon
            self._write()

    def _take(self) -> None:
        word = read_word(self._cell)
        if word is not None and not word.over and not self._is_free(word):
            log.warning("%s: a run did not give back its lease; waiting for its end", self._store)
            self._watch(word)
            for task in word.tasks:
                self._forget(task)
        taken = self._cell.replace(self._said())
        if word is not None:
            # A file is not replaced on a condition, and not by every store: see who came last.
            time.sleep(min(0.5, self.seconds / _BEATS / 5))
        now = read_word(self._cell)
        if not taken or now is None or now.lead != self.id:
            raise LockHeld(f"{self._store}: another run has just begun there")

    def _is_free(self, word: Word) -> bool:
        return bool(word.home) and word.home == self._word.home and not word.tasks and not word.lost

    def _watch(self, word: Word) -> None:
        until = clock() + self.seconds * _DRIFT
        while clock() < until:
            time.sleep(self.seconds / _BEATS)
            try:
                now = read_word(self._cell)
            except OSError as error:
                log.warning("the lease cannot be seen: %s", error)
                continue
            if now is not None and (now.lead, now.beat) != (word.lead, word.beat):
                if now.over:
                    return
                raise LockHeld(f"{self._store}: another run crawls into this store")

    def _beat(self) -> None:
        while not self._ending.wait(self.seconds / _BEATS):
            try:
                self._write()
            except LeaseLost:
                return
            except OSError as error:
                log.warning("the lease cannot be kept up: %s", error)

    def _write(self) -> None:
        with self._writing:
            if self._lost:
                raise LeaseLost(f"{self._store}: another run leads here now")
            self._word.beat += 1
            gone = [task for task, said in list(self._gone.items()) if said is None]
            self._word.lost = bool(self._gone)
            if not self._cell.replace(self._said()) and not self._is_mine():
                self._lost = True
                raise LeaseLost(f"{self._store}: another run leads here now")
            for task in gone:
                self._gone[task] = clock()

    def _is_mine(self) -> bool:
        """After a put that failed: it may have been done all the same, and only its answer was lost."""
        word = read_word(self._cell)
        return word is not None and word.lead == self.id and self._cell.replace(self._said())

    def _said(self) -> bytes:
        return msgspec.json.encode(self._word)

    def _forget(self, task: str) -> None:
        with suppress(OSError):
            claim_of(self._store, task).remove()


class Hold:
    """A worker's side: its task in the lease of ``store``, led by ``lead``. Use as a context manager, once claimed."""

    def __init__(self, store: Location, task: str, lead: str, seconds: float) -> None:
        self.task = task
        self.drain: float | None = None
        """As :attr:`Word.drain`."""
        self.until = clock()
        """When the lease ends, on :func:`crawler.parallel.clock.clock`, as far as is known."""
        self._store = store
        self._lead = lead
        self._seconds = seconds
        self._beat = 0
        self._is_ended = False
        self._cell = Cell(store / ".lease")
        self._ending = threading.Event()
        self._following = threading.Thread(target=self._follow, daemon=True)

    @property
    def is_over(self) -> bool:
        """Whether nothing may be done any more."""
        return clock() >= self.until

    @property
    def state(self) -> str:
        """What is known of it, in words."""
        if self._is_ended:
            return "the lead does not mean this task any more"
        return f"no word of the lead for {clock() - self.until + self._seconds:.0f} seconds"

    def claim(self) -> bool:
        """Take the task, which only one can; and see that the lead means it, ``False`` when it does not.

        Raises :class:`NoLease` when this machine sees another store than the lead.
        """
        if read_word(self._cell) is None:
            raise NoLease(f"{self._store}: there is no lease; does this machine see the same folder as the lead?")
        if not claim_of(self._store, self.task).create(uuid.uuid4().bytes):
            return False
        self._look()
        return not self.is_over

    def __enter__(self) -> Self:
        self._following.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        self._following.join(timeout=1.0)  # it may wait for a store that does not answer

    def _follow(self) -> None:
        while not self._ending.wait(self._seconds / _BEATS):
            try:
                self._look()
            except OSError as error:
                log.warning("the lease cannot be seen: %s", error)

    def _look(self) -> None:
        asked = clock()
        word = read_word(self._cell)
        if word is None or word.lead != self._lead or self.task not in word.tasks:
            self._is_ended = True
            self.until = min(asked, self.until)
        elif word.beat > self._beat:
            self._beat = word.beat
            self.until = asked + self._seconds
            self.drain = word.drain


class NoLease(RuntimeError):
    """A worker does not see the store of the lead."""

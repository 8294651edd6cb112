"""SIGINT and SIGTERM: the first asks a crawl to finish the boards under way, a second ends the process at once."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final, Self

log = logging.getLogger(__name__)

DRAIN_SECONDS: Final = 60.0
"""How long boards under way may take after the first signal; service managers wait 90 seconds before they kill."""


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Turns SIGINT and SIGTERM into a wish to stop, and a second one into the end of the process.

    ``at_first`` and ``at_last`` are called in the main thread when that happens. Nothing has to be cleaned up at the
    end: what is not a whole snapshot is not there.
    """

    def __init__(self, at_first: Callable[[], None] = lambda: None, at_last: Callable[[], None] = lambda: None) -> None:
        self.signal: int | None = None
        self.at_first = at_first
        self.at_last = at_last
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in _SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._before:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, _: FrameType | None) -> None:
        if self.signal is not None:
            self.end(number)
        self.signal = number
        log.warning("stopping after the boards under way; once more stops at once")
        self.at_first()

    def end_after(self, seconds: float) -> None:
        """End the process in so many seconds, unless what this is entered for ends before."""
        self._before[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: self.end(self.signal or signal.SIGTERM))
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))

    def end(self, number: int) -> None:
        """End the process as if by signal ``number``."""
        self.at_last()
        os._exit(128 + number)

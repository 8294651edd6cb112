"""How far a crawl is: a line that moves on a terminal, a plain one a minute elsewhere, and each board that failed."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from crawler.crawl import Plan, Watch
from crawler.items import WHOLE, Snapshot
from operations.console import duration

PLAIN_SECONDS: Final = 60.0


class Progress(Watch):
    """Watches a crawl and shows it on ``console``; use as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._before = self._done = self._failed = self._postings = self._requests = 0
        self._stage: str | None = None
        self._started = self._said = time.monotonic()
        self._live = Live(console=console, transient=True, get_renderable=lambda: Text(self.line()))

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def begin(self, plan: Plan, boards: int) -> None:
        """The crawl is about to begin; ``boards`` are those of the run, ``plan`` what is to do of them."""
        self._total = boards - len(plan.aside)
        self._before = self._done = self._total - len(plan.to_do)
        self._started = self._said = time.monotonic()

    def board(self, snapshot: Snapshot) -> None:
        """A board is crawled."""
        self._done += 1
        self._postings += snapshot.collected
        self._requests += snapshot.requests
        if snapshot.outcome not in WHOLE:
            self._failed += 1
            line = f"{snapshot.outcome:9} {snapshot.collected:6} postings  {snapshot.board.id}  ({snapshot.reason})"
            self._console.print(line, style="yellow")
        now = time.monotonic()
        if not self._console.is_terminal and now - self._said >= PLAIN_SECONDS:
            self._said = now
            self._console.print(self.line())

    def stage(self, name: str) -> None:
        """The crawl is over, and a run goes on with another stage; said at once where there is no terminal."""
        self._stage = name
        if not self._console.is_terminal:
            self._console.print(self.line())

    def line(self) -> str:
        """How far it is: boards, postings, rates, failures, and the time left at the rate so far."""
        if self._stage is not None:
            return f"{self._done} of {self._total} boards, {self._postings} postings; {self._stage}"
        passed = max(time.monotonic() - self._started, 1e-9)
        now = self._done - self._before
        said = f"{self._done} of {self._total} boards, {self._postings} postings"
        if now:
            said += f", {now / passed * 60:.0f} boards/min, {self._requests / passed:.1f} requests/s"
        if self._failed:
            said += f", {self._failed} not whole"
        if now and self._done < self._total:
            said += f", about {duration((self._total - self._done) / now * passed)} left"
        return said

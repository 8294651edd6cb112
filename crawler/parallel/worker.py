"""A process that crawls some boards of a run, started and watched by :mod:`crawler.parallel.workers`.

``python -m crawler.parallel.worker FD`` speaks over the socket FD. It leaves SIGINT and SIGTERM to the process that
leads the crawl, which says when to stop, and ends with it, however that ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
from contextlib import suppress
from copy import deepcopy
from typing import Final

from crawler.files.storage import parse_location
from crawler.items import Board, Snapshot
from crawler.manners.traffic import Backend, Traffic
from crawler.parallel.remote_pace import RemotePace
from crawler.parallel.spider_process import Orders, crawl_settings, run_spiders
from crawler.parallel.worker_messages import (
    Alive,
    Begun,
    Done,
    Granted,
    Job,
    Leased,
    Line,
    Refused,
    Silence,
    Stop,
    ToWorker,
)
from crawler.runs.run_log import begin_log

BEAT_SECONDS: Final = 1.0

_PR_SET_PDEATHSIG: Final = 1  # prctl(2), Linux: the signal that a process gets when its parent is gone


class Worker:
    """The worker's side of the socket."""

    def __init__(self, line: Line) -> None:
        self.job: Job | None = None
        self.stopping = False
        self.pace = RemotePace(line)
        self.traffic = Traffic()
        self._line = line
        self._told: dict[str, Backend] = {}

    def listen(self) -> None:
        """Take what has come, without waiting; ends the process when there is nobody to say anything."""
        if not self._line.receive(self._take):
            os._exit(1)

    def begun(self, board: Board) -> None:
        """A board's crawl begins."""
        self._line.send(Begun(board.id))

    def over(self, board: Board, snapshot: Snapshot | None) -> None:
        """A board's crawl is over."""
        self._line.send(Done(board.id, snapshot))

    def beat(self) -> None:
        """Say that this process is not stuck, and what was asked since the last time."""
        self.pace.keep_lease()
        changed = {
            name: deepcopy(backend)
            for name, backend in self.traffic.backends.items()
            if self._told.get(name) != backend
        }
        self._told |= changed
        self._line.send(Alive(changed))

    def attach(self) -> None:
        """Listen and beat in the event loop that is about to run."""
        loop = asyncio.get_event_loop()
        loop.add_reader(self._line, self.listen)

        def beat() -> None:
            self.beat()
            loop.call_later(BEAT_SECONDS, beat)

        beat()

    def _take(self, message: ToWorker) -> None:
        if isinstance(message, Job):
            self.job = message
            self.pace.until = message.until
        elif isinstance(message, Leased):
            self.pace.until = message.until
        elif isinstance(message, Stop):
            self.stopping = True
            asyncio.get_running_loop().call_later(message.seconds, self._abandon)
        else:
            assert isinstance(message, Granted | Refused | Silence)
            self.pace.take(message)

    def _abandon(self) -> None:
        self.beat()
        os._exit(0)  # nothing to clean up: what is not a whole snapshot is not there


def work(end: socket.socket) -> None:
    """Crawl the boards of the job that comes over ``end``."""
    line = Line(end, ToWorker)
    worker = Worker(line)
    while worker.job is None:
        line.wait()
        worker.listen()
    job = worker.job
    begin_log(sys.stderr, job.log_level, as_json=job.log_json, run=job.run)
    settings = crawl_settings(job.contact, tuple(job.allowed_hosts))
    settings.set("PACE", worker.pace)
    settings.set("TRAFFIC", worker.traffic)
    orders = Orders(
        snapshots=parse_location(job.snapshots),
        run=job.run,
        crawled_at=job.crawled_at,
        full=job.full,
        at_once=1 if job.one_by_one else None,
        begun=worker.begun,
        progress=worker.over,
        stopping=lambda: worker.stopping,
    )
    run_spiders(settings, job.boards, orders, at_start=worker.attach)
    worker.beat()
    line.close()


def main() -> None:
    """Be a worker of the process that started this one."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    work(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()

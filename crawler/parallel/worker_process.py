"""One worker process, as the process that leads the crawl sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from crawler.manners.pace import Pace
from crawler.manners.traffic import Backend, Traffic
from crawler.parallel.remote_pace import Desk
from crawler.parallel.worker_messages import FromWorker, Job, Line

START_SECONDS: Final = 120.0
"""How long a worker may take to say the first word, on a busy machine."""

_SEND_SECONDS: Final = 30.0
_ROOT: Final = str(Path(__file__).parents[2])


@dataclass(slots=True, eq=False)
class WorkerProcess:
    """A running worker: what it has said of its boards, and when it was heard last (on the monotonic clock)."""

    process: Process
    end: socket.socket
    line: Line
    desk: Desk
    started: float
    heard: float | None = None
    under_way: dict[str, None] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    traffic: dict[str, Backend] = field(default_factory=dict)
    frozen: bool = False

    async def begin(self, job: Job) -> None:
        """Tell it what to do. A long list does not fit into the socket before the worker reads, so this waits."""
        self.end.settimeout(START_SECONDS)
        await asyncio.to_thread(self.send, job)
        self.end.settimeout(_SEND_SECONDS)

    def send(self, message: msgspec.Struct) -> None:
        """Say something to it; one that does not listen any more is killed."""
        try:
            self.line.send(message)
        except OSError:
            self.kill()

    def kill(self) -> None:
        """End it at once; nothing happens when it has ended."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()

    def ending(self, status: int) -> str:
        """How it ended, in words, given the status of its process."""
        if self.frozen:
            return "froze and was killed"
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"exited with {status}"


async def start_worker(pace: Pace, given: Traffic) -> WorkerProcess:
    """A new worker that has its turns from ``pace``, noted in ``given``, and waits to be told what to do."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *[*_python(), "-m", "crawler.parallel.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))},
        )
    line = Line(ours, FromWorker)
    return WorkerProcess(process, ours, line, Desk(pace, line, given), time.monotonic())


def _python() -> list[str]:
    """This interpreter and its warning options; not the current folder, which may have a crawler of its own."""
    return [sys.executable, "-P", *(f"-W{option}" for option in sys.warnoptions)]

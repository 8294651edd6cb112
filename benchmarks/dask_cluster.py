"""A Dask scheduler and workers as processes on loopback, each started again when it dies, as a service manager does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_LOOK_SECONDS: Final = 0.2


class Supervised:
    """A command that is started again whenever it ends."""

    def __init__(self, words: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.restarts = 0
        self._words = words
        self._environment = dict(environment)
        self._log = log
        self._start()

    def _start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", *self._words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )

    def look(self) -> None:
        """Start it again when it has ended."""
        if self.process.poll() is not None:
            self.restarts += 1
            self._start()

    def send(self, number: int) -> None:
        """Send a signal to the process itself, not to those that it has started."""
        self.process.send_signal(number)

    def end(self) -> None:
        """End it and what it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class DaskCluster:
    """A scheduler at :attr:`address` and some workers of one thread each."""

    def __init__(self, workers: int, folder: Path, more: Mapping[str, str]) -> None:
        self.port = _free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.log = folder / "dask.log"
        self._lock = threading.Lock()
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h",
            **more,
        }
        quiet = ["--no-dashboard"]
        scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-show"]
        self.scheduler = Supervised([*scheduler, *quiet], self._environment, self.log)
        self.workers = [self._worker({}) for _ in range(workers)]
        self._ending = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def _worker(self, more: Mapping[str, str], address: str | None = None) -> Supervised:
        words = [
            "distributed.cli.dask_worker",
            address or self.address,
            "--no-nanny",
            "--nthreads",
            "1",
            "--no-dashboard",
        ]
        return Supervised(words, {**self._environment, **more}, self.log)

    def add_worker(self, more: Mapping[str, str], address: str) -> None:
        """One more worker, with more environment variables, that finds the scheduler at ``address``."""
        with self._lock:
            self.workers.append(self._worker(more, address))

    def end_workers(self) -> None:
        """End all workers for good."""
        with self._lock:
            for worker in self.workers:
                worker.end()
            self.workers.clear()

    def _watch(self) -> None:
        while not self._ending.wait(_LOOK_SECONDS):
            with self._lock:
                for one in (self.scheduler, *self.workers):
                    one.look()

    def end(self) -> None:
        """End all of it."""
        self._ending.set()
        self._watching.join()
        for one in (*self.workers, self.scheduler):
            one.end()


@contextmanager
def open_cluster(workers: int, folder: Path, **more: str) -> Iterator[DaskCluster]:
    """A running cluster that logs to ``folder``; ``more`` are environment variables of all its processes."""
    cluster = DaskCluster(workers, folder, more)
    try:
        yield cluster
    finally:
        cluster.end()


def wait_for_workers(cluster: DaskCluster, workers: int, seconds: float = 120.0) -> None:
    """Wait until so many workers have told the scheduler that they are there. Raises ``TimeoutError``."""
    until = time.monotonic() + seconds
    while cluster.log.read_text(encoding="utf-8", errors="replace").count("Register worker") < workers:
        if time.monotonic() > until:
            raise TimeoutError(cluster.log.read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

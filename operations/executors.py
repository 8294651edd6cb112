"""Where parallel stages run: processes on this machine, or the workers of a Dask cluster. No other code knows which.

A task whose process is lost ends with ``BrokenExecutor``, whichever it is, and whoever submitted it may submit it
again: both kinds go on with new processes, or with the workers that are left.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Any, Final, TypeVar

from crawler import PARSER_VERSION
from crawler.parallel.tasks import AllLost

Result = TypeVar("Result")

CONNECT_SECONDS: Final = 30.0
"""How long a scheduler may take to answer, and the first worker to be there."""

WORKERLESS_SECONDS: Final = 300.0
"""How long tasks wait for a worker where there is none any more: a service manager starts them again."""

_LOOK_SECONDS: Final = 5.0
_TRIES: Final = 5  # to connect again to a scheduler that went away


class ClusterError(RuntimeError):
    """The cluster cannot be used: nobody answers, it has no worker, or its workers have another version."""


class ClusterUnavailable(ValueError):
    """A cluster is asked for and the package that speaks to it is not installed, or the address is none."""


class TaskLost(BrokenExecutor):
    """What ran the task is gone, or cannot be reached; whether the task was done is not known."""


@contextmanager
def open_executor(cluster: str | None, processes: int) -> Iterator[Executor]:
    """The executor of a command: workers of the Dask scheduler at ``cluster``, else ``processes`` processes here.

    Raises :class:`ClusterError`, :class:`ClusterUnavailable`.
    """
    executor: Executor = _Cluster(cluster) if cluster else _Processes(processes)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def open_workers(cluster: str | None, processes: int | None) -> Iterator[Executor | None]:
    """Who does what a stage can share out; ``None``: this process.

    Without ``cluster`` as many ``processes`` as are asked for, usually one a core; none is started before it has
    something to do. Raises :class:`ClusterError`, :class:`ClusterUnavailable`.
    """
    number = (os.cpu_count() or 1) if processes is None else processes
    if not cluster and number < 2:
        yield None
        return
    with open_executor(cluster, number) as executor:
        yield executor


def width(executor: Executor) -> int:
    """How many tasks ``executor`` runs at once, now: workers of a cluster come and go."""
    assert isinstance(executor, _Cluster | _Processes)
    return executor.width()


def code_version() -> str:
    """What has to be the same in all processes of a run: package, parser and Python."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"sponsorfeed {version('sponsorfeed')}, parser {PARSER_VERSION}, Python {python}"


class _Processes(Executor):
    """A process pool that goes on with new processes after one of them died."""

    def __init__(self, processes: int) -> None:
        self._processes = max(1, processes)
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_follow_parent)

    def width(self) -> int:
        return self._processes

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._new_pool()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)


def _follow_parent() -> None:
    """End with the process that started this one, however that ended; signals of the terminal are for it alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Cluster(Executor):
    """Workers of a Dask cluster, of this version; connects again when the scheduler was restarted."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._code = code_version()
        self._client = self._connect()
        self._waiting: set[Future[Any]] = set()
        self._workerless = False
        self._ending = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _connect(self) -> Any:
        distributed = _distributed()
        try:
            client = distributed.Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise ClusterError(f"{self._address}: no scheduler answers ({error}); is it running?") from error
        except ValueError as error:
            raise ClusterUnavailable(f"{self._address}: {error}; write tcp://host:8786") from error
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            self._check_versions(client)
        except TimeoutError as error:
            client.close()
            raise ClusterError(
                f"{self._address}: the cluster has no worker; start `dask worker {self._address}`"
            ) from error
        except BaseException:
            client.close()
            raise
        return client

    def _check_versions(self, client: Any) -> None:
        for worker, said in client.run(code_version, on_error="return").items():
            if said != self._code and not isinstance(said, OSError):  # which is one that has just gone
                raise ClusterError(_apart(worker, said, self._code))

    def _connected(self) -> Any:
        """The client, connected anew when its scheduler went away. Raises :class:`ClusterError`."""
        if self._client.status == "running":
            return self._client
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=1)
        for left in reversed(range(_TRIES)):
            try:
                self._client = self._connect()
                break
            except ClusterError:
                if not left:
                    raise
                time.sleep(1)
        return self._client

    def width(self) -> int:
        if self._workerless:
            raise self._no_worker()
        try:
            return sum(self._connected().nthreads().values())
        except OSError:  # it has just gone
            return 0

    def _watch(self) -> None:
        """Fail what waits for a worker when there has been none for a long time."""
        none_since: float | None = None
        while not self._ending.wait(_LOOK_SECONDS):
            try:
                workers = self._client.nthreads() if self._client.status == "running" else None
            except (OSError, RuntimeError, ValueError):
                workers = None  # the scheduler is gone, and all tasks with it
            none_since = None if workers or workers is None else none_since or time.monotonic()
            self._workerless = none_since is not None and time.monotonic() - none_since > WORKERLESS_SECONDS
            for waiting in list(self._waiting) if self._workerless else ():
                self._settle(waiting, error=self._no_worker())

    def _no_worker(self) -> ClusterError:
        return ClusterError(f"{self._address}: the cluster has had no worker for {WORKERLESS_SECONDS:.0f} seconds")

    def _settle(self, outer: Future[Any], result: Any = None, error: BaseException | None = None) -> None:
        with suppress(InvalidStateError):  # it was settled otherwise in the meantime
            if error is None:
                outer.set_result(result)
            else:
                outer.set_exception(error)
        self._waiting.discard(outer)

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        client = self._connected()
        task = pickle.dumps((fn, args, kwargs))
        outer: Future[Result] = Future()
        outer.set_running_or_notify_cancel()
        self._waiting.add(outer)
        try:
            inner = client.get_executor(pure=False).submit(run_task, self._code, task)
        except Exception as error:  # noqa: BLE001 - each of Dask's own errors here means that the connection is gone
            self._settle(outer, error=AllLost(str(error)))
        else:
            inner.add_done_callback(lambda done: self._hand_over(done, outer))
        return outer

    def _hand_over(self, done: Future[Any], outer: Future[Any]) -> None:
        """Give the outcome of a task to who waits, every way of losing it as ``BrokenExecutor``."""
        error = AllLost("the scheduler went away") if done.cancelled() else done.exception()
        if error is None:
            self._settle(outer, done.result())
        elif type(error).__module__.startswith(("distributed", "tornado")):
            self._settle(outer, error=TaskLost(f"{type(error).__name__}: {error}"))
        elif isinstance(error, ModuleNotFoundError):
            self._settle(outer, error=ClusterError(_apart("a worker", error, self._code)))
        else:
            self._settle(outer, error=error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._ending.set()
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=5)


def run_task(code: str, task: bytes) -> Any:
    """Do ``task``, pickled function and arguments, on a worker. Raises :class:`ClusterError` for another version."""
    if code != code_version():
        raise ClusterError(_apart("a worker", code_version(), code))
    function, args, kwargs = pickle.loads(task)
    return function(*args, **kwargs)


def _apart(worker: str, there: object, here: str) -> str:
    what = there if isinstance(there, str) else f"no sponsorfeed that can be loaded ({there})"
    return f"{worker} has {what}, and this is {here}; install the same version on every worker"


def _distributed() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise ClusterUnavailable(f"{error.name} is not installed; `pip install 'sponsorfeed[cluster]'`") from error
    # It logs each lost connection with a traceback; what that means for a command is said in the command's own words.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed

"""The reference data of a process that enriches: opened once, and the same in every process of a run.

A process that others work for (:mod:`crawler.parallel.tasks`) opens the data that they name, by path. Loading takes
seconds and hundreds of megabytes, so what is open stays open for the parts that come after.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.files.storage import StorageError
from enrich.employers.store import ReferenceUnusable
from enrich.enrichment import Reference
from enrich.posting import code_version, model_version_of, stamp_of
from enrich.shared_reference import CopyUnusable, Shared, fetch_reference


class ReferenceElsewhere(RuntimeError):
    """A worker does not have what the run enriches with; the message names the worker and what it lacks."""


@dataclass(frozen=True, slots=True)
class ReferenceAt:
    """Reference data as a run names them to its workers."""

    path: str | None
    """Of the database; ``None`` when there are no usable data."""
    stamp: str | None
    """Of data and aliases."""
    model_version: str
    code: str
    """Version of the code that enriches."""
    shared: Shared | None = None
    """Where a worker that does not see the path finds copies."""

    @classmethod
    def of(cls, path: Path, data: Reference | None) -> ReferenceAt:
        """Name ``data``, which were opened at ``path``."""
        where = None if data is None else str(path.absolute())
        return cls(where, stamp_of(data), model_version_of(data), code_version())


_lock = threading.RLock()
_opened: dict[ReferenceAt, Reference | None] = {}


@contextmanager
def opened(at: ReferenceAt) -> Iterator[Reference | None]:
    """The data that ``at`` names, for one thread at a time. Raises :class:`ReferenceElsewhere`."""
    with _lock:
        if at not in _opened:
            close_opened()
            _opened[at] = _open(at)
        yield _opened[at]


@contextmanager
def kept_open(path: Path, data: Reference | None) -> Iterator[ReferenceAt]:
    """Name ``data`` and let this process use them under that name; they are closed at the end."""
    at = ReferenceAt.of(path, data)
    with _lock:
        close_opened()
        _opened[at] = data
    try:
        yield at
    finally:
        with _lock:
            close_opened()
            if data is not None:
                data.close()


def close_opened() -> None:
    """Close what this process has open."""
    with _lock:
        while _opened:
            _, data = _opened.popitem()
            if data is not None:
                data.close()


def _open(at: ReferenceAt) -> Reference | None:
    here = socket.gethostname()
    if at.code != code_version():
        raise ReferenceElsewhere(f"{here}: another version of the code; install the same one on every worker")
    if at.path is None:
        return None
    try:
        return _checked(Path(at.path), at)
    except (ReferenceUnusable, OSError) as error:
        if at.shared is None:
            raise ReferenceElsewhere(f"{here}: {error}") from error
    try:
        return _checked(fetch_reference(at.shared), at)
    except (ReferenceUnusable, CopyUnusable, StorageError, OSError) as error:
        raise ReferenceElsewhere(f"{here}: {error}") from error


def _checked(path: Path, at: ReferenceAt) -> Reference:
    data = Reference.open(path)
    if (stamp_of(data), model_version_of(data)) != (at.stamp, at.model_version):
        data.close()
        raise ReferenceUnusable(f"{path}: other data, aliases or models than this run's")
    return data

"""Where snapshots, recordings and exports lie: a local folder, or an object store by its URL (``s3://bucket/feed``).

What is written is there whole or not at all, and what was written first stays: a task that ran twice leaves one file. A
local file is written beside its name, made durable and linked to it. Of an object store the object is sent in one put
under the condition that there is none yet; a store that cannot do that gets it under another key, and then the name.

A listing of an object store may be old. What is known by its name is asked for by its name, and nothing is ever removed
because a listing lacks it.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from crawler.files.locations import Location, parse_location
from crawler.files.object_path import ObjectPath, no_bucket, put_bytes, put_file, see_bucket
from crawler.files.object_store import StorageError, StorageUrlError, asking, close_filesystems

__all__ = [
    "Location",
    "ObjectPath",
    "StorageError",
    "StorageUrlError",
    "Written",
    "check_writable",
    "close_filesystems",
    "each_of",
    "folders_in",
    "names_in",
    "parse_location",
    "put_bytes",
    "put_file",
    "writing",
]

_AT_ONCE: Final = 16
_PROBE: Final = ".writable"
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV})

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True)
class Written:
    """What :func:`writing` is writing."""

    file: IO[bytes]
    is_first: bool = field(default=False)
    """After the end: whether this is what is there now, rather than what somebody else had written before."""


@contextmanager
def writing(place: Location) -> Iterator[Written]:
    """A file to write ``place`` into: after the end it is there, whole and durable, unless something was before.

    When what is inside raises, nothing is there that was not. Raises :class:`StorageError`.
    """
    if isinstance(place, ObjectPath):
        with tempfile.NamedTemporaryFile() as spool:
            written = Written(spool)
            yield written
            spool.flush()
            written.is_first = put_file(Path(spool.name), place, only_first=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as out:
            written = Written(out)
            yield written
            out.flush()
            os.fsync(out.fileno())
        written.is_first = _link(temporary, place)
        _sync_folder(place.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def check_writable(folder: Location) -> None:
    """See that something can be written to ``folder``. Raises :class:`StorageError`, or ``OSError`` for a local one."""
    if isinstance(folder, ObjectPath):
        put_bytes(b"", folder / _PROBE)
    else:
        folder.mkdir(parents=True, exist_ok=True)


def names_in(folder: Location) -> list[str]:
    """Names, relative to ``folder`` and with ``/``, of all that is in it and below, sorted; nothing unfinished.

    Raises :class:`StorageError`, also when there is no such bucket.
    """
    if isinstance(folder, Path):
        found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    else:
        store, key = folder.key()
        with asking(folder.url), no_bucket(folder):
            paths: list[str] = store.find(key)
            if not paths:
                see_bucket(store, folder)
        found = (path[len(key) :].strip("/") for path in paths if path.startswith(f"{key}/"))
    return sorted(name for name in found if not name.rpartition("/")[2].startswith("."))


def folders_in(folder: Location) -> list[str]:
    """Names of the folders that are in ``folder`` itself, sorted, but for those with a dot; none when it is not there.

    Raises :class:`StorageError`, also when there is no such bucket.
    """
    if isinstance(folder, Path):
        try:
            with os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
        except FileNotFoundError:
            return []
    store, key = folder.key()
    there: list[dict[str, Any]] = []
    with asking(folder.url), no_bucket(folder):
        try:
            there = store.ls(key, detail=True)
        except FileNotFoundError:
            see_bucket(store, folder)
    names = (entry["name"].rstrip("/").rpartition("/")[2] for entry in there if entry["type"] != "file")
    return sorted(name for name in names if not name.startswith("."))


def each_of(work: Callable[[Item], Result], items: Iterable[Item], folder: Location) -> Iterator[Result]:
    """``work`` of each of ``items``, in order: several at once where ``folder`` is far away and each would wait."""
    if isinstance(folder, Path):
        yield from map(work, items)
        return
    with ThreadPoolExecutor(_AT_ONCE, "storage") as pool:
        yield from pool.map(work, items)


def _link(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        temporary.replace(path)  # a file system without links
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Recordings in an object store: replayed from a local copy, and recorded to one that is sent when it is whole."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.files.storage import Location, ObjectPath, StorageError, put_file
from crawler.files.warc import ArchiveError

_FOLDER = "recordings"


class Copies:
    """Local copies of recordings, until it is collected: a replay reads answers from all over a file."""

    def __init__(self, places: list[Location]) -> None:
        self.paths: dict[Location, Path] = {}
        """Where each of ``places`` can be read. Raises :class:`ArchiveError`."""
        folder: Path | None = None
        for number, place in enumerate(places):
            if isinstance(place, Path):
                self.paths[place] = place
                continue
            if folder is None:
                folder = Path(tempfile.mkdtemp(prefix="sponsorfeed-"))
                weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.paths[place] = folder / f"{number}-{place.name}"
            try:
                place.fetch(self.paths[place])
            except FileNotFoundError as error:
                raise ArchiveError(f"{place}: no such file") from error


@contextmanager
def recording(place: Location, data: Path) -> Iterator[Path]:
    """Where to record what shall be at ``place``: there, or in the folder ``data`` until it is sent.

    A recording that is there is continued; so is one that a kill left in ``data``. Raises
    :class:`crawler.files.storage.StorageError`, naming where the recording is then.
    """
    if isinstance(place, Path):
        yield place
        return
    path = _local(place, data)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _fetch(place, path)
    try:
        yield path
    except ArchiveError as error:
        path.unlink(missing_ok=True)
        raise ArchiveError(str(error).replace(str(path), str(place))) from error
    _send(path, place)


def send_left(place: Location, data: Path) -> None:
    """Send the recording that an earlier crawl made and could not send, if there is one."""
    if isinstance(place, ObjectPath) and _local(place, data).exists():
        _send(_local(place, data), place)


def _local(place: ObjectPath, data: Path) -> Path:
    return data / _FOLDER / hashlib.sha256(place.url.encode()).hexdigest()[:12] / place.name


def _send(path: Path, place: ObjectPath) -> None:
    try:
        put_file(path, place)
    except StorageError as error:
        raise StorageError(f"{error}; the recording is {path}, and the same command sends it") from error
    path.unlink()
    path.parent.rmdir()


def _fetch(place: ObjectPath, path: Path) -> None:
    """Copy what is at ``place``, if anything, to ``path``, whole or not at all."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        place.fetch(temporary)
    except FileNotFoundError:
        temporary.unlink(missing_ok=True)
    else:
        temporary.replace(path)

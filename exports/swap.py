"""Publish a set of files at once: readers see the old set or the new one, never some of each.

A set lives in a folder of its own, ``.versions/<name>``. The plain names (``jobs.db``) are symbolic links through one
other link, ``.current``, so that renaming that single link over the old one changes all files in one step. Nothing is
ever written through a link. A process killed at any moment leaves ``.current`` on a whole set; what it had begun is
swept away by the next export. A file opened before the swap stays what it was until it is closed.

Files that accumulate from set to set lie in a real folder beside the links. Each has a name that no other content ever
has, is moved there whole before the swap, and means nothing until the new set names it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from exports.records import ExportError

_CURRENT = ".current"
_VERSIONS = ".versions"
_LOCK = ".lock"
_UNFINISHED = "unfinished"
_TAKEN_OVER = "taken-over"


@contextmanager
def new_version(
    out: Path, managed: tuple[str, ...], accumulated: str = "changes"
) -> Iterator[tuple[Path, Callable[[str, Collection[str]], None]]]:
    """A folder to write a set of files into, and the function that publishes it under a version name.

    ``managed`` are all plain names that may belong to a set; one that the new set lacks goes. Files in the subfolder
    ``accumulated`` join those of earlier sets; the function's second argument names those that stay, relative to
    ``out``. Leaving without publishing leaves what was published before. Raises :class:`ExportError` when another
    export is writing to ``out``.
    """
    versions = out / _VERSIONS
    try:
        versions.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise ExportError(f"{out}: not a folder; name another place for the export") from error
    with _locked(versions / _LOCK, out):
        unfinished = versions / _UNFINISHED
        _remove(unfinished)
        unfinished.mkdir()
        try:
            yield unfinished, lambda name, kept: _publish(out, managed, name, accumulated, kept)
        finally:
            _remove(unfinished)


def find_version(out: Path, name: str) -> Path | None:
    """The folder of set ``name`` while it is still there: only a killed export leaves one that is not current."""
    path = out / _VERSIONS / name
    return path if path.is_dir() else None


def _publish(out: Path, managed: tuple[str, ...], name: str, accumulated: str, kept: Collection[str]) -> None:
    versions = out / _VERSIONS
    unfinished = versions / _UNFINISHED
    _move_in(unfinished / accumulated, out / accumulated)
    for path in sorted(unfinished.rglob("*")):
        _sync(path)
    _sync(unfinished)
    final = _free_name(versions, name)
    unfinished.rename(final)
    _sync(versions)
    _take_over(out, managed)
    for file in managed:
        if (final / file).exists():  # before the swap: until then the links lead nowhere or to the old set
            _link(out, file, f"{_CURRENT}/{file}")
    _link(out, _CURRENT, f"{_VERSIONS}/{final.name}")
    _sync(out)
    _sweep(out, managed, final)
    _sweep_accumulated(out, accumulated, kept)


def _move_in(new: Path, folder: Path) -> None:
    """Move the files of ``new`` into ``folder``, each whole or not at all."""
    if not new.exists():
        return
    folder.mkdir(exist_ok=True)
    for path in sorted(new.iterdir()):
        _sync(path)
        path.replace(folder / path.name)
    _sync(folder)
    new.rmdir()


def _sweep_accumulated(out: Path, accumulated: str, kept: Collection[str]) -> None:
    """Remove what the new set does not name; files with names of another shape are somebody else's."""
    folder = out / accumulated
    for path in sorted(folder.glob("*..*.jsonl")):
        if f"{accumulated}/{path.name}" not in kept:
            path.unlink()
    with suppress(OSError):  # somebody else's files are in it, or it is not there
        folder.rmdir()


def _take_over(out: Path, managed: tuple[str, ...]) -> None:
    """Turn plain files (a copied folder) into a version and links to it, without changing what a reader sees."""
    plain = [file for file in managed if (out / file).is_file() and not (out / file).is_symlink()]
    if not plain:
        return
    old = _free_name(out / _VERSIONS, _TAKEN_OVER)
    old.mkdir()
    for file in managed:
        if (out / file).is_file():
            shutil.copy2(out / file, old / file)
            _sync(old / file)
    _sync(old)
    current = out / _CURRENT
    if current.is_dir() and not current.is_symlink():
        current.rename(_free_name(out / _VERSIONS, _TAKEN_OVER))
    # Files that are links already change sides here: to a copy of themselves.
    _link(out, _CURRENT, f"{_VERSIONS}/{old.name}")
    for file in plain:
        _link(out, file, f"{_CURRENT}/{file}")
    _sync(out)


def _sweep(out: Path, managed: tuple[str, ...], current: Path) -> None:
    """Remove what no plain name leads to any more."""
    for file in managed:
        if (out / file).is_symlink() and not (out / file).exists():
            (out / file).unlink()
    for path in (out / _VERSIONS).iterdir():
        if path.name not in (current.name, _LOCK):
            _remove(path)


def _link(out: Path, name: str, target: str) -> None:
    """Make ``out / name`` a symbolic link to ``target`` in one step, whatever it was."""
    path = out / name
    if path.is_symlink() and os.readlink(path) == target:  # noqa: PTH115 - Path.readlink normalises
        return
    if path.is_dir() and not path.is_symlink():
        raise ExportError(f"{path}: a folder where a file is to be published; move it away")
    temporary = out / _VERSIONS / f"{name}.link"
    temporary.unlink(missing_ok=True)
    try:
        temporary.symlink_to(target)
    except OSError as error:
        raise ExportError(f"{out}: no symbolic links here ({error.strerror}); export to another disk") from error
    temporary.replace(path)


def _free_name(folder: Path, name: str) -> Path:
    path, number = folder / name, 1
    while path.exists():
        path, number = folder / f"{name}.{number}", number + 1
    return path


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(lock: Path, out: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ExportError(f"{out}: another export is writing here; wait for it") from error
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)

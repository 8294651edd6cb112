"""The small objects of a lease, in the folder of the snapshots: what the lead says, and who does which task."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from crawler.files.storage import Location, ObjectPath, StorageError, put_bytes


class Word(msgspec.Struct):
    """What the lead says."""

    lead: str
    beat: int
    tasks: list[str]
    """That may be under way."""
    drain: float | None = None
    """Seconds that boards under way may take yet; ``None``: no end is near."""
    home: str = ""
    """What the lead has to itself."""
    lost: bool = False
    """Tasks were given up that may not have ended yet."""
    over: bool = False
    """The lead ended and left nothing under way."""


class Cell:
    """One small object that is written again and again, by one process at a time. Methods raise ``OSError``."""

    def __init__(self, place: Location) -> None:
        self._place = place
        self._seen: bytes | None = None
        """The version that was read or written last."""

    def read(self) -> bytes | None:
        """What it holds; ``None`` when it is not there."""
        try:
            with _as_of_a_folder():
                self._seen = self._place.read_bytes()
        except FileNotFoundError:
            self._seen = None
            return None
        return self._seen

    def create(self, content: bytes) -> bool:
        """Make it, unless it is there."""
        if isinstance(self._place, ObjectPath):
            with _as_of_a_folder():
                if not put_bytes(content, self._place, only_first=True):
                    return False
            self._seen = content
            return True
        self._place.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary(self._place, content)
        try:
            os.link(temporary, self._place)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        self._seen = content
        return True

    def replace(self, content: bytes) -> bool:
        """Make it hold ``content``, unless somebody else has written since it was read or written last."""
        if self._seen is None:
            return self.create(content)
        try:
            with _as_of_a_folder():
                version = self._place.etag() if isinstance(self._place, ObjectPath) else None
                if self._place.read_bytes() != self._seen:
                    return False
                if not isinstance(self._place, ObjectPath):
                    _temporary(self._place, content).replace(self._place)
                elif not put_bytes(content, self._place, instead_of=version):
                    return False
        except FileNotFoundError:
            return False
        self._seen = content
        return True

    def remove(self) -> None:
        """Remove it; nothing happens when it is not there."""
        with _as_of_a_folder():
            self._place.unlink(missing_ok=True)


def _temporary(place: Path, content: bytes) -> Path:
    temporary = place.with_name(f"{place.name}.{uuid.uuid4().hex}.tmp")
    temporary.write_bytes(content)
    return temporary


@contextmanager
def _as_of_a_folder() -> Iterator[None]:
    """An object store that fails is tried again by who keeps a lease, as a folder that fails is."""
    try:
        yield
    except StorageError as error:
        raise OSError(str(error)) from error


def claim_of(store: Location, task: str) -> Cell:
    """The object that whoever does ``task`` creates."""
    return Cell(store / f".claim-{task}")


def read_word(cell: Cell) -> Word | None:
    """What the lead says in ``cell``; ``None`` when nothing that can be read is there."""
    found = cell.read()
    try:
        return msgspec.json.decode(found, type=Word) if found is not None else None
    except msgspec.DecodeError:
        return None

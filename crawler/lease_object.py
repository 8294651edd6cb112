"""The small objects of a lease, in the folder of the snapshots: what the lead says, and who does which task."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import msgspec


class Word(msgspec.Struct):
    """What the lead says."""

    lead: str
    beat: int
    tasks: list[str]
    """That may be under way."""
    drain: float | None = None
    """Seconds that boards under way may take yet; ``None``: no end is near."""
    over: bool = False
    """The lead ended and left nothing under way."""


class Cell:
    """One small object that is written again and again, by one process at a time."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._seen: bytes | None = None
        """The version that was read or written last."""

    def read(self) -> bytes | None:
        """What it holds; ``None`` when it is not there."""
        try:
            self._seen = self._place.read_bytes()
        except FileNotFoundError:
            self._seen = None
            return None
        return self._seen

    def create(self, content: bytes) -> bool:
        """Make it, unless it is there."""
        self._place.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._temporary(content)
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
            if self._place.read_bytes() != self._seen:
                return False
        except FileNotFoundError:
            return False
        self._temporary(content).replace(self._place)
        self._seen = content
        return True

    def remove(self) -> None:
        """Remove it; nothing happens when it is not there."""
        self._place.unlink(missing_ok=True)

    def _temporary(self, content: bytes) -> Path:
        temporary = self._place.with_name(f"{self._place.name}.{uuid.uuid4().hex}.tmp")
        temporary.write_bytes(content)
        return temporary


def claim_of(store: Path, task: str) -> Cell:
    """The object that whoever does ``task`` creates."""
    return Cell(store / f".claim-{task}")


def read_word(cell: Cell) -> Word | None:
    """What the lead says in ``cell``; ``None`` when nothing that can be read is there."""
    found = cell.read()
    try:
        return msgspec.json.decode(found, type=Word) if found is not None else None
    except msgspec.DecodeError:
        return None

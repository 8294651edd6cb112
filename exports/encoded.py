"""What a file holds of some records, made by whoever, and the file that it is put into, part after part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Protocol, Self, TypeVar

from exports.records import ExportError

PART: Final = 100
"""Records of a part: about a megabyte of the feed, some 30 ms of work."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Encoded:
    """Some records in one form."""

    rows: int
    """Records in ``content``; a form may leave some out."""
    content: bytes
    first: str = ""
    """Id of the first record."""
    last: str = ""


class Writer(Protocol):
    """A file that is written part after part."""

    rows: int

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...
    def add(self, part: Encoded) -> None:
        """Write the records of ``part``, which come after all before."""
        ...


class ByteWriter:
    """A file of bytes that follow each other. Raises :class:`ExportError` for parts that are not in id order."""

    def __init__(self, path: Path, head: bytes = b"") -> None:
        self.rows = 0
        self._last = ""
        self._out: IO[bytes] = path.open("wb")
        self._out.write(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._out.close()

    def add(self, part: Encoded) -> None:
        """Write the records of ``part``, which come after all before."""
        if part.first:
            require_order(self._last, part.first)
            self._last = part.last
        self._out.write(part.content)
        self.rows += part.rows


def require_order(previous: str, id: str) -> None:
    """Raise :class:`ExportError` unless ``id`` comes after ``previous``."""
    if id <= previous:
        raise ExportError(f"record {id!r} after {previous!r}: records must be sorted by id, each once")


def in_parts(items: Iterable[Item], size: int = PART) -> Iterator[list[Item]]:
    """``items`` in lists of ``size``, the last one shorter."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part

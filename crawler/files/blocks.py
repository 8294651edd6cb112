"""How the postings of a snapshot file are packed: in blocks, of which one in which nothing changed is copied as it is.

A block is a gzip member of its own, and a file of several members is a gzip file like any other (RFC 1952 section 2.2).
Which posting ends a block is told by its id alone, so a posting that comes or goes moves no other block, and the same
postings make the same bytes whether they were packed or copied.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

_COMPRESSION = 1  # level 6 is a third smaller and costs four times the CPU; archives are recompressed by who keeps them
_ONE_ENDS_IN = 8
"""Postings in a block, about: of the changed blocks each posting is packed again, and small blocks compress worse.

With 8 a file of 5 KB postings is 7% larger than in one piece, with 4 it is 13%, with 16 it is 3%.
"""

_GZIP = 16 + zlib.MAX_WBITS


def ends_block(posting_id: str) -> bool:
    """Whether the posting with this id is the last of its block."""
    return zlib.crc32(posting_id.encode("utf-8", "surrogatepass")) % _ONE_ENDS_IN == 0


def pack(text: bytes) -> bytes:
    """``text`` as a gzip member, without a name and a time: same text, same bytes."""
    packer = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, _GZIP)
    return packer.compress(text) + packer.flush()


class Block:
    """One block of a file that is open."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self.lines = 0
        """How many lines it has."""

    def packed(self) -> bytes:
        """As it is in the file."""
        self._file.seek(self._start)
        return self._file.read(self._size)

    def text(self) -> bytes:
        """Unpacked. Raises ``zlib.error``, ``OSError`` or ``EOFError`` when it is damaged."""
        return gzip.decompress(self.packed())


class Line(NamedTuple):
    """Where a posting is: ``size`` bytes from ``offset`` of the text of ``block``, or of the writer's spool."""

    id: str
    block: Block | None
    offset: int
    size: int


def read_blocks(file: IO[bytes]) -> Iterator[tuple[Block, bytes]]:
    """The blocks of ``file``, each with its text, which ends a line and has the sum that it should have.

    Members of a file that was packed by other means may end within a line: such ones are a block together.
    Raises ``zlib.error`` at a damaged one and ``EOFError`` where the file ends within one.
    """
    start, size, pieces = 0, 0, list[bytes]()
    unpacker, rest = zlib.decompressobj(_GZIP), b""
    while rest or (rest := _read_after(file, start + size)):
        pieces.append(unpacker.decompress(rest))
        size, rest = size + len(rest) - len(unpacker.unused_data), unpacker.unused_data
        if not unpacker.eof:
            continue
        unpacker = zlib.decompressobj(_GZIP)
        if pieces[-1].endswith(b"\n"):
            text = b"".join(pieces)
            block = Block(file, start, size)
            block.lines = text.count(b"\n")
            yield block, text
            start, size, pieces = start + size, 0, []
    if size:
        raise EOFError("the file ends within a block")


def _read_after(file: IO[bytes], position: int) -> bytes:
    """The next piece of ``file``, whose own position whoever has been given a block may have moved."""
    file.seek(position)
    return file.read(4 * io.DEFAULT_BUFFER_SIZE)

"""Snapshot files: one crawl of one board, gzip JSON Lines, header first, then postings sorted by id.

The header is a gzip member of its own, the postings follow in blocks (:mod:`crawler.files.blocks`). A snapshot is
written whole or not at all (:mod:`crawler.files.storage`), never changed afterwards, and holds no wall clock, so the
same answers give the same bytes. Its place is ``<snapshots>/<run>/<ats>/<token>.jsonl.gz`` with the token
percent-encoded.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar, cast
from urllib.parse import quote

import msgspec

from crawler.files.blocks import Block, Line, ends_block, pack
from crawler.files.storage import Location, writing
from crawler.items import Board, JobPosting, Snapshot

FORMAT = "sponsorfeed-snapshot/1"

_SPOOL_BYTES = 8 * 2**20  # a board below this stays in memory until it is written
_HEADER_BYTES = 2**16  # most headers are below a kilobyte
_NAME_LENGTH = 200  # a file's name has 255 bytes, and the temporary file's is longer by some

_header_decoder = msgspec.json.Decoder(Snapshot)
_posting_decoder = msgspec.json.Decoder(JobPosting)
_encoder = msgspec.json.Encoder()

Place = TypeVar("Place", bound=Location)


class SnapshotError(ValueError):
    """A snapshot file that cannot be read; the message names file and line."""


def snapshot_path(folder: Place, run: str, board: Board) -> Place:
    """Place of the snapshot of ``board`` in ``run`` under ``folder``."""
    return cast(Place, folder / snapshot_name(run, board))


def snapshot_name(run: str, board: Board) -> str:
    """Name of the snapshot of ``board`` in ``run`` under the folder of all: ``<run>/<ats>/<token>.jsonl.gz``.

    A token that is too long for a file's name is told by its beginning and its hash.
    """
    name = quote(board.token, safe="")
    if len(name) > _NAME_LENGTH:
        # "+" is in no quoted token, so no other board has this name.
        name = f"{name[:100]}+{hashlib.sha256(board.token.encode('utf-8', 'replace')).hexdigest()[:32]}"
    return f"{run}/{board.ats}/{name}.jsonl.gz"


class SnapshotWriter:
    """Collects the postings of one board and writes them as one file.

    Postings are spooled (to memory below 8 MiB, to disk above), so memory does not grow with the board. Of two postings
    with one id the first is kept. Use as a context manager; :meth:`write` makes the file.
    """

    def __init__(self) -> None:
        self._spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - closed in close()
        self._lines: dict[str, Line] = {}
        self._end = 0
        self._unpacked: tuple[Block | None, bytes] = None, b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, posting_id: object) -> bool:
        return posting_id in self._lines

    def add(self, posting: JobPosting) -> bool:
        """Keep ``posting``; ``False`` when its id is here already."""
        if posting.id in self._lines:
            return False
        line = _encoder.encode(posting)
        self._spool.write(line)
        self._lines[posting.id] = Line(posting.id, None, self._end, len(line))
        self._end += len(line)
        return True

    def keep(self, line: Line) -> bool:
        """Keep a posting as an earlier snapshot has it; ``False`` when its id is here already.

        The file of its block stays open until :meth:`write` is done.
        """
        return self._lines.setdefault(line.id, line) is line

    def write(self, path: Location, header: Snapshot) -> bool:
        """Write header and postings to ``path``: after return a whole snapshot is there, and durable.

        ``False``: it is one that was there before. Raises :class:`crawler.files.storage.StorageError`.
        """
        with writing(path) as written:
            written.file.write(pack(_encoder.encode(header) + b"\n"))
            for lines in self._in_blocks():
                written.file.write(self._packed(lines))
        return written.is_first

    def _in_blocks(self) -> Iterator[list[Line]]:
        lines = []
        for id in sorted(self._lines):
            lines.append(self._lines[id])
            if ends_block(id):
                yield lines
                lines = []
        if lines:
            yield lines

    def _packed(self, lines: list[Line]) -> bytes:
        block = lines[0].block
        if block is not None and block.lines == len(lines) and all(line.block is block for line in lines):
            return block.packed()  # all of its lines are here, and no others
        return pack(b"".join(self._text(line) + b"\n" for line in lines))

    def _text(self, line: Line) -> bytes:
        if line.block is None:
            self._spool.seek(line.offset)
            return self._spool.read(line.size)
        if self._unpacked[0] is not line.block:  # lines ascend in both files, so that one block at a time will do
            self._unpacked = line.block, line.block.text()
        return self._unpacked[1][line.offset : line.offset + line.size]

    def close(self) -> None:
        """Drop the spool."""
        self._spool.close()


def remove_torn(folder: Location) -> None:
    """Remove what killed writers left in the folder of a run; only who holds the lock may.

    An object store has nothing of the kind: what was not sent whole is not there.
    """
    for torn in folder.glob("*/.*.tmp") if isinstance(folder, Path) else ():
        torn.unlink(missing_ok=True)


def read_header(path: Location) -> Snapshot:
    """Header of the snapshot at ``path``. Raises :class:`SnapshotError`, ``FileNotFoundError`` when there is none."""
    start: IO[bytes] | None = None
    if not isinstance(path, Path):
        first = path.read_start(_HEADER_BYTES)
        # A header that is longer than that, which many unreadable ids make, is read with the whole.
        start = io.BytesIO(first) if len(first) < _HEADER_BYTES or _ends_member(first) else None
    for header, _ in _read_lines(path, start, header_only=True):
        return header
    raise SnapshotError(f"{path}: empty file")


def read_postings(path: Location, copy: Path | None = None) -> Iterator[JobPosting]:
    """Postings of the snapshot at ``path``, in id order, read from its ``copy`` if there is one.

    Raises :class:`SnapshotError`, naming the line.
    """
    for _, posting in _read_lines(path, copy.open("rb") if copy is not None else None):
        if posting is not None:
            yield posting


def _ends_member(start: bytes) -> bool:
    """Whether the first gzip member of a file ends within its ``start``, or is damaged."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacker.decompress(start)
    except zlib.error:
        return True
    return unpacker.eof


def _read_lines(
    path: Location, file: IO[bytes] | None = None, *, header_only: bool = False
) -> Iterator[tuple[Snapshot, JobPosting | None]]:
    number = 0
    try:
        with file or path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as lines:
            header: Snapshot | None = None
            for line in lines:
                number += 1
                if header is None:
                    header = _header_decoder.decode(line)
                    if header.format != FORMAT:
                        raise SnapshotError(f"{path}:1: format {header.format!r}, this version reads {FORMAT!r}")
                    yield header, None
                    if header_only:
                        return
                else:
                    yield header, _posting_decoder.decode(line)
    except (msgspec.DecodeError, EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise SnapshotError(f"{path}:{number}: damaged snapshot ({error}); crawl the board again") from error

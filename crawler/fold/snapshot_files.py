"""The snapshot files of a data folder, in the order in which they are folded."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler.clean import utc
from crawler.files.storage import Location, names_in
from crawler.fold.forgetting import read_forgotten
from crawler.items import JobPosting, Snapshot
from crawler.snapshots import SnapshotError, read_header, read_postings, snapshot_path


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """One readable snapshot: where it is and what its header says."""

    path: Location
    name: str
    """Path under the snapshots folder, with ``/``; the key of a snapshot in the ledger."""
    header: Snapshot
    """With ``crawled_at`` as UTC ``YYYY-MM-DDTHH:MM:SSZ``."""
    forgotten: frozenset[str] = frozenset()
    """Hashes of the ids of postings that are passed over (:mod:`crawler.fold.forgetting`)."""
    copy: Path | None = None
    """Where it is read from, when that is not ``path``."""

    @contextmanager
    def at_hand(self) -> Iterator[SnapshotFile]:
        """The same, fetched once, however often it is read. Raises :class:`SnapshotError`."""
        if isinstance(self.path, Path):
            yield self
            return
        with tempfile.NamedTemporaryFile() as copy:
            with _naming(self.path):
                self.path.fetch(Path(copy.name))
            yield replace(self, copy=Path(copy.name))

    @property
    def order(self) -> tuple[str, str, str]:
        """Crawl time, board, run: the order of folding."""
        return self.header.crawled_at, self.header.board.id, self.header.run

    def sha256(self) -> str:
        """Of the file's bytes, hexadecimal."""
        with (self.copy or self.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def postings(self) -> Iterator[JobPosting]:
        """Postings in id order, each checked to belong to the board. Raises :class:`SnapshotError`, naming the line."""
        board = self.header.board.id
        previous = ""
        with _naming(self.path):
            for line, posting in enumerate(read_postings(self.path, self.copy), 2):
                if posting.board != board or not posting.id.startswith(f"{board}:"):
                    raise SnapshotError(f"{self.path}:{line}: posting {posting.id!r} is not of board {board!r}")
                if posting.id <= previous:
                    raise SnapshotError(f"{self.path}:{line}: posting {posting.id!r} after {previous!r}, must ascend")
                previous = posting.id
                yield posting


def list_snapshots(folder: Location, run: str | None = None) -> list[str]:
    """Names of all snapshot files under ``folder``, or of those of ``run``, sorted; nothing unfinished is among them.

    The list of an object store may be old. Raises :class:`crawler.files.storage.StorageError`.
    """
    if isinstance(folder, Path):
        return sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"{run or '*'}/*/*.jsonl.gz"))
    found = names_in(folder) if run is None else [f"{run}/{name}" for name in names_in(folder / run)]
    return [name for name in found if name.count("/") == 2 and name.endswith(".jsonl.gz")]


def open_snapshot(folder: Location, name: str, data: Path) -> SnapshotFile:
    """Read and check the header of one snapshot. Raises :class:`SnapshotError`, naming the file.

    ``data`` is the data folder, which has the list of what is forgotten.
    """
    path: Location = folder / name
    with _naming(path):
        header = read_header(path)
    try:
        crawled_at = _utc(header.crawled_at)
    except ValueError as error:
        raise SnapshotError(
            f"{path}:1: crawled_at {header.crawled_at!r} is no UTC time like 2026-11-01T06:00:00Z"
        ) from error
    if snapshot_path(folder, header.run, header.board) != path:
        raise SnapshotError(
            f"{path}:1: holds run {header.run!r} of board {header.board.id!r}, which belongs elsewhere; was it moved?"
        )
    return SnapshotFile(path, name, replace(header, crawled_at=crawled_at), read_forgotten(data))


@contextmanager
def _naming(path: Location) -> Iterator[None]:
    """Turn errors of file system, decompression and nesting into one that names the file."""
    try:
        yield
    except (OSError, zlib.error, RecursionError) as error:
        raise SnapshotError(f"{path}: damaged snapshot ({error}); crawl the board again") from error


def _utc(text: str) -> str:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("no time zone")
    return utc(time)

"""Read a snapshot beside what the ledger knows of its board: what of it is new or another, and what is as it was.

All that costs time is here: unpacking, decoding, hashing, the keys of new postings. It needs no ledger, so others may
do it (:mod:`crawler.parallel.tasks`); :mod:`crawler.fold.folding` decides and writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from crawler.checks import Coverage, fields_carried
from crawler.files.storage import StorageError
from crawler.fold.door_keys import door_keys
from crawler.fold.forgetting import is_forgotten
from crawler.fold.snapshot_files import SnapshotFile
from crawler.fold.versions import content_sha256, encode_content
from crawler.items import JobPosting
from crawler.snapshots import SnapshotError

CHUNK: Final = 250
"""Postings whose content is held at once where a snapshot is folded as it is read."""


@dataclass(frozen=True, slots=True)
class ReadPosting:
    """A posting that is not what was known."""

    id: str
    content_sha256: str
    content: str
    """The posting as JSON."""
    carries: int | None
    """The fields that it carries, as bits; ``None`` when its detail is missing, so that it is not counted."""
    is_carried: bool
    """Whether it was taken over from an earlier crawl."""
    keys: set[tuple[str, str]]
    """Its door keys, when it was not known at all."""


@dataclass(slots=True)
class Chunk:
    """Some postings of a snapshot, which follow those of the chunk before."""

    same: list[str] = field(default_factory=list)
    """Ids of postings whose content is what was known."""
    others: Coverage = field(default_factory=Coverage)
    anew: Coverage = field(default_factory=Coverage)
    """Counts of ``same``: those taken over from an earlier crawl, and those that were read anew."""
    read: list[ReadPosting] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Ids of postings that were forgotten."""

    def __len__(self) -> int:
        return len(self.same) + len(self.read)


def read_chunks(file: SnapshotFile, known: Mapping[str, str]) -> Iterator[Chunk]:
    """The postings of ``file`` in their order. Raises :class:`SnapshotError`.

    ``known`` are the ids of the board's postings with the hashes of their contents.
    """
    chunk = Chunk()
    for posting in file.postings():
        _read(posting, file, known, chunk)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = Chunk()
    yield chunk


def _read(posting: JobPosting, file: SnapshotFile, known: Mapping[str, str], chunk: Chunk) -> None:
    if is_forgotten(posting.id, file.forgotten):
        chunk.passed_over.append(posting.id)
        return
    header = file.header
    detail_is_old = posting.detail_at is not None and posting.detail_at < header.crawled_at
    is_carried = header.carried == header.collected or detail_is_old
    carries = None if posting.detail_missing else fields_carried(posting)
    sha256 = content_sha256(posting)
    if known.get(posting.id) == sha256:
        chunk.same.append(posting.id)
        if carries is not None:
            (chunk.others if is_carried else chunk.anew).add(carries)
        return
    keys = set() if posting.id in known else door_keys(posting, header.board)
    chunk.read.append(ReadPosting(posting.id, sha256, encode_content(posting), carries, is_carried, keys))


@dataclass(frozen=True, slots=True)
class Reading:
    """A snapshot that was read beforehand."""

    file_sha256: str
    chunks: list[Chunk]
    known: dict[str, str]
    """What it was read beside."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """Snapshots that are read together, each with what is known of its board."""

    files: list[tuple[SnapshotFile, dict[str, str]]]


def read_part(part: ToRead) -> list[tuple[str, list[Chunk]] | None]:
    """Hash of the file and chunks of each of a part's snapshots.

    ``None`` of one that cannot be read here: who folds it tells why.
    """
    return [_read_whole(file, known) for file, known in part.files]


def _read_whole(file: SnapshotFile, known: dict[str, str]) -> tuple[str, list[Chunk]] | None:
    try:
        with file.at_hand() as near:
            return near.sha256(), list(read_chunks(near, known))
    except (SnapshotError, StorageError, OSError):
        return None

"""Only what changed: what the last complete crawl of a board knows, so that it need not be asked again.

A posting whose list entry is the same as then keeps the detail that was fetched then, and a list that the server says
is unchanged (HTTP 304) keeps all of its postings. Lists do not show every edit, so details are asked again after
:data:`REFRESH_DAYS`, a share of them each day.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import IO, Self

import msgspec

from crawler import PARSER_VERSION
from crawler.files.blocks import Block, Line, read_blocks
from crawler.files.storage import Location, ObjectPath, folders_in
from crawler.items import Board, Snapshot
from crawler.snapshots import SnapshotError, read_header, snapshot_name

REFRESH_DAYS = (7, 14)
"""Age in days at which the first and the last detail of a board are asked again."""

RUNS_BACK = 30
"""How many runs back a complete snapshot is looked for."""


class _Fields(msgspec.Struct, gc=False):
    """What of a posting decides whether it is carried."""

    id: str
    url: str
    listed_sha256: str | None = None
    detail_at: str | None = None
    detail_missing: bool = False
    description_html: msgspec.Raw = msgspec.Raw(b"null")


_decode = msgspec.json.Decoder(_Fields).decode


class Earlier:
    """The last complete snapshot of a board before this run; empty when there is none by the same parser.

    Use as a context manager: what it kept is read from its file, which is open meanwhile.
    """

    def __init__(self, snapshots: Location, run: str, board: Board) -> None:
        self.header: Snapshot | None = None
        self.name: str | None = None
        """``<run>/<ats>/<token>.jsonl.gz`` of the snapshot."""
        self._path: Location | None = None
        self._file: IO[bytes] | None = None
        self._postings: list[Line] | None = None
        self._by_entry: dict[str, tuple[Line, str]] = {}
        """Digest of a list entry -> the posting that was listed so, and when its detail was fetched."""
        self._pages: set[str] = set()
        for folder in _runs_before(snapshots, run):
            name = snapshot_name(folder, board)
            path = snapshots / name
            if (header := _usable_header(path, board)) is not None:
                self.header, self.name, self._path = header, name, path
                return

    def fetch(self) -> None:
        """Have it at hand, so that nothing that is asked later waits for an object store."""
        if self._path is not None and self._file is None:
            self._file = self._path.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def postings(self) -> list[Line]:
        """All of its postings, up to where it is damaged: what those would have saved is fetched instead."""
        if self._postings is None:
            self._postings = []
            with suppress(msgspec.DecodeError, UnicodeDecodeError, zlib.error, EOFError, OSError):
                self._read()
        return self._postings

    def detailed(self, listed_sha256: str, crawled_at: str) -> Line | None:
        """The posting with this list entry whose detail is young enough; ``None``: ask for it."""
        self.postings()
        line, detail_at = self._by_entry.get(listed_sha256, (None, ""))
        return line if line is not None and not _is_stale(line.id, detail_at, crawled_at) else None

    def has_page(self, url: str) -> bool:
        """Whether one of its postings has its page at ``url``."""
        self.postings()
        return url in self._pages

    def _read(self) -> None:
        self.fetch()
        if self._file is None:
            return
        at_header = True
        for block, text in read_blocks(self._file):
            offset = 0
            for line in text.split(b"\n")[:-1]:
                if not at_header:
                    self._note(_decode(line), block, offset, len(line))
                at_header = False
                offset += len(line) + 1

    def _note(self, posting: _Fields, block: Block, offset: int, size: int) -> None:
        assert self._postings is not None
        line = Line(posting.id, block, offset, size)
        self._postings.append(line)
        self._pages.add(posting.url)
        # A detail without a text may be a layout that was misread: it is asked again until it says something.
        has_text = bytes(memoryview(posting.description_html)[:4]) not in (b"null", b'""')
        if posting.listed_sha256 and posting.detail_at and has_text and not posting.detail_missing:
            self._by_entry[posting.listed_sha256] = line, posting.detail_at


def _runs_before(snapshots: Location, run: str) -> list[str]:
    """Names of the folders of the latest runs before ``run``, latest first."""
    runs = _listed(snapshots, run) if isinstance(snapshots, ObjectPath) else folders_in(snapshots)
    return sorted((name for name in runs if name < run), reverse=True)[:RUNS_BACK]


@lru_cache(maxsize=1)
def _listed(snapshots: ObjectPath, run: str) -> list[str]:
    """The runs that an object store has, asked once in a run: none comes before it any more."""
    return folders_in(snapshots)


def _usable_header(path: Location, board: Board) -> Snapshot | None:
    try:
        header = read_header(path)
    except (SnapshotError, FileNotFoundError):
        return None
    same = header.parser_version == PARSER_VERSION and header.board == board
    return header if same and header.outcome == "complete" else None


def _is_stale(posting_id: str, detail_at: str, crawled_at: str) -> bool:
    first, last = REFRESH_DAYS
    days = _days_between(detail_at, crawled_at)
    if days < first:
        return False
    # Which day is the posting's own, so that a board's details do not all come due on one night.
    share = int(hashlib.sha256(posting_id.encode()).hexdigest(), 16) % (last - first)
    return days >= first + share


@lru_cache(maxsize=2 * RUNS_BACK)  # the details of a board are of a few nights
def _days_between(earlier: str, later: str) -> int:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days

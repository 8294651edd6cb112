"""Only what changed: what the last complete crawl of a board knows, so that it need not be asked again.

A posting whose list entry is the same as then keeps the detail that was fetched then, and a list that the server says
is unchanged (HTTP 304) keeps all of its postings. Lists do not show every edit, so details are asked again after
:data:`REFRESH_DAYS`, a share of them each day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crawler import PARSER_VERSION
from crawler.items import Board, JobPosting, Snapshot
from crawler.snapshots import SnapshotError, read_header, read_postings, snapshot_path

REFRESH_DAYS = (7, 14)
"""Age in days at which the first and the last detail of a board are asked again."""

RUNS_BACK = 30
"""How many runs back a complete snapshot is looked for."""


class Earlier:
    """The last complete snapshot of a board before this run; empty when there is none by the same parser."""

    def __init__(self, snapshots: Path, run: str, board: Board) -> None:
        self.header: Snapshot | None = None
        self._path: Path | None = None
        self._by_entry: dict[str, JobPosting] | None = None
        self._pages: frozenset[str] | None = None
        for folder in _runs_before(snapshots, run):
            path = snapshot_path(snapshots, folder.name, board)
            if path.exists() and (header := _usable_header(path, board)) is not None:
                self.header, self._path = header, path
                return

    @property
    def name(self) -> str | None:
        """``<run>/<ats>/<token>.jsonl.gz`` of the snapshot."""
        return "/".join(self._path.parts[-3:]) if self._path else None

    def postings(self) -> Iterator[JobPosting]:
        """All of its postings."""
        try:
            yield from read_postings(self._path) if self._path else ()
        except SnapshotError:
            return  # damaged: what it would have saved is fetched instead

    def detailed(self, listed_sha256: str, crawled_at: str) -> JobPosting | None:
        """The posting with this list entry whose detail is young enough; ``None``: ask for it."""
        if self._by_entry is None:
            # A detail without a text may be a layout that was misread: it is asked again until it says something.
            worth = (p for p in self.postings() if not p.detail_missing and p.description_html)
            self._by_entry = {p.listed_sha256: p for p in worth if p.listed_sha256}
        posting = self._by_entry.get(listed_sha256)
        return posting if posting is not None and not _is_stale(posting, crawled_at) else None

    def has_page(self, url: str) -> bool:
        """Whether one of its postings has its page at ``url``."""
        if self._pages is None:
            self._pages = frozenset(posting.url for posting in self.postings())
        return url in self._pages


def _runs_before(snapshots: Path, run: str) -> list[Path]:
    folders = sorted((f for f in snapshots.glob("*") if f.is_dir() and f.name < run), reverse=True)
    return folders[:RUNS_BACK]


def _usable_header(path: Path, board: Board) -> Snapshot | None:
    try:
        header = read_header(path)
    except SnapshotError:
        return None
    same = header.parser_version == PARSER_VERSION and header.board == board
    return header if same and header.outcome == "complete" else None


def _is_stale(posting: JobPosting, crawled_at: str) -> bool:
    if posting.detail_at is None:
        return True
    age = datetime.fromisoformat(crawled_at) - datetime.fromisoformat(posting.detail_at)
    first, last = REFRESH_DAYS
    # Which day is the posting's own, so that a board's details do not all come due on one night.
    share = int(hashlib.sha256(posting.id.encode()).hexdigest(), 16) % (last - first)
    return age.days >= first + share

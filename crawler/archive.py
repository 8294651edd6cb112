"""Record a crawl to WARC files and replay it: re-parse without re-crawling, test on real answers.

Replay answers a request with the record of the same method, URL and body; failing that with the record of the same
method, host and path whose query is closest. A record answers each board at most once, so that a page parameter the
archive knows nothing of ends a listing instead of looping. What the archive lacks is a failed request.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings

from crawler.clean import utc
from crawler.files.recordings import Copies
from crawler.files.storage import Location, parse_location
from crawler.files.warc import (
    Answered,
    ArchiveError,
    Asked,
    Exchange,
    MemoryWarcWriter,
    WarcAppender,
    digest,
    is_kept,
    read_answer,
    read_contents,
    read_query,
    request_key,
)

__all__ = [
    "Archive",
    "ArchiveAddon",
    "ArchiveError",
    "MemoryWarcWriter",
    "NotArchived",
    "RecordMiddleware",
    "Recorder",
    "ReplayDownloadHandler",
    "replay_settings",
]

log = logging.getLogger(__name__)

_EXACT = (0, 0, 0)


class NotArchived(IgnoreRequest):
    """The archive has no answer to a request. Never retried."""


class Archive:
    """Recorded answers by request. Only the index is held in memory; bodies are read when asked for.

    ``started`` is the earliest WARC-Date, UTC ISO 8601: the clock of a crawl that replays this archive. ``damage`` says
    which files could be read in part only. Raises :class:`ArchiveError`, and
    :class:`crawler.files.storage.StorageError` for files in an object store.
    """

    def __init__(self, paths: Sequence[Location]) -> None:
        self._copies = Copies(list(paths))
        contents = {path: read_contents(copy, path) for path, copy in self._copies.paths.items()}
        self._exchanges = [exchange for one in contents.values() for exchange in one.exchanges]
        dates = [one.started for one in contents.values() if one.started is not None]
        if not self._exchanges or not dates:
            raise ArchiveError(f"{', '.join(map(str, paths))}: no recorded answers; is it a WARC file?")
        self.started = utc(min(dates))
        self.damage = [
            f"{path}: damaged after {len(one.exchanges)} answers ({one.damage}); those before are used"
            for path, one in contents.items()
            if one.damage is not None
        ]
        for message in self.damage:
            log.warning("%s", message)
        self._by_key: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for number, exchange in enumerate(self._exchanges):
            self._by_key[request_key(exchange.method, exchange.url)].append(number)
        self._used: dict[str, set[int]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._exchanges)

    def __deepcopy__(self, memo: object) -> Self:
        return self  # Scrapy copies its settings for every crawler; the archive in them is one

    def answer(self, request: Request, board: str) -> Response:
        """The recorded answer to ``request`` of ``board``; flagged ``inexact`` when it was given to another request.

        Raises :class:`NotArchived`.
        """
        candidates = self._by_key.get(request_key(request.method, request.url), [])
        query, body = read_query(request.url), digest(request.body)
        distances = {number: _distance(self._exchanges[number], query, body) for number in candidates}
        used = self._used[board]
        number = _choose(distances, used, {n for n in candidates if self._exchanges[n].status >= 400})
        if number is None:
            reason = "the archive's answer to it is used up" if candidates else "not in the archive"
            raise NotArchived(f"{request.method} {reason}" if request.method != "GET" else reason)
        if board:  # a robots.txt is of no board, and every spider asks for it
            used.add(number)
        flags = [] if distances[number] == _EXACT else ["inexact"]
        return _response(request, read_answer(self._exchanges[number]), flags)


def _choose(distances: dict[int, tuple[int, int, int]], used: set[int], failures: set[int]) -> int | None:
    """The record to answer with: exact, the same failure again when it is retried, or else the closest unused."""
    exact = [number for number, distance in distances.items() if distance == _EXACT]
    if unused := [number for number in exact if number not in used]:
        return unused[0]
    if again := [number for number in exact if number in failures]:
        return again[-1]
    free = [(distance, number) for number, distance in distances.items() if number not in used]
    return min(free)[1] if free else None


def _distance(exchange: Exchange, query: list[tuple[str, str]], body: str) -> tuple[int, int, int]:
    """How far a record is from a request: another body, then parameters with another value, then lacking or extra."""
    recorded = read_query(exchange.url)
    if recorded == query:
        return int(exchange.body_sha256 != body), 0, 0
    theirs, ours = dict(recorded), dict(query)
    conflicts = sum(theirs[name] != ours[name] for name in theirs.keys() & ours.keys())
    # A parameter that is given several times counts as a conflict when its values differ as a whole.
    unshared = len(theirs.keys() ^ ours.keys())
    return int(exchange.body_sha256 != body), conflicts + (not conflicts and not unshared), unshared


def _response(request: Request, answer: Answered, flags: list[str]) -> Response:
    headers = Headers({})
    for name, value in answer.headers:
        headers.appendlist(name, value)
    kind: Any = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
    response: Response = kind(url=request.url, status=answer.status, headers=headers, body=answer.body, flags=flags)
    return response


class ReplayDownloadHandler:
    """Download handler that answers from an :class:`Archive` (setting ``REPLAY_ARCHIVE``) and never opens a socket."""

    lazy = False

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Handler on the archive in the setting ``REPLAY_ARCHIVE``."""
        archive = crawler.settings["REPLAY_ARCHIVE"]
        assert isinstance(archive, Archive)
        return cls(archive)

    async def download_request(self, request: Request) -> Response:
        """The archived answer. Raises :class:`NotArchived`."""
        return self._archive.answer(request, request.meta.get("board", ""))

    async def close(self) -> None:
        """Nothing is held open."""


def replay_settings(archive: Archive, settings: BaseSettings) -> dict[str, Any]:
    """What has to be set for a crawl that is answered by ``archive``: no sockets, no waiting."""
    handler = "crawler.archive.ReplayDownloadHandler"
    return {
        "REPLAY_ARCHIVE": archive,
        "DOWNLOADER_MIDDLEWARES": {
            **settings.getdict("DOWNLOADER_MIDDLEWARES"),
            "crawler.guard.GuardMiddleware": None,
            "crawler.politeness.BackendMiddleware": None,
            "crawler.politeness.PaceMiddleware": None,
        },
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": handler, "https": handler},
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_SLOTS": {},
    }


class ArchiveAddon:
    """Scrapy add-on for a plain ``scrapy crawl``: ``-s REPLAY=day1.warc.gz`` (several with commas), ``-s CONTACT=...``.

    Raises :class:`ArchiveError`. The crawl stage makes the same settings itself, for it needs the archive before.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Answer from the files in ``REPLAY``; put ``CONTACT`` into the user agent."""
        if contact := settings.get("CONTACT"):
            settings.set("USER_AGENT", f"sponsorfeed ({contact})", priority="cmdline")
        if files := settings.getlist("REPLAY"):
            archive = Archive([parse_location(file) for file in files])
            settings.setdict(replay_settings(archive, settings), priority="cmdline")


class Recorder:
    """Appends every exchange of a crawl to a ``.warc.gz`` file.

    An existing recording is continued: a torn last record, left by a kill, is cut off first. Raises
    :class:`ArchiveError` when the file is something else.
    """

    def __init__(self, path: Path, started: str) -> None:
        self._file = WarcAppender(path, started)

    def __deepcopy__(self, memo: object) -> Self:
        return self  # as for Archive: one file, one writer

    def record(self, request: Request, response: Response) -> None:
        """Write one exchange as it came over the wire, cookies left out."""
        sent = [("Host", urlsplit(request.url).netloc)]
        if request.body and (kind := request.headers.get(b"Content-Type")):
            sent.append(("Content-Type", kind.decode("latin-1")))
        received = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
            if is_kept(name.decode("latin-1"))
        ]
        asked = Asked(request.method, request.url, sent, request.body)
        self._file.append(asked, Answered(response.status, received, response.body))

    def close(self) -> None:
        """Make what was recorded durable."""
        self._file.close()


class RecordMiddleware:
    """Downloader middleware next to the network: hands every exchange to the :class:`Recorder` in the settings."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Recorder from the setting ``WARC_RECORDER``."""
        return cls(crawler.settings["WARC_RECORDER"])

    def process_response(self, request: Request, response: Response) -> Response:
        """Record and pass on."""
        self._recorder.record(request, response)
        return response

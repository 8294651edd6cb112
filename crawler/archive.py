"""Record a crawl to WARC files (ISO 28500) and replay it: re-parse without re-crawling, test on real answers.

Replay answers a request with the record of the same method, URL and body; failing that with the record of the same
method, host and path whose query is closest. A record answers each board at most once, so that a page parameter the
archive knows nothing of ends a listing instead of looping. What the archive lacks is a failed request.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

log = logging.getLogger(__name__)

_DAMAGE = (ArchiveLoadFailed, EOFError, OSError, ValueError)
# Describe the transport, not the body that is stored; a cookie is a secret.
_DROPPED_HEADERS = frozenset({"transfer-encoding", "connection", "keep-alive", "set-cookie", "set-cookie2"})


class ArchiveError(ValueError):
    """An archive that cannot be used; the message names the file."""


class NotArchived(IgnoreRequest):
    """The archive has no answer to a request. Never retried."""


@dataclass(slots=True)
class _Record:
    file: Path
    offset: int
    url: str
    order: int
    method: str = "GET"
    body: str = ""
    query: list[tuple[str, str]] = field(default_factory=list)
    status: int = 0


class Archive:
    """Recorded answers by request. Only the index is held in memory; bodies are read when asked for.

    ``started`` is the earliest WARC-Date, UTC ISO 8601: the clock of a crawl that replays this archive.
    """

    def __init__(self, paths: list[Path]) -> None:
        self._records: dict[tuple[str, str, str], list[_Record]] = defaultdict(list)
        self._used: dict[str, set[int]] = defaultdict(set)
        self._count = 0
        dates = [date for path in paths for date in self._index(path)]
        if not self._count:
            raise ArchiveError(f"{', '.join(map(str, paths))}: no recorded answers; is it a WARC file?")
        self.started = _to_utc(min(dates))

    def __len__(self) -> int:
        return self._count

    def __deepcopy__(self, memo: object) -> Self:
        return self  # Scrapy copies its settings for every crawler; the archive in them is one

    def answer(self, request: Request, board: str) -> Response:
        """The recorded answer to ``request`` of ``board``; flagged ``inexact`` when it was given to another request.

        Raises :class:`NotArchived`.
        """
        parts = urlsplit(request.url)
        candidates = self._records.get((request.method, _host(request.url), parts.path or "/"), [])
        used = self._used[board]
        query, body = _query(parts.query), _digest(request.body)
        free = [record for record in candidates if record.order not in used]
        if not free:
            # A failure that was recorded once stays a failure when it is retried.
            free = [r for r in candidates if r.status >= 429 and _distance(r, query, body) == (0, 0, 0)]
        if not free:
            reason = "the archive's answer to it is used up" if candidates else "not in the archive"
            raise NotArchived(f"{request.method} {reason}" if request.method != "GET" else reason)
        best = min(free, key=lambda record: (*_distance(record, query, body), record.order))
        used.add(best.order)
        exact = _distance(best, query, body) == (0, 0, 0)
        return _read_response(best, request, [] if exact else ["inexact"])

    def _index(self, path: Path) -> Iterator[str]:
        by_id: dict[str, _Record] = {}
        requests: list[tuple[str, str, str]] = []
        try:
            with path.open("rb") as stream:
                records = ArchiveIterator(stream)
                for record in records:
                    yield record.rec_headers.get_header("WARC-Date")
                    if record.rec_type == "response" and record.http_headers is not None:
                        url = record.rec_headers.get_header("WARC-Target-URI")
                        found = _Record(path, records.get_record_offset(), url, self._count)
                        found.status = int(record.http_headers.get_statuscode() or 0)
                        self._count += 1
                        by_id[record.rec_headers.get_header("WARC-Record-ID")] = found
                    elif record.rec_type == "request" and record.http_headers is not None:
                        about = record.rec_headers.get_header("WARC-Concurrent-To") or ""
                        requests.append((about, record.http_headers.protocol, _digest(record.raw_stream.read())))
        except FileNotFoundError as error:
            raise ArchiveError(f"{path}: no such file") from error
        except _DAMAGE as error:
            # A recording that was killed ends in a torn record; everything before it is good.
            if not by_id:
                raise ArchiveError(f"{path}: not a readable WARC file ({error})") from error
            log.warning("%s: damaged after %d answers (%s); those before are used", path, len(by_id), error)
        for about, method, body in requests:
            if about in by_id:
                by_id[about].method, by_id[about].body = method.split(" ")[0], body
        for found in by_id.values():
            parts = urlsplit(found.url)
            found.query = _query(parts.query)
            self._records[found.method, _host(found.url), parts.path or "/"].append(found)


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


class MemoryWarcWriter(WARCWriter):  # type: ignore[misc]
    """warcio's writer with payloads in memory: its own spools are left for the garbage collector to close."""

    _create_temp_file = staticmethod(io.BytesIO)


class Recorder:
    """Appends request and response pairs to a ``.warc.gz`` file; every record is whole on disk before the next.

    An existing file is continued: a torn last record, left by a kill, is cut off first.
    """

    def __init__(self, path: Path, started: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = path.open("ab")
        whole = _whole_length(path)
        if whole < path.stat().st_size:
            self._stream.truncate(whole)
        self._writer = MemoryWarcWriter(self._stream, gzip=True, warc_version="WARC/1.1")
        if whole == 0:
            info = {"software": "sponsorfeed", "format": "WARC/1.1", "description": f"crawl started {started}"}
            record = self._writer.create_warcinfo_record(path.name, info)
            record.rec_headers.replace_header("WARC-Date", started)
            self._writer.write_record(record)

    def __deepcopy__(self, memo: object) -> Self:
        return self  # as for Archive: one file, one writer

    def record(self, request: Request, response: Response) -> None:
        """Write one exchange as it came over the wire, cookies left out."""
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = [("Host", parts.netloc)]
        if request.body and (kind := request.headers.get(b"Content-Type")):
            sent.append(("Content-Type", kind.decode("latin-1")))
        received = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
            if name.decode("latin-1").lower() not in _DROPPED_HEADERS
        ]
        warc_request = self._writer.create_warc_record(
            request.url,
            "request",
            payload=io.BytesIO(request.body),
            http_headers=StatusAndHeaders(f"{request.method} {target} HTTP/1.1", sent, is_http_request=True),
        )
        warc_response = self._writer.create_warc_record(
            request.url,
            "response",
            payload=io.BytesIO(response.body),
            http_headers=StatusAndHeaders(f"{response.status} -", received, protocol="HTTP/1.1"),
        )
        self._writer.write_request_response_pair(warc_request, warc_response)
        self._stream.flush()

    def close(self) -> None:
        """Make what was recorded durable."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()


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


def _whole_length(path: Path) -> int:
    """Length of the part of a WARC file that holds whole records."""
    whole = 0
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                record.content_stream().read()
                records.read_to_end()
                whole = records.get_record_offset() + records.get_record_length()
    except _DAMAGE:
        pass
    return whole


def _read_response(record: _Record, request: Request, flags: list[str]) -> Response:
    with record.file.open("rb") as stream:
        stream.seek(record.offset)
        archived: ArcWarcRecord = next(iter(ArchiveIterator(stream)))
        body: bytes = archived.raw_stream.read()
        head = archived.http_headers
    headers = Headers({})
    for name, value in head.headers:
        if name.lower() not in _DROPPED_HEADERS:
            headers.appendlist(name, value)
    kind: Any = responsetypes.from_args(headers=headers, url=request.url, body=body)
    response: Response = kind(
        url=request.url, status=int(head.get_statuscode() or 0), headers=headers, body=body, flags=flags
    )
    return response


def _distance(record: _Record, query: list[tuple[str, str]], body: str) -> tuple[int, int, int]:
    """How far a record is from a request: another body, then parameters with another value, then lacking or extra."""
    theirs, ours = dict(record.query), dict(query)
    shared = theirs.keys() & ours.keys()
    conflicts = sum(theirs[name] != ours[name] for name in shared)
    unshared = len(theirs.keys() ^ ours.keys())
    return int(record.body != body), conflicts, unshared


def _query(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest() if body else ""


def _to_utc(warc_date: str) -> str:
    return datetime.fromisoformat(warc_date).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

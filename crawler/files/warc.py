"""WARC files (ISO 28500): the records of recorded exchanges, and writing them one at a time.

A file that was cut off, or damaged on the way, is good up to there: every record is checked against its own length and
digest before it is used, so that half an answer never passes for a whole one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

# The last two are what warcio's parser trips over in a record that was cut off inside its header.
_DAMAGE = (
    ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, zlib.error,
    AttributeError, TypeError,
)  # fmt: skip
# Describe the transport, not the body that is stored; a cookie is a secret.
_DROPPED_HEADERS = frozenset({"transfer-encoding", "connection", "keep-alive", "set-cookie", "set-cookie2"})
_CHUNK = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"


class ArchiveError(ValueError):
    """An archive that cannot be used; the message names the file."""


class Asked(NamedTuple):
    """A request as it went over the wire."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes


class Answered(NamedTuple):
    """A response as it came, content coding kept."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True)
class Exchange:
    """One recorded answer and the request it was given to; the body stays in the file."""

    file: Path
    offset: int
    url: str
    status: int
    method: str = "GET"
    body_sha256: str = ""
    """:func:`digest` of the request's body."""


@dataclass(slots=True)
class Contents:
    """What a WARC file holds: exchanges in file order, and where it stops being readable."""

    exchanges: list[Exchange] = field(default_factory=list)
    started: datetime | None = None
    """Earliest WARC-Date."""
    damage: str | None = None
    """Why nothing after the last exchange could be read; ``None`` when the file is whole."""


def read_contents(path: Path, name: object = None) -> Contents:
    """Index of the WARC file at ``path``. Raises :class:`ArchiveError` when it is missing or none.

    ``name`` is what messages call it, if it is a copy.
    """
    name = name or path
    contents = Contents()
    found: dict[str, Exchange] = {}
    asked: dict[str, tuple[str, str]] = {}
    links: list[tuple[str, str]] = []
    try:
        with path.open("rb") as stream:
            for offset, record, body_sha256 in _whole_records(stream):
                _note_date(contents, record)
                if record.http_headers is None:
                    continue
                record_id = record.rec_headers.get_header("WARC-Record-ID") or str(offset)
                links.append((record_id, record.rec_headers.get_header("WARC-Concurrent-To") or ""))
                if record.rec_type == "response":
                    status = int(record.http_headers.get_statuscode() or 0)
                    found[record_id] = Exchange(path, offset, record.rec_headers.get_header("WARC-Target-URI"), status)
                elif record.rec_type == "request":
                    # warcio calls the first word of the request line the protocol.
                    asked[record_id] = record.http_headers.protocol.split(" ")[0], body_sha256
    except FileNotFoundError as error:
        raise ArchiveError(f"{name}: no such file") from error
    except IsADirectoryError as error:
        raise ArchiveError(f"{name}: a folder, not a WARC file") from error
    except _DAMAGE as error:
        contents.damage = str(error).strip().partition("\n")[0] or type(error).__name__
        if not found:
            raise ArchiveError(f"{name}: not a readable WARC file ({contents.damage})") from error
    # Recorders disagree on which of the two records names the other.
    for one, other in [*links, *((other, one) for one, other in links)]:
        if one in asked and other in found:
            found[other].method, found[other].body_sha256 = asked[one]
    contents.exchanges = list(found.values())
    return contents


def read_answer(exchange: Exchange) -> Answered:
    """The recorded answer of ``exchange``."""
    with exchange.file.open("rb") as stream:
        stream.seek(exchange.offset)
        record: ArcWarcRecord = next(iter(ArchiveIterator(stream)))
        head = record.http_headers
        # Other recorders store the chunks as they came.
        chunked = "chunked" in (head.get_header("Transfer-Encoding") or "").lower()
        body: bytes = (ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream).read()
    return Answered(exchange.status, [(name, value) for name, value in head.headers if is_kept(name)], body)


def is_kept(header: str) -> bool:
    """Whether a response header is stored and replayed."""
    return header.lower() not in _DROPPED_HEADERS


def request_key(method: str, url: str) -> tuple[str, str, str]:
    """Method, host and path of a request, escapes resolved."""
    parts = urlsplit(url)
    return method, parts.netloc.lower(), unquote(parts.path) or "/"


def read_query(url: str) -> list[tuple[str, str]]:
    """Parameters of ``url``, sorted."""
    return sorted(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def digest(body: bytes) -> str:
    """SHA-256 of a request's body, the same for JSON that differs in spaces and order only; empty without a body."""
    if not body:
        return ""
    with suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest()


def _whole_records(stream: IO[bytes]) -> Iterator[tuple[int, Any, str]]:
    """Offset, record and digest of the request's body, each read to its end and found whole.

    Raises one of ``_DAMAGE`` at the first record that is not.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    end = 0
    records = ArchiveIterator(stream, check_digests=True)
    for record in records:
        if record.length is None:
            raise EOFError("the file ends in the middle of a record")
        body = b""
        while chunk := record.raw_stream.read(_CHUNK):
            if record.rec_type == "request":
                body += chunk
        if record.raw_stream.limit:
            raise EOFError("the file ends in the middle of a record")
        # Recorders differ in what they call the payload, not in what the block is.
        if any(problem.startswith("block digest failed") for problem in record.digest_checker.problems):
            raise ValueError("a record differs from its own digest")
        end = records.get_record_offset() + records.get_record_length()
        yield records.get_record_offset(), record, digest(body)
    if end < size:  # warcio takes a header that was cut off for the end of the file
        raise EOFError("the file ends in the middle of a record")


def _note_date(contents: Contents, record: ArcWarcRecord) -> None:
    text = record.rec_headers.get_header("WARC-Date")
    if text is None:
        raise ValueError("a record without WARC-Date")
    date = datetime.fromisoformat(text)
    if date.tzinfo is None:
        raise ValueError(f"WARC-Date {text!r} has no time zone")
    contents.started = min(contents.started or date, date)


class MemoryWarcWriter(WARCWriter):  # type: ignore[misc]
    """warcio's writer with payloads in memory: its own spools are left for the garbage collector to close."""

    _create_temp_file = staticmethod(io.BytesIO)


class WarcAppender:
    """Appends exchanges to a ``.warc.gz`` file; each is whole on disk before the next.

    An existing recording is continued: a torn last record, left by a kill, is cut off first. Raises
    :class:`ArchiveError` when the file is something else, which is left as it is.
    """

    def __init__(self, path: Path, started: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = _whole_length(path) if path.exists() else 0
        self._stream = path.open("ab")
        self._stream.truncate(whole)
        self._writer = MemoryWarcWriter(self._stream, gzip=True, warc_version="WARC/1.1")
        if whole == 0:
            info = {"software": "sponsorfeed", "format": "WARC/1.1", "description": f"crawl started {started}"}
            record = self._writer.create_warcinfo_record(path.name, info)
            record.rec_headers.replace_header("WARC-Date", started)
            self._writer.write_record(record)

    def append(self, asked: Asked, answered: Answered) -> None:
        """Write a request with its response."""
        parts = urlsplit(asked.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request_head = StatusAndHeaders(f"{asked.method} {target} HTTP/1.1", asked.headers, is_http_request=True)
        response_head = StatusAndHeaders(f"{answered.status} -", answered.headers, protocol="HTTP/1.1")
        request, response = (
            self._writer.create_warc_record(asked.url, kind, payload=io.BytesIO(body), http_headers=head)
            for kind, body, head in (("request", asked.body, request_head), ("response", answered.body, response_head))
        )
        self._writer.write_request_response_pair(request, response)
        self._stream.flush()

    def close(self) -> None:
        """Make what was written durable."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()


def _whole_length(path: Path) -> int:
    """Length of the part of a recording that holds whole records: each is one gzip member, checked by its CRC."""
    whole = position = 0
    with path.open("rb") as stream:
        head = _inflate_head(stream.read(_CHUNK))
        if head is None or head[:5] != b"WARC/"[: len(head)]:
            raise ArchiveError(f"{path}: exists and is no recording (.warc.gz); record to another file")
        stream.seek(0)
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while chunk := stream.read(_CHUNK):
            position += len(chunk)
            while chunk:
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return whole
                if not member.eof:
                    break
                chunk = member.unused_data
                whole = position - len(chunk)
                member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    return whole


def _inflate_head(start: bytes) -> bytes | None:
    """The first bytes inside a gzip file, as far as they are there; ``None`` when it is none."""
    if start[:2] != _GZIP_MAGIC[: len(start)]:
        return None
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, 64)
    except zlib.error:
        return None

"""Write exchanges as a WARC file that depends on nothing but them: fixed dates, ids made from the content's place.

The packing of a gzip member varies with the zlib build, so two files are compared by :func:`unpacked`.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import md5
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from samples.exchange import Exchange

_VERSION = "WARC/1.1"
_AGENT = "sponsorfeed-demo/1 (+https://sponsorfeed.example/crawl)"


def warc_bytes(name: str, exchanges: Sequence[Exchange], started: datetime) -> bytes:
    """A gzipped WARC 1.1 file called ``name``: a warcinfo record, then a response and its request for each exchange.

    The first record is dated ``started``; each exchange follows a second after the one before it.
    """
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True, warc_version=_VERSION)
    _write_info(writer, name, started)
    for number, exchange in enumerate(exchanges, 1):
        _write_pair(writer, exchange, f"{name}/{number}", started + timedelta(seconds=number))
    return packed.getvalue()


def unpacked(packed: bytes) -> bytes:
    """The records of a gzipped WARC file, free of the compressor's choices."""
    return gzip.decompress(packed)


def _write_info(writer: WARCWriter, name: str, started: datetime) -> None:
    info = (
        f"software: samples.build\r\nformat: {_VERSION.replace('/', ' File Format ')}\r\nisPartOf: sponsorfeed demo\r\n"
    )
    payload = info.encode()
    headers = _record_headers(f"{name}/0", started) | {"WARC-Filename": name}
    writer.write_record(
        writer.create_warc_record(
            "", "warcinfo", payload=io.BytesIO(payload), length=len(payload), warc_headers_dict=headers
        )
    )


def _write_pair(writer: WARCWriter, exchange: Exchange, place: str, at: datetime) -> None:
    response = writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=StatusAndHeaders(exchange.status, _answer_headers(exchange, at), protocol="HTTP/1.1"),
        warc_headers_dict=_record_headers(f"{place}/response", at),
    )
    request = writer.create_warc_record(
        exchange.url,
        "request",
        payload=io.BytesIO(exchange.request_body),
        length=len(exchange.request_body),
        http_headers=_request_headers(exchange),
        warc_headers_dict=_record_headers(f"{place}/request", at),
    )
    writer.write_request_response_pair(request, response)


def _record_headers(place: str, at: datetime) -> dict[str, str]:
    # One dict shared by value only: warcio appends to the list it makes of it.
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'sponsorfeed-sample:{place}')}>",
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _answer_headers(exchange: Exchange, at: datetime) -> list[tuple[str, str]]:
    tag = md5(exchange.body, usedforsecurity=False).hexdigest()
    return [
        ("Date", format_datetime(at, usegmt=True)),
        ("Content-Type", exchange.content_type),
        ("Content-Length", str(len(exchange.body))),
        ("Connection", "keep-alive"),
        ("ETag", f'W/"{tag}"'),
        *exchange.headers,
    ]


def _request_headers(exchange: Exchange) -> StatusAndHeaders:
    parts = urlsplit(exchange.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    wanted = "application/json" if "json" in exchange.content_type else "text/html,application/xml;q=0.9,*/*;q=0.8"
    headers = [("Host", parts.netloc), ("User-Agent", _AGENT), ("Accept", wanted), ("Accept-Encoding", "identity")]
    if exchange.request_body:
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(exchange.request_body)))]
    return StatusAndHeaders(f"{exchange.method} {target} HTTP/1.1", headers, is_http_request=True)

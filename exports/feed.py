"""``jobs.jsonl``: one record a line, UTF-8, sorted by id, fields in the order of the record, ``null`` for unknown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

from enrich.record import EnrichedPosting
from exports.cleaning import clean_record
from exports.records import ExportError

NAME = "jobs.jsonl"

_FLUSH_BYTES = 2**18
# Valid inside JSON strings, but many readers split lines at them.
_SEPARATORS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))

_encoder = msgspec.json.Encoder()  # NaN and infinities come out as null: JSON has no word for them


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write ``records``, which must ascend by id, to ``path``; how many they were. Raises :class:`ExportError`."""
    buffer = bytearray()
    rows, previous = 0, ""
    with path.open("wb") as out:
        for record in records:
            if record.id <= previous:
                raise ExportError(f"record {record.id!r} after {previous!r}: records must be sorted by id, each once")
            previous, start = record.id, len(buffer)
            try:
                _encoder.encode_into(record, buffer, start)
            except UnicodeEncodeError:
                del buffer[start:]
                buffer += _encoder.encode(clean_record(record))
            buffer += b"\n"
            rows += 1
            if len(buffer) > _FLUSH_BYTES:
                _flush(buffer, out)
        _flush(buffer, out)
    return rows


def encode_line(record: EnrichedPosting) -> bytes:
    """The line of one record, without its end."""
    return bytes(_escape(_encoder.encode(record)))


def _flush(buffer: bytearray, out: IO[bytes]) -> None:
    out.write(_escape(buffer))
    buffer.clear()


def _escape(encoded: bytes | bytearray) -> bytes | bytearray:
    for separator, escape in _SEPARATORS:
        if separator in encoded:
            encoded = encoded.replace(separator, escape)
    return encoded

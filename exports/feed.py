"""``jobs.jsonl``: one record a line, UTF-8, sorted by id, fields in the order of the record, ``null`` for unknown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from enrich.record import EnrichedPosting
from exports.cleaning import clean_record
from exports.records import ExportError

NAME = "jobs.jsonl"

# Valid inside JSON strings, but many readers split lines at them.
_SEPARATORS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))

_encoder = msgspec.json.Encoder()  # NaN and infinities come out as null: JSON has no word for them


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write ``records``, which must ascend by id, to ``path``; how many they were. Raises :class:`ExportError`."""
    rows, previous = 0, ""
    with path.open("wb") as out:
        for record in records:
            if record.id <= previous:
                raise ExportError(f"record {record.id!r} after {previous!r}: records must be sorted by id, each once")
            previous = record.id
            out.write(encode_line(record))
            out.write(b"\n")
            rows += 1
    return rows


def encode_line(record: EnrichedPosting) -> bytes:
    """The line of one record, without its end."""
    try:
        line = _encoder.encode(record)
    except UnicodeEncodeError:
        line = _encoder.encode(clean_record(record))
    return escape_separators(line)


def escape_separators(line: bytes) -> bytes:
    """JSON ``line`` with the line separators of Unicode written as escapes."""
    for separator, escape in _SEPARATORS:
        # Looking for the last byte first is fifty times as quick, and it is rare in most languages.
        if line.find(separator[-1]) >= 0 and separator in line:
            line = line.replace(separator, escape)
    return line

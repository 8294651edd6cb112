"""``jobs.jsonl``: one record a line, UTF-8, sorted by id, fields in the order of the record, ``null`` for unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from enrich.record import EnrichedPosting
from exports.cleaning import clean_record
from exports.encoded import ByteWriter, Encoded, in_parts, require_order

NAME = "jobs.jsonl"

# Valid inside JSON strings, but many readers split lines at them.
_SEPARATORS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))

_encoder = msgspec.json.Encoder()  # NaN and infinities come out as null: JSON has no word for them


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write ``records``, which must ascend by id, to ``path``; how many they were. Raises :class:`ExportError`."""
    with ByteWriter(path) as out:
        for part in in_parts(records):
            out.add(encode(part))
    return out.rows


def encode(records: Sequence[EnrichedPosting]) -> Encoded:
    """The lines of ``records``, of which there is one at least. Raises :class:`ExportError` when they do not ascend."""
    for before, record in pairwise(records):
        require_order(before.id, record.id)
    content = b"".join(encode_line(record) + b"\n" for record in records)
    return Encoded(len(records), content, records[0].id, records[-1].id)


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

"""What a worker does of an export: some rows of the ledger, in every form that is asked for, at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from enrich.record import EnrichedPosting
from exports import feed, lake, parquet, schemaorg, sqlite, table
from exports.encoded import Encoded
from exports.records import LedgerRow, record_of
from exports.sqlite import DumpRows

ENCODERS: Final[dict[str, Callable[[Sequence[EnrichedPosting]], Encoded]]] = {
    feed.NAME: feed.encode,
    table.NAME: table.encode,
    parquet.NAME: parquet.encode,
    lake.NAME: parquet.encode,
    schemaorg.NAME: schemaorg.encode,
}
"""Forms whose parts only have to follow each other, by the name of the file."""


@dataclass(frozen=True, slots=True)
class RowsPart:
    """Rows of the ledger that are encoded together."""

    files: tuple[str, ...]
    """Names of the files that they belong into."""
    rows: list[LedgerRow]


@dataclass(frozen=True, slots=True)
class EncodedPart:
    """The same as the files hold it."""

    encoded: dict[str, Encoded]
    dump: DumpRows | None


def encode_part(part: RowsPart) -> EncodedPart:
    """Compose the records of ``part`` and encode them. Raises ``ExportError`` for one that cannot be read."""
    records = [record_of(row) for row in part.rows]
    encoded = {name: encode(records) for name, encode in ENCODERS.items() if name in part.files}
    return EncodedPart(encoded, sqlite.encode(records) if sqlite.NAME in part.files else None)

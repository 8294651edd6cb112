"""The employer index of a reference database: read its filings once, and keep the index beside it for the next run."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from enrich.employers.aliases import SHIPPED, read_aliases
from enrich.employers.build import FiledName, build_index
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import INDEX_VERSION, EmployerIndex, decode_index, encode_index


class ReferenceUnusable(RuntimeError):
    """The reference database cannot be used; the message says what to do."""


def load_index(reference: Path, *, aliases: Path = SHIPPED, cache: bool = True) -> EmployerIndex:
    """Return the index of a reference database, from the file beside it when built from the same data.

    A cache that cannot be read is built anew. Raises :class:`ReferenceUnusable` when the
    database is absent or holds no filings, and ``AliasError`` for a broken aliases file.
    """
    version = reference_version(reference)
    stamp = _stamp(version, aliases)
    stored = reference.with_name(f"{reference.stem}-employers.msgpack")
    if cache and (index := _stored(stored, stamp)) is not None:
        return index
    with closing(open_reference(reference)) as connection:
        index = build_index(
            read_filed_names(connection), read_aliases(aliases), tax_ids=read_tax_ids(connection), version=stamp
        )
    if cache:
        _store(stored, index)
    return index


def reference_version(reference: Path) -> str:
    """Return ``meta.version`` of a reference database; raises :class:`ReferenceUnusable` when there is none."""
    with closing(open_reference(reference)) as connection:
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError as error:
            raise ReferenceUnusable(
                f"{reference}: not a reference database ({error}); run: reference add FILE..."
            ) from error
    if row is None:
        raise ReferenceUnusable(f"{reference}: no filing data loaded; run: reference add FILE...")
    return str(row[0])


def read_filed_names(connection: sqlite3.Connection) -> Iterator[FiledName]:
    """Yield every spelling of the loaded filings."""
    rows = connection.execute(
        "SELECT employer_name, trade_name_dba, state, SUM(filings) FROM filing_total"
        " GROUP BY employer_name, trade_name_dba, state ORDER BY employer_name, trade_name_dba, state"
    )
    for name, trade_name, state, filings in rows:
        yield FiledName(name or "", trade_name or "", state or "", filings or 0)


def read_tax_ids(connection: sqlite3.Connection) -> list[TaxIdRow]:
    """Return the tax ids beside hub spellings; empty when the database holds no hub rows."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'uscis_employer'").fetchone() is None:
        return []
    rows = connection.execute(
        "SELECT employer, tax_id, state, SUM(initial_approvals + initial_denials + continuing_approvals +"
        " continuing_denials), zip, substr(naics, 1, 2), MIN(fiscal_year) FROM uscis_employer"
        " WHERE counted AND tax_id <> '' GROUP BY employer, tax_id, state, zip, substr(naics, 1, 2)"
    )
    return [
        TaxIdRow(name or "", tax_id, state or "", filings or 0, code or "", naics or "", year or 0)
        for name, tax_id, state, filings, code, naics, year in rows
    ]


def _stamp(version: str, aliases: Path) -> str:
    """Return the reference version with a digest of all that shapes the index."""
    digest = hashlib.sha256(f"{INDEX_VERSION}".encode())
    for path in (aliases, *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return f"{version}+{digest.hexdigest()[:12]}"


def open_reference(reference: Path) -> sqlite3.Connection:
    """Open the reference database for reading; raises :class:`ReferenceUnusable` when there is none."""
    if not reference.is_file():
        raise ReferenceUnusable(f"{reference}: no reference database; run: reference add FILE...")
    return sqlite3.connect(f"{reference.absolute().as_uri()}?mode=ro", uri=True)


def _stored(path: Path, stamp: str) -> EmployerIndex | None:
    try:
        index = decode_index(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return index if index.version == INDEX_VERSION and index.reference_version == stamp else None


def _store(path: Path, index: EmployerIndex) -> None:
    """Write the index beside the database, whole or not at all; a folder that cannot be written keeps none."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(encode_index(index))
        Path(name).replace(path)
    except OSError:
        return

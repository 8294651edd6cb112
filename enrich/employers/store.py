"""The employer index of a reference database: read its filings once, and keep the index beside it for the next run."""

from __future__ import annotations

import gc
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sys import intern
from typing import Final

import msgspec

from enrich.employers.addresses import Address
from enrich.employers.aliases import SHARED, SHIPPED, own_aliases, read_aliases, with_own
from enrich.employers.build import FiledName, build_index
from enrich.employers.colleges import College
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import INDEX_VERSION, EmployerIndex, decode_index, index_parts
from enrich.kept import keep

CASES: Final = ("lca_case", "perm_case", "pwd_case")
"""Tables whose cases show full employer numbers, those of FY2024 and later."""

FIRST_WHOLE: Final = 2022
"""Fiscal year from which the hub's files cut no names (measured: up to 34 characters before, up to 130 since)."""


class ReferenceUnusable(RuntimeError):
    """The reference database cannot be used; the message says what to do."""


def load_index(reference: Path, *, aliases: Path = SHIPPED, cache: bool = True) -> EmployerIndex:
    """Return the index of a reference database, from the file beside it when built from the same data.

    The operator's own aliases, ``aliases.csv`` beside the database, win over the shipped ones.

    A cache that cannot be read is built anew. Raises :class:`ReferenceUnusable` when the
    database is absent or holds no filings, and ``AliasError`` for a broken aliases file.
    """
    version = reference_version(reference)
    own = own_aliases(reference)
    stamp = _stamp(version, aliases, own, SHARED)
    stored = reference.with_name(f"{reference.stem}-employers.msgpack")
    if cache and (index := _stored(stored, stamp)) is not None:
        return _settled(index)
    with closing(open_reference(reference)) as connection:
        index = build_index(
            read_filed_names(connection),
            with_own(read_aliases(aliases), read_aliases(own) if own.exists() else []),
            tax_ids=read_tax_ids(connection),
            colleges=read_colleges(connection),
            addresses=read_addresses(connection),
            version=stamp,
        )
    if cache:
        keep(stored, index_parts(index))
    return _settled(index)


def _settled(index: EmployerIndex) -> EmployerIndex:
    """Return the index, out of the garbage collector's sight: no cycle holds a part of it, and it has a million."""
    gc.freeze()
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
        "SELECT employer_name, trade_name_dba, state, SUM(filings), MIN(fiscal_year),"
        f" MAX(source <> 'uscis' OR fiscal_year >= {FIRST_WHOLE}) FROM filing_total"
        " GROUP BY employer_name, trade_name_dba, state ORDER BY employer_name, trade_name_dba, state"
    )
    for name, trade_name, state, filings, year, is_whole in rows:
        known = intern(name or ""), trade_name or "", intern(state or "")
        yield FiledName(*known, filings or 0, year or 0, bool(is_whole))


def read_tax_ids(connection: sqlite3.Connection) -> Iterator[TaxIdRow]:
    """Yield the tax ids beside spellings of the hub, and those of cases that show them; of what is loaded."""
    if _has_table(connection, "uscis_employer"):
        yield from _hub_tax_ids(connection)
    for table in CASES:
        if _has_table(connection, table):
            yield from _case_tax_ids(connection, table)


def _hub_tax_ids(connection: sqlite3.Connection) -> Iterator[TaxIdRow]:
    rows = connection.execute(
        "SELECT employer, tax_id, state, SUM(initial_approvals + initial_denials + continuing_approvals +"
        " continuing_denials), zip, substr(naics, 1, 2), MIN(fiscal_year), MIN(city) FROM uscis_employer"
        " WHERE counted AND tax_id <> '' GROUP BY employer, tax_id, state, zip, substr(naics, 1, 2)"
    )
    for name, tax_id, state, filings, code, naics, year, city in rows:
        # One object for each value: SQLite makes a new one for every cell, and the names are those of the totals.
        places = intern(tax_id), intern(state or ""), filings or 0, intern(code or ""), intern(naics or "")
        yield TaxIdRow(intern(name or ""), *places, year or 0, city=intern(city or ""))


def _case_tax_ids(connection: sqlite3.Connection, table: str) -> Iterator[TaxIdRow]:
    rows = connection.execute(
        "SELECT employer_name, replace(employer_fein, '-', ''), employer_state, COUNT(*),"
        " CASE WHEN employer_postal_code GLOB '[0-9][0-9][0-9][0-9][0-9]*' THEN substr(employer_postal_code, 1, 5) END,"
        f" substr(naics_code, 1, 2), MIN(fiscal_year) FROM {table} WHERE counted AND employer_fein IS NOT NULL"
        " GROUP BY 1, 2, 3, 5, 6 ORDER BY 1, 2, 3, 5, 6"
    )
    for name, fein, state, filings, code, naics, year in rows:
        places = intern(fein[-4:]), intern(state or ""), filings, intern(code or ""), intern(naics or "")
        yield TaxIdRow(name or "", *places, year or 0, fein)


def read_addresses(connection: sqlite3.Connection) -> Iterator[Address]:
    """Yield from where cases are filed; the hub's addresses are beside its tax ids."""
    for table in CASES:
        if _has_table(connection, table):
            rows = connection.execute(
                f"SELECT DISTINCT employer_name, employer_state, employer_city FROM {table}"
                " WHERE counted AND employer_state IS NOT NULL AND employer_city IS NOT NULL"
            )
            yield from (Address(name or "", intern(state), intern(city)) for name, state, city in rows)


def read_colleges(connection: sqlite3.Connection) -> Iterator[College]:
    """Yield the institutions of the newest IPEDS survey loaded; nothing when the database holds none."""
    if not _has_table(connection, "ipeds_institution"):
        return
    rows = connection.execute(
        "SELECT instnm, ein, stabbr, zip FROM ipeds_institution"
        " WHERE file = (SELECT file FROM current_part WHERE table_name = 'ipeds_institution')"
        " AND ein IS NOT NULL AND zip IS NOT NULL ORDER BY line"
    )
    for name, number, state, code in rows:
        yield College(name or "", number[-4:], state or "", code[:5])


def _has_table(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _stamp(version: str, *aliases: Path) -> str:
    """Return the reference version with a digest of all that shapes the index."""
    digest = hashlib.sha256(f"{INDEX_VERSION}".encode())
    for path in (*aliases, *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return f"{version}+{digest.hexdigest()[:12]}"


def open_reference(reference: Path) -> sqlite3.Connection:
    """Open the reference database for reading; raises :class:`ReferenceUnusable` when there is none."""
    if not reference.is_file():
        raise ReferenceUnusable(f"{reference}: no reference database; run: reference add FILE...")
    # Whoever keeps it open for many tasks may be called from another thread, one at a time.
    return sqlite3.connect(f"{reference.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _stored(path: Path, stamp: str) -> EmployerIndex | None:
    try:
        index = decode_index(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return index if index.version == INDEX_VERSION and index.reference_version == stamp else None

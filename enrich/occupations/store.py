"""The title table of a reference database: read its titles once, and keep the table beside it for the next run."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from enrich.employers.index import uncollected
from enrich.employers.store import open_reference, reference_version
from enrich.kept import keep
from enrich.occupations.roles import RoleReader
from enrich.occupations.table import BUNDLED, TABLE_VERSION, FiledTitle, OnetTitle, TitleTable, build_table

_CASES: Final = ("lca_case", "perm_case")
_ONET: Final = {"onet_alternate_title": "alternate_title", "onet_reported_title": "reported_job_title"}
_SHAPED_BY: Final = ("table.py", "titles.py", "titles.csv", "vocabulary.py")


def load_roles(reference: Path, *, cache: bool = True) -> RoleReader:
    """Return the reader of titles for a reference database, from the file beside it when built from the same data.

    A cache that cannot be read is built anew. Raises ``ReferenceUnusable`` when there is no database with data.
    """
    stamp = f"{reference_version(reference)}+{_shape()}"
    stored = reference.with_name(f"{reference.stem}-titles.msgpack")
    if cache and (table := _stored(stored, stamp)) is not None:
        return RoleReader(table)
    with closing(open_reference(reference)) as connection, uncollected():
        table = build_table(read_filed_titles(connection), read_onet_titles(connection), version=stamp)
    if cache:
        keep(stored, [msgspec.msgpack.encode(table)])
    return RoleReader(table)


@lru_cache(maxsize=1)
def bundled_roles() -> RoleReader:
    """Return the reader of titles that needs no reference data."""
    return RoleReader(build_table())


def read_filed_titles(connection: sqlite3.Connection) -> Iterator[FiledTitle]:
    """Yield the titles of the loaded applications with a code, each once for an employer and a code."""
    for table in _tables(connection, _CASES):
        rows = connection.execute(
            f"SELECT job_title, soc_code, soc_edition, employer_name, COUNT(*) FROM {table}"
            " WHERE counted AND job_title IS NOT NULL AND soc_code IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        )
        for title, soc_code, edition, _, filings in rows:
            yield FiledTitle(title, soc_code, edition, filings)


def read_onet_titles(connection: sqlite3.Connection) -> Iterator[OnetTitle]:
    """Yield the titles that O*NET lists, of the newest edition loaded."""
    for table in _tables(connection, _ONET):
        newest = "(SELECT file FROM current_part WHERE table_name = ?)"
        rows = connection.execute(
            f"SELECT {_ONET[table]}, onet_soc FROM {table} WHERE file = {newest} ORDER BY 2, 1", (table,)
        )
        for title, onet_soc in rows:
            yield OnetTitle(title, onet_soc)


def _tables(connection: sqlite3.Connection, names: dict[str, str] | tuple[str, ...]) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    present = {name for (name,) in rows}
    return [name for name in names if name in present]


@lru_cache(maxsize=1)
def _shape() -> str:
    """Return a digest of all that shapes a table besides the reference data."""
    digest = hashlib.sha256(f"{TABLE_VERSION}".encode())
    for name in _SHAPED_BY:
        digest.update(BUNDLED.with_name(name).read_bytes())
    return digest.hexdigest()[:12]


def _stored(path: Path, stamp: str) -> TitleTable | None:
    try:
        with uncollected():
            table = msgspec.msgpack.decode(path.read_bytes(), type=TitleTable)
    except (OSError, msgspec.MsgspecError):
        return None
    return table if table.version == TABLE_VERSION and table.reference_version == stamp else None

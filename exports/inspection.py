"""``inspect.json``: the dump's hash, size and row counts, as ``datasette inspect`` writes them.

With ``--inspect-file`` Datasette takes them from there instead of reading the whole dump at every start.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from exports.manifest import sha256_of

NAME = "inspect.json"


def encode(dump: Path) -> bytes:
    """The bytes of the file that describes ``dump``. Raises ``sqlite3.Error`` when it is no database."""
    with closing(sqlite3.connect(f"{dump.absolute().as_uri()}?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
        counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    database = {
        "hash": sha256_of(dump),
        "size": dump.stat().st_size,
        "file": dump.name,
        "tables": {name: {"count": count} for name, count in counts.items()},
    }
    return json.dumps({dump.stem: database}, indent=2).encode() + b"\n"


def write(dump: Path, path: Path) -> None:
    """Describe ``dump`` in ``path``."""
    path.write_bytes(encode(dump))

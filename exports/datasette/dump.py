"""The dump among the databases of a Datasette, and rows out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from exports.sqlite import APPLICATION_ID

_HEADER_BYTES = 72
_APPLICATION_ID_AT = 68  # https://www.sqlite.org/fileformat.html, "Application ID"

Row = dict[str, Any]


def find_dump(datasette: Any) -> str | None:
    """Name of the first database that is a dump."""
    for name, database in datasette.databases.items():
        if database.path and is_dump(Path(database.path)):
            return str(name)
    return None


def is_dump(path: Path) -> bool:
    """Whether the file at ``path`` says that it is a dump."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError:
        return False
    return header[_APPLICATION_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


class Dump:
    """Reads the database called ``name``."""

    def __init__(self, datasette: Any, name: str) -> None:
        self.name = name
        self._database = datasette.get_database(name)

    async def rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        """All rows of a query, by column name."""
        found = await self._database.execute(sql, parameters or {})
        return [dict(zip(row.keys(), row, strict=True)) for row in found.rows]

    async def row(self, sql: str, parameters: dict[str, Any] | None = None) -> Row | None:
        """The first row."""
        found = await self.rows(sql, parameters)
        return found[0] if found else None

    async def about(self) -> dict[str, str]:
        """What the dump says of itself."""
        return {row["key"]: row["value"] for row in await self.rows("SELECT key, value FROM about")}

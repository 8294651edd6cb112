"""Addresses of the pages, whatever an id or a name holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from datasette.utils import tilde_encode

from exports.datasette.words import UNKNOWN_ROLE


class Links:
    """Addresses below the path that this Datasette is served at; names are tilde-encoded as Datasette does it."""

    def __init__(self, datasette: Any, database: str) -> None:
        self._urls = datasette.urls
        self._database = database

    def path(self, path: str) -> str:
        """Address of one of our pages."""
        return str(self._urls.path(path))

    def posting(self, id: str) -> str:
        """Address of a posting."""
        return self.path(f"/posting/{tilde_encode(id)}")

    def employer(self, name: str) -> str:
        """Address of an employer."""
        return self.path(f"/employer/{tilde_encode(name)}")

    def role(self, soc: str | None) -> str:
        """Address of an occupation, or of the postings without one."""
        return self.path(f"/role/{tilde_encode(soc or UNKNOWN_ROLE)}")

    def table(self, name: str, row: str | None = None) -> str:
        """Address of Datasette's own page of a table, or of a row of it."""
        table = self._urls.table(self._database, name)
        return str(table if row is None else f"{table}/{tilde_encode(row)}")

    def database(self) -> str:
        """Address of Datasette's own page of the dump."""
        return str(self._urls.database(self._database))


def web_link(url: str | None) -> str | None:
    """``url`` when it is safe to follow: http or https, a host, no control, no user name that could pose as a host."""
    if url is None or min(url, default=" ") < " ":
        return None
    try:
        parts = urlsplit(url)
        safe = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if safe else None

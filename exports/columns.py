"""What a table of the dump is declared as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``references`` names the table whose key it holds."""

    name: str
    type: type
    doc: str
    references: str | None = None
    index: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``label`` is the column that Datasette shows in place of a key, ``facets`` what it offers to count.

    With ``newest`` Datasette shows its rows newest first by that column. ``indexes`` are those of several columns: what
    a canned query counts by comes first, and what else it reads follows, so that it need not look into the table.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    label: str | None = None
    facets: tuple[str, ...] = ()
    newest: str | None = None
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> str:
        """The primary key: always the first column."""
        return self.columns[0].name

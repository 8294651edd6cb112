"""Reference tables that need no counting: which columns a row has, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from enrich.reference.layouts import Header
from enrich.reference.tables import Build, ColumnReader, Convert, Value

Derive = Callable[[dict[str, Value]], dict[str, Value] | str]
"""Completes a row by what follows from it, or tells why it is refused."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, and of the files that it is read from."""

    name: str
    convert: Convert
    type: type = str
    required: bool = False
    """A row without it is refused."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A table whose rows are read field by field."""

    fields: tuple[Field, ...]
    derived: Mapping[str, type] = field(default_factory=dict)
    derive: Derive | None = None
    with_edition: str | None = None
    """Column that holds the edition of the file."""
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def types(self) -> dict[str, type]:
        """Columns after file and line, in order."""
        edition = {self.with_edition: str} if self.with_edition else {}
        return {**edition, **{each.name: each.type for each in self.fields}, **self.derived}

    @property
    def essential(self) -> tuple[str, ...]:
        """Columns that a file cannot be loaded with when most of their cells cannot be read."""
        return tuple(each.name for each in self.fields if each.required)

    def readers(self, header: Header) -> dict[str, ColumnReader]:
        """How each column of ``header`` is read."""
        by_name = {each.name: each for each in self.fields}
        return {name: ColumnReader(by_name[name].convert) for name in header.positions}

    def builder(self, header: Header) -> Build:
        """Makes rows of the table from values in the order of ``header.positions``."""
        index = {name: i for i, name in enumerate(header.positions)}
        nothing = len(index)
        places = {each.name: index.get(each.name, nothing) for each in self.fields}
        required = [(places[each.name], f"no {each.name}") for each in self.fields if each.required]
        edition = (header.edition,) if self.with_edition else ()
        derive, stored = self.derive, list(places.values())

        def build(values: tuple[Value, ...]) -> tuple[Value, ...] | str:
            values = (*values, None)
            for place, why in required:
                if values[place] is None:
                    return why
            if derive is None:
                return (*edition, *(values[i] for i in stored))
            row = derive({name: values[i] for name, i in places.items()})
            return row if isinstance(row, str) else (*edition, *row.values())

        return build

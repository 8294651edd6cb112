"""What a canned query is: SQL with a title, a description, and parameters that have a type and a default."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent
from typing import Literal

ANY = "any"
"""What stands in a text parameter for: do not ask for this."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; what is left empty is ``default``."""

    name: str
    doc: str
    default: str | int
    upper: bool = False
    """Whether what is typed is made upper case, as the codes of states are."""

    @property
    def type(self) -> Literal["text", "whole number"]:
        """In words."""
        return "text" if isinstance(self.default, str) else "whole number"

    @property
    def sql(self) -> str:
        """The value that is asked for, as an expression over what is typed.

        Datasette hands over an empty text for a parameter that is left out; sqlite3 tools may leave it NULL.
        """
        if isinstance(self.default, int):
            return f"CAST(coalesce(nullif(trim(:{self.name}), ''), {self.default}) AS INTEGER)"
        typed = f"nullif(trim(:{self.name}), '')"
        value = f"coalesce({typed}, '{self.default}')"
        return f"upper({value})" if self.upper else value


@dataclass(frozen=True, slots=True)
class Query:
    """One question that the dump answers.

    ``select`` is a SELECT that finds its parameters in the one row of ``asked``. ``empty`` says when a dump may have no
    answer to it.
    """

    name: str
    title: str
    doc: str
    select: str
    parameters: tuple[Parameter, ...] = ()
    empty: str | None = None

    @property
    def sql(self) -> str:
        """The whole query with ``:name`` for each parameter, as Datasette and sqlite3 take it."""
        select = dedent(self.select).strip()
        if not self.parameters:
            return select
        asked = ",\n".join(f"{parameter.sql} AS {parameter.name}" for parameter in self.parameters)
        more = "," if select.startswith("WITH ") else ""
        return f"WITH asked AS (\n    SELECT\n{indent(asked, ' ' * 8)}\n){more}\n{select.removeprefix('WITH ')}"

    @property
    def description(self) -> str:
        """What it answers and what each parameter means, in one paragraph."""
        parameters = [f"{each.name} ({each.type}, {each.default} when empty): {each.doc}" for each in self.parameters]
        return " ".join([self.doc, *parameters])

"""Reviewed names that no comparison of letters can find: brand, acronym or new name, and the legal names that file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from enrich.employers.normalise import core

AliasKind = Literal["brand", "acronym", "rename", "subsidiary", "trade name"]

COLUMNS: Final = ("alias", "legal_name", "kind", "source", "note")
SHIPPED: Final = Path(__file__).with_name("aliases.csv")

SHARED_COLUMNS: Final = ("name", "legal_name", "source", "note")
SHARED: Final = Path(__file__).with_name("shared_names.csv")


class AliasError(ValueError):
    """An aliases file cannot be used; the message names file, line and column and says what to do."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One row: under ``alias`` the employer posts, under ``legal_name`` it files."""

    alias: str
    legal_name: str
    kind: AliasKind
    source: str
    note: str


def read_aliases(path: Path = SHIPPED) -> list[Alias]:
    """Read an aliases file, UTF-8 CSV with the columns of :data:`COLUMNS`; raises :class:`AliasError`.

    Rows with the same alias name several legal entities of one employer; the first of them gives the filer its id.
    """
    return [_alias(row, where) for row, where in _rows(path, COLUMNS)]


@dataclass(frozen=True, slots=True)
class SharedName:
    """One row: the employer that files as ``legal_name`` is called ``name``, and so are others in other states."""

    name: str
    legal_name: str
    source: str
    note: str


def read_shared_names(path: Path = SHARED) -> list[SharedName]:
    """Read the names that several employers have, with the columns of :data:`SHARED_COLUMNS`; as ``read_aliases``.

    Rows with the same name are different employers, which are never joined.
    """
    found: list[SharedName] = []
    for row, where in _rows(path, SHARED_COLUMNS):
        name, legal_name, source, note = (value.strip() for value in row)
        _require(where, name=core(name), legal_name=core(legal_name), source=source)
        found.append(SharedName(name, legal_name, source, note))
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[list[str], str]]:
    """Yield each row of a CSV file with its place, for messages."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AliasError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if tuple(header) != columns:
        raise AliasError(f"{path}:1: the columns must be {','.join(columns)}, not {','.join(header)}")
    for row in reader:
        where = f"{path}:{reader.line_num}"
        if row and len(row) != len(columns):
            raise AliasError(f"{where}: {len(row)} values for {len(columns)} columns; quote values that hold a comma")
        if row:
            yield row, where


def _require(where: str, **values: str) -> None:
    """Raise :class:`AliasError` for the first value that is empty."""
    for column, value in values.items():
        if not value:
            raise AliasError(f"{where}: column {column} is empty")


def own_aliases(reference: Path) -> Path:
    """Where an operator's own aliases are looked for: ``aliases.csv`` beside the reference database."""
    return reference.with_name("aliases.csv")


def with_own(shipped: Iterable[Alias], own: Iterable[Alias]) -> list[Alias]:
    """``shipped`` with the operator's ``own``, which say all there is to say of each alias that they name."""
    ours = list(own)
    named = {core(alias.alias) for alias in ours}
    return [*(alias for alias in shipped if core(alias.alias) not in named), *ours]


def _alias(row: list[str], where: str) -> Alias:
    alias, legal_name, kind, source, note = (value.strip() for value in row)
    _require(where, alias=core(alias), legal_name=core(legal_name), source=source)
    kinds: tuple[AliasKind, ...] = get_args(AliasKind)
    for known in kinds:
        if kind == known:
            return Alias(alias, legal_name, known, source, note)
    raise AliasError(f"{where}: column kind: {kind!r} is none of {', '.join(kinds)}")


def groups(aliases: Iterable[Alias]) -> dict[str, list[Alias]]:
    """Return the rows by the core of their alias, in file order."""
    grouped: dict[str, list[Alias]] = {}
    for alias in aliases:
        grouped.setdefault(core(alias.alias), []).append(alias)
    return grouped

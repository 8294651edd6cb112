"""Reviewed names that no comparison of letters can find: brand, acronym or new name, and the legal names that file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from enrich.employers.normalise import core

AliasKind = Literal["brand", "acronym", "rename", "subsidiary", "trade name"]

COLUMNS: Final = ("alias", "legal_name", "kind", "source", "note")
SHIPPED: Final = Path(__file__).with_name("aliases.csv")


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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AliasError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if tuple(header) != COLUMNS:
        raise AliasError(f"{path}:1: the columns must be {','.join(COLUMNS)}, not {','.join(header)}")
    return [_alias(row, f"{path}:{reader.line_num}") for row in reader if row]


def own_aliases(reference: Path) -> Path:
    """Where an operator's own aliases are looked for: ``aliases.csv`` beside the reference database."""
    return reference.with_name("aliases.csv")


def with_own(shipped: Iterable[Alias], own: Iterable[Alias]) -> list[Alias]:
    """``shipped`` with the operator's ``own``, which say all there is to say of each alias that they name."""
    ours = list(own)
    named = {core(alias.alias) for alias in ours}
    return [*(alias for alias in shipped if core(alias.alias) not in named), *ours]


def _alias(row: list[str], where: str) -> Alias:
    if len(row) != len(COLUMNS):
        raise AliasError(f"{where}: {len(row)} values for {len(COLUMNS)} columns; quote values that hold a comma")
    alias, legal_name, kind, source, note = (value.strip() for value in row)
    for column, value in (("alias", alias), ("legal_name", legal_name), ("source", source)):
        if not value or (column != "source" and not core(value)):
            raise AliasError(f"{where}: column {column} is empty")
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

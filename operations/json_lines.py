"""JSON as commands read and print it: one object a line."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TextIO

import click

from operations.exit_codes import USAGE, fail


def read_json_lines(source: TextIO | None) -> list[dict[str, Any]]:
    """The objects of ``source``; a line that is none ends the command, and is named."""
    return [row for _, row in placed_json_lines(source)]


def placed_json_lines(source: TextIO | None) -> list[tuple[str, dict[str, Any]]]:
    """As :func:`read_json_lines`, each object with its place, ``file:line``."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for number, line in enumerate(source or (), 1):
        if line.strip():
            where = f"{getattr(source, 'name', 'input')}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                fail(f"{where}: not JSON ({error})", USAGE)
            if not isinstance(row, dict):
                fail(f"{where}: an object is needed, this is {line[:40]!r}", USAGE)
            rows.append((where, row))
    return rows


def print_json(value: Any) -> None:
    """Print ``value`` on one line."""
    click.echo(json.dumps(as_json_types(value), ensure_ascii=False))


def as_json_types(value: Any) -> Any:
    """``value`` as JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        import msgspec

        return msgspec.to_builtins(value, enc_hook=str)
    if isinstance(value, dict):
        return {name: as_json_types(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json_types(item) for item in value]
    return str(value) if isinstance(value, Path) else value

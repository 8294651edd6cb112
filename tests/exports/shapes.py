"""Whether a reader of one version can read what another version publishes.

A *shape* is what a reader relies on: each field by its path (``statements[].quote``) with the types it may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from exports.columns import Table
from exports.manifest import Manifest
from exports.schema import posting_schema
from exports.table import COLUMNS
from exports.tables import TABLES

Shape = dict[str, list[str]]

_SQL_TYPES = {str: "string", int: "integer", float: "number"}
_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_WITHIN = {"integer": "number"}
"""Type -> a type whose readers can read it too."""


def current_shapes() -> dict[str, Shape]:
    """The shape of everything that has fields and is published: the feed's lines, manifest, table and dump."""
    return {
        "posting": shape_of(posting_schema()),
        "manifest": shape_of(msgspec.json.schema(Manifest)),
        "table": {column.name: [column.type] for column in COLUMNS},
        "dump": shape_of_dump(TABLES),
    }


def shape_of(schema: dict[str, Any]) -> Shape:
    """The shape of a JSON Schema as msgspec makes it, with its parts in ``$defs``."""
    shape: Shape = {}
    for path, kind in _walk(schema, schema.get("$defs", {}), ""):
        shape[path] = sorted({*shape.get(path, []), kind})
    del shape[""]
    return shape


def shape_of_dump(tables: Iterable[Table]) -> Shape:
    """The shape of a database: ``table.column`` with its type."""
    return {f"{table.name}.{column.name}": [_SQL_TYPES[column.type]] for table in tables for column in table.columns}


def breaking_changes(old: Shape, new: Shape) -> Iterator[str]:
    """What a reader of ``old`` would stumble over in ``new``, one sentence each: fields that went, types that came.

    New fields are none, as readers ignore what they do not know; neither is a type that does not occur any more.
    """
    for path, kinds in old.items():
        if path not in new:
            yield f"{path}: gone"
            continue
        for kind in new[path]:
            if kind not in kinds and _WITHIN.get(kind) not in kinds:
                yield f"{path}: may be {kind} now, was {' or '.join(kinds)}"


def _walk(schema: dict[str, Any], parts: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Path and type of everything that ``schema`` allows."""
    if "$ref" in schema:
        yield from _walk(parts[schema["$ref"].rpartition("/")[2]], parts, path)
    for branch in schema.get("anyOf", []):
        yield from _walk(branch, parts, path)
    for value in schema.get("enum", []):
        yield path, _JSON_TYPES[type(value)]
    if "type" in schema:
        yield path, schema["type"]
    for name, field in schema.get("properties", {}).items():
        yield from _walk(field, parts, f"{path}.{name}" if path else name)
    inner = schema.get("items", schema.get("additionalProperties"))
    if isinstance(inner, dict):
        yield from _walk(inner, parts, f"{path}[]")

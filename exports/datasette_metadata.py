"""``metadata.yaml`` for Datasette: what every table and column holds, from the declaration of the tables.

Only keys that both Datasette 0.65 and 1.0 read. ``units`` is not among them: 0.65 fails on units it does not know, and
1.0 has dropped it; units are named in the descriptions.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from exports.manifest import LICENCE
from exports.tables import TABLES, VIEWS

NAME = "metadata.yaml"


def metadata() -> dict[str, Any]:
    """The metadata as Datasette reads it."""
    tables: dict[str, Any] = {}
    for table in TABLES:
        tables[table.name] = {
            "description": table.doc,
            "columns": {column.name: column.doc for column in table.columns},
            **({"label_column": table.label} if table.label else {}),
            **({"facets": list(table.facets)} if table.facets else {}),
        }
    tables["posting"]["sort_desc"] = "first_seen"
    for name, (doc, _) in VIEWS.items():
        tables[name] = {"description": doc}
    return {
        "title": "sponsorfeed",
        "description": "Job postings matched to the employer's U.S. visa filing record, with the evidence.",
        "license": LICENCE,
        "databases": {"jobs": {"tables": tables}},
    }


def write(path: Path) -> None:
    """Write the metadata to ``path``."""
    path.write_text("\n".join(_lines(metadata(), "")) + "\n", encoding="utf-8")


def _lines(value: dict[str, Any], indent: str) -> list[str]:
    """Block mappings with JSON scalars and lists, which YAML reads as they are."""
    lines = []
    for name, item in value.items():
        if isinstance(item, dict):
            lines += [f"{indent}{name}:", *_lines(item, f"{indent}  ")]
        else:
            lines.append(f"{indent}{name}: {json.dumps(item, ensure_ascii=False)}")
    return lines

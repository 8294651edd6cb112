"""``metadata.yaml`` and ``datasette.yaml``: what Datasette is to know of the dump, from the declarations of its tables.

Datasette 0.65 takes everything from ``metadata.yaml`` (``-m``). Datasette 1.0 takes descriptions from there, and from
``datasette.yaml`` (``-c``) how tables are shown, the canned queries and its settings; what it finds of these in
``metadata.yaml`` it leaves alone. ``units`` is in neither: 0.65 fails on units it does not know, and 1.0 has dropped
it; units are named in the descriptions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exports.manifest import LICENCE, Manifest, ReferenceData
from exports.queries import QUERIES
from exports.tables import TABLES
from exports.views import VIEWS

NAME = "metadata.yaml"
CONFIG_NAME = "datasette.yaml"
DATABASE = "jobs"
"""What Datasette calls the dump: its file name without the suffix."""

SETTINGS: dict[str, int | bool] = {
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 3000,
    "default_page_size": 50,
    "suggest_facets": False,
}
"""Facets and counts of a large dump take longer on a slow disk than Datasette allows of itself. Suggesting facets tries
every column of a table, for seconds on a large one; the useful ones are declared."""

_LICENCE_URL = "https://www.usa.gov/government-copyright"
_SOURCE = "Career pages of the employers; USCIS H-1B Employer Data Hub; disclosure data of the U.S. Department of Labor"
_SOURCE_URL = "https://www.dol.gov/agencies/eta/foreign-labor/performance"


def metadata(generated_at: str, reference: ReferenceData) -> dict[str, Any]:
    """What is in the dump of the crawl at ``generated_at``, whose verdicts rest on ``reference``."""
    tables = {
        table.name: {
            "description": table.doc,
            "columns": {column.name: column.doc for column in table.columns},
            **_shown(table.name),
        }
        for table in TABLES
    }
    views = {view.name: {"description": view.doc, "columns": view.columns} for view in VIEWS}
    return {
        "title": "sponsorfeed",
        "description": f"{_WHAT} {_vintage(generated_at, reference)}",
        "license": LICENCE,
        "license_url": _LICENCE_URL,
        "source": _SOURCE,
        "source_url": _SOURCE_URL,
        "databases": {DATABASE: {"queries": _queries(), "tables": tables | views}},
    }


_WHAT = (
    "Job postings matched to the employer's U.S. visa filing record, with the evidence. A verdict is a reading of what"
    " the posting says and of what the employer has filed, and unknown is not no."
)


def config() -> dict[str, Any]:
    """How Datasette 1.0 is to show the dump."""
    tables = {table.name: _shown(table.name) for table in TABLES if _shown(table.name)}
    return {"settings": SETTINGS, "databases": {DATABASE: {"queries": _queries(), "tables": tables}}}


def encode_metadata(said: Manifest) -> bytes:
    """The bytes of ``metadata.yaml`` beside manifest ``said``."""
    return _encode(metadata(said.generated_at, said.reference))


def write(path: Path, generated_at: str, reference: ReferenceData) -> None:
    """Write ``metadata.yaml`` to ``path``."""
    path.write_bytes(_encode(metadata(generated_at, reference)))


def encode_config() -> bytes:
    """The bytes of ``datasette.yaml``."""
    return _encode(config())


def write_config(path: Path) -> None:
    """Write ``datasette.yaml`` to ``path``."""
    path.write_bytes(encode_config())


def _vintage(generated_at: str, reference: ReferenceData) -> str:
    if reference.version is None:
        return f"Newest crawl {generated_at}; no filing data was loaded, so no employer has a record."
    files = ", ".join(file.name for file in reference.files) or f"version {reference.version}"
    return f"Newest crawl {generated_at}; filing data: {files}."


def _shown(name: str) -> dict[str, Any]:
    [table] = [table for table in TABLES if table.name == name]
    order = {"sort_desc": table.newest} if table.newest else {}
    label = {"label_column": table.label} if table.label else {}
    return {**label, **order, **({"facets": list(table.facets)} if table.facets else {})}


def _queries() -> dict[str, Any]:
    return {
        query.name: {
            "title": query.title,
            "description": query.description,
            "params": [parameter.name for parameter in query.parameters],
            "sql": query.sql,
            "hide_sql": True,
        }
        for query in QUERIES
    }


def _encode(value: dict[str, Any]) -> bytes:
    return ("\n".join(_lines(value, "")) + "\n").encode()


def _lines(value: dict[str, Any], indent: str) -> Iterator[str]:
    """Block mappings; several lines of text as a literal block; other values as JSON, which YAML reads as they are."""
    for name, item in value.items():
        if isinstance(item, dict) and item:
            yield f"{indent}{name}:"
            yield from _lines(item, f"{indent}  ")
        elif isinstance(item, str) and "\n" in item:
            yield f"{indent}{name}: |-"
            yield from (f"{indent}  {line}".rstrip() for line in item.splitlines())
        else:
            yield f"{indent}{name}: {json.dumps(item, ensure_ascii=False)}"

"""``posting.schema.json``: JSON Schema 2020-12 of one line of the feed, made from the record type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from crawler.items import HiringOrganization, Pay, Place, Posted
from enrich import record
from enrich.record import SCHEMA_VERSION, EnrichedPosting
from exports.field_docs import class_doc, field_docs

NAME = "posting.schema.json"

RECORD_TYPES: tuple[type, ...] = (
    EnrichedPosting,
    HiringOrganization,
    Place,
    Posted,
    Pay,
    record.Redacted,
    record.Statement,
    record.Experience,
    record.ExperiencePath,
    record.Education,
    record.EbHint,
    record.Seniority,
    record.WorkMode,
    record.StatedPlace,
    record.OccupationShare,
    record.WageLevel,
    record.SelectionEntries,
    record.Filer,
    record.Filings,
    record.FilingCount,
    record.CapExempt,
    record.Sponsorship,
    record.Tracks,
    record.Track,
    record.DuplicateEvidence,
    record.Copies,
    record.Provenance,
)
"""The types that one line is made of, in reading order."""

_TIME = {"format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
_DAY_OR_TIME = {"pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$"}
_WEB = {"pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://"}
_SHARE = {"minimum": 0, "maximum": 1}
_COUNT = {"minimum": 0}
_CONSTRAINTS: dict[type, dict[str, dict[str, Any]]] = {
    EnrichedPosting: {
        "schema_version": {"pattern": rf"^{SCHEMA_VERSION.split('.')[0]}\.\d+\.\d+$"},
        "id": {"minLength": 1},
        "board": {"minLength": 1},
        "url": _WEB,
        "apply_url": _WEB,
        "title": {"minLength": 1},
        "first_seen": _TIME,
        "last_seen": _TIME,
        "changed_at": _TIME,
        "closed_at": _TIME,
    },
    HiringOrganization: {"name": {"minLength": 1}},
    Posted: {"value": _DAY_OR_TIME},
    record.Statement: {"start": _COUNT, "end": _COUNT},
    record.WorkMode: {"start": _COUNT, "end": _COUNT},
    record.StatedPlace: {"start": _COUNT, "end": _COUNT},
    record.OccupationShare: {"share": _SHARE},
    record.Filer: {"confidence": _SHARE},
    record.FilingCount: {"filings": _COUNT, "positions": _COUNT},
    record.Track: {"probability": _SHARE},
}
"""What the types do not say. Only what this project guarantees: what an employer wrote is never refused."""


def posting_schema() -> dict[str, Any]:
    """The schema, with descriptions from the docstrings under the fields.

    Unknown properties are allowed on purpose: a minor version adds fields, and a reader with the older schema of the
    same major must go on working.
    """
    _, definitions = msgspec.json.schema_components([EnrichedPosting], ref_template="#/$defs/{name}")
    for kind in RECORD_TYPES:
        _describe(definitions[kind.__name__], kind)
    line = definitions.pop(EnrichedPosting.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sponsorfeed:posting:{SCHEMA_VERSION}",
        "$comment": "Additional properties are allowed: minor versions add fields. Ignore those you do not know.",
        **line,
        "title": "sponsorfeed posting",
        "$defs": dict(sorted(definitions.items())),
    }


def write(path: Path) -> None:
    """Write the schema to ``path``."""
    path.write_text(json.dumps(posting_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _describe(definition: dict[str, Any], kind: type) -> None:
    definition["description"] = class_doc(kind)
    definition["required"] = list(definition["properties"])  # unknown is null, never left out
    for name, schema in definition["properties"].items():
        schema.pop("default", None)
        text = field_docs(kind).get(name)
        if text is not None:
            schema["description"] = text
        constraint = _CONSTRAINTS.get(kind, {}).get(name)
        if constraint is not None:
            _constrain(schema, constraint)


def _constrain(schema: dict[str, Any], constraint: dict[str, Any]) -> None:
    if "anyOf" not in schema:
        schema.update(constraint)
        return
    for branch in schema["anyOf"]:
        if branch.get("type") != "null":
            branch.update(constraint)

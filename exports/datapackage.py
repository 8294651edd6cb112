"""``datapackage.json``: the files of a version for tools that read Frictionless data packages.

Specification: https://specs.frictionlessdata.io/data-package/. Only the manifest says which version it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exports import compression, feed, parquet, schema, schemaorg, table
from exports.manifest import LICENCE, FileEntry

NAME = "datapackage.json"

_TITLES = {
    feed.NAME: "Postings, one JSON object a line",
    compression.GZIP_NAME: "The same, packed with gzip",
    compression.ZSTD_NAME: "The same, packed with Zstandard",
    table.NAME: "Postings, one row each",
    parquet.NAME: "Postings in columns, nested as in the feed",
    schemaorg.NAME: "Open postings as schema.org JobPosting, one JSON-LD object a line",
    schema.NAME: "JSON Schema of one line of jobs.jsonl",
}
_PARTS = {
    "parquet/jobs/": "Postings in columns, a part of one system's",
    "parquet/postings/": "Every posting of the ledger without its text, a part of one system's",
    "parquet/events/": "Every event of the ledger, a part of one month's",
}
_FORMATS = {".gz": "jsonl", ".zst": "jsonl", ".db": "sqlite"}
_BINARY = (".db", ".parquet")
_COMPRESSIONS = {".gz": "gz", ".zst": "zst"}


def encode(created: str, files: Iterable[FileEntry]) -> bytes:
    """The bytes of the file that describes ``files``; ``created`` is the time of the newest crawl in them."""
    package = {
        "profile": "data-package",
        "name": "sponsorfeed",
        "title": "Job postings matched to the employer's U.S. visa filing record",
        "created": created,
        # The licence of the postings' texts is their publishers' affair: the Open Definition's word for that.
        "licenses": [{"name": "notspecified", "title": LICENCE}],
        "resources": [_resource(entry) for entry in files if entry.path != NAME],
    }
    return json.dumps(package, indent=2, ensure_ascii=False).encode() + b"\n"


def _resource(entry: FileEntry) -> dict[str, Any]:
    suffix = Path(entry.path).suffix
    resource: dict[str, Any] = {
        "name": entry.path.replace("/", ".").replace("=", "."),
        "path": entry.path,
        "title": _TITLES.get(entry.path) or _title_of_part(entry.path),
        "format": _FORMATS.get(suffix, suffix[1:]),
        "mediatype": entry.media_type,
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
    }
    if suffix in _COMPRESSIONS:
        resource["compression"] = _COMPRESSIONS[suffix]
    if suffix not in _BINARY:
        resource["encoding"] = "utf-8"
    if entry.path == table.NAME:
        resource |= {"profile": "tabular-data-resource", "dialect": {"lineTerminator": "\r\n"}, "schema": _schema()}
    return resource


def _title_of_part(path: str) -> str:
    return next((title for folder, title in _PARTS.items() if path.startswith(folder)), path)


def _schema() -> dict[str, Any]:
    fields = [{"name": column.name, "type": column.type, "description": column.doc} for column in table.COLUMNS]
    return {"fields": fields, "primaryKey": table.COLUMNS[0].name, "missingValues": [""]}

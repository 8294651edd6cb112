"""Real captures as recorded exchanges: which request each file of the optional captures folder answers."""

from __future__ import annotations

import csv
from typing import Any

from tests.real_data import shared_path

_TYPES = {"html": "text/html; charset=utf-8", "xml": "application/xml", "json": "application/json", "txt": "text/plain"}


def rows() -> list[dict[str, str]]:
    """Every capture: ``path, ats, request, postings, status, note`` and more."""
    with shared_path("captures", "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def exchange(path: str, *, url: str | None = None) -> dict[str, Any]:
    """The exchange that the capture at ``path`` was half of; ``url`` where the manifest has it in part only."""
    row = next(row for row in rows() if row["path"] == path)
    method, _, asked = row["request"].partition(" ")
    body = shared_path("captures", path).read_bytes()
    return {"method": method, "url": url or asked, "answer": body, "type": _TYPES[path.rpartition(".")[2]]}

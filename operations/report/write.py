"""Write the report of a run: the page for people, the same as JSON for programs, each whole or not at all."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import msgspec

from operations.report.facts import Report
from operations.report.page import page


def write_report(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write ``<run>.html`` and ``<run>.json`` in ``folder``; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    said = asdict(report) | {"outcomes": report.outcomes}
    html = _write(folder / f"{report.run}.html", page(report).encode("utf-8", "replace"))
    return html, _write(folder / f"{report.run}.json", msgspec.json.encode(said) + b"\n")


def _write(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
    return path

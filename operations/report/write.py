"""Write the report of a run: the page for people, the same as JSON for programs, each whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import msgspec

from crawler.files.small_files import replace_file
from operations.report.facts import Report
from operations.report.page import page


def write_report(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write ``<run>.html`` and ``<run>.json`` in ``folder``; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    said = asdict(report) | {"outcomes": report.outcomes}
    html, data = folder / f"{report.run}.html", folder / f"{report.run}.json"
    replace_file(html, page(report).encode("utf-8", "replace"))
    replace_file(data, msgspec.json.encode(said) + b"\n")
    return html, data

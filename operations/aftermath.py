"""What a run leaves for whoever looks at it in the morning: its report, and metrics where they are wanted."""

from __future__ import annotations

from pathlib import Path

from operations.metrics import write_metrics
from operations.report import read_report, write_report


def leave_word(data: Path, out: Path, run: str, exit_code: int, prometheus: Path | None) -> Path:
    """Write the report of ``run`` under ``data`` and the metrics to ``prometheus``; the report's page."""
    report = read_report(data, out, run)
    if prometheus is not None:
        write_metrics(report, exit_code, prometheus)
    page, _ = write_report(report, data / "reports")
    return page

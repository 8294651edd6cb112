"""A run as metrics for the textfile collector of Prometheus' node exporter.

Exposition format: https://prometheus.io/docs/instrumenting/exposition_formats/. Only figures of bounded number: a
series for each of ten thousand boards would drown the server; which boards failed is in the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from crawler.files.small_files import replace_file
from operations.report.facts import KINDS, Report

NAME: Final = "sponsorfeed.prom"


class _Metric(NamedTuple):
    name: str
    help: str
    samples: list[tuple[dict[str, str], float]]


def metrics(report: Report, exit_code: int) -> str:
    """``report`` and the exit code of its run in the exposition format."""
    return "".join(_exposed(metric) for metric in _metrics(report, exit_code))


def write_metrics(report: Report, exit_code: int, path: Path) -> None:
    """Write :func:`metrics` to ``path``, whole or not at all: the collector may read at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, metrics(report, exit_code).encode())


def _metrics(report: Report, exit_code: int) -> Iterator[_Metric]:
    crawled_at = datetime.fromisoformat(report.crawled_at).timestamp()
    boards, last = report.boards, report.changes[-1] if report.changes else None
    yield _Metric("run_exit_code", "Exit code of the last run; 0 is published and healthy.", [({}, exit_code)])
    yield _Metric("run_start_timestamp_seconds", "When the last run's crawl started.", [({}, crawled_at)])
    yield _Metric(
        "run_boards",
        "Boards of the last run by outcome; held: listed whole and not believed.",
        [({"outcome": outcome}, count) for outcome, count in report.outcomes.items()],
    )
    yield _Metric("run_postings", "Postings listed in the last run.", [({}, sum(board.collected for board in boards))])
    yield _Metric("run_requests", "Requests of the last run.", [({}, sum(board.requests for board in boards))])
    yield _Metric(
        "run_events",
        "Postings that came, changed, closed and came back in the last run.",
        [] if last is None else [({"kind": kind}, getattr(last, kind)) for kind in KINDS],
    )
    yield _Metric(
        "open_postings",
        "Published open postings by track and tag.",
        [({"track": track, "tag": tag}, count) for track, tags in report.tags.items() for tag, count in tags.items()],
    )
    refusals: dict[str, int] = {}
    for backend in report.backends:
        for kind, count in backend.refusals.items():
            refusals[kind] = refusals.get(kind, 0) + count
    yield _Metric(
        "run_refusals",
        "Requests that backends did not serve in the last run.",
        [({"kind": kind}, count) for kind, count in sorted(refusals.items())],
    )


def _exposed(metric: _Metric) -> str:
    name = f"sponsorfeed_{metric.name}"
    lines = [f"# HELP {name} {metric.help}", f"# TYPE {name} gauge"]
    for labels, value in metric.samples:
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{said}}} {value:.17g}" if said else f"{name} {value:.17g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

"""``export``: the ledger into what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, cluster_option, common, export_options, processes_option

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from exports.publication import ExportReport


@click.command()
@export_options
@cluster_option
@processes_option
@common
def export(
    context: Context,
    folder: Location | None,
    formats: tuple[str, ...],
    cluster: str | None,
    processes: int | None,
) -> None:
    """Publish one consistent version: feed, dump, schema, and the manifest last.

    To an object store it is sent from <data>/out, and one small object, current.json, says which version it is.
    """
    from crawler.runs.lock import hold
    from exports.publication import USUAL
    from operations.executors import open_workers
    from operations.publishing import publish

    with hold(context.data), open_workers(cluster, processes) as executor:
        place = folder or context.data / "out"
        report = publish(context.ledger, context.reference, place, formats or USUAL, executor)
    context.answer(report.manifest, lambda: show_export(report))


def show_export(report: ExportReport) -> None:
    """What an ``export`` published."""
    counts = report.manifest.counts
    where, version = report.url or report.out, report.manifest.feed_version
    out.print(f"{where}: {counts.open} open and {counts.closed} closed postings, {version}")

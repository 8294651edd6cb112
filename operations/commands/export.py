"""``export``: the ledger into what is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common, export_options

if TYPE_CHECKING:
    from exports.publication import ExportReport


@click.command()
@export_options
@common
def export(context: Context, folder: Path | None, formats: tuple[str, ...]) -> None:
    """Publish one consistent version: feed, dump, schema, and the manifest last."""
    from crawler.lock import hold
    from exports.publication import USUAL
    from exports.publication import export as publish

    with hold(context.data):
        report = publish(context.ledger, context.reference, folder or context.data / "out", formats or USUAL)
    context.answer(report.manifest, lambda: show_export(report))


def show_export(report: ExportReport) -> None:
    """What an ``export`` published."""
    counts = report.manifest.counts
    out.print(f"{report.out}: {counts.open} open and {counts.closed} closed postings, {report.manifest.feed_version}")

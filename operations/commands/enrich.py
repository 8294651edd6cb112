"""``enrich``: what each posting says, its employer, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from operations.console import note, out
from operations.options import Context, cluster_option, common, keep_option, processes_option, snapshots_option

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from enrich.stage import EnrichReport


@click.command()
@click.option("--all", "everything", is_flag=True, help="Enrich every posting again, changed or not.")
@keep_option
@cluster_option
@processes_option
@snapshots_option
@common
def enrich(
    context: Context,
    everything: bool,
    keep_personal_data: bool,
    cluster: str | None,
    processes: int | None,
    snapshots: Location | None,
) -> None:
    """Read the postings' text, match their employers and judge, for what changed."""
    from crawler.runs.lock import hold
    from enrich.stage import enrich_ledger
    from operations.executors import open_workers

    with hold(context.data), open_workers(cluster, processes) as executor:
        report = enrich_ledger(
            context.ledger,
            context.reference,
            everything=everything,
            keep_personal_data=keep_personal_data,
            executor=executor,
            store=snapshots or context.snapshots,
        )
    context.answer(report, lambda: show_enrich(report))


def show_enrich(report: EnrichReport) -> None:
    """What an ``enrich`` did."""
    for problem in report.problems:
        note(f"note: {problem}")
    out.print(
        f"{report.enriched} postings enriched, {report.unchanged} unchanged, {report.employers} employers looked up"
    )

"""``update``: snapshots into the ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from operations.console import err, error, out
from operations.exit_codes import DEGRADED, OK, USAGE, fail
from operations.options import Context, cluster_option, common, processes_option, snapshots_option

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from crawler.ledger import FoldReport


@click.command()
@click.option("--rebuild", is_flag=True, help="Forget the ledger and fold every snapshot again.")
@click.option("--until", metavar="DATE", help="With --rebuild: the ledger as of this day.")
@snapshots_option
@cluster_option
@processes_option
@common
def update(
    context: Context,
    rebuild: bool,
    until: str | None,
    snapshots: Location | None,
    cluster: str | None,
    processes: int | None,
) -> None:
    """Fold new snapshots into the ledger: first seen, changed, closed, reopened."""
    from crawler import ledger
    from crawler.runs.lock import hold
    from operations.executors import open_workers

    if until and not rebuild:
        fail("--until goes with --rebuild", USAGE)
    store = snapshots or context.snapshots
    with hold(context.data), open_workers(cluster, processes) as executor:
        report = (
            ledger.rebuild(store, context.ledger, until, executor)
            if rebuild
            else ledger.fold_snapshots(store, context.ledger, executor)
        )
    context.answer(report, lambda: show_update(report))
    sys.exit(DEGRADED if report.problems or report.held else OK)


def show_update(report: FoldReport) -> None:
    """What an ``update`` did."""
    for problem in report.problems:
        error(problem)
    for held in report.held:
        err.print(f"held: {held}", style="yellow")
    out.print(
        f"{report.folded} snapshots folded ({report.already} before): {report.new} new, {report.changed} changed, "
        f"{report.closed} closed, {report.reopened} reopened"
    )

"""``status``: how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from operations.console import duration, out
from operations.options import Context, common, published_option

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from operations.status import Status

_UNHEALTHY_SHOWN: Final = 20


@click.command()
@published_option
@common
def status(context: Context, published: Location | None) -> None:
    """Show the last runs, the boards by health and freshness, and the gaps in the reference data."""
    from operations.status import read_status

    found = read_status(context.data, context.read_from(published))
    context.answer(found, lambda: show_status(found))


def show_status(status: Status) -> None:
    """How things stand, the newest first."""
    for run in status.runs:
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(run.outcomes.items()))
        marks = (f", {run.held} held" if run.held else "") + (", unfinished" if run.unfinished else "")
        out.print(f"run {run.run}: {run.collected} postings, {run.requests} requests, {said}{marks}")
    for entry in status.history:
        seconds = sum(entry.seconds.values())
        took = f"exit {entry.exit_code} after {duration(seconds)}" if entry.finished else "no end: under way, or killed"
        out.print(f"{entry.command} of {entry.started}: {took}" + (f" ({entry.error})" if entry.error else ""))
    out.print(f"\n{status.boards} boards: {', '.join(f'{count} {word}' for word, count in status.health.items())}")
    out.print(f"  last complete: {', '.join(f'{count} {age}' for age, count in status.freshness.items() if count)}")
    for board in status.unhealthy[:_UNHEALTHY_SHOWN]:
        since = board.last_complete or "never"
        out.print(f"  {board.board} ({board.employer}): {board.why or board.outcome}; complete {since}", style="yellow")
    if len(status.unhealthy) > _UNHEALTHY_SHOWN:
        out.print(f"  and {len(status.unhealthy) - _UNHEALTHY_SHOWN} more; --json has all")
    for known in status.aside:
        said = f"  {known.board}: set aside after {known.failures} failures until {known.retry_at} ({known.reason})"
        out.print(said, style="yellow")
    out.print(f"\n{status.open_postings} open and {status.closed_postings} closed postings")
    out.print(f"published: {status.published or 'nothing yet'}")
    for source, years in sorted(status.reference_years.items()):
        out.print(f"reference {source}: {', '.join(f'FY{year}' for year in sorted(years))}")
    for gap in status.reference_gaps:
        quarter = "" if gap.fiscal_quarter is None else f" Q{gap.fiscal_quarter}"
        out.print(f"reference {gap.source}: nothing of FY{gap.fiscal_year}{quarter}", style="yellow")
    if not status.reference_years:
        out.print("reference: nothing loaded; run `sponsorfeed reference fetch`", style="yellow")

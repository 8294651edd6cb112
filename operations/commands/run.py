"""``run``: every stage, one after the other, under one lock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from operations.commands.crawl import crawl_summary, hands_of, show_crawl, watched, what_to_crawl
from operations.commands.enrich import show_enrich
from operations.commands.export import show_export
from operations.commands.update import show_update
from operations.console import note, out
from operations.options import Context, cluster_option, common, crawl_options, export_options, keep_option

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from crawler.files.storage import Location
    from crawler.parallel.dispatch import Hands
    from operations.night import Night


@click.command()
@crawl_options
@cluster_option
@export_options
@keep_option
@click.option(
    "--prometheus", type=click.Path(path_type=Path), help="Write metrics here, for a node exporter (FILE.prom)."
)
@common
def run(
    context: Context,
    cluster: str | None,
    folder: Location | None,
    formats: tuple[str, ...],
    prometheus: Path | None,
    keep_personal_data: bool,
    **options: Any,
) -> None:
    """Crawl, update, enrich and export under one lock. What was killed is taken up by the same command."""
    from crawler.runs.lock import hold
    from exports.publication import USUAL
    from operations.night import spend_night

    with hold(context.data):
        ordered = what_to_crawl(context, **options)
        if ordered is None:
            return
        with hands_of(cluster) as hands, _workers(hands, options["processes"]) as workers, watched(context) as watch:
            night = spend_night(
                ordered[0],
                replace(ordered[1], stays_open=True),
                out=folder or context.data / "out",
                formats=formats or USUAL,
                prometheus=prometheus,
                keep_personal_data=keep_personal_data,
                watch=watch,
                hands=hands,
                executor=workers,
            )
    context.answer(_night_summary(night), lambda: show_night(night))
    sys.exit(night.exit_code)


@contextmanager
def _workers(hands: Hands | None, processes: int | None) -> Iterator[Executor | None]:
    """Who does what the stages after the crawl share out: who crawled, on a cluster."""
    from operations.executors import open_workers

    if hands is not None:
        yield hands.executor
        return
    with open_workers(None, processes) as executor:
        yield executor


def _night_summary(night: Night) -> dict[str, Any]:
    summary: dict[str, Any] = {"crawl": crawl_summary(night.crawled)}
    if night.published is not None:
        summary |= {"update": night.folded, "enrich": night.enriched, "export": night.published.manifest}
    return summary | {"report": night.page}


def show_night(night: Night) -> None:
    """What a whole run did."""
    show_crawl(night.crawled)
    if night.folded is None or night.enriched is None or night.published is None:
        note("interrupted; the same command goes on where this one stopped")
        return
    show_update(night.folded)
    show_enrich(night.enriched)
    show_export(night.published)
    out.print(f"report: {night.page}")

"""``report``: what a run did, as a page and as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common, published_option

if TYPE_CHECKING:
    from crawler.files.storage import Location


@click.command()
@click.option("--run", "run_id", metavar="ID", help="The run to tell of [default: the newest].")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Where to write [default: <data>/reports].")
@published_option
@common
def report(context: Context, run_id: str | None, folder: Path | None, published: Location | None) -> None:
    """Write what a run did as one page, <run>.html, and as data, <run>.json."""
    from operations.report import read_report, write_report

    found = read_report(context.data, context.read_from(published), run_id)
    html, said = write_report(found, folder or context.data / "reports")
    context.answer({"run": found.run, "html": html, "json": said}, lambda: out.print(f"{html}\n{said}"))

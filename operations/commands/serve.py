"""``serve``: what is published as pages in a browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common, published_option

if TYPE_CHECKING:
    from crawler.files.storage import Location


@click.command()
@published_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free port.")
@click.option("--open", "in_browser", is_flag=True, help="Open the front page in a browser.")
@common
def serve(context: Context, published: Location | None, host: str, port: int, in_browser: bool) -> None:
    """Show what is published as pages in a browser, by Datasette, until interrupted."""
    from exports.datasette.serve import serve as serve_pages

    def ready(address: str) -> None:
        context.answer({"address": address}, lambda: out.print(f"{address}  (Ctrl+C ends it)"))
        if in_browser:
            click.launch(address)

    try:
        serve_pages(context.read_from(published), host, port, ready)
    except KeyboardInterrupt:
        sys.exit(130)

"""``demo``: the whole line on the bundled samples."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.commands.crawl import show_crawl
from operations.commands.enrich import show_enrich
from operations.commands.export import show_export
from operations.console import error, out
from operations.exit_codes import NOTHING, OK
from operations.options import Context, common, is_given

if TYPE_CHECKING:
    from exports.summary import BoardRow, Quote
    from operations.demonstration import Demonstration


@click.command()
@common
def demo(context: Context) -> None:
    """Run the whole line offline on bundled samples: two crawl days of ten invented employers.

    Works in ./demo unless --data says another folder, and clears what an earlier demo left there.
    """
    from operations.demonstration import demonstrate

    context = context if is_given("data") else Context(Path("demo"), context.as_json)
    done = demonstrate(context.data, lambda report: None if context.as_json else show_crawl(report))
    for problem in done.problems:
        error(problem)
    context.answer(done.published.manifest, lambda: _show_demo(context.data, done))
    sys.exit(NOTHING if done.problems else OK)


def _show_demo(data: Path, done: Demonstration) -> None:
    from exports.summary import board_rows, telling_quotes

    show_enrich(done.enriched)
    show_export(done.published)
    feed = data / "out" / "jobs.jsonl"
    quotes = telling_quotes(feed)
    show_found(board_rows(feed), quotes)
    out.print("\nNext:")
    out.print(f"  .venv/bin/sponsorfeed explain {quotes[0].id} --data {data}")
    out.print(f"  .venv/bin/sponsorfeed serve --out {data / 'out'}")
    out.print(f"  .venv/bin/sponsorfeed verify {data / 'out'}")
    out.print("  .venv/bin/sponsorfeed crawl --board https://boards.greenhouse.io/YOUR_EMPLOYER --contact YOUR_EMAIL")


def show_found(rows: list[BoardRow], quotes: list[Quote]) -> None:
    """What ends the demo, from the published feed: each board, then what postings say themselves."""
    out.print("\nWhat was found", style="bold")
    width = max(len(row.board) for row in rows)
    for row in rows:
        filers = ", ".join(row.filers) or "no filer"
        out.print(f"  {row.board:{width}} {row.open:4} open {row.closed:3} closed   {filers}")
        out.print(f"  {'':{width}}   {', '.join(f'{count} {tag}' for tag, count in row.tags.most_common())}")
    out.print("\nWhat postings say, and the tag", style="bold")
    for quote in quotes:
        out.print(f'  {quote.kind} -> {quote.tag}\n    "{quote.quote}"\n    {quote.id}')

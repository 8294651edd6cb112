"""``demo``: the whole line on the bundled samples."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from operations.commands.crawl import show_crawl
from operations.commands.enrich import show_enrich
from operations.commands.export import show_export
from operations.console import error, out
from operations.exit_codes import NOTHING, OK
from operations.options import Context, common, is_given

if TYPE_CHECKING:
    from exports.summary import BoardRow, Quote


@click.command()
@common
def demo(context: Context) -> None:
    """Run the whole line offline on bundled samples: two crawl days of ten invented employers.

    Works in ./demo unless --data says another folder, and clears what an earlier demo left there.
    """
    from crawler.boards import read_boards
    from crawler.crawl import CrawlOptions, crawl
    from crawler.ledger import fold_snapshots
    from crawler.lock import hold
    from enrich.reference import add_files
    from enrich.stage import enrich_ledger
    from exports.publication import export as publish
    from exports.verify import verify as check
    from samples import folder

    context = context if is_given("data") else Context(Path("demo"), context.as_json)
    samples = folder()
    with hold(context.data):
        _begin_anew(context.data)
        for day in (1, 2):
            archive = samples / f"day{day}.warc.gz"
            report = crawl(read_boards(samples / "boards.csv"), CrawlOptions(context.data, replay=(archive,)))
            fold_snapshots(context.snapshots, context.ledger)
            if not context.as_json:
                show_crawl(report)
        files = add_files(sorted((samples / "reference").glob("*.csv")), context.reference)
        enriched = enrich_ledger(context.ledger, context.reference)
        published = publish(context.ledger, context.reference, context.data / "out")
        problems = check(context.data / "out")
    failed = [file.error for file in files if file.error is not None] + [str(problem) for problem in problems]
    for problem in failed:
        error(problem)
    context.answer(published.manifest, lambda: _show_demo(context.data, enriched, published))
    sys.exit(NOTHING if failed else OK)


def _begin_anew(data: Path) -> None:
    """Clear what an earlier demo left, by its mark; a folder without the mark is somebody's own and stays."""
    mark = data / "demo"
    if mark.exists():
        for name in ("snapshots", "runs", "out"):
            shutil.rmtree(data / name, ignore_errors=True)
        for file in [*data.glob("ledger.db*"), *data.glob("reference*")]:
            file.unlink()
    mark.write_text("made by: sponsorfeed demo; cleared by the next one\n", encoding="utf-8")


def _show_demo(data: Path, enriched: Any, published: Any) -> None:
    from exports.summary import board_rows, telling_quotes

    show_enrich(enriched)
    show_export(published)
    feed = data / "out" / "jobs.jsonl"
    show_demo(board_rows(feed), telling_quotes(feed))
    example = telling_quotes(feed)[0].id
    out.print("\nNext:")
    out.print(f"  .venv/bin/sponsorfeed explain {example} --data {data}")
    out.print(f"  .venv/bin/sponsorfeed serve --out {data / 'out'}")
    out.print(f"  .venv/bin/sponsorfeed verify {data / 'out'}")
    out.print("  .venv/bin/sponsorfeed crawl --board https://boards.greenhouse.io/YOUR_EMPLOYER --contact YOUR_EMAIL")


def show_demo(rows: list[BoardRow], quotes: list[Quote]) -> None:
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

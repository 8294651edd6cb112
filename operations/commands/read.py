"""``read``: what a posting's text says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from operations.console import out
from operations.json_lines import print_json, read_json_lines
from operations.options import Context, common

if TYPE_CHECKING:
    from enrich.text.reading import Explanation


@click.command()
@click.option(
    "--input", "source", type=click.File(encoding="utf-8"), default="-", help='JSON lines {"text"|"html", ...}.'
)
@click.option("--explain", "explained", is_flag=True, help="Say for each rule that fired or was vetoed where and why.")
@common
def read(context: Context, source: TextIO, explained: bool) -> None:
    """Read postings: {"text" or "html", "title"?} in, everything that their text says out, one JSON object a line."""
    from enrich.text.reading import explain_posting, read_posting

    for row in read_json_lines(source):
        given = {name: row.get(name) for name in ("html", "text", "title")}
        if not explained:
            print_json(read_posting(**given))
        elif context.as_json:
            print_json(explain_posting(**given))
        else:
            show_reading(explain_posting(**given))


def show_reading(findings: list[Explanation]) -> None:
    """Every rule that fired or was vetoed on one posting, in text order."""
    for found in findings:
        state = "counts" if found.counted else "does not count"
        out.print(f"{found.start}-{found.end} {found.kind or ''} {state} (rule {found.rule}): {found.why}")
        out.print(f'    "{found.quote}"')
    out.print(f"{len(findings)} findings")

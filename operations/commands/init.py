"""``init``: the first settings file and list of boards."""

from __future__ import annotations

from pathlib import Path

import click

from operations.console import note, out
from operations.options import Context, common


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--print", "only_print", is_flag=True, help="Print the settings file instead of writing it.")
@common
def init(context: Context, folder: Path, only_print: bool) -> None:
    """Write sponsorfeed.toml, every setting explained, and boards.csv in FOLDER; what is there is left alone."""
    from operations.configuration import template
    from operations.start import begin

    if only_print:
        click.echo(template(), nl=False)
        return
    written, kept = begin(folder)

    def text() -> None:
        for path in written:
            out.print(f"{path}: written")
        for path in kept:
            note(f"{path}: is there already, left alone")
        out.print("Next: set contact in sponsorfeed.toml, add lines to boards.csv, run `sponsorfeed doctor`")

    context.answer({"written": written, "kept": kept}, text)

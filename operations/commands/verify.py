"""``verify``: whether what is published is sound."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from operations.console import err, out
from operations.exit_codes import DEGRADED, OK
from operations.options import Context, common


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--previous", type=click.Path(path_type=Path), help="An earlier copy of FOLDER to follow the changes from."
)
@common
def verify(context: Context, folder: Path | None, previous: Path | None) -> None:
    """Check a published FOLDER against its manifest, schema and itself [default: <data>/out]."""
    from exports.verify import verify as check

    folder = folder or context.data / "out"
    problems = check(folder, previous)

    def text() -> None:
        for problem in problems:
            err.print(str(problem), style="red")
        out.print(f"{folder}: {'sound' if not problems else f'{len(problems)} problems'}")

    context.answer({"folder": str(folder), "problems": [asdict(problem) for problem in problems]}, text)
    sys.exit(DEGRADED if problems else OK)

"""``verify``: whether what is published is sound."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.console import err, out
from operations.exit_codes import DEGRADED, OK
from operations.options import Context, common, place

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from exports.problems import Problem


@click.command()
@click.argument("folder", type=place, metavar="[FOLDER]", required=False)
@click.option(
    "--previous", type=click.Path(path_type=Path), help="An earlier copy of FOLDER to follow the changes from."
)
@common
def verify(context: Context, folder: Location | None, previous: Path | None) -> None:
    """Check a published FOLDER against its manifest, schema and itself [default: <data>/out].

    FOLDER may be in an object store, as s3://bucket/folder: then all of it is fetched to be read.
    """

    folder = folder or context.data / "out"
    problems = _check(folder, previous)

    def text() -> None:
        for problem in problems:
            err.print(str(problem), style="red")
        out.print(f"{folder}: {'sound' if not problems else f'{len(problems)} problems'}")

    context.answer({"folder": str(folder), "problems": [asdict(problem) for problem in problems]}, text)
    sys.exit(DEGRADED if problems else OK)


def _check(folder: Location, previous: Path | None) -> list[Problem]:
    if isinstance(folder, Path):
        from exports.verify import verify as check

        return check(folder, previous)
    from exports.remote import verify_at

    return verify_at(folder, previous)

"""``doctor``: what a run would stumble over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from operations.console import out
from operations.exit_codes import OK, USAGE
from operations.options import Context, cluster_option, common, published_option, snapshots_option

if TYPE_CHECKING:
    from crawler.files.storage import Location
    from operations.doctor import Finding

_STYLES: Final = {"ok": "green", "advice": "yellow", "problem": "red"}


@click.command()
@click.option("--boards", "boards_file", type=click.Path(path_type=Path), default=Path("boards.csv"), help="Boards.")
@click.option("--contact", help="E-mail or web address for the user agent.")
@click.option("--offline", is_flag=True, help="Reach no host.")
@cluster_option
@snapshots_option
@published_option
@common
def doctor(
    context: Context,
    boards_file: Path,
    contact: str | None,
    offline: bool,
    cluster: str | None,
    snapshots: Location | None,
    published: Location | None,
) -> None:
    """Check the machine, the settings and the data before a run, each fault with what mends it; exit 2 for a fault."""
    from operations.doctor import Subject, examine

    subject = Subject(
        data=context.data,
        boards=boards_file,
        contact=contact,
        offline=offline,
        cluster=cluster,
        stores=tuple(place for place in (snapshots, published) if place is not None),
    )
    findings = list(examine(subject))
    context.answer(findings, lambda: show_findings(findings))
    sys.exit(USAGE if any(finding.status == "problem" for finding in findings) else OK)


def show_findings(findings: list[Finding]) -> None:
    """What the doctor found, a line each, and below it what to do."""
    width = max(len(found.check) for found in findings)
    for found in findings:
        out.print(f"{found.status:7}  {found.check:{width}}  {found.said}", style=_STYLES[found.status])
        if found.mend is not None:
            out.print(f"{'':9}{'':{width}}  -> {found.mend}")

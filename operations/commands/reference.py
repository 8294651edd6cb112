"""``reference add``, ``list``, ``fetch``, ``remove``: the government's filing records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.console import error, note, out
from operations.exit_codes import DEGRADED, NOTHING, OK, USAGE, fail
from operations.options import Context, common

if TYPE_CHECKING:
    from enrich.reference import Coverage, FileReport


@click.group()
def reference() -> None:
    """Load the government's filing records."""


@reference.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
def reference_add(context: Context, files: tuple[Path, ...]) -> None:
    """Load FILES, each whole or not at all: USCIS hub; LCA, PERM and prevailing wage disclosure; OFLC wages (the ZIP);
    O*NET text; IPEDS HD; SEC company tickers. What a file is follows from its content.
    """
    from crawler.runs.lock import hold
    from enrich.reference import add_files

    with hold(context.data):
        reports = add_files(files, context.reference)
    context.answer(reports, lambda: show_files(reports))
    failed = sum(report.error is not None for report in reports)
    sys.exit(OK if not failed else DEGRADED if failed < len(reports) else NOTHING)


@reference.command("list")
@common
def reference_list(context: Context) -> None:
    """Show what is loaded, by source, fiscal year and quarter, with the gaps."""
    from enrich.reference import list_files

    listing = list_files(context.reference)
    context.answer(listing, lambda: show_coverage(listing))


@reference.command("fetch")
@click.option("--contact", help="E-mail or web address for the user agent; the agencies are told who asks.")
@click.option("--page", "pages", multiple=True, help="Page to read links from, instead of the agencies' own.")
@click.option("--source", "sources", multiple=True, help="Only lca, perm, pwd, uscis or wages; may be repeated.")
@click.option("--since", type=int, metavar="YEAR", help="Only files of this fiscal year and later.")
@click.option("--dry-run", is_flag=True, help="List the files that the pages link to, and download nothing.")
@common
def reference_fetch(
    context: Context,
    contact: str | None,
    pages: tuple[str, ...],
    sources: tuple[str, ...],
    since: int | None,
    dry_run: bool,
) -> None:
    """Download the files that the agencies' pages link to, and load them.

    Where a site turns programs away, it says which page to open and what to run on the downloaded file.
    """
    from crawler.runs.lock import hold
    from enrich.reference.fetch import PAGES, SOURCES, fetch_files, show_fetched

    if not contact:
        fail("the agencies are told who asks: add --contact you@example.org", USAGE)
    if unknown := sorted(set(sources) - set(SOURCES)):
        fail(f"no source {unknown[0]}; there are {', '.join(SOURCES)}", USAGE)
    with hold(context.data):
        report = fetch_files(
            context.reference,
            context.data / "downloads",
            contact,
            pages=pages or PAGES,
            sources=sources or SOURCES,
            since=since,
            dry_run=dry_run,
        )
    context.answer(report, lambda: out.print("\n".join(show_fetched(report))))
    sys.exit(OK if report.is_whole else DEGRADED if report.loaded else NOTHING)


@reference.command("remove")
@click.argument("file")
@common
def reference_remove(context: Context, file: str) -> None:
    """Undo the loading of FILE (its name, or its sha256)."""
    from crawler.runs.lock import hold
    from enrich.reference import remove_file

    with hold(context.data):
        report = remove_file(file, context.reference)
    context.answer(report, lambda: out.print(f"{report.name}: removed"))


def show_files(reports: list[FileReport]) -> None:
    """What a ``reference add`` loaded and refused."""
    for report in reports:
        if report.error is not None:
            error(report.error)
            continue
        _show_file(report, "was loaded before: " if report.already_loaded else "")


def show_coverage(coverage: Coverage) -> None:
    """What a ``reference list`` found."""
    if coverage.version is None:
        out.print("nothing is loaded; add filing files with: sponsorfeed reference add FILE...")
        return
    from rich.table import Table

    table = Table("source", "fiscal year", "quarter", "kept", "replaced", "files", title=f"version {coverage.version}")
    for period in coverage.periods:
        quarter = str(period.fiscal_quarter or "whole year")
        counts = (f"{period.rows_kept:,}", f"{period.rows_replaced:,}")
        table.add_row(period.source, str(period.fiscal_year), quarter, *counts, ", ".join(period.files))
    if coverage.periods:
        out.print(table)
    for file in coverage.files:
        _show_file(file)
    for attribution in sorted({file.attribution for file in coverage.files if file.attribution}):
        out.print(attribution)
    for gap in coverage.gaps:
        note(
            f"gap: {gap.source} fiscal year {gap.fiscal_year}"
            + (f" Q{gap.fiscal_quarter}" if gap.fiscal_quarter else "")
        )


def _show_file(report: FileReport, state: str = "") -> None:
    edition = f" {report.edition}" if report.edition else ""
    out.print(
        f"{report.source}{edition}: {report.name}, {report.layout}, {state}{report.rows_read:,} rows read, "
        f"{report.rows_kept:,} kept, {report.rows_replaced:,} replaced, {report.rows_refused:,} refused"
    )
    for reason, count in report.refused.items():
        out.print(f"  {count} refused: {reason}")
    for reason, count in report.noted.items():
        out.print(f"  {count} noted: {reason}")

"""What the commands show on a terminal. Every figure comes from the report of a stage; nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from crawler.crawl import CrawlOptions, CrawlReport
    from crawler.items import Board, Snapshot
    from crawler.ledger import FoldReport
    from enrich.explain import Explanation
    from enrich.reference import Coverage, FileReport
    from enrich.stage import EnrichReport
    from enrich.text.reading import Explanation as Finding
    from exports.publication import ExportReport
    from exports.summary import BoardRow, Quote

out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(highlight=False, soft_wrap=True, markup=False, stderr=True)


def error(message: str) -> None:
    """An error, in red, to standard error."""
    err.print(f"error: {message}", style="red")


def note(message: str) -> None:
    """Something the operator should know, to standard error."""
    err.print(message, style="yellow")


def show_plan(boards: list[Board], total: int, options: CrawlOptions) -> None:
    """What a dry run would do."""
    source = "the recording" if options.replay else "the network"
    out.print(f"{len(boards)} of {total} boards would be crawled from {source}:")
    for board in boards:
        out.print(f"  {board.id}  {board.url}")


def show_board(snapshot: Snapshot) -> None:
    """One board as soon as it is crawled, to standard error."""
    healthy = snapshot.outcome in ("complete", "empty")
    line = f"{snapshot.outcome:9} {snapshot.collected:6} postings  {snapshot.board.id}"
    err.print(line + ("" if healthy else f"  ({snapshot.reason})"), style=None if healthy else "yellow")


def show_crawl(report: CrawlReport) -> None:
    """What a crawl did."""
    outcomes: dict[str, int] = {}
    for snapshot in report.snapshots:
        outcomes[snapshot.outcome] = outcomes.get(snapshot.outcome, 0) + 1
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    out.print(f"run {report.run}: {report.postings} postings on {len(report.snapshots)} boards ({said})")
    if report.resumed:
        out.print(f"{report.resumed} boards had been crawled in this run before")
    if report.unfinished:
        out.print(f"{len(report.unfinished)} boards were not reached; the same command goes on with them")


def show_update(report: FoldReport) -> None:
    """What an ``update`` did."""
    for problem in report.problems:
        error(problem)
    for held in report.held:
        err.print(f"held: {held}", style="yellow")
    out.print(
        f"{report.folded} snapshots folded ({report.already} before): {report.new} new, {report.changed} changed, "
        f"{report.closed} closed, {report.reopened} reopened"
    )


def show_enrich(report: EnrichReport) -> None:
    """What an ``enrich`` did."""
    for problem in report.problems:
        note(f"note: {problem}")
    out.print(
        f"{report.enriched} postings enriched, {report.unchanged} unchanged, {report.employers} employers looked up"
    )


def show_export(report: ExportReport) -> None:
    """What an ``export`` published."""
    counts = report.manifest.counts
    out.print(f"{report.out}: {counts.open} open and {counts.closed} closed postings, {report.manifest.feed_version}")


def show_files(reports: list[FileReport]) -> None:
    """What a ``reference add`` loaded and refused."""
    for report in reports:
        if report.error is not None:
            error(report.error)
            continue
        state = "was loaded before" if report.already_loaded else f"{report.rows_kept} of {report.rows_read} rows kept"
        replaced = f", {report.rows_replaced} replaced by newer decisions" if report.rows_replaced else ""
        out.print(f"{report.name}: {report.layout}, {state}{replaced}")
        for reason, count in report.refused.items():
            out.print(f"  {count} refused: {reason}")
        for reason, count in report.noted.items():
            out.print(f"  {count} noted: {reason}")


def show_coverage(coverage: Coverage) -> None:
    """What a ``reference list`` found."""
    if coverage.version is None:
        out.print("nothing is loaded; add filing files with: sponsorfeed reference add FILE...")
        return
    table = Table("source", "fiscal year", "quarter", "rows", "replaced", "files", title=f"version {coverage.version}")
    for period in coverage.periods:
        quarter = str(period.fiscal_quarter or "whole year")
        counts = (f"{period.rows_kept:,}", f"{period.rows_replaced:,}")
        table.add_row(period.source, str(period.fiscal_year), quarter, *counts, ", ".join(period.files))
    if coverage.periods:
        out.print(table)
    told = {name for period in coverage.periods for name in period.files}
    for file in coverage.files:
        if file.name not in told:
            edition = f" {file.edition}" if file.edition else ""
            out.print(f"{file.source}{edition}: {file.name}, {file.layout}, {file.rows_kept:,} rows")
    for attribution in sorted({file.attribution for file in coverage.files if file.attribution}):
        out.print(attribution)
    for gap in coverage.gaps:
        note(
            f"gap: {gap.source} fiscal year {gap.fiscal_year}"
            + (f" Q{gap.fiscal_quarter}" if gap.fiscal_quarter else "")
        )


def show_match(answer: dict[str, Any]) -> None:
    """One answer of ``match``."""
    filer = answer["filer"]
    out.print(
        f"{answer['query']['name']}: {answer['decision']}"
        + (f", {filer['name']} ({filer['id']})" if filer["id"] else "")
    )
    out.print(f"  confidence {answer['confidence']:.2f}; {answer.get('reason') or answer['rule']}")
    for candidate in answer["candidates"][:5]:
        out.print("  not " + "; ".join(f"{name} {value}" for name, value in candidate.items()))


def show_explanation(found: Explanation) -> None:
    """Everything behind one verdict."""
    out.print(f"{found.title} at {found.employer}", style="bold")
    out.print(f"{found.posting}\n{found.url}\n")
    verdict = found.sponsorship
    out.print(f"tag: {verdict.tag}", style="bold")
    for reason in verdict.reasons:
        out.print(f"  {reason}")
    for name in ("h1b", "h1b_new", "perm", "e3", "h1b1"):
        track = getattr(verdict.tracks, name)
        out.print(f"track {name}: {track.tag}" + ("" if track.probability is None else f" {track.probability:.2f}"))
    out.print(f"employer: {found.filer.decision}, {found.filer.name or 'no filer'}; {found.why_filer}")
    for name, why in found.links.items():
        out.print(f"  counted too: {name} ({why})")
    for candidate in found.candidates[:5]:
        out.print(f"  not {candidate.name}: {candidate.why_not}")
    for statement in found.statements:
        out.print(
            f'says: {statement.kind} "{statement.quote}" ({statement.start}-{statement.end}, rule {statement.rule})'
        )
    if found.rate is not None:
        rate = found.rate
        out.print(
            f"rate: {rate.approvals} approvals in {rate.source} fiscal year {rate.fiscal_year} (here {rate.count}): "
            f"any {rate.any:.2f}, initial {rate.initial:.2f}, model {rate.model_version}"
        )
    for query in found.queries:
        out.print(f"\n-- {query.shows}\n{query.sql};")


def show_reading(findings: list[Finding]) -> None:
    """Every rule that fired or was vetoed on one posting, in text order."""
    for found in findings:
        state = "counts" if found.counted else "does not count"
        out.print(f"{found.start}-{found.end} {found.kind or ''} {state} (rule {found.rule}): {found.why}")
        out.print(f'    "{found.quote}"')
    out.print(f"{len(findings)} findings")


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

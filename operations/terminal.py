"""What the commands show on a terminal. Every figure comes from the report of a stage; nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from crawler.crawl import CrawlReport, Plan
    from crawler.estimate import Estimate
    from crawler.ledger import FoldReport
    from enrich.backtest.run import BacktestReport
    from enrich.explain import ExplainedEstimate, Explanation
    from enrich.reference import Coverage, FileReport
    from enrich.stage import EnrichReport
    from enrich.text.reading import Explanation as Finding
    from exports.publication import ExportReport
    from exports.summary import BoardRow, Quote
    from operations.doctor import Finding as Complaint
    from operations.night import Night
    from operations.status import Status

out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(highlight=False, soft_wrap=True, markup=False, stderr=True)


def error(message: str) -> None:
    """An error, in red, to standard error."""
    err.print(f"error: {message}", style="red")


def note(message: str) -> None:
    """Something the operator should know, to standard error."""
    err.print(message, style="yellow")


_BACKENDS_SHOWN = 10


def show_plan(ahead: Plan, total: int, expected: Estimate) -> None:
    """What a dry run would do, and how long it should take."""
    source = "the network" if ahead.archive is None else "the recording"
    out.print(f"{len(ahead.to_do)} of {total} boards would be crawled from {source}:")
    for board in ahead.to_do:
        out.print(f"  {board.id}  {board.url}")
    for board in ahead.aside:
        note(f"set aside: {board.id} ({board.employer}); `sponsorfeed boards retry {board.id}` brings it back")
    if ahead.archive is not None:
        return
    known = f", {expected.guessed} boards of them guessed" if expected.guessed else ""
    out.print(f"about {expected.requests} requests{known}, {duration(expected.seconds)} or more; the slowest backends:")
    for name, backend in list(expected.backends.items())[:_BACKENDS_SHOWN]:
        boards = "1 board" if backend.boards == 1 else f"{backend.boards} boards"
        out.print(f"  {name}: {boards}, {backend.requests} requests, {duration(backend.seconds)}")


def duration(seconds: float) -> str:
    """A span of time for people: ``45 s``, ``12 min``, ``3 h 05 min``."""
    minutes = round(seconds / 60)
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def show_crawl(report: CrawlReport) -> None:
    """What a crawl did."""
    outcomes: dict[str, int] = {}
    for snapshot in report.snapshots:
        outcomes[snapshot.outcome] = outcomes.get(snapshot.outcome, 0) + 1
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    out.print(f"run {report.run}: {report.postings} postings on {len(report.snapshots)} boards ({said})")
    if report.resumed:
        out.print(f"{report.resumed} boards had been crawled in this run before")
    for board in report.aside:
        note(f"set aside: {board.id} ({board.employer}); `sponsorfeed boards retry {board.id}` brings it back")
    if report.unfinished:
        out.print(f"{len(report.unfinished)} boards were not reached; the same command goes on with them")


def show_night(night: Night) -> None:
    """What a whole run did."""
    show_crawl(night.crawled)
    if night.folded is None or night.enriched is None or night.published is None:
        note("interrupted; the same command goes on where this one stopped")
        return
    show_update(night.folded)
    show_enrich(night.enriched)
    show_export(night.published)
    out.print(f"report: {night.page}")


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
        _show_file(report, "was loaded before: " if report.already_loaded else "")


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


def show_coverage(coverage: Coverage) -> None:
    """What a ``reference list`` found."""
    if coverage.version is None:
        out.print("nothing is loaded; add filing files with: sponsorfeed reference add FILE...")
        return
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


def show_match(answer: dict[str, Any]) -> None:
    """One answer of ``match``."""
    filer = answer["filer"]
    out.print(
        f"{answer['query']['name']}: {answer['decision']}"
        + (f", {filer['name']} ({filer['id']})" if filer["id"] else "")
    )
    out.print(f"  confidence {answer['confidence']:.2f}; {answer.get('reason') or answer['rule']}")
    if (why := answer.get("explanation")) is not None:
        out.print(f"  compared as: {why['core']}" + (f"; alias: {why['alias']}" if why["alias"] else ""))
        if filer["id"]:
            out.print(f"  {why['filings']} filings, from {', '.join(why['states']) or 'no known state'}, filed as")
        for name, link in why["links"].items():
            out.print(f"    {name}: {link}")
    for candidate in answer["candidates"][:5]:
        out.print("  not " + "; ".join(f"{name} {value}" for name, value in candidate.items()))


def show_estimate(found: ExplainedEstimate) -> None:
    """The terms behind one probability."""
    whole = "" if found.is_whole_year else ", loaded in part"
    out.print(
        f"probability of {found.track}: {found.probability:.3f}, from {found.source} filings up to fiscal year"
        f" {found.fiscal_year}{whole}; fitted on {found.fitted_on}"
    )
    for part in found.parts:
        if part.group is not None:
            out.print(f"  for work of {part.group} ({part.share:.2f} of the title): {part.probability:.3f}")
        out.print(f"  {part.intercept:+8.3f}  to begin with")
        for term in part.terms:
            if term.adds:
                out.print(f"  {term.adds:+8.3f}  {term.coefficient:+.3f} x {term.value:.3f} {term.name}: {term.says}")


def show_backtest(report: BacktestReport) -> None:
    """The scores of every predictor, and for the model how often what it stated came true."""
    from enrich.backtest.scores import reliability_plot

    trained = ", ".join(f"FY{year}" for year in report.train)
    out.print(f"{report.source}: fitted on outcomes of {trained}, tested on FY{report.test}", style="bold")
    for tested in report.tracks:
        kind = ", for each SOC minor group" if tested.shape.by_occupation else ""
        ours = tested.ours
        out.print(f"\n{tested.track}{kind}: {ours.cases:,} cases, {ours.base:.1%} came true", style="bold")
        out.print(f"{'':16} {'Brier':>7} {'log loss':>9} {'AUC':>6} {'calibration error':>18}")
        for one in tested.predictors:
            s = one.scores
            out.print(f"{one.name:16} {s.brier:7.4f} {s.log_loss:9.4f} {s.auc:6.3f} {s.calibration_error:18.4f}")
        out.print("stated  (# observed, | stated)                    stated observed cases", style="dim")
        for line in reliability_plot(ours.bins):
            out.print(line)
    for track, why in report.skipped.items():
        out.print(f"\n{track}: not tested, {why}")


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
        chance = "" if track.probability is None else f" {track.probability:.2f}"
        out.print(f"track {name}: {track.tag}" + (chance and f" (filings alone:{chance})"))
    out.print(f"employer: {found.filer.decision}, {found.filer.name or 'no filer'}; {found.why_filer}")
    for name, why in found.links.items():
        out.print(f"  counted too: {name} ({why})")
    for candidate in found.candidates[:5]:
        out.print(f"  not {candidate.name}: {candidate.why_not}")
    for statement in found.statements:
        out.print(
            f'says: {statement.kind} "{statement.quote}" ({statement.start}-{statement.end}, rule {statement.rule})'
        )
    for occupation in found.role.occupations:
        out.print(f"occupation: {occupation.soc} {occupation.title}, {occupation.share:.2f}")
    if found.role.rests_on:
        out.print(f"  by {found.role.source}: {'; '.join(found.role.rests_on)}")
    _show_wage_level(found)
    out.print(
        f"cap exempt: {found.cap_exempt.value}" + (f"; {found.cap_exempt.reason}" if found.cap_exempt.reason else "")
    )
    for estimate in found.estimates:
        show_estimate(estimate)
    for query in found.queries:
        out.print(f"\n-- {query.shows}\n{query.sql};")


_UNHEALTHY_SHOWN = 20


def show_status(status: Status) -> None:
    """How things stand, the newest first."""
    for run in status.runs:
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(run.outcomes.items()))
        marks = (f", {run.held} held" if run.held else "") + (", unfinished" if run.unfinished else "")
        out.print(f"run {run.run}: {run.collected} postings, {run.requests} requests, {said}{marks}")
    for entry in status.history:
        seconds = sum(entry.seconds.values())
        took = f"exit {entry.exit_code} after {duration(seconds)}" if entry.finished else "no end: under way, or killed"
        out.print(f"{entry.command} of {entry.started}: {took}" + (f" ({entry.error})" if entry.error else ""))
    out.print(f"\n{status.boards} boards: {', '.join(f'{count} {word}' for word, count in status.health.items())}")
    out.print(f"  last complete: {', '.join(f'{count} {age}' for age, count in status.freshness.items() if count)}")
    for board in status.unhealthy[:_UNHEALTHY_SHOWN]:
        since = board.last_complete or "never"
        out.print(f"  {board.board} ({board.employer}): {board.why or board.outcome}; complete {since}", style="yellow")
    if len(status.unhealthy) > _UNHEALTHY_SHOWN:
        out.print(f"  and {len(status.unhealthy) - _UNHEALTHY_SHOWN} more; --json has all")
    for known in status.aside:
        said = f"  {known.board}: set aside after {known.failures} failures until {known.retry_at} ({known.reason})"
        out.print(said, style="yellow")
    out.print(f"\n{status.open_postings} open and {status.closed_postings} closed postings")
    out.print(f"published: {status.published or 'nothing yet'}")
    for source, years in sorted(status.reference_years.items()):
        out.print(f"reference {source}: {', '.join(f'FY{year}' for year in sorted(years))}")
    for gap in status.reference_gaps:
        quarter = "" if gap.fiscal_quarter is None else f" Q{gap.fiscal_quarter}"
        out.print(f"reference {gap.source}: nothing of FY{gap.fiscal_year}{quarter}", style="yellow")
    if not status.reference_years:
        out.print("reference: nothing loaded; run `sponsorfeed reference fetch`", style="yellow")


def _show_wage_level(found: Explanation) -> None:
    level = found.wage_level
    if level is None:
        out.print(f"wage level: unknown, {found.wage_level_reason}")
        return
    met = " to ".join("none stated" if each is None else str(each) for each in (level.min, level.max))
    out.print(
        f"wage level: {met} (0 is below level I) for {', '.join(level.socs)} in {level.area}, "
        f"areas taken: {level.areas}, wage year {level.wage_year}"
    )
    if level.entries is not None:
        out.print(
            f"  below level I: {level.below_level_1}; entries in the wage-weighted selection at the lowest pay: "
            f"{level.entries.min} to {level.entries.max} (rule {level.rule})"
        )


_STYLES = {"ok": "green", "advice": "yellow", "problem": "red"}


def show_findings(findings: list[Complaint]) -> None:
    """What the doctor found, a line each, and below it what to do."""
    width = max(len(found.check) for found in findings)
    for found in findings:
        out.print(f"{found.status:7}  {found.check:{width}}  {found.said}", style=_STYLES[found.status])
        if found.mend is not None:
            out.print(f"{'':9}{'':{width}}  -> {found.mend}")


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

"""``crawl``: boards into snapshots."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from operations.console import duration, err, note, out
from operations.exit_codes import DEGRADED, NOTHING, OK, USAGE, fail
from operations.options import Context, cluster_option, common, crawl_options, is_given

if TYPE_CHECKING:
    from crawler.crawl import CrawlOptions, CrawlReport, Plan, Watch
    from crawler.files.storage import Location
    from crawler.items import Board
    from crawler.parallel.dispatch import Hands
    from crawler.runs.estimate import Estimate

_BACKENDS_SHOWN: Final = 10


@click.command()
@crawl_options
@cluster_option
@common
def crawl(context: Context, cluster: str | None, **options: Any) -> None:
    """Crawl boards into snapshots. A crawl that was killed is taken up by the same command."""
    from crawler.crawl import crawl as crawl_boards
    from crawler.runs.lock import hold

    with hold(context.data):
        ordered = what_to_crawl(context, **options)
        if ordered is None:
            return
        with hands_of(cluster) as hands, watched(context) as watch:
            report = crawl_boards(*ordered, watch, hands)
    context.answer(crawl_summary(report), lambda: show_crawl(report))
    sys.exit(128 + report.interrupted if report.interrupted else _crawl_code(report))


@contextmanager
def hands_of(cluster: str | None) -> Iterator[Hands | None]:
    """Who crawls: the workers of ``cluster``; ``None``: this machine."""
    from crawler.parallel.dispatch import Hands
    from operations.executors import open_workers, width

    with open_workers(cluster, 0) as executor:
        yield None if executor is None else Hands(executor, lambda: width(executor))


def what_to_crawl(
    context: Context,
    *,
    boards_file: Path | None,
    urls: tuple[str, ...],
    contact: str | None,
    record: Location | None,
    replay: tuple[Location, ...],
    snapshots: Location | None,
    only: tuple[str, ...],
    since: str | None,
    limit: int | None,
    processes: int | None,
    full: bool,
    dry_run: bool,
    hosts: tuple[str, ...],
) -> tuple[list[Board], CrawlOptions] | None:
    """Boards and options as the command line says; ``None`` after a dry run, which has said what it would do."""
    from crawler.crawl import CrawlOptions, plan
    from crawler.parallel.shares import processes_for
    from crawler.runs import selection
    from crawler.runs.estimate import estimate

    boards = selection.only(_boards(boards_file, urls), only)
    if since is not None:
        boards = selection.not_crawled_since(boards, context.ledger, selection.parse_since(since))
    boards = boards[:limit]
    if replay and record:
        fail("--record and --replay exclude each other", USAGE)
    if not replay and not contact and not dry_run:
        fail("a live crawl says who it is: add --contact you@example.org (or --replay a recording)", USAGE)
    workers = processes_for(boards) if processes is None else processes
    options = CrawlOptions(
        data=context.data,
        snapshots=snapshots,
        contact=contact,
        replay=replay,
        record=record,
        full=full,
        allowed_hosts=hosts,
        all_boards=bool(urls),
        processes=workers,
    )
    if dry_run:
        ahead = plan(boards, options)
        expected = estimate(ahead.to_do, context.data, workers, hosts)
        rows = [{"board": board.id, "url": board.url} for board in ahead.to_do]
        context.answer(
            {"run": ahead.run.id, "boards": rows, "aside": [board.id for board in ahead.aside], "estimate": expected},
            lambda: show_plan(ahead, len(boards), expected),
        )
        return None
    return boards, options


def _boards(boards_file: Path | None, urls: tuple[str, ...]) -> list[Board]:
    from crawler.boards import BoardsError, board_from_url, read_boards

    if urls and is_given("boards_file"):
        fail("--board and --boards exclude each other", USAGE)
    if not urls:
        return read_boards(boards_file or Path("boards.csv"))
    try:
        return [board_from_url(url) for url in urls]
    except ValueError as error:
        raise BoardsError([str(error)]) from error


@contextmanager
def watched(context: Context) -> Iterator[Watch]:
    """Shows how the crawl goes, unless JSON is wanted."""
    from crawler.crawl import Watch
    from operations.progress import Progress

    if context.as_json:
        yield Watch()
        return
    with Progress(err.console) as progress:
        yield progress


def _crawl_code(report: CrawlReport) -> int:
    if not report.healthy:
        return DEGRADED if report.postings else NOTHING
    return OK


def crawl_summary(report: CrawlReport) -> dict[str, Any]:
    """What a crawl did, as JSON tells it."""
    names = (
        "outcome",
        "reason",
        "advertised_total",
        "collected",
        "unreadable",
        "detail_missing",
        "requests",
        "problems",
    )
    boards = [{"board": s.board.id} | {name: getattr(s, name) for name in names} for s in report.snapshots]
    return {
        "run": report.run,
        "postings": report.postings,
        "boards": boards,
        "unfinished": report.unfinished,
        "aside": [board.id for board in report.aside],
    }


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

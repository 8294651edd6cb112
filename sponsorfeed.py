"""The command line: each command parses, calls one function of a stage and prints what it answers.

Exit codes: 0 published and healthy; 1 published, some boards failed or were held; 2 usage or configuration, nothing
fetched; 3 nothing published; 4 another run holds the lock; 130 and 143 interrupted, resumable.
"""

from __future__ import annotations

import errno
import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass, replace
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TextIO

import click
import msgspec
from click.core import ParameterSource

from operations import terminal
from operations.terminal import err, out

if TYPE_CHECKING:
    from crawler.crawl import CrawlOptions, CrawlReport, Watch
    from crawler.detect import Look
    from crawler.items import Board
    from operations.night import Night

OK, DEGRADED, USAGE, NOTHING, LOCKED = range(5)


class Context:
    """What every command has: the data folder, and whether to print JSON."""

    def __init__(self, data: Path, as_json: bool) -> None:
        self.data = data
        self.as_json = as_json
        self.ledger = data / "ledger.db"
        self.reference = data / "reference.db"
        self.snapshots = data / "snapshots"

    def answer(self, value: Any, text: Callable[[], None]) -> None:
        """Print ``value`` as JSON when asked for, else what ``text`` prints."""
        if self.as_json:
            click.echo(json.dumps(_plain(value), ensure_ascii=False))
        else:
            text()


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--data`` and ``--json``, a :class:`Context`, and one place where errors become exit codes."""

    @click.option(
        "--data", type=click.Path(path_type=Path), default=Path("data"), help="Data folder.", show_default=True
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @wraps(command)
    def with_context(*args: Any, data: Path, as_json: bool, **kwargs: Any) -> None:
        with _errors():
            command(Context(data, as_json), *args, **kwargs)

    return with_context


ERROR_CODES = {
    "BoardsError": USAGE,
    "ArchiveError": USAGE,
    "AsideError": USAGE,
    "SelectionError": USAGE,
    "QueryError": USAGE,
    "AliasError": USAGE,
    "ConfigurationError": USAGE,
    "LockHeld": LOCKED,
    "LedgerError": NOTHING,
    "EnrichError": NOTHING,
    "ExportError": NOTHING,
    "ParquetError": USAGE,
    "ReferenceDataError": NOTHING,
    "ReferenceUnusable": NOTHING,
    "ModelError": USAGE,
    "BacktestError": USAGE,
    "ServeError": USAGE,
    "StatusError": NOTHING,
    "ReportError": NOTHING,
}
"""Exit code of each error that a stage raises, by class name: importing all of them would cost every command time."""


_MACHINE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE)
"""Faults of the machine rather than of the program: a full disk, a folder that may not be written."""


def _code_of(error: BaseException) -> int:
    """Exit code that ``error`` means when it ends a command."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else DEGRADED
    if isinstance(error, KeyboardInterrupt):
        return 130
    if isinstance(error, OSError):
        return NOTHING if error.errno in _MACHINE else DEGRADED
    return ERROR_CODES.get(type(error).__name__, DEGRADED)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _MACHINE:
            raise
        where = f"{error.filename}: " if error.filename else ""
        terminal.error(f"{where}{error.strerror}; nothing half-written: put that right and run the command again")
        sys.exit(NOTHING)
    except (ValueError, RuntimeError) as error:
        code = ERROR_CODES.get(type(error).__name__)
        if code is None:
            raise
        for problem in getattr(error, "problems", None) or [str(error)]:
            terminal.error(problem)
        sys.exit(code)


def _fail(message: str, code: int) -> NoReturn:
    terminal.error(message)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("sponsorfeed"), prog_name="sponsorfeed")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done, to standard error.")
@click.option("--log-json", is_flag=True, help="Log as JSON, one object a line, with the ids of run and board.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file [default: sponsorfeed.toml, if it is there]."
)
@click.pass_context
def main(context: click.Context, verbose: bool, log_json: bool, config: Path | None) -> None:
    """Job postings from company career pages, matched to the employer's U.S. visa filing record."""
    from crawler.run_log import begin_log

    with _errors():
        context.default_map = _settings(config)
    begin_log(sys.stderr, logging.INFO if verbose else logging.WARNING, as_json=log_json)


def _settings(config: Path | None) -> dict[str, Any]:
    """What the settings file makes the defaults of the commands."""
    from operations.configuration import NAME, command_defaults, read_configuration

    if config is None and not Path(NAME).exists():
        return {}
    return command_defaults(read_configuration(config or Path(NAME)), _tree(main))


def _tree(group: click.Group) -> dict[str, Any]:
    return {
        name: _tree(command) if isinstance(command, click.Group) else None for name, command in group.commands.items()
    }


# -- crawl -------------------------------------------------------------------------------------------------------------


def crawl_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that crawls."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--boards", "boards_file", type=path, help="Boards to crawl, as CSV [default: boards.csv]."),
        click.option("--board", "urls", multiple=True, metavar="URL", help="Crawl just this board; may be repeated."),
        click.option("--contact", help="E-mail or web address for the user agent; a live crawl needs one."),
        click.option("--record", type=path, help="Record every answer to this WARC file."),
        click.option("--replay", type=path, multiple=True, help="Answer from these WARC files instead of the network."),
        click.option(
            "--only",
            multiple=True,
            metavar="NAME",
            help="Only boards named so: part of the id or employer, or a*b.",
        ),
        click.option("--since", metavar="WHEN", help="Only boards not crawled since: 2026-11-19, or ago: 12h, 3d."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Crawl the first N boards only."),
        click.option(
            "--processes",
            type=click.IntRange(min=0),
            metavar="N",
            help="Crawl in N worker processes; 0: in this one [default: by cores and boards].",
        ),
        click.option("--full", is_flag=True, help="Ask for everything again, changed or not."),
        click.option(
            "--dry-run", is_flag=True, help="Say what would be crawled, and how long it takes; fetch nothing."
        ),
        click.option(
            "--allow-host", "hosts", multiple=True, help="Allow a host with a private address (intranet, test server)."
        ),
    ):
        command = option(command)
    return command


def _ordered(
    context: Context,
    *,
    boards_file: Path | None,
    urls: tuple[str, ...],
    contact: str | None,
    record: Path | None,
    replay: tuple[Path, ...],
    only: tuple[str, ...],
    since: str | None,
    limit: int | None,
    processes: int | None,
    full: bool,
    dry_run: bool,
    hosts: tuple[str, ...],
) -> tuple[list[Board], CrawlOptions] | None:
    """Boards and options as the command line says; ``None`` after a dry run, which has said what it would do."""
    from crawler import selection
    from crawler.crawl import CrawlOptions, plan
    from crawler.estimate import estimate
    from crawler.shares import processes_for

    boards = selection.only(_boards(boards_file, urls), only)
    if since is not None:
        boards = selection.not_crawled_since(boards, context.ledger, selection.parse_since(since))
    boards = boards[:limit]
    if replay and record:
        _fail("--record and --replay exclude each other", USAGE)
    if not replay and not contact and not dry_run:
        _fail("a live crawl says who it is: add --contact you@example.org (or --replay a recording)", USAGE)
    workers = processes_for(boards) if processes is None else processes
    options = CrawlOptions(
        data=context.data,
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
            lambda: terminal.show_plan(ahead, len(boards), expected),
        )
        return None
    return boards, options


@contextmanager
def _watched(context: Context) -> Iterator[Watch]:
    """Shows how the crawl goes, unless JSON is wanted."""
    from crawler.crawl import Watch
    from operations.progress import Progress

    if context.as_json:
        yield Watch()
        return
    with Progress(err) as progress:
        yield progress


def _is_given(parameter: str) -> bool:
    """Whether the operator wrote the option, rather than a settings file."""
    return click.get_current_context().get_parameter_source(parameter) is ParameterSource.COMMANDLINE


def _boards(boards_file: Path | None, urls: tuple[str, ...]) -> list[Board]:
    from crawler.boards import BoardsError, board_from_url, read_boards

    if urls and _is_given("boards_file"):
        _fail("--board and --boards exclude each other", USAGE)
    if not urls:
        return read_boards(boards_file or Path("boards.csv"))
    try:
        return [board_from_url(url) for url in urls]
    except ValueError as error:
        raise BoardsError([str(error)]) from error


def _crawl_code(report: CrawlReport) -> int:
    if not report.healthy:
        return DEGRADED if report.postings else NOTHING
    return OK


@main.command()
@crawl_options
@common
def crawl(context: Context, **options: Any) -> None:
    """Crawl boards into snapshots. A crawl that was killed is taken up by the same command."""
    from crawler.crawl import crawl as crawl_boards
    from crawler.lock import hold

    with hold(context.data):
        ordered = _ordered(context, **options)
        if ordered is None:
            return
        with _watched(context) as watch:
            report = crawl_boards(*ordered, watch)
    context.answer(_crawl_summary(report), lambda: terminal.show_crawl(report))
    sys.exit(128 + report.interrupted if report.interrupted else _crawl_code(report))


def _crawl_summary(report: CrawlReport) -> dict[str, Any]:
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


# -- update, enrich, export, verify ------------------------------------------------------------------------------------


@main.command()
@click.option("--rebuild", is_flag=True, help="Forget the ledger and fold every snapshot again.")
@click.option("--until", metavar="DATE", help="With --rebuild: the ledger as of this day.")
@common
def update(context: Context, rebuild: bool, until: str | None) -> None:
    """Fold new snapshots into the ledger: first seen, changed, closed, reopened."""
    from crawler import ledger
    from crawler.lock import hold

    if until and not rebuild:
        _fail("--until goes with --rebuild", USAGE)
    with hold(context.data):
        report = (
            ledger.rebuild(context.snapshots, context.ledger, until)
            if rebuild
            else ledger.fold_snapshots(context.snapshots, context.ledger)
        )
    context.answer(report, lambda: terminal.show_update(report))
    sys.exit(DEGRADED if report.problems or report.held else OK)


keep_option = click.option(
    "--keep-personal-data", is_flag=True, help="Keep e-mails, phones and names of contacts in what is published."
)
"""Option of every command that enriches."""


@main.command()
@click.option("--all", "everything", is_flag=True, help="Enrich every posting again, changed or not.")
@keep_option
@common
def enrich(context: Context, everything: bool, keep_personal_data: bool) -> None:
    """Read the postings' text, match their employers and judge, for what changed."""
    from crawler.lock import hold
    from enrich.stage import enrich_ledger

    with hold(context.data):
        report = enrich_ledger(
            context.ledger, context.reference, everything=everything, keep_personal_data=keep_personal_data
        )
    context.answer(report, lambda: terminal.show_enrich(report))


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that publishes."""
    names = ["jsonl", "jsonl.gz", "jsonl.zst", "sqlite", "csv", "parquet", "schemaorg"]
    said = "Only these formats, one a time this is given [default: jsonl and sqlite]."
    command = click.option("--format", "formats", multiple=True, type=click.Choice(names), help=said)(command)
    folder = click.Path(path_type=Path)
    return click.option("--out", "folder", type=folder, help="Where to publish [default: <data>/out].")(command)


@main.command()
@export_options
@common
def export(context: Context, folder: Path | None, formats: tuple[str, ...]) -> None:
    """Publish one consistent version: feed, dump, schema, and the manifest last."""
    from crawler.lock import hold
    from exports.publication import USUAL
    from exports.publication import export as publish

    with hold(context.data):
        report = publish(context.ledger, context.reference, folder or context.data / "out", formats or USUAL)
    context.answer(report.manifest, lambda: terminal.show_export(report))


@main.command()
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


@main.command()
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Where is published [default: <data>/out].")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free port.")
@click.option("--open", "in_browser", is_flag=True, help="Open the front page in a browser.")
@common
def serve(context: Context, folder: Path | None, host: str, port: int, in_browser: bool) -> None:
    """Show what is published as pages in a browser, by Datasette, until interrupted."""
    from exports.datasette.serve import serve as serve_pages

    def ready(address: str) -> None:
        context.answer({"address": address}, lambda: out.print(f"{address}  (Ctrl+C ends it)"))
        if in_browser:
            click.launch(address)

    try:
        serve_pages(folder or context.data / "out", host, port, ready)
    except KeyboardInterrupt:
        sys.exit(130)


@main.command()
@crawl_options
@export_options
@keep_option
@click.option(
    "--prometheus", type=click.Path(path_type=Path), help="Write metrics here, for a node exporter (FILE.prom)."
)
@common
def run(
    context: Context,
    folder: Path | None,
    formats: tuple[str, ...],
    prometheus: Path | None,
    keep_personal_data: bool,
    **options: Any,
) -> None:
    """Crawl, update, enrich and export under one lock. What was killed is taken up by the same command."""
    from crawler.lock import hold
    from exports.publication import USUAL
    from operations.night import spend_night

    with hold(context.data):
        ordered = _ordered(context, **options)
        if ordered is None:
            return
        with _watched(context) as watch:
            night = spend_night(
                ordered[0],
                replace(ordered[1], stays_open=True),
                out=folder or context.data / "out",
                formats=formats or USUAL,
                prometheus=prometheus,
                keep_personal_data=keep_personal_data,
                watch=watch,
                code_of=_code_of,
            )
    context.answer(_night_summary(night), lambda: terminal.show_night(night))
    sys.exit(night.exit_code)


def _night_summary(night: Night) -> dict[str, Any]:
    summary: dict[str, Any] = {"crawl": _crawl_summary(night.crawled)}
    if night.published is not None:
        summary |= {"update": night.folded, "enrich": night.enriched, "export": night.published.manifest}
    return summary | {"report": night.page}


@main.command()
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

    context = context if _is_given("data") else Context(Path("demo"), context.as_json)
    samples = folder()
    with hold(context.data):
        _begin_anew(context.data)
        for day in (1, 2):
            archive = samples / f"day{day}.warc.gz"
            report = crawl(read_boards(samples / "boards.csv"), CrawlOptions(context.data, replay=(archive,)))
            fold_snapshots(context.snapshots, context.ledger)
            if not context.as_json:
                terminal.show_crawl(report)
        files = add_files(sorted((samples / "reference").glob("*.csv")), context.reference)
        enriched = enrich_ledger(context.ledger, context.reference)
        published = publish(context.ledger, context.reference, context.data / "out")
        problems = check(context.data / "out")
    failed = [file.error for file in files if file.error is not None] + [str(problem) for problem in problems]
    for problem in failed:
        terminal.error(problem)
    context.answer(published.manifest, lambda: _print_demo(context.data, enriched, published))
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


def _print_demo(data: Path, enriched: Any, published: Any) -> None:
    from exports.summary import board_rows, telling_quotes

    terminal.show_enrich(enriched)
    terminal.show_export(published)
    feed = data / "out" / "jobs.jsonl"
    terminal.show_demo(board_rows(feed), telling_quotes(feed))
    example = telling_quotes(feed)[0].id
    out.print("\nNext:")
    out.print(f"  .venv/bin/sponsorfeed explain {example} --data {data}")
    out.print(f"  .venv/bin/sponsorfeed serve --out {data / 'out'}")
    out.print(f"  .venv/bin/sponsorfeed verify {data / 'out'}")
    out.print("  .venv/bin/sponsorfeed crawl --board https://boards.greenhouse.io/YOUR_EMPLOYER --contact YOUR_EMAIL")


# -- operating ---------------------------------------------------------------------------------------------------------


@main.command()
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
            terminal.note(f"{path}: is there already, left alone")
        out.print("Next: set contact in sponsorfeed.toml, add lines to boards.csv, run `sponsorfeed doctor`")

    context.answer({"written": written, "kept": kept}, text)


@main.command()
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Where is published [default: <data>/out].")
@common
def status(context: Context, folder: Path | None) -> None:
    """Show the last runs, the boards by health and freshness, and the gaps in the reference data."""
    from operations.status import read_status

    found = read_status(context.data, folder or context.data / "out")
    context.answer(found, lambda: terminal.show_status(found))


@main.command()
@click.option("--run", "run_id", metavar="ID", help="The run to tell of [default: the newest].")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Where to write [default: <data>/reports].")
@click.option("--out", "published", type=click.Path(path_type=Path), help="Where is published [default: <data>/out].")
@common
def report(context: Context, run_id: str | None, folder: Path | None, published: Path | None) -> None:
    """Write what a run did as one page, <run>.html, and as data, <run>.json."""
    from operations.report import read_report, write_report

    found = read_report(context.data, published or context.data / "out", run_id)
    html, said = write_report(found, folder or context.data / "reports")
    context.answer({"run": found.run, "html": html, "json": said}, lambda: out.print(f"{html}\n{said}"))


@main.command()
@click.option("--boards", "boards_file", type=click.Path(path_type=Path), default=Path("boards.csv"), help="Boards.")
@click.option("--contact", help="E-mail or web address for the user agent.")
@click.option("--offline", is_flag=True, help="Reach no host.")
@common
def doctor(context: Context, boards_file: Path, contact: str | None, offline: bool) -> None:
    """Check the machine, the settings and the data before a run, each fault with what mends it; exit 2 for a fault."""
    from operations.doctor import Subject, examine

    subject = Subject(data=context.data, boards=boards_file, contact=contact, offline=offline)
    findings = list(examine(subject))
    context.answer(findings, lambda: terminal.show_findings(findings))
    sys.exit(USAGE if any(finding.status == "problem" for finding in findings) else OK)


@main.command()
@click.argument("posting_ids", nargs=-1, required=True, metavar="POSTING_ID...")
@common
def forget(context: Context, posting_ids: tuple[str, ...]) -> None:
    """Forget postings for good: out of the ledger now, out of what is published with the next export.

    They stay forgotten when the ledger is rebuilt and their boards are crawled again. Readers of the feed are told by
    a delete. Snapshots and recordings, which are not published, still hold them.
    """
    from crawler.ledger import forget_postings
    from crawler.lock import hold

    with hold(context.data):
        gone = forget_postings(posting_ids, context.snapshots, context.ledger)

    def text() -> None:
        for posting_id in gone:
            out.print(f"{posting_id}: forgotten")
        out.print("Next: `sponsorfeed enrich` and `sponsorfeed export`, or the next run, publish without it")

    context.answer({"forgotten": gone}, text)


# -- boards ------------------------------------------------------------------------------------------------------------


@main.group()
def boards() -> None:
    """Recognise and check boards."""


@boards.command("detect")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option(
    "--input",
    "source",
    type=click.File(encoding="utf-8-sig", errors="replace"),
    help="URLs, one a line; - for standard input. Prints JSON.",
)
@click.option("--offline", is_flag=True, help="Look at the URL alone.")
@click.option("--html", "page", type=click.File("rb"), help="Look at this saved page instead; its URL as argument.")
@click.option("--contact", help="E-mail or web address for the user agent; a look at a page needs one.")
@click.option("--allow-host", "hosts", multiple=True, help="Allow a host with a private address.")
@common
def detect(
    context: Context,
    urls: tuple[str, ...],
    source: TextIO | None,
    offline: bool,
    page: BinaryIO | None,
    contact: str | None,
    hosts: tuple[str, ...],
) -> None:
    """Say which system is behind each careers URL, and how it was told; exit 1 unless every board is known.

    The URL alone is looked at first, and where it does not tell, the page: fetched once, robots.txt obeyed.
    """
    from crawler.detect import LARGEST_PAGE, look_at_page, look_at_url, look_online

    listed = [*urls, *(line.strip() for line in source or () if line.strip())]
    if page is not None and len(listed) > 1:
        _fail("--html is one page; give its URL alone", USAGE)
    if not listed and page is None:
        _fail("no URL; give some, or --input FILE", USAGE)
    if page is not None:
        looks = [look_at_page(page.read(LARGEST_PAGE), listed[0] if listed else None)]
    else:
        looks = [look_at_url(url) for url in listed] if offline else look_online(listed, contact, hosts)
    for look in looks:
        _print_look(look, context.as_json or source is not None)
    sys.exit(OK if all(look.recognised for look in looks) else DEGRADED)


def _print_look(look: Look, as_json: bool) -> None:
    row = look.row()
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        said = row["board"] or f"{row['ats'] or 'unknown'} (no board)"
        out.print(f"{said}  {row['url'] or ''}  ({row['evidence'] or 'no known system'})")
    if look.problem:
        terminal.note(f"{row['url'] or 'page'}: {look.problem}")


@boards.command("check")
@click.argument("file", type=click.Path(path_type=Path), default=Path("boards.csv"))
@common
def check(context: Context, file: Path) -> None:
    """Read FILE and say what is wrong with it, without fetching anything."""
    from crawler.boards import read_boards

    found = read_boards(file)

    def text() -> None:
        for board in found:
            out.print(f"{board.id}  {board.employer}")
        out.print(f"{file}: {len(found)} boards")

    context.answer([{"board": board.id} | asdict(board) for board in found], text)


@boards.command("retry")
@click.argument("names", nargs=-1, metavar="[BOARD]...")
@common
def retry(context: Context, names: tuple[str, ...]) -> None:
    """Crawl BOARD, by its id, with the next run again although it was set aside; without one, every board."""
    from crawler.aside import bring_back
    from crawler.lock import hold

    with hold(context.data):
        back = bring_back(context.data, names)

    def text() -> None:
        for board in back:
            out.print(f"{board}: crawled with the next run")
        if not back:
            out.print("no board is set aside")

    context.answer({"boards": back}, text)


# -- reference data ----------------------------------------------------------------------------------------------------


@main.group()
def reference() -> None:
    """Load the government's filing records."""


@reference.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
def reference_add(context: Context, files: tuple[Path, ...]) -> None:
    """Load FILES, each whole or not at all: USCIS hub; LCA, PERM and prevailing wage disclosure; OFLC wages (the ZIP);
    O*NET text; IPEDS HD; SEC company tickers. What a file is follows from its content.
    """
    from crawler.lock import hold
    from enrich.reference import add_files

    with hold(context.data):
        reports = add_files(files, context.reference)
    context.answer(reports, lambda: terminal.show_files(reports))
    failed = sum(report.error is not None for report in reports)
    sys.exit(OK if not failed else DEGRADED if failed < len(reports) else NOTHING)


@reference.command("list")
@common
def reference_list(context: Context) -> None:
    """Show what is loaded, by source, fiscal year and quarter, with the gaps."""
    from enrich.reference import list_files

    listing = list_files(context.reference)
    context.answer(listing, lambda: terminal.show_coverage(listing))


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
    from crawler.lock import hold
    from enrich.reference.fetch import PAGES, SOURCES, fetch_files, show_fetched

    if not contact:
        _fail("the agencies are told who asks: add --contact you@example.org", USAGE)
    if unknown := sorted(set(sources) - set(SOURCES)):
        _fail(f"no source {unknown[0]}; there are {', '.join(SOURCES)}", USAGE)
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
    from crawler.lock import hold
    from enrich.reference import remove_file

    with hold(context.data):
        report = remove_file(file, context.reference)
    context.answer(report, lambda: out.print(f"{report.name}: removed"))


# -- match, read, explain ----------------------------------------------------------------------------------------------


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--input", "source", type=click.File(encoding="utf-8"), help='JSON lines {"name", "city"?, "state"?, ...}.'
)
@click.option("--explain", "explained", is_flag=True, help="Say what each answer rests on, spelling by spelling.")
@common
def match(context: Context, names: tuple[str, ...], source: TextIO | None, explained: bool) -> None:
    """Match employer names to filers; one JSON object a name, in order.

    Your own aliases are read from aliases.csv in the data folder and win over the shipped ones.
    """
    from enrich.employers.answers import match_names

    queries = [{"name": name} for name in names] + _json_lines(source)
    if not queries:
        _fail("no name; give some, or --input FILE", USAGE)
    for answer in match_names(queries, context.reference, explained=explained):
        if context.as_json or source is not None:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            terminal.show_match(answer)


@main.command()
@click.option(
    "--input", "source", type=click.File(encoding="utf-8"), default="-", help='JSON lines {"text"|"html", ...}.'
)
@click.option("--explain", "explained", is_flag=True, help="Say for each rule that fired or was vetoed where and why.")
@common
def read(context: Context, source: TextIO, explained: bool) -> None:
    """Read postings: {"text" or "html", "title"?} in, everything that their text says out, one JSON object a line."""
    from enrich.text.reading import explain_posting, read_posting

    for row in _json_lines(source):
        given = {name: row.get(name) for name in ("html", "text", "title")}
        if not explained:
            click.echo(json.dumps(_plain(read_posting(**given)), ensure_ascii=False))
        elif context.as_json:
            click.echo(json.dumps(_plain(explain_posting(**given)), ensure_ascii=False))
        else:
            terminal.show_reading(explain_posting(**given))


def _json_lines(source: TextIO | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(source or (), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                _fail(f"{getattr(source, 'name', 'input')}:{number}: not JSON ({error})", USAGE)
            if not isinstance(row, dict):
                _fail(f"{getattr(source, 'name', 'input')}:{number}: an object is needed, this is {line[:40]!r}", USAGE)
            rows.append(row)
    return rows


@main.command()
@click.option("--source", type=click.Choice(["uscis", "lca", "perm"]), default="uscis", show_default=True)
@click.option(
    "--train", type=int, multiple=True, metavar="FY...", help="Fiscal years of the outcomes to fit on [default: all]."
)
@click.option("--test", "tested", type=int, required=True, metavar="FY", help="Fiscal year to predict.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Write a JSON line for each filer and track.")
@click.option(
    "--fit", "fitted", type=click.Path(path_type=Path), help="Fit on all those years too, and write the file."
)
@click.argument("more", nargs=-1, type=int, metavar="")
@common
def backtest(
    context: Context,
    source: str,
    train: tuple[int, ...],
    tested: int,
    predictions: Path | None,
    fitted: Path | None,
    more: tuple[int, ...],
) -> None:
    """Predict a fiscal year from the years before, and say how often that came true.

    With --fit, models fitted on all those years are written; enrich uses a file likelihood.json beside reference.db.
    """
    from enrich.backtest.refit import refit
    from enrich.backtest.run import backtest as run_backtest
    from enrich.backtest.run import open_population, write_predictions

    population = open_population(context.reference, source)
    report = run_backtest(population, tested, (*train, *more))
    if predictions is not None:
        write_predictions(report, predictions)
    if fitted is not None:
        refit(population, report, context.reference, fitted)
    context.answer(report.scores_alone(), lambda: terminal.show_backtest(report))


@main.command()
@click.argument("posting_id")
@common
def explain(context: Context, posting_id: str) -> None:
    """Say why a posting has its tag: filer, counts, quotes, probabilities, and the SQL that reproduces each number."""
    from enrich.explain import explain as explain_posting

    explanation = explain_posting(posting_id, context.ledger, context.reference)
    context.answer(explanation, lambda: terminal.show_explanation(explanation))


def _plain(value: Any) -> Any:
    """``value`` as JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        return msgspec.to_builtins(value, enc_hook=str)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


if __name__ == "__main__":
    main()

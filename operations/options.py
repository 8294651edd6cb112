"""What the commands share: their data folder, their way to answer, and the options of several of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from operations.exit_codes import errors_as_exit_codes
from operations.json_lines import print_json
from operations.settings import FORMATS, may_be_url

if TYPE_CHECKING:
    from crawler.files.storage import Location


def place(value: Any) -> Location:
    """Type of an option: a folder or a file, or its like in an object store by its URL.

    Raises ``click.BadParameter`` that does not repeat what may be secret in a URL.
    """
    if not isinstance(value, str):
        return cast("Location", value)
    if not may_be_url(value):
        return Path(value)
    from crawler.files.storage import StorageUrlError, parse_location

    try:
        return parse_location(value)
    except StorageUrlError as error:
        raise click.BadParameter(str(error)) from error


class Context:
    """What every command has: the data folder, and whether to print JSON."""

    def __init__(self, data: Path, as_json: bool) -> None:
        self.data = data
        self.as_json = as_json
        self.ledger = data / "ledger.db"
        self.reference = data / "reference.db"
        self.snapshots: Location = data / "snapshots"

    def read_from(self, published: Location | None) -> Path:
        """The folder to read what is ``published`` from: of an object store the one that it was sent from."""
        return published if isinstance(published, Path) else self.data / "out"

    def answer(self, value: Any, text: Callable[[], None]) -> None:
        """Print ``value`` as JSON when asked for, else what ``text`` prints."""
        if self.as_json:
            print_json(value)
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
        with errors_as_exit_codes():
            command(Context(data, as_json), *args, **kwargs)

    return with_context


snapshots_option = click.option(
    "--snapshots",
    type=place,
    metavar="PLACE",
    help="Where snapshots are kept: a folder or s3://bucket/folder [default: <data>/snapshots].",
)
"""Option of every command that writes or reads snapshots."""


def crawl_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that crawls."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--boards", "boards_file", type=path, help="Boards to crawl, as CSV [default: boards.csv]."),
        click.option("--board", "urls", multiple=True, metavar="URL", help="Crawl just this board; may be repeated."),
        click.option("--contact", help="E-mail or web address for the user agent; a live crawl needs one."),
        click.option("--record", type=place, help="Record every answer to this WARC file."),
        click.option(
            "--replay", type=place, multiple=True, help="Answer from these WARC files instead of the network."
        ),
        snapshots_option,
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


cluster_option = click.option(
    "--cluster", metavar="URL", help="Work on the Dask cluster whose scheduler is at tcp://HOST:PORT."
)
"""Option of every command that can work on a cluster."""


processes_option = click.option(
    "--processes",
    type=click.IntRange(min=0),
    metavar="N",
    help="Work in N processes; 0: in this one [default: one a core, where there is enough to do].",
)
"""Option of every command whose work is shared out over processes or a cluster, but for a crawl's."""


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that publishes."""
    said = "Only these formats, one a time this is given [default: jsonl and sqlite]."
    command = click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help=said)(command)
    said = "Where to publish: a folder or s3://bucket/folder [default: <data>/out]."
    return click.option("--out", "folder", type=place, metavar="PLACE", help=said)(command)


keep_option = click.option(
    "--keep-personal-data", is_flag=True, help="Keep e-mails, phones and names of contacts in what is published."
)
"""Option of every command that enriches."""

published_option = click.option("--out", "published", type=place, help="Where is published [default: <data>/out].")
"""Option of every command that reads what is published."""


def is_given(parameter: str) -> bool:
    """Whether the operator wrote the option, rather than a settings file."""
    return click.get_current_context().get_parameter_source(parameter) is ParameterSource.COMMANDLINE

"""The command line: the options before the command, and the commands, a module each in ``operations/commands/``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any, Final

import click

from operations.commands.backtest import backtest
from operations.commands.boards import boards
from operations.commands.crawl import crawl
from operations.commands.demo import demo
from operations.commands.doctor import doctor
from operations.commands.enrich import enrich
from operations.commands.explain import explain
from operations.commands.export import export
from operations.commands.forget import forget
from operations.commands.init import init
from operations.commands.match import match
from operations.commands.read import read
from operations.commands.reference import reference
from operations.commands.report import report
from operations.commands.run import run
from operations.commands.serve import serve
from operations.commands.status import status
from operations.commands.update import update
from operations.commands.verify import verify
from operations.exit_codes import errors_as_exit_codes

COMMANDS: Final = [
    backtest,
    boards,
    crawl,
    demo,
    doctor,
    enrich,
    explain,
    export,
    forget,
    init,
    match,
    read,
    reference,
    report,
    run,
    serve,
    status,
    update,
    verify,
]


@click.group(commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="sponsorfeed", prog_name="sponsorfeed")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done, to standard error.")
@click.option("--log-json", is_flag=True, help="Log as JSON, one object a line, with the ids of run and board.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file [default: sponsorfeed.toml, if it is there]."
)
@click.pass_context
def main(context: click.Context, verbose: bool, log_json: bool, config: Path | None) -> None:
    """Job postings from company career pages, matched to the employer's U.S. visa filing record."""
    from crawler.runs.run_log import begin_log

    with errors_as_exit_codes():
        context.default_map = _settings(config)
    as_json = log_json or bool(context.default_map.get("log_json"))  # the file is read after the options
    begin_log(sys.stderr, logging.INFO if verbose else logging.WARNING, as_json=as_json)


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


if __name__ == "__main__":
    main()

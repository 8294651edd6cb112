"""Calls of the command line that are written somewhere: whether it knows them."""

from __future__ import annotations

import click

from sponsorfeed import main


def parse(arguments: list[str]) -> str:
    """The command that ``arguments`` call, with options that it knows; raises ``click.UsageError`` otherwise."""
    command: click.Command = main
    parent: click.Context | None = None
    name = "sponsorfeed"
    while True:
        context = command.make_context(name, list(arguments), parent=parent)
        if not isinstance(command, click.Group):
            return name
        found, next_command, arguments = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None and next_command is not None
        name, command, parent = found, next_command, context

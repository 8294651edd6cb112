"""The outputs that the README shows, as the commands print them: ``python -m tests.readme`` writes them there."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from click.testing import CliRunner

from sponsorfeed import main

README = Path(__file__).parent.parent / "README.md"
EXPLAINED = "workday:kestrelpoint/KestrelPoint:KP-2230"
_BLOCK = r"(<!-- {name} output: [^\n]*-->\n```\n).*?(```\n)"


def outputs(folder: Path) -> dict[str, str]:
    """Name of each block -> what its command prints, run in ``folder``."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        commands = {"demo": ["demo"], "explain": ["explain", EXPLAINED, "--data", "demo"]}
        found = {}
        for name, arguments in commands.items():
            result = CliRunner(env={"COLUMNS": "120"}).invoke(main, arguments)
            assert result.exit_code == 0, result.output
            lines = [f"{line.rstrip()}\n" for line in result.stdout.splitlines()]
            found[name] = "".join(_beginning(lines) if name == "explain" else lines)
        return found
    finally:
        os.chdir(before)


def _beginning(lines: list[str]) -> list[str]:
    """The lines before the terms of the model: those and the queries are for who reads one posting, not a README."""
    end = next(number for number, line in enumerate(lines) if line.startswith("probability of"))
    return [*lines[:end], "... (each term of both probabilities, and a SQL query for every number)\n"]


def shown(text: str) -> dict[str, str]:
    """Name of each block -> what the README has in it."""
    pattern = re.compile(r"<!-- (\w+) output: [^\n]*-->\n```\n(.*?)```\n", re.DOTALL)
    return {match[1]: match[2] for match in pattern.finditer(text)}


def write() -> None:
    """Put today's outputs into the README."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, output in outputs(Path(folder)).items():
            block = re.compile(_BLOCK.format(name=name), re.DOTALL)
            text = block.sub(lambda match, output=output: match[1] + output + match[2], text)  # type: ignore[misc]
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()

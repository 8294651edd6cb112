"""``match``: employer names to filers."""

from __future__ import annotations

from typing import Any, TextIO

import click

from operations.console import out
from operations.exit_codes import USAGE, fail
from operations.json_lines import placed_json_lines, print_json
from operations.options import Context, common


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--input",
    "source",
    type=click.File(encoding="utf-8"),
    help='JSON lines {"name", "city"?, "state"?, "domain"?, "legal_name"?, "fein"?}.',
)
@click.option("--explain", "explained", is_flag=True, help="Say what each answer rests on, spelling by spelling.")
@common
def match(context: Context, names: tuple[str, ...], source: TextIO | None, explained: bool) -> None:
    """Match employer names to filers; one JSON object a name, in order.

    Your own aliases are read from aliases.csv in the data folder and win over the shipped ones.
    """
    from enrich.employers.answers import match_names

    named: list[dict[str, Any]] = [{"name": name} for name in names]
    read = placed_json_lines(source)
    places = [f"name {number}" for number in range(1, len(named) + 1)] + [where for where, _ in read]
    queries = named + [query for _, query in read]
    if not queries:
        fail("no name; give some, or --input FILE", USAGE)
    for answer in match_names(queries, context.reference, explained=explained, places=places):
        if context.as_json or source is not None:
            print_json(answer)
        else:
            show_match(answer)


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

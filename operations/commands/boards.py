"""``boards detect``, ``boards check``, ``boards retry``: the list of what is crawled."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from operations.console import note, out
from operations.exit_codes import DEGRADED, OK, USAGE, fail
from operations.json_lines import print_json
from operations.options import Context, common

if TYPE_CHECKING:
    from crawler.recognition.detect import Look


@click.group()
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
    from crawler.recognition.detect import LARGEST_PAGE, look_at_page, look_at_url, look_online

    listed = [*urls, *(line.strip() for line in source or () if line.strip())]
    if page is not None and len(listed) > 1:
        fail("--html is one page; give its URL alone", USAGE)
    if not listed and page is None:
        fail("no URL; give some, or --input FILE", USAGE)
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
        print_json(row)
    else:
        said = row["board"] or f"{row['ats'] or 'unknown'} (no board)"
        out.print(f"{said}  {row['url'] or ''}  ({row['evidence'] or 'no known system'})")
    if look.problem:
        note(f"{row['url'] or 'page'}: {look.problem}")


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
    from crawler.runs.aside import bring_back
    from crawler.runs.lock import hold

    with hold(context.data):
        back = bring_back(context.data, names)

    def text() -> None:
        for board in back:
            out.print(f"{board}: crawled with the next run")
        if not back:
            out.print("no board is set aside")

    context.answer({"boards": back}, text)

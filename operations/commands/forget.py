"""``forget``: postings out of the ledger for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common, snapshots_option

if TYPE_CHECKING:
    from crawler.files.storage import Location


@click.command()
@click.argument("posting_ids", nargs=-1, required=True, metavar="POSTING_ID...")
@snapshots_option
@common
def forget(context: Context, posting_ids: tuple[str, ...], snapshots: Location | None) -> None:
    """Forget postings for good: out of the ledger now, out of what is published with the next export.

    They stay forgotten when the ledger is rebuilt and their boards are crawled again. Readers of the feed are told by
    a delete. Snapshots and recordings, which are not published, still hold them.
    """
    from crawler.ledger import forget_postings
    from crawler.runs.lock import hold

    with hold(context.data):
        gone = forget_postings(posting_ids, snapshots or context.snapshots, context.ledger)

    def text() -> None:
        for posting_id in gone:
            out.print(f"{posting_id}: forgotten")
        out.print("Next: `sponsorfeed enrich` and `sponsorfeed export`, or the next run, publish without it")

    context.answer({"forgotten": gone}, text)

"""``forget``: postings out of the ledger for good."""

from __future__ import annotations

import click

from operations.console import out
from operations.options import Context, common


@click.command()
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

"""Speed and memory of the enrich stage: ``python -m benchmarks.stage [--postings N]``.

The postings of the demo, each many times with a text of its own, are enriched as the stage does it, employers being
looked up once. What is read of the text is timed apart from the rest, by CPU time of one process.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from click.testing import CliRunner

from crawler.items import JobPosting
from enrich.enrichment import BoardFacts, Reference, read_text
from enrich.posting import enrich_one
from sponsorfeed import main as command

_POSTINGS = (
    "SELECT posting.content, board.employer, board.domain, board.fein FROM posting"
    " JOIN board ON board.id = posting.board ORDER BY posting.id"
)


def copies(rows: list[tuple[str, str, str | None, str | None]], number: int) -> Iterator[tuple[JobPosting, BoardFacts]]:
    """Yield as many postings, no two with one text."""
    for at in range(number):
        content, employer, domain, fein = rows[at % len(rows)]
        posting = msgspec.json.decode(content, type=JobPosting)
        if posting.description_html is not None:
            posting.description_html += f"<p>Reference {at}.</p>"
        yield posting, BoardFacts(employer=employer, domain=domain, fein=fein)


def memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        result = CliRunner().invoke(command, ["demo", "--data", place])
        assert result.exit_code == 0, result.output
        with closing(sqlite3.connect(Path(place) / "ledger.db")) as connection:
            rows = connection.execute(_POSTINGS).fetchall()
        with Reference.open(Path(place) / "reference.db") as data:
            measure(rows, data, options.postings)


def measure(rows: list[tuple[str, str, str | None, str | None]], data: Reference, number: int) -> None:
    """Print the rates, and the memory when a tenth and when all is done."""
    for posting, board in copies(rows, len(rows)):
        enrich_one(posting, board, data)
    spent, letters = [0.0, 0.0], 0
    for at, (posting, board) in enumerate(copies(rows, number), 1):
        start = time.process_time()
        # Every other text is read alone: one that was enriched already would be read from warm caches.
        if at % 2:
            msgspec.json.encode(enrich_one(posting, board, data))
        else:
            read_text(posting)
        spent[at % 2] += time.process_time() - start
        letters += len(posting.description_html or "")
        if at == number // 10:
            print(f"memory at {at:,} postings: {memory_mib():.0f} MiB")
    reading, whole = (total / (number / 2) for total in spent)
    print(f"memory at {number:,} postings: {memory_mib():.0f} MiB")
    print(f"{number:,} postings of {letters / number:,.0f} letters of HTML: {1 / whole:,.0f} a CPU-second")
    print(f"reading the text takes {reading / whole:.0%} of it; redaction, verdict and encoding the rest")


if __name__ == "__main__":
    main()

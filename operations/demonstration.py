"""The demo: the whole line on the bundled samples, offline."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, CrawlReport, crawl
from crawler.ledger import fold_snapshots
from crawler.runs.lock import hold
from enrich.reference import add_files
from enrich.stage import EnrichReport, enrich_ledger
from exports.publication import ExportReport, export
from exports.verify import verify
from samples import folder


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demo did."""

    enriched: EnrichReport
    published: ExportReport
    problems: list[str]
    """Reference files that could not be loaded, and what is wrong with what is published: none, unless by a defect."""


def demonstrate(data: Path, crawled: Callable[[CrawlReport], None]) -> Demonstration:
    """Crawl two days of ten invented employers into ``data``, enrich, publish and verify; ``crawled`` is told each day.

    What an earlier demo left there is cleared. Raises what the stages raise.
    """
    samples, out = folder(), data / "out"
    ledger, reference, snapshots = data / "ledger.db", data / "reference.db", data / "snapshots"
    with hold(data):
        _begin_anew(data)
        for day in (1, 2):
            archive = samples / f"day{day}.warc.gz"
            report = crawl(read_boards(samples / "boards.csv"), CrawlOptions(data, replay=(archive,)))
            fold_snapshots(snapshots, ledger)
            crawled(report)
        files = add_files(sorted((samples / "reference").glob("*.csv")), reference)
        enriched = enrich_ledger(ledger, reference)
        published = export(ledger, reference, out)
        unsound = verify(out)
    problems = [file.error for file in files if file.error is not None] + [str(problem) for problem in unsound]
    return Demonstration(enriched, published, problems)


def _begin_anew(data: Path) -> None:
    """Clear what an earlier demo left, by its mark; a folder without the mark is somebody's own and stays."""
    mark = data / "demo"
    if mark.exists():
        for name in ("snapshots", "runs", "out"):
            shutil.rmtree(data / name, ignore_errors=True)
        for file in [*data.glob("ledger.db*"), *data.glob("reference*")]:
            file.unlink()
    mark.write_text("made by: sponsorfeed demo; cleared by the next one\n", encoding="utf-8")

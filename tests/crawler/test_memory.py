from __future__ import annotations

import json
import random
import tracemalloc
from pathlib import Path

from crawler.crawl import CrawlOptions, CrawlReport, crawl
from tests.capture import write_warc
from tests.crawler.bad_answers.answers import LEVER, LEVER_URL, lever_job

PAGES, EACH, BODY = 20, 50, 24_000


def crawl_pages(pages: int, folder: Path) -> tuple[CrawlReport, int]:
    """The report of a crawl of that many pages, and the most memory that it held, in bytes."""
    words = random.Random(1).randbytes(BODY // 2).hex()
    exchanges = []
    for page in range(pages):
        jobs = [lever_job(page * EACH + n, description=f"<p>{n} {words}</p>") for n in range(EACH)]
        exchanges.append({"url": LEVER_URL.format(page * EACH), "answer": json.dumps(jobs).encode()})
    exchanges.append({"url": LEVER_URL.format(pages * EACH), "answer": b"[]"})
    folder.mkdir()
    archive = write_warc(folder / "a.warc.gz", exchanges)
    del exchanges
    tracemalloc.start()
    try:
        report = crawl([LEVER], CrawlOptions(data=folder / "data", replay=(archive,)))
        return report, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_board(tmp_path: Path) -> None:
    crawl_pages(1, tmp_path / "first")  # what is imported once
    report, peak = crawl_pages(PAGES, tmp_path / "second")
    assert (report.postings, report.snapshots[0].outcome) == (PAGES * EACH, "complete")
    assert peak < PAGES * EACH * BODY * 0.9  # 24 MB of descriptions, of which a snapshot in the making keeps 8

"""Replays of the demo's first day, each in a process of its own that can be cut short at a step.

``python -m tests.crawler.interrupted`` reads one JSON object a line, ``{"data", "boards"?, "signal"?, "step"?}``, and
answers each with ``{"status", "report"}``: how the process ended (negative: by which signal), and the number of steps
taken, the postings and the boards left, when it got to the end. A step is an answer given, a posting kept, a piece of a
file written, made durable or moved into place. The processes are forked, so that none has to import everything again.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy.utils.misc import walk_modules_iter

from crawler import snapshots
from crawler.archive import Archive
from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, crawl
from crawler.snapshots import SnapshotWriter
from samples import folder

_STEPS: list[tuple[Any, str]] = [
    (Archive, "answer"),
    (SnapshotWriter, "add"),
    (snapshots, "pack"),
    (os, "fsync"),
    (Path, "replace"),
]


def replay(data: Path, boards: Path, number: int, last_step: int) -> dict[str, Any]:
    """Crawl, sending this process the signal ``number`` at ``last_step``."""
    taken = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*given: Any, **named: Any) -> Any:
            nonlocal taken
            if taken == last_step:
                os.kill(os.getpid(), number)
            taken += 1
            return step(*given, **named)

        return take

    for owner, name in _STEPS:
        setattr(owner, name, counted(getattr(owner, name)))
    report = crawl(read_boards(boards), CrawlOptions(data=data, replay=(folder() / "day1.warc.gz",)))
    return {"steps": taken, "postings": report.postings, "unfinished": report.unfinished}


def main() -> None:
    list(walk_modules_iter("crawler.spiders"))  # before the fork, once for all
    for line in sys.stdin:
        order = json.loads(line)
        data = Path(order["data"])
        told = data.with_suffix(".report")
        told.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            status = 1
            try:
                boards = Path(order.get("boards", folder() / "boards.csv"))
                report = replay(data, boards, order.get("signal", 0), order.get("step", -1))
                told.write_text(json.dumps(report), encoding="utf-8")
                status = 0
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        report = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
        sys.stdout.write(json.dumps({"status": status, "report": report}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

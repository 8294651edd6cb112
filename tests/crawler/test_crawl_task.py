"""A task of a crawl in this process: its worker ends with the lease, and what was crawled until then is kept."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.cluster_sites import Street, open_street
from crawler.parallel.crawl_task import Crawled, CrawlOrder, crawl_task
from crawler.parallel.lease import Lead
from crawler.parallel.remote_pace import LEASE_OVER
from crawler.snapshots import snapshot_path
from tests.crawler.test_workers import wait_for

LEASE_SECONDS = 3.0


def workers() -> list[int]:
    """Processes that any thread of this one has started and that crawl."""
    listed = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    pids = [int(pid) for words in listed for pid in words]
    return [pid for pid in pids if b"crawler.parallel.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def street() -> Iterator[Street]:
    with open_street(1, 6, 2, answer_seconds=0.3) as running:
        yield running


def order(folder: Path, street: Street, lead: Lead) -> CrawlOrder:
    lead.begin(["one"])
    return CrawlOrder(
        task="one",
        lead=lead.id,
        lease_seconds=LEASE_SECONDS,
        boards=street.listed(),
        standings={},
        snapshots=str(folder),
        run="20261120T000000Z",
        crawled_at="2026-11-20T00:00:00Z",
        full=False,
        contact="a@b.example",
        allowed_hosts=tuple(street.hosts()),
        frozen_seconds=30.0,
    )


def begin(asked: CrawlOrder) -> tuple[threading.Thread, list[Crawled]]:
    """The task in a thread, as an executor runs it, once its process is there."""
    done: list[Crawled] = []
    thread = threading.Thread(target=lambda: done.append(crawl_task(asked)))
    thread.start()
    wait_for(workers)
    return thread, done


def test_a_task_leaves_snapshots_and_says_what_it_did(street: Street, tmp_path: Path) -> None:
    with Lead(tmp_path, LEASE_SECONDS) as lead:
        asked = order(tmp_path, street, lead)
        thread, done = begin(asked)
        thread.join()
        [crawled] = done
        assert crawled.is_mine and crawled.is_whole and not crawled.defects
        assert {header.board.id for header in crawled.snapshots} == {board.id for board in asked.boards}
        assert all(snapshot_path(tmp_path, asked.run, board).exists() for board in asked.boards)
        assert street.log is not None
        assert sum(backend.requests for backend in crawled.traffic.values()) == len(street.log)
        assert not crawl_task(asked).is_mine
        lead.end("one")
    assert not workers()


def test_a_task_that_is_given_up_ends_its_process_and_asks_nobody_any_more(street: Street, tmp_path: Path) -> None:
    street.answer_seconds = 2.0
    assert street.log is not None
    with Lead(tmp_path, LEASE_SECONDS) as lead:
        thread, done = begin(order(tmp_path, street, lead))
        wait_for(lambda: street.log)
        lead.lose("one")
        thread.join()
        [crawled] = done
        assert crawled.is_mine and not crawled.is_whole
        assert not workers()
        asked = len(street.log)
        time.sleep(0.5)
        assert len(street.log) == asked


THAWED = """
import socket, sys
from crawler.parallel.clock import clock
from crawler.parallel.remote_pace import RemotePace
from crawler.parallel.worker_messages import FromWorker, Line

pace = RemotePace(Line(socket.socketpair()[0], FromWorker))
pace.until = clock() + float(sys.argv[1])
assert not pace.is_over("host a")
"""


def test_a_process_that_thaws_after_its_lease_ends_before_it_asks_anybody() -> None:
    """It looks at the clock before each request, so whoever froze with it need not tell it."""

    def status(left: float) -> int:
        return subprocess.run([sys.executable, "-c", THAWED, str(left)], check=False).returncode

    assert status(60.0) == 0
    assert status(-0.1) == LEASE_OVER

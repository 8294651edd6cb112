"""A nightly refresh against fetching everything again: ``python -m benchmarks.refresh [--crawlee PYTHON]``.

The boards were crawled the day before and 3% of their postings have another title since. Ours asks for the lists and
for the details of what changed; ours with ``full`` and crawlee (HttpCrawler, memory storage, in the interpreter given,
which has to have it) ask for everything. The postings of both crawls of ours have to be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.snapshots import read_postings

CHANGED = 0.03
CRAWLEE = """
import asyncio, json, logging, resource, sys
from crawlee import ConcurrencySettings, Request
from crawlee.crawlers import HttpCrawler
from crawlee.storage_clients import MemoryStorageClient
port, boards = int(sys.argv[1]), int(sys.argv[2])
found = []
async def main():
    limits = ConcurrencySettings(desired_concurrency=16, max_concurrency=16)
    crawler = HttpCrawler(storage_client=MemoryStorageClient(), concurrency_settings=limits, configure_logging=False)
    @crawler.router.default_handler
    async def handle(context):
        answer = json.loads(await context.http_response.read())
        if "jobs" in answer:
            base = context.request.url.rpartition("/")[0]
            await context.add_requests([f"{base}/jobs/{job['id']}" for job in answer["jobs"]])
        else:
            found.append({name: answer[name] for name in ("id", "title", "location", "absolute_url", "content")})
    await crawler.run([f"http://127.0.0.1:{port}/boards/{board}/list.json" for board in range(boards)])
logging.disable(logging.CRITICAL)
asyncio.run(main())
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"items": len(found), "cpu": used.ru_utime + used.ru_stime, "rss_mb": used.ru_maxrss / 1024}))
"""


@contextmanager
def _site(boards: int, jobs: int, port: int, changed: float) -> Iterator[None]:
    command = [sys.executable, "-m", "benchmarks.site", "--boards", str(boards), "--jobs", str(jobs)]
    options = ["--port", str(port), "--changed", str(changed)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _measure(port: int, boards: int, snapshots: Path, day: int, full: bool) -> None:
    from benchmarks.crawl import crawl_ours

    items = crawl_ours(port, boards, snapshots, day=day, full=full)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"items": items, "cpu": used.ru_utime + used.ru_stime, "rss_mb": used.ru_maxrss / 1024}))


def _run(command: list[str]) -> dict[str, float]:
    environment = os.environ | {"CRAWLEE_PURGE_ON_START": "1"}
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _contents(snapshots: Path, day: int) -> dict[str, tuple[str, str | None]]:
    files = sorted(snapshots.glob(f"202601{day:02d}T*/ours/*.jsonl.gz"))
    return {posting.id: (posting.title, posting.description_html) for file in files for posting in read_postings(file)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--boards", type=int, default=20)
    arguments.add_argument("--jobs", type=int, default=250)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--crawlee", metavar="PYTHON", help="interpreter that has crawlee[httpx]")
    arguments.add_argument("--measure", help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    arguments.add_argument("--day", type=int, default=1, help=argparse.SUPPRESS)
    arguments.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        _measure(given.port, given.boards, Path(given.measure), given.day, given.full)
        return
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        snapshots = Path(folder)

        def ours(day: int, *options: str) -> list[str]:
            command = [sys.executable, "-m", "benchmarks.refresh", "--measure", folder, "--port", str(port)]
            return [*command, "--boards", str(given.boards), "--day", str(day), *options]

        with _site(given.boards, given.jobs, port, 0.0):
            _run(ours(1))
        contenders = {"ours, refresh": ours(2), "ours, everything": ours(3, "--full")}
        if given.crawlee:
            script = snapshots / "everything.py"
            script.write_text(CRAWLEE, encoding="utf-8")
            contenders["crawlee, everything"] = [given.crawlee, str(script), str(port), str(given.boards)]
        with _site(given.boards, given.jobs, port, CHANGED):
            time.sleep(0.2)
            rounds = [{name: _run(command) for name, command in contenders.items()} for _ in range(given.rounds)]
        assert _contents(snapshots, 2) == _contents(snapshots, 3)
    _report(rounds, given.boards, given.jobs)


def _report(rounds: list[dict[str, dict[str, float]]], boards: int, jobs: int) -> None:
    cpu = {name: statistics.median(found[name]["cpu"] for found in rounds) for name in rounds[0]}
    slowest = list(cpu)[-1]
    print(f"{boards} boards of {jobs} postings, {CHANGED:.0%} changed, {len(rounds)} rounds in turn, medians")
    print(f"| contender | postings | boards per CPU-second | of {slowest} | peak MB |\n|---|---|---|---|---|")
    for name, used in cpu.items():
        items, memory = rounds[0][name]["items"], statistics.median(found[name]["rss_mb"] for found in rounds)
        print(f"| {name} | {items:.0f} | {boards / used:.1f} | {cpu[slowest] / used:.1f} | {memory:.0f} |")


if __name__ == "__main__":
    main()

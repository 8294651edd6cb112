"""Crawl speed against stock Scrapy: ``python -m benchmarks.crawl [--boards N] [--rounds N]``.

Both fetch the same loopback site (benchmarks/site.py), list and details. Stock Scrapy has its defaults with the log
quiet and 16 requests to a host, and yields a plain dict for each job. Ours is the crawl stage as it runs: guard,
robots.txt, retries, full extraction to the record, HTML sanitised, snapshots written; only the delay is off.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

CONTENDERS = ("stock", "ours")


def _stock(port: int, boards: int) -> int:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Stock(scrapy.Spider):
        name = "stock"

        async def start(self) -> AsyncIterator[Any]:
            for board in range(boards):
                url = f"http://127.0.0.1:{port}/boards/{board}/list.json"
                yield scrapy.Request(url, callback=self.parse_list, cb_kwargs={"board": board})

        def parse_list(self, response: Any, board: int) -> Any:
            for job in json.loads(response.body)["jobs"]:
                yield scrapy.Request(
                    f"http://127.0.0.1:{port}/boards/{board}/jobs/{job['id']}", callback=self.parse_job
                )

        def parse_job(self, response: Any) -> Any:
            job = json.loads(response.body)
            yield {name: job[name] for name in ("id", "title", "company_name", "location", "absolute_url", "content")}

    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0,
        }
    )
    crawler = process.create_crawler(Stock)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    return int(crawler.stats.get_value("item_scraped_count", 0))


def _ours(port: int, boards: int) -> int:
    from scrapy import Request
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler import settings as project_settings
    from crawler.items import Board, JobPosting, Snapshot
    from crawler.patterns import PagedSearch
    from crawler.spiders.greenhouse import Greenhouse

    class Ours(PagedSearch):
        name = "ours"
        jobs = "jobs"
        total = "meta.total"
        posting_of = Greenhouse.posting

        def query(self, board: Board, offset: int) -> Request:
            return Request(f"http://127.0.0.1:{port}/boards/{board.token}/list.json", dont_filter=True)

        def job_key(self, job: dict[str, Any]) -> str:
            return str(job["id"])

        def detail_url(self, job: dict[str, Any], board: Board) -> str:
            return f"http://127.0.0.1:{port}/boards/{board.token}/jobs/{job['id']}"

        def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
            return Greenhouse.posting(self, job["detail"], board)  # type: ignore[arg-type]

    collected: list[int] = []

    def done(snapshot: Snapshot) -> None:
        assert snapshot.outcome == "complete", snapshot
        collected.append(snapshot.collected)

    settings = Settings()
    settings.setmodule(project_settings)
    settings.setdict(
        {
            "GUARD_ALLOWED_HOSTS": ["127.0.0.1"],
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "LOG_INSTALL_ROOT_HANDLER": False,
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        process = AsyncCrawlerProcess(settings)
        logging.getLogger("scrapy").setLevel(logging.ERROR)
        rows = [
            Board(employer=f"Company {b}", url="http://127.0.0.1/", ats="ours", token=str(b)) for b in range(boards)
        ]
        process.crawl(
            Ours, boards=rows, snapshots=Path(folder), run="r", crawled_at="2026-01-01T00:00:00Z", progress=done
        )
        process.start()
    return sum(collected)


def _measure(contender: str, port: int, boards: int) -> None:
    started = time.perf_counter()
    items = {"stock": _stock, "ours": _ours}[contender](port, boards)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    wall = time.perf_counter() - started
    print(json.dumps({"items": items, "cpu": cpu, "wall": wall, "rss_mb": used.ru_maxrss / 1024}))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--boards", type=int, default=8)
    arguments.add_argument("--jobs", type=int, default=250)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--measure", choices=CONTENDERS, help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        _measure(given.measure, given.port, given.boards)
        return
    site = [sys.executable, "-m", "benchmarks.site", "--boards", str(given.boards), "--jobs", str(given.jobs)]
    with subprocess.Popen(site, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
        for _ in range(given.rounds):
            for name in CONTENDERS:
                command = [sys.executable, "-m", "benchmarks.crawl", "--measure", name, "--port", port]
                answer = subprocess.run(
                    [*command, "--boards", str(given.boards)], stdout=subprocess.PIPE, text=True, check=True
                )
                found[name].append(json.loads(answer.stdout.splitlines()[-1]))
        server.terminate()
    requests = given.boards * (given.jobs + 1)
    rates = {name: statistics.median(requests / run["cpu"] for run in runs) for name, runs in found.items()}
    print(f"{requests} requests, {given.rounds} rounds in turn, medians")
    print("| contender | items | requests per CPU-second | ratio | peak MB |\n|---|---|---|---|---|")
    for name, runs in found.items():
        memory = statistics.median(run["rss_mb"] for run in runs)
        items = int(runs[0]["items"])
        print(f"| {name} | {items} | {rates[name]:.0f} | {rates[name] / rates['stock']:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()

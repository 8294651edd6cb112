"""Crawl speed against stock Scrapy: ``python -m benchmarks.crawl [--html] [--boards N] [--jobs N] [--rounds N]``.

Both fetch the same loopback site (benchmarks/site.py), list and details, or with ``--html`` a sitemap and 50 KB pages,
out of which stock Scrapy takes the JSON-LD with XPath. Stock Scrapy has its defaults with the log
quiet and 16 requests to a host, and yields a plain dict for each job. Ours is the crawl stage as it runs: guard,
robots.txt, retries, full extraction to the record, HTML sanitised, snapshots written; only the delay is off.
"""

from __future__ import annotations

import argparse
import json
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


def _stock(port: int, boards: int, html: bool) -> int:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class StockHtml(scrapy.Spider):
        name = "stock_html"

        async def start(self) -> AsyncIterator[Any]:
            yield scrapy.Request(f"http://127.0.0.1:{port}/sitemap.xml", callback=self.parse_map)

        def parse_map(self, response: Any) -> Any:
            for url in response.xpath("//*[local-name()='loc']/text()").getall():
                yield scrapy.Request(url, callback=self.parse_job)

        def parse_job(self, response: Any) -> Any:
            for block in response.xpath('//script[@type="application/ld+json"]/text()').getall():
                job = json.loads(block)
                yield {name: job[name] for name in ("title", "description", "datePosted", "jobLocation")}

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
    crawler = process.create_crawler(StockHtml if html else Stock)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    return int(crawler.stats.get_value("item_scraped_count", 0))


def _ours(port: int, boards: int, html: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return crawl_ours(port, boards, Path(folder), html=html)


def crawl_ours(port: int, boards: int, snapshots: Path, *, html: bool = False, day: int = 1, full: bool = False) -> int:
    """Crawl the site at ``port`` into ``snapshots`` on one day of January; returns the number of postings."""
    from scrapy import Request
    from scrapy.settings import Settings

    from crawler import settings as project_settings
    from crawler.items import Board, JobPosting, Snapshot
    from crawler.parallel.spider_process import make_process
    from crawler.patterns import PagedSearch, SitemapJsonLd
    from crawler.spiders.greenhouse import Greenhouse

    class OursHtml(SitemapJsonLd):
        name = "ours"

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

    def done(_: Board, snapshot: Snapshot | None) -> None:
        assert snapshot is not None and snapshot.outcome == "complete", snapshot
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
    process = make_process(settings)
    url = f"http://127.0.0.1:{port}/careers"
    rows = [
        Board(employer=f"Company {number}", url=url, ats="ours", token=str(number))
        for number in range(1 if html else boards)
    ]
    process.crawl(
        OursHtml if html else Ours,
        boards=rows,
        snapshots=snapshots,
        run=f"202601{day:02d}T060000Z",
        crawled_at=f"2026-01-{day:02d}T06:00:00Z",
        progress=done,
        full=full,
    )
    process.start()
    return sum(collected)


def _measure(contender: str, port: int, boards: int, html: bool) -> None:
    started = time.perf_counter()
    items = {"stock": _stock, "ours": _ours}[contender](port, boards, html)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    wall = time.perf_counter() - started
    print(json.dumps({"items": items, "cpu": cpu, "wall": wall, "rss_mb": used.ru_maxrss / 1024}))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--boards", type=int, default=8)
    arguments.add_argument("--jobs", type=int, default=250)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--html", action="store_true", help="pages with JSON-LD instead of JSON")
    arguments.add_argument("--measure", choices=CONTENDERS, help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        _measure(given.measure, given.port, given.boards, given.html)
        return
    site = [sys.executable, "-m", "benchmarks.site", "--boards", str(given.boards), "--jobs", str(given.jobs)]
    shape = ["--html"] if given.html else []
    with subprocess.Popen(site + shape, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
        for _ in range(given.rounds):
            for name in CONTENDERS:
                command = [sys.executable, "-m", "benchmarks.crawl", "--measure", name, "--port", port]
                answer = subprocess.run(
                    [*command, *shape, "--boards", str(given.boards)], stdout=subprocess.PIPE, text=True, check=True
                )
                found[name].append(json.loads(answer.stdout.splitlines()[-1]))
        server.terminate()
    requests = given.boards * given.jobs + (1 if given.html else given.boards)
    rates = {name: statistics.median(requests / run["cpu"] for run in runs) for name, runs in found.items()}
    print(f"{requests} requests, {given.rounds} rounds in turn, medians")
    print("| contender | items | requests per CPU-second | ratio | peak MB |\n|---|---|---|---|---|")
    for name, runs in found.items():
        memory = statistics.median(run["rss_mb"] for run in runs)
        items = int(runs[0]["items"])
        print(f"| {name} | {items} | {rates[name]:.0f} | {rates[name] / rates['stock']:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()

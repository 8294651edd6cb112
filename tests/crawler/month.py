"""Careers sites that live for a month on loopback: jobs open, close, reopen and are edited, and the server fails.

Each site keeps the truth of every day, so that a test can hold what was crawled against it. What a site answers wrongly
on a day is its ``fault``; the last day has none.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.loopback import HOST, Answer

DAYS = 30
COLORS = ("red", "green", "blue")
STATUSES = {"500": 500, "503": 503, "403": 403, "404": 404, "429": 429}
MAINTENANCE = b"<!doctype html><html><body><h1>We are back soon</h1></body></html>"


@dataclass(slots=True)
class Job:
    """One job of a site."""

    number: int
    title: str
    text: str
    color: str
    is_open: bool = True


@dataclass(slots=True)
class Day:
    """The truth of one day."""

    fault: str
    open: set[int]
    """Jobs that were open for the whole of it."""
    titles: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


class MonthSite:
    """What all sites share: their jobs, their days, and the faults that any server may have."""

    faults: ClassVar[tuple[str, ...]] = (*STATUSES, "drop", "flaky", "robots", "cut", "page", "blank")

    def __init__(self, name: str, seed: int) -> None:
        self.host = f"{name}.example"
        self.origin = ""
        self.rng = random.Random(f"{name} {seed}")
        self.jobs: dict[int, Job] = {}
        self.days: list[Day] = []
        self.fault = ""
        self._asked: set[str] = set()
        for _ in range(self.rng.randint(8, 14)):
            self.open_one()

    def open_one(self) -> int:
        number = len(self.jobs) + 1
        self.jobs[number] = Job(number, f"Cooper {number}", f"<p>Casks, {number}.</p>", self.rng.choice(COLORS))
        return number

    def open_jobs(self) -> list[Job]:
        return [job for job in self.jobs.values() if job.is_open]

    def next_day(self) -> None:
        """Jobs come, go and change, and one fault is chosen, or none."""
        rng, number = self.rng, len(self.days)
        for job in self.jobs.values():
            if rng.random() < (0.08 if job.is_open else 0.05):
                job.is_open = not job.is_open
            if rng.random() < 0.04:
                job.title = f"{job.title.partition(',')[0]}, day {number}"
            if rng.random() < 0.04:
                job.text = f"<p>Casks, as of day {number}.</p>"
        for _ in range(rng.choice((0, 0, 1, 2))):
            self.open_one()
        if not self.open_jobs():
            self.open_one()
        before, healthy = self.fault, number == DAYS - 1 or rng.random() < 0.4
        # The same lie on two days in a row may be proof enough that a board is empty: that is another test's.
        self.fault = "" if healthy else rng.choice([fault for fault in self.faults if fault != before])
        self._asked = set()
        self.days.append(Day(self.fault, {job.number for job in self.open_jobs()}))
        self.note()

    def note(self) -> None:
        today = self.days[-1]
        today.titles = {job.number: job.title for job in self.jobs.values()}
        today.texts = {job.number: job.text for job in self.jobs.values()}

    def answer(self, target: str, asked_etag: str | None) -> Answer | None:
        """The answer to a request; ``None`` breaks the connection off."""
        first, parts = target not in self._asked, urlsplit(target)
        self._asked.add(target)
        if parts.path == "/robots.txt":
            return Answer(status=503 if self.fault == "robots" else 404)
        if self.fault == "flaky" and first:
            return Answer(status=500)
        if parts.path in self.listings:
            if self.fault in STATUSES:
                return Answer(status=STATUSES[self.fault], headers={"Retry-After": "0"})
            if self.fault == "drop":
                return None
            if self.fault in ("page", "blank"):
                return Answer(MAINTENANCE if self.fault == "page" else b"", headers={"Content-Type": "text/html"})
        answer = self.page(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
        if self.fault == "cut" and parts.path in self.listings:
            answer.body = answer.body[: len(answer.body) * 2 // 3]
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:12]}"'
        answer.headers["ETag"] = etag
        return Answer(status=304, headers={"ETag": etag}) if asked_etag == etag and self.fault != "cut" else answer

    listings: ClassVar[tuple[str, ...]] = ("/list",)

    def page(self, path: str, query: dict[str, str]) -> Answer:
        raise NotImplementedError


def as_json(value: Any) -> Answer:
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


class WholeSite(MonthSite):
    """The whole board in one answer, with an ETag and without a total."""

    faults = (*MonthSite.faults, "empty", "null")

    def page(self, path: str, query: dict[str, str]) -> Answer:
        jobs = [{"id": job.number, "title": job.title, "text": job.text} for job in self.open_jobs()]
        return as_json({"jobs": {"empty": [], "null": None}.get(self.fault, jobs)})


class PagedSite(MonthSite):
    """A search in pages with a total and a window, and a record for each job."""

    page_size, window = 4, 16
    faults = (
        *MonthSite.faults,
        *("second", "short", "repeats", "more", "fewer", "zero", "moves", "closing", "opening", "details", "mixed"),
    )

    def __init__(self, name: str, seed: int) -> None:
        super().__init__(name, seed)
        self.has_facets, self.is_saturated = seed % 2 == 0, seed % 4 == 1
        self._order: list[int] = []

    def next_day(self) -> None:
        super().next_day()
        self._order = [job.number for job in self.open_jobs()]
        self.rng.shuffle(self._order)

    def page(self, path: str, query: dict[str, str]) -> Answer:
        if path != "/list":
            return self._detail(int(path.rpartition("/")[2]))
        offset, color = int(query["offset"]), query.get("color")
        rows = [self.jobs[number] for number in self._order if color in (None, self.jobs[number].color)]
        total = min(len(rows), self.window) if self.is_saturated else len(rows)
        shown = rows[offset : min(offset + self.page_size, self.window)]
        shown, total = self._spoilt(offset, rows, shown, total)
        self._between_pages()
        facets = {color: sum(self.jobs[n].color == color for n in self._order) for color in COLORS}
        jobs = [{"id": job.number, "title": job.title, "seen": f"day {len(self.days)}"} for job in shown]
        return as_json({"total": total, "jobs": jobs, "colors": facets if self.has_facets else {}})

    def _spoilt(self, offset: int, rows: list[Job], shown: list[Job], total: int) -> tuple[list[Job], int]:
        if self.fault == "second" and offset:
            return [], total
        if self.fault == "short":
            return shown[:-1] if offset else shown, total
        if self.fault == "repeats":
            return rows[: self.page_size], total
        lies = {"more": total + 3, "fewer": min(total, self.page_size + 1), "zero": 0}
        return ([] if self.fault == "zero" else shown), lies.get(self.fault, total)

    def _between_pages(self) -> None:
        """What happens on the site while its pages are turned."""
        if self.fault == "moves":
            self._order.insert(0, self._order.pop())
        elif self.fault == "closing" and len(self._order) > 1:
            number = self._order.pop(0)
            self.jobs[number].is_open = False
            self.days[-1].open.discard(number)
        elif self.fault == "opening":
            self._order.insert(0, self.open_one())
            self.note()

    def _detail(self, number: int) -> Answer:
        if self.fault == "details":
            return Answer(status=500)
        shown = number + 1 if self.fault == "mixed" and number % 2 else number
        job = self.jobs.get(shown, self.jobs[number])
        return as_json({"id": job.number, "text": job.text})


class MappedSite(MonthSite):
    """A careers page without the jobs on it, a sitemap, and JSON-LD on a page for each job."""

    listings = ("/sitemap.xml",)
    faults = (*MonthSite.faults, "job 500", "job page", "job blank", "job drop", "careers")

    def answer(self, target: str, asked_etag: str | None) -> Answer | None:
        hit = target.startswith("/careers/") and int(target.rpartition("-")[2]) % 3 == 0
        if self.fault == "job 500" and hit or self.fault == "careers" and target == "/careers":
            return Answer(status=500)
        if self.fault == "job drop" and hit:
            return None
        if self.fault in ("job page", "job blank") and hit:
            return Answer(MAINTENANCE if self.fault == "job page" else b"", headers={"Content-Type": "text/html"})
        return super().answer(target, asked_etag)

    def page(self, path: str, query: dict[str, str]) -> Answer:
        if path == "/careers":
            return Answer(b"<html><body>Work with us.</body></html>", headers={"Content-Type": "text/html"})
        if path == "/sitemap.xml":
            locations = "".join(
                f"<url><loc>{self.origin}/careers/job-{job.number}</loc></url>" for job in self.open_jobs()
            )
            body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}'
            return Answer(f"{body}</urlset>".encode(), headers={"Content-Type": "application/xml"})
        job = self.jobs[int(path.rpartition("-")[2])]
        if not job.is_open:
            return Answer(status=404)
        data = {"@type": "JobPosting", "title": job.title, "description": job.text, "identifier": f"R-{job.number}"}
        block = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        return Answer(f"<html>{block}</html>".encode(), headers={"Content-Type": "text/html"})


@contextmanager
def serve_sites(sites: dict[str, MonthSite]) -> Iterator[int]:
    """The port at which the sites answer, each under its own name."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site = sites[self.headers["Host"].partition(":")[0]]
            with lock:
                answer = site.answer(self.path, self.headers.get("If-None-Match"))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # a connection that finds the queue full is tried again a second later
        daemon_threads = True

    lock = threading.Lock()
    server = Server((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

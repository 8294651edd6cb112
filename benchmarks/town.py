"""Many careers sites on loopback, one address each, for nights that are disturbed: 127.0.0.0/8, from memory.

Each site has a robots.txt, a sitemap and pages with JSON-LD. On night ``n`` each lists its jobs from ``n`` on: one
closes and one is new each night. All requests are counted.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Protocol

_WORDS = "We shape staves and hoops for barrels, by hand and with patience, in a workshop by the river. "


def address(board: int) -> str:
    """The address of a board's site."""
    return f"127.{1 + board // 62500}.{board // 250 % 250}.{1 + board % 250}"


class Town:
    """The sites of all boards; ``night`` may be set at any time."""

    def __init__(self, boards: int, jobs: int) -> None:
        self.boards = boards
        self.jobs = jobs
        self.night = 0
        self.port = 0
        self.asked: Counter[str] = Counter()
        self._board_at = {address(board): board for board in range(boards)}

    def open_jobs(self) -> set[str]:
        """Ids of all postings that are open tonight."""
        return {
            f"jsonld:{address(board)}:{_identifier(board, job)}"
            for board in range(self.boards)
            for job in range(self.night, self.night + self.jobs)
        }

    def requests(self) -> int:
        """Requests so far."""
        return sum(self.asked.values())

    def boards_csv(self) -> str:
        """The boards as an operator lists them."""
        rows = (f"Cooper {board},http://{address(board)}:{self.port}/,jsonld" for board in range(self.boards))
        return "\n".join(["employer,url,ats", *rows]) + "\n"

    def settings(self) -> str:
        """A settings file that allows the addresses."""
        hosts = ", ".join(f'"{address(board)}"' for board in range(self.boards))
        return f'contact = "night@bench.example"\n[crawl]\nallow_hosts = [{hosts}]\n'

    def answer(self, host: str, path: str) -> tuple[str, str]:
        """Kind and body of a page; an empty kind is 404."""
        self.asked[f"{host}{path}"] += 1
        board = self._board_at.get(host)
        origin = f"http://{host}:{self.port}"
        if board is None:
            return "", ""
        listed = range(self.night, self.night + self.jobs)
        if path == "/robots.txt":
            return "text/plain", f"User-agent: *\nAllow: /\nSitemap: {origin}/sitemap.xml\n"
        if path == "/":
            return "text/html", "".join(f'<a href="/jobs/{job}">Cooper {job}</a>' for job in listed)
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{origin}/jobs/{job}</loc></url>" for job in listed)
            return "application/xml", f"<urlset>{urls}</urlset>"
        name, _, number = path.rpartition("/")
        if name == "/jobs" and number.isdigit() and int(number) in listed:
            return "text/html", _page(board, int(number))
        return "", ""


def _identifier(board: int, job: int) -> str:
    return f"{board}-{job}"


def _page(board: int, job: int) -> str:
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": f"Cooper {job}",
        "identifier": _identifier(board, job),
        "description": f"<p>{_WORDS * 3}Job {job} of {board}.</p>",
        "hiringOrganization": {"@type": "Organization", "name": f"Cooper {board}"},
        "datePosted": "2026-10-01",
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Austin", "addressRegion": "TX"}},
    }
    return f'<html><script type="application/ld+json">{json.dumps(posting)}</script><h1>Cooper {job}</h1></html>'


class Answers(Protocol):
    """What stands behind a connection."""

    def answer(self, host: str, path: str) -> tuple[str, str]:
        """Content type and text; no type for what is not there."""


class Connection(asyncio.Protocol):
    """One connection to ``site``, kept among ``open_ones`` while it lasts; requests without a body."""

    def __init__(self, site: Answers, open_ones: set[asyncio.Transport]) -> None:
        self._site = site
        self._open = open_ones
        self._unfinished = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        *requests, self._unfinished = (self._unfinished + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1].decode()
            host = self._transport.get_extra_info("sockname")[0]
            self.note(host, path)
            kind, text = self._site.answer(host, path)
            body = text.encode()
            status = "200 OK" if kind else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind or 'text/plain'}\r\nContent-Length: {len(body)}\r\n\r\n"
            self.send(head.encode() + body)

    def note(self, host: str, path: str) -> None:
        """A request came in."""

    def send(self, answer: bytes) -> None:
        """Send a whole answer."""
        self._transport.write(answer)


@contextmanager
def open_town(boards: int, jobs: int) -> Iterator[Town]:
    """A town whose sites answer, from a thread."""
    town, loop = Town(boards, jobs), asyncio.new_event_loop()
    ready = threading.Event()

    connections: set[asyncio.Transport] = set()

    async def serve() -> None:
        server = await loop.create_server(lambda: Connection(town, connections), "0.0.0.0", 0, backlog=4096)
        town.port = server.sockets[0].getsockname()[1]
        ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for connection in connections:
                connection.abort()
            await asyncio.sleep(0.1)  # for the loop to close them

    task = loop.create_task(serve())

    def run() -> None:
        with closing(loop), suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield town
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()

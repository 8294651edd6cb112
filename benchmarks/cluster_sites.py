"""Careers sites on loopback that note who asks: several boards on each address, which one limit holds for.

Every request is kept with its moment and the process that sent it, found by the port it came from.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.town import Connection
from crawler.items import Board


class Request(NamedTuple):
    """One request: when, on the monotonic clock, to which address, for what, by which process (0: it was gone)."""

    at: float
    host: str
    path: str
    process: int


@dataclass(slots=True)
class Street:
    """``houses`` addresses with ``boards`` boards of ``jobs`` jobs each, asked at most every ``spacing`` seconds."""

    houses: int
    boards: int
    jobs: int
    spacing: float
    answer_seconds: float = 0.0
    port: int = 0
    log: list[Request] | None = None

    def hosts(self) -> list[str]:
        """The addresses."""
        return [f"127.7.0.{1 + house}" for house in range(self.houses)]

    def listed(self) -> list[Board]:
        """All boards, those of an address together."""
        return [
            Board(employer=f"Hoop {host} {n}", url=f"http://{host}:{self.port}/{n}", ats="jsonld", token=f"{host}/{n}")
            for host in self.hosts()
            for n in range(self.boards)
        ]

    def answer(self, host: str, path: str) -> tuple[str, str]:
        """Kind and body of a page; an empty kind is 404."""
        board, _, rest = path.lstrip("/").partition("/")
        origin = f"http://{host}:{self.port}"
        if path == "/robots.txt":
            delay = f"Crawl-delay: {self.spacing}\n" if self.spacing else ""
            return "text/plain", f"User-agent: *\nAllow: /\n{delay}"
        if not board.isdigit():
            return "", ""
        if not rest:
            return "text/html", "".join(f'<a href="/{board}/jobs/{job}">job</a>' for job in range(self.jobs))
        if rest == "sitemap.xml":
            urls = (f"<url><loc>{origin}/{board}/jobs/{job}</loc></url>" for job in range(self.jobs))
            return "application/xml", f"<urlset>{''.join(urls)}</urlset>"
        return "text/html", _page(f"{board}-{rest}")

    def by_host(self) -> dict[str, list[Request]]:
        """Requests of each address, in order."""
        found: dict[str, list[Request]] = defaultdict(list)
        for request in sorted(self.log or []):
            found[request.host].append(request)
        return found


def _page(identifier: str) -> str:
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": f"Cooper {identifier}",
        "identifier": identifier,
        "description": "<p>We shape staves and hoops for barrels, by hand and with patience.</p>",
        "hiringOrganization": {"@type": "Organization", "name": "Hoop"},
        "datePosted": "2026-10-01",
    }
    return f'<html><script type="application/ld+json">{json.dumps(posting)}</script></html>'


def two_guests(requests: list[Request]) -> list[tuple[Request, Request]]:
    """Where a process came back to an address after another had been there: they were there at once."""
    known = [request for request in requests if request.process]
    seen: set[int] = set()
    found = []
    for one, other in pairwise(known):
        if one.process != other.process:
            seen.add(one.process)
            if other.process in seen:
                found.append((one, other))
    return found


def least_gap(requests: list[Request]) -> float:
    """Least time between two requests of an address, robots.txt and other wishes left out, which nobody spaces."""
    asked = [request.at for request in requests if request.path[1:2].isdigit()]
    return min((later - earlier for earlier, later in pairwise(asked)), default=float("inf"))


class _Connection(Connection):
    """One connection, by which process, whose answers take their time."""

    def __init__(self, street: Street, open_ones: set[asyncio.Transport]) -> None:
        super().__init__(street, open_ones)
        self._street = street

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._process = _process_behind(transport.get_extra_info("peername")[1])

    def note(self, host: str, path: str) -> None:
        """Keep the request."""
        assert self._street.log is not None
        self._street.log.append(Request(time.monotonic(), host, path, self._process))

    def send(self, answer: bytes) -> None:
        """Send it after the time that an answer takes here."""
        asyncio.get_running_loop().call_later(self._street.answer_seconds, self._transport.write, answer)


def _process_behind(port: int) -> int:
    """The crawling process that a connection of loopback comes from, by its port; Linux."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if int(words[1].rpartition(":")[2], 16) == port and words[9] != "0":
            wanted = f"socket:[{words[9]}]"
            break
    else:
        return 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with suppress(OSError):
            if b"crawler.parallel.worker" not in (process / "cmdline").read_bytes():
                continue
            for descriptor in (process / "fd").iterdir():
                with suppress(OSError):
                    if str(descriptor.readlink()) == wanted:
                        return int(process.name)
    return 0


@contextmanager
def open_street(
    houses: int, boards: int, jobs: int, spacing: float = 0.0, answer_seconds: float = 0.0
) -> Iterator[Street]:
    """A street whose sites answer, from a thread."""
    street, loop = Street(houses, boards, jobs, spacing, answer_seconds, log=[]), asyncio.new_event_loop()
    ready, over = threading.Event(), asyncio.Event()
    connections: set[asyncio.Transport] = set()

    async def serve() -> None:
        server = await loop.create_server(lambda: _Connection(street, connections), "0.0.0.0", 0, backlog=4096)
        street.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
        for connection in connections:
            connection.abort()
        await asyncio.sleep(0.1)  # for the loop to close them

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield street
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()

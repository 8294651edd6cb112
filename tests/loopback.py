"""A careers site on 127.0.0.1 for tests: answers by path, and a log of what was asked when."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiohttp.abc import AbstractResolver, ResolveResult

HOST = "127.0.0.1"
WISHES = ("/robots.txt", "/.well-known/tdmrep.json")
"""What a crawl asks a host for before anything else, once."""


class LoopbackResolver(AbstractResolver):
    """A name server that finds every name on this machine, to be put in the place of ``aiohttp.ThreadedResolver``."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [resolved(host, HOST, port)]

    async def close(self) -> None:
        pass


def resolved(name: str, address: str, port: int) -> ResolveResult:
    """What a resolver says: ``name`` is at ``address``."""
    flags = socket.AI_NUMERICHOST
    return ResolveResult(hostname=name, host=address, port=port, family=socket.AF_INET, proto=0, flags=flags)


@dataclass(slots=True)
class Answer:
    """One answer; ``then`` replaces it once it has been given."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    then: Answer | None = None
    delay: float = 0.0
    """Seconds before it begins."""
    drip: float = 0.0
    """Seconds between two of its bytes."""
    first: Callable[[], None] = lambda: None
    """Called before it is given."""


class Site:
    """Answers by path; anything else is 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.log: list[tuple[float, str]] = []
        self.headers: list[dict[str, str]] = []
        self.port = 0

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def html(self, path: str, body: str) -> None:
        self.put(path, body, "text/html; charset=utf-8")

    def put(self, path: str, body: str | bytes, kind: str = "application/json", status: int = 200) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(data, status, {"Content-Type": kind})

    def asked(self, path: str) -> list[float]:
        """When ``path`` was asked for, in seconds of one clock."""
        return [when for when, asked in self.log if asked == path]

    def asked_at(self, host: str) -> list[float]:
        """When anything was asked of ``host``, what is asked about its wishes left out."""
        pairs = zip(self.log, self.headers, strict=True)
        return [
            when for (when, path), headers in pairs if headers["Host"].startswith(f"{host}:") and path not in WISHES
        ]


@contextmanager
def serve(address: str = HOST) -> Iterator[Site]:
    """A running site; ``0.0.0.0`` has every address of 127.0.0.0/8, for sites that are several hosts."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.log.append((time.monotonic(), self.path))
            site.headers.append(dict(self.headers.items()))
            answer = site.answers.get(
                self.path, Answer(b"<html>no such page</html>", 404, {"Content-Type": "text/html"})
            )
            if answer.then is not None:
                site.answers[self.path] = answer.then
            answer.first()
            time.sleep(answer.delay)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            with suppress(ConnectionError):
                for piece in (
                    [answer.body[n : n + 1] for n in range(len(answer.body))] if answer.drip else [answer.body]
                ):
                    self.wfile.write(piece)
                    time.sleep(answer.drip)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # a connection that finds the queue full is tried again a second later
        daemon_threads = True
        block_on_close = False

    server = Server((address, 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

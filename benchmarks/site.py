"""A loopback careers site for the crawl benchmarks: invented postings, served from memory by a process of its own.

``/boards/<b>/list.json`` lists the jobs of board b, ``/boards/<b>/jobs/<id>`` is one job of about 5 KB, gzip-encoded,
in the shape of a system whose list needs a detail request for each job.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random

_WORDS = [
    *("pipeline", "review", "measure", "design", "support", "customer", "release", "safety", "budget", "team"),
    *("schedule", "vendor", "quality", "report", "plan", "network", "sample", "analysis", "delivery", "partner"),
    *("audit", "record", "station", "process", "training", "coverage", "inventory", "launch"),
]
_TITLES = ("Software Engineer", "Data Analyst", "Staff Nurse", "Actuary", "Field Technician", "Product Manager")
_CITIES = (("Austin", "TX"), ("Rochester", "MN"), ("San Jose", "CA"), ("Columbus", "OH"), ("Tampa", "FL"))


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(8, 18))).capitalize() + "."


def _content(rng: random.Random) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < 4_200:
        tag = "li" if rng.random() < 0.4 else "p"
        parts.append(f"<{tag}>{_sentence(rng)}</{tag}>")
    return "".join(parts)


def pages(boards: int, jobs: int) -> dict[str, bytes]:
    """Path -> gzip body of the whole site, the same on every call."""
    rng = random.Random(7)
    site: dict[str, bytes] = {}
    for board in range(boards):
        listed = []
        for number in range(jobs):
            key = board * 100_000 + number
            city, state = rng.choice(_CITIES)
            job = {
                "id": key,
                "title": rng.choice(_TITLES),
                "absolute_url": f"http://127.0.0.1/boards/{board}/{key}",
                "company_name": f"Company {board}, Inc.",
                "location": {"name": f"{city}, {state}"},
                "first_published": f"2026-10-{1 + key % 28:02d}T10:00:00-04:00",
                "requisition_id": f"R{key}",
                "departments": [{"id": 3, "name": "Engineering"}],
            }
            listed.append(job)
            site[f"/boards/{board}/jobs/{key}"] = _body(job | {"content": _content(rng)})
        site[f"/boards/{board}/list.json"] = _body({"jobs": listed, "meta": {"total": jobs}})
    return site


def _body(value: object) -> bytes:
    return gzip.compress(json.dumps(value).encode(), 6)


class _Server(asyncio.Protocol):
    def __init__(self, site: dict[str, bytes]) -> None:
        self._site = site

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for request in data.split(b"\r\n\r\n")[:-1]:
            path = request.split(b" ", 2)[1].decode()
            body = self._site.get(path)
            status = "200 OK" if body is not None else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body or b'')}\r\n"
            encoding = "Content-Encoding: gzip\r\n" if body else ""
            self._transport.write(f"{head}{encoding}\r\n".encode() + (body or b""))


async def _serve(site: dict[str, bytes], port: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Server(site), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--boards", type=int, default=20)
    arguments.add_argument("--jobs", type=int, default=250)
    arguments.add_argument("--port", type=int, default=0)
    given = arguments.parse_args()
    asyncio.run(_serve(pages(given.boards, given.jobs), given.port))

"""A loopback careers site for the crawl benchmarks: invented postings, served from memory by a process of its own.

``/boards/<b>/list.json`` lists the jobs of board b, ``/boards/<b>/jobs/<id>`` is one job of about 5 KB, gzip-encoded,
in the shape of a system whose list needs a detail request for each job. With ``--html`` every job is a page of 50 KB
with JSON-LD on it instead, ``/sites/<b>/jobs/<id>``, and ``/sitemap.xml`` lists them all. With ``--changed`` that share
of the jobs has another title than without.
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


def pages(boards: int, jobs: int, changed: float = 0.0) -> dict[str, bytes]:
    """Path -> gzip body of the whole site, the same on every call but for the share that has ``changed``."""
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
            if number % 100 < changed * 100:
                job["title"] = f"Senior {job['title']}"
            listed.append(job)
            site[f"/boards/{board}/jobs/{key}"] = _body(job | {"content": _content(rng)})
        site[f"/boards/{board}/list.json"] = _body({"jobs": listed, "meta": {"total": jobs}})
    return site


def job_pages(count: int, board: int = 0, seed: int = 7) -> list[bytes]:
    """Pages of one job each, 50 KB with the furniture that career pages have, and JSON-LD."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        city, state = rng.choice(_CITIES)
        job = {
            "@context": "https://schema.org/",
            "@type": "JobPosting",
            "title": f"{rng.choice(_TITLES)} {number}",
            "description": _content(rng),
            "datePosted": f"2026-10-{1 + number % 28:02d}",
            "employmentType": "FULL_TIME",
            "identifier": {"@type": "PropertyValue", "name": f"Company {board}", "value": f"R{board}-{number}"},
            "hiringOrganization": {"@type": "Organization", "name": f"Company {board}, Inc."},
            "jobLocation": {
                "@type": "Place",
                "address": {"addressLocality": city, "addressRegion": state, "addressCountry": "US"},
            },
        }
        script = f'<script type="application/ld+json">{json.dumps(job)}</script>'
        links = "".join(f'<li class="nav-{n}"><a href="/{n}">{_sentence(rng)}</a></li>' for n in range(160))
        filler = "".join(f"<div class=card><h3>{_sentence(rng)}</h3><p>{_sentence(rng)}</p></div>" for _ in range(70))
        head = f"<head><title>{job['title']}</title><style>{'.a{margin:0}' * 300}</style>{script}</head>"
        made.append(
            f"<!doctype html><html>{head}<body><ul>{links}</ul>{filler}{job['description']}</body></html>".encode()
        )
    return made


def html_sites(boards: int, jobs: int) -> dict[str, bytes]:
    """Path -> gzip body of one careers site of pages with JSON-LD; ``{origin}`` in its sitemap is the server's own."""
    site, urls = {"/careers": gzip.compress(b"<html><body>Work with us.</body></html>")}, []
    for board in range(boards):
        for number, page in enumerate(job_pages(jobs, board, seed=board)):
            site[f"/sites/{board}/jobs/{number}"] = gzip.compress(page, 6)
        urls += [f"<url><loc>{{origin}}/sites/{board}/jobs/{n}</loc></url>" for n in range(jobs)]
    return site | {"/sitemap.xml": f"<urlset>{''.join(urls)}</urlset>".encode()}


def _body(value: object) -> bytes:
    return gzip.compress(json.dumps(value).encode(), 6)


class _Server(asyncio.Protocol):
    def __init__(self, site: dict[str, bytes]) -> None:
        self._site = site
        self._unfinished = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._unfinished = (self._unfinished + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1].decode()
            body = self._site.get(path)
            kind = "application/xml" if path.endswith(".xml") else "text/html; charset=utf-8"
            kind = "application/json" if path.startswith("/boards/") else kind
            if body is not None and path.endswith(".xml"):
                host = self._transport.get_extra_info("sockname")
                body = body.replace(b"{origin}", f"http://{host[0]}:{host[1]}".encode())
            status = "200 OK" if body is not None else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body or b'')}\r\n"
            encoding = "Content-Encoding: gzip\r\n" if body and body[:2] == b"\x1f\x8b" else ""
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
    arguments.add_argument("--html", action="store_true")
    arguments.add_argument("--changed", type=float, default=0.0)
    given = arguments.parse_args()
    served = html_sites(given.boards, given.jobs) if given.html else pages(given.boards, given.jobs, given.changed)
    asyncio.run(_serve(served, given.port))

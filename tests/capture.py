"""Replay a folder of recorded answers through the real spiders.

A capture folder holds ``board.json`` (employer, url, and ``ats`` as ``<name>:<token>`` where the url does not say it),
``requests.json`` (a list of ``{method, url, body?, status, file}``), the answers, and what is expected:
``snapshot.json`` (outcome, counts) and ``postings.jsonl`` (whole records).
``python -m tests.capture FOLDER`` writes the expectation for a new capture, to be read before it is committed.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders

from crawler.archive import MemoryWarcWriter
from crawler.boards import board_from_url
from crawler.crawl import CrawlOptions, crawl
from crawler.items import Board, JobPosting, Snapshot
from crawler.snapshots import read_header, read_postings, snapshot_path

CAPTURES = Path(__file__).parent / "captures"
WHEN = "2026-11-18T06:00:00Z"
_TYPES = {
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain",
}


def capture_folders() -> list[Path]:
    """Every capture, by its ``board.json``."""
    return sorted(path.parent for path in CAPTURES.glob("*/*/board.json"))


def write_warc(path: Path, exchanges: list[dict[str, Any]], *, when: str = WHEN) -> Path:
    """A WARC file of exchanges ``{method, url, body?, status?, answer: bytes, type?, headers?}``."""
    with path.open("wb") as stream:
        writer = MemoryWarcWriter(stream, gzip=True, warc_version="WARC/1.1")
        for exchange in exchanges:
            host, _, target = exchange["url"].partition("//")[2].partition("/")
            dated = {"WARC-Date": when}
            request = writer.create_warc_record(
                exchange["url"],
                "request",
                payload=io.BytesIO(exchange.get("body", "").encode()),
                warc_headers_dict=dated,
                http_headers=StatusAndHeaders(
                    f"{exchange.get('method', 'GET')} /{target} HTTP/1.1", [("Host", host)], is_http_request=True
                ),
            )
            headers = [("Content-Type", exchange.get("type", "application/json")), *exchange.get("headers", [])]
            response = writer.create_warc_record(
                exchange["url"],
                "response",
                payload=io.BytesIO(exchange["answer"]),
                warc_headers_dict=dated,
                http_headers=StatusAndHeaders(f"{exchange.get('status', 200)} OK", headers, protocol="HTTP/1.1"),
            )
            writer.write_request_response_pair(request, response)
    return path


def crawl_exchanges(
    board: Board, exchanges: list[dict[str, Any]], folder: Path, *, when: str = WHEN
) -> tuple[Snapshot, list[JobPosting]]:
    """What a crawl of ``board`` makes of recorded exchanges."""
    archive = write_warc(folder / "answers.warc.gz", exchanges, when=when)
    report = crawl([board], CrawlOptions(data=folder / "data", replay=(archive,)))
    path = snapshot_path(folder / "data" / "snapshots", report.run, board)
    return read_header(path), list(read_postings(path))


def replay(capture: Path, folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and postings of a capture folder as plain objects."""
    given = json.loads((capture / "board.json").read_text(encoding="utf-8"))
    board = board_from_url(given["url"], employer=given["employer"], ats=given.get("ats", capture.parent.name))
    exchanges = [
        exchange | {"answer": (capture / exchange["file"]).read_bytes(), "type": _TYPES[Path(exchange["file"]).suffix]}
        for exchange in json.loads((capture / "requests.json").read_text(encoding="utf-8"))
    ]
    header, postings = crawl_exchanges(board, exchanges, folder)
    kept = ("outcome", "reason", "advertised_total", "collected", "unreadable", "unreadable_ids", "detail_missing")
    # How the crawl came by a detail is not what the posting says; tests/crawler/test_carry.py is about that.
    mechanics = ("listed_sha256", "detail_at")
    records = [{name: value for name, value in asdict(p).items() if name not in mechanics} for p in postings]
    return {name: asdict(header)[name] for name in (*kept, "requests", "problems")}, records


def write_expectation(capture: Path) -> None:
    """Write ``snapshot.json`` and ``postings.jsonl`` from what the spiders make of the capture today."""
    with tempfile.TemporaryDirectory() as folder:
        header, postings = replay(capture, Path(folder))
    (capture / "snapshot.json").write_text(json.dumps(header, indent=2) + "\n", encoding="utf-8")
    lines = "".join(json.dumps(posting, ensure_ascii=False, sort_keys=True) + "\n" for posting in postings)
    (capture / "postings.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    for given_folder in sys.argv[1:]:
        write_expectation(Path(given_folder))

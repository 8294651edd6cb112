"""Build the demo's archives and expectations from the board sources: ``python -m samples.build``.

Everything written is a function of the files in ``boards/``. A file whose content would not change is left alone, so
that a rebuild with another zlib, which packs the same records differently, touches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from samples import folder
from samples.exchange import DAYS, CrawlDay, Exchange
from samples.expectations import expected_json
from samples.shapes import ashby, greenhouse, jsonld, lever, workday
from samples.sources import Board, read_boards
from samples.warc import unpacked, warc_bytes

Shape = Callable[[Board, CrawlDay], Iterator[Exchange]]

SHAPES: dict[str, Shape] = {
    "greenhouse": greenhouse.exchanges,
    "lever": lever.exchanges,
    "ashby": ashby.exchanges,
    "workday": workday.exchanges,
    "jsonld": jsonld.exchanges,
}


def day_exchanges(boards: list[Board], day: CrawlDay) -> list[Exchange]:
    """Every request of the crawl of ``day`` with its answer; one robots.txt a host."""
    asked: set[str] = set()
    found = []
    for board in boards:
        for exchange in SHAPES[board.system](board, day):
            if exchange.url.endswith("/robots.txt"):
                if exchange.url in asked:
                    continue
                asked.add(exchange.url)
            found.append(exchange)
    return found


def day_archive(boards: list[Board], day: CrawlDay) -> bytes:
    """The gzipped WARC file of ``day``."""
    return warc_bytes(f"day{day.number}.warc.gz", day_exchanges(boards, day), day.started)


def build(sources: Path, out: Path) -> None:
    """Write ``day1.warc.gz``, ``day2.warc.gz`` and ``expected.json`` into ``out``. Raises ``SampleError``."""
    boards = read_boards(sources)
    files = {f"day{day.number}.warc.gz": day_archive(boards, day) for day in DAYS}
    files["expected.json"] = expected_json(boards)
    for name, content in files.items():
        path = out / name
        if not path.exists() or _content(name, path.read_bytes()) != _content(name, content):
            path.write_bytes(content)


def _content(name: str, data: bytes) -> bytes:
    return unpacked(data) if name.endswith(".gz") else data


if __name__ == "__main__":
    build(folder() / "boards", folder())

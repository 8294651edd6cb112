"""docs/systems.md: what each system gives, from its spider and its captures. ``python -m crawler.systems`` writes it.

A field counts as given when a posting of any capture carries it. Nothing here is written by hand but the words, so the
table is as current as the spiders.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from crawler.boards import SYSTEMS, board_from_url
from crawler.listings.board_spider import BoardSpider
from crawler.listings.listing import Listing
from crawler.listings.windows import PagedSearch
from crawler.manners.backends import BEHIND_OWN_NAMES
from crawler.recognition.recognise import recognise_url

FIELDS = {
    "description_html": "text",
    "date_posted": "date",
    "valid_through": "end",
    "job_location": "places",
    "job_location_type": "workplace",
    "employment_type": "type",
    "department": "department",
    "base_salary": "pay",
    "identifier": "requisition",
    "apply_url": "apply URL",
    "legal_name": "legal name",
}
"""Field of the record -> word in the table. Id, URL, title and employer are in every posting."""

_PAGE_SIZE = re.compile(r"(?:limit|size|top|per_?page|count|num|take)\W{1,4}(\d{1,4})\b", re.IGNORECASE)
_INTRODUCTION = """# Systems

One row for each system that a careers site may stand on. Made by `python -m crawler.systems` from the spiders and the
captures that they are tested with; a test fails when it is not current.

- **list**: the first request of a crawl. **page**: how many postings it asks for, or the whole board in one answer.
- **window**: how many postings the system lists at most. A board that reaches it is divided by facets where the
  table says so, until each part is below the window; where its facets do not cover it, it is `partial`.
- **gives**: besides id, address, title and employer, the fields that a posting of a capture carries. Whether a board
  has them is its employer's choice. **detail**: whether a second request for each posting is made.
- **source**: what the reading rests on. **seen**: `capture` where answers that the system really gave are replayed in
  the tests, else `documentation`; what follows has not been seen even so. No row says `live`: the tests reach no site.

| system | list | page | window | gives | detail | source | seen |
|---|---|---|---|---|---|---|---|
"""


def systems_page(tests: Path) -> str:
    """The whole page, from the spiders and the captures under ``tests``."""
    real = _really_seen(tests)
    return _INTRODUCTION + "".join(f"| {' | '.join(_row(name, tests, name in real))} |\n" for name in sorted(SYSTEMS))


def spider_of(name: str) -> type[BoardSpider]:
    """The spider of a system."""
    module = importlib.import_module(f"crawler.spiders.{name}")
    return next(
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BoardSpider) and value.__module__ == module.__name__
    )


def _row(name: str, tests: Path, is_seen: bool) -> list[str]:
    spider = spider_of(name)
    about = " ".join((sys.modules[spider.__module__].__doc__ or "").split())
    exchanges = list(_exchanges(tests / "captures" / name))
    source = re.search(r"https?://[^\s)]+[^\s).,;:]", about)
    return [
        f"`{name}`",
        _address(name, exchanges),
        _page_size(spider, exchanges),
        _window(spider),
        ", ".join(word for field, word in FIELDS.items() if field in _given(tests / "captures" / name)) or "-",
        "yes" if _asks_for_details(spider) else "no",
        f"<{source.group()}>" if source else "-",
        f"capture{_unseen(about)}" if is_seen else "documentation",
    ]


def _window(spider: type[BoardSpider]) -> str:
    """The window, and whether a board that reaches it is divided."""
    if not issubclass(spider, PagedSearch) or spider.window is None:
        return "-"
    return f"{spider.window:,}" + (", divided" if spider.narrow is not PagedSearch.narrow else "")


def _unseen(about: str) -> str:
    """What of a system that was seen in captures was not."""
    for sentence in re.split(r"(?<=[.;])\s", about):
        before, phrase, _ = sentence.partition("rom documentation, not yet seen live")
        if phrase:
            return f"; not: {before[:-1].strip(' :(,').removesuffix(' is').lower()}".removesuffix("; not: ")
    return ""


def _exchanges(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Token of the board and request, of the requests that a capture folder begins with."""
    for path in sorted(folder.glob("*/requests.json")):
        given = json.loads((path.parent / "board.json").read_text(encoding="utf-8"))
        token = board_from_url(given["url"], employer="E", ats=given.get("ats", folder.name)).token
        for request in json.loads(path.read_text(encoding="utf-8")):
            if urlsplit(request["url"]).path != "/robots.txt":
                yield token, request


def _address(name: str, exchanges: list[tuple[str, dict[str, Any]]]) -> str:
    token, request = exchanges[0]
    parts = urlsplit(request["url"])
    own = parts.netloc.endswith(".example") or name in BEHIND_OWN_NAMES
    host = "{host}" if own else parts.netloc
    address = host + parts.path
    for piece in sorted({token, *token.split("/")}, key=len, reverse=True):
        for written in (piece, quote(piece)):
            if written and written not in (parts.netloc, name):
                address = re.sub(rf"(?<![\w]){re.escape(written)}(?![\w])", "{token}", address)
    return f"{'POST ' if request.get('method') == 'POST' else ''}`{address}`"


def _page_size(spider: type[BoardSpider], exchanges: list[tuple[str, dict[str, Any]]]) -> str:
    if not issubclass(spider, Listing):
        return "a page each"
    if not issubclass(spider, PagedSearch):
        return "whole"
    asked = [f"{urlsplit(request['url']).query} {request.get('body', '')}" for _, request in exchanges]
    sizes = [int(size) for text in asked for size in _PAGE_SIZE.findall(text) if int(size) >= 5]
    return str(max(sizes)) if sizes else "the site's"


def _given(folder: Path) -> set[str]:
    """Fields that a posting of the captures of one system carries."""
    found: set[str] = set()
    for path in folder.glob("*/postings.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            posting = json.loads(line)
            found |= {name for name, value in posting.items() if value not in (None, [], False)}
            found |= {name for name, value in posting["hiring_organization"].items() if value}
    return found


def _asks_for_details(spider: type[BoardSpider]) -> bool:
    if not issubclass(spider, Listing):
        return True
    return spider.detail_url is not Listing.detail_url or spider.detail_requests is not Listing.detail_requests


def _really_seen(tests: Path) -> set[str]:
    """Systems whose real captures the tests replay, by their name or by an address on them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(tests.rglob("*.py"))]
    sources = "\n".join(text for text in texts if "mark.real" in text)
    named = {name for name in SYSTEMS if re.search(rf"""["']{name}[:"'/]""", sources)}
    urls = re.findall(r"https://[\w.-]+/[^\s\"',)]+", sources)
    addressed = {found.ats for url in urls if (found := recognise_url(url))}
    return (named | addressed) & set(SYSTEMS)


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    (root / "docs" / "systems.md").write_text(systems_page(root / "tests"), encoding="utf-8")

"""One HTTP request with its answer, and the two days on which the demo's crawls ran."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the answer that the demo's archive holds for it."""

    url: str
    body: bytes
    content_type: str
    method: str = "GET"
    request_body: bytes = b""
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = field(default=())
    """Answer headers that the system is known by, beyond date, type and length."""


@dataclass(frozen=True, slots=True)
class CrawlDay:
    """A crawl of the demo: its number and when it began."""

    number: int
    started: datetime

    @property
    def date(self) -> date:
        """Day of the crawl, UTC."""
        return self.started.date()


DAYS = (
    CrawlDay(1, datetime(2026, 11, 18, 6, tzinfo=UTC)),
    CrawlDay(2, datetime(2026, 11, 19, 6, tzinfo=UTC)),
)


def compact_json(value: Any) -> bytes:
    """``value`` as most systems send JSON: no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def stable_hex(*parts: str) -> str:
    """32 hexadecimal digits that depend on ``parts`` alone, in place of the ids a system draws at random."""
    return uuid5(NAMESPACE_URL, "sponsorfeed-sample:" + "/".join(parts)).hex

"""What there is instead of a usable answer, whatever the reason, and what that means for a board."""

from __future__ import annotations

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.items import Outcome
from crawler.listings.landing import shown

NO_ANSWER: Final = (
    IgnoreRequest,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    CannotResolveHostError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    OSError,
    ValueError,
)


class SiteForbids(IgnoreRequest):
    """The site does not want the request to be made. Never retried."""


class FetchError(Exception):
    """A request without a usable answer: the outcome it means for a board that rests on it, and the reason."""

    def __init__(self, url: str, reason: str, outcome: Outcome) -> None:
        super().__init__(f"{url}: {reason}")
        self.reason, self.outcome = reason, outcome


class Moved(FetchError):
    """A listing that is led to another site, or to another tenant's board: nothing there is about this board."""

    def __init__(self, url: str, landed: str, said: str) -> None:
        to = shown(landed)
        super().__init__(
            url,
            f"leads away to {to}{said}, which is not this board; if it moved, see: sponsorfeed boards detect {to}",
            "failed",
        )


class Unchanged(Exception):
    """The listing is the one that the last complete crawl had."""


def outcome_of(status: int) -> Outcome:
    """What an HTTP status other than 2xx means for a board that rests on the answer."""
    if status in (404, 410):
        return "gone"
    return "blocked" if status in (401, 403, 429, 451) else "failed"


def words_of(error: Exception) -> str:
    """``error`` in words, also where it has none of its own."""
    text = str(error) or type(error).__name__
    if isinstance(error, CannotResolveHostError):
        return f"unknown host ({text})"
    return text

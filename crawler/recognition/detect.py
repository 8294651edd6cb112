"""Say which system is behind careers URLs: from the URL, from a page at hand, or from one polite look at the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.recognition.recognise import Detection, recognise_url
from crawler.recognition.recognise_page import LARGEST_PAGE, recognise_page

__all__ = ["LARGEST_PAGE", "Look", "look_at_page", "look_at_url", "look_online"]


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen behind one URL."""

    url: str | None
    found: Detection | None
    problem: str | None = None
    """Why nothing, or no more, could be seen."""

    @property
    def recognised(self) -> bool:
        """Whether the board is known, not the system alone."""
        return self.found is not None and self.found.token is not None

    def row(self) -> dict[str, str | None]:
        """``{"url", "ats", "token", "board", "evidence"}``; all but ``url`` is ``None`` when nothing was recognised."""
        found = self.found
        if found is None:
            return {"url": _printable(self.url), "ats": None, "token": None, "board": None, "evidence": None}
        row = {"ats": found.ats, "token": found.token, "board": found.board, "evidence": found.evidence}
        return {"url": _printable(self.url)} | {name: _printable(value) for name, value in row.items()}


def look_at_url(url: str) -> Look:
    """What the URL alone shows."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        found = recognise_url(url)
    except ValueError as error:
        return Look(url, None, f"not a web address ({error})")
    host = parts.hostname or ""
    web = parts.scheme in ("http", "https") and ("." in host or (host and "://" in url)) and " " not in url.strip()
    if found is None and not web:
        return Look(url, None, "not a web address; give the careers page as https://...")
    return Look(url, found)


def look_at_page(html: bytes, url: str | None) -> Look:
    """What a page at hand shows; ``url`` is where it was had, which host-keyed systems need."""
    found = recognise_page(html, url)
    missing = "give the URL of the page too: its host is the token" if found and not found.token and not url else None
    return Look(url, found, missing)


def look_online(urls: Iterable[str], contact: str | None, allowed_hosts: tuple[str, ...] = ()) -> list[Look]:
    """What the URLs show and, where that is no board, their pages: each fetched once, robots.txt obeyed.

    A live look says who it is: without ``contact`` no page is fetched, and the look says so.
    """
    looks = [look_at_url(url) for url in urls]
    to_fetch = list(dict.fromkeys(look.url for look in looks if look.url and not look.recognised and not look.problem))
    if not to_fetch:
        return looks
    if not contact:
        reason = "the URL alone does not tell; add --contact you@example.org to look at the page"
        return [look if look.url not in to_fetch else Look(look.url, look.found, reason) for look in looks]
    from crawler.recognition.detect_spider import fetch_pages  # Scrapy takes longer to import than most looks take

    pages = fetch_pages(to_fetch, contact, allowed_hosts)
    return [look if look.url not in to_fetch else _judge(look, *pages[look.url]) for look in looks]


def _judge(look: Look, landed: str, page: bytes | str) -> Look:
    """What the answer shows: the page, or the reason why there is none; ``landed`` is where redirects led."""
    moved = look_at_url(landed).found if landed != look.url else None
    if isinstance(page, str):
        found = moved if moved is not None and moved.token else look.found
        return Look(look.url, found, None if found is not None and found.token else page)
    found = recognise_page(page, landed) or moved or look.found
    return Look(look.url, found, None if found else "the page shows no system that is known here")


def _printable(text: str | None) -> str | None:
    """``text`` without what cannot be written as UTF-8 (bytes of another encoding on the command line)."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")

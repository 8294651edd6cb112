"""Where a redirect led: to the same board under another address, to somebody else's site, or to a login.

Judged by addresses alone. What stays with the board is another scheme, ``www.``, a slash, a language, another host of
the same system that names the same tenant, and the employer's own name for a system's host. Everything else does not:
the company was bought, the board moved, the name was let go. What stands there now says nothing about the board.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_meta_refresh

from crawler.items import Board
from crawler.recognition.recognise import Detection, is_vendor_host, recognise_url
from crawler.recognition.recognise_page import recognise_page

LONGEST_SHOWN = 200
"""Characters of an address in a message; a longer one is shown without its query, which is a ticket of some login."""

_PORTS = {"http": 80, "https": 443}
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|log-?on|sign-?in|sso|saml2?|oauth2?|authorize|authenticate|auth)(?:\.\w+)?(?:/|$)", re.IGNORECASE
)
_LOGIN_HOST = re.compile(r"(?:log-?in|sign-?in|sso|auth|idp|accounts?)\.", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"""\blocation(?:\.href)?(?:\s{0,9}=\s{0,9}|\.(?:replace|assign)\s{0,9}\(\s{0,9})["'](https?://[^"'\s<>]{1,2000})["']"""
)
_SMALL_PAGE = 4_096
"""Characters; a page that only sends its reader on is no longer, and a longer one may do so for some readers only."""


def is_elsewhere(board: Board, asked: str, landed: str) -> bool:
    """Whether ``landed``, where a request of ``board`` to ``asked`` was led, is not the board any more."""
    if asked == landed:
        return False
    try:
        start, end = urlsplit(asked), urlsplit(landed)
        before, after = _site(start), _site(end)
    except ValueError:
        return True
    named = _recognised(landed)
    if named is not None and named.token is not None:
        if _key(named) in ((board.ats, board.token.lower()), _key(_recognised(asked))):
            return False
        if is_vendor_host(landed):
            return True
    kept = _tenant_kept(board, start, end)
    if before == after:
        return kept is False
    if kept and _domain(before) == _domain(after):
        return False
    return not _is_own_name(board, asked, start, end)


def asks_to_log_in(asked: str, landed: str) -> bool:
    """Whether a request to ``asked`` was led to a login."""
    return asked != landed and _is_login(landed) and not _is_login(asked)


def sent_on(response: Response) -> Iterator[str]:
    """Where a page sends its readers by itself: by a meta tag, or by a script where there is hardly more than that."""
    if not isinstance(response, HtmlResponse):
        return
    _, target = get_meta_refresh(response)
    if target:
        yield urljoin(response.url, target)
    if len(response.text) <= _SMALL_PAGE:
        yield from _SCRIPTED.findall(response.text)


def other_board_on(board: Board, response: Response) -> str:
    """Words on the board that a page shows instead of ``board``'s own, for a page that was of no use; else empty."""
    if not isinstance(response, HtmlResponse):
        return ""
    found = recognise_page(response.body, response.url)
    if found is None or found.board is None or found.board.lower() == board.id.lower():
        return ""
    return f"; the page shows {found.board}: if the board moved, see: sponsorfeed boards detect {shown(response.url)}"


def shown(url: str) -> str:
    """``url`` as a message has it."""
    return url if len(url) <= LONGEST_SHOWN else url.partition("?")[0][:LONGEST_SHOWN]


def _site(parts: SplitResult) -> str:
    """Host with its port where that is not the scheme's own; the same with and without ``www.``."""
    host = (parts.hostname or "").lower().rstrip(".").removeprefix("www.")
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def _domain(site: str) -> str:
    """The last two labels, which a system's hosts share."""
    return ".".join(site.split(".")[-2:])


def _tenant_kept(board: Board, start: SplitResult, end: SplitResult) -> bool | None:
    """Whether the parts of the token that the first address names are in the second; ``None`` when it names none."""
    asked = {part for part in _parts(board.token) if part in _segments(start)}
    return asked <= _segments(end) if asked else None


def _parts(token: str) -> set[str]:
    return {part.removeprefix("www.") for part in token.lower().split("/") if part}


def _segments(parts: SplitResult) -> set[str]:
    """Host, its labels, the segments of the path and the values of the query, in lower case."""
    host = (parts.hostname or "").lower().removeprefix("www.")
    values = [value for _, value in parse_qsl(parts.query, errors="replace")]
    return {host, *host.split("."), *(part.lower() for part in [*unquote(parts.path).split("/"), *values])}


def _is_own_name(board: Board, asked: str, start: SplitResult, end: SplitResult) -> bool:
    """Whether a system has led from its host for the tenant to the tenant's own name for it: the rest is the same."""
    host = (start.hostname or "").lower()
    by_host = is_vendor_host(asked) and bool(_parts(board.token) & {host, *host.split(".")})
    same_rest = (start.path.rstrip("/"), start.query) == (end.path.rstrip("/"), end.query)
    brands = [_domain(_site(parts)).partition(".")[0] for parts in (start, end)]
    return by_host and same_rest and brands[0] != brands[1] and not is_vendor_host(end.geturl())


def _is_login(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(_LOGIN_PATH.search(parts.path) or _LOGIN_HOST.match(parts.hostname or ""))
    except ValueError:
        return False


def _key(found: Detection | None) -> tuple[str, str] | None:
    return None if found is None or found.token is None else (found.ats, found.token.lower())


def _recognised(url: str) -> Detection | None:
    try:
        return recognise_url(url)
    except ValueError:
        return None

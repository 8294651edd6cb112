"""Recognise the system behind a careers URL from the URL alone.

A system is a row of ``_SYSTEMS``: how its URLs look and which part is the token. Sources of the patterns: the systems'
own careers pages; each is covered by a case in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

_NOT_TOKENS = frozenset({"embed", "v1", "api", "js", "css", "assets", "www", "app"})


@dataclass(frozen=True, slots=True)
class Detection:
    """The system behind a URL, the employer's token there, and what gave it away."""

    ats: str
    token: str
    evidence: str


@dataclass(frozen=True, slots=True)
class _System:
    ats: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    token: str  # template over the named groups of host and path


_SYSTEMS = [
    _System(
        "greenhouse",
        re.compile(r"(?:job-)?boards(?:\.\w+)?\.greenhouse\.io"),
        re.compile(r"/(?P<board>[\w-]+)"),
        "{board}",
    ),
    _System(
        "greenhouse",
        re.compile(r"boards-api\.greenhouse\.io|api\.greenhouse\.io"),
        re.compile(r"/v1/boards/(?P<board>[\w-]+)"),
        "{board}",
    ),
    _System("lever", re.compile(r"jobs\.(?:eu\.)?lever\.co"), re.compile(r"/(?P<site>[^/]+)"), "{site}"),
    _System("lever", re.compile(r"api\.(?:eu\.)?lever\.co"), re.compile(r"/v0/postings/(?P<site>[^/]+)"), "{site}"),
    _System("ashby", re.compile(r"jobs\.ashbyhq\.com"), re.compile(r"/(?P<org>[^/]+)"), "{org}"),
    _System("ashby", re.compile(r"api\.ashbyhq\.com"), re.compile(r"/posting-api/job-board/(?P<org>[^/]+)"), "{org}"),
    _System(
        "workday",
        re.compile(r"(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs(?:-impl)?\.com"),
        re.compile(r"/wday/cxs/[\w-]+/(?P<site>[^/]+)"),
        "{tenant}/{site}",
    ),
    _System(
        "workday",
        re.compile(r"(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs(?:-impl)?\.com"),
        re.compile(r"/(?:[a-zA-Z]{2}-[a-zA-Z]{2}/)?(?P<site>(?!wday/)[^/]+)"),
        "{tenant}/{site}",
    ),
    _System(
        "workday",
        re.compile(r"wd\d+\.myworkdaysite\.com"),
        re.compile(r"/(?:[a-zA-Z]{2}-[a-zA-Z]{2}/)?recruiting/(?P<tenant>[\w-]+)/(?P<site>[^/]+)"),
        "{tenant}/{site}",
    ),
]


def recognise_url(url: str) -> Detection | None:
    """The system behind ``url``, read off the URL alone; ``None`` when no known system's URLs look like it."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host.endswith("greenhouse.io") and (found := _greenhouse_embed(parts.query)):
        return found
    for system in _SYSTEMS:
        in_host = system.host.fullmatch(host)
        in_path = system.path.match(parts.path) if in_host else None
        if in_host is None or in_path is None:
            continue
        groups = {name: unquote(value) for name, value in (in_host.groupdict() | in_path.groupdict()).items()}
        if any(value.lower() in _NOT_TOKENS for name, value in groups.items() if name != "tenant"):
            continue
        return Detection(system.ats, system.token.format(**groups), f"URL {host}{in_path.group(0)}")
    return None


def describe(url: str) -> dict[str, str | None]:
    """What ``boards detect`` answers for one URL: ``{"url", "ats", "token", "board", "evidence"}``."""
    try:
        found = recognise_url(url)
    except ValueError:
        found = None
    if found is None:
        return {"url": url, "ats": None, "token": None, "board": None, "evidence": None}
    board = f"{found.ats}:{found.token}"
    return {"url": url, "ats": found.ats, "token": found.token, "board": board, "evidence": found.evidence}


def is_vendor_host(url: str) -> bool:
    """Whether ``url`` is on a host of a known system, so that a URL without a token there is a mistake."""
    host = (urlsplit(url).hostname or "").lower()
    return any(system.host.fullmatch(host) for system in _SYSTEMS)


def _greenhouse_embed(query: str) -> Detection | None:
    # boards.greenhouse.io/embed/job_board?for=acme is what a vanity page loads into its frame.
    tokens = parse_qs(query).get("for")
    return Detection("greenhouse", tokens[0], f"URL parameter for={tokens[0]}") if tokens and tokens[0] else None

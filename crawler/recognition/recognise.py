"""Recognise the system behind a careers URL from the URL alone; :mod:`crawler.recognition.url_forms` has the forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.recognition.url_forms import OWN_SITE_FORMS, VANITY_FORMS, VENDOR_FORMS, UrlForm

LONGEST_URL = 8192
"""Characters; no board's address comes near it, and what is longer is not worth reading."""

_NOT_TOKENS = frozenset({"embed", "v1", "api", "js", "css", "assets", "www", "app", "static", "_next", "undefined"})
_FILE = re.compile(r"robots\.txt|favicon\.ico|manifest\.json|.*\.(?:xml|css|png|svg|js)", re.IGNORECASE)
# What a token may hold: it becomes part of file names, keys and further URLs.
_PART = re.compile(r"[\w.~+&'(),!@-]+(?: [\w.~+&'(),!@-]+)*")


@dataclass(frozen=True, slots=True)
class Detection:
    """The system behind a URL, the employer's token there, and what gave it away."""

    ats: str
    token: str | None
    """``None`` when the system is plain and the employer's key at it is not."""
    evidence: str

    @property
    def board(self) -> str | None:
        """``<ats>:<token>``, or ``None`` without a token."""
        return None if self.token is None else f"{self.ats}:{self.token}"


def recognise_url(url: str) -> Detection | None:
    """The system behind ``url``, read off the URL alone; ``None`` when no known system's URLs look like it.

    Raises :class:`ValueError` for an address whose host cannot be read.
    """
    parts = _split(url)
    if parts is None:
        return None
    host, target = parts
    found = _match(VENDOR_FORMS, host, target)
    if found is None and not _is_vendor(host):
        found = _match(OWN_SITE_FORMS, host, target) or _match(VANITY_FORMS, host, target)
    return found


def is_vendor_host(url: str) -> bool:
    """Whether ``url`` is on a host of a known system, so that a URL without a token there is a mistake."""
    return _is_vendor((urlsplit(url).hostname or "").lower())


def _split(url: str) -> tuple[str, str] | None:
    """Host in lower case, and path with query; ``None`` when ``url`` is not a web address."""
    if len(url) > LONGEST_URL:
        return None
    url = url.strip().replace("&amp;", "&")
    if "://" not in url:
        url = f"https://{url.lstrip('/')}"  # as copied from a browser that hides it
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname.lower().rstrip("."), f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_vendor(host: str) -> bool:
    return any(form.host.fullmatch(host) for form in VENDOR_FORMS)


def _match(forms: Iterable[UrlForm], host: str, target: str) -> Detection | None:
    for form in forms:
        in_host = form.host.fullmatch(host)
        in_path = form.path.match(target) if in_host else None
        if in_host is None or in_path is None:
            continue
        groups = {name: unquote(value) for name, value in (in_host.groupdict() | in_path.groupdict()).items()}
        if form.token is None:
            return Detection(form.ats, None, _evidence(host, in_path))
        if all(_is_token(value) for name, value in groups.items() if f"{{{name}}}" in form.token):
            token = form.token.format(**groups)
            return Detection(form.ats, token.lower() if form.fold else token, _evidence(host, in_path))
    return None


def _is_token(value: str) -> bool:
    if not value.strip("."):
        return False  # "..": a way up a path, and no name
    return _PART.fullmatch(value) is not None and value.lower() not in _NOT_TOKENS and _FILE.fullmatch(value) is None


def _evidence(host: str, path: re.Match[str]) -> str:
    """The part of the URL that was recognised: host, path as far as it was read, and the parameters that were."""
    target, end = path.string, path.end()
    spans = [path.span(name) for name in path.groupdict() if path.start(name) >= end]
    read = [target[max(target.rfind("&", 0, start), target.rfind("?", 0, start)) + 1 : stop] for start, stop in spans]
    return f"URL {host}{path.group(0).rstrip('/?')}{'?' if read else ''}{'&'.join(read)}"

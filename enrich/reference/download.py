"""Polite downloads: one at a time, robots.txt obeyed, resumed where they broke off, and never forced past a refusal."""

from __future__ import annotations

import email.utils
import http.client
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import tenacity

from enrich.reference.tables import ReferenceDataError

_TIMEOUT = 60.0  # seconds without a byte
_ATTEMPTS = 5
_LONGEST_WAIT = 120.0  # seconds between attempts, whatever Retry-After says
_LARGEST_PAGE = 8 * 2**20
_LARGEST_FILE = 4 * 2**30  # bytes; the largest published file has 90 MB
_CHUNK = 2**20
_BETWEEN = 1.0  # seconds between requests
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_NAME = "sponsorfeed"
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Refused(Exception):
    """The site does not want to be asked this by a program; the message says how it said so."""


class Failed(Exception):
    """The download did not come through; the message says why. What came is kept, and is resumed the next time."""


class _Again(Exception):
    """A failure that may pass; ``wait`` is how long the site asked for, in seconds."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class _SameSite(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within the site only, and never from https to http."""

    def redirect_request(self, req: urllib.request.Request, *args: Any) -> urllib.request.Request | None:
        answer, target = args[0], args[-1]
        if not same_site(req.full_url, target):
            answer.close()
            raise Refused(f"{req.full_url} leads to another site ({urlsplit(target).hostname})")
        return super().redirect_request(req, *args)


def same_site(url: str, other: str) -> bool:
    """Whether ``other`` is on the host of ``url`` or on one of the same domain (``dol.gov``), and no less secure."""
    ours, theirs = urlsplit(url), urlsplit(other)
    if theirs.scheme not in ("http", "https") or (ours.scheme == "https" and theirs.scheme != "https"):
        return False
    if ours.netloc == theirs.netloc:
        return True
    domain = (ours.hostname or "").split(".")[-2:]
    is_name = len(domain) == 2 and not domain[-1].isdigit()
    return is_name and (theirs.hostname or "").split(".")[-2:] == domain and theirs.port in (None, 443)


class Downloader:
    """Fetches pages and files in the name of ``contact``; ``pause`` waits some seconds."""

    def __init__(self, contact: str, pause: Callable[[float], None] = time.sleep) -> None:
        if not contact or not contact.isprintable():
            raise ReferenceDataError("a contact is needed: an e-mail address or the address of a web page")
        self._agent = f"{_NAME} (+{contact})"
        self._pause = pause
        self._robots: dict[str, RobotFileParser] = {}
        handlers = (_SameSite(), urllib.request.HTTPSHandler(context=ssl.create_default_context()))
        self._opener = urllib.request.build_opener(*handlers)

    def page(self, url: str) -> str:
        """The text of a page. Raises :class:`Refused` and :class:`Failed`."""
        self._check_robots(url)
        body: bytes = self._retried(lambda: self._read(url, _LARGEST_PAGE))
        return body.decode("utf-8", "replace")

    def file(self, url: str, path: Path) -> bool:
        """Download ``url`` to ``path``, whole or not at all; false when the file that is there is still the newest.

        Raises :class:`Refused` and :class:`Failed`.
        """
        self._check_robots(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        fetched: bool = self._retried(lambda: self._transfer(url, path))
        return fetched

    def _retried(self, call: Callable[[], Any]) -> Any:
        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.wait if isinstance(error, _Again) else 0.0
            return min(max(asked, 2.0**state.attempt_number), _LONGEST_WAIT)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            wait=wait,
            sleep=self._pause,
            reraise=True,
        )
        try:
            return retrying(call)
        except _Again as error:
            raise Failed(f"{error}; tried {_ATTEMPTS} times") from error

    def _open(self, url: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Failed(f"{url}: not a web address")
        self._pause(_BETWEEN)
        asked = {"User-Agent": self._agent, "Accept-Encoding": "identity", **(headers or {})}
        try:
            answer: http.client.HTTPResponse = self._opener.open(
                urllib.request.Request(url, headers=asked), timeout=_TIMEOUT
            )
            return answer
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (304, 416):
                raise
            if error.code in _TRANSIENT:
                raise _Again(f"{url} answered {error.code}", _retry_after(error.headers)) from error
            if error.code in (401, 403, 451):
                raise Refused(f"{url} answered {error.code}") from error
            raise Failed(f"{url} answered {error.code}") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            raise _Again(f"{url} cannot be reached ({getattr(error, 'reason', error)})") from error

    def _read(self, url: str, most: int) -> bytes:
        try:
            with self._open(url) as answer:
                body = answer.read(most + 1)
        except (http.client.HTTPException, OSError) as error:
            raise _Again(f"{url} broke off ({error})") from error
        if len(body) > most:
            raise Failed(f"{url}: over {most:,} bytes; not the page that is meant")
        return body

    def _transfer(self, url: str, path: Path) -> bool:
        part, mark = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part-of")
        have = part.stat().st_size if part.exists() and mark.exists() else 0
        headers: dict[str, str] = {}
        if have:
            headers = {"Range": f"bytes={have}-", "If-Range": mark.read_text(encoding="utf-8")}
        elif path.exists():
            headers = {"If-Modified-Since": email.utils.formatdate(path.stat().st_mtime, usegmt=True)}
        try:
            answer = self._open(url, headers)
        except urllib.error.HTTPError as error:
            if error.code == 304:
                return False
            _forget(part, mark)
            raise _Again(f"{url} cannot be resumed") from error
        with answer:
            whole = self._receive(url, answer, part, mark, have)
            changed = answer.headers.get("Last-Modified")
        if part.stat().st_size != whole:
            raise _Again(f"{url} broke off at {part.stat().st_size:,} of {whole:,} bytes")
        if changed and (told := email.utils.parsedate_tz(changed)):
            when = email.utils.mktime_tz(told)
            os.utime(part, (when, when))
        part.replace(path)
        mark.unlink(missing_ok=True)
        return True

    def _receive(self, url: str, answer: http.client.HTTPResponse, part: Path, mark: Path, have: int) -> int:
        """Write what comes to ``part``; returns the size of the whole file."""
        told = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        resumed = answer.status == 206
        if resumed and (told is None or int(told[1]) != have):
            _forget(part, mark)
            raise _Again(f"{url} sent another part than the one asked for")
        length = answer.headers.get("Content-Length", "")
        start = have if resumed else 0
        whole = start + int(length) if length.isdigit() else None
        if whole is not None and whole > _LARGEST_FILE:
            raise Failed(f"{url}: {whole:,} bytes; not a file that is meant")
        validator = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if not resumed:
            _forget(part, mark)
            if validator and not validator.startswith("W/"):  # a weak mark does not promise the same bytes
                mark.write_text(validator, encoding="utf-8")
        size = start
        try:
            with part.open("ab" if resumed else "wb") as stream:
                while chunk := answer.read(_CHUNK):
                    size += len(chunk)
                    if size > _LARGEST_FILE:
                        raise Failed(f"{url}: over {_LARGEST_FILE:,} bytes; not a file that is meant")
                    stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
        except (http.client.HTTPException, TimeoutError, ConnectionError, ssl.SSLError) as error:
            raise _Again(f"{url} broke off ({error})") from error
        return size if whole is None else whole

    def _check_robots(self, url: str) -> None:
        """Raises :class:`Refused` when robots.txt forbids ``url``, :class:`Failed` when it cannot be had."""
        address = urljoin(url, "/robots.txt")
        if address not in self._robots:
            rules = RobotFileParser(address)
            try:
                text: bytes = self._retried(lambda: self._read(address, _LARGEST_PAGE))
                rules.parse(text.decode("utf-8", "replace").splitlines())
            except Refused:
                rules.parse([])  # RFC 9309: a robots.txt that is not given forbids nothing
            except Failed as error:
                if "answered 4" not in str(error):
                    raise
                rules.parse([])
            self._robots[address] = rules
        if not self._robots[address].can_fetch(_NAME, url):
            raise Refused(f"{address} asks programs not to fetch {urlsplit(url).path}")


def _retry_after(headers: Any) -> float:
    told = str(headers.get("Retry-After", ""))
    if told.isdigit():
        return float(told)
    when = email.utils.parsedate_tz(told)
    return max(0.0, email.utils.mktime_tz(when) - time.time()) if when else 0.0


def _forget(part: Path, mark: Path) -> None:
    part.unlink(missing_ok=True)
    mark.unlink(missing_ok=True)

"""Read ``boards.csv``: one employer's careers site a line, errors as ``file:line:column``.

Columns ``employer,url`` and optional ``ats,domain,fein,comment``. ``ats`` overrides recognition: a system's name (that
is enough where the host is the token, as for radancy), or ``<ats>:<token>`` for a page on the employer's own domain.
"""

from __future__ import annotations

import csv
import difflib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.items import Board
from crawler.recognition.recognise import Detection, is_vendor_host, recognise_url
from crawler.recognition.url_forms import HOST_KEYED

log = logging.getLogger(__name__)

REQUIRED = ("employer", "url")
OPTIONAL = ("ats", "domain", "fein", "comment")
SYSTEMS = (
    "adp",
    "adp_recruiting",
    "amazon",
    "apple",
    "ashby",
    "avature",
    "bamboohr",
    "brassring",
    "breezy",
    "clearcompany",
    "comeet",
    "cornerstone",
    "dayforce",
    "eightfold",
    "gem",
    "google",
    "greenhouse",
    "gusto",
    "icims",
    "jazzhr",
    "jibe",
    "jobvite",
    "join",
    "jsonld",
    "lever",
    "manatal",
    "meta",
    "neogov",
    "oracle_recruiting",
    "pageup",
    "paycom",
    "paylocity",
    "personio",
    "phenom",
    "pinpoint",
    "radancy",
    "recruitee",
    "rippling",
    "smartrecruiters",
    "successfactors",
    "successfactors_rmk",
    "taleo",
    "teamtailor",
    "tesla",
    "trakstar",
    "ukg",
    "usajobs",
    "workable",
    "workatastartup",
    "workday",
)

_FEIN = re.compile(r"\d{2}-?\d{7}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s:\x00-\x1f\\]+")


class BoardsError(ValueError):
    """A ``boards.csv`` that cannot be used. ``problems`` holds one ``file:line:column: message`` each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file with the position of every field."""

    file: str
    line: int
    values: dict[str, str]
    columns: dict[str, int]

    def problem(self, field: str, message: str) -> str:
        return f"{self.file}:{self.line}:{self.columns.get(field, 1)}: {message}"


def read_boards(path: Path) -> list[Board]:
    """Boards of the file at ``path``, in file order.

    Raises :class:`BoardsError` with every problem of the file at once, so that it is mended in one go.
    """
    problems: list[str] = []
    boards: list[Board] = []
    lines: dict[str, int] = {}
    for row in _rows(path, problems):
        board = _board(row, problems)
        if board is None:
            continue
        if board.id in lines:
            # A list put together from several sources repeats itself: harmless, so said and not refused.
            log.warning(row.problem("url", f"{board.id} is on line {lines[board.id]} already and is crawled once"))
            continue
        lines[board.id] = row.line
        boards.append(board)
    if not boards and not problems:
        problems.append(f"{path}:1:1: no boards; add a line such as: Acme,https://boards.greenhouse.io/acme")
    if problems:
        raise BoardsError(problems)
    return boards


def board_from_url(url: str, *, employer: str | None = None, ats: str | None = None) -> Board:
    """The board behind ``url``; the employer is named after the token when not given. Raises :class:`ValueError`."""
    system, token = _route(url, ats)
    return Board(employer=employer or token.rpartition("/")[0] or token, url=url, ats=system, token=token)


def _rows(path: Path, problems: list[str]) -> Iterator[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(f"{path}:1:1: no such file; make it with the columns {','.join(REQUIRED)}")
        return
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problems.append(f"{path}:{line}:{column}: not UTF-8; save the file as UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            problems.append(f"{path}:{reader.line_num}:1: broken CSV ({error}); is a quotation mark left open?")
            return
        if fields is None:
            return
        if header is None:
            header = [name.strip().lower() for name in fields]
            if _bad_header(path, header, problems):
                return
        elif any(value.strip() for value in fields) and not fields[0].lstrip().startswith("#"):
            if len(fields) > len(header):
                column = _positions(fields)[len(header)]
                message = f"{len(fields)} fields, the header has {len(header)}; quote a value that holds a comma"
                problems.append(f"{path}:{reader.line_num}:{column}: {message}")
                continue
            columns = dict(zip(header, _positions(fields), strict=False))
            values = {name: value.strip() for name, value in zip(header, fields, strict=False)}
            yield _Row(str(path), reader.line_num, values, columns)


def _bad_header(path: Path, header: list[str], problems: list[str]) -> bool:
    before = len(problems)
    known = (*REQUIRED, *OPTIONAL)
    for position, name in zip(_positions(header), header, strict=True):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known columns: {', '.join(known)}"
            problems.append(f"{path}:1:{position}: unknown column {name!r}; {hint}")
        elif header.count(name) > 1:
            problems.append(f"{path}:1:{position}: column {name!r} appears {header.count(name)} times")
    problems += [f"{path}:1:1: missing column {name!r}" for name in REQUIRED if name not in header]
    return len(problems) > before


def _positions(fields: list[str]) -> list[int]:
    """Column (1-based) where each field starts; exact as long as no field before it is quoted."""
    starts = [1]
    for value in fields:
        quoted = 2 + value.count('"') if any(c in value for c in ',"\n') else 0
        starts.append(starts[-1] + len(value) + quoted + 1)
    return starts[:-1]


def _board(row: _Row, problems: list[str]) -> Board | None:
    before = len(problems)
    values = row.values
    problems += [row.problem(name, f"{name} is empty") for name in REQUIRED if not values.get(name)]
    domain, fein = values.get("domain") or None, values.get("fein") or None
    if domain and not _DOMAIN.fullmatch(domain):
        problems.append(row.problem("domain", f"{domain!r} is not a domain such as acme.com"))
    if fein and not _FEIN.fullmatch(fein):
        problems.append(row.problem("fein", f"{fein!r} is not an employer number such as 12-3456789"))
    if len(problems) > before:
        return None
    try:
        system, token = _route(values["url"], values.get("ats") or None)
    except ValueError as error:
        problems.append(row.problem("ats" if "ats column" in str(error) else "url", str(error)))
        return None
    return Board(
        employer=values["employer"],
        url=values["url"],
        ats=system,
        token=token,
        domain=domain.lower() if domain else None,
        fein=f"{fein[:2]}-{fein[-7:]}" if fein else None,
    )


def _route(url: str, ats: str | None) -> tuple[str, str]:
    """System and token for ``url``. Raises ``ValueError`` saying what to do."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise ValueError(f"{url!r} is not a web address; give the careers page as https://...")
    system, _, token = (ats or "").partition(":")
    if system and system not in SYSTEMS:
        near = difflib.get_close_matches(system, SYSTEMS, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(SYSTEMS)}"
        raise ValueError(f"unknown system {system!r} in the ats column; {hint}")
    if token:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"{token!r} in the ats column is not a board token")
        return system, token
    if system == "jsonld":
        return system, parts.hostname.lower()
    found = recognise_url(url)
    if found is not None and system in ("", found.ats):
        return found.ats, _crawlable(url, found)
    if system in HOST_KEYED and not is_vendor_host(url):
        return system, parts.hostname.lower()
    if system:
        raise ValueError(f"{url} is not a {system} address; write the ats column as {system}:<token>")
    if is_vendor_host(url):
        raise ValueError(f"{url} names no employer; open the board in a browser and copy its whole address")
    return "jsonld", parts.hostname.lower()


def _crawlable(url: str, found: Detection) -> str:
    """Token of a recognised board. Raises ``ValueError`` when it has none, or its system has no spider."""
    if found.token is None:
        look = f"run: sponsorfeed boards detect {url}, then write {found.ats}:<token> under ats"
        raise ValueError(f"{url} shows a {found.ats} board and does not name it; {look}")
    if found.ats not in SYSTEMS:
        instead = "write jsonld under ats to read the JSON-LD of its pages"
        raise ValueError(f"{url} is a {found.ats} board, a system without a spider; {instead}")
    return found.token

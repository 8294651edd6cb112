"""Find the filing files on the agencies' pages, download them, and add them.

Links are read from the pages, never guessed: the agencies misspell names and move files. Where a site turns programs
away, the report says which page to open and what to run on the file that was downloaded by hand.
"""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from enrich.reference.download import Downloader, Failed, Refused, same_site
from enrich.reference.load import Progress, add_files
from enrich.reference.store import FileReport

DOL_PAGE = "https://www.dol.gov/agencies/eta/foreign-labor/performance"
USCIS_PAGE = "https://www.uscis.gov/archive/h-1b-employer-data-hub-files"
WAGES_PAGE = "https://flag.dol.gov/wage-data/wage-data-downloads"
PAGES: tuple[str, ...] = (DOL_PAGE, USCIS_PAGE, WAGES_PAGE)
"""Where the Department of Labor and USCIS list the files."""

_YEAR = r"_?FY_?(?P<year>20\d\d|\d\d)"
_QUARTER = r"(?:_?(?:Q[1-4]|EOY))?"
_DATA = r"(?:_?Dis[a-z]*clos[a-z]*_?Data)"
_ENDS = r"(?:_?(?:v\d+|updated|final|posted))?\.(?:xlsx|csv|zip)"
_FORM = r"(?:_?(?:old|new|revised)_?form)?"
_NAMES: dict[str, re.Pattern[str]] = {
    "lca": re.compile(rf"(?:LCA|H-?_?1B)(?:_iCert_LCA|_Case_Data)?{_DATA}?{_YEAR}{_QUARTER}{_ENDS}", re.IGNORECASE),
    "perm": re.compile(rf"PERM{_DATA}?{_FORM}{_YEAR}{_QUARTER}{_FORM}{_ENDS}", re.IGNORECASE),
    "pwd": re.compile(rf"PWD?{_DATA}{_FORM}{_YEAR}{_QUARTER}{_FORM}{_ENDS}", re.IGNORECASE),
    "uscis": re.compile(r"h-?1b_?datahubexport-?_?(?P<year>20\d\d)(?:[-_]\d+)?\.csv", re.IGNORECASE),
    "wages": re.compile(r"OFLC_?Wages_?(?P<year>20\d\d)-\d\d(?:\d\d)?(?:_?[a-z]+)?\.zip", re.IGNORECASE),
}
SOURCES: tuple[str, ...] = tuple(_NAMES)
"""Sources whose files are linked from the pages."""


@dataclass(frozen=True, slots=True)
class Link:
    """A file that a page links to."""

    url: str
    name: str
    source: str
    year: int
    """Fiscal year that the name tells; of wages, the year in which they take effect."""
    page: str


@dataclass(slots=True, kw_only=True)
class Fetched:
    """What became of one link."""

    link: Link
    outcome: str
    """``listed``, ``downloaded``, ``unchanged``, ``refused`` or ``failed``."""
    path: Path | None = None
    report: FileReport | None = None
    """What ``reference add`` made of the file."""
    advice: str | None = None


@dataclass(slots=True, kw_only=True)
class FetchReport:
    """What a fetch found and did."""

    files: list[Fetched] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    """Page -> what to do by hand, for pages that could not be read or held no file."""

    @property
    def loaded(self) -> int:
        """How many files are listed, or are in the database."""
        return sum(
            file.outcome == "listed" or (file.report is not None and file.report.error is None) for file in self.files
        )

    @property
    def is_whole(self) -> bool:
        """Whether every page was read and every file of it is listed, or in the database."""
        return not self.pages and self.loaded == len(self.files)


def fetch_files(
    database: Path,
    folder: Path,
    contact: str,
    *,
    pages: Sequence[str] = PAGES,
    sources: Collection[str] = SOURCES,
    since: int | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> FetchReport:
    """Download what ``pages`` link to into ``folder`` and add it to ``database``.

    ``since`` leaves out fiscal years before it; ``dry_run`` lists only. A file that is refused or fails leaves the
    others alone. Raises :class:`enrich.reference.ReferenceDataError` when the database itself cannot be used.
    """
    downloader = Downloader(contact, pause)
    report = FetchReport()
    for page in pages:
        try:
            found = find_links(downloader.page(page), page)
        except (Refused, Failed) as error:
            report.pages[page] = _by_hand(f"{error}", page, "FILE...", database)
            continue
        wanted = [link for link in found if link.source in sources and (since is None or link.year >= since)]
        if not found:
            report.pages[page] = _by_hand("no link to a known file on the page", page, "FILE...", database)
        for link in wanted:
            if not any(other.link.name.lower() == link.name.lower() for other in report.files):
                report.files.append(Fetched(link=link, outcome="listed"))
    if not dry_run:
        for file in report.files:
            _fetch(file, database, folder, downloader, progress)
    return report


def show_fetched(report: FetchReport) -> list[str]:
    """Lines for a person: each file and what became of it, then what is left to do by hand."""
    lines = []
    for file in report.files:
        loaded = file.report
        state = file.outcome
        if loaded is not None:
            kept = f"{loaded.rows_kept:,} of {loaded.rows_read:,} rows kept"
            state += f"; {loaded.error or ('was loaded before' if loaded.already_loaded else kept)}"
        lines.append(f"{file.link.source} {file.link.year} {file.link.name}: {state}")
        if file.advice:
            lines.append(f"  {file.advice}")
    return lines + [f"{page}: {advice}" for page, advice in report.pages.items()] or ["nothing to fetch"]


def _fetch(file: Fetched, database: Path, folder: Path, downloader: Downloader, progress: Progress | None) -> None:
    path = folder / file.link.name
    try:
        file.outcome = "downloaded" if downloader.file(file.link.url, path) else "unchanged"
    except (Refused, Failed) as error:
        file.outcome = "refused" if isinstance(error, Refused) else "failed"
        file.advice = _by_hand(f"{error}", file.link.page, file.link.name, database)
        return
    file.path = path
    (file.report,) = add_files([path], database, progress)


def _by_hand(why: str, page: str, name: str, database: Path) -> str:
    target = name if name == "FILE..." else shlex.quote(name)
    command = f"sponsorfeed reference add {target} --data {shlex.quote(str(database.parent))}"
    return f"{why}. Open {page} in a browser, download {name}, and in the folder it went to run: {command}"


def find_links(html: str, page: str) -> list[Link]:
    """The files that a page links to, in its order, each once; only links that stay on the page's own site."""
    reader = _Hrefs()
    reader.feed(html)
    reader.close()
    links: dict[str, Link] = {}
    for href in reader.found:
        try:
            url = _clean(urljoin(page, href.strip()))
        except ValueError:  # brackets that are no address
            continue
        name = unquote(PurePosixPath(urlsplit(url).path).name)
        for source, pattern in _NAMES.items():
            told = pattern.fullmatch(name)
            if told and same_site(page, url):
                year = int(told["year"])
                links.setdefault(url, Link(url, name, source, year if year > 99 else 2000 + year, page))
    return list(links.values())


class _Hrefs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _clean(url: str) -> str:
    """``url`` with single slashes in its path, encoded, and without a fragment."""
    parts = urlsplit(url)
    path = re.sub("/{2,}", "/", quote(parts.path, safe="/%:@!$&'()*+,;=-._~"))
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))

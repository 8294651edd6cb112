"""Measure recognition of careers URLs on real ones: ``python -m benchmarks.recognition [--data FOLDER]``.

``FOLDER`` (by default ``../shared/data`` beside the project) holds ``boards/*.tsv`` (careers pages with their system
and token) and ``dol/simplify/*.jsonl.gz`` (addresses of postings). What is expected is derived here apart from the
recogniser: the system from the registered domain of the host, the token from the list's own column where it has one,
else from the plain reading of the address (first part of the path, first label of the host).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.recognition.recognise import recognise_url

Reading = Callable[[SplitResult], str]


def _label(url: SplitResult) -> str:
    return (url.hostname or "").split(".")[0]


def _host(url: SplitResult) -> str:
    return (url.hostname or "").lower()


def _part(number: int) -> Reading:
    def read(url: SplitResult) -> str:
        parts = [unquote(part) for part in url.path.split("/") if part]
        return parts[number] if len(parts) > number else ""

    return read


def _workday(url: SplitResult) -> str:
    parts = [part for part in url.path.split("/") if part and not re.fullmatch(r"[a-z]{2}-[a-z]{2}", part.lower())]
    if "myworkdaysite" in (url.hostname or ""):
        return "/".join(parts[1:3])
    return f"{_label(url)}/{parts[0] if parts else ''}"


def _greenhouse(url: SplitResult) -> str:
    if "api" in _label(url):
        return _part(2)(url)
    embedded = re.search(r"[?&]for=([^&]+)", f"?{url.query}")
    return embedded[1] if embedded else "" if url.path.startswith("/embed/") else _part(0)(url)


def _workable(url: SplitResult) -> str:
    first = _part(0)(url)
    return "" if first == "j" else first if (url.hostname or "").startswith("apply.") else _label(url)


DOMAINS: dict[str, tuple[str, Reading | None]] = {
    "greenhouse.io": ("greenhouse", _greenhouse),
    "lever.co": ("lever", _part(0)),
    "ashbyhq.com": ("ashby", _part(0)),
    "myworkdayjobs.com": ("workday", _workday),
    "myworkdaysite.com": ("workday", _workday),
    "smartrecruiters.com": ("smartrecruiters", _part(0)),
    "oraclecloud.com": ("oracle_recruiting", None),
    "oraclecloud26.com": ("oracle_recruiting", None),
    "icims.com": ("icims", _host),
    "jibeapply.com": ("jibe", _host),
    "successfactors.com": ("successfactors", None),
    "successfactors.eu": ("successfactors", None),
    "avature.net": ("avature", _host),
    "eightfold.ai": ("eightfold", _label),
    "paylocity.com": ("paylocity", None),
    "brassring.com": ("brassring", None),
    "workable.com": ("workable", _workable),
    "recruitee.com": ("recruitee", _label),
    "personio.de": ("personio", _label),
    "personio.com": ("personio", _label),
    "teamtailor.com": ("teamtailor", lambda url: _host(url).removesuffix(".teamtailor.com")),
    "breezy.hr": ("breezy", _label),
    "bamboohr.com": ("bamboohr", _label),
    "rippling.com": ("rippling", None),
    "pinpointhq.com": ("pinpoint", _label),
    "jobvite.com": ("jobvite", _part(0)),
    "careers-page.com": ("manatal", None),
    "gusto.com": ("gusto", None),
    "workatastartup.com": ("workatastartup", None),
    "ycombinator.com": ("workatastartup", _part(1)),
    "taleo.net": ("taleo", None),
    "workforcenow.adp.com": ("adp", None),
    "myjobs.adp.com": ("adp_recruiting", _part(0)),
    "recruiting.adp.com": ("adp_recruiting", None),
    "hrmdirect.com": ("clearcompany", _label),
    "csod.com": ("cornerstone", None),
    "comeet.com": ("comeet", lambda url: "/".join(unquote(url.path).split("/")[2:4])),
    "gem.com": ("gem", _part(0)),
    "applytojob.com": ("jazzhr", _label),
    "join.com": ("join", _part(1)),
    "pageuppeople.com": ("pageup", None),
    "trakstar.com": ("trakstar", _label),
    "governmentjobs.com": ("neogov", _part(1)),
    "ultipro.com": ("ukg", None),
    "ultipro.ca": ("ukg", None),
    "paycomonline.net": ("paycom", None),
    "dayforcehcm.com": ("dayforce", None),
    "amazon.jobs": ("amazon", lambda url: "amazon"),
    "usajobs.gov": ("usajobs", None),
    "jobs.apple.com": ("apple", lambda url: "apple"),
    "metacareers.com": ("meta", lambda url: "meta"),
}
"""System of each registered domain, and the plain reading of its token (``None``: the list's column only)."""

LISTED = {
    "oracle_hcm": "oracle_recruiting",
    "talentbrew": "radancy",
    "recruiterbox": "trakstar",
    "ycombinator": "workatastartup",
}
"""Names of the list that differ from ours."""
TOKEN_KEYS = (
    "token",
    "slug",
    "tenant",
    "company",
    "company_slug",
    "site",
    "site_id",
    "board_id",
    "portal",
    "partner_id",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One address, and what is known about it apart from the recogniser."""

    url: str
    listed: str | None
    """The list's word for the system."""
    parts: tuple[str, ...]
    """Parts of the token by the list's column, in lower case."""


@dataclass(slots=True)
class Tally:
    """Answers counted."""

    right: int = 0
    unnamed: list[str] = field(default_factory=list)
    """The system is right and the address names no board, or nothing was recognised."""
    wrong: list[str] = field(default_factory=list)
    vanity: int = 0
    """Boards recognised on employers' own hosts, besides."""
    vanity_wrong: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """Addresses on a host of a known system."""
        return self.right + len(self.unnamed) + len(self.wrong)

    @property
    def rate(self) -> float:
        """Share recognised with the right system and token."""
        return self.right / self.asked if self.asked else 1.0


def listed_boards(data: Path) -> Iterator[Case]:
    """Careers pages of ``boards/*.tsv``."""
    for path in sorted((data / "boards").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL):
                try:
                    config = json.loads(row["config"] or "{}")
                except ValueError:
                    config = {}
                parts = tuple(str(config[key]).lower() for key in TOKEN_KEYS if config.get(key))
                yield Case(row["url"], row["system"], parts)


def posting_urls(data: Path) -> Iterator[Case]:
    """Addresses of postings in ``dol/simplify``, each once."""
    seen: set[str] = set()
    for path in sorted((data / "dol" / "simplify").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                url = json.loads(line)["url"]
                if url and url not in seen:
                    seen.add(url)
                    yield Case(url, None, ())


def expected(case: Case) -> tuple[str, Reading | None] | None:
    """System and reading for the registered domain of the host; ``None`` on a host of no known system."""
    labels = (urlsplit(case.url).hostname or "").lower().split(".")
    for first in range(len(labels) - 1):
        known = DOMAINS.get(".".join(labels[first:]))
        if known is not None:
            return known
    return None


def measure(cases: Iterator[Case]) -> Tally:
    """Recognise every case and hold it against what is expected."""
    tally = Tally()
    for case in cases:
        found = recognise_url(case.url)
        known = expected(case)
        if known is None:
            _count_vanity(tally, case)
            continue
        system, reading = known
        if found is None or (found.ats == system and found.token is None):
            tally.unnamed.append(case.url)
        elif found.ats == system and _token_agrees(found.token or "", case, reading, found.ats):
            tally.right += 1
        else:
            tally.wrong.append(f"{case.url} -> {found.board}")
    return tally


def _count_vanity(tally: Tally, case: Case) -> None:
    found = recognise_url(case.url)
    if found is None or found.token is None:
        return
    tally.vanity += 1
    listed = LISTED.get(case.listed or "", case.listed)
    if listed in {system for system, _ in DOMAINS.values()} | {"radancy", "phenom"} and listed != found.ats:
        tally.vanity_wrong.append(f"{case.url} -> {found.board}, listed as {case.listed}")


def _token_agrees(token: str, case: Case, reading: Reading | None, system: str) -> bool:
    """Case apart, as the list is not consistent in it."""
    low = token.lower()
    if case.listed is not None and LISTED.get(case.listed, case.listed) == system and case.parts:
        return all(part in low for part in case.parts)
    if reading is not None:
        return low == reading(urlsplit(case.url)).lower()
    address = unquote(case.url).lower()
    return all(part in address for part in low.split("/") if part not in ("candidateportal", "all"))


def main() -> None:
    """Print one table and every address that was told wrongly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    data = parser.parse_args().data
    print("source            on a system's host  right         no board named  wrong  also on own hosts  wrong")
    for name, cases in (("careers pages", listed_boards(data)), ("posting addresses", posting_urls(data))):
        started = time.perf_counter()
        tally = measure(cases)
        spent = (time.perf_counter() - started) / max(1, tally.asked + tally.vanity)
        print(
            f"{name:18}{tally.asked:18}  {tally.right:6} {tally.rate:6.2%}{len(tally.unnamed):16}"
            f"{len(tally.wrong):7}{tally.vanity:19}{len(tally.vanity_wrong):7}   {spent * 1e6:.0f} us each"
        )
        for url in (tally.wrong + tally.vanity_wrong)[:20]:
            print(f"  wrong: {url}")
        kinds = Counter("/".join(urlsplit(url).path.split("/")[:3]) for url in tally.unnamed)
        for kind, count in kinds.most_common(3):
            print(f"  names no board: {count} like {kind}")


if __name__ == "__main__":
    main()

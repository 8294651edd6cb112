"""Which machine is really asked: many careers hosts are one vendor's backend, and share one limit.

Every Greenhouse board is one host, every ``*.icims.com`` portal one farm, every Radancy site the same addresses under
its employer's name. Limits are by backend, so that a thousand employers on one vendor are not a thousand times as rude.
Rates without a published limit are chosen, not measured; Lever's two requests a second is what its users report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Limit:
    """How a backend is asked: at most ``concurrency`` requests at once, starts at least ``delay`` seconds apart."""

    concurrency: int
    delay: float


DEFAULT: Final = Limit(concurrency=2, delay=0.5)
"""An employer's own host: nobody but this one employer pays for it."""

VENDOR: Final = Limit(concurrency=4, delay=0.1)
"""A vendor's interface made for many readers."""

LIMITS: Final = {
    "lever": Limit(concurrency=1, delay=0.5),
    "icims": Limit(concurrency=1, delay=0.5),
    "workable": Limit(concurrency=1, delay=0.5),
    "personio": Limit(concurrency=1, delay=0.5),
    "usajobs": Limit(concurrency=1, delay=0.5),
    "radancy": Limit(concurrency=2, delay=0.25),
    "avature": Limit(concurrency=1, delay=0.5),
    "adp": Limit(concurrency=1, delay=0.4),  # its clients report a refusal at the 201st request within a minute
}
"""Backends with a limit of their own; other vendors have :data:`VENDOR`."""

# Host patterns; a group in the pattern makes a backend of each value (one Workday data centre is one backend).
_HOSTS: Final = [
    ("greenhouse", r"(?:boards-api|api|(?:job-)?boards(?:\.\w+)?)\.greenhouse\.io"),
    ("lever", r"(?:api|jobs)\.(?:eu\.)?lever\.co"),
    ("ashby", r"(?:api|jobs)\.ashbyhq\.com"),
    ("smartrecruiters", r"[\w-]+\.smartrecruiters\.com"),
    ("workday", r"[\w-]+\.(wd\d+)\.myworkdayjobs(?:-impl)?\.com|(?:[\w-]+\.)?(wd\d+)\.myworkdaysite\.com"),
    ("oracle", r"[\w-]+\.fa\.([\w-]+)\.oraclecloud\.com|[\w-]+\.fa\.ocs\.oraclecloud\.com"),
    ("icims", r"[\w.-]+\.(?:icims|jibeapply)\.com"),
    ("workable", r"(?:[\w-]+\.)?workable\.com"),
    ("recruitee", r"[\w-]+\.recruitee\.com"),
    ("personio", r"[\w-]+\.jobs\.personio\.(?:de|com)"),
    ("teamtailor", r"[\w.-]+\.teamtailor\.com"),
    ("breezy", r"[\w-]+\.breezy\.hr"),
    ("bamboohr", r"[\w-]+\.bamboohr\.com"),
    ("rippling", r"[\w.-]+\.rippling\.com"),
    ("pinpoint", r"[\w-]+\.pinpointhq\.com"),
    ("jobvite", r"[\w-]+\.jobvite\.com"),
    ("jazzhr", r"[\w-]+\.applytojob\.com"),
    ("successfactors", r"[\w-]+\.(?:successfactors|sapsf)\.(?:com|eu|cn)|jobs\.hr\.cloud\.sap"),
    ("avature", r"[\w-]+\.avature\.net"),
    ("eightfold", r"[\w-]+\.eightfold\.ai"),
    ("brassring", r"[\w-]+\.brassring\.com"),
    ("taleo", r"[\w.-]+\.taleo\.net"),
    ("ukg", r"recruiting\d*\.ultipro\.(?:com|ca)"),
    ("adp", r"[\w.-]+\.adp\.com"),
    ("paylocity", r"[\w-]+\.paylocity\.com"),
    ("paycom", r"[\w.-]+\.paycomonline\.net"),
    ("dayforce", r"[\w-]+\.dayforcehcm\.com"),
    ("gem", r"(?:api|jobs)\.gem\.com"),
    ("gusto", r"jobs\.gusto\.com"),
    ("comeet", r"www\.comeet\.com?|www\.comeet\.co"),
    ("clearcompany", r"[\w-]+\.hrmdirect\.com"),
    ("cornerstone", r"[\w.-]+\.csod\.com"),
    ("manatal", r"api\.manatal\.com|(?:www\.)?careers-page\.com"),
    ("join", r"join\.com"),
    ("trakstar", r"[\w-]+\.hire\.trakstar\.com"),
    ("pageup", r"careers\.pageuppeople\.com"),
    ("neogov", r"(?:www\.|api\.)?governmentjobs\.com"),
    ("usajobs", r"data\.usajobs\.gov"),
    ("ycombinator", r"(?:www\.)?(?:workatastartup|ycombinator)\.com"),
]
VENDORS: Final = frozenset(name for name, _ in _HOSTS)
"""Backends by the name of their vendor."""

_PATTERNS: Final = [(name, re.compile(pattern)) for name, pattern in _HOSTS]

_WORKDAY_CENTRES: Final = (1, 2, 3, 5, 10, 12, 101, 102, 103, 104, 105, 106, 107, 108, 501, 502, 503, 504, 505)

BEHIND_OWN_NAMES: Final = frozenset({"radancy", "jibe", "phenom", "successfactors_rmk"})
"""Systems whose sites carry the employers' names and stand on the vendor's machines all the same."""


def backend_of(url: str, ats: str = "") -> str:
    """The backend that answers ``url``: a vendor (``lever``, ``workday wd5``), else the host.

    ``ats`` is the board's system: it tells the vendor behind a host of the employer's own name.
    """
    host = (urlsplit(url).hostname or "").lower()
    for name, pattern in _PATTERNS:
        if match := pattern.fullmatch(host):
            part = next((group for group in match.groups() if group), None)
            return f"{name} {part}" if part else name
    return ats if ats in BEHIND_OWN_NAMES else host


def slots() -> dict[str, dict[str, float]]:
    """Scrapy's ``DOWNLOAD_SLOTS`` for every vendor; backends of several data centres have one for each known."""
    names = [name for name, _ in _HOSTS] + sorted(BEHIND_OWN_NAMES) + [f"workday wd{n}" for n in _WORKDAY_CENTRES]
    return {name: {"concurrency": limit_of(name).concurrency, "delay": limit_of(name).delay} for name in names}


def limit_of(backend: str) -> Limit:
    """The limit of a backend as :func:`backend_of` names it."""
    name = backend.partition(" ")[0]
    if name in LIMITS:
        return LIMITS[name]
    return DEFAULT if "." in name or name == "localhost" else VENDOR

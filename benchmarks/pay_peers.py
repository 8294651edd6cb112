"""The pay readers of other public packages, asked the same lines in the same run where they can be imported."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Ends = tuple[float | None, float | None]
PEERS = ("ats-scrapers", "python-jobspy")
"""Distributions on the package index; any version that still has the function named below."""


def pay_readers() -> dict[str, Callable[[str], Ends] | None]:
    """A function from a line to its two ends for each of :data:`PEERS`, ``None`` where the package is not installed."""
    return {"ats-scrapers": _ats_scrapers(), "python-jobspy": _jobspy()}


def _attribute(module: str, name: str) -> Any:
    """A name of a module, ``None`` when either is not there."""
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None


def _ats_scrapers() -> Callable[[str], Ends] | None:
    parse = _attribute("ats_scrapers.enrichment.derived", "parse_salary_range")
    return None if parse is None else lambda text: tuple(parse(text))


def _jobspy() -> Callable[[str], Ends] | None:
    """Its reader of pay in a description: ``extract_salary`` up to 1.3, a method of its LinkedIn scraper in 1.4."""
    extract = _attribute("jobspy.util", "extract_salary")
    if extract is not None:
        return lambda text: tuple(extract(text)[1:3])
    guess = getattr(_attribute("jobspy.linkedin", "LinkedIn"), "_guess_salary", None)
    if guess is None:
        return None

    def read(text: str) -> Ends:
        found = guess(text)
        return found.min_amount, found.max_amount

    return read

"""What a crawl asked of each backend: how often, how closely together, and how it was answered.

Kept beside the run (``runs/<id>.traffic.json``), not in its snapshots: it is of the clock, and a replay has none of it.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from crawler.files.small_files import replace_file


@dataclass(slots=True)
class Backend:
    """Requests to one backend. Seconds are of the wall clock."""

    requests: int = 0
    bytes: int = 0
    """Received, as sent: before unpacking."""
    seconds: float = 0.0
    """Sum of the times from asking to the answer."""
    least_gap: float | None = None
    """Least time between the starts of two requests; ``None`` of fewer than two."""
    refusals: dict[str, int] = field(default_factory=dict)
    """Answers 429 and 5xx, and failures without an answer, by kind."""
    asked_waits: int = 0
    """Answers that asked for a wait (Retry-After)."""
    longest_asked_wait: float = 0.0


@dataclass(slots=True)
class Traffic:
    """Every backend of a run, by name."""

    backends: dict[str, Backend] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Itself: Scrapy copies the settings it hangs in, once for each system, and there is one traffic of a run."""
        return self

    def asked(self, name: str) -> float:
        """Note that a request starts; the moment, for :meth:`answered`."""
        backend = self.backends.setdefault(name, Backend())
        now = time.monotonic()
        backend.requests += 1
        if (last := self._last.get(name)) is not None:
            gap = now - last
            backend.least_gap = gap if backend.least_gap is None else min(backend.least_gap, gap)
        self._last[name] = now
        return now

    def answered(self, name: str, since: float, size: int) -> None:
        """Note an answer of ``size`` bytes to the request that started at ``since``."""
        backend = self.backends[name]
        backend.seconds += time.monotonic() - since
        backend.bytes += size

    def refused(self, name: str, kind: str, asked_wait: float | None = None) -> None:
        """Note that a request was not served, and how long the backend wants to be left alone."""
        backend = self.backends.setdefault(name, Backend())
        backend.refusals[kind] = backend.refusals.get(kind, 0) + 1
        if asked_wait is not None:
            backend.asked_waits += 1
            backend.longest_asked_wait = max(backend.longest_asked_wait, asked_wait)


def traffic_path(runs: Path, run: str) -> Path:
    """Where the traffic of ``run`` is kept."""
    return runs / f"{run}.traffic.json"


def read_traffic(path: Path) -> dict[str, Backend]:
    """Backends of a run by name; none when it left no file that can be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["backends"]
        return {name: Backend(**values) for name, values in said.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save_traffic(path: Path, traffic: Traffic) -> None:
    """Add ``traffic`` to what an earlier start of the same run left in ``path``."""
    if not traffic.backends:
        return
    whole = read_traffic(path)
    for name, backend in traffic.backends.items():
        whole[name] = sum_of(whole[name], backend) if name in whole else backend
    said: dict[str, Any] = {"backends": {name: asdict(whole[name]) for name in sorted(whole)}}
    replace_file(path, json.dumps(said, indent=1).encode() + b"\n")


def sum_of(one: Backend, other: Backend) -> Backend:
    """What was asked of a backend in two starts, or by two processes."""
    gaps = [gap for gap in (one.least_gap, other.least_gap) if gap is not None]
    kinds = sorted(one.refusals.keys() | other.refusals.keys())
    return Backend(
        requests=one.requests + other.requests,
        bytes=one.bytes + other.bytes,
        seconds=one.seconds + other.seconds,
        least_gap=min(gaps, default=None),
        refusals={kind: one.refusals.get(kind, 0) + other.refusals.get(kind, 0) for kind in kinds},
        asked_waits=one.asked_waits + other.asked_waits,
        longest_asked_wait=max(one.longest_asked_wait, other.longest_asked_wait),
    )

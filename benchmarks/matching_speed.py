"""Measure how fast employers are matched and indexed: ``python -m benchmarks.matching_speed [--data FOLDER]``.

``FOLDER`` (by default ``../shared/data`` beside the project) holds ``dol/uscis_hub``. The hub files are loaded with
``reference add``; each figure comes from a process of its own. CPU seconds are of the process, memory is its peak over
what it had after importing. Names asked: filed ones as written; unknown ones, a filed first word with a made-up rest;
and names first filed in one year, with their state and without, asked of an index of the other years: most of them are
nobody's.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.hub import index_of, read_hub
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match, match_all
from enrich.employers.store import load_index
from enrich.reference import add_files

EVERY = 20
"""Filed names are asked one in so many."""

UNKNOWN = 2000
"""Names asked that nobody files."""

FIRST = "Global Technology Solutions of Nowhere"
"""A name that resembles others, so that its answer takes every table that others take."""

WORST = {
    "10,000 characters": "tech solutions " * 700,
    "as long as allowed": "technology solutions " * 9,
    "one-letter words": "a b c d e f g h " * 12,
    "common words": "global health care services group systems university of texas technology solutions",
    "a common word": "technology",
    "states": "univ of tx " * 18,
    "other names": "formerly known as dba " * 9,
    "nested parentheses": "(formerly " * 19,
    "another script": "\u682a\u5f0f\u4f1a\u793e" * 48,
    "accents": "\u00e9\u0301" * 99,
    "emoji": "\U0001f600 vexle " * 25,
    "a college": "the board of regents of the university of texas at a college of the state university " * 2,
}
"""Names that make a matcher work."""


def peak_mib() -> float:
    """Return the highest resident memory; ``ru_maxrss`` would count what the parent process had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def load(reference: Path) -> None:
    """Load the index, from the file beside the database when that is there, and answer the first name."""
    base, start = peak_mib(), time.process_time()
    index = load_index(reference)
    match(EmployerQuery(FIRST), index)
    took, peak = time.process_time() - start, peak_mib() - base
    start = time.process_time()
    match(EmployerQuery(FIRST, state="CA"), index)
    of_state = time.process_time() - start
    print(
        f"{len(index.filers):,} filers, first answer after {took:.2f} CPU s, +{peak:.0f} MiB at the peak;"
        f" first with a state {of_state:.2f} s later, +{peak_mib() - base:.0f} MiB"
    )


def ask_all(queries: Sequence[EmployerQuery], index: EmployerIndex) -> list[Match]:
    return match_all(queries, index)


def rate(queries: Sequence[EmployerQuery], index: EmployerIndex) -> str:
    match(EmployerQuery(FIRST, state="CA"), index)
    start = time.process_time()
    match_all(queries, index)
    took = time.process_time() - start
    return f"{len(queries):,} names, {len(queries) / took:,.0f} a CPU second"


def ask(reference: Path) -> None:
    """Ask names of the whole index, and then the worst ones."""
    index = load_index(reference)
    names = sorted({name for filer in index.filers for name in filer.names})[::EVERY]
    print("filed names:", rate([EmployerQuery(name) for name in names], index))
    made_up = [EmployerQuery(f"{name.split()[0]} Quorvex {number}") for number, name in enumerate(names[:UNKNOWN])]
    print("unknown names:", rate(made_up, index))
    slowest = {what: min(_seconds(name, index) for _ in range(3)) for what, name in WORST.items()}
    for what, took in sorted(slowest.items(), key=lambda entry: -entry[1])[:4]:
        print(f"worst: {what}, {1000 * took:.2f} ms")


def _seconds(name: str, index: EmployerIndex) -> float:
    start = time.process_time()
    match(EmployerQuery(name, state="TX", domain="example.com"), index)
    return time.process_time() - start


def ask_new(hub: Path, year: int = 2021) -> None:
    """Ask the names first filed in a year of an index of the others."""
    rows = list(read_hub(hub))
    known = {row.name for row in rows if row.year != year}
    asked = {row.name: row.state for row in rows if row.year == year and row.name not in known}
    index = index_of(row for row in rows if row.year != year)
    print(f"names first filed in FY{year}:", rate([EmployerQuery(n, state=s or None) for n, s in asked.items()], index))
    print("the same without state:", rate([EmployerQuery(name) for name in asked], index))


STEPS: dict[str, Callable[[Path], None]] = {"load": load, "ask": ask, "ask-new": ask_new}


def run(step: str, path: Path) -> str:
    """Run one step in a process of its own and return what it prints."""
    command = [sys.executable, "-m", "benchmarks.matching_speed", "--step", step, "--path", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options.path)
        return
    hub = options.data / "dol" / "uscis_hub"
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.db"
        add_files(sorted(hub.glob("*.csv.gz")), reference)
        print("built:", run("load", reference))
        print("from disk:", run("load", reference))
        print(run("ask", reference))
    print(run("ask-new", hub))


if __name__ == "__main__":
    main()

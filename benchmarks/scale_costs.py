"""What the simulator of a night is fed with: each figure with the command that measured it.

``python -m benchmarks.scale_costs`` measures the costs of the stages on this machine.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.many_boards import open_demo, write_night
from crawler.ledger import fold_snapshots
from enrich.stage import enrich_ledger
from exports.publication import export


@dataclass(frozen=True, slots=True)
class System:
    """One system: how many boards it has, and how its boards are asked."""

    boards: int
    """Boards in a public list of careers sites (elliottdehn/open-jobs, ``slugs.json``, of the Common Crawl index
    CC-MAIN-2026-21: 64,383 boards); the shares, not the numbers, are used."""
    page: int | None
    """Rows of a page of its listing; ``None``: the listing is one answer. Read from its spider; a guess for the few
    whose sites link their pages themselves (icims, jobvite)."""
    has_detail: bool
    """Whether each new, changed or old posting costs a request of its own. Read from its spider."""
    url: str
    """A careers page, with ``{n}`` for the board; what tells its backend."""


# Of the list's systems, those without a spider of their own are read as JSON-LD on a host each.
SYSTEMS: Final = {
    "paylocity": System(10_513, None, True, "https://recruiting.paylocity.com/recruiting/jobs/All/{n}"),
    "greenhouse": System(8_149, None, False, "https://boards.greenhouse.io/b{n}"),
    "workable": System(6_902, None, False, "https://apply.workable.com/b{n}"),
    "paycom": System(6_895, 100, True, "https://www.paycomonline.net/v4/ats/web.php/jobs?clientkey={n}"),
    "personio": System(5_368, None, False, "https://b{n}.jobs.personio.com"),
    "breezy": System(4_227, None, True, "https://b{n}.breezy.hr"),
    "ashby": System(3_890, None, False, "https://jobs.ashbyhq.com/b{n}"),
    "workday": System(3_830, 20, True, "https://b{n}.{centre}.myworkdayjobs.com/jobs"),
    "lever": System(3_597, 100, False, "https://jobs.lever.co/b{n}"),
    "recruitee": System(3_287, None, False, "https://b{n}.recruitee.com"),
    "dayforce": System(2_898, 25, True, "https://jobs.dayforcehcm.com/en-US/b{n}/CANDIDATEPORTAL"),
    "jsonld": System(502 + 1_017 + 106 + 310, None, True, "https://careers.b{n}.example/jobs"),
    "smartrecruiters": System(1_510, 100, True, "https://careers.smartrecruiters.com/b{n}"),
    "pinpoint": System(489, None, True, "https://b{n}.pinpointhq.com"),
    "comeet": System(456, None, False, "https://www.comeet.com/jobs/b{n}/00.000"),
    "icims": System(137, 50, True, "https://careers-b{n}.icims.com/jobs"),
    "eightfold": System(135, 10, True, "https://b{n}.eightfold.ai/careers"),
    "oracle_recruiting": System(116, 200, True, "https://b{n}.fa.us2.oraclecloud.com/hcmUI/CandidateExperience"),
    "taleo": System(22, 25, True, "https://b{n}.taleo.net/careersection/2/jobsearch.ftl"),
    "jobvite": System(18, 100, True, "https://jobs.jobvite.com/b{n}/jobs"),
    "ukg": System(6, 100, True, "https://recruiting.ultipro.com/b{n}/JobBoard/1"),
    "successfactors": System(3, None, False, "https://career4.successfactors.com/career?company=b{n}"),
}

_WHOLE_TEXT: Final = 5_000  # bytes of a posting, unpacked

WORKDAY_CENTRES: Final = {
    **{"wd1": 1_293, "wd5": 970, "wd3": 742, "wd12": 220, "wd103": 148, "wd108": 111, "wd503": 95, "wd501": 93},
    **{"wd10": 65, "wd105": 36, "wd502": 19},
}
"""Boards by data centre in the same list: each centre is a backend of its own."""


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU-seconds and bytes of the parts of a night, each measured on one core by the command that is named."""

    request: float = 0.00102
    """CPU-seconds for a request, its answer read and written: ``python -m benchmarks.crawl --boards 20``."""
    page: float = 0.00204
    """The same for a page of HTML of 50 KB: ``python -m benchmarks.crawl --html --boards 5 --rounds 1``."""
    start: float = 0.7
    """CPU-seconds to start the process of a task: ``docs/speed.md``."""
    fold: float = 0.000110
    """CPU-seconds to fold a posting that was there the night before: this module, as are the next four."""
    fold_new: float = 0.000250
    """CPU-seconds to fold a posting that is new."""
    enrich: float = 0.002517
    """CPU-seconds to enrich a posting whose text is new (5 KB of HTML)."""
    unchanged: float = 0.000338
    """CPU-seconds that the enrich stage takes for a posting that is the same."""
    export: float = 0.000522
    """CPU-seconds to export a posting: feed, change file and dump."""
    text_bytes: int = 2_111
    """Bytes on the wire of a posting with its text, packed: ``python -m benchmarks.scale_costs --captures``."""
    row_bytes: int = 330
    """Bytes on the wire of a row of a listing without texts, packed: the same."""


def measure(boards: int, jobs: int) -> dict[str, float]:
    """The costs of the stages for a posting, by a first and a second night of invented boards; in this process."""
    with tempfile.TemporaryDirectory() as place:
        demo = open_demo(Path(place) / "demo")
        data = Path(place) / "data"
        data.mkdir()
        reference = demo / "reference.db"
        ledger, snapshots, out = data / "ledger.db", data / "snapshots", data / "out"
        count = write_night(demo, snapshots, boards, jobs, 0)
        found = {"fold, first night": _cpu(fold_snapshots, snapshots, ledger) / count}
        found["enrich, new text"] = _cpu(enrich_ledger, ledger, reference) / count
        _cpu(export, ledger, reference, out)
        write_night(demo, snapshots, boards, jobs, 1)
        found["fold, a later night"] = _cpu(fold_snapshots, snapshots, ledger) / count
        changed = boards + round(0.03 * count)
        again = _cpu(enrich_ledger, ledger, reference)
        found["enrich, unchanged"] = max(0.0, again - changed * found["enrich, new text"]) / count
        found["export"] = _cpu(export, ledger, reference, out) / count
        return found


def _cpu(work: Callable[..., Any], *arguments: Any) -> float:
    before = _spent()
    work(*arguments)
    return _spent() - before


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def wire_bytes(captures: Path) -> tuple[float, float]:
    """Median bytes, packed, of a posting in real listings that hold the text, and of a row in those that do not.

    Of ``captures``, a folder of real answers with a MANIFEST.tsv; lists without most of the text are left out.
    """
    texts, rows = [], []
    with (captures / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            count, path = int(row["postings"] or 0), captures / row["path"]
            if count < 2 or not path.is_file():
                continue
            packed = len(gzip.compress(path.read_bytes(), 6)) / count
            system = SYSTEMS.get(row["ats"])
            if system is not None and not system.has_detail and int(row["bytes"]) / count > _WHOLE_TEXT:
                texts.append(packed)
            elif system is None or system.has_detail:
                rows.append(packed)
    return median(texts), median(rows)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--boards", type=int, default=200)
    options.add_argument("--jobs", type=int, default=50)
    options.add_argument("--captures", type=Path, metavar="FOLDER", help="measure bytes of real answers instead")
    chosen = options.parse_args()
    if chosen.captures is not None:
        text, row = wire_bytes(chosen.captures)
        print(f"{text:.0f} bytes a posting with its text, {row:.0f} bytes a row without")
        return
    print(f"{chosen.boards} boards of {chosen.jobs} postings; CPU-seconds a posting")
    for name, value in measure(chosen.boards, chosen.jobs).items():
        print(f"| {name} | {value:.6f} |")


if __name__ == "__main__":
    main()

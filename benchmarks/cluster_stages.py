"""Update, enrich and export over processes: how much quicker they are, and what grows with the number of postings.

    python -m benchmarks.cluster_stages speed [--boards 800] [--jobs 50] [--rounds 3]
    python -m benchmarks.cluster_stages memory [--postings 30000 100000 300000]

``speed`` does each stage of a first night and of a second one, in this process, in one other and in two; seconds are
the least of the rounds, CPU seconds those of the process that writes and of those that work for it. All of them must
write the same bytes. ``memory`` makes ledgers of postings with short texts, each stage in a process of its own with two
that work for it, and prints the largest resident size of the process that writes and, at most, of one that
works.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from operations.executors import open_executor

if TYPE_CHECKING:
    from benchmarks.stage_house import House

# What loads a stage is imported where it is used: a process that is started loads this module as well.

ROOT = Path(__file__).parents[1]
NIGHTS = 2
SHARED = ("update", "enrich", "export")
FORMATS = {"speed": ("jsonl", "sqlite"), "memory": ("jsonl", "sqlite", "parquet")}


def run_stage(folder: Path, stage: str, processes: int, formats: tuple[str, ...]) -> dict[str, object]:
    """Do one stage in this process; what it took. The processes that worked for it have ended."""
    from benchmarks.stage_house import House

    house = House(folder)
    house.formats = formats
    work: Callable[[Executor | None], str] = getattr(house, stage)
    started, cpu = time.monotonic(), time.process_time()
    if processes:
        with open_executor(None, processes) as executor:
            said = work(executor)
            seconds = time.monotonic() - started
            executor.shutdown(wait=True)
    else:
        said, seconds = work(None), time.monotonic() - started
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "writer": time.process_time() - cpu,
        "workers": workers.ru_utime + workers.ru_stime,
        "writer_mib": _peak_mib(),
        "worker_mib": workers.ru_maxrss / 1024,
        "said": said,
    }


def _peak_mib() -> float:
    """Largest resident size of this process (Linux); ``ru_maxrss`` would count what started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def in_process_of_its_own(folder: Path, stage: str, processes: int, formats: tuple[str, ...]) -> dict[str, float | str]:
    """The same, measured alone."""
    command = [sys.executable, "-m", "benchmarks.cluster_stages", "one", "--folder", str(folder), "--stage", stage]
    options = ["--processes", str(processes), "--formats", *formats]
    done = subprocess.run([*command, *options], check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def prepare(demo: Path, pattern: Path, boards: int, jobs: int, texts: int) -> None:
    """Snapshots of all nights in ``pattern``, one folder a night."""
    from benchmarks.many_boards import write_night

    for night in range(NIGHTS):
        write_night(demo, pattern / f"night{night}", boards, jobs, night, texts=texts)


def open_house(demo: Path, folder: Path) -> House:
    """A data folder with reference data and without snapshots."""
    from benchmarks.stage_house import House

    house = House(folder)
    house.snapshots.mkdir(parents=True)
    for path in demo.glob("reference*"):
        shutil.copy(path, folder / path.name)
    return house


def bring_night(pattern: Path, house: House, night: int) -> None:
    """Let a night's snapshots be there."""
    for run in (pattern / f"night{night}").iterdir():
        (house.snapshots / run.name).symlink_to(run)


def speed(arguments: argparse.Namespace) -> None:
    """Print what each stage takes, by the number of processes."""
    from benchmarks.many_boards import open_demo

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        demo = open_demo(folder / "demo")
        prepare(demo, folder / "pattern", arguments.boards, arguments.jobs, 3)
        taken: dict[tuple[str, int], list[dict[str, float | str]]] = {}
        versions: set[str] = set()
        for round in range(arguments.rounds):
            for processes in (0, 1, 2):
                house = open_house(demo, folder / f"house{round}-{processes}")
                for night in range(NIGHTS):
                    bring_night(folder / "pattern", house, night)
                    for stage in SHARED:
                        found = in_process_of_its_own(house.folder, stage, processes, FORMATS["speed"])
                        taken.setdefault((f"{stage}, night {night + 1}", processes), []).append(found)
                versions.add(house.version() + str(found["said"]))
                shutil.rmtree(house.folder)
        assert len(versions) == 1, versions
    print(f"{arguments.boards} boards of {arguments.jobs} postings, {os.cpu_count()} cores, least of the rounds; all")
    print("wrote the same ledger and the same feed\n")
    print("| stage | here | one process | two | two against one | against here | CPU: here; of two, writer + workers |")
    print("|---|---|---|---|---|---|---|")
    for name in dict.fromkeys(name for name, _ in taken):
        here, one, two = (min(float(found["seconds"]) for found in taken[name, number]) for number in (0, 1, 2))
        best = {
            key: min(float(found[key]) for found in taken[name, number])
            for number, key in ((2, "writer"), (2, "workers"))
        }
        alone = min(float(found["writer"]) for found in taken[name, 0])
        cpu = f"{alone:.1f}; {best['writer']:.1f} + {best['workers']:.1f}"
        print(f"| {name} | {here:.1f} | {one:.1f} | {two:.1f} | {one / two:.2f} | {here / two:.2f} | {cpu} |")


def memory(arguments: argparse.Namespace) -> None:
    """Print the largest resident size of each stage, by the number of postings."""
    from benchmarks.many_boards import open_demo

    print("| postings | stage | seconds | writer MiB | worker MiB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=arguments.place) as place:
        demo = open_demo(Path(place) / "demo")
        for postings in arguments.postings:
            folder = Path(place) / str(postings)
            prepare(demo, folder / "pattern", postings // arguments.jobs, arguments.jobs, 0)
            house = open_house(demo, folder / "house")
            for night, stages in enumerate((SHARED, (*SHARED, "verify", "status", "report"))):
                bring_night(folder / "pattern", house, night)
                for stage in stages:
                    found = in_process_of_its_own(house.folder, stage, 2, FORMATS["memory"])
                    sizes = f"{float(found['writer_mib']):.0f} | {float(found['worker_mib']):.0f}"
                    name = f"{stage}, night {night + 1}"
                    print(f"| {postings:,} | {name} | {float(found['seconds']):.0f} | {sizes} |", flush=True)
            size = sum(path.stat().st_size for path in house.folder.glob("ledger.db*"))
            print(f"| {postings:,} | ledger.db | | {size / 2**20:.0f} MiB on disk | |", flush=True)
            shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "memory", "one"))
    parser.add_argument("--boards", type=int, default=800)
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postings", type=int, nargs="+", default=[30_000, 100_000, 300_000])
    parser.add_argument("--place", type=Path, help="folder on a disk with room, instead of the temporary one")
    for name, kind in (("--folder", Path), ("--stage", str), ("--processes", int)):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    parser.add_argument("--formats", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.what == "one":
        print(json.dumps(run_stage(arguments.folder, arguments.stage, arguments.processes, tuple(arguments.formats))))
        return
    {"speed": speed, "memory": memory}[arguments.what](arguments)


if __name__ == "__main__":
    main()

"""Nights that are disturbed, over many boards on loopback (benchmarks/town.py), each command a process of its own.

    python -m benchmarks.night kills [--boards 200] [--kills 50]    kill -9 of `run`, all its processes
    python -m benchmarks.night resume [--boards 200]                requests of a run that was killed and resumed
    python -m benchmarks.night memory --boards 10000 --jobs 1       memory of `run`, stage by stage

``kills`` checks after each kill that what is published verifies, and when a night is over that each board was crawled
once in its run, that exactly the open jobs are open in the feed, and that the history tells of every start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.town import Town, open_town
from exports.verify import verify
from operations.history import last_entries

ROOT = Path(__file__).parents[1]


class House:
    """A data folder, and the command that works in it."""

    def __init__(self, folder: Path, town: Town, processes: int = 2, *, as_json: bool = True) -> None:
        self.data = folder / "data"
        self.out = self.data / "out"
        (folder / "boards.csv").write_text(town.boards_csv(), encoding="utf-8")
        config = folder / "sponsorfeed.toml"
        config.write_text(f'data = "data"\nboards = "boards.csv"\n{town.settings()}', encoding="utf-8")
        words = ["-P", "-m", "sponsorfeed", "--config", str(config), "run", "--processes", str(processes)]
        self._command = [sys.executable, *words, *(["--json"] if as_json else [])]

    def start(self, largest_file: int | None = None) -> subprocess.Popen[bytes]:
        """A run, in a process group of its own; it cannot write a file of more than so many bytes."""
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        limited = ["prlimit", f"--fsize={largest_file}"] if largest_file is not None else []
        return subprocess.Popen(
            [*limited, *self._command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )

    def run(self) -> int:
        """A run to its end; its exit code."""
        with self.start() as process:
            _, said = process.communicate()
        if process.returncode not in (0, 1):
            print(said.decode(), file=sys.stderr)
        return process.returncode

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a query on the ledger."""
        with closing(sqlite3.connect(self.data / "ledger.db")) as db:
            return db.execute(sql, values).fetchall()

    def nights(self) -> int:
        """Runs that came to their end, by the history."""
        if not (self.data / "ledger.db").exists():
            return 0
        return sum(entry.finished is not None for entry in last_entries(self.data / "ledger.db", 1_000_000))

    def check_published(self) -> None:
        """What is published is sound, if anything is."""
        if self.out.exists():
            problems = verify(self.out)
            assert not problems, problems

    def check_night(self, town: Town) -> None:
        """Nothing is lost and nothing is there twice."""
        [(run,)] = self.rows("SELECT max(run) FROM crawl")
        outcomes = self.rows("SELECT outcome, held, count(*) FROM crawl WHERE run = ? GROUP BY 1, 2", run)
        assert outcomes == [("complete", None, town.boards)], outcomes
        feed = (self.out / "jobs.jsonl").read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in feed]
        ids = [record["id"] for record in records]
        assert len(ids) == len(set(ids))
        assert {record["id"] for record in records if record["status"] == "open"} == town.open_jobs()
        known = {name for (name,) in self.rows("SELECT snapshot FROM crawl")}
        files = {path.relative_to(self.data / "snapshots").as_posix() for path in self.data.glob("snapshots/*/*/*.gz")}
        assert files == known
        self.check_published()


def kill_group(process: subprocess.Popen[bytes]) -> bool:
    """Kill all of a run's processes; ``False`` when it had ended by itself."""
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return alive


def disturb(house: House, town: Town, kills: int, seed: int) -> tuple[int, int, float]:
    """Kill runs at ``kills`` random moments; nights that came to their end, starts, and seconds of one left alone."""
    rng = random.Random(seed)
    started = time.monotonic()
    assert house.run() == 0
    alone = time.monotonic() - started
    house.check_night(town)
    nights, starts, killed = 1, 1, 0
    town.night += 1
    time.sleep(1.1)  # a run is named by the second of its start
    while killed < kills:
        process = house.start()
        starts += 1
        with suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.0, alone))
        if kill_group(process):
            killed += 1
            house.check_published()
        else:
            assert process.returncode == 0, process.returncode
        # A kill may also come when the night is over and its process about to end.
        if house.nights() > nights:
            house.check_night(town)
            nights += 1
            town.night += 1
            time.sleep(1.1)
    assert house.run() == 0
    house.check_night(town)
    return nights + 1, starts + 1, alone


def _kills(arguments: argparse.Namespace) -> None:
    with open_town(arguments.boards, arguments.jobs) as town, tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), town)
        nights, starts, alone = disturb(house, town, arguments.kills, arguments.seed)
        entries = last_entries(house.data / "ledger.db", starts)
        ended = [entry for entry in entries if entry.finished is not None]
        print(f"{arguments.boards} boards, a night left alone takes {alone:.1f} s")
        print(
            f"{arguments.kills} kills at random moments, {nights} nights came to their end, each whole, nothing twice"
        )
        print(f"history: {len(entries)} starts of {starts}, {len(ended)} with an end, all exit 0")
        assert {entry.exit_code for entry in ended} == {0}


def _resume(arguments: argparse.Namespace) -> None:
    with open_town(arguments.boards, arguments.jobs) as town, tempfile.TemporaryDirectory() as folder:
        for name in ("alone", "killed"):
            (Path(folder) / name).mkdir()
        assert House(Path(folder) / "alone", town).run() == 0
        alone = town.requests()
        ratios = []
        for number in range(arguments.rounds):
            place = Path(folder) / f"killed{number}"
            place.mkdir()
            town.asked.clear()
            house = House(place, town)
            process = house.start()
            at = alone * (number + 1) // (arguments.rounds + 1)
            while town.requests() < at:
                time.sleep(0.01)
            assert kill_group(process)
            assert house.run() == 0
            house.check_night(town)
            ratios.append(town.requests() / alone)
        print(f"{alone} requests of a run left alone; killed once and resumed:")
        print(", ".join(f"{ratio:.3f}" for ratio in ratios))


@dataclass
class Peak:
    """The most memory that the processes of a run had during one stage of it, in MB, and how long that took."""

    began: float
    leading: float = 0.0
    other: float = 0.0
    """The largest process beside the leading one."""
    together: float = 0.0
    """All processes at one moment."""
    seconds: float = 0.0


@dataclass
class Peaks:
    """Peaks by stage: the kernel's own high-water marks, which the leading process forgets as a stage begins."""

    leading: int
    stages: dict[str, Peak] = field(default_factory=lambda: {"crawl": Peak(time.monotonic())})

    def follow(self, said: IO[bytes]) -> None:
        """Begin a stage when a run that is not on a terminal says that it begins."""
        for line in said:
            stage = line.decode().strip().rpartition("; ")[2]
            if stage in ("update", "enrich", "export"):
                self.look()
                self.stages[stage] = Peak(time.monotonic())
                with suppress(OSError):
                    Path(f"/proc/{self.leading}/clear_refs").write_text("5")

    def look(self) -> None:
        """Measure now."""
        peak = next(reversed(self.stages.values()))
        crew = descendants(self.leading)
        peak.leading = max(peak.leading, megabytes(self.leading, "VmHWM"))
        peak.other = max([peak.other, *(megabytes(pid, "VmHWM") for pid in crew)])
        peak.together = max(peak.together, sum(megabytes(pid) for pid in [self.leading, *crew]))
        peak.seconds = time.monotonic() - peak.began


def _memory(arguments: argparse.Namespace) -> None:
    with open_town(arguments.boards, arguments.jobs) as town, tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), town, as_json=False)
        process = house.start()
        peaks = Peaks(process.pid)
        assert process.stderr is not None
        following = threading.Thread(target=peaks.follow, args=(process.stderr,))
        following.start()
        started, tenths = time.monotonic(), 0
        requests = arguments.boards * (arguments.jobs + 4)
        print("| requests | seconds | leading process MB | workers MB |\n|---|---|---|---|")
        while process.poll() is None:
            if town.requests() * 10 >= requests * (tenths + 1) or time.monotonic() - started > 30 * (tenths + 1) * 10:
                tenths += 1
                said = ", ".join(f"{megabytes(pid):.0f}" for pid in descendants(process.pid))
                passed = time.monotonic() - started
                print(f"| {town.requests()} | {passed:.0f} | {megabytes(process.pid):.0f} | {said} |", flush=True)
            peaks.look()
            time.sleep(0.05)
        following.join()
        print(f"exit {process.returncode} after {time.monotonic() - started:.0f} s, {town.requests()} requests\n")
        print(
            "| stage | seconds | leading process MB | largest other process MB | together MB |\n|---|---|---|---|---|"
        )
        for stage, peak in peaks.stages.items():
            sizes = f"{peak.leading:.0f} | {peak.other:.0f} | {peak.together:.0f}"
            print(f"| {stage} | {peak.seconds:.0f} | {sizes} |")


def descendants(pid: int) -> list[int]:
    """Processes that ``pid`` has started, and those that these have, as far as they live."""
    found = []
    with suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child, *descendants(child)]
    return found


def megabytes(pid: int, what: str = "VmRSS") -> float:
    """Memory of a process by the kernel's account, Linux: what is resident, or the most that was (``VmHWM``)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:")), 0.0)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("kills", "resume", "memory"))
    arguments.add_argument("--boards", type=int, default=200)
    arguments.add_argument("--jobs", type=int, default=4)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    {"kills": _kills, "resume": _resume, "memory": _memory}[given.what](given)


if __name__ == "__main__":
    main()

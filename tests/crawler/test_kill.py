"""A crawl that is killed, at any step, ends as if it had not been: the same command again, the same bytes."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.boards import read_boards
from crawler.fold.snapshot_files import list_snapshots
from samples import folder

ROOT = Path(__file__).parents[2]


class Replays:
    """Replays in processes of their own; see :mod:`tests.crawler.interrupted`."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.crawler.interrupted"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def order(self, data: Path, **options: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"data": str(data)} | options) + "\n")
        self.process.stdin.flush()

    def answer(self) -> tuple[int, dict[str, Any]]:
        """How the process ended, and what its crawl reported."""
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["report"]

    def run(self, data: Path, **options: Any) -> tuple[int, dict[str, Any]]:
        self.order(data, **options)
        return self.answer()


@pytest.fixture(scope="module")
def replays() -> Iterator[Replays]:
    running = Replays()
    yield running
    _, errors = running.process.communicate(timeout=30)
    assert "Error" not in errors and "Warning" not in errors, errors


def snapshots(data: Path) -> dict[str, bytes]:
    root = data / "snapshots"
    return {name: (root / name).read_bytes() for name in list_snapshots(root)}


@pytest.fixture(scope="module")
def undisturbed(replays: Replays, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], int]:
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    status, report = replays.run(data)
    assert (status, report["unfinished"], len(snapshots(data))) == (0, [], 10)
    return snapshots(data), report["steps"]


@pytest.mark.parametrize("trial", range(10))
def test_killed_at_any_step_the_same_command_finishes_with_the_same_bytes(
    tmp_path: Path, replays: Replays, undisturbed: tuple[dict[str, bytes], int], trial: int
) -> None:
    whole, steps = undisturbed
    data = tmp_path / "data"
    step = random.Random(trial).randrange(steps * trial // 10, steps * (trial + 1) // 10)
    status, _ = replays.run(data, signal=signal.SIGKILL, step=step)
    assert status == -signal.SIGKILL
    assert snapshots(data).items() <= whole.items()  # what was being written is not among them
    _, report = replays.run(data)
    assert snapshots(data) == whole
    assert report["postings"] and not report["unfinished"]


def test_killed_again_and_again_it_gets_done(
    tmp_path: Path, replays: Replays, undisturbed: tuple[dict[str, bytes], int]
) -> None:
    whole, steps = undisturbed
    data = tmp_path / "data"
    for _ in range(3):
        replays.run(data, signal=signal.SIGKILL, step=steps // 3)
        assert snapshots(data).items() <= whole.items()
    replays.run(data)
    assert snapshots(data) == whole


def test_killed_from_outside_between_two_snapshots(
    tmp_path: Path, undisturbed: tuple[dict[str, bytes], int], replays: Replays
) -> None:
    whole, _ = undisturbed
    data = tmp_path / "data"
    boards = read_boards(folder() / "boards.csv")
    code = (
        "import sys; from tests.crawler.interrupted import *; replay(Path(sys.argv[1]), folder() / 'boards.csv', 0, -1)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(data)], cwd=ROOT) as process:
        while len(snapshots(data)) < 3 and process.poll() is None:
            time.sleep(0.001)
        process.kill()
    kept = snapshots(data)
    assert kept.items() <= whole.items() and len(boards) == len(whole)
    replays.run(data)
    assert snapshots(data) == whole


@pytest.mark.parametrize("step", [10, 120])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_stop_leaves_whole_snapshots_and_the_rest_for_later(
    tmp_path: Path, replays: Replays, undisturbed: tuple[dict[str, bytes], int], number: signal.Signals, step: int
) -> None:
    whole, _ = undisturbed
    data = tmp_path / "data"
    status, report = replays.run(data, signal=number, step=step)
    assert status == 0  # it ended by itself; the command line turns the signal into its exit code
    kept = snapshots(data)
    assert kept.items() <= whole.items()
    assert len(kept) + len(report["unfinished"]) == len(whole)
    replays.run(data)
    assert snapshots(data) == whole


def test_the_order_of_the_boards_changes_nothing(
    tmp_path: Path, replays: Replays, undisturbed: tuple[dict[str, bytes], int]
) -> None:
    header, *rows = (folder() / "boards.csv").read_text(encoding="utf-8").splitlines()
    for number, order in enumerate((rows[::-1], sorted(rows, key=lambda row: row[::-1]))):
        boards = tmp_path / f"{number}.csv"
        boards.write_text("\n".join([header, *order]) + "\n", encoding="utf-8")
        replays.run(tmp_path / str(number), boards=str(boards))
        assert snapshots(tmp_path / str(number)) == undisturbed[0]

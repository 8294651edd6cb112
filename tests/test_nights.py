"""Whole runs over loopback boards, disturbed: nothing is lost, nothing is there twice, what is published is sound.

``python -m benchmarks.night kills`` is the same with more boards and more kills.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.night import House, disturb
from benchmarks.town import Town, open_town
from operations.history import last_entries


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town(boards=12, jobs=2) as running:
        yield running


def test_killed_at_random_moments(town: Town, tmp_path: Path) -> None:
    house = House(tmp_path, town)
    nights, starts, _ = disturb(house, town, kills=2, seed=time.monotonic_ns())
    assert nights >= 2
    entries = last_entries(house.data / "ledger.db", starts + 1)
    assert len(entries) <= starts  # one that was killed before it began to work has no row
    assert [entry.exit_code for entry in entries if entry.finished] == [0] * nights


def test_a_full_disk_publishes_nothing_and_the_next_run_goes_on(town: Town, tmp_path: Path) -> None:
    house = House(tmp_path, town, processes=0)
    assert house.run() == 0
    town.night += 1
    time.sleep(1.1)  # a run is named by the second of its start
    before = (house.out / "manifest.json").read_bytes()
    with house.start(largest_file=40_000) as process:
        _, said = process.communicate()
    assert process.returncode == 3, said
    assert said.startswith(b"error: ") and b"Traceback" not in said
    assert (house.out / "manifest.json").read_bytes() == before
    house.check_published()
    assert house.run() == 0
    house.check_night(town)


def test_of_two_runs_at_once_the_second_leaves_the_first_alone(town: Town, tmp_path: Path) -> None:
    house = House(tmp_path, town, processes=0)
    with house.start() as one, house.start() as other:
        for process in (one, other):
            process.communicate()
    assert sorted((one.returncode, other.returncode)) == [0, 4]
    assert set(town.asked.values()) == {1}
    house.check_night(town)
    assert [entry.exit_code for entry in last_entries(house.data / "ledger.db", 5)] == [0]

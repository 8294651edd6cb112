"""Whoever does the work, and whatever happens to it, the ledger and what is published are the same."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import LedgerError
from enrich.parts import PostingsPart
from enrich.stage import EnrichError, enrich_ledger
from exports.records import ExportError
from exports.verify import verify
from operations.executors import open_executor
from tests.parallel.executors import Lossy
from tests.parallel.house import NIGHTS, TABLES, House

pytestmark = pytest.mark.usefixtures("small_parts")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    House(folder).fill()
    return folder


@pytest.fixture
def make_house(pattern: Path, tmp_path: Path) -> Callable[[str], House]:
    def make(name: str) -> House:
        folder = tmp_path / name
        shutil.copytree(pattern, folder)
        return House(folder)

    return make


class Killing(Executor):
    """Kills one of the processes behind an executor once, while it has several tasks."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.submitted = self.killed = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = self.executor.submit(fn, *args, **kwargs)
        self.submitted += 1
        children = multiprocessing.active_children()
        if self.submitted == 4 and children and children[0].pid is not None:
            os.kill(children[0].pid, signal.SIGKILL)
            self.killed += 1
        return future


def dies_at(*moments: int) -> Callable[[object], bool]:
    """A process ends when it is given its so manieth task."""
    given = 0

    def dies(part: object) -> bool:
        nonlocal given
        given += 1
        return given in moments

    return dies


def test_processes_write_what_one_process_writes_even_when_they_are_killed(make_house: Callable[[str], House]) -> None:
    alone, shared = make_house("alone"), make_house("shared")
    with open_executor(None, 2) as processes:
        for stage in ("update", "enrich", "export"):
            killing = Killing(processes)
            assert getattr(shared, stage)(killing) == getattr(alone, stage)(), stage
            assert killing.killed == 1, stage
    assert shared.written() == {table for table, _ in TABLES}
    assert verify(shared.out) == []


def test_lost_workers_change_nothing_night_after_night(make_house: Callable[[str], House]) -> None:
    alone, shared = make_house("alone"), make_house("shared")
    for house in (alone, shared):
        for folder in sorted(house.snapshots.iterdir()):
            shutil.move(folder, house.folder / "later" / folder.name)
    for night in sorted((alone.folder / "later").iterdir()):
        for house in (alone, shared):
            shutil.move(house.folder / "later" / night.name, house.snapshots / night.name)
        for stage in ("update", "enrich", "export"):
            lossy = Lossy(dies_at(2, 3, 7))
            assert getattr(shared, stage)(lossy) == getattr(alone, stage)(), (night.name, stage)
            assert lossy.submitted > 3


def test_nights_folded_in_one_go_are_those_folded_one_by_one(make_house: Callable[[str], House]) -> None:
    alone, shared = make_house("alone"), make_house("shared")
    # Several nights of a board are under way at once: each is read beside what was known before them all.
    assert shared.update(Lossy()) == alone.update()
    assert len(list(alone.snapshots.iterdir())) == NIGHTS


def test_a_part_that_kills_every_worker_ends_the_stage_and_leaves_what_was(make_house: Callable[[str], House]) -> None:
    house = make_house("house")
    with pytest.raises(LedgerError, match="worker process was lost 3 times"):
        house.update(Lossy(lambda part: True))
    assert house.update() == make_house("other").update()
    with pytest.raises(EnrichError, match="worker process was lost 3 times"):
        enrich_ledger(house.ledger, house.reference, executor=Lossy(lambda part: isinstance(part, PostingsPart)))
    house.enrich()
    before = house.export()
    with pytest.raises(ExportError, match="3 times.*what was published before is untouched"):
        house.export(Lossy(dies_at(*range(5, 100))))
    assert verify(house.out) == [] and house.export() == before

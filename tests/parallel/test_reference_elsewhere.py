"""Workers that do not see the reference data of who leads them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from crawler.files.storage import Location, names_in, parse_location
from enrich.loaded import close_opened
from enrich.stage import EnrichError, enrich_ledger
from tests.parallel.executors import Lossy, _Asked
from tests.parallel.house import House

pytestmark = pytest.mark.usefixtures("small_parts")


class Elsewhere(Lossy):
    """Works where the reference data of ``data`` are not, and has nothing open when it begins."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.data, self.hidden = data, data.with_name("hidden")
        self.hidden.mkdir(exist_ok=True)
        self.has_begun = False

    def work(self, asked: _Asked) -> None:
        if not self.has_begun:
            self.has_begun = True
            close_opened()
        for path in self.data.glob("reference*"):
            path.rename(self.hidden / path.name)
        try:
            super().work(asked)
        finally:
            for path in self.hidden.iterdir():
                path.rename(self.data / path.name)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a machine keeps the copies."""
    folder = tmp_path / "machine"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "data").mkdir()
    house = House(tmp_path / "data")
    house.fill()
    house.update()
    return house


@pytest.fixture(params=["folder", "memory://bucket/snapshots"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    return parse_location(str(tmp_path / "store") if request.param == "folder" else request.param)


def test_they_fetch_a_copy_once(house: House, store: Location, temporary: Path) -> None:
    report = enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder), store=store)
    elsewhere = house.enrich()
    assert report.enriched > 50 and report.unchanged == 0
    enrich_ledger(house.ledger, house.reference, everything=True)
    assert house.enrich() == elsewhere
    [copies] = [path for path in temporary.glob("sponsorfeed-reference-*/*") if path.is_dir()]
    assert (copies / "reference.db").read_bytes() == house.reference.read_bytes()


def test_a_second_run_puts_nothing(house: House, tmp_path: Path, temporary: Path) -> None:
    store = tmp_path / "store"
    enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder), store=store)
    there = {path: path.stat().st_mtime_ns for path in store.rglob("*")}
    again = enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder), store=store, everything=True)
    assert again.enriched > 50
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == there
    assert names_in(store)


def test_a_damaged_copy_is_told(house: House, tmp_path: Path, temporary: Path) -> None:
    store = tmp_path / "store"
    enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder), store=store)
    for folder in temporary.iterdir():
        folder.rename(tmp_path / "gone")
    [copy] = store.rglob("reference.db")
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(EnrichError, match=r"reference\.db: not what was put there"):
        enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder), store=store, everything=True)


def test_without_a_store_it_is_told_what_to_do(house: House, temporary: Path) -> None:
    with pytest.raises(EnrichError, match=r"no reference database.*every worker needs .*reference\.db"):
        enrich_ledger(house.ledger, house.reference, executor=Elsewhere(house.folder))
    assert house.enrich()

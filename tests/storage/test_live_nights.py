"""Nights over loopback boards whose snapshots and publication are in an object store, by processes and by a cluster."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.dask_cluster import ROOT, open_cluster, wait_for_workers
from benchmarks.town import Town, open_town
from crawler.files.storage import ObjectPath, folders_in, names_in
from crawler.snapshots import read_header
from exports.remote import fetched, read_pointer, verify_at
from tests.ledger.crawls import statuses


def run(folder: Path, town: Town, place: ObjectPath, *words: str) -> None:
    """One night of the town."""
    (folder / "boards.csv").write_text(town.boards_csv(), encoding="utf-8")
    (folder / "sponsorfeed.toml").write_text(f'snapshots = "{place}/snapshots"\n{town.settings()}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "sponsorfeed", "run", "--json", "--out", f"{place}/out", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def check(town: Town, place: ObjectPath, data: Path, nights: int) -> None:
    """What is kept and published is what the town has, and what it had the nights before."""
    snapshots = place / "snapshots"
    assert len(folders_in(snapshots)) == nights and len(names_in(snapshots)) == nights * town.boards
    listed = {f"{identifier.rpartition(':')[2]}" for identifier in town.open_jobs()}
    assert {number for number, status in statuses(data / "ledger.db").items() if status == "open"} == listed
    assert verify_at(place / "out") == []
    assert not (data / "snapshots").exists()


def test_worker_processes_keep_their_snapshots_in_a_store(s3: ObjectPath, tmp_path: Path) -> None:
    with open_town(boards=4, jobs=3) as town:
        run(tmp_path, town, s3, "--processes", "2")
        check(town, s3, tmp_path / "data", 1)
        pointer = read_pointer(s3 / "out")
        assert pointer is not None
        with fetched(s3 / "out", pointer) as before:
            town.night += 1
            time.sleep(1.1)  # a run is named by the second of its start
            run(tmp_path, town, s3, "--processes", "2")
            check(town, s3, tmp_path / "data", 2)
            assert verify_at(s3 / "out", previous=before) == []


def test_a_cluster_keeps_its_snapshots_in_a_store(s3: ObjectPath, tmp_path: Path) -> None:
    with open_town(boards=4, jobs=3) as town, open_cluster(2, tmp_path) as cluster:
        wait_for_workers(cluster, 2)
        run(tmp_path, town, s3, "--cluster", cluster.address)
        check(town, s3, tmp_path / "data", 1)
        headers = [read_header(s3 / "snapshots" / name) for name in names_in(s3 / "snapshots")]
        assert {header.outcome for header in headers} == {"complete"}

"""A crawl on a Dask cluster on loopback, disturbed: what comes out is what one machine alone makes of it.

``python -m benchmarks.cluster kills`` is the same with more boards and kills; ``polite`` and ``cut`` freeze
workers and cut one off.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.cluster import disturb
from benchmarks.cluster_sites import Street, open_street
from benchmarks.dask_cluster import ROOT, DaskCluster, open_cluster, wait_for_workers
from benchmarks.town import open_town
from exports.verify import verify
from operations import executors
from operations.history import last_entries
from tests.test_cli import invoke


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with open_cluster(2, tmp_path_factory.mktemp("dask")) as running:
        wait_for_workers(running, 2)
        yield running


def start(folder: Path, street: Street, cluster: DaskCluster, *words: str) -> subprocess.Popen[bytes]:
    """``sponsorfeed run --cluster``, as an operator starts it."""
    rows = "".join(f"{board.employer},{board.url},jsonld\n" for board in street.listed())
    (folder / "boards.csv").write_text(f"employer,url,ats\n{rows}", encoding="utf-8")
    hosts = ", ".join(f'"{host}"' for host in street.hosts())
    settings = f'contact = "a@b.example"\ncluster = "{cluster.address}"\n[crawl]\nallow_hosts = [{hosts}]\n'
    (folder / "sponsorfeed.toml").write_text(settings, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sponsorfeed", "--config", "sponsorfeed.toml", *words, "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_run_on_a_cluster_publishes_as_one_on_this_machine_does(cluster: DaskCluster, tmp_path: Path) -> None:
    with open_street(6, 1, 2) as street, start(tmp_path, street, cluster, "run") as process:
        said, complaints = process.communicate()
        assert process.returncode == 0, complaints.decode()
        assert street.log is not None
        requests = len(street.log)
    assert len(json.loads(said)["crawl"]["boards"]) == 6
    assert not verify(tmp_path / "data" / "out")
    [entry] = last_entries(tmp_path / "data" / "ledger.db", 5)
    assert (entry.exit_code, entry.boards, entry.postings) == (0, 6, 12)
    [traffic] = (tmp_path / "data" / "runs").glob("*.traffic.json")
    backends = json.loads(traffic.read_text(encoding="utf-8"))["backends"].values()
    assert sum(backend["requests"] for backend in backends) == requests


def test_the_doctor_says_whether_a_cluster_can_be_used(
    cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(address: str) -> str:
        _, output = invoke("doctor", "--cluster", address, "--data", tmp_path)
        return next(line for line in output.splitlines() if "cluster " in line)

    wait_for_workers(cluster, 2)
    assert said(cluster.address).startswith("ok ") and "one version everywhere" in said(cluster.address)
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.3)
    assert said("tcp://127.0.0.1:1").startswith("problem ")


def test_a_first_signal_finishes_what_is_under_way_and_the_same_command_does_the_rest(
    cluster: DaskCluster, tmp_path: Path
) -> None:
    with open_street(24, 1, 2, answer_seconds=0.5) as street:
        assert street.log is not None
        with start(tmp_path, street, cluster, "crawl") as process:
            while len(street.log) < 20:
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            said, complaints = process.communicate()
            assert process.returncode == 143, complaints.decode()
        assert 0 < len(json.loads(said)["unfinished"]) < 24
        with start(tmp_path, street, cluster, "crawl") as process:
            said, complaints = process.communicate()
            assert process.returncode == 0, complaints.decode()
        assert len(json.loads(said)["boards"]) == 24
        pages = [(request.host, request.path) for request in street.log if "/jobs/" in request.path]
        assert len(pages) == len(set(pages)) == 48  # nothing was begun that was not finished


def test_workers_and_the_scheduler_are_killed_and_nothing_differs(cluster: DaskCluster, tmp_path: Path) -> None:
    with open_town(boards=12, jobs=2) as town:
        disturb(tmp_path, town, cluster, workers=2, schedulers=1, seed=time.monotonic_ns(), pause=(1.0, 4.0))
    assert cluster.scheduler.restarts == 1


def test_a_worker_of_another_version_is_refused_before_anything_is_fetched(
    cluster: DaskCluster, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import crawler\ncrawler.PARSER_VERSION = '999'\n", encoding="utf-8")
    folder = tmp_path / "apart"
    folder.mkdir()
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    with open_street(1, 1, 1) as street, open_cluster(1, folder, PYTHONPATH=path) as apart:
        with start(folder, street, apart, "run") as process:
            _, complaints = process.communicate()
            assert process.returncode == 3
        assert b"parser 999" in complaints and b"same version" in complaints
        assert b"Traceback" not in complaints
        assert not street.log


def test_tasks_that_no_worker_is_left_for_end_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "WORKERLESS_SECONDS", 1.0)
    monkeypatch.setattr(executors, "_LOOK_SECONDS", 0.1)
    with open_cluster(1, tmp_path) as alone, executors.open_executor(alone.address, 0) as executor:
        alone.end_workers()
        with pytest.raises(executors.ClusterError, match="no worker"):
            executor.submit(time.sleep, 0.0).result(timeout=60)
        with pytest.raises(executors.ClusterError, match="no worker"):
            executors.width(executor)

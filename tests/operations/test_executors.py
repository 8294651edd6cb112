"""Where parallel stages run: a lost task is told as such and the next one is done all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from operations import executors
from operations.executors import ClusterError, ClusterUnavailable, code_version, open_executor, run_task, width
from tests.test_cli import invoke


def test_processes_go_on_after_one_of_them_died() -> None:
    with open_executor(None, 2) as executor:
        assert width(executor) == 2
        assert executor.submit(os.getpid).result() != os.getpid()
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 3).result()
        assert list(executor.map(abs, [-1, -2])) == [1, 2]


KILLED = """
import os
from operations.executors import open_executor

with open_executor(None, 1) as executor:
    print(executor.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), 9)
"""


def test_processes_end_with_the_one_that_started_them() -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, check=False)
    worker = Path(f"/proc/{int(killed.stdout)}")
    until = time.monotonic() + 30
    while worker.exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_task_is_refused_by_a_worker_of_another_version() -> None:
    with pytest.raises(ClusterError, match=r"parser.*and this is sponsorfeed 0\.0.*same version"):
        run_task("sponsorfeed 0.0", b"not even looked at")
    assert "parser" in code_version()


def test_a_cluster_that_is_not_there_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.3)
    words: list[str | Path] = [
        "crawl",
        "--board",
        "https://boards.greenhouse.io/stave",
        "--contact",
        "a@b.example",
        "--data",
        tmp_path,
    ]
    code, said = invoke(*words, "--cluster", "tcp://127.0.0.1:1")
    assert code == 3
    assert "tcp://127.0.0.1:1" in said and "is it running?" in said
    code, said = invoke(*words, "--cluster", "gopher://127.0.0.1:1")
    assert code == 2
    assert "tcp://host:8786" in said


def test_without_the_package_of_a_cluster_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterUnavailable, match=r"pip install 'sponsorfeed\[cluster\]'"),
        open_executor("tcp://a:1", 0),
    ):
        pass

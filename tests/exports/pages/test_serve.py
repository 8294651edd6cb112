from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from crawler.ledger import fold_snapshots
from exports.publication import export
from tests.exports.editions import a_ledger, a_rich_posting, enrich
from tests.ledger.crawls import at, crawl

_PATIENCE_SECONDS = 60


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that `sponsorfeed serve` answers at, and its process."""
    command = [sys.executable, "-m", "sponsorfeed", "serve", "--port", "0", "--json", *options]
    # A shell that runs the tests in the background has its children ignore Ctrl+C; a person's shell does not.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, preexec_fn=heard) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())["address"], server
        finally:
            server.terminate()


def heading(address: str) -> str:
    with urlopen(address, timeout=_PATIENCE_SECONDS) as answer:
        page = answer.read().decode()
    return str(page.split("<h1>")[1].split("</h1>")[0])


def test_a_new_version_is_shown_without_a_restart_and_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    export(ledger, None, tmp_path / "out")
    with serving("--data", str(tmp_path)) as (address, server):
        assert heading(address).startswith("8 open postings")
        crawl(tmp_path / "snapshots", at(3), [a_rich_posting(n, title="Lead") for n in range(2, 9)])
        fold_snapshots(tmp_path / "snapshots", ledger)
        enrich(ledger)
        export(ledger, None, tmp_path / "out")
        until = time.monotonic() + _PATIENCE_SECONDS
        while heading(address).startswith("8 open postings") and time.monotonic() < until:
            time.sleep(0.2)
        assert heading(address).startswith("10 open postings")
        server.send_signal(signal.SIGINT)
        assert server.wait(_PATIENCE_SECONDS) == 130
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    export(a_ledger(tmp_path), None, tmp_path / "out")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "sponsorfeed", "serve", "--data", str(tmp_path), "--port", port]
        found = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False)
    assert found.returncode == 2
    assert f"127.0.0.1:{port}: Address already in use" in found.stderr


def test_without_a_dump_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sponsorfeed", "serve", "--data", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False)
    assert found.returncode == 2
    assert "run `sponsorfeed export` or `sponsorfeed demo` first" in found.stderr


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jobs.db").write_bytes(b"SQLite format 3\x00" + bytes(84))
    command = [sys.executable, "-m", "sponsorfeed", "serve", "--out", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False)
    assert found.returncode == 2
    assert "not a dump of sponsorfeed" in found.stderr

"""A secret goes to the host it is for, and into nothing that is written or shown."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.capture import CAPTURES
from tests.loopback import HOST, serve

CANARY = "c4n4ry-0f-the-k3y"
ROOT = Path(__file__).parents[2]
_RUN = """
import sys
from crawler.spiders import usajobs
usajobs._SEARCH = sys.argv.pop(1)
from sponsorfeed import main
main()
"""


@pytest.mark.parametrize("answers", [True, False], ids=["answered", "refused"])
def test_a_secret_is_in_no_file_and_in_nothing_printed(tmp_path: Path, answers: bool) -> None:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
        answer = (CAPTURES / "usajobs" / "lakes" / "page2.json").read_bytes() if answers else b"no"
        for page in (1, 2, 3):
            search = f"/api/Search?ResultsPerPage=500&Page={page}&Fields=full&Organization=LK00"
            site.put(search, answer, status=200 if answers else 401)
        done = subprocess.run(
            [
                *(sys.executable, "-c", _RUN, f"{site.origin}/api/Search", "-v", "run", "--data", str(tmp_path)),
                *("--board", "https://www.usajobs.gov/search/results/?a=LK00", "--contact", "ops@stave.example"),
                *("--allow-host", HOST, "--record", str(tmp_path / "all.warc.gz")),
            ],
            env={**os.environ, "USAJOBS_KEY": CANARY, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
        )
        sent = [headers.get("Authorization-Key") for headers in site.headers]
    assert CANARY in sent, done.stderr.decode()
    assert CANARY.encode() not in done.stdout + done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        content = path.read_bytes()
        assert CANARY.encode() not in (gzip.decompress(content) if path.suffix == ".gz" else content), path

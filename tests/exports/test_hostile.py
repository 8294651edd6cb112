"""What postings, disks and kills may do to an export, in every format that there is."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.ledger import fold_snapshots
from exports.publication import FORMATS, export
from exports.verify import verify
from tests.exports.editions import a_ledger, a_rich_posting, digests, enrich, lines, query
from tests.exports.test_publication import ROOT, grow
from tests.ledger.crawls import at, crawl

LONG = 5 * 2**20
CONTROLS = "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029\u202e\ufeff\ufffe\U0010ffff"
NAME = 'O\'Hill; "Clinics" & Söhne, <b>Inc</b> -- \\ %s {0} `'
TOKENS = (
    "../../etc/passwd",
    "..",
    "a/../../b",
    "C:\\x",
    "-rf",
    "a b%2F..",
    "%00",
    "名前",
    "x" * 300,
    "x" * 299 + "y",
    "語" * 99,
)


def publish_all(folder: Path, *crawls: tuple[Board, list[JobPosting]]) -> Path:
    for board, listed in crawls:
        crawl(folder / "snapshots", at(1), listed, board)
    assert fold_snapshots(folder / "snapshots", folder / "ledger.db").problems == []
    enrich(folder / "ledger.db")
    export(folder / "ledger.db", None, folder / "out", FORMATS)
    assert verify(folder / "out") == []
    return folder / "out"


def a_board(token: str) -> Board:
    return Board(employer=NAME, url="https://jobs.example/careers", ats="greenhouse", token=token)


def test_a_description_of_five_megabytes_is_published_whole(tmp_path: Path) -> None:
    board, word = a_board("acme"), "turbine "
    html = f"<p>{word * (LONG // len(word))}</p>"
    out = publish_all(tmp_path, (board, [a_rich_posting(1, board, description_html=html), a_rich_posting(2, board)]))
    first, second = lines(out)
    assert len(first["description_html"]) > LONG - 10 and first["description_text"].count("turbine") == LONG // 8
    assert second["description_text"].startswith("Turn blade 2")
    assert query(out, "SELECT max(length(description_html)) FROM posting_html") == [(len(first["description_html"]),)]


def test_control_characters_and_odd_names_are_published_as_text(tmp_path: Path) -> None:
    board = a_board("acme")
    odd = a_rich_posting(
        1,
        board,
        title=f"Lead{CONTROLS}Engineer",
        hiring_organization=HiringOrganization(name=NAME, domain=NAME),
        identifier='=HYPERLINK("https://evil.example")',
        department="@SUM(1;2)",
        job_location=[Place(raw=NAME, locality=CONTROLS, country=";")],
        description_html=f"<p>Turn{CONTROLS}blades</p>",
    )
    out = publish_all(tmp_path, (board, [odd, a_rich_posting(2, board)]))
    [record, _] = lines(out)
    assert record["title"] == f"Lead{CONTROLS}Engineer"
    assert record["hiring_organization"]["name"] == NAME
    assert query(out, "SELECT title, employer FROM posting WHERE id LIKE '%:1'") == [(record["title"], NAME)]
    assert query(out, "SELECT locality FROM location WHERE locality IS NOT NULL AND country = ';'") == [(CONTROLS,)]


def test_no_token_of_a_board_leads_out_of_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b" / "c"
    home.mkdir(parents=True)
    boards = [a_board(token) for token in TOKENS]
    out = publish_all(home, *((board, [a_rich_posting(1, board)]) for board in boards))
    assert {record["board"] for record in lines(out)} == {board.id for board in boards}
    assert query(out, "SELECT count(*) FROM board") == [(len(TOKENS),)]
    outside = [path for path in tmp_path.rglob("*") if home not in path.parents and path not in (home, *home.parents)]
    assert outside == []
    assert {path.name for path in home.iterdir()} == {"snapshots", "ledger.db", "out"}


CHILD = """
import sys
from pathlib import Path
from exports.publication import export
export(Path(sys.argv[1]), None, Path(sys.argv[2]), sys.argv[3:])
"""


@pytest.mark.parametrize("format", ["csv", "parquet", "schemaorg"])
def test_a_disk_that_fills_leaves_what_was_published_in_any_format(tmp_path: Path, format: str) -> None:
    ledger, out = a_ledger(tmp_path), tmp_path / "out"
    export(ledger, None, out, [format])
    before = digests(out)
    grow(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ledger), str(out), format],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)),
    )
    assert done.returncode == 1
    assert "ExportError" in done.stderr.splitlines()[-1], done.stderr
    assert digests(out) == before
    export(ledger, None, out, [format])
    assert verify(out) == []


def test_killed_at_any_moment_the_old_version_or_the_new_one_is_whole(tmp_path: Path) -> None:
    """By the clock: the steps that SQLite and the packers take are not Python's to count."""
    ledger, out, new = a_ledger(tmp_path), tmp_path / "out", tmp_path / "new"
    export(ledger, None, out, FORMATS)
    export(ledger, None, new, FORMATS)
    old = digests(out)
    grow(tmp_path)
    begun = time.monotonic()
    export(ledger, None, new, FORMATS)
    taken = time.monotonic() - begun
    killed = 0
    for part in range(12):
        child = os.fork()
        if child == 0:
            try:
                export(ledger, None, out, FORMATS)
            finally:
                os._exit(0)
        time.sleep(taken * part / 12)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        found = digests(out)
        assert found in (old, digests(new))
        assert verify(out) == []
        if found != old:
            break
    assert killed > 3
    export(ledger, None, out, FORMATS)
    assert digests(out) == digests(new)
    assert len(list((out / ".versions").iterdir())) == 2, "what was begun is swept away"

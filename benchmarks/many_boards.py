"""Snapshots of many boards over several nights, without a crawl: what update, enrich and export have to work on.

Texts are those of the bundled demo, three of them to a posting (about 5 KB of HTML, as boards have on average), each
with a sentence of its own, so that no two are equal. From one night to the next a board closes one posting and opens
one, and :data:`EDITED` of the others say something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from crawler.items import Board, JobPosting, Snapshot
from crawler.snapshots import FORMAT, SnapshotWriter, read_header, read_postings, snapshot_path
from sponsorfeed import main as command

EDITED = 0.03
_FIRST_NIGHT = datetime(2026, 9, 1, 6, tzinfo=UTC)


def open_demo(folder: Path) -> Path:
    """The data folder of the demo, made in ``folder``: its snapshots are the pattern, its reference data serve."""
    result = CliRunner().invoke(command, ["demo", "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@cache
def _patterns(demo: Path) -> tuple[tuple[JobPosting, Board], ...]:
    newest = {path.name: path for path in sorted(demo.glob("snapshots/*/*/*.jsonl.gz"))}
    return tuple(
        (posting, read_header(path).board)
        for path in newest.values()
        for posting in read_postings(path)
        if posting.description_html
    )


def write_night(demo: Path, snapshots: Path, boards: int, jobs: int, night: int, *, texts: int = 3) -> int:
    """Write the snapshots of one night, the first is 0; how many postings they hold.

    With ``texts`` 0 a posting has its own sentence alone.
    """
    at = _FIRST_NIGHT + timedelta(days=night)
    run = at.strftime("%Y%m%dT%H%M%SZ")
    for number in range(boards):
        _, pattern = _patterns(demo)[number % len(_patterns(demo))]
        board = replace(pattern, ats="greenhouse", token=f"many{number:07d}")
        with SnapshotWriter() as writer:
            for posting in _postings(demo, board, number, jobs, night, texts):
                writer.add(posting)
            header = Snapshot(
                format=FORMAT,
                run=run,
                board=board,
                crawled_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                outcome="complete",
                reason=None,
                advertised_total=jobs,
                collected=jobs,
                unreadable=0,
                detail_missing=0,
                requests=1,
                parser_version="1",
            )
            writer.write(snapshot_path(snapshots, run, board), header)
    return boards * jobs


def _postings(demo: Path, board: Board, number: int, jobs: int, night: int, texts: int) -> Iterator[JobPosting]:
    patterns = _patterns(demo)
    for job in range(night, night + jobs):
        at = number * 7 + job
        said = [patterns[(at + step) % len(patterns)][0].description_html or "" for step in range(texts)]
        edits = sum(_is_edited(number, job, before) for before in range(1, night + 1))
        posting, _ = patterns[at % len(patterns)]
        yield replace(
            posting,
            id=f"{board.id}:{job:06d}",
            board=board.id,
            url=f"https://jobs.example/{board.token}/{job}",
            apply_url=None,
            identifier=f"R-{number}-{job}",
            hiring_organization=replace(posting.hiring_organization, name=board.employer),
            description_html=f"{''.join(said)}<p>Reference {number}-{job}, revision {edits}.</p>",
            source_sha256=hashlib.sha256(f"{number} {job} {edits}".encode()).hexdigest(),
        )


def _is_edited(board: int, job: int, night: int) -> bool:
    digest = hashlib.sha256(f"{board} {job} {night}".encode()).digest()
    return int.from_bytes(digest[:4]) < EDITED * 2**32

"""Runs: which crawl a snapshot belongs to, and how a killed one is taken up again.

A run is a folder of snapshots under one id, its start as ``YYYYMMDDTHHMMSSZ``. What is still to do is what has no
snapshot there, so nothing but the list of boards has to be remembered: ``runs/<id>.json``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.clean import utc
from crawler.files.small_files import replace_file
from crawler.files.storage import Location, names_in
from crawler.items import Board
from crawler.snapshots import snapshot_name, snapshot_path

_NOTED = ".snapshots.txt"
_RUNS_NOTED = 7
RESUME_WITHIN = timedelta(hours=12)
"""An unfinished live run older than this is left as it is: its snapshots would say a time long past."""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of a list of boards."""

    started: datetime

    @property
    def id(self) -> str:
        """``YYYYMMDDTHHMMSSZ`` of the start."""
        return self.started.strftime("%Y%m%dT%H%M%SZ")

    @property
    def crawled_at(self) -> str:
        """The start as UTC ISO 8601: the time of every snapshot of the run."""
        return utc(self.started)


def new_run() -> Run:
    """A run that starts now."""
    return Run(datetime.now(UTC).replace(microsecond=0))


def replay_run(archive_started: str) -> Run:
    """The run of an archive: always the same one, so a replay that was killed is taken up by the same command."""
    return Run(datetime.fromisoformat(archive_started))


def live_run(folder: Path, boards: list[Board]) -> Run:
    """The unfinished run of just these boards in ``folder`` when it is recent, else a new one."""
    digest = _digest(boards)
    for run, state in _states(folder):
        if state.get("finished") or state.get("boards_sha256") != digest:
            continue
        if datetime.now(UTC) - run.started < RESUME_WITHIN:
            return run
    return new_run()


def unfinished_run(folder: Path) -> str | None:
    """Id of the newest run in ``folder`` that could still be taken up; ``None`` when there is none."""
    for run, state in _states(folder):
        return run.id if not state.get("finished") and datetime.now(UTC) - run.started < RESUME_WITHIN else None
    return None


def _states(folder: Path) -> Iterator[tuple[Run, dict[str, Any]]]:
    """The runs and what is remembered of each, newest first; a file that cannot be read is passed over."""
    # What else is kept of a run has a longer name.
    for path in sorted((path for path in folder.glob("*.json") if path.stem.count(".") == 0), reverse=True):
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            run = Run(datetime.fromisoformat(state["started"]))
        except (ValueError, KeyError, TypeError):
            continue
        yield run, state


def save_run(folder: Path, run: Run, boards: list[Board], *, finished: bool) -> None:
    """Remember that ``run`` is under way, or that every board of it has its snapshot."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        "run": run.id,
        "started": run.crawled_at,
        "finished": finished,
        "boards": len(boards),
        "boards_sha256": _digest(boards),
    }
    _write(folder / f"{run.id}.json", state)


def finish_run(folder: Path, run: str) -> None:
    """Remember that nothing of ``run`` is left to do."""
    path = folder / f"{run}.json"
    _write(path, json.loads(path.read_text(encoding="utf-8")) | {"finished": True})


def note_snapshots(folder: Path, run: str, names: Iterable[str]) -> None:
    """Remember snapshots that ``run`` has in an object store, for the next fold, and forget those of older runs."""
    path = folder / f"{run}{_NOTED}"
    replace_file(path, "".join(f"{name}\n" for name in names).encode())
    for old in sorted(folder.glob(f"*{_NOTED}"), reverse=True)[_RUNS_NOTED:]:
        old.unlink(missing_ok=True)


def noted_snapshots(folder: Path) -> list[str]:
    """Names of snapshots that the latest runs are known to have in an object store, whatever its list says."""
    return [
        name for path in sorted(folder.glob(f"*{_NOTED}")) for name in path.read_text(encoding="utf-8").splitlines()
    ]


def _write(path: Path, state: dict[str, object]) -> None:
    replace_file(path, json.dumps(state, indent=2).encode() + b"\n")


def boards_to_do(snapshots: Location, run: Run, boards: list[Board]) -> list[Board]:
    """Boards without a snapshot in ``run``.

    An object store is asked for a list, which may be old: then a board is crawled again, and its first snapshot stays.
    Raises :class:`crawler.files.storage.StorageError`.
    """
    if not isinstance(snapshots, Path):
        there = set(names_in(snapshots / run.id))
        return [board for board in boards if snapshot_name(run.id, board).partition("/")[2] not in there]
    return [board for board in boards if not snapshot_path(snapshots, run.id, board).exists()]


def _digest(boards: list[Board]) -> str:
    listed = "\n".join(sorted(f"{board.id} {board.url} {board.employer}" for board in boards))
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()

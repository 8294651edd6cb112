"""Postings that somebody asked to have forgotten: a list in the data folder of the hashes of their ids.

A snapshot is never changed, so it may go on holding such a posting; whoever folds it passes it over. So it stays
forgotten when the ledger is rebuilt and when its board is crawled again. The list itself says of no posting which.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

NAME = "forgotten.txt"


def is_forgotten(id: str, forgotten: frozenset[str]) -> bool:
    """Whether the list holds the posting with this id."""
    return bool(forgotten) and _digest(id) in forgotten


def read_forgotten(data: Path) -> frozenset[str]:
    """The hashes of the list in a data folder; empty when there is none."""
    try:
        text = (data / NAME).read_text(encoding="ascii")
    except FileNotFoundError:
        return frozenset()
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def add_forgotten(data: Path, ids: Iterable[str]) -> None:
    """Add ids to the list of a data folder, whole or not at all."""
    hashes = sorted(read_forgotten(data) | {_digest(id) for id in ids})
    temporary = data / f"{NAME}.new"
    with temporary.open("w", encoding="ascii") as file:
        file.write("# SHA-256 of the ids of postings that are never published again; see docs/privacy.md\n")
        file.writelines(f"{line}\n" for line in hashes)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(data / NAME)


def _digest(id: str) -> str:
    return hashlib.sha256(id.encode()).hexdigest()

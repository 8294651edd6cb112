from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.boards import read_boards
from crawler.items import Board
from samples import folder
from tests.samples.archive_reader import Listing, Replay, walk


@pytest.fixture(scope="session")
def listed() -> list[Board]:
    """The boards as the operator's file names them."""
    return read_boards(folder() / "boards.csv")


@pytest.fixture(scope="session")
def replays() -> dict[int, Replay]:
    return {day: Replay((folder() / f"day{day}.warc.gz").read_bytes()) for day in (1, 2)}


@pytest.fixture(scope="session")
def walks(listed: list[Board], replays: dict[int, Replay]) -> dict[int, dict[str, Listing]]:
    """What each day's crawl finds, by board id."""
    return {day: {board.id: walk(replay, board) for board in listed} for day, replay in replays.items()}


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder() / "expected.json").read_text(encoding="utf-8"))
    return found

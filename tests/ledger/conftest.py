"""Where the tests of the ledger keep what they make."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"

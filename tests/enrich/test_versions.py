from __future__ import annotations

import hashlib
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from crawler.items import JobPosting
from enrich.stage import enrich_ledger
from tests.enrich.databases import Total, posting, write_ledger, write_reference

OFFER = "<p>We will sponsor an H-1B visa for this role.</p>"
REFUSAL = "<p>We are unable to sponsor visas for this position.</p>"


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return write_reference(tmp_path / "reference.db", [Total("DUNMARROW INC", 2021, 30)])


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = write_ledger(tmp_path / "ledger.db", [posting(1, REFUSAL), posting(2)])
    keep(path, "day1", posting(1, OFFER))
    keep(path, "day2", posting(1))
    return path


def keep(ledger: Path, snapshot: str, earlier: JobPosting | bytes) -> None:
    """An earlier version of a posting, or of posting 2 what cannot be read."""
    content = earlier if isinstance(earlier, bytes) else zlib.compress(msgspec.json.encode(earlier))
    id = posting(2).id if isinstance(earlier, bytes) else earlier.id
    row = (id, snapshot, hashlib.sha256(content).hexdigest(), content)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("INSERT INTO version VALUES (?, ?, ?, ?)", row)


def tags(ledger: Path) -> dict[str, str | None]:
    with closing(sqlite3.connect(ledger)) as db:
        return dict(db.execute("SELECT snapshot, tag FROM version_tag").fetchall())


def test_each_version_is_judged_by_what_it_said(ledger: Path, reference: Path) -> None:
    assert enrich_ledger(ledger, reference).versions == 2
    assert tags(ledger) == {"day1": "stated_yes", "day2": "likely"}


def test_versions_are_judged_again_only_when_the_data_are_others(ledger: Path, reference: Path, tmp_path: Path) -> None:
    enrich_ledger(ledger, reference)
    assert enrich_ledger(ledger, reference).versions == 0
    keep(ledger, "day3", posting(2, OFFER))
    assert enrich_ledger(ledger, reference).versions == 1
    assert enrich_ledger(ledger, tmp_path / "none.db").versions == 3
    assert tags(ledger)["day2"] == "unknown"
    assert enrich_ledger(ledger, tmp_path / "none.db", everything=True).versions == 3


@pytest.mark.parametrize("content", [b"no zlib", zlib.compress(b"{}"), zlib.compress(b"[1")])
def test_a_version_that_cannot_be_read_has_no_tag(ledger: Path, reference: Path, content: bytes) -> None:
    keep(ledger, "day0", content)
    assert enrich_ledger(ledger, reference).versions == 3
    assert tags(ledger)["day0"] is None
    assert enrich_ledger(ledger, reference).versions == 0, "it is not tried every night"

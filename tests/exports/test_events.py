"""Events of the dump: the ledger's, and the edits that changed a verdict."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.ledger import fold_snapshots
from exports.publication import export
from exports.records import ExportError
from exports.verify import verify
from tests.exports.editions import REFUSAL, a_ledger, a_rich_posting, enrich, query
from tests.exports.test_verify import problems, sign, sql
from tests.ledger.crawls import at, crawl

SILENT = "<p>Turn blades with care.</p>"
REFUSING = f"{SILENT}<p>{REFUSAL}</p>"
EXCLUDED = "excluded_by_posting"
TAG_EVENTS = "SELECT posting, at, reason, tag_before, tag_after FROM event WHERE kind = 'tag_changed' ORDER BY at, id"


def publish_days(folder: Path, *days: list[str | None]) -> Path:
    """Publish days of one board: for each posting by its number what it says, ``None`` when it is not listed."""
    for day, texts in enumerate(days, 1):
        listed = [
            a_rich_posting(number, description_html=html, source_sha256=html)
            for number, html in enumerate(texts, 1)
            if html is not None
        ]
        crawl(folder / "snapshots", at(day), listed)
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich(folder / "ledger.db")
    export(folder / "ledger.db", None, folder / "out")
    assert verify(folder / "out") == []
    return folder / "out"


def test_an_edit_that_changes_the_verdict_is_an_event_at_its_time(tmp_path: Path) -> None:
    other = "<p>Turn blades carefully.</p>"
    out = publish_days(tmp_path, [SILENT, SILENT], [REFUSING, other], [REFUSING + " ", SILENT], [SILENT, SILENT])
    assert query(out, TAG_EVENTS) == [
        ("greenhouse:acme:1", at(2), None, "likely", EXCLUDED),
        ("greenhouse:acme:1", at(4), None, EXCLUDED, "likely"),
    ]
    assert query(out, "SELECT DISTINCT tag_before, tag_after FROM event WHERE kind <> 'tag_changed'") == [(None, None)]
    kinds = query(out, "SELECT kind FROM event WHERE posting = 'greenhouse:acme:1' ORDER BY at, id")
    assert [kind for (kind,) in kinds] == ["new", "changed", "tag_changed", "changed", "changed", "tag_changed"]


def test_a_posting_that_comes_back_saying_something_else_is_one_too(tmp_path: Path) -> None:
    out = publish_days(tmp_path, [REFUSING, SILENT], [None, SILENT], [SILENT, SILENT])
    assert query(out, TAG_EVENTS) == [("greenhouse:acme:1", at(3), None, EXCLUDED, "likely")]


def test_a_change_of_our_reading_is_marked_as_one(tmp_path: Path) -> None:
    for day, html in enumerate((SILENT, REFUSING), 1):
        crawl(tmp_path / "snapshots", at(day), [a_rich_posting(1, description_html=html, source_sha256="same")])
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    enrich(tmp_path / "ledger.db")
    export(tmp_path / "ledger.db", None, tmp_path / "out")
    assert query(tmp_path / "out", TAG_EVENTS) == [("greenhouse:acme:1", at(2), "parser", "likely", EXCLUDED)]


def test_a_version_that_cannot_be_read_changes_no_verdict(tmp_path: Path) -> None:
    publish_days(tmp_path, [SILENT], [REFUSING], [SILENT])
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        db.execute("UPDATE version_tag SET tag = NULL WHERE tag = ?", (EXCLUDED,))
    export(tmp_path / "ledger.db", None, tmp_path / "out")
    assert query(tmp_path / "out", TAG_EVENTS) == []


def test_versions_that_are_not_judged_stop_the_export(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("DELETE FROM version_tag WHERE posting = 'greenhouse:acme:3'")
    with pytest.raises(ExportError, match=r"1 earlier versions .*greenhouse:acme:3.*`sponsorfeed enrich`"):
        export(ledger, None, tmp_path / "out")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "UPDATE event SET tag_before = 'possible' WHERE kind = 'tag_changed' AND at = '{at3}'",
            "do not lead to its sponsorship",
        ),
        ("DELETE FROM event WHERE kind = 'tag_changed' AND at = '{at3}'", "do not lead to its sponsorship"),
        ("UPDATE event SET tag_after = 'possible' WHERE kind = 'tag_changed'", "do not lead to its sponsorship"),
        ("DELETE FROM event WHERE kind = 'new'", "do not lead to its first_seen"),
        ("DELETE FROM event WHERE kind = 'closed'", "do not lead to its first_seen"),
        ("UPDATE event SET kind = 'closed' WHERE kind = 'changed' AND at = '{at3}'", "do not lead to its first_seen"),
        ("UPDATE event SET at = '{at1}' WHERE at = '{at3}' AND kind = 'changed'", "do not lead to its first_seen"),
    ],
)
def test_verify_follows_the_events_of_each_posting(tmp_path: Path, statement: str, message: str) -> None:
    out = publish_days(tmp_path, [SILENT, SILENT], [REFUSING, None], [SILENT, None])
    sql(out, statement.format(at1=at(1), at2=at(2), at3=at(3)))
    sign(out)
    assert message in problems(out)

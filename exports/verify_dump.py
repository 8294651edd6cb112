"""Check a published dump: the file as SQLite sees it, its tables, its quotes, and every row against the feed."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from exports import datasette_metadata, inspection, manifest
from exports.about import facts
from exports.manifest import Manifest
from exports.problems import Problem
from exports.rows import CHILDREN, Row, filer_row, filing_rows, posting_row
from exports.sqlite import APPLICATION_ID, NAME, USER_VERSION, write
from exports.verify_feed import read_feed

_WRONG_QUOTES = """
    SELECT posting.id, statement.kind FROM statement JOIN posting ON posting.id = statement.posting
    WHERE substr(description_text, start + 1, "end" - start) IS NOT quote
"""

_WRONG_LIVES = """
    WITH life AS (
        SELECT posting, min(at) FILTER (WHERE kind = 'new') AS came,
            max(at || id) FILTER (WHERE kind = 'closed') AS closed,
            max(at || id) FILTER (WHERE kind IN ('new', 'reopened')) AS opened,
            max(at) FILTER (WHERE kind = 'new' OR fields <> '[]') AS changed
        FROM event GROUP BY posting
    )
    SELECT id, 'first_seen, changed_at, status or closed_at' FROM posting LEFT JOIN life ON life.posting = id
    WHERE came IS NOT first_seen OR changed IS NOT changed_at
        OR status IS NOT iif(coalesce(closed, '') > opened, 'closed', 'open')
        OR closed_at IS NOT iif(status = 'closed', substr(closed, 1, length(first_seen)), NULL)
"""
_WRONG_TAGS = """
    WITH step AS (
        SELECT posting, tag_before, tag_after, lead(tag_before) OVER (PARTITION BY posting ORDER BY at, id) AS next
        FROM event WHERE kind = 'tag_changed'
    )
    SELECT id, 'sponsorship' FROM posting JOIN step ON step.posting = posting.id
    WHERE tag_before IS tag_after OR tag_after IS NOT coalesce(next, sponsorship)
"""

_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""Also the second: SQLite's own words about a broken page may hold bytes of it."""


def check_dump(path: Path, said: Manifest) -> Iterator[Problem]:
    """Problems of the dump at ``path`` by itself and against the manifest."""
    try:
        with closing(_open(path)) as db:
            yield from _check_file(db)
            missing = list(_check_tables(db))
            yield from missing
            if missing:
                return
            yield from _check_about(db, said)
            yield from _check_counts(db, said)
            for posting, kind in db.execute(_WRONG_QUOTES):
                yield Problem(NAME, None, f"{posting}: statement {kind}: the quote is not at its place in the text")
            for query in (_WRONG_LIVES, _WRONG_TAGS):
                for posting, what in db.execute(query):
                    yield Problem(NAME, None, f"{posting}: its events do not lead to its {what}")
            yield from _check_search(db)
    except _UNREADABLE as error:
        yield Problem(NAME, None, f"SQLite cannot read it ({error})")


def check_against_feed(path: Path, feed: Path) -> Iterator[Problem]:
    """Rows of the dump that are not what the feed says, naming the feed's line."""
    try:
        with closing(_open(path)) as db:
            yield from _compare(db, feed)
    except _UNREADABLE as error:
        yield Problem(NAME, None, f"SQLite cannot read it ({error})")


def check_for_datasette(out: Path, said: Manifest, names: Collection[str]) -> Iterator[Problem]:
    """Problems of those of ``names`` that tell Datasette of the dump in ``out``."""
    expected: dict[str, Callable[[], bytes]] = {
        datasette_metadata.NAME: partial(datasette_metadata.encode_metadata, said),
        datasette_metadata.CONFIG_NAME: datasette_metadata.encode_config,
        inspection.NAME: partial(inspection.encode, out / NAME),
    }
    named = {entry.path for entry in said.files}
    for name, encode in expected.items():
        if NAME in names and name not in named and not (out / name).exists():
            yield Problem(manifest.NAME, None, f"names no {name}, which goes along with {NAME}")
        elif NAME in names and name in names:
            with suppress(*_UNREADABLE):  # told by the check of the dump
                if (out / name).read_bytes() != encode():
                    yield Problem(name, None, f"is not what an export writes beside this {NAME}")


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    # Text that is none, of a broken page, is a difference to tell and no reason to stop.
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return db


def _check_file(db: sqlite3.Connection) -> Iterator[Problem]:
    for (message,) in db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem(NAME, None, f"integrity: {message}")
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Problem(NAME, None, f"{table} row {rowid} refers to a {parent} that is not there")
    settings = {"application_id": APPLICATION_ID, "user_version": USER_VERSION, "journal_mode": "delete"}
    for name, expected in settings.items():
        (found,) = db.execute(f"PRAGMA {name}").fetchone()
        if found != expected:
            yield Problem(NAME, None, f"{name} is {found!r}, not {expected!r}")


def _check_tables(db: sqlite3.Connection) -> Iterator[Problem]:
    """Tables, views and indexes against those of a dump without postings."""
    with tempfile.TemporaryDirectory() as folder:
        write((), Path(folder) / NAME)
        with closing(_open(Path(folder) / NAME)) as empty:
            expected = _schema(empty)
    found = _schema(db)
    for kind, name in sorted(found.keys() | expected.keys()):
        if (kind, name) not in found:
            yield Problem(NAME, None, f"{kind} {name!r} is missing")
        elif (kind, name) not in expected:
            yield Problem(NAME, None, f"{kind} {name!r} is none of ours")
        elif found[kind, name] != expected[kind, name]:
            yield Problem(NAME, None, f"{kind} {name!r} is another than an export makes")


def _schema(db: sqlite3.Connection) -> dict[tuple[str, str], str | None]:
    return {(kind, name): sql for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master")}


def _check_about(db: sqlite3.Connection, said: Manifest) -> Iterator[Problem]:
    facts_said = facts(
        generated_at=said.generated_at,
        closed_since=said.closed_since,
        schema_version=said.schema_version,
        model_version=said.model_version,
        reference=said.reference,
    )
    expected, found = dict(facts_said), dict(db.execute("SELECT key, value FROM about").fetchall())
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key) != expected.get(key):
            yield Problem(NAME, None, f"about: {key} is {found.get(key)!r}, the manifest makes {expected.get(key)!r}")


def _check_counts(db: sqlite3.Connection, said: Manifest) -> Iterator[Problem]:
    found = Counter(dict(db.execute("SELECT status, count(*) FROM posting GROUP BY status").fetchall()))
    for status, expected in (("open", said.counts.open), ("closed", said.counts.closed)):
        if found[status] != expected:
            yield Problem(NAME, None, f"{found[status]} {status} postings, the manifest says {expected}")
    boards = [row[0] for row in db.execute("SELECT id FROM board ORDER BY id")]
    if boards != [board.board for board in said.boards]:
        yield Problem(NAME, None, "board holds other boards than the manifest")
    rows = {entry.path: entry.rows for entry in said.files}[NAME]
    if found.total() != rows:
        yield Problem(NAME, None, f"{found.total()} postings, the manifest says {rows}")


def _check_search(db: sqlite3.Connection) -> Iterator[Problem]:
    """Whether search finds what is there.

    The index check is an INSERT, so it is made on a copy: verifying never touches what is published.
    """
    for (posting,) in db.execute(
        "SELECT listing.posting FROM listing JOIN posting ON posting.id = listing.posting "
        "WHERE posting.rowid IS NOT listing.id"
    ):
        yield Problem(NAME, None, f"listing of {posting}: not at the posting's row number, so search misses it")
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / NAME)) as copy:
        db.backup(copy)
        try:
            copy.execute("INSERT INTO posting_fts(posting_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield Problem(NAME, None, f"the search index does not fit the postings ({error})")


def _compare(db: sqlite3.Connection, feed: Path) -> Iterator[Problem]:
    expected: Counter[str] = Counter()
    filers: dict[str, Row] = {}
    for line, record in read_feed(feed):
        expected["posting"] += 1
        if db.execute("SELECT * FROM posting WHERE id = ?", (record.id,)).fetchone() != posting_row(record):
            yield Problem(NAME, None, f"posting {record.id}: not what jobs.jsonl:{line} says")
        for table, rows_of in CHILDREN.items():
            rows = rows_of(record)
            expected[table] += len(rows)
            if _rows_of(db, table, "posting", record.id) != [_unnumbered(row) for row in rows]:
                yield Problem(NAME, None, f"{table} of {record.id}: not what jobs.jsonl:{line} says")
        filer = record.filer.id
        if filer is not None and (filer not in filers or (filers[filer][-1] is None and record.filings is not None)):
            filers[filer] = filer_row(record)
            filings = filing_rows(record)
            expected["filing_total"] += len(filings)
            if filings and _rows_of(db, "filing_total", "filer", filer) != [_unnumbered(row) for row in filings]:
                yield Problem(NAME, None, f"filing_total of {filer}: not what jobs.jsonl:{line} says")
    for id, row in filers.items():
        expected["filer"] += 1
        if db.execute("SELECT * FROM filer WHERE id = ?", (id,)).fetchone() != row:
            yield Problem(NAME, None, f"filer {id}: not what the feed says")
    for table, rows_expected in expected.items():
        (found,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
        if found != rows_expected:
            yield Problem(NAME, None, f"{table} has {found} rows, the feed makes {rows_expected}")


def _rows_of(db: sqlite3.Connection, table: str, column: str, key: object) -> list[Row]:
    return [_unnumbered(row) for row in db.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid", (key,))]


def _unnumbered(row: Row) -> Row:
    """Without the row number, which the first column of most tables is."""
    return row[1:] if row[0] is None or isinstance(row[0], int) else row

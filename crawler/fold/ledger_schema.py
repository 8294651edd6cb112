"""The ledger's file: tables, how it is opened, and its version as a hash over what it says.

``docs/architecture.md`` describes the tables. There is no wall clock in any of them but ``run_history``: every time is
the crawl time of a snapshot, UTC ``YYYY-MM-DDTHH:MM:SSZ``, so that times compare as text.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FORMAT = "sponsorfeed-ledger/3"

_WAIT_SECONDS = 30.0
_WAIT_TO_READ_SECONDS = 5.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS board (
    id TEXT PRIMARY KEY, ats TEXT NOT NULL, token TEXT NOT NULL, employer TEXT NOT NULL, url TEXT NOT NULL,
    domain TEXT, fein TEXT, first_crawled TEXT NOT NULL, last_crawled TEXT NOT NULL, last_complete TEXT
);
CREATE TABLE IF NOT EXISTS crawl (
    run TEXT NOT NULL, board TEXT NOT NULL REFERENCES board(id), snapshot TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    crawled_at TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, held TEXT, advertised_total INTEGER,
    collected INTEGER NOT NULL, unreadable INTEGER NOT NULL, detail_missing INTEGER NOT NULL,
    requests INTEGER NOT NULL, problems TEXT NOT NULL, parser_version TEXT NOT NULL, coverage TEXT NOT NULL,
    standing TEXT, PRIMARY KEY (run, board)
);
CREATE TABLE IF NOT EXISTS posting (
    id TEXT PRIMARY KEY, board TEXT NOT NULL REFERENCES board(id), status TEXT NOT NULL, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, changed_at TEXT NOT NULL, closed_at TEXT, close_reason TEXT,
    content_sha256 TEXT NOT NULL, content TEXT NOT NULL, snapshot TEXT NOT NULL, parser_version TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY, posting TEXT NOT NULL REFERENCES posting(id), at TEXT NOT NULL, kind TEXT NOT NULL,
    fields TEXT NOT NULL, reason TEXT, snapshot TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS version (
    posting TEXT NOT NULL REFERENCES posting(id) ON DELETE CASCADE, snapshot TEXT NOT NULL,
    content_sha256 TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (posting, snapshot)
);
CREATE TABLE IF NOT EXISTS version_tag (
    posting TEXT NOT NULL, snapshot TEXT NOT NULL, input_sha256 TEXT NOT NULL, tag TEXT,
    PRIMARY KEY (posting, snapshot),
    FOREIGN KEY (posting, snapshot) REFERENCES version(posting, snapshot) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS enrichment (
    posting TEXT PRIMARY KEY REFERENCES posting(id), input_sha256 TEXT NOT NULL, reference_version TEXT,
    model_version TEXT NOT NULL, record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS text_sketch (
    posting TEXT PRIMARY KEY REFERENCES posting(id) ON DELETE CASCADE, made_from TEXT NOT NULL, job TEXT NOT NULL,
    text TEXT, sketch BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS text_copy (
    posting TEXT PRIMARY KEY REFERENCES posting(id) ON DELETE CASCADE, text_group TEXT NOT NULL,
    open_alike INTEGER NOT NULL, reposts INTEGER NOT NULL, first_posted TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS text_board (
    board TEXT PRIMARY KEY REFERENCES board(id) ON DELETE CASCADE, made_from TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS door_key (
    key TEXT NOT NULL, posting TEXT NOT NULL REFERENCES posting(id), role TEXT NOT NULL,
    PRIMARY KEY (key, posting, role)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS duplicate (
    posting TEXT PRIMARY KEY REFERENCES posting(id), original TEXT NOT NULL REFERENCES posting(id), rule TEXT NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS job_group (
    posting TEXT PRIMARY KEY REFERENCES posting(id), group_id TEXT NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_history (
    id INTEGER PRIMARY KEY, command TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, exit_code INTEGER, run TEXT,
    boards INTEGER, resumed INTEGER, aside INTEGER, postings INTEGER, requests INTEGER, held INTEGER,
    outcomes TEXT NOT NULL, events TEXT NOT NULL, feed_version TEXT, error TEXT, seconds TEXT NOT NULL,
    versions TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS door_key_posting ON door_key(posting);
CREATE INDEX IF NOT EXISTS duplicate_original ON duplicate(original);
CREATE INDEX IF NOT EXISTS crawl_board ON crawl(board, crawled_at);
CREATE INDEX IF NOT EXISTS posting_board ON posting(board);
CREATE INDEX IF NOT EXISTS posting_status ON posting(status, closed_at);
CREATE INDEX IF NOT EXISTS event_posting ON event(posting);
CREATE INDEX IF NOT EXISTS event_at ON event(at);
"""

_VERSIONED = {
    "board": "id",
    "crawl": "run, board",
    "posting": "id",
    "event": "id",
    "version": "posting, snapshot",
    "door_key": "key, posting, role",
    "duplicate": "posting",
    "job_group": "posting",
}
"""Tables that follow from the snapshots alone, each with its key."""


class LedgerError(ValueError):
    """The ledger cannot be read or written as asked; the message names the file and says what to do."""


@contextmanager
def open_ledger(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger at ``path`` for writing, making it when it is missing.

    Transactions are explicit. Write-ahead logging keeps it whole through a kill at any moment; after a power cut the
    last transactions may be missing, which only means that their snapshots are folded again. Raises
    :class:`LedgerError` for a file that is no ledger of this format and for whatever SQLite refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute("PRAGMA foreign_keys=ON")
            with transaction(db):
                _prepare(db, path)
            yield db
    except sqlite3.Error as error:
        raise LedgerError(_explain(path, error)) from error
    except FileExistsError as error:
        raise LedgerError(f"{path.parent}: not a folder; name another place for the ledger") from error


@contextmanager
def view_ledger(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger at ``path``, which has to be there, for reading alone. Raises ``sqlite3.Error``."""
    # Not mode=ro: a read-only connection cannot tidy up its own -wal and -shm files.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=_WAIT_TO_READ_SECONDS)) as db:
        db.execute("PRAGMA query_only=ON")
        yield db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; nests, the inner one undoing only itself."""
    nested = db.in_transaction
    db.execute("SAVEPOINT step" if nested else "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # SQLite itself rolls back on a full disk
            if nested:
                db.execute("ROLLBACK TO step")
                db.execute("RELEASE step")
            else:
                db.execute("ROLLBACK")
        raise
    db.execute("RELEASE step" if nested else "COMMIT")


def ledger_version(path: Path) -> str:
    """SHA-256 over every row that follows from the snapshots: equal for equal histories, however they were folded.

    The file's own bytes are no measure, since SQLite lays pages out by the order of writing. Enrichment is left out: it
    has versions of its own. Raises :class:`LedgerError`.
    """
    if not path.is_file():
        raise LedgerError(f"{path}: no ledger here; run `sponsorfeed update`")
    digest = hashlib.sha256()
    try:
        with view_ledger(path) as db:
            for table, key in _VERSIONED.items():
                for row in db.execute(f"SELECT * FROM {table} ORDER BY {key}"):
                    digest.update(json.dumps([table, *map(_unpacked, row)]).encode() + b"\n")
    except sqlite3.Error as error:
        raise LedgerError(_explain(path, error)) from error
    return digest.hexdigest()


def pack(content: str) -> bytes:
    """The form in which ``version`` holds the content of a posting."""
    return zlib.compress(content.encode())


def _unpacked(value: object) -> object:
    """Without compression, which another release of zlib may do otherwise."""
    return zlib.decompress(value).decode() if isinstance(value, bytes) else value


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "meta" not in tables:
        raise LedgerError(f"{path}: a SQLite file but no ledger; name another file")
    for statement in _SCHEMA.split(";"):  # executescript() would commit the transaction
        db.execute(statement)
    db.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (FORMAT,))
    (found,) = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if found != FORMAT:
        raise LedgerError(
            f"{path}: format {found!r}, this version writes {FORMAT!r}; move the file away and run"
            " `sponsorfeed update`, which builds it again from the snapshots"
        )


def _explain(path: Path, error: sqlite3.Error) -> str:
    if isinstance(error, sqlite3.OperationalError):  # locked, full, read-only: the file itself is well
        return f"{path}: {error}; nothing half-written, put that right and run the command again"
    return (
        f"{path}: {error}; if the file is damaged, move it away and run `sponsorfeed update`, which builds it again"
        " from the snapshots"
    )

"""reference.db: its schema, its files, its version.

Rows of a file are kept even when another file's row of the same case counts instead (``counted`` 0), so that removing a
file brings back what it replaced. What the later stages read is ``filing_total``; it is kept in step by file.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlite_utils

from enrich.reference import evidence
from enrich.reference.tables import ReferenceDataError
from enrich.reference.targets import TARGETS, Target, tables_of

SCHEMA = "3"
"""Version of the schema, in ``meta``."""
RULES = 3
"""Version of how files are read; raised when the same file would give other rows, so that it is read anew."""

_FILE: dict[str, type] = {
    **{"id": int, "sha256": str, "content_sha256": str, "name": str, "source": str, "layout": str, "rules": int},
    **{"rows_read": int, "rows_kept": int, "rows_replaced": int, "rows_refused": int, "refused": str, "noted": str},
    **{"absent": str, "unknown": str, "last_decision": str, "edition": str, "attribution": str, "added_at": str},
}
_PART: dict[str, type] = {"file": int, "part": str, "table_name": str, "layout": str, "rows": int}
_TOTAL: dict[str, type] = {
    **{"employer_name": str, "trade_name_dba": str, "state": str, "source": str, "visa_class": str},
    **{"fiscal_year": int, "soc_group": str, "status": str, "employment": str, "filings": int, "positions": int},
    "file": str,
}
_PERIOD: dict[str, type] = {
    **{"file": int, "source": str, "fiscal_year": int, "fiscal_quarter": int},
    **{"rows_kept": int, "rows_replaced": int},
}
# Of reference tables that several files fill, the newest edition is the one to read; of equal ones, the last added.
_CURRENT_PART = """
CREATE VIEW current_part AS
SELECT table_name, file, edition FROM (
    SELECT p.table_name, p.file, f.edition, row_number() OVER (
        PARTITION BY p.table_name ORDER BY f.edition DESC NULLS LAST, f.id DESC
    ) AS standing FROM part p JOIN file f ON f.id = p.file
) WHERE standing = 1
"""
# What employers attest about themselves; a determination does not say that it is true.
_ATTESTATION = """
CREATE VIEW acwia_attestation AS
SELECT employer_name, employer_fein, employer_state, count(*) AS requests,
    sum(coalesce(acwia_inst_higher_education, 0)) AS higher_education,
    sum(coalesce(acwia_affiliated_non_profit, 0)) AS affiliated_non_profit,
    sum(coalesce(acwia_research_org, 0)) AS research_organization,
    min(decision_date) AS first_decision, max(decision_date) AS last_decision,
    max(case_number) AS case_number
FROM pwd_case WHERE counted AND covered_by_acwia = 1
GROUP BY employer_name, employer_fein, employer_state
"""
_ATTESTED = "CREATE INDEX pwd_case_attested ON pwd_case (employer_name) WHERE covered_by_acwia = 1"
_CACHE_KIB = 64 * 1024


@dataclass(slots=True, kw_only=True)
class FileReport:
    """What became of one file: ``rows_read = rows_kept + rows_replaced + rows_refused``."""

    name: str
    sha256: str = ""
    source: str = ""
    """``uscis, lca, perm, pwd`` (filings), ``wages, onet, ipeds, sec`` (reference)."""
    layout: str = ""
    edition: str | None = None
    """Edition of reference data, where the name of the file or its folder tells it."""
    attribution: str = ""
    """What the publisher wants said where the data are used."""
    rows_read: int = 0
    rows_kept: int = 0
    """Rows that count."""
    rows_replaced: int = 0
    """Rows that do not count because a newer decision of the same case does, from this file or another."""
    rows_refused: int = 0
    """Rows that are not in the database."""
    refused: dict[str, int] = field(default_factory=dict)
    """Reason -> refused rows."""
    noted: dict[str, int] = field(default_factory=dict)
    """Reason -> cells that could not be read or were dropped, in rows that are kept."""
    absent: list[str] = field(default_factory=list)
    """Columns of the layout that the file lacks."""
    unknown: list[str] = field(default_factory=list)
    """Columns of the file that no layout knows."""
    already_loaded: bool = False
    error: str | None = None
    """Why the file was not loaded; the database is as it was before it."""


@contextmanager
def open_store(database: Path) -> Iterator[sqlite3.Connection]:
    """The database at ``database`` for writing, made when it is not there.

    Raises :class:`ReferenceDataError` when it is no database of ours, or locked. A database that is made here and has
    no file in the end is removed again.
    """
    made = not database.exists() or database.stat().st_size == 0
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as connection:
            _prepare(connection, database)
            yield connection
            is_empty = connection.execute("SELECT count(*) FROM file").fetchone()[0] == 0
    except sqlite3.DatabaseError as error:
        raise ReferenceDataError(
            f"{database}: {error}; is it a reference database, and is no other command using it?"
        ) from error
    if made and is_empty:
        database.unlink()


@contextmanager
def read_store(database: Path) -> Iterator[sqlite3.Connection | None]:
    """The database at ``database`` for reading, ``None`` when there is none. Raises :class:`ReferenceDataError`."""
    if not database.exists():
        yield None
        return
    try:
        # Not mode=ro: what a killed process left half-written has to be rolled back, and only a writer may.
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as connection:
            connection.execute("PRAGMA query_only = ON")
            _check_schema(connection, database)
            yield connection
    except sqlite3.DatabaseError as error:
        raise ReferenceDataError(f"{database}: {error}; is it a reference database?") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, database: Path) -> None:
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables:
        _check_schema(connection, database)
        return
    with transaction(connection):
        _create(sqlite_utils.Database(connection, execute_plugins=False))


def _check_schema(connection: sqlite3.Connection, database: Path) -> None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if row is None or row[0] != SCHEMA:
        found = "none" if row is None else row[0]
        raise ReferenceDataError(
            f"{database}: schema {found}, this version has {SCHEMA}; remove it and add the files again"
        )


def _create(db: sqlite_utils.Database) -> None:
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("file").create(_FILE, pk="id", not_null={"sha256", "content_sha256", "name", "source", "layout"})
    db.table("file").create_index(["content_sha256"], unique=True)
    db.table("file").create_index(["name"], unique=True)
    for target in TARGETS.values():
        _create_target(db, target)
    db.table("part").create(_PART, pk=("file", "part"), foreign_keys=[("file", "file", "id")])
    db.table("part").create_index(["table_name"])
    for statement in (_CURRENT_PART, _ATTESTATION, _ATTESTED):
        db.execute(statement)
    db.table(evidence.TABLE).create(evidence.COLUMNS)
    db.table(evidence.TABLE).create_index(["employer_name"])
    db.table(evidence.TABLE).create_index(["file"])
    db.table("filing_total").create(_TOTAL)
    db.table("filing_total").create_index(["employer_name"])
    db.table("filing_total").create_index(["file"])
    db.table("period").create(
        _PERIOD, pk=("file", "fiscal_year", "fiscal_quarter"), foreign_keys=[("file", "file", "id")]
    )
    db.table("meta").insert({"key": "schema", "value": SCHEMA})


def _create_target(db: sqlite_utils.Database, target: Target) -> None:
    counted = {"counted": int} if target.is_counted else {}
    db.table(target.table).create(
        {"file": int, "line": int, **target.types, **counted},
        pk=("file", "line"),
        foreign_keys=[("file", "file", "id")],
        not_null=set(counted),
        defaults=dict.fromkeys(counted, 1),
    )
    for index in target.indexes:
        db.table(target.table).create_index(list(index))


def free_name(connection: sqlite3.Connection, name: str, content_sha256: str) -> str:
    """``name``, with a mark from the hash when another loaded file has that name already."""
    taken = connection.execute("SELECT 1 FROM file WHERE name = ?", (name,)).fetchone()
    return f"{name} ({content_sha256[:8]})" if taken else name


def find_file(connection: sqlite3.Connection, content_sha256: str) -> tuple[int, int] | None:
    """Id and rules version of the loaded file with this content."""
    row = connection.execute("SELECT id, rules FROM file WHERE content_sha256 = ?", (content_sha256,)).fetchone()
    return None if row is None else (row[0], row[1])


def insert_file(connection: sqlite3.Connection, report: FileReport, content_sha256: str) -> int:
    """Enter the file, without its counts of rows; returns its id."""
    cursor = connection.execute(
        "INSERT INTO file (sha256, content_sha256, name, source, layout, rules, absent, unknown, edition, attribution,"
        " added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(report.sha256, content_sha256, report.name, report.source, report.layout, RULES),
            *(json.dumps(report.absent), json.dumps(report.unknown), report.edition, report.attribution),
            datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def insert_part(connection: sqlite3.Connection, file_id: int, part: str, table: str, layout: str, rows: int) -> None:
    """Enter that a table inside the file, named ``part`` (its place), filled ``table`` with ``rows`` rows."""
    connection.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?)", (file_id, part, table, layout, rows))


def save_counts(connection: sqlite3.Connection, file_id: int, report: FileReport) -> None:
    """Write what was read and refused; kept and replaced are written when it is known which rows count."""
    connection.execute(
        "UPDATE file SET rows_read = ?, rows_refused = ?, refused = ?, noted = ? WHERE id = ?",
        (report.rows_read, report.rows_refused, json.dumps(report.refused), json.dumps(report.noted), file_id),
    )


def delete_file(connection: sqlite3.Connection, file_id: int, source: str) -> None:
    """Remove the file, which is of ``source``, and everything that came from it."""
    for table in ("filing_total", evidence.TABLE):
        connection.execute(f"DELETE FROM {table} WHERE file = (SELECT name FROM file WHERE id = ?)", (file_id,))
    for table in ("period", "part", *tables_of(source)):
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (file_id,))
    connection.execute("DELETE FROM file WHERE id = ?", (file_id,))


def load_reports(connection: sqlite3.Connection, where: str = "1", *values: object) -> list[FileReport]:
    """Reports of loaded files, by source and name."""
    names = "name, sha256, source, layout, edition, attribution, rows_read, rows_kept, rows_replaced, rows_refused"
    structured = ("refused", "noted", "absent", "unknown")
    reports = []
    for row in connection.execute(
        f"SELECT {names}, {', '.join(structured)} FROM file WHERE {where} ORDER BY source, name", values
    ):
        plain = dict(zip(names.split(", "), row, strict=False))
        lists = row[len(plain) :]
        reports.append(FileReport(**plain, **{k: json.loads(v) for k, v in zip(structured, lists, strict=True)}))
    return reports


def refresh_version(connection: sqlite3.Connection) -> None:
    """Set ``meta.version`` to a hash of the loaded files' content and the rules they were read by, in no order."""
    files = connection.execute("SELECT content_sha256, rules FROM file ORDER BY content_sha256").fetchall()
    if not files:
        connection.execute("DELETE FROM meta WHERE key = 'version'")
        return
    content = "".join(f"{sha256} {rules}\n" for sha256, rules in files)
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('version', ?)", (version,))


def read_version(connection: sqlite3.Connection) -> str | None:
    """Version of the loaded data, ``None`` when nothing is loaded."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    return None if row is None else str(row[0])

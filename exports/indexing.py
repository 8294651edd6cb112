"""The dump's indexes, made once the rows are there.

SQLite makes an index by reading its whole table. That of postings is nearly all text and has two dozen indexes, so the
columns that they need are copied into a table of their own first, with the same row numbers; the indexes are made on
the copy and then declared to be those of the table. What an index holds is values and row numbers: it is the same to
the byte. ``PRAGMA integrity_check``, which ``verify`` runs, compares every entry with its row.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from exports.columns import Column, Table

_COPY = "index_source"


def create_indexes(db: Database, table: Table, *, wide: bool = False) -> None:
    """Make the indexes of ``table``; ``wide`` says that most of a row is in columns that no index needs."""
    indexes = [*((column.name,) for column in table.columns if column.index), *table.indexes]
    if not wide or not _may_write_schema(db.conn):
        for columns in indexes:
            db.table(table.name).create_index(columns)
        return
    needed = {name for columns in indexes for name in columns}
    _copy_columns(db, table, [column for column in table.columns if column.name in needed])
    for columns in indexes:
        db.table(_COPY).create_index(columns, index_name=f"idx_{table.name}_{'_'.join(columns)}")
    _declare(db.conn, table.name)
    db.table(_COPY).drop()


def _may_write_schema(connection: sqlite3.Connection) -> bool:
    """Whether the schema's own table may be written: some systems ship an SQLite that never lets it."""
    connection.execute("PRAGMA writable_schema=ON")
    try:
        connection.execute("UPDATE sqlite_master SET sql=sql WHERE 0")
        connection.commit()
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.execute("PRAGMA writable_schema=OFF")
    return True


def _copy_columns(db: Database, table: Table, columns: list[Column]) -> None:
    db.table(_COPY).create({column.name: column.type for column in columns})
    names = ", ".join(f'"{column.name}"' for column in columns)
    with db.atomic():
        db.conn.execute(f"INSERT INTO {_COPY}(rowid, {names}) SELECT rowid, {names} FROM {table.name}")


def _declare(connection: sqlite3.Connection, table: str) -> None:
    """Make the indexes of the copy those of ``table``."""
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_master SET tbl_name = :table, sql = replace(sql, :copy_name, :table_name)"
        " WHERE type = 'index' AND tbl_name = :copy",
        {"table": table, "copy": _COPY, "copy_name": f'ON "{_COPY}"', "table_name": f'ON "{table}"'},
    )
    connection.commit()
    connection.execute("PRAGMA writable_schema=RESET")  # and read the schema anew

"""One job, once: which postings are second doors to another one, and which are one job in several places.

Nothing is merged or dropped: a second door is a posting that says which posting it leads to, by which rule, and the
value that both have in common (:mod:`crawler.fold.door_rules`). All of it follows from the postings as they are now, so
it is found again for those alone that are connected with one that came, changed or went.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from crawler.fold.door_keys import (
    APPLY,
    GROUP,
    PAGE,
    REQUISITION,
    door_keys,
    fold,
    native_id,
    places_of,
    workday_requisition,
)
from crawler.fold.door_rules import Cluster, Door, Row, find_duplicates, find_groups
from crawler.items import Board, JobPosting

_LINKING, _GROUPING = (PAGE, APPLY, REQUISITION), (GROUP,)
_decoder = msgspec.json.Decoder(JobPosting)


def write_keys(db: sqlite3.Connection, posting: str, now: set[tuple[str, str]], *, is_new: bool = False) -> set[str]:
    """Keep the keys ``now`` of the posting with this id; every key that it has or had, for :func:`settle_doors`."""
    before = set() if is_new else keys_of(db, posting)
    for table in ("door_key", "duplicate", "job_group") if before else ():
        # Without its old keys it would not be found again where it was.
        db.execute(f"DELETE FROM {table} WHERE posting = ?", (posting,))
    db.executemany("INSERT INTO door_key VALUES (?, ?, ?)", [(key, posting, role) for key, role in now])
    return before | {key for key, _ in now}


def write_keys_of_board(db: sqlite3.Connection, board: Board) -> set[str]:
    """Keep the keys of all postings of ``board`` anew, since its employer is another now."""
    found: set[str] = set()
    for (id,) in db.execute("SELECT id FROM posting WHERE board = ?", (board.id,)).fetchall():
        (content,) = db.execute("SELECT content FROM posting WHERE id = ?", (id,)).fetchone()
        found |= write_keys(db, id, door_keys(_decoder.decode(content), board))
    return found


def keys_of(db: sqlite3.Connection, posting: str) -> set[str]:
    """The keys that are kept of the posting with this id."""
    return {key for (key,) in db.execute("SELECT key FROM door_key WHERE posting = ?", (posting,))}


def forget_board(db: sqlite3.Connection, board: str) -> set[str]:
    """Drop what is kept of the postings of ``board``; their keys, for :func:`settle_doors`."""
    ids = "SELECT id FROM posting WHERE board = ?"
    keys = {key for (key,) in db.execute(f"SELECT DISTINCT key FROM door_key WHERE posting IN ({ids})", (board,))}
    for statement in (
        f"DELETE FROM door_key WHERE posting IN ({ids})",
        f"DELETE FROM duplicate WHERE posting IN ({ids})",
        f"DELETE FROM duplicate WHERE original IN ({ids})",
        f"DELETE FROM job_group WHERE posting IN ({ids})",
    ):
        db.execute(statement, (board,))
    return keys


def settle_doors(db: sqlite3.Connection, keys: set[str]) -> None:
    """Find duplicates and groups again for every posting that is connected with one of ``keys``."""
    linking = {key for key in keys if not _is_grouping(key)}
    for cluster in _clusters(db, linking, _LINKING):
        _replace(db, "duplicate", cluster.ids, find_duplicates(cluster))
    for cluster in _clusters(db, keys - linking, _GROUPING):
        _replace(db, "job_group", cluster.ids, find_groups(cluster))


def _is_grouping(key: str) -> bool:
    return key.startswith(("text ", "workday "))


def _replace(db: sqlite3.Connection, table: str, ids: Iterable[str], rows: list[Row]) -> None:
    db.executemany(f"DELETE FROM {table} WHERE posting = ?", [(id,) for id in sorted(ids)])
    if rows:
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _clusters(db: sqlite3.Connection, keys: set[str], roles: tuple[str, ...]) -> list[Cluster]:
    """Everything that can be reached from ``keys`` by keys in ``roles``, connected parts apart."""
    found: list[Cluster] = []
    done: set[str] = set()
    for start in sorted(keys):
        if start in done:
            continue
        ids: set[str] = set()
        blocks: dict[str, list[tuple[str, str]]] = {}
        waiting = [start]
        done.add(start)
        while waiting:
            key = waiting.pop()
            blocks[key] = db.execute("SELECT posting, role FROM door_key WHERE key = ?", (key,)).fetchall()
            for id in {id for id, _ in blocks[key]} - ids:
                ids.add(id)
                for other, role in db.execute("SELECT key, role FROM door_key WHERE posting = ?", (id,)):
                    if role in roles and other not in done:
                        done.add(other)
                        waiting.append(other)
        found.append(_load(db, ids, blocks))
    return found


def _load(db: sqlite3.Connection, ids: set[str], blocks: dict[str, list[tuple[str, str]]]) -> Cluster:
    cluster = Cluster(ids)
    if len(ids) < 2:
        return cluster
    for id in sorted(ids):
        row = db.execute("SELECT status, first_seen, last_seen, content FROM posting WHERE id = ?", (id,)).fetchone()
        cluster.doors[id] = _door(*row)
    for key, members in blocks.items():
        roles: dict[str, list[Door]] = defaultdict(list)
        for id, role in sorted(members):
            roles[role].append(cluster.doors[id])
        cluster.blocks[key] = roles
    return cluster


def _door(status: str, first_seen: str, last_seen: str, content: str) -> Door:
    posting = _decoder.decode(content)
    return Door(
        id=posting.id,
        board=posting.board,
        status=status,
        first_seen=first_seen,
        last_seen=last_seen,
        title=fold(posting.title),
        places=places_of(posting),
        native=native_id(posting),
        tenant=workday_requisition(posting),
    )

"""A posting's page: its text with the quotes marked, the verdict with what it rests on, and where to apply."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from exports.datasette.dump import Dump, Row
from exports.datasette.highlight import Piece, Span, cut

LONGEST_TEXT = 100_000
"""Code points of a description that are shown; what lies beyond is at the source."""

_LISTS = ("reasons", "experience_paths", "education_fields", "seniority", "work_mode", "work_places")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPage:
    """Everything of one posting."""

    posting: Row
    """The row, its JSON lists read; ``filer_name`` beside it."""
    pieces: list[Piece]
    cut_off: int
    """Code points of the description that are not shown."""
    statements: list[Row]
    places: list[Row]
    pays: list[Row]
    roles: list[Row]
    events: list[Row]
    filings: list[Row]
    """By source and fiscal year."""
    siblings: list[Row]
    """The same job in other places, or with nearly the same text."""
    doors: list[Row]
    """Other doors to this job."""


async def read_posting(dump: Dump, id: str) -> PostingPage | None:
    """The posting with exactly this id."""
    row = await dump.row(
        "SELECT posting.*, filer.name AS filer_name, filer.first_fiscal_year, filer.last_fiscal_year, filer.files "
        "FROM posting LEFT JOIN filer ON filer.id = posting.filer WHERE posting.id = :id",
        {"id": id},
    )
    if row is None:
        return None
    row |= {name: _list(row[name]) for name in (*_LISTS, "files")}
    statements = await _children(dump, "statement", id)
    for said in statements:
        said["scope"] = _list(said["scope"])
    text = row["description_text"] or ""
    shown = text[:LONGEST_TEXT]
    return PostingPage(
        posting=row,
        pieces=cut(shown, _spans(statements, row)),
        cut_off=len(text) - len(shown),
        statements=statements,
        places=await _children(dump, "location", id),
        pays=await _children(dump, "pay", id),
        roles=await _children(dump, "occupation", id),
        events=await dump.rows("SELECT * FROM event WHERE posting = :id ORDER BY at, event.id", {"id": id}),
        filings=await _filings(dump, row["filer"]),
        siblings=await _siblings(dump, row),
        doors=await _doors(dump, row),
    )


def _spans(statements: list[Row], row: Row) -> list[Span]:
    spans = [Span(said["start"], said["end"], said["kind"], f"q{at}") for at, said in enumerate(statements, 1)]
    for name in ("work_mode", "work_places"):
        spans += [
            Span(said["start"], said["end"], name, "")
            for said in row[name]
            if isinstance(said, dict) and isinstance(said.get("start"), int) and isinstance(said.get("end"), int)
        ]
    return spans


async def _children(dump: Dump, table: str, id: str) -> list[Row]:
    return await dump.rows(f"SELECT * FROM {table} WHERE posting = :id ORDER BY id", {"id": id})


async def _filings(dump: Dump, filer: str | None) -> list[Row]:
    if filer is None:
        return []
    return await dump.rows(
        "SELECT source, visa_class, fiscal_year, sum(CASE WHEN status IN ('approved', 'certified') THEN filings END) "
        "AS granted, sum(CASE WHEN status IN ('approved', 'certified') AND employment = 'new' THEN filings END) "
        "AS granted_new, sum(CASE WHEN status = 'denied' THEN filings END) AS denied FROM filing_total "
        "WHERE filer = :filer GROUP BY source, visa_class, fiscal_year "
        "ORDER BY source DESC, visa_class, fiscal_year DESC",
        {"filer": filer},
    )


# Most postings have no group, so SQLite's statistics call these indexes useless; for those that have one they are not.
_SIBLINGS = """
    SELECT id, title, status,
        (SELECT group_concat(raw, ' | ') FROM location WHERE location.posting = posting.id) AS places
    FROM posting WHERE id <> :id AND id IN (
        SELECT id FROM posting INDEXED BY idx_posting_group_id WHERE group_id = :group
        UNION SELECT id FROM posting INDEXED BY idx_posting_text_group WHERE text_group = :text
    ) ORDER BY status DESC, id LIMIT 20
"""
_DOORS = """
    SELECT id, title, url FROM posting WHERE id = :original
    UNION SELECT id, title, url FROM posting INDEXED BY idx_posting_duplicate_of WHERE duplicate_of = :id
    ORDER BY id LIMIT 20
"""


async def _siblings(dump: Dump, row: Row) -> list[Row]:
    return await dump.rows(_SIBLINGS, {"id": row["id"], "group": row["group_id"], "text": row["text_group"]})


async def _doors(dump: Dump, row: Row) -> list[Row]:
    return await dump.rows(_DOORS, {"id": row["id"], "original": row["duplicate_of"]})


def _list(text: str | None) -> list[Any]:
    found = json.loads(text) if text else []
    return found if isinstance(found, list) else []

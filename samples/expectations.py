"""What a careful person would say of the demo after both days, board by board and posting by posting."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec

from enrich.record import StatementKind
from samples.sources import Board, Expectation, Life, PayRange, Posting, SampleError, lives, seen_on

_STRENGTH = get_args(StatementKind)
_EXCLUDING = ("no_sponsorship", "citizenship_or_clearance_required")


def expected(boards: list[Board]) -> dict[str, Any]:
    """The content of ``expected.json``. Raises :class:`SampleError` when a source contradicts itself."""
    postings: dict[str, Any] = {}
    for board in boards:
        last = {p.id: p for p in [*board.postings, *seen_on(board, 2)] if p.title}
        life = lives(board)
        for posting_id in sorted(last):
            postings[f"{board.id}:{posting_id}"] = _posting(board, last[posting_id], life[posting_id])
    return {"boards": {board.id: _board(board) for board in boards}, "postings": postings}


def expected_json(boards: list[Board]) -> bytes:
    """:func:`expected` as the bytes of the file."""
    return (json.dumps(expected(boards), ensure_ascii=False, indent=1) + "\n").encode()


def _board(board: Board) -> dict[str, Any]:
    days = {}
    for day in (1, 2):
        seen = seen_on(board, day)
        days[f"day{day}"] = {
            "outcome": board.day2.outcome if day == 2 else "complete",
            "collected": sum(1 for p in seen if p.title),
            "unreadable": sum(1 for p in seen if not p.title),
        }
    return {"employer": board.employer, **days, "filer": board.filer, "note": board.note or None}


def _posting(board: Board, posting: Posting, life: Life) -> dict[str, Any]:
    expect = posting.expect
    if list(expect.statements) != sorted(expect.statements, key=_STRENGTH.index):
        raise SampleError(f"{board.id}:{posting.id}: statements are not strongest first")
    return {
        "title": posting.title,
        "life": life,
        "statement": expect.statements[0] if expect.statements else None,
        "statements": expect.statements,
        "pay": _pay(expect.pay) if expect.pay else None,
        "pay_also": [_pay(line) for line in expect.pay_also],
        "tag": _tag(board, expect),
        "note": expect.note or None,
    }


def _tag(board: Board, expect: Expectation) -> str | None:
    if expect.tag:
        return None if expect.tag == "uncertain" else expect.tag
    strongest = expect.statements[0] if expect.statements else None
    if strongest == "offers":
        return "stated_yes"
    if strongest in _EXCLUDING:
        return "excluded_by_posting"
    # A condition or an export rule leaves room that only the case itself can fill.
    return None if strongest in ("conditional", "export_control") else board.silent_tag


def _pay(line: PayRange) -> dict[str, Any]:
    fields = msgspec.to_builtins(line)
    if line.kind == "base":
        del fields["kind"]
    if line.scope is None:
        del fields["scope"]
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in fields.items()
    }

"""``changes/<from>..<to>.jsonl``: what turns the feed of one version into that of the next, line by line.

A line is ``{op, id, at, reason, posting}``, sorted by id; ``posting`` comes last and is the line of ``jobs.jsonl`` to
the byte, so that a reader can keep it as text. Both feeds are read side by side: memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from exports.feed import escape_separators

FOLDER = "changes"

Left = TypeVar("Left")
Right = TypeVar("Right")

Op = Literal["upsert", "close", "reopen", "delete"]
Reason = Literal["new", "changed", "derived", "seen"]
"""Of an upsert, the first that is true: not there before; its content changed; something that we derive from it or from
the reference data did; it was only seen again, and nothing but ``last_seen`` is another."""
SEEN_AGAIN = "seen_again"
LEFT = "closed_too_long_ago"
FORGOTTEN = "no_longer_known"


class ChangeError(ValueError):
    """A change file does not fit the feed that it is applied to; the message names the line."""


class Head(msgspec.Struct):
    """The part of a record that decides what a change is called."""

    id: str
    status: Literal["open", "closed"]
    first_seen: str
    last_seen: str
    changed_at: str
    closed_at: str | None
    close_reason: str | None


class _Line(msgspec.Struct):
    op: Op
    id: str
    at: str
    reason: str
    posting: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Change(NamedTuple):
    """One line of a change file."""

    number: int
    """From 1."""
    op: Op
    posting: bytes | None
    """The posting's line in ``jobs.jsonl``, without its end."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the two feeds do not say themselves about the version that a change file leads to."""

    at: str
    """Time of its newest crawl."""
    closed_since: str
    reopened_at: Callable[[str], str | None]
    """Id of a posting -> when it last came back."""


class _Record(NamedTuple):
    head: Head
    line: bytes


_STATUS: dict[Op, tuple[str, ...]] = {
    "upsert": ("open", "closed"),
    "close": ("closed",),
    "reopen": ("open",),
    "delete": ("absent",),
}
_STATUS_BEFORE: dict[Op, tuple[str, ...]] = {
    "upsert": ("absent", "open", "closed"),
    "close": ("absent", "open"),
    "reopen": ("closed",),
    "delete": ("open", "closed"),
}
_head_decoder = msgspec.json.Decoder(Head)
_decoder = msgspec.json.Decoder(_Line)
_encoder = msgspec.json.Encoder()


def file_name(from_: str, to: str) -> str:
    """Name of the change file between two versions, relative to the manifest."""
    return f"{FOLDER}/{from_}..{to}.jsonl"


def write(previous: Iterable[bytes], current: Iterable[bytes], path: Path, moment: Moment) -> int:
    """Write to ``path`` what turns the lines ``previous`` into the lines ``current``; how many changes that is."""
    rows = 0
    with path.open("wb") as out:
        for old, new in _side_by_side(_by_id(previous), _by_id(current)):
            line = _difference(old, new, moment)
            if line is not None:
                out.write(line)
                rows += 1
    return rows


def apply(previous: Iterable[bytes], changes: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the feed that ``changes`` make of the lines ``previous``, streamed.

    Raises :class:`ChangeError` for a change that cannot have been made from that feed.
    """
    for old, change in _side_by_side(_by_id(previous), read(changes)):
        if change is not None:
            _require_fit(old, change)
            if change.posting is not None:
                yield change.posting + b"\n"
        elif old is not None:
            yield old.line


def against(changes: Iterable[bytes], current: Iterable[bytes]) -> Iterator[tuple[Change, bytes | None]]:
    """Each change with the line, without its end, that the feed ``current`` has for it."""
    for change, record in _side_by_side(read(changes), _by_id(current)):
        if change is not None:
            yield change, None if record is None else record.line.rstrip(b"\n")


def read(lines: Iterable[bytes]) -> Iterator[tuple[str, Change]]:
    """Changes by id, each checked by itself. Raises :class:`ChangeError` for a line that no export writes."""
    before = ""
    for number, line in enumerate(lines, 1):
        try:
            said = _decoder.decode(line)
            posting = None if said.posting is msgspec.UNSET else bytes(said.posting)
            head = None if posting is None else _head_decoder.decode(posting)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise ChangeError(f"line {number}: no change ({error})") from error
        if said.id <= before:
            raise ChangeError(f"line {number}: id {said.id!r} after {before!r}: ids must ascend, each once")
        before = said.id
        if line != _encode(said.op, said.id, said.at, said.reason, posting):
            raise ChangeError(f"line {number}: not as an export writes it")
        status = "absent" if head is None else head.status
        if status not in _STATUS[said.op]:
            raise ChangeError(f"line {number}: {said.op} of {said.id} with a posting that is {status}")
        if head is not None and head.id != said.id:
            raise ChangeError(f"line {number}: {said.op} of {said.id} with the posting {head.id}")
        yield said.id, Change(number, said.op, posting)


def _require_fit(old: _Record | None, change: Change) -> None:
    before = "absent" if old is None else old.head.status
    if before not in _STATUS_BEFORE[change.op]:
        raise ChangeError(f"line {change.number}: {change.op} of a posting that is {before} before")


def _difference(old: _Record | None, new: _Record | None, moment: Moment) -> bytes | None:
    if new is not None:
        if old is not None and old.line == new.line:
            return None
        op, at, reason = _name(old, new, moment)
        return _encode(op, new.head.id, at, reason, new.line.rstrip(b"\n"))
    if old is None:
        return None
    left = old.head.closed_at is not None and old.head.closed_at < moment.closed_since
    return _encode("delete", old.head.id, moment.at, LEFT if left else FORGOTTEN, None)


def _name(old: _Record | None, new: _Record, moment: Moment) -> tuple[Op, str, str]:
    head = new.head
    before = "absent" if old is None else old.head.status
    if head.status == "closed" and before != "closed":
        return "close", head.closed_at or moment.at, head.close_reason or ""
    if head.status == "open" and before == "closed":
        return "reopen", moment.reopened_at(head.id) or head.last_seen, SEEN_AGAIN
    return "upsert", *_reason(old, new, moment)


def _reason(old: _Record | None, new: _Record, moment: Moment) -> tuple[str, Reason]:
    if old is None:
        return new.head.first_seen, "new"
    if old.head.changed_at != new.head.changed_at:
        return new.head.changed_at, "changed"
    # Quotes inside a JSON string are escaped, so this finds the field and nothing else.
    seen_later = old.line.replace(_last_seen(old.head), _last_seen(new.head), 1)
    return (new.head.last_seen, "seen") if seen_later == new.line else (moment.at, "derived")


def _last_seen(head: Head) -> bytes:
    return f'"last_seen":"{head.last_seen}"'.encode()


def _encode(op: Op, id: str, at: str, reason: str, posting: bytes | None) -> bytes:
    head = escape_separators(_encoder.encode({"op": op, "id": id, "at": at, "reason": reason}))
    return head + b"\n" if posting is None else head[:-1] + b',"posting":' + posting + b"}\n"


def _by_id(lines: Iterable[bytes]) -> Iterator[tuple[str, _Record]]:
    for line in lines:
        head = _head_decoder.decode(line)
        yield head.id, _Record(head, line)


def _side_by_side(
    left: Iterator[tuple[str, Left]], right: Iterator[tuple[str, Right]]
) -> Iterator[tuple[Left | None, Right | None]]:
    """Values of two streams that ascend by id, those of one id together."""
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            yield (None if one is None else one[1]), None
            one = next(left, None)
        elif one is None or other[0] < one[0]:
            yield None, other[1]
            other = next(right, None)
        else:
            yield one[1], other[1]
            one, other = next(left, None), next(right, None)

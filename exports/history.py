"""What was published before in the same folder, and how a reader gets from there to the new version.

The history is a function of the folder and the new version alone; there is no clock in it. Publishing the same version
again leaves it as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from exports import changes, feed, manifest
from exports.changes import Moment
from exports.compression import plain_feed
from exports.manifest import ChangeFile, FileEntry, Manifest

_UNPACKED = "previous.jsonl"

_log = logging.getLogger(__name__)


class _Published(msgspec.Struct):
    """The part of an earlier manifest that the history needs; also of one that an older release wrote."""

    feed_version: str
    files: list[FileEntry]
    previous_version: str | None = None
    feed_sha256: str | None = None
    changes: list[ChangeFile] = []


class _Said(msgspec.Struct):
    """The part of a change that tells why a posting is gone."""

    op: str
    id: str
    reason: str


_decoder = msgspec.json.Decoder(_Published)
_change_decoder = msgspec.json.Decoder(_Said)


def continue_history(out: Path, folder: Path, new: Manifest, moment: Moment) -> Manifest:
    """``new`` with the history of ``out``; its change file, if there is one, is written into ``folder``.

    ``folder`` holds the files of the new version, ``out`` those that are published. Raises ``OSError`` when the change
    file cannot be written.
    """
    before = _read_published(out)
    if before is None:
        return new
    earlier = _recent(before.changes, new.closed_since, out)
    if before.feed_version == new.feed_version:
        return _with(new, before.previous_version, earlier)
    step = _write_step(out, folder, before, new, moment)
    if step is None:
        return _with(new, before.feed_version, [])
    earlier = _without(earlier, out, _forgotten(folder / step.file))
    # Of a folder that went back to a version it had: the reader of that version has arrived, or goes the newest way.
    passed = (step.from_, step.to)
    return _with(new, before.feed_version, [*(old for old in earlier if old.from_ not in passed), step])


def _with(new: Manifest, previous: str | None, steps: list[ChangeFile]) -> Manifest:
    start = steps[0].from_ if steps else new.feed_version
    return replace(new, previous_version=previous, rebase_before=start, changes=steps)


def _read_published(out: Path) -> _Published | None:
    path = out / manifest.NAME
    if not path.is_file():
        return None
    try:
        return _decoder.decode(path.read_bytes())
    except (msgspec.DecodeError, ValueError) as error:
        _log.warning("%s: cannot be read (%s); readers of what was published before have to rebase", path, error)
        return None


def _recent(steps: Iterable[ChangeFile], since: str, out: Path) -> list[ChangeFile]:
    """The steps after the last one that is too old or whose file is gone: a reader cannot go past a gap."""
    oldest = since.replace("-", "").replace(":", "")
    kept: list[ChangeFile] = []
    for step in steps:
        path = out / changes.file_name(step.from_, step.to)
        there = path.is_file() and path.stat().st_size == step.bytes
        if not there:
            _log.warning("%s: missing or of another size; readers of versions before it have to rebase", path)
        kept = [*kept, step] if there and step.to >= oldest else []
    return kept


def _forgotten(step: Path) -> list[bytes]:
    """The ids, as in a line, of the postings that a step deletes because they were forgotten."""
    deleted = []
    with step.open("rb") as lines:
        for line in lines:
            said = _change_decoder.decode(line)
            if said.op == "delete" and said.reason == changes.FORGOTTEN:
                deleted.append(msgspec.json.encode(said.id))
    return deleted


def _without(steps: list[ChangeFile], out: Path, ids: list[bytes]) -> list[ChangeFile]:
    """The steps after the last one that tells of a forgotten posting; readers of versions before it have to rebase."""
    kept: list[ChangeFile] = []
    for step in steps if ids else []:
        content = (out / step.file).read_bytes()
        kept = [] if any(id in content for id in ids) else [*kept, step]
    return kept if ids else steps


def _write_step(out: Path, folder: Path, before: _Published, new: Manifest, moment: Moment) -> ChangeFile | None:
    new_feed, unpacked = folder / feed.NAME, folder / _UNPACKED
    if before.feed_sha256 is None or not new_feed.is_file():
        return None
    try:
        old_feed = plain_feed(out, feed.NAME, unpacked)
        return None if old_feed is None else _write_changes(old_feed, new_feed, before, new, moment)
    except EOFError as error:
        _log.warning("%s; readers of %s have to rebase", error, before.feed_version)
        return None
    finally:
        unpacked.unlink(missing_ok=True)


def _write_changes(
    old_feed: Path, new_feed: Path, before: _Published, new: Manifest, moment: Moment
) -> ChangeFile | None:
    if manifest.sha256_of(old_feed) != before.feed_sha256:
        _log.warning("%s: is not what was published; readers of %s have to rebase", old_feed, before.feed_version)
        return None
    name = changes.file_name(before.feed_version, new.feed_version)
    path = new_feed.parent / name
    path.parent.mkdir()
    with old_feed.open("rb") as old_lines, new_feed.open("rb") as new_lines:
        rows = changes.write(old_lines, new_lines, path, moment)
    return ChangeFile(
        file=name,
        from_=before.feed_version,
        to=new.feed_version,
        rows=rows,
        bytes=path.stat().st_size,
        sha256=manifest.sha256_of(path),
    )

"""Check a published folder as a reader would: every byte, every line, every row, every quote."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import msgspec

from enrich.record import SCHEMA_VERSION
from exports import compression, datapackage, feed, lake, manifest, schema, sqlite
from exports.manifest import FileEntry, Manifest
from exports.problems import Problem
from exports.publication import MANAGED
from exports.swap import find_version
from exports.verify_changes import check_changes, check_previous
from exports.verify_derived import check_derived, check_packed, check_parts
from exports.verify_dump import check_against_feed, check_dump, check_for_datasette
from exports.verify_feed import check_feed

__all__ = ["Problem", "verify"]

_KEPT = 100  # a broken file breaks everywhere; the rest of its problems says nothing new
_ATTEMPTS = 3
_SIDECARS = ("-wal", "-shm", "-journal")

_manifest_decoder = msgspec.json.Decoder(Manifest, strict=True)


def verify(out: Path, previous: Path | None = None) -> list[Problem]:
    """Every difference between the folder ``out`` and what an export writes; empty when there is none.

    With ``previous``, a copy of ``out`` as it was published earlier: also whether that copy and the change files make
    this version. A version that is replaced while it is being checked is checked again.
    """
    problems: list[Problem] = []
    for _ in range(_ATTEMPTS):
        before = _current(out)
        problems = list(_problems(out, previous))
        if not problems or _current(out) == before:
            break
    return problems


def _current(out: Path) -> Path:
    return (out / manifest.NAME).resolve()


def _problems(out: Path, previous: Path | None) -> Iterator[Problem]:
    path = out / manifest.NAME
    if not path.is_file():
        yield Problem(manifest.NAME, None, f"missing: nothing is published in {out}; run `sponsorfeed export`")
        return
    try:
        said = _manifest_decoder.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        yield Problem(manifest.NAME, None, f"cannot be read ({error})")
        return
    yield from _check_manifest(said, path)
    entries = {entry.path: entry for entry in said.files}
    for entry in said.files:
        yield from _check_bytes(out, entry)
    yield from _check_company(out, entries)
    with tempfile.TemporaryDirectory() as scratch:
        yield from _check_contents(out, said, entries, previous, Path(scratch))


def _check_contents(
    out: Path, said: Manifest, entries: dict[str, FileEntry], previous: Path | None, scratch: Path
) -> Iterator[Problem]:
    """Also of files that are not the right bytes: what is wrong in them is worth knowing."""
    there = {name for name in MANAGED if name in entries and (out / name).is_file()}
    yield from check_packed(out, said, there & set(compression.NAMES), scratch)
    lines = None
    with suppress(EOFError):  # told by the check of the packed files
        lines = compression.plain_feed(out, feed.NAME, scratch / feed.NAME)
    if lines is not None:
        rows = {entry.rows for name, entry in entries.items() if name in (feed.NAME, *compression.NAMES)}
        yield from islice(check_feed(lines, said, rows.pop() if len(rows) == 1 else None), _KEPT)
        yield from check_derived(out, lines, {name: entries[name].rows for name in there}, scratch)
        yield from check_parts(out, lines, said)
    if sqlite.NAME in there:
        yield from islice(check_dump(out / sqlite.NAME, said), _KEPT)
    if sqlite.NAME in there and lines is not None:
        yield from islice(check_against_feed(out / sqlite.NAME, lines), _KEPT)
    yield from check_for_datasette(out, said, there)
    if schema.NAME in there:
        yield from _check_schema(out / schema.NAME, said)
    if datapackage.NAME in there and datapackage.encode(said.generated_at, said.files) != _bytes(out, datapackage.NAME):
        yield Problem(datapackage.NAME, None, "describes other files than the manifest")
    yield from islice(_check_history(out, said, lines, previous), _KEPT)


def _bytes(out: Path, name: str) -> bytes:
    return (out / name).read_bytes()


def _check_history(out: Path, said: Manifest, lines: Path | None, previous: Path | None) -> Iterator[Problem]:
    if said.feed_sha256 != (None if lines is None else manifest.sha256_of(lines)):
        yield Problem(manifest.NAME, None, f"feed_sha256 is not that of {feed.NAME}")
    yield from check_changes(out, said, lines)
    if previous is not None:
        yield from check_previous(out, said, previous)
    elif said.changes and said.previous_version is not None:
        yield from _check_left_over(out, said, said.previous_version)


def _check_left_over(out: Path, said: Manifest, name: str) -> Iterator[Problem]:
    folder = find_version(out, name)
    if folder is not None:
        found = list(islice(check_previous(out, said, folder), _KEPT))
        if all((folder / needed).is_file() for needed in (feed.NAME, manifest.NAME)):  # not swept away meanwhile
            yield from found


def _check_manifest(said: Manifest, path: Path) -> Iterator[Problem]:
    expected = manifest.feed_version(said)
    if said.feed_version != expected:
        yield Problem(
            manifest.NAME, None, f"was edited: feed_version is {said.feed_version}, its content makes {expected}"
        )
    elif path.read_bytes() != manifest.encode(said):
        yield Problem(manifest.NAME, None, "is not as an export writes it")
    if said.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        yield Problem(manifest.NAME, None, f"schema_version {said.schema_version}; this version reads {SCHEMA_VERSION}")
    if said.counts.postings != said.counts.open + said.counts.closed:
        yield Problem(manifest.NAME, None, "counts: open and closed do not add up to postings")
    if sum(board.open_postings for board in said.boards) != said.counts.open:
        yield Problem(manifest.NAME, None, "counts: open postings of the boards do not add up to open")
    for name in (schema.NAME, datapackage.NAME):
        if name not in {entry.path for entry in said.files}:
            yield Problem(manifest.NAME, None, f"names no {name}")


def _check_bytes(out: Path, entry: FileEntry) -> Iterator[Problem]:
    is_ours = entry.path in MANAGED or lake.is_part(entry.path)
    if not is_ours or entry.path in (manifest.NAME, lake.NAME):
        yield Problem(manifest.NAME, None, f"names {entry.path!r}, which no export writes")
        return
    path = out / entry.path
    if not path.is_file():
        yield Problem(entry.path, None, "missing")
        return
    size = path.stat().st_size
    if size != entry.bytes:
        yield Problem(entry.path, None, f"{size} bytes, the manifest says {entry.bytes}")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 != entry.sha256:
        yield Problem(entry.path, None, f"sha256 {sha256}, the manifest says {entry.sha256}")


def _check_company(out: Path, entries: dict[str, FileEntry]) -> Iterator[Problem]:
    """Files that a reader would take for part of this version."""
    for name in MANAGED:
        if name not in (manifest.NAME, lake.NAME) and name not in entries and (out / name).exists():
            yield Problem(name, None, "not of this version: the manifest does not name it")
    for path in sorted((out / lake.NAME).rglob("*")):
        part = path.relative_to(out).as_posix()
        if path.is_file() and part not in entries:
            yield Problem(part, None, "not of this version: the manifest does not name it")
    for folder in dict.fromkeys((out, (out / sqlite.NAME).resolve().parent)):
        for suffix in _SIDECARS:
            if (folder / f"{sqlite.NAME}{suffix}").exists():
                yield Problem(f"{sqlite.NAME}{suffix}", None, f"SQLite would mix it into {sqlite.NAME}; remove it")


def _check_schema(path: Path, said: Manifest) -> Iterator[Problem]:
    try:
        found = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        yield Problem(schema.NAME, None, f"cannot be read ({error})")
        return
    if said.schema_version == SCHEMA_VERSION and found != schema.posting_schema():
        yield Problem(schema.NAME, None, f"is not the schema of version {SCHEMA_VERSION}")

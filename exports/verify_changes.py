"""Check the change files of a published folder: each by itself, where they lead, and what they make of the feed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from exports import changes, feed, manifest
from exports.changes import ChangeError
from exports.manifest import ChangeFile, Manifest
from exports.problems import Problem

_VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")


class _Copy(msgspec.Struct):
    """What an earlier manifest says about its feed."""

    feed_version: str
    feed_sha256: str | None = None


_copy_decoder = msgspec.json.Decoder(_Copy)


def check_changes(out: Path, said: Manifest, feed: Path | None) -> Iterator[Problem]:
    """Problems of the change files that ``said`` names, and of the way they lead to this version with ``feed``."""
    misnamed = [step for step in said.changes if not is_named_well(step)]
    for step in misnamed:  # paths of a manifest are not followed before they are known to be ours
        yield Problem(manifest.NAME, None, f"names {step.file!r}, which no export writes")
    if misnamed:
        return
    yield from _check_way(said)
    for step in said.changes:
        yield from _check_file(out, step)
    if said.changes and feed is not None:
        yield from _check_against_feed(out / said.changes[-1].file, feed, said.changes[-1].file)


def check_previous(out: Path, said: Manifest, previous: Path) -> Iterator[Problem]:
    """Problems of following the change files from folder ``previous``, which holds an earlier version with its feed."""
    try:
        copy = _copy_decoder.decode((previous / manifest.NAME).read_bytes())
        sha256 = manifest.sha256_of(previous / feed.NAME)
    except (OSError, msgspec.DecodeError) as error:
        yield Problem(manifest.NAME, None, f"{previous} is no earlier version to start from ({error})")
        return
    if copy.feed_sha256 != sha256:
        yield Problem(feed.NAME, None, f"{previous / feed.NAME} is not what the manifest beside it says")
        return
    way = find_way(said, copy.feed_version)
    if way is None:
        yield Problem(manifest.NAME, None, f"no change file starts from {copy.feed_version}: its reader has to rebase")
        return
    yield from _follow(out, said, previous / feed.NAME, way)


def find_way(said: Manifest, version: str) -> list[ChangeFile] | None:
    """The change files from ``version`` to this one, in order; ``None`` when its reader has to rebase."""
    steps = {step.from_: step for step in said.changes}
    way: list[ChangeFile] = []
    while version != said.feed_version:
        step = steps.pop(version, None)
        if step is None:
            return None
        way.append(step)
        version = step.to
    return way


def is_named_well(step: ChangeFile) -> bool:
    """Whether the file of ``step`` has the name that an export gives it; others are not followed."""
    versions = _VERSION.fullmatch(step.from_) and _VERSION.fullmatch(step.to)
    return versions is not None and step.file == changes.file_name(step.from_, step.to)


def _check_way(said: Manifest) -> Iterator[Problem]:
    if said.rebase_before != (said.changes[0].from_ if said.changes else said.feed_version):
        yield Problem(manifest.NAME, None, f"rebase_before {said.rebase_before}: the change files start elsewhere")
    if said.changes and (said.changes[-1].from_, said.changes[-1].to) != (said.previous_version, said.feed_version):
        yield Problem(manifest.NAME, None, "the newest change file does not lead from previous_version to this one")
    if len({step.from_ for step in said.changes}) < len(said.changes):
        yield Problem(manifest.NAME, None, "two change files start from one version")
    for step in said.changes:
        if find_way(said, step.from_) is None:
            yield Problem(manifest.NAME, None, f"the change files from {step.from_} do not lead to this version")


def _check_file(out: Path, step: ChangeFile) -> Iterator[Problem]:
    path = out / step.file
    if not path.is_file():
        yield Problem(step.file, None, "missing")
        return
    if path.stat().st_size != step.bytes:
        yield Problem(step.file, None, f"{path.stat().st_size} bytes, the manifest says {step.bytes}")
    sha256 = manifest.sha256_of(path)
    if sha256 != step.sha256:
        yield Problem(step.file, None, f"sha256 {sha256}, the manifest says {step.sha256}")
    try:
        with path.open("rb") as lines:
            rows = sum(1 for _ in changes.read(lines))
    except ChangeError as error:
        yield Problem(step.file, None, str(error))
        return
    if rows != step.rows:
        yield Problem(step.file, None, f"{rows} changes, the manifest says {step.rows}")


def _check_against_feed(path: Path, current: Path, name: str) -> Iterator[Problem]:
    """What the newest change file brings must stand in the feed; what it deletes must not."""
    if not path.is_file():
        return
    try:
        with path.open("rb") as file, current.open("rb") as lines:
            for change, line in changes.against(file, lines):
                if line != change.posting:
                    message = f"{change.op} of a posting that jobs.jsonl does not hold like that"
                    yield Problem(name, change.number, message)
    except (ChangeError, msgspec.DecodeError):
        return  # told by the check of that file


def _follow(out: Path, said: Manifest, start: Path, way: Iterable[ChangeFile]) -> Iterator[Problem]:
    digest = hashlib.sha256()
    with ExitStack() as open_files:
        lines: Iterable[bytes] = open_files.enter_context(start.open("rb"))
        try:
            for step in way:
                lines = changes.apply(lines, open_files.enter_context((out / step.file).open("rb")))
            for line in lines:
                digest.update(line)
        except (ChangeError, OSError, msgspec.DecodeError) as error:
            yield Problem(feed.NAME, None, f"{start.parent}: the change files cannot be applied to it: {error}")
            return
    if digest.hexdigest() != said.feed_sha256:
        yield Problem(feed.NAME, None, f"{start.parent} and the change files do not make this version")

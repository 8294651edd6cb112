"""Publish in an object store what is published in a folder, and take it back to be read.

    <out>/versions/<version>-<hash of the manifest>/     one version, its manifest last
    <out>/changes/<from>..<to>.jsonl                     as beside the links of a folder
    <out>/current.json                                   which version is published

Readers ask for ``current.json`` first; putting it is the one step that publishes. Nothing that a published manifest
names is ever written again, and the version before the newest stays, so that who has begun to read it can end.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from crawler.files.storage import ObjectPath, StorageError, folders_in, names_in, put_bytes, put_file
from exports import changes, manifest
from exports.manifest import Manifest
from exports.problems import Problem
from exports.records import ExportError
from exports.verify import verify
from exports.verify_changes import is_named_well

POINTER: Final = "current.json"
VERSIONS: Final = "versions"

_FORMAT: Final = "sponsorfeed-current/1"
_FOLDER = re.compile(r"versions/[\w.-]+")
_ATTEMPTS: Final = 3

_log = logging.getLogger(__name__)


class Pointer(msgspec.Struct, kw_only=True, forbid_unknown_fields=False):
    """``current.json``: which version is published."""

    format: str = _FORMAT
    feed_version: str
    folder: str
    """Where its files are, ``versions/...``, beside this file."""
    manifest_sha256: str
    previous_folder: str | None = None
    """Where the version is that was published before, which is still there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one publication sent."""

    url: str
    feed_version: str
    files: int
    """Objects that were put; 0 when this version was published there already."""
    bytes: int


_manifest_decoder = msgspec.json.Decoder(Manifest, strict=True)
_pointer_decoder = msgspec.json.Decoder(Pointer)


def send(out: Path, place: ObjectPath) -> Sent:
    """Publish at ``place`` the version that is published in the folder ``out``, all of it or nothing.

    Raises :class:`ExportError` when somebody else publishes there at the same time, and
    :class:`crawler.files.storage.StorageError`: what was published there before stays, and the same call goes on.
    """
    said = (out / manifest.NAME).read_bytes()
    version = _manifest_decoder.decode(said)
    sha256 = hashlib.sha256(said).hexdigest()
    tag = (place / POINTER).etag()
    before = read_pointer(place)
    if before is not None and (before.feed_version, before.manifest_sha256) == (version.feed_version, sha256):
        return Sent(str(place), version.feed_version, 0, 0)
    folder = f"{VERSIONS}/{version.feed_version}-{sha256[:12]}"
    sent = [*_send_changes(out, place, version), *_send_files(out, place / folder, version)]
    put_bytes(said, place / folder / manifest.NAME)
    now = Pointer(
        feed_version=version.feed_version,
        folder=folder,
        manifest_sha256=sha256,
        previous_folder=None if before is None else before.folder,
    )
    _publish(place, now, tag)
    _sweep(place, now, version)
    return Sent(str(place), version.feed_version, len(sent) + 2, sum(sent) + len(said))


def verify_at(place: ObjectPath, previous: Path | None = None) -> list[Problem]:
    """Every difference between what is published at ``place`` and what an export writes; empty when there is none.

    All of it is copied to a temporary folder. Raises :class:`crawler.files.storage.StorageError`.
    """
    problems: list[Problem] = []
    for _ in range(_ATTEMPTS):
        before = (place / POINTER).etag()
        problems = _problems(place, previous)
        if not problems or (place / POINTER).etag() == before:
            break
    return problems


@contextmanager
def fetched(place: ObjectPath, pointer: Pointer) -> Iterator[Path]:
    """The version that ``pointer`` names as a local folder of plain files; what is not there is not in it."""
    with tempfile.TemporaryDirectory(prefix="sponsorfeed-") as name:
        folder = Path(name)
        # The manifest is there when the version is; that its list lacks a file may only mean that the list is old.
        for file in sorted({*names_in(place / pointer.folder), *_named(place / pointer.folder)}):
            _copy(place / pointer.folder / file, folder / file)
        said = folder / manifest.NAME
        for file in _changes_of(said.read_bytes()) if said.is_file() else []:
            _copy(place / file, folder / file)
        yield folder


def read_pointer(place: ObjectPath) -> Pointer | None:
    """Which version is published at ``place``; ``None`` when none is. Raises :class:`ExportError`."""
    try:
        found = _pointer_decoder.decode((place / POINTER).read_bytes())
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise ExportError(f"{place / POINTER}: cannot be read ({error}); is this where a feed is published?") from error
    folders = [found.folder, *([] if found.previous_folder is None else [found.previous_folder])]
    if found.format != _FORMAT or not all(_FOLDER.fullmatch(folder) for folder in folders):
        raise ExportError(f"{place / POINTER}: names {found.folder!r} as {found.format!r}, which no export writes")
    return found


def _problems(place: ObjectPath, previous: Path | None) -> list[Problem]:
    try:
        pointer = read_pointer(place)
    except ExportError as error:
        return [Problem(POINTER, None, str(error))]
    if pointer is None:
        return [Problem(POINTER, None, f"missing: nothing is published at {place}; run `sponsorfeed export`")]
    with fetched(place, pointer) as folder:
        problems = verify(folder, previous)
        said = folder / manifest.NAME
        if said.is_file() and manifest.sha256_of(said) != pointer.manifest_sha256:
            problems.append(Problem(POINTER, None, f"names another {manifest.NAME} than the one in {pointer.folder}"))
    return problems


def _send_changes(out: Path, place: ObjectPath, version: Manifest) -> Iterator[int]:
    """Send the change files that are not there yet; the size of each in bytes."""
    there = {f"{changes.FOLDER}/{name}" for name in names_in(place / changes.FOLDER)}
    for step in version.changes:
        if step.file not in there:  # a name stands for one content, so what is there is right
            put_file(out / step.file, place / step.file, only_first=True)
            yield step.bytes


def _send_files(out: Path, folder: ObjectPath, version: Manifest) -> Iterator[int]:
    for entry in version.files:
        put_file(out / entry.path, folder / entry.path)
        yield entry.bytes


def _publish(place: ObjectPath, now: Pointer, tag: str | None) -> None:
    said = msgspec.json.format(msgspec.json.encode(now), indent=2) + b"\n"
    if not put_bytes(said, place / POINTER, only_first=tag is None, instead_of=tag):
        raise ExportError(
            f"{place}: another export has published there meanwhile; export again when it is the only one"
        )


def _sweep(place: ObjectPath, now: Pointer, version: Manifest) -> None:
    """Remove what neither this version nor the one before needs. What a list lacks stays until a later sweep."""
    kept = {now.folder, now.previous_folder}
    steps = {step.file for step in version.changes}
    try:
        if now.previous_folder is not None:
            steps |= set(_changes_of((place / now.previous_folder / manifest.NAME).read_bytes()))
        old = [f"{VERSIONS}/{name}" for name in folders_in(place / VERSIONS)]
        gone = [f"{folder}/{name}" for folder in old if folder not in kept for name in names_in(place / folder)]
        gone += [f"{changes.FOLDER}/{name}" for name in names_in(place / changes.FOLDER)]
        for name in gone:
            if name not in steps:
                (place / name).unlink(missing_ok=True)
    except (StorageError, FileNotFoundError) as error:  # this version is published all the same
        _log.warning("%s: older versions are not removed (%s)", place, error)


def _named(folder: ObjectPath) -> list[str]:
    """The files that the manifest in ``folder`` names, and itself."""
    try:
        version = _manifest_decoder.decode((folder / manifest.NAME).read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):  # told by who checks
        return []
    return [manifest.NAME, *(entry.path for entry in version.files if _is_below(entry.path))]


def _changes_of(said: bytes) -> list[str]:
    try:
        return [step.file for step in _manifest_decoder.decode(said).changes if is_named_well(step)]
    except msgspec.DecodeError:
        return []


def _is_below(name: str) -> bool:
    """Whether ``name`` stays in its folder; a manifest may say anything."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _copy(place: ObjectPath, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.fetch(path)
    except FileNotFoundError:
        path.unlink(missing_ok=True)

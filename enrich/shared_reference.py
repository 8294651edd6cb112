"""Reference data by way of the store of the snapshots, for workers that do not see the files of who leads them.

Each file is put there once, under its hash, and fetched once by each machine that works; then all its processes use it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawler.files.storage import Location, ObjectPath, put_file, writing
from enrich.employers.aliases import own_aliases
from enrich.likelihood.model import OWN_NAME

FOLDER: Final = ".reference"
"""In the folder of the snapshots."""


class CopyUnusable(RuntimeError):
    """A copy that was fetched is not what was put there; the message names the file."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Copies of reference data in a store."""

    place: Location
    files: tuple[tuple[str, str], ...]
    """Name and SHA-256 of each; the first is the database."""

    @property
    def digest(self) -> str:
        """Of all of them."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()

    def at(self, name: str, sha256: str) -> Location:
        """Where the copy of a file lies."""
        return self.place / FOLDER / sha256 / name


def share_reference(database: Path, place: Location) -> Shared:
    """Put what :class:`enrich.enrichment.Reference` reads into the store ``place``, but for what is there already.

    Raises :class:`crawler.files.storage.StorageError`.
    """
    beside = sorted(database.parent.glob(f"{database.stem}-*.msgpack"))
    own = (own_aliases(database), database.with_name(OWN_NAME))
    files = [path for path in (database, *beside, *own) if path.is_file()]
    shared = Shared(place, tuple((path.name, _sha256(path)) for path in files))
    for path, (name, sha256) in zip(files, shared.files, strict=True):
        _put(path, shared.at(name, sha256))
    return shared


def fetch_reference(shared: Shared) -> Path:
    """The database, copied to this machine with what lies beside it; copies of other data go.

    Raises :class:`crawler.files.storage.StorageError` and ``OSError``, and :class:`CopyUnusable` for a damaged copy.
    """
    home = Path(tempfile.gettempdir()) / f"sponsorfeed-reference-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.stat().st_uid != os.getuid():
        raise CopyUnusable(f"{home}: belongs to somebody else; set TMPDIR to a folder of your own")
    folder = home / shared.digest
    with _locked(home / ".lock"):
        if not folder.is_dir():
            for old in home.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)  # who has its files open keeps them
            unfinished = home / "unfinished"
            unfinished.mkdir()
            for name, sha256 in shared.files:
                _fetch(shared.at(name, sha256), unfinished / name, sha256)
            unfinished.rename(folder)
    return folder / shared.files[0][0]


def _put(path: Path, place: Location) -> None:
    if isinstance(place, ObjectPath):
        if not place.exists():
            put_file(path, place, only_first=True)
    elif not place.exists():
        with writing(place) as out, path.open("rb") as source:
            shutil.copyfileobj(source, out.file)


def _fetch(place: Location, path: Path, sha256: str) -> None:
    if isinstance(place, ObjectPath):
        place.fetch(path)
    else:
        shutil.copyfile(place, path)
    if _sha256(path) != sha256:
        raise CopyUnusable(f"{place}: not what was put there; remove it, and run the command again")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process of the machine at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

"""One object of an object store, by its URL: read, and put whole or not at all."""

from __future__ import annotations

import errno
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.files.object_store import PUTS_WHOLE, StorageError, asking, failures, filesystem


@dataclass(frozen=True, slots=True)
class ObjectPath:
    """A place in an object store, named by its URL; the part of :class:`pathlib.Path` that a store can do.

    Methods raise :class:`StorageError` when the store refuses or does not answer.
    """

    url: str
    """``<protocol>://<bucket>/<key>``, without a slash at its end and without credentials."""

    def __truediv__(self, name: str) -> ObjectPath:
        return ObjectPath(f"{self.url}/{name}")

    def __str__(self) -> str:
        return self.url

    @property
    def protocol(self) -> str:
        """What stands before ``://``."""
        return self.url.partition(":")[0]

    @property
    def name(self) -> str:
        """What stands after the last slash."""
        return self.url.rpartition("/")[2]

    @property
    def parent(self) -> ObjectPath:
        """The place that this one is in."""
        return ObjectPath(self.url.rpartition("/")[0])

    def exists(self) -> bool:
        """Whether there is an object of this name."""
        return self.etag() is not None

    def etag(self) -> str | None:
        """What the store calls this version of the object; ``None`` when there is no object.

        Where the store has no such names, the size in bytes serves.
        """
        store, key = self.key()
        try:
            with asking(self.url):
                about = store.info(key)
        except FileNotFoundError:
            return None
        if about.get("type") == "directory":
            return None
        return str(about.get("ETag") or about.get("etag") or about.get("size"))

    def open(self, mode: Literal["rb"]) -> BufferedReader:
        """A copy of the object in a local temporary file, open for reading. Raises ``FileNotFoundError``."""
        with tempfile.NamedTemporaryFile() as copy:
            self.fetch(Path(copy.name))
            return Path(copy.name).open(mode)

    def fetch(self, path: Path) -> None:
        """Copy the object to the local ``path``. Raises ``FileNotFoundError``."""
        store, key = self.key()
        with asking(self.url), _missing(self.url):
            store.get_file(key, str(path))

    def read_bytes(self) -> bytes:
        """The whole object. Raises ``FileNotFoundError``."""
        with self.open("rb") as file:  # in one request, which fsspec's own way is not
            return file.read()

    def read_start(self, size: int) -> bytes:
        """The first ``size`` bytes, or what there is. Raises ``FileNotFoundError``."""
        store, key = self.key()
        try:
            with asking(self.url), _missing(self.url):
                start: bytes = store.cat_file(key, start=0, end=size)
        except StorageError:
            if self.etag() is None or self.read_bytes():
                raise
            return b""  # of an empty object there is no range
        return start

    def unlink(self, *, missing_ok: Literal[True]) -> None:
        """Remove the object, if there is one: S3 does not say whether there was."""
        store, key = self.key()
        with suppress(FileNotFoundError), asking(self.url):
            store.rm_file(key)

    def key(self) -> tuple[Any, str]:
        """The file system of the store, and what it calls this place."""
        store = filesystem(self.protocol)
        return store, store._strip_protocol(self.url)


def put_file(path: Path, place: ObjectPath, *, only_first: bool = False) -> bool:
    """Send the file at ``path`` to ``place``, whole or not at all; whether it is what is there now.

    With ``only_first`` an object that is there stays. Raises :class:`StorageError`.
    """
    return _put(place, only_first, lambda store, key, **how: store.put_file(str(path), key, **how))


def put_bytes(content: bytes, place: ObjectPath, *, only_first: bool = False, instead_of: str | None = None) -> bool:
    """Make ``content`` the object at ``place``, whole or not at all; whether it is what is there now.

    With ``only_first`` an object that is there stays; with ``instead_of`` (an etag) one that is another by now does, as
    far as the store can tell: S3 does it in one step. Raises :class:`StorageError`.
    """
    if instead_of is not None and place.etag() != instead_of:
        return False
    condition = {"IfMatch": instead_of} if instead_of is not None and place.protocol in ("s3", "s3a") else {}
    try:
        is_first = _put(place, only_first, lambda store, key, **how: store.pipe_file(key, content, **condition, **how))
    except StorageError:
        if instead_of is None or place.etag() == instead_of:
            raise
        is_first = False
    # A put whose answer was lost is sent again, and meets itself.
    return is_first or place.read_bytes() == content


def _put(place: ObjectPath, only_first: bool, send: Callable[..., object]) -> bool:
    store, key = place.key()
    with asking(place.url), no_bucket(place):
        if place.protocol not in PUTS_WHOLE:
            return _put_by_another_key(store, key, place, only_first, send)
        if not only_first:
            send(store, key)
            return True
        try:
            send(store, key, mode="create")
        except failures() as error:  # of some stores' libraries it is no OSError that says so
            if isinstance(error, PermissionError):
                raise
            if place.exists():
                return False
            if getattr(error, "errno", None) != errno.ENOSYS:
                raise
            send(store, key)  # a store that does not know the condition
    return True


def _put_by_another_key(store: Any, key: str, place: ObjectPath, only_first: bool, send: Callable[..., object]) -> bool:
    folder, _, name = key.rpartition("/")
    temporary = f"{folder}/.{name}.{uuid.uuid4().hex}.tmp"
    store.makedirs(folder, exist_ok=True)
    try:
        send(store, temporary)
        if only_first and place.exists():
            store.rm_file(temporary)
            return False
        store.mv(temporary, key)
    except BaseException:
        with suppress(OSError):
            store.rm_file(temporary)
        raise
    return True


def see_bucket(store: Any, folder: ObjectPath) -> None:
    """There is nothing in ``folder``, or no such bucket: then raise ``FileNotFoundError``."""
    if folder.protocol in PUTS_WHOLE:
        store.ls(urlsplit(folder.url).netloc)


@contextmanager
def _missing(url: str) -> Iterator[None]:
    """Name the URL in what says that there is no object."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, "no such object", url) from error


@contextmanager
def no_bucket(place: ObjectPath) -> Iterator[None]:
    """An object that cannot be put or listed because there is nothing to put it into."""
    try:
        yield
    except FileNotFoundError as error:
        bucket = urlsplit(place.url).netloc
        raise StorageError(f"{place}: there is no {bucket!r}; create the bucket, or correct the URL") from error

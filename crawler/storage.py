"""Where snapshots, recordings and exports lie: a local folder, or an object store by its URL (``s3://bucket/feed``).

What is written is there whole or not at all, and what was written first stays: a task that ran twice leaves one file. A
local file is written beside its name, made durable and linked to it. Of an object store the object is sent in one put
under the condition that there is none yet; a store that cannot do that gets it under another key, and then the name.

A listing of an object store may be old. What is known by its name is asked for by its name, and nothing is ever removed
because a listing lacks it.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

from crawler.object_store import PUTS_WHOLE, StorageError, StorageUrlError, asking, close_filesystems, filesystem

__all__ = [
    "Location",
    "ObjectPath",
    "StorageError",
    "StorageUrlError",
    "Written",
    "check_writable",
    "close_filesystems",
    "each_of",
    "folders_in",
    "is_url",
    "names_in",
    "parse_location",
    "put_bytes",
    "put_file",
    "writing",
]

_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)", re.DOTALL)
_NEARLY_A_URL = re.compile(r"(?:file|s3a?|gc?s|abfss?|az):", re.IGNORECASE)
_AT_ONCE: Final = 16
_PROBE: Final = ".writable"
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV})

Item = TypeVar("Item")
Result = TypeVar("Result")


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
        store, key = self._key()
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
        store, key = self._key()
        with asking(self.url), _missing(self.url):
            store.get_file(key, str(path))

    def read_bytes(self) -> bytes:
        """The whole object. Raises ``FileNotFoundError``."""
        with self.open("rb") as file:  # in one request, which fsspec's own way is not
            return file.read()

    def read_start(self, size: int) -> bytes:
        """The first ``size`` bytes, or what there is. Raises ``FileNotFoundError``."""
        store, key = self._key()
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
        store, key = self._key()
        with suppress(FileNotFoundError), asking(self.url):
            store.rm_file(key)

    def _key(self) -> tuple[Any, str]:
        store = filesystem(self.protocol)
        return store, store._strip_protocol(self.url)


Location = Path | ObjectPath
"""Where something lies."""


@dataclass(slots=True)
class Written:
    """What :func:`writing` is writing."""

    file: IO[bytes]
    is_first: bool = field(default=False)
    """After the end: whether this is what is there now, rather than what somebody else had written before."""


def is_url(text: str) -> bool:
    """Whether ``text`` names a place by a URL."""
    return _URL.fullmatch(text) is not None


def parse_location(text: str) -> Location:
    """The place that an operator named: a path, or a URL of an object store; ``file://`` is a path again.

    Raises :class:`StorageUrlError`, with nothing in its message that may be secret.
    """
    match = _URL.fullmatch(text)
    if match is None:
        if _NEARLY_A_URL.match(text) or "://" in text:
            raise StorageUrlError(
                f"{_shown(text)}: no URL; write <protocol>://<bucket>/<folder>, as s3://bucket/folder"
            )
        return Path(text)
    protocol, rest = match[1].lower(), match[2]
    authority, _, key = rest.partition("/")
    if "@" in rest or (":" in authority and protocol != "file") or "::" in rest:
        raise StorageUrlError(
            f"{_shown(text)}: credentials do not belong in a URL; set them in the environment, such as"
            " AWS_ACCESS_KEY_ID and its secret, and write s3://bucket/folder"
        )
    if "?" in rest or "#" in rest:
        raise StorageUrlError(f"{_shown(text)}: no query and no fragment; write s3://bucket/folder")
    if protocol == "file":
        if authority not in ("", "localhost") or not key:
            raise StorageUrlError(f"{_shown(text)}: a local folder is file:///folder, or just its path")
        return Path(f"/{key}")
    parts = [part for part in key.split("/") if part]
    if not authority or {".", ".."} & set(parts):
        raise StorageUrlError(f"{_shown(text)}: write <protocol>://<bucket>/<folder>, such as s3://bucket/folder")
    if protocol in ("http", "https"):
        raise StorageUrlError(f"{_shown(text)}: a web page is no storage; write s3://bucket/folder")
    filesystem(protocol)  # so that what is missing is told before anything begins
    return ObjectPath("/".join([f"{protocol}://{authority}", *parts]))


def _shown(text: str) -> str:
    """``text`` without what stands where credentials do."""
    protocol, slashes, rest = text.partition("//")
    shown = re.sub(r"[?#].*", "?***", rest.rpartition("@")[2], flags=re.DOTALL)
    hidden = "***@" if "@" in rest else ""
    authority, slash, key = shown.partition("/")
    if ":" in authority:  # key:secret, with or without a bucket after it
        authority = "***"
    return f"{protocol}{slashes}{hidden}{authority}{slash}{key}" if slashes else f"{text.partition(':')[0]}:***"


@contextmanager
def writing(place: Location) -> Iterator[Written]:
    """A file to write ``place`` into: after the end it is there, whole and durable, unless something was before.

    When what is inside raises, nothing is there that was not. Raises :class:`StorageError`.
    """
    if isinstance(place, ObjectPath):
        with tempfile.NamedTemporaryFile() as spool:
            written = Written(spool)
            yield written
            spool.flush()
            written.is_first = put_file(Path(spool.name), place, only_first=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as out:
            written = Written(out)
            yield written
            out.flush()
            os.fsync(out.fileno())
        written.is_first = _link(temporary, place)
        _sync_folder(place.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


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
    store, key = place._key()
    with asking(place.url), _no_bucket(place):
        if place.protocol not in PUTS_WHOLE:
            return _put_by_another_key(store, key, place, only_first, send)
        if not only_first:
            send(store, key)
            return True
        try:
            send(store, key, mode="create")
        except OSError as error:
            if isinstance(error, PermissionError):
                raise
            if place.exists():
                return False
            if error.errno != errno.ENOSYS:
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


def check_writable(folder: Location) -> None:
    """See that something can be written to ``folder``. Raises :class:`StorageError`, or ``OSError`` for a local one."""
    if isinstance(folder, ObjectPath):
        put_bytes(b"", folder / _PROBE)
    else:
        folder.mkdir(parents=True, exist_ok=True)


def names_in(folder: Location) -> list[str]:
    """Names, relative to ``folder`` and with ``/``, of all that is in it and below, sorted; nothing unfinished.

    Raises :class:`StorageError`, also when there is no such bucket.
    """
    if isinstance(folder, Path):
        found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    else:
        store, key = folder._key()
        with asking(folder.url), _no_bucket(folder):
            paths: list[str] = store.find(key)
            if not paths and folder.protocol in PUTS_WHOLE:
                store.ls(key.strip("/").partition("/")[0])  # nothing in it, or no such bucket
        found = (path[len(key) :].strip("/") for path in paths if path.startswith(f"{key}/"))
    return sorted(name for name in found if not name.rpartition("/")[2].startswith("."))


def folders_in(folder: Location) -> list[str]:
    """Names of the folders that are in ``folder`` itself, sorted; none when it is not there."""
    try:
        if isinstance(folder, Path):
            with os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        store, key = folder._key()
        with asking(folder.url):
            entries_there: list[dict[str, Any]] = store.ls(key, detail=True)
    except FileNotFoundError:
        return []
    return sorted(entry["name"].rstrip("/").rpartition("/")[2] for entry in entries_there if entry["type"] != "file")


def each_of(work: Callable[[Item], Result], items: Iterable[Item], folder: Location) -> Iterator[Result]:
    """``work`` of each of ``items``, in order: several at once where ``folder`` is far away and each would wait."""
    if isinstance(folder, Path):
        yield from map(work, items)
        return
    with ThreadPoolExecutor(_AT_ONCE, "storage") as pool:
        yield from pool.map(work, items)


def _link(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        temporary.replace(path)  # a file system without links
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _missing(url: str) -> Iterator[None]:
    """Name the URL in what says that there is no object."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, "no such object", url) from error


@contextmanager
def _no_bucket(place: ObjectPath) -> Iterator[None]:
    """An object that cannot be put or listed because there is nothing to put it into."""
    try:
        yield
    except FileNotFoundError as error:
        bucket = urlsplit(place.url).netloc
        raise StorageError(f"{place}: there is no {bucket!r}; create the bucket, or correct the URL") from error

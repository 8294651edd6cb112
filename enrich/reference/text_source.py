"""Text somewhere: in a file, in gzip, in a ZIP. Its hash and its encoding: UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from enrich.reference.inflation import largest
from enrich.reference.tables import ReferenceDataError

_CHUNK = 2**20
_LARGEST = 64 * 2**30

DAMAGED = (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error)
"""What reading packed bytes raises when they are damaged."""


@dataclass(frozen=True, slots=True)
class TextSource:
    """Delimited text somewhere: in a file, in gzip, in a ZIP. It can be opened as often as needed."""

    name: str
    """How messages name it."""
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    """The inflated bytes."""
    packed: str = ""
    """``gzip`` or ``ZIP`` when the bytes are inflated."""
    packed_size: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What one pass over a text finds out."""

    content_sha256: str
    """Of the text inside, so that a file and its gzip are known to be the same."""
    encoding: str


def file_source(path: Path, *, packed: bool) -> TextSource:
    """The text of a file; ``packed`` says that it is gzip."""
    opened = partial(_open_gzip if packed else _open_plain, path)
    return TextSource(path.name, opened, "gzip" if packed else "", path.stat().st_size)


@contextmanager
def _open_plain(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as stream:
        yield stream


@contextmanager
def _open_gzip(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
        yield cast(IO[bytes], stream)


def digest(source: TextSource) -> Digest:
    """Hash a delimited text and find its encoding.

    Raises :class:`ReferenceDataError` when it is truncated, empty, binary, or inflates beyond reason.
    """
    content = hashlib.sha256()
    size = 0
    head = b""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    limit = largest(source.packed_size, _LARGEST) if source.packed else _LARGEST
    try:
        with source.open() as stream:
            while chunk := stream.read(_CHUNK):
                head = head or chunk
                size += len(chunk)
                content.update(chunk)
                if is_utf8:
                    is_utf8 = _decodes(utf8, chunk)
                if size > limit:
                    raise ReferenceDataError(f"{source.name}: inflates to more than {size:,} bytes: refused as a bomb")
    except DAMAGED as error:
        raise ReferenceDataError(
            f"{source.name}: truncated or damaged {source.packed} ({error}); download it again"
        ) from error
    if not head.strip():
        raise ReferenceDataError(f"{source.name}: the file is empty")
    encoding = _encoding(head, is_utf8 and _decodes(utf8, b"", final=True), source.name)
    return Digest(content.hexdigest(), encoding)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, is_utf8: bool, name: str) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    if b"\0" in sample:
        if sample[1::2].count(0) > len(sample) // 4:
            return "utf-16-le"
        if sample[::2].count(0) > len(sample) // 4:
            return "utf-16-be"
        raise ReferenceDataError(f"{name}: binary data, not a table; an .xlsx or .csv file is needed")
    return "utf-8-sig" if is_utf8 else "cp1252"

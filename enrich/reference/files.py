"""What kind of file this is, by its first bytes, and its tables. The name and its suffix decide nothing."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from enrich.reference.archive import holds_texts, members
from enrich.reference.delimited import DelimitedTable
from enrich.reference.json_table import JsonTable
from enrich.reference.tables import ReferenceDataError, Table
from enrich.reference.text_source import TextSource, digest, file_source
from enrich.reference.workbook import Workbook

_NEEDED = "an .xlsx or .csv file is needed"
_KNOWN = (
    (b"%PDF", f"this is a PDF; {_NEEDED}"),
    (b"\xd0\xcf\x11\xe0", "this is an old .xls or a workbook with a password; save it as .xlsx without one"),
    (b"Rar!", f"this is a RAR archive; unpack it: {_NEEDED}"),
    (b"7z\xbc\xaf", f"this is a 7z archive; unpack it: {_NEEDED}"),
    (b"PK\x05\x06", f"this is an empty ZIP; {_NEEDED}"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may hold tables, and what identifies its content."""

    path: Path
    kind: str
    """``workbook``, ``archive``, ``text`` or ``json``."""
    sha256: str
    content_sha256: str
    source: TextSource | None = None
    encoding: str = ""

    @contextmanager
    def tables(self) -> Iterator[Sequence[Table]]:
        """The tables inside: the sheets of a workbook, the members of an archive, or the one table of a text."""
        if self.kind == "workbook":
            with Workbook(self.path) as sheets:
                yield sheets
        elif self.kind == "archive":
            yield [DelimitedTable(source, encoding=encoding) for source, encoding in members(self.path)]
        else:
            assert self.source is not None
            reader = JsonTable if self.kind == "json" else DelimitedTable
            yield [reader(self.source, encoding=self.encoding)]


def identify(path: Path) -> SourceFile:
    """Find out what ``path`` is and hash it. Raises :class:`ReferenceDataError` for what is no table."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
        if head.startswith(b"PK\x03\x04"):
            sha256 = _sha256(path)
            return SourceFile(path, "archive" if holds_texts(path) else "workbook", sha256, sha256)
        packed = head.startswith(b"\x1f\x8b")
        inflated = _first_inflated(path) if packed else head
        _refuse(path.name, inflated, packed)
        source = file_source(path, packed=packed)
        found = digest(source)
        sha256 = _sha256(path) if packed else found.content_sha256
    except IsADirectoryError as error:
        raise ReferenceDataError(f"{path}: a folder; name the files in it") from error
    except OSError as error:
        raise ReferenceDataError(f"{path}: cannot be read ({error.strerror or error})") from error
    kind = "json" if inflated.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else "text"
    return SourceFile(path, kind, sha256, found.content_sha256, source, found.encoding)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _first_inflated(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(4096)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReferenceDataError(f"{path.name}: truncated or damaged gzip ({error}); download it again") from error


def _refuse(name: str, head: bytes, packed: bool) -> None:
    for magic, message in _KNOWN:
        if head.startswith(magic):
            raise ReferenceDataError(f"{name}: {message}")
    if packed and head.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise ReferenceDataError(f"{name}: an archive inside gzip; unpack it once and add what is inside")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ReferenceDataError(
            f"{name}: this is a web page or XML, not the data file; download it again in a browser"
        )

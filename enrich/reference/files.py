"""What kind of file this is, by its first bytes, and its tables. The name and its suffix decide nothing."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from enrich.reference.delimited import DelimitedTable, digest
from enrich.reference.tables import ReferenceDataError, Table
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
    """A file that may hold a table, and what identifies its content."""

    path: Path
    kind: str
    """``workbook``, ``text`` or ``gzip``."""
    sha256: str
    content_sha256: str
    encoding: str | None

    @contextmanager
    def tables(self) -> Iterator[Sequence[Table]]:
        """The tables inside: the sheets of a workbook, or the one table of a delimited file."""
        if self.kind == "workbook":
            with Workbook(self.path) as sheets:
                yield sheets
        else:
            assert self.encoding is not None
            yield [DelimitedTable(self.path, packed=self.kind == "gzip", encoding=self.encoding)]


def identify(path: Path) -> SourceFile:
    """Find out what ``path`` is and hash it. Raises :class:`ReferenceDataError` for what is no table."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
        if head.startswith(b"PK\x03\x04"):
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            return SourceFile(path, "workbook", sha256, sha256, None)
        packed = head.startswith(b"\x1f\x8b")
        _refuse(path.name, _first_inflated(path) if packed else head, packed)
        found = digest(path, packed=packed)
    except IsADirectoryError as error:
        raise ReferenceDataError(f"{path}: a folder; name the files in it") from error
    except OSError as error:
        raise ReferenceDataError(f"{path}: cannot be read ({error.strerror or error})") from error
    return SourceFile(path, "gzip" if packed else "text", found.sha256, found.content_sha256, found.encoding)


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

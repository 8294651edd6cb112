"""A ZIP of delimited files, as wages and O*NET are published: its members as tables."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from enrich.reference.inflation import is_encrypted, refuse_bomb
from enrich.reference.tables import ReferenceDataError
from enrich.reference.text_source import TextSource, digest

MEMBER_MARK = "/"
"""Stands between the archive's name and the member's in the place of a table; a file name cannot hold it."""

_TEXTS = frozenset({".csv", ".txt", ".tsv"})
_MOST_MEMBERS = 2_000  # the largest published archive has 50
_LARGEST = 4 * 2**30  # bytes of one member; the largest published one has 40 MB

_PUBLISHED = re.compile(
    r"(?:ALC_Export|ALC_WAGE|EDC_Export|EDC_ACWIA_WAGE|Geography|oes_soc_occs|Occupation[ _]Data|Alternate[ _]Titles|"
    r"Sample[ _]of[ _]Reported[ _]Titles|Job[ _]Zones|Related[ _]Occupations|hd20\d\d)(?:_rv)?",
    re.IGNORECASE,
)
"""Members of published archives that have to load; any other is loaded when it can be, and left out when not."""


def has_to_load(name: str) -> bool:
    """Whether a member called ``name`` is one that its archive is published for."""
    return _PUBLISHED.fullmatch(PurePosixPath(name).stem) is not None


def holds_texts(path: Path) -> bool:
    """Whether ``path`` is a ZIP of delimited files, and not a workbook or a damaged ZIP."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" not in archive.namelist() and any(map(_is_text, archive.infolist()))
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def members(path: Path) -> list[tuple[TextSource, str]]:
    """The delimited files inside, by name, each with its encoding.

    Raises :class:`ReferenceDataError` for a bomb, an encrypted member, and one that has to load and is no text.
    """
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if _is_text(info)]
    if len(infos) > _MOST_MEMBERS:
        raise ReferenceDataError(f"{path.name}: {len(infos):,} files inside; refused")
    for info in infos:
        if is_encrypted(info):
            raise ReferenceDataError(f"{path.name}: {info.filename} is encrypted; unpack it and add what is inside")
        refuse_bomb(path.name, info, _LARGEST)
    found = []
    for info in sorted(infos, key=lambda info: info.filename):
        name = f"{path.name}{MEMBER_MARK}{info.filename}"
        source = TextSource(name, partial(_open, path, info.filename), "ZIP", info.compress_size)
        try:
            found.append((source, digest(source).encoding))
        except ReferenceDataError:
            if has_to_load(info.filename):
                raise
    return found


def _is_text(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return not info.is_dir() and name.suffix.lower() in _TEXTS and "__MACOSX" not in name.parts


@contextmanager
def _open(path: Path, member: str) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        yield stream

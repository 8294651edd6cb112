"""A ZIP of delimited files, as wages and O*NET are published: its members as tables."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from enrich.reference.delimited import TextSource
from enrich.reference.tables import ReferenceDataError

MEMBER_MARK = "/"
"""Stands between the archive's name and the member's in the place of a table; a file name cannot hold it."""

_TEXTS = frozenset({".csv", ".txt", ".tsv"})
_MOST_MEMBERS = 2_000  # the largest published archive has 50
_LARGEST = 4 * 2**30  # bytes of one member; the largest published one has 40 MB
_RATIO_FREE = 64 * 2**20
_WORST_RATIO = 250  # as for gzip and workbooks
_ENCRYPTED = 0x1


def holds_texts(path: Path) -> bool:
    """Whether ``path`` is a ZIP of delimited files, and not a workbook or a damaged ZIP."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" not in archive.namelist() and any(map(_is_text, archive.infolist()))
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def members(path: Path) -> list[TextSource]:
    """The delimited files inside, by name. Raises :class:`ReferenceDataError` for a bomb or an encrypted one."""
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if _is_text(info)]
    if len(infos) > _MOST_MEMBERS:
        raise ReferenceDataError(f"{path.name}: {len(infos):,} files inside; refused")
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise ReferenceDataError(f"{path.name}: {info.filename} is encrypted; unpack it and add what is inside")
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _LARGEST or (info.file_size > _RATIO_FREE and ratio > _WORST_RATIO):
            raise ReferenceDataError(
                f"{path.name}: {info.filename} would inflate {info.compress_size:,} bytes to {info.file_size:,}: "
                "refused as a decompression bomb"
            )
    return [
        TextSource(
            f"{path.name}{MEMBER_MARK}{info.filename}", partial(_open, path, info.filename), "ZIP", info.compress_size
        )
        for info in sorted(infos, key=lambda info: info.filename)
        if info.file_size
    ]


def _is_text(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return not info.is_dir() and name.suffix.lower() in _TEXTS and "__MACOSX" not in name.parts


@contextmanager
def _open(path: Path, member: str) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        yield stream

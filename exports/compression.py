"""``jobs.jsonl.gz`` and ``jobs.jsonl.zst``: the feed packed so that the same feed is the same bytes."""

from __future__ import annotations

import gzip
import shutil
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_NAME = "jobs.jsonl.gz"
ZSTD_NAME = "jobs.jsonl.zst"
NAMES = (ZSTD_NAME, GZIP_NAME)
"""The one that is quicker to read first."""

_GZIP_LEVEL = 6
_ZSTD_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 9,
    zstd.CompressionParameter.checksum_flag: 1,
}
_BLOCK = 1 << 20


def write_gzip(feed: Path, path: Path) -> None:
    """Write file ``feed`` to ``path``, without the name and time that gzip would put in."""
    with (
        feed.open("rb") as plain,
        path.open("wb") as out,
        gzip.GzipFile("", "wb", compresslevel=_GZIP_LEVEL, fileobj=out, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed, _BLOCK)


def write_zstd(feed: Path, path: Path) -> None:
    """Write file ``feed`` to ``path``, with a checksum inside."""
    with feed.open("rb") as plain, zstd.ZstdFile(path, "wb", options=_ZSTD_OPTIONS) as packed:
        shutil.copyfileobj(plain, packed, _BLOCK)


def unpack(path: Path, feed: Path) -> None:
    """Write what is packed in ``path`` to ``feed``. Raises ``EOFError`` for a file that is damaged."""
    opener: Callable[[Path], gzip.GzipFile | zstd.ZstdFile] = gzip.GzipFile if path.suffix == ".gz" else zstd.ZstdFile
    try:
        with opener(path) as packed, feed.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _BLOCK)
    except (gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError) as error:
        raise EOFError(f"{path}: damaged ({error})") from error


def plain_feed(folder: Path, name: str, scratch: Path) -> Path | None:
    """The feed ``name`` of ``folder`` as plain lines, unpacked to ``scratch`` where it must be; ``None`` if absent.

    Raises ``EOFError`` for a packed file that is damaged.
    """
    if (folder / name).is_file():
        return folder / name
    for packed in NAMES:
        if (folder / packed).is_file():
            unpack(folder / packed, scratch)
            return scratch
    return None

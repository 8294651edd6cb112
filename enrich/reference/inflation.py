"""How much packed bytes may inflate to: published files inflate a little, decompression bombs a thousand times."""

from __future__ import annotations

import zipfile
from typing import Final

from enrich.reference.tables import ReferenceDataError

_RATIO_FREE: Final = 64 * 2**20  # bytes: what stays below is inflated whatever its ratio
_WORST_RATIO: Final = 250  # deflate cannot pass 1,032; workbooks are at 10 to 40 with blank rows, texts at 5 to 20
_ENCRYPTED: Final = 0x1


def largest(packed_size: int, most: int) -> int:
    """Bytes that ``packed_size`` bytes may inflate to where ``most`` is the limit of any file."""
    return min(most, max(_RATIO_FREE, _WORST_RATIO * packed_size))


def is_encrypted(member: zipfile.ZipInfo) -> bool:
    """Whether ``member`` cannot be read without a password."""
    return bool(member.flag_bits & _ENCRYPTED)


def refuse_bomb(name: str, member: zipfile.ZipInfo, most: int) -> None:
    """Raise :class:`ReferenceDataError` when the file ``name`` declares more of ``member`` than may be inflated."""
    if member.file_size > largest(max(member.compress_size, 1), most):
        ratio = member.file_size / max(member.compress_size, 1)
        raise ReferenceDataError(
            f"{name}: {member.filename} would inflate {member.compress_size:,} bytes to {member.file_size:,} "
            f"(x{ratio:.0f}): refused as a decompression bomb"
        )

"""Small files that others read while they are written."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step: a reader finds what was there before, or all of it.

    It is not synced to disk: after a power cut the file before may be back. Raises ``OSError``, leaving nothing.
    """
    # Hidden, and of no ending that a reader of the folder looks for.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise

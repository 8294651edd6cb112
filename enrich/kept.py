"""What is made of the reference data and kept in a file beside them, to be read instead of made again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def keep(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all; a folder that cannot be written keeps none, and the next run makes it again.

    The parts are written as they come, so that they need not be in memory together.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        Path(name).replace(path)
    except OSError:
        return

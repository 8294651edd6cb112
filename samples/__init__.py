"""The bundled demo: two crawl days of invented job boards and a small extract of filing data."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The folder that holds the demo's files (``boards.csv``, ``day1.warc.gz``, ``day2.warc.gz``, ``reference/``).

    Raises ``FileNotFoundError`` when the package runs from a zip archive, where its files have no path.
    """
    place = files(__name__)
    if not isinstance(place, Path):
        raise FileNotFoundError(f"the demo's files have no path in {place}; install the package unpacked (pip does)")
    return place

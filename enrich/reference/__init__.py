"""The government's filing record: published files in, ``reference.db`` out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enrich.reference.coverage import Coverage, Gap, Period, list_files, reference_version
    from enrich.reference.evidence import Evidence, read_evidence
    from enrich.reference.fetch import FetchReport, fetch_files
    from enrich.reference.load import add_files, remove_file
    from enrich.reference.store import FileReport
    from enrich.reference.tables import ReferenceDataError

__all__ = [
    "Coverage",
    "Evidence",
    "FetchReport",
    "FileReport",
    "Gap",
    "Period",
    "ReferenceDataError",
    "add_files",
    "fetch_files",
    "list_files",
    "read_evidence",
    "reference_version",
    "remove_file",
]

_HOMES = {
    **dict.fromkeys(("Coverage", "Gap", "Period", "list_files", "reference_version"), "coverage"),
    **dict.fromkeys(("Evidence", "read_evidence"), "evidence"),
    **dict.fromkeys(("FetchReport", "fetch_files"), "fetch"),
    **dict.fromkeys(("add_files", "remove_file"), "load"),
    "FileReport": "store",
    "ReferenceDataError": "tables",
}


def __getattr__(name: str) -> Any:
    # Fetching and the database take longer to import than a small file takes to read, and most callers need neither.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

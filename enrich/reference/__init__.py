"""The government's filing record: published files in, ``reference.db`` out."""

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

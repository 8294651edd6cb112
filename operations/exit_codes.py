"""Exit codes, and which one each error ends a command with.

0 published and healthy; 1 published, some boards failed or were held; 2 usage or configuration, nothing fetched;
3 nothing published; 4 another run holds the lock; 130 and 143 interrupted, resumable.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from operations import console

OK, DEGRADED, USAGE, NOTHING, LOCKED = range(5)

ERROR_CODES: Final = {
    "BoardsError": USAGE,
    "ArchiveError": USAGE,
    "AsideError": USAGE,
    "SelectionError": USAGE,
    "QueryError": USAGE,
    "AliasError": USAGE,
    "ConfigurationError": USAGE,
    "LockHeld": LOCKED,
    "LeaseLost": LOCKED,
    "ClusterUnavailable": USAGE,
    "ClusterError": NOTHING,
    "StorageUrlError": USAGE,
    "StorageError": NOTHING,
    "NoLease": NOTHING,
    "WorkersFail": NOTHING,
    "LedgerError": NOTHING,
    "EnrichError": NOTHING,
    "ExportError": NOTHING,
    "ParquetError": USAGE,
    "ReferenceDataError": NOTHING,
    "ReferenceUnusable": NOTHING,
    "ModelError": USAGE,
    "BacktestError": USAGE,
    "ServeError": USAGE,
    "StatusError": NOTHING,
    "ReportError": NOTHING,
}
"""Exit code of each error that a stage raises, by class name: importing all of them would cost every command time."""

_MACHINE: Final = (
    errno.ENOSPC,
    errno.EFBIG,
    errno.EDQUOT,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
)
"""Faults of the machine rather than of the program: a full disk, a folder that may not be written."""


def code_of(error: BaseException) -> int:
    """Exit code that ``error`` means when it ends a command."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else DEGRADED
    if isinstance(error, KeyboardInterrupt):
        return 130
    if isinstance(error, OSError):
        return NOTHING if error.errno in _MACHINE else DEGRADED
    return ERROR_CODES.get(type(error).__name__, DEGRADED)


@contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """End the command with its exit code, and say what is wrong, where what is done here raises a known error."""
    try:
        yield
    except OSError as error:
        if error.errno not in _MACHINE:
            raise
        where = f"{error.filename}: " if error.filename else ""
        console.error(f"{where}{error.strerror}; nothing half-written: put that right and run the command again")
        sys.exit(NOTHING)
    except (ValueError, RuntimeError) as error:
        code = ERROR_CODES.get(type(error).__name__)
        if code is None:
            raise
        for problem in getattr(error, "problems", None) or [str(error)]:
            console.error(problem)
        sys.exit(code)


def fail(message: str, code: int) -> NoReturn:
    """Say on standard error what is wrong, and end the command with ``code``."""
    console.error(message)
    sys.exit(code)

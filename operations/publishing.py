"""Publish where the operator wants it: in a folder, or in an object store by way of the data folder."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from crawler.files.storage import Location, check_writable
from exports.publication import ExportReport, export


def publish(
    ledger: Path, reference: Path, out: Location, formats: Collection[str], executor: Executor | None = None
) -> ExportReport:
    """Publish one version of ``ledger`` at ``out``; for an object store in ``out/`` beside the ledger first.

    That folder is the store's copy on this machine, and what `status`, `report` and `serve` read. Raises what
    :func:`exports.publication.export` and :func:`exports.remote.send` do.
    """
    if isinstance(out, Path):
        return export(ledger, reference, out, formats, executor=executor)
    from exports.remote import send  # loads the checks, which a folder does not need

    check_writable(out)
    report = export(ledger, reference, ledger.parent / "out", formats, executor=executor)
    send(report.out, out)
    return replace(report, url=str(out))

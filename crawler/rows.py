"""Listings that have a job in several rows, one for each place of work."""

from __future__ import annotations

from typing import Any


def merge_rows(rows: list[Any], key: str, more: dict[str, Any] | None = None) -> list[Any]:
    """One job for each value of ``key``: its first row with ``more``, and all its rows as ``rows``.

    A row without the key stays as it is, for the guard around the mapping to say what is wrong with it.
    """
    jobs: dict[Any, dict[str, Any]] = {}
    odd: list[Any] = []
    for row in rows:
        if not isinstance(row, dict) or row.get(key) is None:
            odd.append(row)
        elif row[key] in jobs:
            jobs[row[key]]["rows"].append(row)
        else:
            jobs[row[key]] = row | (more or {}) | {"rows": [row]}
    return [*jobs.values(), *odd]

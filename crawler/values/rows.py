"""Rows of a listing: one that is odd costs no other, and rows of one job become one job."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from crawler.values.odd_fields import UNREADABLE


def convert_rows(rows: Iterable[Any], convert: Callable[[Any], dict[str, Any]]) -> list[Any]:
    """Each row as ``convert`` makes it.

    A row that cannot be converted stays as it came, for the guard around the mapping to say what is wrong with it.
    """
    converted: list[Any] = []
    for row in rows:
        try:
            converted.append(convert(row))
        except UNREADABLE:
            converted.append(row)
    return converted


def merge_rows(rows: list[Any], key: str, more: dict[str, Any] | None = None) -> list[Any]:
    """One job for each value of ``key``: its first row with ``more``, and all its rows as ``rows``.

    A row without the key stays as it is, for the guard around the mapping to say what is wrong with it.
    """
    jobs: dict[Any, dict[str, Any]] = {}
    odd: list[Any] = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get(key), str | int):
            odd.append(row)
        elif row[key] in jobs:
            jobs[row[key]]["rows"].append(row)
        else:
            jobs[row[key]] = row | (more or {}) | {"rows": [row]}
    return [*jobs.values(), *odd]

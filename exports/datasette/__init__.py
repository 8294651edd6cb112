"""Datasette plugin: pages for people on top of the dump.

Registered under the entry point ``datasette``, so that any Datasette of this environment shows them when it opens a
dump; without a dump among its databases it stays as it is. Works on Datasette 0.65 and on 1.0a.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from exports.datasette.dump import find_dump
from exports.datasette.headers import with_headers
from exports.datasette.views import routes


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The pages, when one of the databases is a dump."""
    name = find_dump(datasette)
    return [] if name is None else routes(name)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Any:
    """Security headers on every answer, when one of the databases is a dump."""
    return (lambda app: app) if find_dump(datasette) is None else with_headers

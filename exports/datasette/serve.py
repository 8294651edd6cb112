"""Serve the pages of what is published, and go on with each new version of it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import parse_metadata
from datasette.version import __version__

import exports.datasette as plugin
from exports import datasette_metadata, inspection, sqlite
from exports.datasette.dump import is_dump

_LOOK_SECONDS = 1.0
_START_SECONDS = 0.05


class ServeError(RuntimeError):
    """There is nothing to serve, or no place to serve it at."""


def open_dump(out: Path) -> Any:
    """A Datasette with the pages on the dump in folder ``out``; raises :class:`ServeError` when there is none.

    The dump is opened as a file that does not change, by its place among the versions: a new version is another file.
    """
    path = out / sqlite.NAME
    if not path.exists():
        raise ServeError(f"{path}: not there; run `sponsorfeed export` or `sponsorfeed demo` first")
    if not is_dump(path):
        raise ServeError(f"{path}: not a dump of sponsorfeed")
    if not any(found.__name__ == plugin.__name__ for found in pm.get_plugins()):
        pm.register(plugin, name=plugin.__name__)  # not installed, or before this plugin came to be
    options: dict[str, Any] = {}
    if not __version__.startswith("0."):  # from 1.0 on queries and settings are no metadata
        options["config"] = _read(out / datasette_metadata.CONFIG_NAME)
    else:
        options["settings"] = datasette_metadata.SETTINGS
    return Datasette(
        immutables=[str(path.resolve())],
        metadata=_read(out / datasette_metadata.NAME),
        inspect_data=_read(out / inspection.NAME),
        **options,
    )


def serve(out: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the dump in ``out`` until interrupted; ``ready`` is called with the address once there is an answer.

    When another version is published, requests under way are finished and the new one is opened; whoever comes in
    between waits. Raises :class:`ServeError` when there is no dump or the port is taken.
    """
    say: Callable[[str], None] | None = ready
    with _listen(host, port) as listening:
        while True:
            # Looked at first: a version that comes in between is opened twice rather than not at all.
            identity = _identity(out / sqlite.NAME)
            if not asyncio.run(_serve_version(open_dump(out), listening, say, partial(_is_swapped, out, identity))):
                return
            say = None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or error
        raise ServeError(f"{host}:{port}: {reason}; name another place with --host and --port") from error


async def _serve_version(
    datasette: Any, listening: socket.socket, ready: Callable[[str], None] | None, is_swapped: Callable[[], bool]
) -> bool:
    """Serve until interrupted (false) or another version is published (true)."""
    await _hold(datasette)
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning"))
    # The server closes its own copy of the socket; what connects until the next one takes over waits in the queue.
    serving = asyncio.create_task(server.serve(sockets=[listening.dup()]))
    swapped = False
    while not serving.done():
        await asyncio.wait({serving}, timeout=_LOOK_SECONDS if ready is None else _START_SECONDS)
        if server.started and ready is not None:
            host, port = listening.getsockname()[:2]
            ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
            ready = None
        if not swapped and is_swapped():
            swapped = server.should_exit = True
    await serving
    return swapped


async def _hold(datasette: Any) -> None:
    """Open the dump in every thread that asks it: once it is open, it can be read when its name is gone."""
    threads = datasette.setting("num_sql_threads")
    together = threading.Barrier(threads)
    database = datasette.get_database(datasette_metadata.DATABASE)
    await asyncio.gather(*(database.execute_fn(lambda _: together.wait()) for _ in range(threads)))


def _is_swapped(out: Path, identity: tuple[int, int] | None) -> bool:
    now = _identity(out / sqlite.NAME)
    return now is not None and now != identity


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _read(path: Path) -> Any:
    return parse_metadata(path.read_text(encoding="utf-8")) if path.exists() else None

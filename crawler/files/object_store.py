"""Object stores through fsspec: opening one, and its failures as one error that names the URL and what to do.

Credentials come from where each store's own library looks for them, the environment first; none is ever part of a URL,
a setting or a message.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import fsspec
import fsspec.config

EXTRAS: Final = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}
"""Protocol -> the extra of this package that brings what it needs."""

PUTS_WHOLE: Final = frozenset(EXTRAS)
"""Protocols whose stores show an object when all of it is there, and know "only if there is none yet"."""

_S3: Final = {
    # Five waits of a silent endpoint are ten minutes by the defaults.
    "config_kwargs": {
        "connect_timeout": 10,
        "read_timeout": 60,
        "retries": {"mode": "standard", "total_max_attempts": 4},
    },
}
_OPTIONS: Final[dict[str, dict[str, Any]]] = {"s3": _S3, "s3a": _S3}
_TRIES: Final = 2  # of s3fs itself, around those of botocore

_opened: dict[tuple[str, int], Any] = {}
_lock = threading.Lock()


class StorageError(RuntimeError):
    """A store refuses or does not answer; the message names the URL and what to do."""


class StorageUrlError(ValueError):
    """A URL that names no place to store things; the message says why, without what might be secret in it."""


def filesystem(protocol: str) -> Any:
    """The fsspec file system of ``protocol``, one for each process, which remembers no listing.

    Raises :class:`StorageUrlError` when there is none, or its package is missing.
    """
    with _lock:
        key = protocol, os.getpid()
        if key not in _opened:
            _opened[key] = _open(protocol)
        return _opened[key]


def _open(protocol: str) -> Any:
    try:
        implementation = fsspec.get_filesystem_class(protocol)
    except ImportError as error:
        extra = EXTRAS.get(protocol)
        what = f"pip install 'sponsorfeed[{extra}]'" if extra else f"install what fsspec needs for it ({error})"
        raise StorageUrlError(f"{protocol}:// needs a package that is not installed: {what}") from error
    except ValueError as error:
        known = ", ".join(f"{name}://" for name in ("file", *EXTRAS))
        raise StorageUrlError(f"{protocol}:// is no storage that is known; there are a folder, {known}") from error
    options = _OPTIONS.get(protocol, {}) | dict(fsspec.config.conf.get(protocol, {}))
    opened = implementation(use_listings_cache=False, skip_instance_cache=True, **options)
    if protocol in _OPTIONS:
        opened.retries = _TRIES
    return opened


def close_filesystems() -> None:
    """Close every connection that this process has open to a store; the next use opens new ones."""
    with _lock:
        opened = [_opened.pop(key) for key in list(_opened) if key[1] == os.getpid()]
    for one in opened:
        creator = getattr(one, "_s3creator", None)
        if creator is not None:  # s3fs would close it when it is collected, which is too late to be told of
            fsspec.asyn.sync(one.loop, creator.__aexit__, None, None, None)
            one._s3 = None


@contextmanager
def asking(url: str) -> Iterator[None]:
    """Turn what goes wrong inside into :class:`StorageError`, except that ``url`` is not there, or is there."""
    try:
        yield
    except (FileNotFoundError, FileExistsError, StorageError):
        raise
    except failures() as error:
        raise StorageError(f"{url}: {_explain(error)}") from error


def failures() -> tuple[type[Exception], ...]:
    """What the libraries raise, of those that are loaded: naming the others would load them."""
    found: list[type[Exception]] = [OSError]
    for module, name in (
        ("botocore.exceptions", "BotoCoreError"),
        ("botocore.exceptions", "ClientError"),
        ("aiohttp", "ClientError"),
        ("google.auth.exceptions", "GoogleAuthError"),
        ("gcsfs.retry", "HttpError"),
        ("azure.core.exceptions", "AzureError"),
    ):
        with suppress(AttributeError, KeyError):
            found.append(getattr(sys.modules[module], name))
    return tuple(found)


def _explain(error: BaseException) -> str:
    said = str(error).strip().partition("\n")[0][:300] or type(error).__name__
    name = type(error).__name__
    if isinstance(error, PermissionError):
        return (
            f"refused ({said}); check what the credentials in the environment may do there (to list, read, write and"
            " delete), and whether they have expired"
        )
    if "Credential" in name or "Credentials" in name or name == "DefaultCredentialsError":
        return f"no credentials ({said}); set them in the environment, such as AWS_ACCESS_KEY_ID and its secret"
    if isinstance(error, TimeoutError | ConnectionError) or "Timeout" in name or "Connect" in name:
        return (
            f"no answer ({said}); check the network and the endpoint (AWS_ENDPOINT_URL), and run the command again:"
            " what is whole stays"
        )
    return f"{said}; run the command again when the store is well: what is whole stays"

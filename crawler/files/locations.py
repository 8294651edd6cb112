"""Where things lie, as an operator names it: a path, or the URL of an object store without anything secret in it."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.files.object_path import ObjectPath
from crawler.files.object_store import StorageUrlError, filesystem

_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)", re.DOTALL)
_NEARLY_A_URL = re.compile(r"(?:file|s3a?|gc?s|abfss?|az):", re.IGNORECASE)

Location = Path | ObjectPath
"""Where something lies."""


def parse_location(text: str) -> Location:
    """The place that an operator named: a path, or a URL of an object store; ``file://`` is a path again.

    Raises :class:`StorageUrlError`, with nothing in its message that may be secret.
    """
    match = _URL.fullmatch(text)
    if match is None:
        if _NEARLY_A_URL.match(text) or "://" in text:
            raise StorageUrlError(
                f"{_shown(text)}: no URL; write <protocol>://<bucket>/<folder>, as s3://bucket/folder"
            )
        return Path(text)
    protocol, rest = match[1].lower(), match[2]
    authority, _, key = rest.partition("/")
    if "@" in rest or (":" in authority and protocol != "file") or "::" in rest:
        raise StorageUrlError(
            f"{_shown(text)}: credentials do not belong in a URL; set them in the environment, such as"
            " AWS_ACCESS_KEY_ID and its secret, and write s3://bucket/folder"
        )
    if "?" in rest or "#" in rest:
        raise StorageUrlError(f"{_shown(text)}: no query and no fragment; write s3://bucket/folder")
    if protocol == "file":
        if authority not in ("", "localhost") or not key:
            raise StorageUrlError(f"{_shown(text)}: a local folder is file:///folder, or just its path")
        return Path(f"/{key}")
    parts = [part for part in key.split("/") if part]
    if not authority or {".", ".."} & set(parts):
        raise StorageUrlError(f"{_shown(text)}: write <protocol>://<bucket>/<folder>, such as s3://bucket/folder")
    if protocol in ("http", "https"):
        raise StorageUrlError(f"{_shown(text)}: a web page is no storage; write s3://bucket/folder")
    filesystem(protocol)  # so that what is missing is told before anything begins
    return ObjectPath("/".join([f"{protocol}://{authority}", *parts]))


def _shown(text: str) -> str:
    """``text`` without what stands where credentials do."""
    protocol, slashes, rest = text.partition("//")
    shown = re.sub(r"[?#].*", "?***", rest.rpartition("@")[2], flags=re.DOTALL)
    hidden = "***@" if "@" in rest else ""
    authority, slash, key = shown.partition("/")
    if ":" in authority:  # key:secret, and a secret may have slashes in it
        return f"{protocol}{slashes}***"
    return f"{protocol}{slashes}{hidden}{authority}{slash}{key}" if slashes else f"{text.partition(':')[0]}:***"

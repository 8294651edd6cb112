"""The last wall before publication: what must never leave, whatever came in.

Every replacement is one code point for one, so the offsets of quotes still hold.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
import nh3

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Record = TypeVar("Record")

_UNPUBLISHABLE = re.compile("[\x00\ud800-\udfff]")
# Anything that could run or load. Postings are sanitised when they are read, so this finds nothing but a fault.
_ACTIVE = re.compile(
    r"<\s*(?:script|style|iframe|frame|object|embed|applet|svg|math|form|input|img|video|audio|meta|link|base|template)\b"
    r"|<[^>]*\son\w+\s*=|<[^>]*\b(?:javascript|vbscript|data)\s*:",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    """``text`` without NUL (where SQLite ends a string) and lone surrogates (which UTF-8 cannot say)."""
    return _UNPUBLISHABLE.sub(REPLACEMENT, text)


def clean_record(record: Record) -> Record:
    """``record`` with every text in it cleaned."""
    plain = _clean(msgspec.to_builtins(record))
    return msgspec.convert(plain, type(record))


def clean_html(html: str | None) -> str | None:
    """``html`` without anything that could run or load in a reader's page."""
    if html is None or _ACTIVE.search(html) is None:
        return html
    return nh3.clean(html)


def web_address(url: str | None) -> str | None:
    """``url`` when it is http or https, else ``None``: readers put it into links."""
    return url if url is not None and url[:8].lower().startswith(("http://", "https://")) else None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(item) for name, item in value.items()}
    return value

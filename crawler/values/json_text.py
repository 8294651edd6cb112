"""JSON as servers really send it: strict and fast first, then leniently where the meaning is plain."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

from crawler.clean import scrub

_decode = msgspec.json.Decoder().decode
_LONGEST_INTEGER = 18  # digits that surely fit 64 bits, which is as far as the formats behind us go


def decode_json(body: bytes) -> Any:
    """Decoded JSON. Raises ``ValueError`` saying what the body is instead.

    Accepted besides strict JSON: a byte order mark, UTF-16 and UTF-32, broken bytes and lone surrogates (U+FFFD then),
    control characters in strings, NaN, Infinity and numbers too large for a float (``None``: no number is known).
    """
    try:
        return _decode(body)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        strict = str(error)
    try:
        return decode_text(body.decode(json.detect_encoding(body), "replace").removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    except ValueError:
        raise ValueError(_what_it_is(body, strict)) from None


def decode_text(text: str) -> Any:
    """Decoded JSON text, leniently. Raises ``ValueError`` and ``RecursionError``."""
    return _scrubbed(json.loads(text, strict=False, parse_constant=_no_number, parse_int=_integer, parse_float=_float))


def _what_it_is(body: bytes, strict: str) -> str:
    head = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "an empty answer"
    if head[:1] == b"<":
        return f"a web page instead of JSON ({scrub(head[:40].decode('utf-8', 'replace'))!r}...)"
    return f"broken JSON ({strict})"


def _no_number(_: str) -> None:
    return None


def _float(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _integer(text: str) -> int | float | None:
    return int(text) if len(text) <= _LONGEST_INTEGER else _float(text)


def _scrubbed(value: Any) -> Any:
    """Lone surrogates, which no output format can carry, replaced all the way down."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {_scrubbed(name): _scrubbed(item) for name, item in value.items()}
    return value

"""Hold a posting to its declared types: what a system sends in another type is unknown, not a reason to lose the rest.

Mappings take values as they come, and types drift from tenant to tenant. A field of another type would make the whole
snapshot unreadable later; here it is left out and said.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from crawler.clean import scrub
from crawler.items import IncompletePosting, JobPosting

_HINTS = get_type_hints(JobPosting)
_FIELDS = fields(JobPosting)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(JobPosting)
_UNFIT = (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError)


def conform(posting: JobPosting) -> list[str]:
    """Make ``posting`` one that can be written and read back; returns the names of the fields that were left out.

    Raises :class:`IncompletePosting` when a required field is not what it has to be.
    """
    left_out = [] if _is_sound(posting) else _drop_unfit(posting)
    if not is_web_address(posting.url):
        raise IncompletePosting(f"url is no web address ({str(posting.url)[:80]!r})", posting.id)
    if posting.apply_url is not None and not is_web_address(posting.apply_url):
        posting.apply_url = None
        left_out.append("apply_url")
    return left_out


def is_web_address(url: object) -> bool:
    """Whether ``url`` is one that a reader's browser may be sent to."""
    return isinstance(url, str) and url.lower().startswith(("https://", "http://")) and not set(url) & set(' \n\r\t<>"')


def _is_sound(posting: JobPosting) -> bool:
    try:
        _decoder.decode(_encoder.encode(posting))
    except _UNFIT:
        return False
    return True


def _drop_unfit(posting: JobPosting) -> list[str]:
    left_out = []
    for field in _FIELDS:
        value = getattr(posting, field.name)
        fit = _fit(value, _HINTS[field.name])
        if fit is not MISSING and fit is value:
            continue
        if fit is MISSING:
            fit = field.default_factory() if callable(field.default_factory) else field.default
            if fit is MISSING:
                raise IncompletePosting(f"{field.name} is no text", posting.id if isinstance(posting.id, str) else None)
        setattr(posting, field.name, fit)
        left_out.append(field.name)
    return left_out


def _fit(value: Any, hint: Any) -> Any:
    """``value`` when it has the type ``hint``, a list of its sound elements, or ``MISSING``."""
    try:
        msgspec.json.decode(_encoder.encode(value), type=hint)
    except _UNFIT:
        if isinstance(value, str):
            return _fit(scrub(value), hint) if scrub(value) != value else MISSING
        if isinstance(value, list) and get_origin(hint) is list:
            (element,) = get_args(hint)
            return [item for item in value if _fit(item, element) is item]
        return MISSING
    return value

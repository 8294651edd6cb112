"""Two readings of one posting: what is kept, and what counts as a change.

A change is something the employer did. An answer that came without its detail record, or a "posted 9 days ago" that was
"8 days ago" yesterday, is none.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import date, timedelta

import msgspec

from crawler.items import JobPosting, Posted

# Sources carry counters and timestamps that change by the minute; how a crawl came by a detail is not the posting's.
_NOT_CONTENT = ("source_sha256", "listed_sha256", "detail_at")
_CONTENT = tuple(field.name for field in fields(JobPosting) if field.name not in _NOT_CONTENT)
_COUNTED_BACK = ("relative", "floor")

_encoder = msgspec.json.Encoder()


def encode_content(posting: JobPosting) -> str:
    """The posting as JSON, fields in declaration order."""
    return _encoder.encode(replace(posting, listed_sha256=None, detail_at=None)).decode()


def content_sha256(posting: JobPosting) -> str:
    """Hash of everything in ``posting`` that is the employer's."""
    bare = replace(posting, source_sha256=None, listed_sha256=None, detail_at=None)
    return hashlib.sha256(_encoder.encode(bare)).hexdigest()


def settle(known: JobPosting, read: JobPosting) -> tuple[JobPosting, list[str]]:
    """What is now known of a posting, and which fields changed, in declaration order.

    Without changes ``known`` itself comes back, so that content, source hash and snapshot keep belonging together. A
    reading without detail never replaces one with detail, not even in the fields that lists carry: lists shorten
    titles, count places ("2 Locations") and round dates, and each would be a change that nobody made.
    """
    if read.detail_missing and not known.detail_missing:
        return known, []
    settled = replace(read, date_posted=_settle_date(known.date_posted, read.date_posted))
    changed = [name for name in _CONTENT if getattr(known, name) != getattr(settled, name)]
    return (settled, changed) if changed else (known, [])


def _settle_date(known: Posted | None, read: Posted | None) -> Posted | None:
    """``known`` when a date that was only counted back from the crawl's day does not contradict it."""
    if known is None or read is None or read.precision not in _COUNTED_BACK:
        return read
    before, now = _day(known), _day(read)
    if before is None or now is None:
        return read
    if read.precision == "floor":
        return known if before <= now else read
    near = abs(before - now) <= timedelta(days=1)
    return known if near and known.precision != "floor" else read


def _day(posted: Posted) -> date | None:
    if posted.value is None:
        return None
    try:
        return date.fromisoformat(posted.value[:10])
    except ValueError:
        return None

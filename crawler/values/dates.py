"""Dates in the forms that only some systems use; ISO 8601 and "April 3, 2026" are in :mod:`crawler.clean`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from crawler.clean import clean_text, parse_posted, utc
from crawler.items import Posted

_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?)?$", re.IGNORECASE)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DASHED = re.compile(r"(?:(\d{1,2})-([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]*-(\d{1,2}))-(\d{4})$")
_RSS = re.compile(
    r"(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?::\d+)?\s*(.*)$"
)
_JAVA = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (?:UTC|GMT) (\d{4})$")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")


def parse_us_date(raw: object) -> Posted | None:
    """Month first: "07/28/2026", "1/11/2026 4:04 PM" (the time of day has no zone and is left out)."""
    text = clean_text(raw)
    match = _US.match(text) if text else None
    if text is None or match is None:
        return parse_posted(raw)
    return _day(text, int(match[3]), int(match[1]), int(match[2]))


def parse_dashed_date(raw: object) -> Posted | None:
    """ "28-Jul-2026" and "Jul-28-2026"."""
    text = clean_text(raw)
    match = _DASHED.match(text) if text else None
    if text is None or match is None:
        return parse_us_date(raw)
    name = (match[2] or match[3]).lower()
    return _day(text, int(match[5]), _MONTHS.index(name) + 1 if name in _MONTHS else 0, int(match[1] or match[4]))


def parse_rss_date(raw: object) -> Posted | None:
    """RFC 822 as feeds really write it: one-digit hours, "Z", offsets, "05:00:00:0", no zone at all (taken as UTC).

    "Fri Nov 06 06:00:00 UTC 2026", as Java writes it, too.
    """
    text = clean_text(raw)
    if text and (java := _JAVA.match(text)):
        text = f"{java[2]} {java[1]} {java[4]} {java[3]} GMT"
    match = _RSS.match(text) if text else None
    if text is None or match is None or match[2].lower() not in _MONTHS:
        return parse_posted(raw)
    day, month, year, hour, minute, second, zone = match.groups()
    offset = _OFFSET.match(zone.strip())
    tail = f"{offset[1]}{offset[2]}:{offset[3]}" if offset else "+00:00"
    stamp = f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}T{int(hour):02}:{minute}:{second or '00'}{tail}"
    try:
        return Posted(value=utc(datetime.fromisoformat(stamp)), raw=text, precision="second")
    except (ValueError, OverflowError):
        return Posted(value=None, raw=text, precision=None)


def parse_closing(raw: object) -> str | None:
    """Closing date in any of these forms as ``YYYY-MM-DD`` or UTC time; ``None`` when it cannot be read."""
    read = (parse(raw) for parse in (parse_dashed_date, parse_rss_date))
    return next((posted.value for posted in read if posted is not None and posted.value is not None), None)


def _day(text: str, year: int, month: int, day: int) -> Posted:
    try:
        return Posted(value=datetime(year, month, day, tzinfo=UTC).date().isoformat(), raw=text, precision="day")
    except ValueError:
        return Posted(value=None, raw=text, precision=None)

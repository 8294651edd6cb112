"""Raw value -> clean value: text, HTML, dates, employment type, workplace. Pure; ``None`` for what is unknown."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import nh3

from crawler.items import JobLocationType, Posted

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
# Styles, classes and images go: they carry trackers and change without the posting changing.
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
_sanitise = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
).clean

_UNENCODABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
_RELATIVE = re.compile(r"(\d+)(\+)?\s+(day|week|month|hour|minute)s?\s+ago", re.IGNORECASE)
_DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30}
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_ISO_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:[.,]0+)?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$")
_LONG_DATE_FORMATS = ("%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y")


def clean_text(value: object) -> str | None:
    """One line of text without control characters and lone surrogates, blanks folded; ``None`` when nothing is left."""
    if value is None:
        return None
    return _BLANKS.sub(" ", scrub(str(value))).strip() or None


def scrub(text: str) -> str:
    """``text`` with U+FFFD for lone surrogates and nothing for other characters that no output format can carry."""
    return _UNENCODABLE.sub(lambda match: "\ufffd" if "\ud800" <= match.group() <= "\udfff" else "", text)


def clean_html(source: str | None) -> str | None:
    """Sanitised HTML: structure and links stay; scripts, styles, images and event handlers go."""
    if not source or not source.strip():
        return None
    return _sanitise(scrub(source)).strip() or None


def html_from_text(text: str | None) -> str | None:
    """Plain text as HTML: a paragraph for each block of lines."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n"))
    return "".join(f"<p>{html.escape(b.strip()).replace(chr(10), '<br>')}</p>" for b in blocks if b.strip()) or None


def utc(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_posted(raw: object) -> Posted | None:
    """Date or time as published (ISO 8601 in its looser forms, or "April 3, 2026"); ``None`` when there is none."""
    text = clean_text(raw)
    if text is None:
        return None
    if (match := _MIDNIGHT.match(text)) is not None:
        # How a system writes a day: the employer's own, whatever day that instant is in UTC.
        return Posted(value=match[1], raw=text, precision="day")
    if (time := _parse_time(text)) is not None:
        return Posted(value=utc(time), raw=text, precision="second")
    if (day := _parse_day(text)) is not None:
        return Posted(value=day.isoformat(), raw=text, precision="day")
    return Posted(value=None, raw=text, precision=None)


def parse_epoch(raw: object, *, per_second: int = 1) -> Posted | None:
    """Time as a number of seconds since 1970 (``per_second=1000`` for milliseconds)."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(raw / per_second, UTC)
    except (OverflowError, OSError, ValueError):
        return Posted(value=None, raw=str(raw), precision=None)
    return Posted(value=utc(moment), raw=str(raw), precision="second")


def parse_relative(raw: object, crawled_at: str) -> Posted | None:
    """Count "Posted 8 Days Ago" back from ``crawled_at`` (UTC ISO 8601); "30+ Days Ago" is a floor."""
    text = clean_text(raw)
    if text is None:
        return None
    today = datetime.fromisoformat(crawled_at).date()
    lowered = text.lower()
    if "yesterday" in lowered:
        return Posted(value=(today - timedelta(days=1)).isoformat(), raw=text, precision="relative")
    if "today" in lowered or "just" in lowered:
        return Posted(value=today.isoformat(), raw=text, precision="relative")
    if match := _RELATIVE.search(text):
        days = int(match[1][:5]) * _DAYS[match[3].lower()]
        value = (today - timedelta(days=days)).isoformat()
        return Posted(value=value, raw=text, precision="floor" if match[2] else "relative")
    return Posted(value=None, raw=text, precision=None)


def parse_valid_through(raw: object) -> str | None:
    """Closing date as ``YYYY-MM-DD`` or UTC time; ``None`` when it cannot be read."""
    posted = parse_posted(raw)
    return posted.value if posted else None


def _parse_time(text: str) -> datetime | None:
    match = _ISO_TIME.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        if zone and zone[0] in "+-":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment += -offset if zone[0] == "+" else offset
    except (ValueError, OverflowError):
        return None
    # Without a zone the time of day is the employer's own; calling it UTC is at most a day off.
    return moment


def _parse_day(text: str) -> date | None:
    if match := _ISO_DATE.match(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    for pattern in _LONG_DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


# Whole words only: "fulltime_fixed_term" is not temporary because "term" occurs in it.
_EMPLOYMENT = [
    ("INTERN", re.compile(r"\b(intern(ship)?s?|trainee|apprentice(ship)?|co-?op|werkstudent|working student)\b")),
    ("VOLUNTEER", re.compile(r"\bvolunteers?\b")),
    ("PER_DIEM", re.compile(r"\b(per ?diem|prn)\b")),
    ("PART_TIME", re.compile(r"\bpart ?time\b")),
    ("FULL_TIME", re.compile(r"\b(full ?time|permanent|regular|salaried)\b")),
    ("CONTRACTOR", re.compile(r"\b(contract(or)?|freelance|independent contractor)\b")),
    ("TEMPORARY", re.compile(r"\b(temp(orary)?|fixed term|seasonal)\b")),
    ("OTHER", re.compile(r"\bother\b")),
]
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def parse_employment_type(raw: object) -> str | None:
    """schema.org employment type for the source's own word; ``None`` when it is not one we know."""
    if isinstance(raw, list):
        return next((found for value in raw if (found := parse_employment_type(value))), None)
    text = clean_text(raw)
    if text is None:
        return None
    words = _CAMEL.sub(" ", text).replace("_", " ").replace("-", " ").lower()
    return next((name for name, pattern in _EMPLOYMENT if pattern.search(words)), None)


def parse_workplace(raw: object) -> JobLocationType | None:
    """Remote, hybrid or onsite from a system's own workplace field; ``None`` for anything else."""
    text = re.sub(r"[^a-z]", "", str(raw or "").lower())
    if "hybrid" in text or text == "flexible":
        return "hybrid"
    if text in ("remote", "telecommute", "fullyremote", "remotefriendly"):
        return "remote"
    return "onsite" if text in ("onsite", "inoffice", "inperson", "office") else None


def as_list(value: Any) -> list[Any]:
    """``value`` as a list: a lone value is a list of one, ``None`` is empty."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

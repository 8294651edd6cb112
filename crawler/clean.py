"""Raw value -> clean value: text, HTML, dates, employment type, workplace. Pure; ``None`` for what is unknown."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import nh3

from crawler.items import DatePrecision, JobLocationType, Posted
from crawler.values.date_words import days_ago, read_day

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
# Styles, classes and images go: they carry trackers and change without the posting changing.
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "td": _SPANS, "th": _SPANS, "ol": {"start"}}
_sanitise = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
).clean

_UNENCODABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_DEEPEST = 500
"""Elements inside one another in a description; the sanitiser's time grows with the square of it."""
_NESTING = re.compile(r"<(/?)(?!(?:p|li|d[dt]|t[drh]|br|hr|img|input|meta|link|wbr|col|area|base)\b)[a-z]", re.I)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LARGEST = 1e300  # neither infinite nor thousands of digits long
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"</?(?:p|br|li|ul|ol|div|strong|b|i|u|h\d|span|em|table|tr|td|a)\b[^<>]*>", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_SINCE = "1990"
"""No posting is older: systems write the first day of their calendar (0001, 1900, 1970) for "no date"."""
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_ISO_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$"
)
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:[.,]0+)?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$")


def clean_text(value: object) -> str | None:
    """One line of text without control characters and lone surrogates, blanks folded; ``None`` when nothing is left.

    A number is taken as its digits. Anything else is no text and ``None``: a list's brackets are nobody's words.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        value = repr(value) if abs(value) < _LARGEST else ""
    return _BLANKS.sub(" ", scrub(value)).strip() or None


def scrub(text: str) -> str:
    """``text`` with U+FFFD for lone surrogates and nothing for other characters that no output format can carry."""
    return _UNENCODABLE.sub(lambda match: "\ufffd" if "\ud800" <= match.group() <= "\udfff" else "", text)


def clean_html(source: object) -> str | None:
    """Sanitised HTML: structure and links stay; scripts, styles, images and event handlers go.

    ``None`` for what is no text, or blank. A page nested beyond reason is reduced to its words.
    """
    if not isinstance(source, str) or not source.strip():
        return None
    if source.count("<") > 2 * _DEEPEST and _depth(source) > _DEEPEST:
        return html_from_text(html.unescape(_ANY_TAG.sub(" ", source)))
    return _sanitise(scrub(source)).strip() or None


def _depth(source: str) -> int:
    """How deep elements that have to be closed lie inside one another, at most."""
    depth = deepest = 0
    for tag in _NESTING.finditer(source):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def html_or_text(source: str | None) -> str | None:
    """A field that holds HTML with one employer and plain text with the next, as HTML; not sanitised."""
    return source if source and _TAG.search(source) else html_from_text(source)


def comma_list(*parts: object) -> str | None:
    """The parts that say something, joined by commas; ``None`` when none does."""
    return ", ".join(text for part in parts if (text := clean_text(part))) or None


def html_from_text(text: object) -> str | None:
    """Plain text as HTML: a paragraph for each block of lines."""
    blocks = re.split(r"\n\s*\n", scrub(text).replace("\r\n", "\n")) if isinstance(text, str) else []
    return "".join(f"<p>{html.escape(b.strip()).replace(chr(10), '<br>')}</p>" for b in blocks if b.strip()) or None


def utc(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_posted(raw: object) -> Posted | None:
    """Date or time as published; ``None`` when there is none.

    ISO 8601 in its looser forms, seconds or milliseconds since 1970, and days in words or figures that can be read in
    one way only (:func:`crawler.values.date_words.read_day`).
    """
    text = clean_text(raw)
    if text is None:
        return None
    if _EPOCH.match(text):
        return parse_epoch(int(text), per_second=1 if len(text) == 10 else 1_000)
    midnight = _MIDNIGHT.match(text)
    if midnight is None and (time := _parse_time(text)) is not None:
        return _posted(utc(time), text, "second")
    # Midnight is how a system writes a day: the employer's own, whatever day that instant is in UTC.
    day = _parse_day(midnight[1] if midnight else text)
    return _posted(day.isoformat() if day else None, text, "day")


def parse_epoch(raw: object, *, per_second: int = 1) -> Posted | None:
    """Time as a number of seconds since 1970 (``per_second=1000`` for milliseconds)."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    text = repr(raw) if isinstance(raw, float) or abs(raw) < 10**18 else "a number too large for a time"
    try:
        return _posted(utc(datetime.fromtimestamp(raw / per_second, UTC)), text, "second")
    except (OverflowError, OSError, ValueError):
        return _posted(None, text, None)


def _posted(value: str | None, raw: str, precision: DatePrecision | None) -> Posted:
    known = value is not None and value >= _SINCE
    return Posted(value=value if known else None, raw=raw, precision=precision if known else None)


def parse_relative(raw: object, crawled_at: str) -> Posted | None:
    """Count "Posted 8 Days Ago" back from ``crawled_at`` (UTC ISO 8601); "30+ Days Ago" is a floor."""
    text = clean_text(raw)
    if text is None:
        return None
    read = days_ago(text)
    if read is None:
        return _posted(None, text, None)
    days, floor = read
    day = datetime.fromisoformat(crawled_at).date() - timedelta(days=min(days, 40_000))
    return _posted(day.isoformat(), text, "floor" if floor else "relative")


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
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].lstrip(":") or 0))
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
    return read_day(text)


# Whole words only: "fulltime_fixed_term" is not temporary because "term" occurs in it.
_EMPLOYMENT = [
    ("INTERN", re.compile(r"\b(intern(ship)?s?|trainee|apprentice(ship)?|co ?op|werkstudent|working student)\b")),
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


_REMOTE = re.compile(
    r"(?:(?:100 ?% |fully |all )?remote(?: only| first|[ -]friendly)?|work from home|home[ -]based|wfh)\b"
)
_ONSITE = re.compile(r"(?:on[ -]?site|in[ -]?office|in[ -]?person|office(?:[ -]based)?|on[ -]premises?)\b")
_REST = re.compile(r"\s*(?:$|[,(:/–—-])")


def parse_workplace(raw: object) -> JobLocationType | None:
    """Remote, hybrid or onsite from a system's own workplace field; ``None`` for anything else."""
    text = _CAMEL.sub(" ", clean_text(raw) or "").replace("_", " ").lower()
    if "hybrid" in text or text == "flexible":
        return "hybrid"
    if text.startswith("tele") or ((remote := _REMOTE.match(text)) and _REST.match(text, remote.end())):
        return "remote"
    return "onsite" if (onsite := _ONSITE.match(text)) and _REST.match(text, onsite.end()) else None


def as_list(value: Any) -> list[Any]:
    """``value`` as a list: a lone value is a list of one, ``None`` is empty."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

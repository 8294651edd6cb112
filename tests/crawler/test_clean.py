from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clean import (
    clean_html,
    clean_text,
    html_from_text,
    parse_employment_type,
    parse_epoch,
    parse_posted,
    parse_relative,
    parse_valid_through,
    parse_workplace,
    scrub,
    utc,
)
from tests.crawler.values import any_json, any_text
from tests.growth import Work, assert_grows_with_size

CRAWLED = "2026-11-18T06:00:00Z"


@pytest.mark.parametrize(
    ("raw", "value", "precision"),
    [
        ("2026-07-07", "2026-07-07", "day"),
        ("2026-9-4", "2026-09-04", "day"),
        ("2026-07-14T18:35:00-04:00", "2026-07-14T22:35:00Z", "second"),
        ("2026-07-14T18:35:00+0530", "2026-07-14T13:05:00Z", "second"),
        ("2026-06-12T12:45:15.898000-07:00", "2026-06-12T19:45:15Z", "second"),
        ("2026-07-27 15:33:54 UTC", "2026-07-27T15:33:54Z", "second"),
        ("2026-07-27T13:21:22", "2026-07-27T13:21:22Z", "second"),
        ("2026-07-20T00:00:00+02:00", "2026-07-20", "day"),
        ("2026-07-06T00:00:00.0000", "2026-07-06", "day"),
        ("April 3, 2026", "2026-04-03", "day"),
        ("June  7, 2026", "2026-06-07", "day"),
        ("Sep 11, 2026", "2026-09-11", "day"),
        ("3 April 2026", "2026-04-03", "day"),
        ("2026-12-31T23:30:00-08:00", "2027-01-01T07:30:00Z", "second"),
        # Not a day that exists, or the first day of somebody's calendar: no date is known.
        ("2026-02-30", None, None),
        ("2026-13-45T00:00:00", None, None),
        ("0000-00-00T00:00:00Z", None, None),
        ("0001-01-01T00:00:00", None, None),
        ("1970-01-01", None, None),
        ("9999-12-31T23:59:59-05:00", None, None),
        ("2026-07-14T25:00:00Z", None, None),
        ("soon", None, None),
    ],
)
def test_a_date_is_read_with_how_much_of_it_is_known(raw: str, value: str | None, precision: str | None) -> None:
    posted = parse_posted(raw)
    assert posted is not None
    assert (posted.value, posted.precision) == (value, precision)
    assert posted.raw == " ".join(raw.split())
    assert parse_valid_through(raw) == value


@pytest.mark.parametrize(
    ("raw", "value", "precision"),
    [
        ("Posted Today", "2026-11-18", "relative"),
        ("Posted Yesterday", "2026-11-17", "relative"),
        ("Posted 8 Days Ago", "2026-11-10", "relative"),
        ("Posted 30+ Days Ago", "2026-10-19", "floor"),
        ("2 weeks ago", "2026-11-04", "relative"),
        ("an hour ago", "2026-11-18", "relative"),
        ("a month ago", "2026-10-19", "relative"),
        ("Just posted", "2026-11-18", "relative"),
        ("99999 months ago", None, None),
        ("Adjuster", None, None),
        ("Yesterdays", None, None),
        ("8 Days", None, None),
    ],
)
def test_a_relative_date_counts_back_from_the_crawl(raw: str, value: str | None, precision: str | None) -> None:
    posted = parse_relative(raw, CRAWLED)
    assert posted is not None
    assert (posted.value, posted.precision) == (value, precision)


@pytest.mark.parametrize(
    ("raw", "per_second", "value"),
    [
        (1711403416463, 1000, "2024-03-25T21:50:16Z"),
        (1787122800, 1, "2026-08-19T07:00:00Z"),
        (0, 1, None),
        (-1, 1, None),
        (1e300, 1, None),
        (float("nan"), 1, None),
        (float("inf"), 1000, None),
    ],
)
def test_an_epoch_is_a_time_or_unknown(raw: float, per_second: int, value: str | None) -> None:
    posted = parse_epoch(raw, per_second=per_second)
    assert posted is not None and posted.value == value


def test_a_number_too_long_to_be_printed_is_unknown() -> None:
    posted = parse_epoch(10**5000)
    assert posted is not None and posted.value is None
    assert clean_text(10**5000) is None


@pytest.mark.parametrize("raw", [None, True, "1711403416463", [], {}])
def test_what_is_no_number_is_no_epoch(raw: object) -> None:
    assert parse_epoch(raw) is None


@given(any_json(), st.integers(1, 1000))
def test_no_date_ever_raises_and_every_value_is_a_date(raw: Any, per_second: int) -> None:
    for posted in (parse_posted(raw), parse_relative(raw, CRAWLED), parse_epoch(raw, per_second=per_second)):
        if posted is None:
            continue
        assert (posted.value is None) == (posted.precision is None)
        if posted.value is not None:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", posted.value)
            datetime.fromisoformat(posted.value)


@given(st.dates(date(1990, 1, 1), date(9999, 12, 31)))
def test_every_day_reads_as_itself(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%Y-%m-%dT00:00:00Z"):
        posted = parse_posted(day.strftime(form))
        assert posted is not None and (posted.value, posted.precision) == (day.isoformat(), "day")


@given(st.datetimes(timezones=st.timezones()))
def test_times_are_written_with_four_digit_years(moment: datetime) -> None:
    try:
        text = utc(moment)
    except OverflowError:
        return  # within a day of the calendar's ends
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Cooper \n\t of casks ", "Cooper of casks"),
        ("a\x00b\x1fc\x7f", "abc"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("\ufeffa", "a"),
        ("   ", None),
        (12, "12"),
        (1.5, "1.5"),
        (True, None),
        (None, None),
        (["a"], None),
        ({"name": "a"}, None),
        (float("nan"), None),
    ],
)
def test_text_is_what_somebody_wrote(raw: object, text: str | None) -> None:
    assert clean_text(raw) == text


@given(any_json())
def test_clean_text_never_raises_and_can_be_written(value: Any) -> None:
    text = clean_text(value)
    if text is not None:
        text.encode("utf-8")
        assert text == text.strip() and text
        assert clean_text(text) == text


ATTRIBUTES = {"href", "rel", "colspan", "rowspan", "start"}
ACTIVE = {"script", "style", "iframe", "img", "svg", "math", "object", "embed", "form", "input", "link", "meta", "base"}


class Dangers(HTMLParser):
    """What an independent parser finds in a page that a browser might act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] * (tag in ACTIVE)
        for name, value in attrs:
            scheme = re.sub(r"[\s\x00]", "", value or "").partition(":")[0].lower()
            if name not in ATTRIBUTES or (name == "href" and scheme not in ("http", "https", "mailto", "tel")):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


def dangers(page: str | None) -> list[str]:
    return Dangers(page or "").found


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<p onclick="alert(1)">x</p>',
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import url(x)</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
]
html_text = st.lists(
    st.one_of(
        st.sampled_from(PAYLOADS),
        st.sampled_from(
            ["<p>", "</p>", "<ul><li>", "</ul>", "<b>", "<table><tr><td>", "&amp;", "&lt;", "&nbsp;", "<!--"]
        ),
        any_text(),
    )
).map("".join)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_survives(payload: str) -> None:
    assert dangers(payload) or payload.startswith("<!")
    assert dangers(clean_html(f"<p>before</p>{payload}")) == []


def test_structure_and_links_survive() -> None:
    kept = clean_html('<h2 class="x">Duties</h2><ul><li>Stir <a href="https://a.example/?b=1&c=2">vats</a></li></ul>')
    assert kept == (
        '<h2>Duties</h2><ul><li>Stir <a href="https://a.example/?b=1&amp;c=2" '
        'rel="noopener noreferrer nofollow">vats</a></li></ul>'
    )


@given(html_text)
def test_clean_html_is_safe_settled_and_can_be_written(source: str) -> None:
    cleaned = clean_html(source)
    if cleaned is None:
        return
    cleaned.encode("utf-8")
    assert dangers(cleaned) == []
    assert clean_html(cleaned) == cleaned


@given(any_json())
def test_what_is_no_html_is_none(value: Any) -> None:
    if not isinstance(value, str):
        assert clean_html(value) is None and html_from_text(value) is None


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>"])
def test_a_page_nested_beyond_reason_is_reduced_to_its_words_at_the_cost_of_its_length(opening: str) -> None:
    def work_of(size: int) -> Work:
        page = opening * size + "Cooper <script>"
        return lambda: clean_html(page)

    assert clean_html(opening * 100_000 + "Cooper <script>") == "<p>Cooper</p>"
    assert_grows_with_size(work_of, 25_000)


def test_a_long_posting_keeps_its_structure() -> None:
    rows = "<li>Stir the <b>vat</b><br>daily" * 2_000
    assert (clean_html(f"<ul>{rows}</ul>") or "").count("<li>") == 2_000


@given(any_text())
def test_plain_text_becomes_paragraphs_that_show_it(text: str) -> None:
    made = html_from_text(text)
    if made is not None:
        assert dangers(made) == []
        assert clean_html(made) is not None


@given(any_text())
def test_scrubbed_text_can_be_written(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)
    scrub(text).encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Full time", "FULL_TIME"),
        ("FullTime", "FULL_TIME"),
        ("permanent_full_time", "FULL_TIME"),
        ("SALARIED_FT", "FULL_TIME"),
        ("Regular Part-Time", "PART_TIME"),
        ("fulltime_fixed_term", "FULL_TIME"),
        ("Contract", "CONTRACTOR"),
        ("Fixed-term", "TEMPORARY"),
        ("Internship", "INTERN"),
        ("Internal", None),
        ("Co-op", "INTERN"),
        ("PRN", "PER_DIEM"),
        (["x", "PART_TIME"], "PART_TIME"),
        ([], None),
        ("Scholarship", None),
        ({"label": "Full time"}, None),
        (None, None),
    ],
)
def test_employment_type_is_a_word_we_know_or_unknown(raw: object, found: str | None) -> None:
    assert parse_employment_type(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Remote", "remote"),
        ("TELECOMMUTE", "remote"),
        ("Fully Remote", "remote"),
        ("Remote - US", "remote"),
        ("Hybrid", "hybrid"),
        ("OnSite", "onsite"),
        ("on-site", "onsite"),
        ("IN_OFFICE", "onsite"),
        ("Office Based", "onsite"),
        ("Not remote", None),
        ("Remote eligible", None),
        ("No", None),
        ("Officer", None),
        ("unspecified", None),
        (True, None),
        ({"remote": True}, None),
    ],
)
def test_workplace_is_a_word_we_know_or_unknown(raw: object, found: str | None) -> None:
    assert parse_workplace(raw) == found


@given(any_json())
def test_no_category_ever_raises(value: Any) -> None:
    parse_employment_type(value)
    parse_workplace(value)

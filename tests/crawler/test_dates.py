from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.values.dates import parse_closing, parse_dashed_date, parse_rss_date, parse_us_date


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("07/28/2026", "2026-07-28"),
        ("1/11/2026 4:04 PM", "2026-01-11"),
        ("12/31/2026, 11:59:00 PM", "2026-12-31"),
        ("Jul. 27, 2026", "2026-07-27"),
        ("2026-9-24", "2026-09-24"),
        ("13/01/2026", None),  # no thirteenth month: not turned into the first of another
        ("soon", None),
    ],
)
def test_dates_written_month_first(raw: str, value: str | None) -> None:
    posted = parse_us_date(raw)
    assert posted is not None
    assert (posted.value, posted.raw) == (value, raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("28-Jul-2026", "2026-07-28"),
        ("Jul-28-2026", "2026-07-28"),
        ("04-August-2026", "2026-08-04"),
        ("31-Foo-2026", None),
    ],
)
def test_dates_with_hyphens_and_a_month_by_name(raw: str, value: str | None) -> None:
    posted = parse_dashed_date(raw)
    assert posted is not None
    assert posted.value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Fri, 02 Oct 2026 7:00:00 GMT", "2026-10-02T07:00:00Z"),
        ("Thu, 01 Oct 2026 01:00:00 Z", "2026-10-01T01:00:00Z"),
        ("Wed, 19 Aug 2026 05:00:00:0", "2026-08-19T05:00:00Z"),
        ("Fri, 07 Aug 2026 04:00:00 +0100", "2026-08-07T03:00:00Z"),
        ("Mon, 11 May 2026 00:00:00 -0400", "2026-05-11T04:00:00Z"),
        ("Fri Nov 06 06:00:00 UTC 2026", "2026-11-06T06:00:00Z"),
        ("31 Feb 2026 10:00:00 GMT", None),
        ("Fri, 02 Xyz 2026 7:00:00 GMT", None),
    ],
)
def test_times_of_feeds(raw: str, value: str | None) -> None:
    posted = parse_rss_date(raw)
    assert posted is not None
    assert posted.value == value


@pytest.mark.parametrize("parse", [parse_us_date, parse_dashed_date, parse_rss_date])
def test_nothing_said_is_nothing_known(parse: object) -> None:
    assert callable(parse)
    assert parse(None) is None
    assert parse("  ") is None


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_every_time_in_the_standard_form_is_read(moment: datetime) -> None:
    stamp = moment.replace(microsecond=0, tzinfo=UTC)
    posted = parse_rss_date(format_datetime(stamp))
    assert posted is not None
    assert posted.value == stamp.strftime("%Y-%m-%dT%H:%M:%SZ")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_written_month_first_is_read(day: date) -> None:
    posted = parse_us_date(f"{day.month}/{day.day}/{day.year}")
    assert posted is not None
    assert posted.value == day.isoformat()


@given(st.text(max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    for parse in (parse_us_date, parse_dashed_date, parse_rss_date):
        posted = parse(text)
        assert posted is None or posted.raw


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12/31/2026", "2026-12-31"),
        ("04-Aug-2026", "2026-08-04"),
        ("2026-12-31", "2026-12-31"),
        ("Sun, 20 Sep 2026 04:59:00:0", "2026-09-20T04:59:00Z"),
        ("Continuous", None),
        (None, None),
    ],
)
def test_closing_dates(raw: str | None, value: str | None) -> None:
    assert parse_closing(raw) == value
